// SPDX-License-Identifier: MIT
// tests/hash/detail/blake3_lanes.test.cpp
#include <lastro/hash/detail/blake3_lanes.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;
namespace b3 = lastro::hash::detail::blake3_core;

namespace {

using bytes = std::vector<std::byte>;

bytes noise(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    bytes result(size);
    for (std::byte& b : result) {
        b = static_cast<std::byte>(engine());
    }
    return result;
}

std::string one_by_one(b3::batch work, std::size_t count, const b3::words& key) {
    bytes out(count * b3::value_size);
    for (std::size_t i = 0; i < count; ++i) {
        b3::compress_one(b3::after(work, i), key, out.data() + i * b3::value_size);
    }
    return core::to_hex(out);
}

// With four bytes after the output that must stay as they are.
template <class Work>
std::string at_once(hash::level level, const Work& work, std::size_t count, const b3::words& key) {
    bytes out(count * b3::value_size + 4, std::byte{0x5A});
    b3::compress_many(level, work, count, key, out.data());
    for (std::size_t i = out.size() - 4; i < out.size(); ++i) {
        REQUIRE(out[i] == std::byte{0x5A});
    }
    out.resize(count * b3::value_size);
    return core::to_hex(out);
}

b3::batch parents_of(const bytes& from) {
    return {.inputs = from.data(),
            .stride = b3::block_size,
            .blocks = 1,
            .counter = 0,
            .increment = 0,
            .flags = b3::flag::parent,
            .first = 0,
            .last = 0};
}

constexpr b3::words key{9, 8, 7, 6, 5, 4, 3, 0x80000000};

}  // namespace

TEST_SUITE("hash/detail/blake3_lanes") {
    TEST_CASE("compress_many: every level and every count gives what one input at a time gives") {
        const bytes input = noise(40 * b3::chunk_size + 1, 4);
        b3::batch chunks{.inputs = input.data() + 1,  // not aligned
                         .stride = b3::chunk_size,
                         .blocks = 16,
                         .counter = 0xFFFFFFF9,  // the counter passes 32 bits among the lanes
                         .increment = 1,
                         .flags = b3::flag::keyed_hash,
                         .first = b3::flag::chunk_start,
                         .last = b3::flag::chunk_end};
        b3::batch two_blocks = chunks;
        two_blocks.blocks = 2;
        for (const b3::batch& work : {chunks, two_blocks, parents_of(input)}) {
            for (std::size_t count = 0; count <= 40; ++count) {
                const std::string expected = one_by_one(work, count, key);
                for (const hash::level level : hash::all_levels) {
                    if (hash::is_available(level)) {
                        CAPTURE(count);
                        CAPTURE(hash::name(level));
                        REQUIRE(at_once(level, work, count, key) == expected);
                    }
                }
            }
        }
    }

    TEST_CASE("compress_many: jobs of any length at any place, side by side as one at a time") {
        const bytes input = noise(5000, 5);
        std::mt19937_64 engine{6};
        for (int round = 0; round < 300; ++round) {
            std::vector<b3::job> jobs(engine() % 40);
            const std::size_t longest = round % 3 == 0 ? 1024 : round % 3 == 1 ? 130 : 64;
            for (b3::job& j : jobs) {
                j.length = engine() % 4 == 0 ? longest : engine() % (longest + 1);
                j.input = j.length == 0 ? nullptr : input.data() + engine() % 3900;
                j.counter = engine();
                j.flags = static_cast<std::uint8_t>(engine() % 2 * 16);
                j.first = b3::flag::chunk_start;
                j.last = static_cast<std::uint8_t>(b3::flag::chunk_end | (engine() % 2 * b3::flag::root));
            }
            bytes one(jobs.size() * b3::value_size);
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                b3::compress_one(&jobs[i], key, one.data() + i * b3::value_size);
            }
            const std::string expected = core::to_hex(one);
            for (const hash::level level : hash::all_levels) {
                if (hash::is_available(level)) {
                    CAPTURE(round);
                    CAPTURE(hash::name(level));
                    REQUIRE(at_once(level, static_cast<const b3::job*>(jobs.data()), jobs.size(), key) == expected);
                }
            }
        }
    }

    TEST_CASE("compress_many: the output may replace the input, as when parents are joined in place") {
        for (const std::size_t pairs : {2U, 8U, 16U, 37U}) {
            const bytes values = noise(2 * pairs * b3::value_size, 7);
            const std::string expected = one_by_one(parents_of(values), pairs, b3::initial_value);
            for (const hash::level level : hash::all_levels) {
                if (hash::is_available(level)) {
                    bytes copy = values;
                    b3::compress_many(level, parents_of(copy), pairs, b3::initial_value, copy.data());
                    copy.resize(pairs * b3::value_size);
                    CHECK(core::to_hex(copy) == expected);
                }
            }
        }
    }
}
