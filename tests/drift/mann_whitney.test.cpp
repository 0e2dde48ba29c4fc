// SPDX-License-Identifier: MIT
// tests/drift/mann_whitney.test.cpp
#include <lastro/drift/mann_whitney.hpp>

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
using lastro::drift::alternative;
using lastro::drift::mann_whitney;
using lastro::drift::mann_whitney_exact_cdf;
using lastro::drift::mann_whitney_result;
using lastro::drift::mann_whitney_settings;
using lastro::drift::p_method;
using lastro::drift::rank_method;
using lastro::drift::sorted_sample;

namespace {

mann_whitney_result test(const column& a, const column& b, const mann_whitney_settings& settings = {}) {
    return mann_whitney(sorted_sample{a}, sorted_sample{b}, settings);
}

/// Pairs in which the first is larger, ties counting one half.
double u_by_definition(const column& a, const column& b) {
    double u = 0.0;
    for (const double x : a) {
        for (const double y : b) {
            u += x > y ? 1.0 : x == y ? 0.5 : 0.0;
        }
    }
    return u;
}

double minus_u(const column& a, const column& b) {
    return static_cast<double>(a.size() * b.size()) - u_by_definition(a, b);
}

}  // namespace

TEST_SUITE("drift/mann_whitney") {
    TEST_CASE("statistic and exact p-values: the definition, with and without ties, up to 11 values") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 60; ++round) {
            const bool ties = round % 2 == 0;
            const std::size_t n = 1 + engine() % 5, m = 1 + engine() % 6;
            const column a = ties ? by_definition::small_integers(engine, n) : by_definition::uniform(engine, n);
            const column b = ties ? by_definition::small_integers(engine, m) : by_definition::uniform(engine, m);
            const double greater = by_definition::share_reaching(a, b, u_by_definition);
            const double less = by_definition::share_reaching(a, b, minus_u);
            CAPTURE(round);
            const mann_whitney_result r = test(a, b);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(r.statistic == u_by_definition(a, b));
            REQUIRE(std::abs(r.p_value - std::min(1.0, 2.0 * std::min(greater, less))) < 1e-13);
            REQUIRE(std::abs(test(a, b, {.alternative = alternative::greater}).p_value - greater) < 1e-13);
            REQUIRE(std::abs(test(a, b, {.alternative = alternative::less}).p_value - less) < 1e-13);
        }
    }

    TEST_CASE("exact cdf: Mann and Whitney's (1947) table, symmetric, and for hundreds of values a side") {
        CHECK(mann_whitney_exact_cdf(3, 3, 0).probability == 0.05);
        CHECK(std::abs(mann_whitney_exact_cdf(3, 3, 4).probability - 0.5) < 1e-15);
        CHECK(std::abs(mann_whitney_exact_cdf(8, 5, 12).probability - 0.14219114219114218) < 1e-15);
        CHECK(mann_whitney_exact_cdf(6, 6, 36).probability == 1.0);
        for (std::uint64_t u = 0; u < 70; ++u) {
            REQUIRE(std::abs(mann_whitney_exact_cdf(7, 10, u).probability +
                             mann_whitney_exact_cdf(7, 10, 69 - u).probability - 1.0) < 1e-14);
            REQUIRE(std::abs(mann_whitney_exact_cdf(7, 10, u).probability -
                             mann_whitney_exact_cdf(10, 7, u).probability) < 1e-15);
        }
        // the end of the count: U = 0 has one arrangement in C(400, 200)
        CHECK(std::abs(mann_whitney_exact_cdf(200, 200, 0).log10 + 119.012636897644) < 1e-11);
        CHECK(std::abs(mann_whitney_exact_cdf(200, 200, 20'000).probability - 0.5) < 1e-3);
    }

    TEST_CASE("exact p-value: agrees with the tied count where there are no ties, and with the limit for many values") {
        std::mt19937_64 engine{2};
        const column a = by_definition::uniform(engine, 14);
        const column b = by_definition::uniform(engine, 11, 0.2);
        const auto shares = lastro::drift::detail::tied_shares(14, 11, std::vector<std::uint64_t>(25, 1));
        double upper = 0.0;
        for (std::size_t v = static_cast<std::size_t>(2.0 * u_by_definition(a, b)); v < shares.size(); ++v) {
            upper += shares[v];
        }
        CHECK(std::abs(test(a, b, {.alternative = alternative::greater}).p_value / upper - 1.0) < 1e-12);
        const column c = by_definition::uniform(engine, 150);
        const column d = by_definition::uniform(engine, 150, 0.05);
        const double exact = test(c, d, {.method = rank_method::exact}).p_value;
        CHECK(std::abs(test(c, d, {.method = rank_method::asymptotic}).p_value / exact - 1.0) < 0.02);
    }

    TEST_CASE("result: swapping mirrors it, an increasing map changes nothing, superiority is the share of pairs") {
        std::mt19937_64 engine{3};
        for (int round = 0; round < 50; ++round) {
            column a = by_definition::small_integers(engine, 1 + engine() % 30, 20);
            column b = by_definition::small_integers(engine, 1 + engine() % 30, 20);
            const mann_whitney_result r = test(a, b);
            const mann_whitney_result mirrored = test(b, a);
            REQUIRE(std::abs(mirrored.superiority + r.superiority - 1.0) < 1e-15);
            REQUIRE(std::abs(mirrored.rank_biserial + r.rank_biserial) < 1e-15);
            REQUIRE(std::abs(mirrored.p_value - r.p_value) < 1e-12);
            REQUIRE(std::abs(test(a, b, {.alternative = alternative::less}).p_value -
                             test(b, a, {.alternative = alternative::greater}).p_value) < 1e-12);
            REQUIRE(std::abs(r.superiority - u_by_definition(a, b) / static_cast<double>(a.size() * b.size())) < 1e-15);
            for (column* v : {&a, &b}) {
                for (double& x : *v) {
                    x = x * x * x - 7.0;
                }
            }
            REQUIRE(test(a, b) == r);
        }
    }

    TEST_CASE("p-value: uniform or conservative if nothing moved, with few, many and tied values") {
        std::mt19937_64 engine{4};
        const double tied = by_definition::excess_over_uniform(600, [&] {
            return test(by_definition::small_integers(engine, 12, 7), by_definition::small_integers(engine, 10, 7))
                .p_value;
        });
        CHECK(tied < 1.63 / std::sqrt(600.0));
        const double limit = by_definition::excess_over_uniform(1000, [&] {
            return test(by_definition::small_integers(engine, 60, 7), by_definition::small_integers(engine, 50, 7),
                        {.method = rank_method::asymptotic})
                .p_value;
        });
        CHECK(limit < 1.63 / std::sqrt(1000.0));
    }

    TEST_CASE("edges: equal, one value, infinities, one against a million, tails without underflow") {
        CHECK(test({5, 5, 5}, {5}).p_value == 1.0);
        CHECK(test({5, 5, 5}, {5}, {.method = rank_method::asymptotic}).p_value == 1.0);
        CHECK(test({0}, {1}).p_value == 1.0);
        CHECK(test({by_definition::infinity}, {1, 2}).superiority == 1.0);
        CHECK(test({-0.0}, {0.0}).superiority == 0.5);
        column many(1'000'000);
        for (std::size_t i = 0; i < many.size(); ++i) {
            many[i] = static_cast<double>(i);
        }
        const mann_whitney_result one = test({-1}, many, {.alternative = alternative::less});
        CHECK(one.method == p_method::exact);
        CHECK(std::abs(one.p_value / (1.0 / 1'000'001.0) - 1.0) < 1e-12);
        column other = many;
        for (double& x : other) {
            x += 500'000.0;
        }
        const mann_whitney_result far = test(many, other);
        CHECK(far.p_value == 0.0);
        CHECK(far.log10_p < -10'000.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        const column big(3000, 1.0);
        CHECK_THROWS_AS(static_cast<void>(test(big, big, {.method = rank_method::exact})), std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(mann_whitney_exact_cdf(3, 3, 10)),
                             "mann_whitney_exact_cdf: u: expected at most n m, found 10", std::invalid_argument);
    }
}
