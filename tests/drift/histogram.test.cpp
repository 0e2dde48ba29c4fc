// SPDX-License-Identifier: MIT
// tests/drift/histogram.test.cpp
#include <lastro/drift/histogram.hpp>

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::equal_width_histogram;
using lastro::drift::sorted_sample;

using counts = std::vector<std::uint64_t>;

TEST_SUITE("drift/histogram") {
    TEST_CASE("bins: closed on the left, the last one on both sides") {
        const auto h = equal_width_histogram(sorted_sample{column{0, 1, 2, 3, 4}}, sorted_sample{column{2, 2, 4}}, 4);
        CHECK(h.edges == column{0, 1, 2, 3, 4});
        CHECK(h.reference == counts{1, 1, 1, 2});
        CHECK(h.live == counts{0, 0, 2, 1});
    }

    TEST_CASE("bins: every value is in exactly one, for any number of them") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 100; ++round) {
            const column a = by_definition::uniform(engine, 1 + engine() % 50);
            const column b = by_definition::uniform(engine, 1 + engine() % 50, 1.0);
            const auto h = equal_width_histogram(sorted_sample{a}, sorted_sample{b}, 1 + engine() % 40);
            REQUIRE(std::accumulate(h.reference.begin(), h.reference.end(), std::uint64_t{0}) == a.size());
            REQUIRE(std::accumulate(h.live.begin(), h.live.end(), std::uint64_t{0}) == b.size());
            for (std::size_t i = 0; i < h.live.size(); ++i) {
                std::uint64_t inside = 0;
                for (const double x : b) {
                    inside += x >= h.edges[i] && (x < h.edges[i + 1] || i + 1 == h.live.size()) ? 1U : 0U;
                }
                REQUIRE(h.live[i] == inside);
            }
        }
    }

    TEST_CASE("edges: equal values get a range of 1; infinities and no bins are refused") {
        CHECK(equal_width_histogram(sorted_sample{column{3}}, sorted_sample{column{3, 3}}, 2).live == counts{0, 2});
        CHECK_THROWS_WITH_AS(static_cast<void>(equal_width_histogram(
                                 sorted_sample{column{1}}, sorted_sample{column{by_definition::infinity}}, 2)),
                             "equal_width_histogram: expected a finite range, found inf", std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(equal_width_histogram(sorted_sample{column{1}}, sorted_sample{column{2}}, 0)),
            "equal_width_histogram: bins: expected 1 to 2^24, found 0", std::invalid_argument);
        CHECK_THROWS_AS(
            static_cast<void>(equal_width_histogram(sorted_sample{column{-1e308}}, sorted_sample{column{1e308}}, 2)),
            std::invalid_argument);
    }
}
