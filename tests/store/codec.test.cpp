// SPDX-License-Identifier: MIT
// tests/store/codec.test.cpp
#include <lastro/store/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/clock.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/directory_remote.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/pack.hpp>
#include <lastro/store/repository.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "run_lengths.hpp"

namespace core = lastro::core;
namespace data = lastro::data;
namespace fs = std::filesystem;
using lastro::hash::blake3;
using lastro::hash::digest;
using lastro::store::codec;
using lastro::store::pack;
using lastro::store::repository;

namespace {

// Constant columns, for which run lengths are good, and one that no codec makes smaller.
data::table rows(std::size_t count) {
    std::vector<double> noise;
    std::uint64_t state = 1;
    for (std::size_t i = 0; i < count; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        noise.push_back(static_cast<double>(state >> 11U));
    }
    return data::table{{"zero", "same", "noise"},
                       {data::column{std::vector<std::int64_t>(count, 0)},
                        data::column{std::vector<std::string>(count, "aaaaaaaa")}, data::column{noise}}};
}

std::vector<std::string> packs(const std::string& repository) {
    std::vector<std::string> found;
    for (const std::string& name : core::list_directory(repository + "/objects/packs")) {
        found.push_back(repository + "/objects/packs/" + name);
    }
    return found;
}

// Bytes that a repository takes.
std::uint64_t space(const std::string& repository) {
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator{repository}) {
        bytes += entry.is_regular_file() ? entry.file_size() : 0;
    }
    return bytes;
}

// Where in a pack the frame of an object begins: object i lies at the range that the index says.
std::size_t first_frame(const pack& one) {
    std::size_t i = 0;
    while (!one.is_frame(i)) {
        ++i;
    }
    return i;
}

void write_unsynced(const std::string& path, const std::string& bytes) {
    FILE* out = std::fopen(path.c_str(), "wb");
    REQUIRE(out != nullptr);
    REQUIRE(std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size());
    std::fclose(out);
}

}  // namespace

TEST_SUITE("store/codec") {
    TEST_CASE("compressed: less space, and the same commits, tables, views and differences") {
        const temporary_directory d;
        const data::table first = rows(30'000);
        data::table second = first.slice(100, 29'900);
        const repository plain{d / "plain"};
        const repository small{d / "small", lastro_test::run_lengths()};
        for (const repository& r : {plain, small}) {
            r.commit("t", first, {.time = 1});
            r.commit("t", second, {.time = 2});
            r.append("t", first.slice(0, 10), {.time = 3});
        }
        CHECK(space(d / "small") < space(d / "plain") * 6 / 10);
        CHECK(plain.resolve("t").id() == small.resolve("t").id());
        CHECK(small.checkout("t@1") == first);
        CHECK(small.checkout("t@2") == second);
        CHECK(small.diff(small.resolve("t@1"), small.resolve("t@2"), {.exact = true}) ==
              plain.diff(plain.resolve("t@1"), plain.resolve("t@2"), {.exact = true}));
        const auto view = small.checkout("t@1", {.columns = {"noise", "zero"}});
        CHECK(view.span<double>("noise")[29'999] == first.column<double>("noise")[29'999]);
        CHECK(view.is_zero_copy("noise"));  // what is not smaller as a frame lies there as it is
        CHECK(view.span<std::int64_t>("zero")[29'999] == 0);
        CHECK_FALSE(view.is_zero_copy("zero"));
        CHECK_FALSE(small.checkout("t@1", {.columns = {"zero"}, .rows = {0, 10}}).is_zero_copy("zero"));
        CHECK(small.verify().ok());
        CHECK(small.verify({.content = false}).ok());
        CHECK(small.fsck({.threads = 2}).ok());
        CHECK(small.verify().bytes == plain.verify().bytes);  // of content
    }

    TEST_CASE("mixed: packs with and without a codec lie side by side, and are sent as content") {
        const temporary_directory d;
        repository{d / "r"}.commit("t", rows(3000), {.time = 1});
        const repository r{d / "r", lastro_test::run_lengths()};
        r.commit("t", rows(5000), {.time = 2});
        CHECK(r.checkout("t@1") == rows(3000));
        CHECK(r.checkout("t@2") == rows(5000));
        r.push(lastro::store::directory_remote{d / "plain"});
        r.push(lastro::store::directory_remote{d / "packed", lastro_test::run_lengths()});
        CHECK(repository{d / "plain"}.checkout("t@2") == rows(5000));
        CHECK(repository{d / "packed", lastro_test::run_lengths()}.checkout("t@2") == rows(5000));
        CHECK(space(d / "packed") < space(d / "plain"));
    }

    TEST_CASE("missing: without its codec a pack is named, never moved and never wrong") {
        const temporary_directory d;
        repository{d / "r", lastro_test::run_lengths()}.commit("t", rows(5000), {.time = 1});
        const repository r{d / "r"};
        const std::string message = packs(d / "r").at(0) +
                                    ": expected a repository that is opened with the codec that wrote this pack, "
                                    "run-lengths, found none";
        CHECK_THROWS_WITH_AS(static_cast<void>(r.checkout("t")), message.c_str(), lastro::format_error);
        codec other = lastro_test::run_lengths();
        other.name = "other";
        CHECK_THROWS_WITH_AS(static_cast<void>(repository{d / "r", other}.checkout("t")),
                             doctest::Contains("run-lengths, found other"), lastro::format_error);
        CHECK_FALSE(r.verify().ok());
        CHECK_THROWS_WITH_AS(static_cast<void>(r.fsck()), message.c_str(), lastro::format_error);
        CHECK_FALSE(fs::exists(d / "r/quarantine"));
        CHECK(repository{d / "r", lastro_test::run_lengths()}.fsck().ok());

        // Another copy is as good: written again where only frames are, and read although a frame is there, too.
        r.commit("again", rows(5000), {.time = 2});
        CHECK(r.checkout("again") == rows(5000));
        CHECK(r.checkout("t") == rows(5000));

        codec nameless = lastro_test::run_lengths();
        nameless.name = "";
        codec shouting = lastro_test::run_lengths();
        shouting.name = "RUN";
        codec half = lastro_test::run_lengths();
        half.decompress = nullptr;
        for (const codec& wrong : {nameless, shouting, half}) {
            CHECK_THROWS_WITH_AS((repository{d / "s", wrong}),
                                 doctest::Contains("store::codec: expected two functions"), std::invalid_argument);
        }
    }

    TEST_CASE("damage: any flipped bit of a pack with frames is found, and what is whole is kept as it lies") {
        const temporary_directory d;
        const codec packed = lastro_test::run_lengths();
        const repository r{d / "r", packed};
        r.commit("t", rows(5000), {.time = 1});
        const std::string path = packs(d / "r").at(0);
        const std::string good = core::read_text(path);
        const auto sound = [&](const std::string& bytes) {
            write_unsynced(path, bytes);
            try {
                const pack one{path, packed};
                std::vector<std::byte> memory;
                bool whole = one.layout_problems().empty();
                for (std::size_t i = 0; i < one.size(); ++i) {
                    whole = whole && blake3::of(one.bytes(i, memory)) == one.name(i);
                }
                return whole;
            } catch (const lastro::error&) {
                return false;
            }
        };
        REQUIRE(sound(good));
        for (std::size_t at = 0; at < good.size(); at += at < 64 || at + 600 > good.size() ? 1U : 97U) {
            std::string bad = good;
            bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1U << at % 8));
            CAPTURE(at);
            CHECK_FALSE(sound(bad));
        }
        for (std::size_t size = 0; size < good.size(); size += size < 64 ? 1U : 997U) {
            CAPTURE(size);
            CHECK_FALSE(sound(good.substr(0, size)));
        }

        // The last byte of a frame is wrong: the others go into a new pack as they lie, and this one comes back.
        std::string bad = good;
        std::size_t at = 0;
        {
            write_unsynced(path, good);
            const pack one{path, packed};
            at = good.find(core::as_text(one.stored(first_frame(one))));
        }
        REQUIRE(at != std::string::npos);
        bad[at + 1] = static_cast<char>(bad[at + 1] ^ 1);
        write_unsynced(path, bad);
        const lastro::store::fsck_report report = r.fsck();
        CHECK(report.damaged == 1);
        CHECK(report.quarantined == 1);
        const pack kept{packs(d / "r").at(0), packed};
        CHECK(kept.codec_name() == "run-lengths");
        write_unsynced(path, good);
        CHECK(repository{d / "r", packed}.verify().ok());
    }

    TEST_CASE("garbage: a pack is written again without what is not needed, frames as they lie") {
        const temporary_directory d;
        const repository r{d / "r", lastro_test::run_lengths()};
        {
            const lastro::store::object_store objects{d / "r/objects", lastro_test::run_lengths()};
            auto group = objects.begin();
            for (int i = 0; i < 50; ++i) {
                group.put(core::as_bytes(std::string(5000, static_cast<char>('a' + i % 26)) + std::to_string(i)));
            }
            group.commit();
        }
        r.commit("t", rows(100), {.time = 1});
        const auto gone = r.collect_garbage({.time = lastro::core::unix_milliseconds() + 15LL * 86'400'000});
        CHECK(gone.removed == 50);
        CHECK(r.checkout("t") == rows(100));
        CHECK(r.verify().ok());
    }

    TEST_CASE("limits: a frame that claims more than it may is refused before there is memory for it") {
        const temporary_directory d;
        repository{d / "r", lastro_test::run_lengths()}.commit("t", rows(5000), {.time = 1});
        const std::string path = packs(d / "r").at(0);
        std::string forged = core::read_text(path);
        const pack one{path};
        const std::size_t count = one.size();
        const std::size_t ranges = forged.size() - 56 - 24 * count;
        const std::size_t at = ranges + 24 * first_frame(one) + 16;
        forged[at + 7] = '\x10';  // 2^60 bytes
        const std::size_t index = forged.size() - 56 - 24 * count - 32 * count - 1024;
        const core::byte_span sealed = core::as_bytes(forged).subspan(index, forged.size() - index - 40);
        const digest seal = blake3::of(sealed);
        forged.replace(forged.size() - 40, 32, core::as_text(seal.bytes()));
        const std::string place = d / (seal.hex() + ".pack");
        write_unsynced(place, forged);
        CHECK_THROWS_WITH_AS(pack{place}, doctest::Contains("expected frames of at most 64 MiB"), lastro::format_error);
    }
}
