// SPDX-License-Identifier: MIT
// tests/store/stat_index.test.cpp
#include <lastro/store/stat_index.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;
using lastro::store::file_stamp;
using lastro::store::known_file;
using lastro::store::stat_index;
using lastro::store::write_stat_index;

namespace {

constexpr std::int64_t second = 1'000'000'000;

std::vector<known_file> files() {
    std::vector<known_file> list;
    for (int i = 0; i < 20; ++i) {
        const auto n = static_cast<std::uint64_t>(i);
        list.push_back(
            {.path = "d/" + std::string(1, static_cast<char>('a' + i)),
             .stamp = {.bytes = n, .modified = 5 * second + i, .changed = 6 * second, .inode = n, .device = 1},
             .digest = lastro::hash::blake3::of(core::as_bytes(std::to_string(i)))});
    }
    return list;
}

}  // namespace

TEST_SUITE("store/stat_index") {
    TEST_CASE("index: knows what was written, in any order of asking") {
        const temporary_directory directory;
        const std::string path = directory / "images.idx";
        write_stat_index(path, files(), 100 * second);
        const stat_index index = stat_index::read(path);
        CHECK(index.size() == 20);
        std::size_t hint = 0;
        for (const known_file& f : files()) {
            CHECK(index.find(f.path, f.stamp) == f.digest);
            CHECK(index.find(f.path, f.stamp, hint) == f.digest);
        }
        CHECK_FALSE(index.find("d/zz", files()[0].stamp));
        CHECK_FALSE(index.find("", files()[0].stamp));
        CHECK(index.find("d/c", files()[2].stamp, hint) == files()[2].digest);
        CHECK(core::read_file(path).size() == 32 + 20 * 80 + 20 * 3 + 32);  // as the page about the format says
    }

    TEST_CASE("index: a file with any other stamp is not known") {
        const temporary_directory directory;
        const std::string path = directory / "images.idx";
        write_stat_index(path, files(), 100 * second);
        const stat_index index = stat_index::read(path);
        for (int field = 0; field < 5; ++field) {
            file_stamp s = files()[3].stamp;
            s.bytes += field == 0 ? 1U : 0U;
            s.modified += field == 1 ? 1 : 0;
            s.changed -= field == 2 ? 1 : 0;
            s.inode += field == 3 ? 1U : 0U;
            s.device += field == 4 ? 1U : 0U;
            CHECK_FALSE(index.find(files()[3].path, s));
        }
    }

    TEST_CASE("index: what was touched within two seconds before the reading, or after it, is not written down") {
        const temporary_directory directory;
        const std::string path = directory / "images.idx";
        const auto kept = [&](std::int64_t modified, std::int64_t changed) {
            known_file f = files()[0];
            f.stamp.modified = modified;
            f.stamp.changed = changed;
            write_stat_index(path, {f}, 100 * second);
            return stat_index::read(path).size() == 1;
        };
        CHECK(kept(98 * second - 1, 98 * second - 1));
        CHECK_FALSE(kept(98 * second, 50 * second));
        CHECK_FALSE(kept(50 * second, 98 * second));
        CHECK_FALSE(kept(100 * second, 100 * second));
        CHECK_FALSE(kept(5000 * second, 50 * second));  // from the future, or the clock went back
        CHECK(kept(-5 * second, 0));                    // before 1970
    }

    TEST_CASE("damage: every flipped bit and every cut is an index that knows nothing") {
        const temporary_directory directory;
        const std::string path = directory / "images.idx";
        write_stat_index(path, {files()[0], files()[1]}, 100 * second);
        const std::string good = core::read_text(path);
        std::size_t believed = 0;
        const auto judge = [&](const std::string& bad) {
            FILE* out = std::fopen(path.c_str(), "wb");
            REQUIRE(out != nullptr);
            std::fwrite(bad.data(), 1, bad.size(), out);
            std::fclose(out);
            believed += stat_index::read(path).size();
        };
        for (std::size_t i = 0; i < good.size() * 8; ++i) {
            std::string bad = good;
            bad[i / 8] = static_cast<char>(static_cast<unsigned char>(bad[i / 8]) ^ (1U << (i % 8)));
            judge(bad);
        }
        for (std::size_t length = 0; length < good.size(); ++length) {
            judge(good.substr(0, length));
        }
        CHECK(believed == 0);
        CHECK(stat_index::read(directory / "nowhere").size() == 0);
    }

    TEST_CASE("forgery: a sealed index with impossible counts or names knows nothing") {
        const temporary_directory directory;
        const std::string path = directory / "images.idx";
        write_stat_index(path, {files()[0], files()[1]}, 100 * second);
        const std::vector<std::byte> good = core::read_file(path);
        const auto forged = [&](std::size_t at, std::uint64_t value) {
            std::vector<std::byte> bad = good;
            core::store_le(value, bad.data() + at);
            const auto seal = lastro::hash::blake3::of(core::byte_span{bad}.first(bad.size() - 32)).bytes();
            std::copy(seal.begin(), seal.end(), bad.end() - 32);
            core::write_file(path, bad);
            return stat_index::read(path).size();
        };
        CHECK(forged(16, 2) == 2);  // the same again
        CHECK(forged(16, 3) == 0);
        CHECK(forged(16, std::uint64_t{1} << 60U) == 0);
        CHECK(forged(24, std::uint64_t(-1)) == 0);
        CHECK(forged(32 + 72, 1000) == 0);
        CHECK(forged(32 + 80 + 72, 1) == 0);
    }
}
