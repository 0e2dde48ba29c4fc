// SPDX-License-Identifier: MIT
// tests/drift/merge.test.cpp
#include <lastro/drift/merge.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::block_sizes;
using lastro::drift::merge_blocks;
using lastro::drift::merged_block;
using lastro::drift::sorted_sample;

TEST_SUITE("drift/merge") {
    TEST_CASE("blocks: each distinct value once, ascending, with its counts") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 200; ++round) {
            const column a = by_definition::small_integers(engine, 1 + engine() % 20, 9);
            const column b = by_definition::small_integers(engine, 1 + engine() % 20, 9);
            std::map<double, std::pair<std::uint64_t, std::uint64_t>> counted;
            for (const double x : a) {
                ++counted[x].first;
            }
            for (const double x : b) {
                ++counted[x].second;
            }
            auto expected = counted.begin();
            std::uint64_t first = 0;
            std::uint64_t second = 0;
            const sorted_sample sorted_a{a}, sorted_b{b};
            merge_blocks(sorted_a.values(), sorted_b.values(), [&](const merged_block& block) {
                REQUIRE(expected != counted.end());
                REQUIRE(block.value == expected->first);
                REQUIRE(block.first == expected->second.first);
                REQUIRE(block.second == expected->second.second);
                REQUIRE(block.first_before == first);
                REQUIRE(block.second_before == second);
                REQUIRE(block.before() == first + second);
                first += block.first;
                second += block.second;
                ++expected;
            });
            REQUIRE(expected == counted.end());
            REQUIRE(block_sizes(sorted_a, sorted_b).size() == counted.size());
        }
    }

    TEST_CASE("blocks: signed zeros are one value, infinities and denormals are values like others") {
        constexpr double infinity = by_definition::infinity;
        const sorted_sample a{column{-0.0, infinity, -infinity, 5e-324}};
        const sorted_sample b{column{0.0, infinity}};
        CHECK(block_sizes(a, b) == std::vector<std::uint64_t>{1, 2, 1, 2});
    }
}
