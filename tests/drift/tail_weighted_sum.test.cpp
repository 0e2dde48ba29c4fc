// SPDX-License-Identifier: MIT
// tests/drift/tail_weighted_sum.test.cpp
#include <lastro/drift/tail_weighted_sum.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/anderson_darling.hpp>

namespace drift = lastro::drift;

TEST_SUITE("drift/tail_weighted_sum") {
    TEST_CASE("a2: what the test of k samples finds for two, with ties and without") {
        for (const std::size_t steps : {5U, 1000U}) {
            std::vector<double> x, y;
            for (std::size_t i = 0; i < 60; ++i) {
                x.push_back(static_cast<double>((i * 37) % steps));
                y.push_back(static_cast<double>((i * 53 + 11) % (steps + 2)));
            }
            y.resize(41);
            const drift::sorted_sample a{x}, b{y};
            drift::detail::tail_weighted_sum sum{.n = 60.0, .m = 41.0};
            drift::merge_blocks(a.values(), b.values(), [&](const drift::merged_block& block) { sum.take(block); });
            const std::array<drift::sorted_sample, 2> both{a, b};
            const auto whole = drift::anderson_darling(std::span<const drift::sorted_sample>{both});
            CHECK(sum.a2() == whole.a2);
            CHECK(drift::anderson_darling(a, b) == whole);
        }
    }

    TEST_CASE("a2: nothing to see where all values are equal") {
        const drift::sorted_sample a{std::vector<double>{1.0, 1.0}};
        drift::detail::tail_weighted_sum sum{.n = 2.0, .m = 2.0};
        drift::merge_blocks(a.values(), a.values(), [&](const drift::merged_block& block) { sum.take(block); });
        CHECK(sum.a2() == 0.0);
    }
}  // TEST_SUITE
