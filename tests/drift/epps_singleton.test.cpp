// SPDX-License-Identifier: MIT
// tests/drift/epps_singleton.test.cpp
#include <lastro/drift/epps_singleton.hpp>

#include <cmath>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::epps_singleton;
using lastro::drift::epps_singleton_result;
using lastro::drift::sorted_sample;

namespace {

epps_singleton_result test(const column& a, const column& b) {
    return epps_singleton(sorted_sample{a}, sorted_sample{b});
}

}  // namespace

TEST_SUITE("drift/epps_singleton") {
    TEST_CASE("statistic: Goerg and Kaiser's example") {
        const epps_singleton_result r = test({0, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5, 5, 5, 5, 6, 10, 10, 10, 10},
                                             {10, 4, 0, 5, 10, 10, 0, 5, 6, 7, 10, 3, 1, 7, 0, 8, 1, 5, 8, 10});
        CHECK(std::abs(r.statistic - 8.899301606650033) < 1e-11);  // SciPy
        CHECK(std::abs(r.p_value - 0.06366634006492818) < 1e-12);
        CHECK(r.degrees == 4.0);
    }

    TEST_CASE("result: swapping, and a change of unit and origin, change nothing but rounding") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 30; ++round) {
            column a = by_definition::uniform(engine, 10 + engine() % 30);
            column b = by_definition::uniform(engine, 10 + engine() % 30);
            const epps_singleton_result r = test(a, b);
            REQUIRE(std::abs(test(b, a).statistic - r.statistic) < 1e-10);
            for (column* v : {&a, &b}) {
                for (double& x : *v) {
                    x = 1024.0 * x - 65536.0;
                }
            }
            REQUIRE(std::abs(test(a, b).statistic - r.statistic) < 1e-7);
        }
    }

    TEST_CASE("p-value: about uniform if nothing moved, and small for a change of shape alone") {
        std::mt19937_64 engine{2};
        const double excess = by_definition::excess_over_uniform(
            600, [&] { return test(by_definition::uniform(engine, 60), by_definition::uniform(engine, 80)).p_value; });
        CHECK(excess < 1.63 / std::sqrt(600.0));
        column two_humps;
        for (const double x : by_definition::uniform(engine, 300, -0.5)) {
            two_humps.push_back(x < 0.0 ? x - 1.0 : x + 1.0);
        }
        CHECK(test(by_definition::uniform(engine, 300, -0.5), two_humps).p_value < 1e-9);
    }

    TEST_CASE("edges: two values only leave the covariance singular; the rank says so") {
        const epps_singleton_result r = test({0, 0, 1, 1, 0, 1, 1}, {0, 1, 1, 1, 1, 0, 0, 0, 0});
        CHECK(r.degrees == 1.0);
        CHECK((r.p_value > 0.0 && r.p_value <= 1.0));
        const column same{1, 2, 3, 4, 5, 6};
        CHECK(test(same, same).p_value == 1.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(test({1, 2, 3, 4}, {1, 2, 3, 4, 5})),
                             "epps_singleton: reference: expected at least 5 values, found 4", std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(test({1, 1, 1, 1, 1}, {1, 1, 1, 1, 2})),
            "epps_singleton: expected a positive, finite interquartile range of the pooled values, found 0",
            std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(test({1, 2, 3, 4, 5}, {1, 2, 3, 4, by_definition::infinity})),
                        std::invalid_argument);
    }
}
