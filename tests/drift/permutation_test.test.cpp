// SPDX-License-Identifier: MIT
// tests/drift/permutation_test.test.cpp
#include <lastro/drift/permutation_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::p_method;
using lastro::drift::permutation_test;

namespace {

double mean(std::span<const double> v) {
    double sum = 0.0;
    for (const double x : v) {
        sum += x;
    }
    return sum / static_cast<double>(v.size());
}

double difference(std::span<const double> a, std::span<const double> b) { return std::abs(mean(a) - mean(b)); }

}  // namespace

TEST_SUITE("drift/permutation_test") {
    TEST_CASE("p-value: equals the definition where all labellings are looked at") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 30; ++round) {
            const column a = by_definition::small_integers(engine, 1 + engine() % 5);
            const column b = by_definition::small_integers(engine, 1 + engine() % 6);
            const auto r = permutation_test(a, b, difference);
            CAPTURE(round);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(r.p_value == by_definition::share_reaching(a, b, difference));
        }
    }

    TEST_CASE("p-value: random relabellings come close to the exact one, and are never 0") {
        std::mt19937_64 engine{2};
        const column a = by_definition::uniform(engine, 8);
        const column b = by_definition::uniform(engine, 8, 0.3);
        const auto exact = permutation_test(a, b, difference);
        const auto random = permutation_test(a, b, difference, {.permutations = 4999, .seed = 3, .exact_until = 0});
        CHECK(exact.relabellings == 12870);
        CHECK(random.method == p_method::permutation);
        CHECK(random.relabellings == 4999);
        CHECK(std::abs(random.p_value - exact.p_value) < 4.0 * std::sqrt(exact.p_value / 4999.0));
        const column far = by_definition::uniform(engine, 30, 100.0);
        CHECK(permutation_test(a, far, difference, {.permutations = 99}).p_value == 0.01);
    }

    TEST_CASE("p-value: a relabelling without a number is not taken for one that is smaller") {
        const auto of_heads = [](std::span<const double> a, std::span<const double>) {
            return a[0] > 2.0 ? std::nan("") : a[0];
        };
        // of the six pairs of 2, 3, 1, 4 in this order three give 2, two nothing, and 1, 4 gives 1
        CHECK(permutation_test(column{2, 3}, column{1, 4}, of_heads).p_value ==
              doctest::Approx(5.0 / 6.0).epsilon(1e-12));
    }

    TEST_CASE("relabellings: addressed by the seed") {
        std::mt19937_64 engine{3};
        const column a = by_definition::uniform(engine, 20);
        const column b = by_definition::uniform(engine, 25, 0.1);
        const auto once = permutation_test(a, b, difference, {.permutations = 500, .seed = 1});
        CHECK(permutation_test(a, b, difference, {.permutations = 500, .seed = 1}) == once);
        CHECK(permutation_test(a, b, difference, {.permutations = 500, .seed = 2}).p_value != once.p_value);
    }

    TEST_CASE("p-value: uniform if nothing moved, for ties too") {
        std::mt19937_64 engine{4};
        const double excess = by_definition::excess_over_uniform(400, [&] {
            return permutation_test(by_definition::small_integers(engine, 10),
                                    by_definition::small_integers(engine, 12), difference,
                                    {.permutations = 99, .seed = engine()})
                .p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(400.0));  // once in a hundred seeds
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(permutation_test(column{}, column{1}, difference)),
                             "permutation_test: first: expected at least one value, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(permutation_test(column{1}, column{std::nan("")}, difference)),
                             "permutation_test: statistic: expected a number, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(permutation_test(column{1}, column{2}, difference,
                                                                {.permutations = 0, .exact_until = 0})),
                             "permutation_test: permutations: expected at least 1, found 0", std::invalid_argument);
    }
}
