// SPDX-License-Identifier: MIT
// tests/drift/cramer_von_mises.test.cpp
#include <lastro/drift/cramer_von_mises.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::cramer_von_mises;
using lastro::drift::cramer_von_mises_exact_tail;
using lastro::drift::cramer_von_mises_result;
using lastro::drift::p_method;
using lastro::drift::rank_method;
using lastro::drift::sorted_sample;

namespace {

cramer_von_mises_result test(const column& a, const column& b, rank_method method = rank_method::automatic) {
    return cramer_von_mises(sorted_sample{a}, sorted_sample{b}, method);
}

/// Anderson's T from midranks, word for word.
double t_by_definition(column a, column b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    const column pooled = by_definition::joined(a, b);
    const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
    const auto squares = [&](const column& v) {
        const column ranks = by_definition::midranks(v, pooled);
        double sum = 0.0;
        for (std::size_t i = 0; i < v.size(); ++i) {
            sum += (ranks[i] - static_cast<double>(i + 1)) * (ranks[i] - static_cast<double>(i + 1));
        }
        return sum;
    };
    const double u = n * squares(a) + m * squares(b);
    return u / (n * m * (n + m)) - (4.0 * n * m - 1.0) / (6.0 * (n + m));
}

}  // namespace

TEST_SUITE("drift/cramer_von_mises") {
    TEST_CASE("statistic and exact p-value: the definition, with and without ties, up to 11 values") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 60; ++round) {
            const bool ties = round % 2 == 0;
            const std::size_t n = 1 + engine() % 5, m = 1 + engine() % 6;
            const column a = ties ? by_definition::small_integers(engine, n) : by_definition::uniform(engine, n);
            const column b = ties ? by_definition::small_integers(engine, m) : by_definition::uniform(engine, m);
            const cramer_von_mises_result r = test(a, b);
            CAPTURE(round);
            REQUIRE(std::abs(r.statistic - t_by_definition(a, b)) < 1e-12);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(std::abs(r.p_value - by_definition::share_reaching(a, b, t_by_definition)) < 1e-13);
        }
    }

    TEST_CASE("exact tail: Anderson's (1962) table") {
        CHECK(std::abs(cramer_von_mises_exact_tail(5, 6, 4 * 710).probability - 48.0 / 462.0) < 1e-15);
        CHECK(std::abs(cramer_von_mises_exact_tail(4, 6, 4 * 576).probability - 2.0 / 210.0) < 1e-16);
        CHECK(cramer_von_mises_exact_tail(9, 9, 4 * 4000).probability > 1.0 - 1e-12);
        CHECK(cramer_von_mises_exact_tail(3, 3, 0).probability == 1.0);
    }

    TEST_CASE("statistic: the mean squared gap, exact for a million values where doubles would cancel") {
        column a, b;
        for (int i = 0; i < 1'000'000; ++i) {
            a.push_back(2.0 * i);
            b.push_back(2.0 * i + 1.0);
        }
        const cramer_von_mises_result r = test(a, b);
        // after each of a's values F - G is 1/n, after each of b's it is 0: T = n m / N^2 * n / n^2 = 1 / (4 n)
        CHECK(std::abs(r.statistic / 2.5e-7 - 1.0) < 1e-12);
        CHECK(std::abs(r.effect / 5e-13 - 1.0) < 1e-12);
        CHECK(r.p_value == 1.0);
    }

    TEST_CASE("result: swapping changes nothing, nor does an increasing map") {
        std::mt19937_64 engine{2};
        for (int round = 0; round < 50; ++round) {
            column a = by_definition::small_integers(engine, 1 + engine() % 30, 20);
            column b = by_definition::small_integers(engine, 1 + engine() % 30, 20);
            const cramer_von_mises_result r = test(a, b);
            REQUIRE(test(b, a).statistic == r.statistic);
            REQUIRE(std::abs(test(b, a).p_value - r.p_value) < 1e-12);
            for (column* v : {&a, &b}) {
                for (double& x : *v) {
                    x = x * x * x - 7.0;
                }
            }
            REQUIRE(test(a, b) == r);
        }
    }

    TEST_CASE("p-value: uniform or conservative if nothing moved, exact and limit") {
        std::mt19937_64 engine{3};
        const double exact = by_definition::excess_over_uniform(600, [&] {
            return test(by_definition::small_integers(engine, 12, 7), by_definition::small_integers(engine, 10, 7))
                .p_value;
        });
        CHECK(exact < 1.63 / std::sqrt(600.0));
        const double limit = by_definition::excess_over_uniform(
            1000, [&] { return test(by_definition::uniform(engine, 60), by_definition::uniform(engine, 50)).p_value; });
        CHECK(limit < 1.63 / std::sqrt(1000.0));
    }

    TEST_CASE("p-value: with many ties the limit would alarm always; relabelling does not") {
        std::mt19937_64 engine{5};
        const double excess = by_definition::excess_over_uniform(60, [&] {
            const cramer_von_mises_result r =
                test(by_definition::small_integers(engine, 100, 7), by_definition::small_integers(engine, 150, 7));
            REQUIRE(r.method == p_method::permutation);
            return r.p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(60.0));
        column a = by_definition::small_integers(engine, 400, 7), b = by_definition::small_integers(engine, 700, 7);
        CHECK(test(a, b, rank_method::asymptotic).p_value < 0.06);  // what the limit says of samples that did not move
    }

    TEST_CASE("edges: equal, one value, infinities, one against a million, tails without underflow") {
        CHECK(test({5, 5, 5}, {5}).p_value == 1.0);
        CHECK(test({0}, {1}).p_value == 1.0);
        CHECK(test({-0.0, 1}, {0.0, 1}).p_value > 1.0 - 1e-15);
        CHECK(std::abs(test({-by_definition::infinity}, {0, by_definition::infinity}).p_value - 2.0 / 3.0) < 1e-15);
        column many(1'000'000);
        for (std::size_t i = 0; i < many.size(); ++i) {
            many[i] = static_cast<double>(i);
        }
        const cramer_von_mises_result one = test({-1}, many);
        CHECK(std::abs(one.statistic - 1.0 / 3.0) < 1e-5);
        column other = many;
        for (double& x : other) {
            x += 500'000.0;
        }
        const cramer_von_mises_result far = test(many, other);
        CHECK(far.p_value == 0.0);
        CHECK(far.log10_p < -10'000.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        const column big(200, 1.0);
        CHECK_THROWS_WITH_AS(static_cast<void>(test(big, big, rank_method::exact)),
                             "cramer_von_mises_exact_tail: n m: expected 1 to 10000, found 40000",
                             std::invalid_argument);
        const std::vector<std::uint64_t> blocks{2, 2};
        CHECK_THROWS_WITH_AS(static_cast<void>(cramer_von_mises_exact_tail(2, 3, 1, blocks)),
                             "cramer_von_mises_exact_tail: blocks: expected n + m values, found 4",
                             std::invalid_argument);
    }
}
