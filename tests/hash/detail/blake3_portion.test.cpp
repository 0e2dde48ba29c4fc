// SPDX-License-Identifier: MIT
// tests/hash/detail/blake3_portion.test.cpp
#include <lastro/hash/detail/blake3_portion.hpp>

#include <cstddef>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/detail/blake3_tree.hpp>

#include <doctest/doctest.h>

namespace b3 = lastro::hash::detail::blake3_core;
namespace hash = lastro::hash;

TEST_SUITE("hash/detail/blake3_portion") {
    TEST_CASE("portion: takes inputs until its chunks are full, and short ones only") {
        b3::portion portion{b3::initial_value, 0, hash::detected_level()};
        CHECK(portion.takes(0));
        CHECK(portion.takes(16 * 1024));
        CHECK_FALSE(portion.takes(16 * 1024 + 1));
        const std::vector<std::byte> input(16 * 1024);
        for (int i = 0; i < 15; ++i) {
            portion.add(input);
        }
        CHECK(portion.takes(16 * 1024));
        portion.add({});
        CHECK_FALSE(portion.takes(16 * 1024));
        CHECK(portion.takes(15 * 1024));
        CHECK(portion.size() == 16);
        portion.clear();
        CHECK(portion.size() == 0);
        CHECK(portion.takes(16 * 1024));
    }

    TEST_CASE("portion: trees of 1 to 16 chunks together, all their roots right") {
        std::vector<std::byte> data(16 * 1024);
        for (std::size_t i = 0; i < data.size(); ++i) {
            data[i] = static_cast<std::byte>(i * i >> 4U);
        }
        for (const hash::level l : hash::all_levels) {
            if (!hash::is_available(l)) {
                continue;
            }
            b3::portion portion{b3::initial_value, 0, l};
            std::vector<std::size_t> sizes;
            for (std::size_t chunks = 1; chunks <= 16; ++chunks) {
                sizes.push_back(chunks * 1024 - (chunks * 37) % 200);
                portion.add(lastro::core::byte_span{data}.first(sizes.back()));
            }
            portion.compress();
            for (std::size_t i = 0; i < sizes.size(); ++i) {
                b3::tree tree{b3::initial_value, 0, hash::level::portable};
                tree.update(lastro::core::byte_span{data}.first(sizes[i]));
                std::array<std::byte, 32> expected;
                tree.finalize(expected, 0);
                CHECK(portion.value(i) == expected);
            }
        }
    }
}
