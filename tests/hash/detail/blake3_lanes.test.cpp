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
namespace b3 = lastro::hash::detail::blake3_core;

namespace {

std::string one_by_one(b3::batch work, std::size_t count, const b3::words& key) {
    std::vector<std::byte> out(count * b3::value_size);
    for (std::size_t i = 0; i < count; ++i) {
        b3::compress_one(work.after(i), key, out.data() + i * b3::value_size);
    }
    return core::to_hex(out);
}

}  // namespace

TEST_SUITE("hash/detail/blake3_lanes") {
    TEST_CASE("compress_many: every level and every count gives what one input at a time gives") {
        MESSAGE("the widest level here has " << static_cast<int>(b3::best_level()) << " lanes");
        std::mt19937_64 engine{4};
        std::vector<std::byte> input(40 * b3::chunk_size + 1);
        for (std::byte& b : input) {
            b = static_cast<std::byte>(engine());
        }
        const b3::words key{9, 8, 7, 6, 5, 4, 3, 0x80000000};
        const b3::batch chunks{.inputs = input.data() + 1,  // not aligned
                               .stride = b3::chunk_size,
                               .blocks = 16,
                               .counter = 0xFFFFFFF9,  // the counter passes 32 bits among the lanes
                               .increment = 1,
                               .flags = b3::flag::keyed_hash,
                               .first = b3::flag::chunk_start,
                               .last = b3::flag::chunk_end};
        const b3::batch parents{.inputs = input.data() + 1,
                                .stride = b3::block_size,
                                .blocks = 1,
                                .counter = 0,
                                .increment = 0,
                                .flags = b3::flag::parent,
                                .first = 0,
                                .last = 0};
        for (const b3::batch& work : {chunks, parents}) {
            for (std::size_t count = 0; count <= 40; ++count) {
                const std::string expected = one_by_one(work, count, key);
                for (const b3::level level :
                     {b3::level::portable, b3::level::lanes4, b3::level::lanes8, b3::level::lanes16}) {
                    if (level <= b3::best_level()) {
                        CAPTURE(count);
                        CAPTURE(static_cast<int>(level));
                        std::vector<std::byte> out(count * b3::value_size);
                        b3::compress_many(level, work, count, key, out.data());
                        REQUIRE(core::to_hex(out) == expected);
                    }
                }
            }
        }
    }

    TEST_CASE("compress_many: the output may replace the input, as when parents are joined in place") {
        std::vector<std::byte> values(32 * b3::value_size);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = static_cast<std::byte>(i * 3);
        }
        const auto work = [](const std::vector<std::byte>& from) {
            return b3::batch{.inputs = from.data(),
                             .stride = b3::block_size,
                             .blocks = 1,
                             .counter = 0,
                             .increment = 0,
                             .flags = b3::flag::parent,
                             .first = 0,
                             .last = 0};
        };
        const std::string expected = one_by_one(work(values), 16, b3::initial_value);
        for (const b3::level level : {b3::level::portable, b3::level::lanes4, b3::level::lanes8, b3::level::lanes16}) {
            if (level <= b3::best_level()) {
                std::vector<std::byte> copy = values;
                b3::compress_many(level, work(copy), 16, b3::initial_value, copy.data());
                copy.resize(16 * b3::value_size);
                CHECK(core::to_hex(copy) == expected);
            }
        }
    }
}
