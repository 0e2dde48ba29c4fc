// SPDX-License-Identifier: MIT
// tests/stats/kolmogorov_one_sample.test.cpp
#include <lastro/stats/kolmogorov_one_sample.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/stats/kolmogorov.hpp>

using lastro::stats::ks_one_sample_cdf;
using lastro::stats::ks_one_sample_tail;
using lastro::stats::ks_one_sided_tail;

TEST_SUITE("stats/kolmogorov_one_sample") {
    TEST_CASE("cdf and tail: agree with Durbin's matrix in rational arithmetic") {
        constexpr struct {
            std::uint64_t n;
            double d, cdf, tail;
        } golden[] = {
            {1, 0.75, 0.5, 0.5},
            {2, 0.4, 0.18000000000000005, 0.81999999999999995},
            {5, 0.3, 0.33599999999999996, 0.66400000000000004},
            {10, 0.07, 3.8050725888000127e-8, 0.99999996194927411},
            {10, 0.25, 0.5158884675, 0.4841115325},
            {10, 0.45, 0.97710818968828126, 0.022891810311718745},
            {20, 0.1, 0.023744905407845045, 0.97625509459215496},
            {20, 0.4, 0.99788107781796264, 0.0021189221820373628},
            {33, 0.2, 0.87598837263310387, 0.12401162736689613},
        };
        for (const auto& g : golden) {
            CAPTURE(g.n);
            CAPTURE(g.d);
            CHECK(std::abs(ks_one_sample_cdf(g.n, g.d) / g.cdf - 1.0) < 1e-13);
            CHECK(std::abs(ks_one_sample_tail(g.n, g.d).probability / g.tail - 1.0) < 1e-13);
        }
    }

    TEST_CASE("one-sided tail: agrees with Birnbaum and Tingey's sum in rational arithmetic") {
        CHECK(ks_one_sided_tail(1, 0.25).probability == 0.75);
        CHECK(std::abs(ks_one_sided_tail(5, 0.3).probability / 0.34282000000000003 - 1.0) < 1e-14);
        CHECK(std::abs(ks_one_sided_tail(20, 0.1).probability / 0.62907101888496291 - 1.0) < 1e-14);
        CHECK(std::abs(ks_one_sided_tail(50, 0.5).probability / 2.1964267495598742e-12 - 1.0) < 1e-13);
    }

    TEST_CASE("cdf and tail: add up to 1 wherever both are counted") {
        for (const std::uint64_t n : {3U, 17U, 100U, 700U}) {
            for (double z = 0.3; z < 1.9; z += 0.2) {
                const double d = z / std::sqrt(static_cast<double>(n));
                CAPTURE(n);
                CAPTURE(z);
                CHECK(std::abs(ks_one_sample_cdf(n, d) + ks_one_sample_tail(n, d).probability - 1.0) < 1e-12);
            }
        }
    }

    TEST_CASE("tail: where methods meet, they agree") {
        // twice the one-sided tail against the walk, at n d^2 = 9; the expansion against the walk, at n^2 d = 4e6
        const double d = std::sqrt(9.0 / 400.0);
        CHECK(std::abs(ks_one_sample_tail(400, d * (1 - 1e-9)).log10 - ks_one_sample_tail(400, d * (1 + 1e-9)).log10) <
              1e-6);
        const double z = 1.0;
        const double at = z / std::sqrt(25'198.0);  // n^2 d = 4e6 near n = 25,198
        const double walked = ks_one_sample_tail(25'198, at * (1 - 1e-7)).probability;
        const double expanded = ks_one_sample_tail(25'198, at * (1 + 1e-4)).probability;
        CHECK(std::abs(walked / expanded - 1.0) < 1e-3);
        CHECK(
            std::abs(lastro::stats::detail::pelz_good(2000.0, 1.0) / ks_one_sample_cdf(2000, 1.0 / std::sqrt(2000.0)) -
                     1.0) < 2e-7);
    }

    TEST_CASE("tail: tends to Kolmogorov's limit, and keeps its logarithm where a double is 0") {
        CHECK(std::abs(ks_one_sample_tail(100'000'000, 1.3580986393225507e-4).probability - 0.05) < 5e-6);
        const auto far = ks_one_sample_tail(3000, 0.9);
        CHECK(far.probability == 0.0);
        CHECK(far.log10 < -2500.0);
        CHECK(std::abs(ks_one_sample_tail(1, 0.9).probability - 0.2) < 1e-15);
    }

    TEST_CASE("ends: no distance is below 1 / (2 n), none above 1") {
        CHECK(ks_one_sample_cdf(10, 0.05) == 0.0);
        CHECK(ks_one_sample_tail(10, 0.05).probability == 1.0);
        CHECK(ks_one_sample_cdf(10, 1.0) == 1.0);
        CHECK(ks_one_sample_tail(10, 1.0).probability == 0.0);
        CHECK(ks_one_sided_tail(10, 0.0).probability == 1.0);
        CHECK(ks_one_sided_tail(10, 1.0).probability == 0.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(ks_one_sample_tail(0, 0.5)),
                             "stats::ks_one_sample_tail: expected 1 to 2^50 values, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(ks_one_sample_cdf(3, std::numeric_limits<double>::quiet_NaN())),
                             "stats::ks_one_sample_cdf: expected a distance, found nan", std::invalid_argument);
    }
}
