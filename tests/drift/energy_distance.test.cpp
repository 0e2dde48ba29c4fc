// SPDX-License-Identifier: MIT
// tests/drift/energy_distance.test.cpp
#include <lastro/drift/energy_distance.hpp>

#include <cmath>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::energy_distance;
using lastro::drift::energy_result;
using lastro::drift::energy_test;
using lastro::drift::p_method;
using lastro::drift::permutation_settings;
using lastro::drift::sorted_sample;

namespace {

energy_result test(const column& a, const column& b, const permutation_settings& settings = {.permutations = 999}) {
    return energy_test(sorted_sample{a}, sorted_sample{b}, settings);
}

double mean_distance(const column& a, const column& b) {
    double sum = 0.0;
    for (const double x : a) {
        for (const double y : b) {
            sum += std::abs(x - y);
        }
    }
    return sum / static_cast<double>(a.size() * b.size());
}

/// 2 E|X - Y| - E|X - X'| - E|Y - Y'|, word for word.
double squared_by_definition(const column& a, const column& b) {
    return 2.0 * mean_distance(a, b) - mean_distance(a, a) - mean_distance(b, b);
}

}  // namespace

TEST_SUITE("drift/energy_distance") {
    TEST_CASE("distance, coefficient and exact p-value: the definition, up to 11 values") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 60; ++round) {
            const bool ties = round % 2 == 0;
            const std::size_t n = 1 + engine() % 5, m = 1 + engine() % 6;
            const column a = ties ? by_definition::small_integers(engine, n) : by_definition::uniform(engine, n);
            const column b = ties ? by_definition::small_integers(engine, m) : by_definition::uniform(engine, m);
            const energy_result r = test(a, b);
            const double squared = squared_by_definition(a, b);
            CAPTURE(round);
            REQUIRE(std::abs(r.distance * r.distance - squared) < 1e-13);
            REQUIRE(std::abs(r.coefficient - (squared < 1e-14 ? 0.0 : squared / (2.0 * mean_distance(a, b)))) < 1e-12);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(std::abs(r.p_value - by_definition::share_reaching(a, b, [](const column& x, const column& y) {
                                 return std::round(1e9 * squared_by_definition(x, y));
                             })) < 1e-13);
        }
    }

    TEST_CASE("distance: keeps its digits far from zero, where means of distances cancel") {
        const column a{1e15, 1e15 + 1}, b{1e15 + 2, 1e15 + 4};
        CHECK(std::abs(energy_distance(sorted_sample{a}, sorted_sample{b}) -
                       energy_distance(sorted_sample{column{0, 1}}, sorted_sample{column{2, 4}})) < 1e-15);
        CHECK(std::abs(energy_distance(sorted_sample{column{-5}}, sorted_sample{column{5}}) - std::sqrt(20.0)) < 1e-15);
    }

    TEST_CASE("result: swapping changes nothing; random relabellings are addressed by the seed") {
        std::mt19937_64 engine{2};
        const column a = by_definition::uniform(engine, 40);
        const column b = by_definition::uniform(engine, 50, 0.1);
        CHECK(energy_distance(sorted_sample{a}, sorted_sample{b}) ==
              energy_distance(sorted_sample{b}, sorted_sample{a}));
        CHECK(test(a, b) == test(a, b));
        CHECK(test(a, b).method == p_method::permutation);
        CHECK(test(a, by_definition::uniform(engine, 50, 5.0)).p_value == 0.001);
    }

    TEST_CASE("p-value: uniform if nothing moved") {
        std::mt19937_64 engine{3};
        const double excess = by_definition::excess_over_uniform(400, [&] {
            return test(by_definition::small_integers(engine, 20), by_definition::small_integers(engine, 15),
                        {.permutations = 99, .seed = engine()})
                .p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(400.0));
    }

    TEST_CASE("edges: equal, constant and apart, infinities") {
        CHECK(test({5, 5, 5}, {5}).p_value == 1.0);
        CHECK(test({5, 5}, {5}).coefficient == 0.0);
        CHECK(test({1, 1}, {2, 2}).coefficient == 1.0);
        CHECK(energy_distance(sorted_sample{column{by_definition::infinity}}, sorted_sample{column{1}}) ==
              by_definition::infinity);
        CHECK_THROWS_WITH_AS(static_cast<void>(test({1}, {by_definition::infinity})),
                             "energy_test: expected finite values, found inf", std::invalid_argument);
    }
}
