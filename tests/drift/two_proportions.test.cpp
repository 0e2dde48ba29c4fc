// SPDX-License-Identifier: MIT
// tests/drift/two_proportions.test.cpp
#include <lastro/drift/two_proportions.hpp>

#include <cmath>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/chi_squared.hpp>

#include "by_definition.hpp"

using lastro::drift::alternative;
using lastro::drift::chi_squared;
using lastro::drift::proportion;
using lastro::drift::two_proportions;

TEST_SUITE("drift/two_proportions") {
    TEST_CASE("statistic: its square and its p-value are Pearson's of the 2 x 2 table") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 100; ++round) {
            const std::uint64_t n = 2 + engine() % 100, m = 2 + engine() % 100;
            const std::uint64_t a = 1 + engine() % (n - 1), b = engine() % (m + 1);
            const auto z = two_proportions({.hits = a, .trials = n}, {.hits = b, .trials = m});
            const auto chi = chi_squared(std::vector<std::uint64_t>{a, n - a}, std::vector<std::uint64_t>{b, m - b});
            REQUIRE(std::abs(z.statistic * z.statistic - chi.statistic) < 1e-11);
            REQUIRE(std::abs(z.p_value - chi.p_value) < 1e-12);
            const auto up = two_proportions({a, n}, {b, m}, {.alternative = alternative::greater});
            const auto down = two_proportions({a, n}, {b, m}, {.alternative = alternative::less});
            REQUIRE(std::abs(up.p_value + down.p_value - 1.0) < 1e-14);
        }
    }

    TEST_CASE("interval: Newcombe's (1998) table II, method 10") {
        const auto a = two_proportions({56, 70}, {48, 80});
        CHECK(std::abs(a.low - 0.0524) < 5e-5);
        CHECK(std::abs(a.high - 0.3339) < 5e-5);
        const auto b = two_proportions({9, 10}, {3, 10});
        CHECK(std::abs(b.low - 0.1705) < 5e-5);
        CHECK(std::abs(b.high - 0.8090) < 5e-5);
        const auto c = two_proportions({10, 10}, {0, 10});
        CHECK(std::abs(c.low - 0.6075) < 5e-5);
        CHECK(std::abs(c.high - 1.0) < 1e-15);
    }

    TEST_CASE("interval: covers the true difference about as often as it says") {
        std::mt19937_64 engine{2};
        int covered = 0;
        for (int round = 0; round < 2000; ++round) {
            std::uint64_t a = 0, b = 0;
            for (const double u : by_definition::uniform(engine, 60)) {
                a += u < 0.3 ? 1U : 0U;
            }
            for (const double u : by_definition::uniform(engine, 40)) {
                b += u < 0.1 ? 1U : 0U;
            }
            const auto r = two_proportions({a, 60}, {b, 40});
            covered += r.low <= 0.2 && 0.2 <= r.high ? 1 : 0;
        }
        CHECK(covered > 2000 * 0.93);
        CHECK(covered < 2000 * 0.985);
    }

    TEST_CASE("edges: nothing hit or all, huge counts") {
        CHECK(two_proportions({0, 5}, {0, 9}).p_value == 1.0);
        CHECK(two_proportions({5, 5}, {9, 9}).p_value == 1.0);
        const auto far = two_proportions({1'000'000'000, 2'000'000'000}, {999'000'000, 2'000'000'000});
        CHECK(far.p_value < 1e-200);
        CHECK(far.log10_p < -200.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(two_proportions({0, 0}, {1, 2})),
                             "two_proportions: trials: expected 1 to 2^53, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(two_proportions({1, 2}, {3, 2})),
                             "two_proportions: hits: expected at most the trials, found 3", std::invalid_argument);
    }
}
