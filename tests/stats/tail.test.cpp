// SPDX-License-Identifier: MIT
// tests/stats/tail.test.cpp
#include <lastro/stats/tail.hpp>

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

using lastro::stats::tail;
using lastro::stats::tail_from_log;
using lastro::stats::tail_from_probability;

TEST_SUITE("stats/tail") {
    TEST_CASE("tail: a logarithm far below the smallest double is kept") {
        const tail t = tail_from_log(-2302.585092994045684);
        CHECK(t.probability == 0.0);
        CHECK(std::abs(t.log10 + 1000.0) < 1e-12);
    }

    TEST_CASE("tail: both directions agree where a double can hold the probability") {
        for (const double p : {1.0, 0.5, 0.05, 1e-10, 1e-300}) {
            const tail t = tail_from_probability(p);
            CAPTURE(p);
            CHECK(t.probability == p);
            CHECK(std::abs(t.log10 - std::log10(p)) <= 1e-15 * std::abs(std::log10(p)));
            CHECK(std::abs(tail_from_log(std::log(p)).probability - p) <= 1e-13 * p);
        }
    }

    TEST_CASE("tail: rounding beyond 0 and 1 is cut") {
        CHECK(tail_from_log(1e-17) == tail{1.0, 0.0});
        CHECK(tail_from_probability(1.0 + 1e-15) == tail{1.0, 0.0});
        CHECK(tail_from_probability(-1e-17) == tail{0.0, -std::numeric_limits<double>::infinity()});
    }
}
