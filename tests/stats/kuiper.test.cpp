// SPDX-License-Identifier: MIT
// tests/stats/kuiper.test.cpp
#include <lastro/stats/kuiper.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using lastro::stats::kuiper_tail;

TEST_SUITE("stats/kuiper") {
    TEST_CASE("tail: agrees with 50-digit sums of 2 (4 k^2 x^2 - 1) exp(-2 k^2 x^2)") {
        constexpr struct {
            double x, p, log10;
        } golden[] = {{0.7, 0.99694996362544646, -0.0013266381443878402},
                      {0.999, 0.82329708072983732, -0.084443424519453187},
                      {1.0, 0.82207664435692932, -0.085087690161221566},
                      {1.747, 0.050074681853745254, -1.3003818012875424},
                      {3.0, 1.066098582129884e-6, -5.9722026342442761}};
        for (const auto& g : golden) {
            CAPTURE(g.x);
            CHECK(std::abs(kuiper_tail(g.x).probability - g.p) < 1e-14 * g.p);
            CHECK(std::abs(kuiper_tail(g.x).log10 - g.log10) < 1e-14 * (1.0 + std::abs(g.log10)));
        }
        CHECK(std::abs(kuiper_tail(0.3).log10 + 6.1228076452963237e-22) < 1e-35);
        CHECK(kuiper_tail(40.0).probability == 0.0);
        CHECK(std::abs(kuiper_tail(40.0).log10 + 1385.6351999845728) < 1e-9);
    }

    TEST_CASE("ends: certain at 0, impossible at infinity, no answer for NaN") {
        CHECK(kuiper_tail(0.0).probability == 1.0);
        CHECK(kuiper_tail(-1.0).probability == 1.0);
        CHECK(kuiper_tail(std::numeric_limits<double>::infinity()).probability == 0.0);
        CHECK_THROWS_WITH_AS(static_cast<void>(kuiper_tail(std::numeric_limits<double>::quiet_NaN())),
                             "stats::kuiper_tail: x: expected a number, found nan", std::invalid_argument);
    }
}
