// SPDX-License-Identifier: MIT
// tests/store/pack.test.cpp
#include <lastro/store/pack.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/pack_writer.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;
using lastro::hash::blake3;
using lastro::hash::digest;
using lastro::store::pack;

namespace {

std::string packed(const std::string& directory, const std::vector<std::string>& contents) {
    lastro::store::pack_writer writer{directory};
    for (const std::string& content : contents) {
        writer.add(blake3::of(core::as_bytes(content)), core::as_bytes(content));
    }
    writer.commit();
    return core::join_path(directory, core::list_directory(directory).at(0));
}

// The file of a pack with this index, written without pack_writer: what an opponent would make.
std::string forged(const std::string& directory, const std::string& objects, const std::string& index) {
    const std::string seal{core::as_text(blake3::of(core::as_bytes(index)).bytes())};
    const std::string path = core::join_path(directory, blake3::of(core::as_bytes(index)).hex() + ".pack");
    std::string header = "lastroPK\x01";
    header.resize(64);
    core::write_file(path, core::as_bytes(header + objects + index + seal + "lastroPK"));
    return path;
}

template <class Number>
std::string little_endian(Number value) {
    std::string bytes(sizeof value, '\0');
    for (char& byte : bytes) {
        byte = static_cast<char>(value & 0xFFU);
        value = static_cast<Number>(value >> (sizeof value > 1 ? 8U : 0U));
    }
    return bytes;
}

}  // namespace

TEST_SUITE("store/pack") {
    TEST_CASE("reading: every object is found under its name, and no other") {
        const temporary_directory directory;
        std::vector<std::string> contents{"", "a", std::string(200, 'x')};
        for (int i = 0; i < 1000; ++i) {  // more than one for each first byte
            contents.push_back(std::to_string(i));
        }
        const pack one{packed(directory.path(), contents)};
        CHECK(one.size() == contents.size());
        for (const std::string& content : contents) {
            const auto found = one.find(blake3::of(core::as_bytes(content)));
            REQUIRE(found.has_value());
            CHECK(core::as_text(one.stored(*found)) == content);
            CHECK(one.content_size(*found) == content.size());
            CHECK_FALSE(one.is_frame(*found));
        }
        for (std::size_t i = 0; i < one.size(); ++i) {
            CHECK(blake3::of(one.stored(i)) == one.name(i));
            CHECK((i == 0 || one.name(i - 1) < one.name(i)));
        }
        CHECK_FALSE(one.find(blake3::of(core::as_bytes("b"))));
        CHECK_FALSE(one.find(digest::parse("sha256:" + one.name(0).hex())));
        CHECK_FALSE(one.find(digest::parse("blake3:" + std::string(64, '0'))));
        CHECK_FALSE(one.find(digest::parse("blake3:" + std::string(64, 'f'))));
        CHECK(one.layout_problems().empty());
    }

    TEST_CASE("damage: every cut is refused; every flipped bit is refused, or found in an object or a gap") {
        const temporary_directory directory;
        const std::vector<std::string> contents{"first", "second", "third"};
        const std::string path = packed(directory.path(), contents);
        const std::string good = core::read_text(path);
        std::size_t flips = 0;
        std::size_t unseen = 0;
        const auto sound = [&] {
            try {
                const pack one{path};
                bool whole = one.layout_problems().empty();
                for (std::size_t i = 0; i < one.size(); ++i) {
                    whole = whole && blake3::of(one.stored(i)) == one.name(i);
                }
                return whole;
            } catch (const lastro::error&) {
                return false;
            }
        };
        REQUIRE(sound());
        const auto overwrite = [&path](std::string_view bytes) {  // without syncing, which would take most of the time
            FILE* out = std::fopen(path.c_str(), "wb");
            REQUIRE(out != nullptr);
            std::fwrite(bytes.data(), 1, bytes.size(), out);
            std::fclose(out);
        };
        for (std::size_t i = 0; i < good.size() * 8;
             i += 1 + (i / 8 > 256 && i / 8 < 1200 ? 60 : 0)) {  // fan-out: some
            std::string bad = good;
            bad[i / 8] = static_cast<char>(static_cast<unsigned char>(bad[i / 8]) ^ (1U << (i % 8)));
            overwrite(bad);
            unseen += sound() ? 1U : 0U;
            ++flips;
        }
        for (std::size_t length = 0; length < good.size(); length += 7) {
            overwrite(good.substr(0, length));
            CHECK_THROWS_AS(pack{path}, lastro::error);
        }
        MESSAGE(flips << " flipped bits, " << unseen << " not seen");
        CHECK(unseen == 0);
        core::write_file(directory / "other.pack", core::as_bytes(good));  // another name than its index has
        CHECK_THROWS_AS(pack{directory / "other.pack"}, lastro::integrity_error);
    }

    TEST_CASE("forgery: indexes that are sealed and lie are refused, and nothing is read beyond the file") {
        const temporary_directory directory;
        const std::string content = "x";
        const digest name = blake3::of(core::as_bytes(content));
        const auto index = [&](const std::vector<digest>& names, std::uint64_t offset, std::uint64_t size,
                               std::uint64_t begin, std::uint64_t count) {
            std::string text;
            for (unsigned first = 0; first < 256; ++first) {
                std::uint32_t up_to = 0;
                for (const digest& n : names) {
                    up_to += std::to_integer<unsigned>(n.bytes()[0]) <= first ? 1U : 0U;
                }
                text += little_endian(up_to);
            }
            for (const digest& n : names) {
                text += core::as_text(n.bytes());
            }
            for (std::size_t i = 0; i < names.size(); ++i) {
                text += little_endian(offset) + little_endian(size);
            }
            return text + little_endian(begin) + little_endian(count);
        };
        const pack honest{forged(directory.path(), content, index({name}, 64, 1, 65, 1))};
        CHECK(core::as_text(honest.stored(honest.find(name).value())) == content);
        const auto refused = [&](const std::string& lie) {
            CHECK_THROWS_AS(pack{forged(directory.path(), content, lie)}, lastro::error);
        };
        constexpr std::uint64_t huge = std::uint64_t{1} << 63U;
        refused(index({name}, 64, 2, 65, 1));         // reaches into the index
        refused(index({name}, 63, 1, 65, 1));         // into the header
        refused(index({name}, huge, huge, 65, 1));    // around
        refused(index({name}, 64, 1, 65, 2));         // more objects than the index has
        refused(index({name}, 64, 1, 65, huge / 3));  // many more
        refused(index({name}, 64, 1, huge, 1));
        refused(index({name, name}, 64, 1, 65, 2));  // one name twice
        std::string miscounted = index({name}, 64, 1, 65, 1);
        miscounted[4 * std::to_integer<std::size_t>(name.bytes()[0])] = 0;
        refused(miscounted);
        const digest other = blake3::of(core::as_bytes("y"));
        const std::vector<digest> two = name < other ? std::vector{name, other} : std::vector{other, name};
        refused(index(two, 64, 1, 65, 2));  // two objects in one place
        // Names that fall from one first byte to another, with counts that hide the second.
        const digest high = digest::parse("blake3:05" + std::string(62, '0'));
        const digest low = digest::parse("blake3:03" + std::string(62, '0'));
        std::string fallen = index({high, low}, 64, 0, 65, 2);
        for (std::size_t first = 0; first < 256; ++first) {
            fallen.replace(4 * first, 4, little_endian(std::uint32_t{first < 5 ? 0U : 1U}));
        }
        fallen.replace(fallen.size() - 32, 16, little_endian(huge) + little_endian(huge));  // what nobody would look at
        refused(fallen);
    }

    TEST_CASE("names: 64 digits and an ending") {
        CHECK(lastro::store::is_pack_name(std::string(64, 'a') + ".pack"));
        CHECK_FALSE(lastro::store::is_pack_name(std::string(64, 'A') + ".pack"));
        CHECK_FALSE(lastro::store::is_pack_name(std::string(63, 'a') + ".pack"));
        CHECK_FALSE(lastro::store::is_pack_name(".pack"));
    }
}
