// SPDX-License-Identifier: MIT
// tests/stats/cramer_von_mises.test.cpp
#include <lastro/stats/cramer_von_mises.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

using lastro::stats::cramer_von_mises_cdf;
using lastro::stats::cramer_von_mises_tail;
using lastro::stats::detail::scaled_bessel_k;

TEST_SUITE("stats/cramer_von_mises") {
    TEST_CASE("Bessel K: K_1/2 and K_3/2 have closed forms") {
        for (double q = 1e-3; q < 1e4; q *= 1.7) {
            CAPTURE(q);
            const double half = std::sqrt(3.14159265358979323846 / (2.0 * q));
            CHECK(std::abs(scaled_bessel_k(0.5, q) / half - 1.0) < 4e-15);
            CHECK(std::abs(scaled_bessel_k(1.5, q) / (half * (1.0 + 1.0 / q)) - 1.0) < 4e-15);
        }
    }

    TEST_CASE("cdf: the exact quantiles of Csorgo and Faraway's table 1, within 2e-4") {
        constexpr struct {
            std::uint64_t n;
            double x, cdf;
        } table[] = {{4, 0.02983, 0.01},    {4, 0.04111, 0.05},    {4, 0.12331, 0.5},    {4, 0.94251, 0.999},
                     {10, 0.02657, 0.01},   {10, 0.03830, 0.05},   {10, 0.12068, 0.5},   {10, 0.56643, 0.975},
                     {1000, 0.02481, 0.01}, {1000, 0.03658, 0.05}, {1000, 0.11889, 0.5}, {1000, 1.16120, 0.999}};
        for (const auto& row : table) {
            CAPTURE(row.n);
            CAPTURE(row.x);
            CHECK(std::abs(cramer_von_mises_cdf(row.x, row.n) - row.cdf) < 2e-4);
        }
        CHECK(std::abs(cramer_von_mises_cdf(0.03656) - 0.05) < 2e-5);
        CHECK(std::abs(cramer_von_mises_cdf(1.16204) - 0.999) < 5e-5);
    }

    TEST_CASE("tail: for many values it is the limit, and everywhere it falls and stays in [0, 1]") {
        for (const double x : {0.05, 0.2, 1.0, 3.0}) {
            CHECK(std::abs(cramer_von_mises_tail(x, 100'000'000).probability / cramer_von_mises_tail(x).probability -
                           1.0) < 1e-6);
        }
        for (const std::uint64_t n : {1U, 2U, 4U, 12U, 100U}) {
            double previous = 1.0;
            for (double x = 0.05; x < static_cast<double>(n); x *= 1.05) {
                const double p = cramer_von_mises_tail(x, n).probability;
                CAPTURE(n);
                CAPTURE(x);
                CHECK(p >= 0.0);
                CHECK((n < 4 || p <= previous + 1e-12));
                previous = p;
            }
        }
    }

    TEST_CASE("tail: simulated, n = 6") {
        constexpr int rounds = 20'000;
        const auto root = lastro::random::stream{3}["cvm"];
        for (const double x : {0.1, 0.35}) {
            int above = 0;
            for (std::uint64_t round = 0; round < rounds; ++round) {
                std::vector<double> u(6);
                for (std::uint64_t i = 0; i < 6; ++i) {
                    u[i] = lastro::random::uniform(root[round], i);
                }
                std::sort(u.begin(), u.end());
                double w = 1.0 / 72.0;
                for (std::size_t i = 0; i < 6; ++i) {
                    w += (u[i] - (static_cast<double>(i) + 0.5) / 6.0) * (u[i] - (static_cast<double>(i) + 0.5) / 6.0);
                }
                above += w >= x ? 1 : 0;
            }
            CAPTURE(x);
            const double p = cramer_von_mises_tail(x, 6).probability;
            CHECK(std::abs(above / static_cast<double>(rounds) - p) < 4.0 * std::sqrt(p * (1 - p) / rounds) + 1e-3);
        }
    }

    TEST_CASE("ends: outside [1 / (12 n), n / 3] all is certain") {
        CHECK(cramer_von_mises_tail(1.0 / 60.0, 5).probability == 1.0);
        CHECK(cramer_von_mises_tail(5.0 / 3.0, 5).probability == 0.0);
        CHECK(cramer_von_mises_cdf(0.0) == 0.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(cramer_von_mises_tail(1.0, 0)),
                             "stats::cramer_von_mises_tail: n: expected at least 1, found 0", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(cramer_von_mises_tail(std::numeric_limits<double>::quiet_NaN(), 3)),
                        std::invalid_argument);
    }
}
