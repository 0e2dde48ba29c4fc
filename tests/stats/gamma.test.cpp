// SPDX-License-Identifier: MIT
// tests/stats/gamma.test.cpp
#include <lastro/stats/gamma.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using lastro::stats::chi_squared_tail;
using lastro::stats::gamma_tail;
using lastro::stats::tail;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_SUITE("stats/gamma") {
    TEST_CASE("chi-squared tail: agrees with 60-digit values from the middle to 1e-867") {
        // mpmath.gammainc(d / 2, x / 2, inf, regularized=True) at 60 digits
        constexpr struct {
            double x, degrees, probability, log10;
        } golden[] = {
            {0.001, 1.0, 0.97477287936996039, -0.011096562482616878},
            {1.0, 1.0, 0.3173105078629141, -0.4985155458279893},
            {3.841458820694124, 1.0, 0.050000000000000057, -1.3010299956639807},
            {30.0, 1.0, 4.3204630578274973e-8, -7.3644697039531473},
            {700.0, 1.0, 2.9902269751246203e-154, -153.52429584501908},
            {2.0, 2.0, 0.36787944117144232, -0.43429448190325183},
            {0.5, 3.0, 0.91889141165467586, -0.036735807553548718},
            {4000.0, 3.0, 0.0, -866.88588521642001},
            {11.07, 5.0, 0.050009618622405482, -1.3009464574062689},
            {5.0, 10.0, 0.89117801891415124, -0.05003553399936299},
            {30.0, 10.0, 0.00085664121077530039, -3.06720103666161},
            {90.0, 100.0, 0.75319796559982973, -0.12309086169037166},
            {130.0, 100.0, 0.023512397809808676, -1.6287030789793697},
            {1000.0, 1000.0, 0.49405285382923964, -0.30622658771901512},
            {1200.0, 1000.0, 1.2255942330622904e-5, -4.9116532912453463},
            {999000.0, 1000000.0, 0.76017673145987281, -0.11908542801525863},
            {1010000.0, 1000000.0, 9.0685288232620769e-13, -12.042463162307305},
        };
        for (const auto& g : golden) {
            CAPTURE(g.x);
            CAPTURE(g.degrees);
            const tail t = chi_squared_tail(g.x, g.degrees);
            const double relative = 2e-14 + 2e-16 * std::abs(2.302585 * g.log10);
            CHECK(std::abs(t.probability - g.probability) <= relative * g.probability);
            CHECK(std::abs(t.log10 - g.log10) <= 1e-14 + 2e-16 * std::abs(g.log10));
        }
    }

    TEST_CASE("chi-squared tail: with two degrees of freedom it is exp(-x / 2)") {
        for (double x = 0.01; x < 1400.0; x *= 1.3) {
            CAPTURE(x);
            CHECK(std::abs(chi_squared_tail(x, 2.0).log10 + x / 2.0 / std::log(10.0)) <= 1e-15 + 4e-16 * x);
        }
    }

    TEST_CASE("gamma tail: satisfies Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1)") {
        for (const double a : {0.5, 1.0, 2.5, 7.0, 30.5}) {
            for (const double x : {0.1, 1.0, 2.0, 8.0, 31.0, 60.0}) {
                const double density = std::exp(a * std::log(x) - x - std::lgamma(a + 1.0));
                const double next = gamma_tail(a + 1.0, x).probability;
                CAPTURE(a);
                CAPTURE(x);
                CHECK(std::abs(gamma_tail(a, x).probability + density - next) <= 1e-13 * next);
            }
        }
    }

    TEST_CASE("gamma tail: falls in x without a step where series and fraction meet") {
        for (const double a : {0.5, 3.0, 50.0}) {
            double previous = 1.0;
            for (double x = 0.0; x < 4.0 * a + 10.0; x += a / 64.0) {
                const double p = gamma_tail(a, x).probability;
                REQUIRE(p <= previous);
                REQUIRE(previous - p < 0.1);
                previous = p;
            }
        }
    }

    TEST_CASE("gamma tail: the ends are exact") {
        CHECK(gamma_tail(2.0, 0.0) == tail{1.0, 0.0});
        CHECK(gamma_tail(2.0, -1.0) == tail{1.0, 0.0});
        CHECK(gamma_tail(2.0, infinity) == tail{0.0, -infinity});
        CHECK(gamma_tail(0.5, 5e-324).probability == 1.0);
    }

    TEST_CASE("lower tail: agrees with 50-digit values, down to 1e-361") {
        constexpr struct {
            double a, x, p, log10;
        } golden[] = {{3.0, 0.01, 1.6542165280748769e-7, -6.7814076442433503},
                      {0.5, 2.0, 0.95449973610364159, -0.020224187342339658},
                      {100.0, 60.0, 1.4815276326460468e-6, -5.8292902438843807},
                      {3.0, 1e-120, 0.0, -360.77815125038364},
                      {50.0, 80.0, 0.99986921602340859, -5.6802473862689441e-5}};
        for (const auto& g : golden) {
            CAPTURE(g.a);
            const tail t = lastro::stats::gamma_lower_tail(g.a, g.x);
            CHECK(std::abs(t.probability - g.p) <= 2e-14 * g.p);
            CHECK(std::abs(t.log10 - g.log10) <= 1e-14 * (1.0 + std::abs(g.log10)));
        }
        CHECK(lastro::stats::gamma_lower_tail(2.0, 0.0) == tail{0.0, -infinity});
        CHECK(lastro::stats::gamma_lower_tail(2.0, infinity) == tail{1.0, 0.0});
    }

    TEST_CASE("gamma tail: refuses what it has no value for") {
        CHECK_THROWS_WITH_AS(static_cast<void>(gamma_tail(0.25, 1.0)),
                             "stats::gamma_tail: a: expected finite and at least 0.5, found 0.25",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(gamma_tail(1.0, not_a_number)),
                             "stats::gamma_tail: x: expected a number, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(chi_squared_tail(1.0, 0.0)),
                             "stats::chi_squared_tail: degrees: expected finite and at least 1, found 0",
                             std::invalid_argument);
    }
}
