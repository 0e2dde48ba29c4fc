// SPDX-License-Identifier: MIT
// tests/hash/outboard.test.cpp
#include <lastro/hash/outboard.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;
using hash::byte_range;
using hash::outboard;

namespace {

using bytes = std::vector<std::byte>;
constexpr std::size_t group = outboard::group_size;

bytes noise(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    bytes result(size);
    for (std::byte& b : result) {
        b = static_cast<std::byte>(engine());
    }
    return result;
}

}  // namespace

TEST_SUITE("hash/outboard") {
    TEST_CASE("root: the BLAKE3 of the data, around every edge and for any number of threads") {
        for (const std::size_t groups : {0U, 1U, 2U, 3U, 4U, 5U, 7U, 8U, 13U}) {
            for (const int delta : {-1025, -1024, -1, 0, 1, 1024, 1025, 5000}) {
                if (groups == 0 && delta < 0) {
                    continue;
                }
                const bytes data = noise(static_cast<std::size_t>(static_cast<int>(groups * group) + delta), groups);
                CAPTURE(data.size());
                const outboard tree = outboard::of(data);
                REQUIRE(tree.root() == hash::blake3::of(data));
                REQUIRE(tree.size() == data.size());
                REQUIRE(outboard::of(data, 3) == tree);
                REQUIRE(outboard::parse(tree.bytes(), tree.root()) == tree);
                REQUIRE(tree.bytes().size() == 8 + 32 * std::max<std::size_t>((data.size() + group - 1) / group, 1));
            }
        }
        CHECK(outboard{}.root() == hash::blake3::of({}));
    }

    TEST_CASE("covering: whole groups, and no further than the data") {
        const outboard tree = outboard::of(noise(2 * group + 100, 1));
        CHECK(tree.covering(0, 1) == byte_range{0, group});
        CHECK(tree.covering(group - 1, 2) == byte_range{0, 2 * group});
        CHECK(tree.covering(group, group) == byte_range{group, group});
        CHECK(tree.covering(2 * group + 5, 3) == byte_range{2 * group, 100});
        CHECK(tree.covering(5, 0) == byte_range{0, 0});
        CHECK(tree.covering(2 * group + 100, 0) == byte_range{2 * group, 0});
        CHECK_THROWS_WITH_AS(static_cast<void>(tree.covering(2 * group, 101)),
                             "outboard: expected a range within 131172 bytes, found 131072 + 101", std::out_of_range);
        CHECK_THROWS_AS(static_cast<void>(tree.covering(UINT64_MAX, 2)), std::out_of_range);
    }

    TEST_CASE("verify: accepts every group of the data and no other bytes, wherever a bit is changed") {
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, std::size_t{1024}, group - 1, group, group + 1, 3 * group + 777}) {
            CAPTURE(size);
            bytes data = noise(size, size);
            const outboard tree = outboard::of(data);
            tree.verify(0, data);
            std::mt19937_64 engine{size};
            for (int round = 0; round < 20 && size > 0; ++round) {
                const std::size_t at = engine() % size;
                const byte_range r = tree.covering(at, 1);
                const auto part = core::byte_span{data}.subspan(r.first, r.size);
                tree.verify(r.first, part);
                data[at] ^= static_cast<std::byte>(1U << (engine() % 8));
                CHECK_THROWS_AS(tree.verify(r.first, part), lastro::integrity_error);
                data = noise(size, size);
            }
        }
    }

    TEST_CASE("verify: says which group is wrong, and refuses what is no group") {
        bytes data = noise(3 * group, 2);
        const outboard tree = outboard::of(data);
        data[group + 9] ^= std::byte{1};
        std::string message;
        try {
            tree.verify(0, data, "part.bin");
        } catch (const lastro::integrity_error& e) {
            message = e.what();
        }
        CHECK(message.starts_with("part.bin: byte 65536: expected a group with the value "));
        tree.verify(0, core::byte_span{data}.first(group));
        tree.verify(2 * group, core::byte_span{data}.subspan(2 * group));
        tree.verify(3 * group, {});
        CHECK_THROWS_WITH_AS(tree.verify(1, core::byte_span{data}.first(group)),
                             "outboard: expected whole groups of 65536 bytes within 196608, found 1 + 65536",
                             std::invalid_argument);
        CHECK_THROWS_AS(tree.verify(0, core::byte_span{data}.first(group - 1)), std::invalid_argument);
        CHECK_THROWS_AS(tree.verify(3 * group, data), std::invalid_argument);
    }

    TEST_CASE("changed: names the ranges of the newer data, and reads none of it") {
        bytes data = noise(5 * group + 10, 3);
        const outboard before = outboard::of(data);
        CHECK(before.changed(before).empty());
        data[group + 1] ^= std::byte{1};
        data[2 * group] ^= std::byte{1};
        data[4 * group] ^= std::byte{1};
        const outboard edited = outboard::of(data);
        CHECK(before.changed(edited) == std::vector<byte_range>{{group, 2 * group}, {4 * group, group}});
        data.resize(5 * group + 11);  // one byte more: the last group is another
        CHECK(edited.changed(outboard::of(data)) == std::vector<byte_range>{{5 * group, 11}});
        data.resize(2 * group);
        CHECK(edited.changed(outboard::of(data)).empty());
        data.resize(0);
        CHECK(edited.changed(outboard{}).empty());
        data = noise(group, 4);
        const outboard one = outboard::of(data);
        data.push_back(std::byte{});
        CHECK(one.changed(outboard::of(data)) == std::vector<byte_range>{{0, group + 1}});  // a root is no value
    }

    TEST_CASE("parse: trusts nothing") {
        const bytes data = noise(2 * group + 1, 5);
        const outboard tree = outboard::of(data);
        bytes written = tree.bytes();
        CHECK_THROWS_WITH_AS(static_cast<void>(outboard::parse({}, tree.root())),
                             "outboard: expected 8 bytes and a multiple of 32, found 0", lastro::format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(outboard::parse(core::byte_span{written}.first(72), tree.root())),
                             "outboard: expected a value for every 64 KiB of 131073 bytes, found 2",
                             lastro::format_error);
        CHECK_THROWS_AS(static_cast<void>(outboard::parse(core::byte_span{written}.first(8), tree.root())),
                        lastro::format_error);
        for (std::size_t at = 8; at < written.size(); at += 7) {
            written[at] ^= std::byte{4};
            CHECK_THROWS_AS(static_cast<void>(outboard::parse(written, tree.root())), lastro::integrity_error);
            written[at] ^= std::byte{4};
        }
        for (std::size_t at = 0; at < 8; ++at) {  // another size: too many values, or too few
            if (at < 2) {
                continue;  // within the last group the size is not told by the number of values ...
            }
            written[at] ^= std::byte{1};
            CHECK_THROWS_AS(static_cast<void>(outboard::parse(written, tree.root())), lastro::format_error);
            written[at] ^= std::byte{1};
        }
        written[0] = std::byte{9};  // ... and verify() finds out
        const outboard longer = outboard::parse(written, tree.root());
        CHECK_THROWS_AS(longer.verify(2 * group, core::byte_span{data}.subspan(2 * group)), std::invalid_argument);
        CHECK(longer.size() == 2 * group + 9);
    }
}
