// SPDX-License-Identifier: MIT
// tests/stats/autocorrelation.test.cpp
#include <lastro/stats/autocorrelation.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::stats::autocorrelation;
using lastro::stats::effective_count;

TEST_SUITE("stats/autocorrelation") {
    TEST_CASE("autocorrelation: cases small enough to check by hand") {
        CHECK(autocorrelation(std::vector<double>{10000001, 10000003, 10000002}, 1) == -0.5);  // NIST NumAcc1
        CHECK(autocorrelation(std::vector<double>{1, 2, 3, 4, 5}, 0) == 1.0);
        CHECK(std::abs(autocorrelation(std::vector<double>{1, 2, 3, 4, 5}, 1) - 0.4) < 1e-16);
        CHECK(std::abs(autocorrelation(std::vector<double>{1, -1, 1, -1}, 1) + 0.75) < 1e-16);
    }

    TEST_CASE("autocorrelation: NIST NumAcc4, a million far from zero with steps of 0.1") {
        std::vector<double> values{10000000.2};
        for (int i = 0; i < 500; ++i) {
            values.push_back(10000000.1);
            values.push_back(10000000.3);
        }
        CHECK(std::abs(autocorrelation(values, 1) + 0.999) < 1e-6);
    }

    TEST_CASE("effective count: a value repeated twice is worth about a third of its rows") {
        std::vector<double> doubled;
        for (int i = 0; i < 500; ++i) {
            const double x = (i * i * 31 + i * 17) % 997;
            doubled.push_back(x);
            doubled.push_back(x);
        }
        const double r = autocorrelation(doubled, 1);
        CHECK(std::abs(r - 0.5) < 0.1);
        CHECK(effective_count(doubled) == 1000.0 * ((1.0 - r) / (1.0 + r)));
        CHECK(effective_count(std::vector<double>{1, -1, 1, -1}) == 4.0);  // never more than there are
    }

    TEST_CASE("autocorrelation: equal values have none, too few values are refused") {
        CHECK(std::isnan(autocorrelation(std::vector<double>{3, 3, 3}, 1)));
        CHECK_THROWS_WITH_AS(static_cast<void>(autocorrelation(std::vector<double>{3}, 1)),
                             "stats::autocorrelation: values: expected more than the lag, found 1",
                             std::invalid_argument);
    }
}
