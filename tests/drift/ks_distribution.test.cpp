// SPDX-License-Identifier: MIT
// tests/drift/ks_distribution.test.cpp
#include <lastro/drift/ks_distribution.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::alternative;
using lastro::drift::critical_gap;
using lastro::drift::exact_gap_tail;

namespace {

/// The definition, word for word: every way to deal the pooled values, and the gap after each block of equal ones.
double by_dealing(std::uint64_t n, std::uint64_t m, std::uint64_t gap, alternative side,
                  const std::vector<std::uint64_t>& block_ends) {
    const std::uint64_t total = n + m;
    std::uint64_t reached = 0;
    std::uint64_t deals = 0;
    for (std::uint64_t hand = 0; hand < (std::uint64_t{1} << total); ++hand) {
        std::vector<bool> first(total);
        std::uint64_t size = 0;
        for (std::uint64_t i = 0; i < total; ++i) {
            first[i] = (hand >> i) % 2 == 1;
            size += first[i] ? 1U : 0U;
        }
        if (size != n) {
            continue;
        }
        ++deals;
        std::int64_t height = 0;
        std::int64_t above = 0;
        std::int64_t below = 0;
        for (std::uint64_t i = 0; i < total; ++i) {
            height += first[i] ? static_cast<std::int64_t>(m) : -static_cast<std::int64_t>(n);
            if (std::find(block_ends.begin(), block_ends.end(), i + 1) != block_ends.end()) {
                above = std::max(above, height);
                below = std::max(below, -height);
            }
        }
        const std::int64_t largest = side == alternative::two_sided ? std::max(above, below)
                                     : side == alternative::greater ? above
                                                                    : below;
        reached += largest >= static_cast<std::int64_t>(gap) ? 1U : 0U;
    }
    return static_cast<double>(reached) / static_cast<double>(deals);
}

std::vector<std::uint64_t> one_by_one(std::uint64_t total) {
    std::vector<std::uint64_t> ends;
    for (std::uint64_t i = 1; i <= total; ++i) {
        ends.push_back(i);
    }
    return ends;
}

constexpr alternative sides[] = {alternative::two_sided, alternative::greater, alternative::less};

}  // namespace

TEST_SUITE("drift/ks_distribution") {
    TEST_CASE("exact tail: equals dealing out all hands, for all sizes up to 9 in all and every gap") {
        for (std::uint64_t total = 2; total <= 9; ++total) {
            for (std::uint64_t n = 1; n < total; ++n) {
                const std::uint64_t m = total - n;
                for (const alternative side : sides) {
                    for (std::uint64_t gap = 0; gap <= n * m + 1; ++gap) {
                        const double expected = by_dealing(n, m, gap, side, one_by_one(total));
                        REQUIRE(std::abs(exact_gap_tail(n, m, gap, side).probability - expected) < 1e-14);
                    }
                }
            }
        }
    }

    TEST_CASE("exact tail: equals dealing out all hands where values tie, 12 in all") {
        std::mt19937_64 engine{12};
        for (int round = 0; round < 60; ++round) {
            const std::uint64_t total = 5 + engine() % 8;
            const std::uint64_t n = 1 + engine() % (total - 1);
            const std::uint64_t m = total - n;
            std::vector<std::uint64_t> ends;
            for (std::uint64_t i = 1; i < total; ++i) {
                if (engine() % 2 == 0) {
                    ends.push_back(i);
                }
            }
            ends.push_back(total);
            const alternative side = sides[engine() % 3];
            const std::uint64_t gap = 1 + engine() % (n * m);
            CAPTURE(round);
            REQUIRE(std::abs(exact_gap_tail(n, m, gap, side, ends).probability - by_dealing(n, m, gap, side, ends)) <
                    1e-14);
        }
    }

    TEST_CASE("exact tail: blocks of one value each are no ties, and give the same") {
        for (const std::uint64_t gap : {40U, 70U, 100U, 200U}) {
            for (const alternative side : sides) {
                CAPTURE(gap);
                const double plain = exact_gap_tail(17, 23, gap, side).probability;
                CHECK(std::abs(exact_gap_tail(17, 23, gap, side, one_by_one(40)).probability - plain) <= 1e-13 * plain);
            }
        }
    }

    TEST_CASE("exact tail: swapping the samples swaps the sides, to the last bit") {
        const std::vector<std::uint64_t> ends{3, 4, 9, 17, 20};
        for (const std::uint64_t gap : {10U, 25U, 40U}) {
            CHECK(exact_gap_tail(8, 12, gap) == exact_gap_tail(12, 8, gap));
            CHECK(exact_gap_tail(8, 12, gap, alternative::less, ends) ==
                  exact_gap_tail(12, 8, gap, alternative::greater, ends));
        }
    }

    TEST_CASE("exact tail: equal sizes follow the closed form, far below the smallest double too") {
        // P(D+ >= c / n) = C(2n, n + c) / C(2n, n) for gap n c; Gnedenko and Korolyuk 1951
        for (const std::uint64_t n : {5U, 40U, 300U, 1500U}) {
            for (const std::uint64_t c : {1 + n / 10, n / 2, n}) {
                double log = 0.0;
                for (std::uint64_t k = 1; k <= c; ++k) {
                    log += std::log10(static_cast<double>(n - c + k) / static_cast<double>(n + k));
                }
                CAPTURE(n);
                CAPTURE(c);
                const auto tail = exact_gap_tail(n, n, n * c, alternative::greater);
                CHECK(std::abs(tail.log10 - log) <= 1e-12 * std::max(1.0, -log));
                CHECK((tail.probability == 0.0) == (log < -323.4));
            }
        }
    }

    TEST_CASE("exact tail: scaled numbers agree with plain ones where both can be used") {
        for (const std::uint64_t gap : {2000U, 4000U, 6000U}) {
            const double plain = lastro::drift::detail::share_of_paths<double>(60, 130, static_cast<std::int64_t>(gap),
                                                                               alternative::two_sided, {});
            const auto wide = lastro::drift::detail::share_of_paths<lastro::drift::detail::wide>(
                60, 130, static_cast<std::int64_t>(gap), alternative::two_sided, {});
            CAPTURE(gap);
            const double value = std::ldexp(wide.significand, static_cast<int>(512 * wide.exponent));
            CHECK(std::abs(value - plain) <= 1e-12 * plain);
        }
    }

    TEST_CASE("critical gap: the tables of Kim and Jennrich (1973)") {
        CHECK(critical_gap(8, 6, 0.05) == 34);
        CHECK(critical_gap(3, 3, 0.05) == 10);  // even the widest gap, 9, has a tail of 0.1: there is none
        CHECK(critical_gap(5, 5, 0.05) == 25);
        CHECK(critical_gap(10, 10, 0.05) == 70);
    }

    TEST_CASE("exact tail: refuses sizes and blocks that make no sense") {
        CHECK_THROWS_WITH_AS(static_cast<void>(exact_gap_tail(0, 3, 1)),
                             "exact_gap_tail: n: expected 1 to 2^30, found 0", std::invalid_argument);
        const std::vector<std::uint64_t> falling{2, 2, 4};
        CHECK_THROWS_WITH_AS(static_cast<void>(exact_gap_tail(2, 2, 1, alternative::two_sided, falling)),
                             "exact_gap_tail: block_ends: expected ascending numbers, found 2", std::invalid_argument);
        const std::vector<std::uint64_t> short_of{1, 3};
        CHECK_THROWS_WITH_AS(static_cast<void>(exact_gap_tail(2, 2, 1, alternative::two_sided, short_of)),
                             "exact_gap_tail: block_ends: expected n + m at the end, found 3", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(critical_gap(2, 2, 1.5)),
                             "critical_gap: alpha: expected a number from 0 to 1, found 1.5", std::invalid_argument);
    }
}
