// SPDX-License-Identifier: MIT
// tests/drift/maximum_mean_discrepancy.test.cpp
#include <lastro/drift/maximum_mean_discrepancy.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::gaussian_kernel;
using lastro::drift::median_distance;
using lastro::drift::mmd_biased;
using lastro::drift::mmd_result;
using lastro::drift::mmd_settings;
using lastro::drift::mmd_test;
using lastro::drift::mmd_unbiased;
using lastro::drift::p_method;
using lastro::drift::points;

namespace {

/// The unbiased estimate of one column, word for word.
double by_definition_of(const column& x, const column& y, double sigma) {
    const auto k = [&](double a, double b) { return std::exp(-(a - b) * (a - b) / (2.0 * sigma * sigma)); };
    const auto n = static_cast<double>(x.size()), m = static_cast<double>(y.size());
    double sum = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = 0; j < x.size(); ++j) {
            sum += i == j ? 0.0 : k(x[i], x[j]) / (n * (n - 1.0));
        }
        for (std::size_t j = 0; j < y.size(); ++j) {
            sum -= 2.0 * k(x[i], y[j]) / (n * m);
        }
    }
    for (std::size_t i = 0; i < y.size(); ++i) {
        for (std::size_t j = 0; j < y.size(); ++j) {
            sum += i == j ? 0.0 : k(y[i], y[j]) / (m * (m - 1.0));
        }
    }
    return sum;
}

}  // namespace

TEST_SUITE("drift/maximum_mean_discrepancy") {
    TEST_CASE("estimates and exact p-value: the definition, up to 11 points") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 30; ++round) {
            const column a = by_definition::uniform(engine, 2 + engine() % 4);
            const column b = by_definition::uniform(engine, 2 + engine() % 5, 0.2);
            const points x{a, 1}, y{b, 1};
            const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
            CAPTURE(round);
            const mmd_result r = mmd_test(x, y, {.sigma = 0.4});
            REQUIRE(std::abs(r.mmd2 - by_definition_of(a, b, 0.4)) < 1e-14);
            REQUIRE(mmd_unbiased(x, y, {.sigma = 0.4}) == doctest::Approx(r.mmd2).epsilon(1e-10));
            REQUIRE(r.method == p_method::exact);
            REQUIRE(std::abs(r.p_value - by_definition::share_reaching(a, b, [](const column& u, const column& v) {
                                 return std::round(1e10 * by_definition_of(u, v, 0.4));
                             })) < 1e-13);
            // with the diagonal: sum over all pairs
            const gaussian_kernel k{0.4};
            double biased = 0.0;
            for (std::size_t i = 0; i < a.size() + b.size(); ++i) {
                for (std::size_t j = 0; j < a.size() + b.size(); ++j) {
                    const auto row = [&](std::size_t at) { return at < a.size() ? x.row(at) : y.row(at - a.size()); };
                    const double weight = (i < a.size() ? 1.0 / n : -1.0 / m) * (j < a.size() ? 1.0 / n : -1.0 / m);
                    biased += weight * k(row(i), row(j));
                }
            }
            REQUIRE(std::abs(mmd_biased(x, y, {.sigma = 0.4}) - biased) < 1e-14);
            REQUIRE(biased > -1e-15);
        }
    }

    TEST_CASE("p-value: labellings that tie on paper, however small the estimate") {
        std::mt19937_64 engine{4};
        for (int round = 0; round < 10; ++round) {
            const column a = by_definition::small_integers(engine, 4), b = by_definition::small_integers(engine, 6);
            CAPTURE(round);
            REQUIRE(std::abs(mmd_test(points{a, 1}, points{b, 1}, {.sigma = 400.0}).p_value -
                             by_definition::share_reaching(a, b, [](const column& u, const column& v) {
                                 return std::round(1e12 * by_definition_of(u, v, 400.0));
                             })) < 1e-13);
        }
    }

    TEST_CASE("p-value: sees a correlation that no column sees alone") {
        std::mt19937_64 engine{2};
        column independent, related;
        for (int i = 0; i < 120; ++i) {
            const column u = by_definition::uniform(engine, 3);
            independent.insert(independent.end(), {u[0], u[1]});
            related.insert(related.end(), {u[2], u[2]});
        }
        CHECK(mmd_test(points{independent, 2}, points{related, 2}, {.permutations = 199}).p_value == 0.005);
    }

    TEST_CASE("p-value: uniform if nothing moved; addressed by the seed; swapping changes nothing") {
        std::mt19937_64 engine{3};
        const double excess = by_definition::excess_over_uniform(200, [&] {
            const column a = by_definition::uniform(engine, 40), b = by_definition::uniform(engine, 30);
            return mmd_test(points{a, 2}, points{b, 2}, {.permutations = 99, .seed = engine()}).p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(200.0));
        const column a = by_definition::uniform(engine, 40), b = by_definition::uniform(engine, 60);
        const mmd_result r = mmd_test(points{a, 2}, points{b, 2}, {.permutations = 99, .seed = 5});
        CHECK(mmd_test(points{a, 2}, points{b, 2}, {.permutations = 99, .seed = 5}) == r);
        CHECK(mmd_test(points{b, 2}, points{a, 2}, {.permutations = 99, .seed = 5}) == r);
    }

    TEST_CASE("median distance: without the zeros of points with themselves") {
        const column a{0, 1}, b{3};
        CHECK(median_distance(points{a, 1}, points{b, 1}) == 2.0);  // of 1, 2, 3
        const column same{7, 7};
        CHECK(median_distance(points{same, 1}, points{same, 1}) == 1.0);
        CHECK(mmd_test(points{same, 1}, points{same, 1}).p_value == 1.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        const column a{1, 2, 3, 4};
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_test(points{a, 1}, points{a, 2})),
                             "mmd_test: expected as many columns on both sides, found 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_unbiased(points{a, 4}, points{a, 4})),
                             "mmd_unbiased: expected at least 2 rows on each side, found 1", std::invalid_argument);
        for (const double sigma : {-1.0, 1e-200, 1e200}) {
            CHECK_THROWS_AS(static_cast<void>(mmd_test(points{a, 1}, points{a, 1}, {.sigma = sigma})),
                            std::invalid_argument);
        }
        const column far{1e200, -1e200, 3e200, 0};
        const points x{far, 1};
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_test(x, x)),
                             "mmd_test: expected a sigma (or median distance) whose square is neither 0 nor infinite, "
                             "found inf",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(median_distance(x, x)),
                             "median_distance: expected rows less than 2^512 apart, found inf", std::invalid_argument);
        CHECK(mmd_biased(x, points{a, 1}, {.sigma = 1.0}) > 0.0);  // a row that is far has a kernel of 0
    }
}
