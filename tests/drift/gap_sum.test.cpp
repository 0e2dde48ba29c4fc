// SPDX-License-Identifier: MIT
// tests/drift/gap_sum.test.cpp
#include <lastro/drift/gap_sum.hpp>

#include <cstdint>
#include <random>

#include <doctest/doctest.h>

#include "by_definition.hpp"

namespace drift = lastro::drift;

TEST_SUITE("drift/gap_sum") {
    TEST_CASE(
        "gaps: the largest on either side and the first value at which each opens, as counted anew at every value") {
        std::mt19937_64 engine{1};
        for (const bool ties : {false, true}) {
            const auto values = [&](std::size_t n) {
                return ties ? by_definition::small_integers(engine, n) : by_definition::uniform(engine, n);
            };
            const drift::sorted_sample a{values(900)}, b{values(1400)};
            drift::detail::gap_sum sum{.n = 900, .m = 1400};
            drift::detail::merge_runs(a.values(), b.values(), [&](const auto& part) { sum.take(part); });
            std::int64_t above = 0, below = 0;
            for (const auto& sample : {a, b}) {
                for (const double x : sample.values()) {
                    const std::int64_t gap = 1400 * static_cast<std::int64_t>(a.count_up_to(x)) -
                                             900 * static_cast<std::int64_t>(b.count_up_to(x));
                    above = gap > above ? gap : above;
                    below = -gap > below ? -gap : below;
                    CHECK_FALSE((gap == sum.scan.above && gap > 0 && x < sum.scan.above_at));
                    CHECK_FALSE((-gap == sum.scan.below && gap < 0 && x < sum.scan.below_at));
                }
            }
            CHECK(sum.scan.above == above);
            CHECK(sum.scan.below == below);
            CHECK(sum.scan.ties == ties);
            const auto gap_at = [&](double x) {
                return 1400 * static_cast<std::int64_t>(a.count_up_to(x)) -
                       900 * static_cast<std::int64_t>(b.count_up_to(x));
            };
            CHECK((above == 0 || gap_at(sum.scan.above_at) == above));
            CHECK((below == 0 || -gap_at(sum.scan.below_at) == below));
        }
    }
}  // TEST_SUITE
