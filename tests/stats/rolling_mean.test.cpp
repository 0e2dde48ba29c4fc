// SPDX-License-Identifier: MIT
// tests/stats/rolling_mean.test.cpp
#include <lastro/stats/rolling_mean.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::stats::rolling_mean;

TEST_SUITE("stats/rolling_mean") {
    TEST_CASE("by hand: the last three of 5 10 6 4 14") {
        rolling_mean recent{3};
        CHECK(std::isnan(recent.mean()));
        const double values[] = {5, 10, 6, 4, 14};
        const double means[] = {5.0, 7.5, 7.0, 20.0 / 3.0, 8.0};
        for (std::size_t i = 0; i < 5; ++i) {
            recent.add(values[i]);
            CHECK(recent.mean() == means[i]);
            CHECK(recent.size() == (i < 3 ? i + 1 : 3));
        }
        CHECK(recent.count() == 5);
        CHECK(recent.window() == 3);
    }

    TEST_CASE("what has left leaves no trace: the mean is that of a window that never saw it") {
        std::mt19937_64 engine{1};
        for (const std::size_t window : {1U, 2U, 7U, 50U}) {
            rolling_mean recent{window};
            std::vector<double> all;
            for (int i = 0; i < 400; ++i) {
                const int exponent = static_cast<int>(engine() % 600) - 300;  // sizes from 1e-90 to 1e90
                const double x = std::ldexp(static_cast<double>(engine() % 2001) - 1000.0, exponent);
                all.push_back(x);
                recent.add(x);
                rolling_mean fresh{window};
                for (std::size_t j = all.size() - recent.size(); j < all.size(); ++j) {
                    fresh.add(all[j]);
                }
                REQUIRE(recent.mean() == fresh.mean());
            }
        }
        rolling_mean recent{2};  // where a running sum would say 0
        for (const double x : {1e17, 1.0, 2.0}) {
            recent.add(x);
        }
        CHECK(recent.mean() == 1.5);
    }

    TEST_CASE("equality: the same windows after as many values") {
        rolling_mean a{2}, b{2};
        CHECK(a == b);
        a.add(1.0);
        CHECK_FALSE(a == b);
        b.add(1.0);
        CHECK(a == b);
        rolling_mean c = a;
        c.add(3.0);
        CHECK(a.mean() == 1.0);
        CHECK(c.mean() == 2.0);
        CHECK_FALSE(a == rolling_mean{3});
    }

    TEST_CASE("refusals: say what they expected, and change nothing") {
        CHECK_THROWS_WITH_AS(rolling_mean{0}, "stats::rolling_mean: window: expected at least 1, found 0",
                             std::invalid_argument);
        rolling_mean recent{2};
        recent.add(4.0);
        CHECK_THROWS_WITH_AS(recent.add(std::nan("")), "stats::rolling_mean: add: expected a finite number, found nan",
                             std::invalid_argument);
        CHECK_THROWS_AS(recent.add(std::numeric_limits<double>::infinity()), std::invalid_argument);
        CHECK(recent.mean() == 4.0);
        CHECK(recent.count() == 1);
    }
}
