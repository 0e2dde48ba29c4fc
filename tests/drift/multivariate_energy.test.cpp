// SPDX-License-Identifier: MIT
// tests/drift/multivariate_energy.test.cpp
#include <lastro/drift/multivariate_energy.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::energy_distance;
using lastro::drift::energy_result;
using lastro::drift::energy_test;
using lastro::drift::p_method;
using lastro::drift::points;
using lastro::drift::sorted_sample;

TEST_SUITE("drift/multivariate_energy") {
    TEST_CASE("distance: of one column that of sorted samples; of two, points on paper; turning changes nothing") {
        std::mt19937_64 engine{1};
        const column a = by_definition::uniform(engine, 30), b = by_definition::uniform(engine, 20, 0.2);
        CHECK(energy_distance(points{a, 1}, points{b, 1}) ==
              doctest::Approx(energy_distance(sorted_sample{a}, sorted_sample{b})).epsilon(1e-12));
        const column x{0, 0, 0, 0}, y{3, 4};  // twice (0, 0) against (3, 4): 2 * 5 - 0 - 0
        CHECK(energy_distance(points{x, 2}, points{y, 2}) == std::sqrt(10.0));
        CHECK(energy_test(points{x, 2}, points{y, 2}).coefficient == 1.0);
        column turned = a, turned_b = b;
        for (column* const v : {&turned, &turned_b}) {
            for (std::size_t i = 0; i + 1 < v->size(); i += 2) {
                const double u = (*v)[i], w = (*v)[i + 1];
                (*v)[i] = 0.6 * u - 0.8 * w;
                (*v)[i + 1] = 0.8 * u + 0.6 * w;
            }
        }
        CHECK(energy_distance(points{turned, 2}, points{turned_b, 2}) ==
              doctest::Approx(energy_distance(points{a, 2}, points{b, 2})).epsilon(1e-12));
    }

    TEST_CASE("p-value: the share of all labellings; the same as of sorted samples for one column") {
        std::mt19937_64 engine{2};
        for (int round = 0; round < 10; ++round) {
            const column a = by_definition::uniform(engine, 4), b = by_definition::uniform(engine, 5, 0.2);
            CAPTURE(round);
            const energy_result r = energy_test(points{a, 1}, points{b, 1});
            REQUIRE(r.method == p_method::exact);
            REQUIRE(r.p_value == energy_test(sorted_sample{a}, sorted_sample{b}).p_value);
            REQUIRE(std::abs(r.p_value - by_definition::share_reaching(a, b, [](const column& u, const column& v) {
                                 const double d = energy_distance(points{u, 1}, points{v, 1});
                                 return std::round(1e9 * d * d);
                             })) < 1e-13);
        }
    }

    TEST_CASE("p-value: sees a correlation that no column sees alone; uniform if nothing moved; swapping") {
        std::mt19937_64 engine{3};
        column independent, related;
        for (int i = 0; i < 150; ++i) {
            const column u = by_definition::uniform(engine, 3);
            independent.insert(independent.end(), {u[0], u[1]});
            related.insert(related.end(), {u[2], u[2]});
        }
        CHECK(energy_test(points{independent, 2}, points{related, 2}, {.permutations = 199}).p_value == 0.005);
        const double excess = by_definition::excess_over_uniform(200, [&] {
            const column a = by_definition::uniform(engine, 40), b = by_definition::uniform(engine, 30);
            return energy_test(points{a, 2}, points{b, 2}, {.permutations = 99, .seed = engine()}).p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(200.0));
        const points few = points{related, 2}.first(40);
        CHECK(energy_test(few, points{independent, 2}, {.permutations = 49}) ==
              energy_test(points{independent, 2}, few, {.permutations = 49}));
    }

    TEST_CASE("refusals: each says what it expected") {
        const column a{1, 2}, far{0x1p600, 0};
        CHECK_THROWS_WITH_AS(static_cast<void>(energy_test(points{a, 1}, points{a, 2})),
                             "energy_test: expected as many columns on both sides, found 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(energy_distance(points{a, 1}, points{far, 1})),
                             "energy_distance: expected rows less than 2^511 apart, found inf", std::invalid_argument);
    }
}
