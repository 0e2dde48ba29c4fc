// SPDX-License-Identifier: MIT
// tests/drift/kuiper.test.cpp
#include <lastro/drift/kuiper.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::kuiper;
using lastro::drift::kuiper_result;
using lastro::drift::p_method;
using lastro::drift::rank_method;
using lastro::drift::sorted_sample;

namespace {

kuiper_result test(const column& a, const column& b, rank_method method = rank_method::automatic) {
    return kuiper(sorted_sample{a}, sorted_sample{b}, method);
}

/// sup (F - G) + sup (G - F), word for word.
double v_by_definition(const column& a, const column& b) {
    double above = 0.0;
    double below = 0.0;
    for (const double x : by_definition::joined(a, b)) {
        above = std::max(above, by_definition::cdf(a, x) - by_definition::cdf(b, x));
        below = std::max(below, by_definition::cdf(b, x) - by_definition::cdf(a, x));
    }
    return above + below;
}

}  // namespace

TEST_SUITE("drift/kuiper") {
    TEST_CASE("statistic and exact p-value: the definition, with and without ties, up to 11 values") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 60; ++round) {
            const bool ties = round % 2 == 0;
            const std::size_t n = 1 + engine() % 5, m = 1 + engine() % 6;
            const column a = ties ? by_definition::small_integers(engine, n) : by_definition::uniform(engine, n);
            const column b = ties ? by_definition::small_integers(engine, m) : by_definition::uniform(engine, m);
            const kuiper_result r = test(a, b);
            CAPTURE(round);
            REQUIRE(std::abs(r.statistic - v_by_definition(a, b)) < 1e-15);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(std::abs(r.p_value - by_definition::share_reaching(a, b, v_by_definition)) < 1e-13);
        }
    }

    TEST_CASE("statistic: swapping, increasing maps and rotations of a circle change nothing") {
        std::mt19937_64 engine{2};
        for (int round = 0; round < 50; ++round) {
            column a = by_definition::uniform(engine, 1 + engine() % 30);
            column b = by_definition::uniform(engine, 1 + engine() % 30);
            const kuiper_result r = test(a, b);
            REQUIRE(test(b, a).statistic == r.statistic);
            REQUIRE(std::abs(test(b, a).p_value - r.p_value) < 1e-12);
            for (column* v : {&a, &b}) {
                for (double& x : *v) {
                    x = x < 0.3 ? x + 1.0 : x;  // the circle is cut at 0.3
                }
            }
            REQUIRE(std::abs(test(a, b).statistic - r.statistic) < 1e-15);
            for (column* v : {&a, &b}) {
                for (double& x : *v) {
                    x = 8.0 * x;
                }
            }
            REQUIRE(std::abs(test(a, b).p_value - r.p_value) < 1e-11);
        }
    }

    TEST_CASE("p-value: uniform or conservative if nothing moved, exact and limit") {
        std::mt19937_64 engine{3};
        const double exact = by_definition::excess_over_uniform(300, [&] {
            return test(by_definition::small_integers(engine, 15, 7), by_definition::small_integers(engine, 12, 7))
                .p_value;
        });
        CHECK(exact < 1.63 / std::sqrt(300.0));
        const double limit = by_definition::excess_over_uniform(1000, [&] {
            return test(by_definition::uniform(engine, 60), by_definition::uniform(engine, 50), rank_method::asymptotic)
                .p_value;
        });
        CHECK(limit < 1.63 / std::sqrt(1000.0));
    }

    TEST_CASE("p-value: sees a change of spread that leaves the middle where it was") {
        std::mt19937_64 engine{4};
        column a = by_definition::uniform(engine, 300, -0.5);
        column b = by_definition::uniform(engine, 300, -0.5);
        for (double& x : b) {
            x *= 2.0;
        }
        CHECK(test(a, b).p_value < 1e-9);
    }

    TEST_CASE("edges: equal, one value, infinities, one against a million") {
        CHECK(test({5, 5, 5}, {5}).p_value == 1.0);
        CHECK(test({0}, {1}).p_value == 1.0);
        CHECK(test({-0.0}, {0.0}).statistic == 0.0);
        CHECK(test({-by_definition::infinity, 5e-324}, {0, by_definition::infinity}).statistic == 0.5);
        column many(1'000'000);
        for (std::size_t i = 0; i < many.size(); ++i) {
            many[i] = static_cast<double>(i);
        }
        const kuiper_result r = test({-1}, many);
        CHECK(r.statistic == 1.0);
        CHECK(r.p_value > 0.5);  // a single value is at most 1 from the rest wherever it lies on the circle
        CHECK_THROWS_AS(static_cast<void>(test({-1}, many, rank_method::exact)), std::invalid_argument);
    }
}
