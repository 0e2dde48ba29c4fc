// SPDX-License-Identifier: MIT
// tests/drift/anderson_darling.test.cpp
#include <lastro/drift/anderson_darling.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::anderson_darling;
using lastro::drift::anderson_darling_result;
using lastro::drift::anderson_darling_settings;
using lastro::drift::p_method;
using lastro::drift::resampled_method;
using lastro::drift::sorted_sample;

namespace {

anderson_darling_result test(const column& a, const column& b, const anderson_darling_settings& settings = {}) {
    return anderson_darling(sorted_sample{a}, sorted_sample{b}, settings);
}

/// Equation 7 of Scholz and Stephens, word for word.
double a2_by_definition(const column& a, const column& b) {
    const column pooled = by_definition::joined(a, b);
    const auto total = static_cast<double>(pooled.size());
    const auto count = [](const column& v, double x, bool equal) {
        double c = 0.0;
        for (const double y : v) {
            c += (equal ? y == x : y < x) ? 1.0 : 0.0;
        }
        return c;
    };
    double a2 = 0.0;
    for (const column* sample : {&a, &b}) {
        const auto n = static_cast<double>(sample->size());
        for (const double z : std::set<double>(pooled.begin(), pooled.end())) {
            const double l = count(pooled, z, true);
            const double rank = count(pooled, z, false) + l / 2.0;
            const double mine = count(*sample, z, false) + count(*sample, z, true) / 2.0;
            const double below = rank * (total - rank) - total * l / 4.0;
            if (below > 1e-12) {
                a2 += l / total * (total * mine - n * rank) * (total * mine - n * rank) / below / n;
            }
        }
    }
    return (total - 1.0) / total * a2;
}

}  // namespace

TEST_SUITE("drift/anderson_darling") {
    TEST_CASE("statistic and exact p-value: the definition, with and without ties, up to 11 values") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 60; ++round) {
            const bool ties = round % 2 == 0;
            const std::size_t n = 2 + engine() % 4, m = 2 + engine() % 5;
            const column a = ties ? by_definition::small_integers(engine, n) : by_definition::uniform(engine, n);
            const column b = ties ? by_definition::small_integers(engine, m) : by_definition::uniform(engine, m);
            const anderson_darling_result r = test(a, b);
            CAPTURE(round);
            REQUIRE(std::abs(r.a2 - a2_by_definition(a, b)) < 1e-12);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(std::abs(r.p_value - by_definition::share_reaching(a, b, a2_by_definition)) < 1e-13);
        }
    }

    TEST_CASE("k samples: Scholz and Stephens' example, by the limit and by relabelling") {
        const std::vector<sorted_sample> laboratories{
            sorted_sample{column{38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0}},
            sorted_sample{column{39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8}},
            sorted_sample{column{34.0, 35.0, 39.0, 40.0, 43.0, 43.0, 44.0, 45.0}},
            sorted_sample{column{34.0, 34.8, 34.8, 35.4, 37.2, 37.8, 41.2, 42.8}}};
        const auto r = anderson_darling(laboratories);
        CHECK(std::abs(r.statistic - 4.4797806271353353) < 1e-12);
        CHECK(std::abs(r.p_value - 0.0023) < 0.0005);
        const auto right = anderson_darling(laboratories, {.midrank = false});
        CHECK(std::abs(right.statistic - 4.449262232403134) < 1e-12);
        const auto relabelled = anderson_darling(
            laboratories, {.method = resampled_method::permutation, .relabelling = {.permutations = 4999, .seed = 1}});
        CHECK(relabelled.method == p_method::permutation);
        CHECK(relabelled.p_value < 0.006);
    }

    TEST_CASE("p-value: real tails, not an interpolated table's 0.001 to 0.25") {
        std::mt19937_64 engine{2};
        const column a = by_definition::uniform(engine, 500);
        const anderson_darling_result same = test(a, a);
        CHECK(same.p_value > 0.999);
        const anderson_darling_result far = test(a, by_definition::uniform(engine, 500, 0.5));
        CHECK(far.p_value < 1e-50);
        CHECK(std::abs(std::log10(far.p_value) - far.log10_p) < 1e-12);
    }

    TEST_CASE("result: swapping changes nothing but rounding, nor does an increasing map") {
        std::mt19937_64 engine{3};
        for (int round = 0; round < 50; ++round) {
            column a = by_definition::small_integers(engine, 10 + engine() % 30, 20);
            column b = by_definition::small_integers(engine, 10 + engine() % 30, 20);
            const anderson_darling_result r = test(a, b);
            REQUIRE(std::abs(test(b, a).statistic - r.statistic) < 1e-12);
            for (column* v : {&a, &b}) {
                for (double& x : *v) {
                    x = x * x * x - 7.0;
                }
            }
            REQUIRE(test(a, b) == r);
        }
    }

    TEST_CASE("p-value: uniform or conservative if nothing moved") {
        std::mt19937_64 engine{4};
        const double limit = by_definition::excess_over_uniform(
            1000, [&] { return test(by_definition::uniform(engine, 60), by_definition::uniform(engine, 50)).p_value; });
        CHECK(limit < 1.63 / std::sqrt(1000.0));
        const double three = by_definition::excess_over_uniform(500, [&] {
            const std::vector<sorted_sample> samples{sorted_sample{by_definition::small_integers(engine, 25, 9)},
                                                     sorted_sample{by_definition::small_integers(engine, 30, 9)},
                                                     sorted_sample{by_definition::small_integers(engine, 20, 9)}};
            return anderson_darling(samples).p_value;
        });
        CHECK(three < 1.63 / std::sqrt(500.0));
    }

    TEST_CASE("edges: equal, infinities, one against a million") {
        CHECK(test({5, 5, 5}, {5}).p_value == 1.0);
        CHECK(test({5, 5, 5, 5}, {5, 5}, {.method = resampled_method::asymptotic}).p_value > 0.9);
        CHECK(test({-0.0, 1}, {0.0, 1}).a2 == 0.0);
        CHECK(std::isfinite(test({-by_definition::infinity, 5e-324}, {0, by_definition::infinity}).statistic));
        column many(1'000'000);
        for (std::size_t i = 0; i < many.size(); ++i) {
            many[i] = static_cast<double>(i);
        }
        const anderson_darling_result one = test({5e5}, many);
        CHECK(std::isfinite(one.statistic));
        CHECK(one.p_value > 0.5);
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(test({1}, {2, 3})),
                             "anderson_darling: samples: expected at least 4 values in all, found 3",
                             std::invalid_argument);
        const std::vector<sorted_sample> one{sorted_sample{column{1, 2, 3, 4}}};
        CHECK_THROWS_WITH_AS(static_cast<void>(anderson_darling(one)),
                             "anderson_darling: samples: expected at least 2, found 1", std::invalid_argument);
    }
}
