// SPDX-License-Identifier: MIT
// tests/stats/kolmogorov.test.cpp
#include <lastro/stats/kolmogorov.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using lastro::stats::kolmogorov_tail;
using lastro::stats::one_sided_kolmogorov_tail;
using lastro::stats::tail;

TEST_SUITE("stats/kolmogorov") {
    TEST_CASE("Kolmogorov tail: 60-digit values to 1e-15, their logarithms too") {
        // 60-digit evaluation of 2 sum (-1)^(k-1) exp(-2 k^2 x^2)
        constexpr struct {
            double x, probability, log10;
        } golden[] = {
            {0.2, 0.99999999999949496, -2.1933640385486606e-13}, {0.5, 0.96394524366487509, -0.015947635235754491},
            {0.8, 0.54414241157419808, -0.2642874229733222},     {1.0, 0.26999967167735452, -0.56863676394767902},
            {1.17, 0.12939004218561883, -0.88809914553937478},   {1.18, 0.12345380942976571, -0.90849550444569048},
            {1.5, 0.022217962616525129, -1.6532957683010262},    {2.0, 0.00067092525577969535, -3.1733258595784286},
            {3.0, 3.0459959489425257e-8, -7.5162706785945517},   {30.0, 0.0, -781.42903743018931},
        };
        for (const auto& g : golden) {
            CAPTURE(g.x);
            const tail t = kolmogorov_tail(g.x);
            CHECK(std::abs(t.probability - g.probability) <= 1e-15 * (1.0 + 4.0 * g.x * g.x) * g.probability);
            CHECK(std::abs(t.log10 - g.log10) <= 1e-15 + 4e-16 * std::abs(g.log10));
        }
    }

    TEST_CASE("Kolmogorov tail: the two series meet without a step, and the function falls") {
        double previous = 1.0;
        for (int i = 1; i < 4000; ++i) {
            const double p = kolmogorov_tail(i * 0.001).probability;
            REQUIRE(p <= previous);
            previous = p;
        }
        const double below = kolmogorov_tail(std::nextafter(1.18, 0.0)).probability;
        CHECK(std::abs(below - kolmogorov_tail(1.18).probability) < 1e-15);
    }

    TEST_CASE("Kolmogorov tail: the ends are exact") {
        const double infinity = std::numeric_limits<double>::infinity();
        CHECK(kolmogorov_tail(0.0) == tail{1.0, 0.0});
        CHECK(kolmogorov_tail(-1.0) == tail{1.0, 0.0});
        CHECK(kolmogorov_tail(infinity) == tail{0.0, -infinity});
        CHECK(one_sided_kolmogorov_tail(0.0) == tail{1.0, 0.0});
        CHECK(one_sided_kolmogorov_tail(-3.0) == tail{1.0, 0.0});
    }

    TEST_CASE("one-sided tail: exp(-2 x^2)") {
        CHECK(std::abs(one_sided_kolmogorov_tail(1.0).probability - 0.1353352832366127) < 1e-16);
        CHECK(std::abs(one_sided_kolmogorov_tail(100.0).log10 + 8685.8896380650365) < 1e-11);
    }

    TEST_CASE("tails: NaN is refused") {
        CHECK_THROWS_WITH_AS(static_cast<void>(kolmogorov_tail(std::nan(""))),
                             "stats::kolmogorov_tail: x: expected a number, found nan", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(one_sided_kolmogorov_tail(std::nan(""))), std::invalid_argument);
    }
}
