// SPDX-License-Identifier: MIT
// tests/drift/mmd_block.test.cpp
#include <lastro/drift/mmd_block.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::gaussian_kernel;
using lastro::drift::mmd_block_result;
using lastro::drift::mmd_block_test;
using lastro::drift::points;

TEST_SUITE("drift/mmd_block") {
    TEST_CASE("linear time: the mean of k(x1, x2) + k(y1, y2) - k(x1, y2) - k(x2, y1) over pairs of rows") {
        std::mt19937_64 engine{1};
        const column a = by_definition::uniform(engine, 42), b = by_definition::uniform(engine, 40);
        const points x{a, 2}, y{b, 2};
        const gaussian_kernel k{0.5};
        column terms;
        for (std::size_t i = 0; i + 1 < y.rows(); i += 2) {
            terms.push_back(k(x.row(i), x.row(i + 1)) + k(y.row(i), y.row(i + 1)) - k(x.row(i), y.row(i + 1)) -
                            k(x.row(i + 1), y.row(i)));
        }
        double mean = 0.0, squares = 0.0;
        for (const double t : terms) {
            mean += t / 10.0;
        }
        for (const double t : terms) {
            squares += (t - mean) * (t - mean) / 9.0;
        }
        const mmd_block_result r = mmd_block_test(x, y, {.sigma = 0.5, .block = 2});
        CHECK(r.blocks == 10);
        CHECK(std::abs(r.mmd2 - mean) < 1e-15);
        CHECK(std::abs(r.standard_error - std::sqrt(squares / 10.0)) < 1e-15);
    }

    TEST_CASE("blocks: the estimate of each, without pairs of one number") {
        std::mt19937_64 engine{2};
        const column a = by_definition::uniform(engine, 15), b = by_definition::uniform(engine, 17, 0.3);
        const gaussian_kernel k{0.4};
        double mean = 0.0;
        for (std::size_t first = 0; first < 15; first += 5) {
            for (std::size_t i = first; i < first + 5; ++i) {
                for (std::size_t j = first; j < first + 5; ++j) {
                    const points x{a, 1}, y{b, 1};
                    mean += i == j ? 0.0
                                   : (k(x.row(i), x.row(j)) + k(y.row(i), y.row(j)) - 2.0 * k(x.row(i), y.row(j))) /
                                         20.0 / 3.0;
                }
            }
        }
        const mmd_block_result r = mmd_block_test(points{a, 1}, points{b, 1}, {.sigma = 0.4, .block = 5});
        CHECK(r.blocks == 3);
        CHECK(std::abs(r.mmd2 - mean) < 1e-15);
        const mmd_block_result usual = mmd_block_test(points{a, 1}, points{b, 1});
        CHECK(usual.block == 3);  // the root of 15, rounded down
        CHECK(usual.blocks == 5);
        CHECK(usual.sigma > 0.0);
    }

    TEST_CASE("p-value: not too small if nothing moved, small if columns move together; equal rows") {
        std::mt19937_64 engine{3};
        const double excess = by_definition::excess_over_uniform(200, [&] {
            const column a = by_definition::uniform(engine, 800), b = by_definition::uniform(engine, 800);
            return mmd_block_test(points{a, 2}, points{b, 2}, {.sigma = 0.5, .block = 4}).p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(200.0));
        column independent, related;
        for (int i = 0; i < 2000; ++i) {
            const column u = by_definition::uniform(engine, 3);
            independent.insert(independent.end(), {u[0], u[1]});
            related.insert(related.end(), {u[2], u[2]});
        }
        CHECK(mmd_block_test(points{independent, 2}, points{related, 2}).p_value < 1e-6);
        const column same(10, 7.0);
        CHECK(mmd_block_test(points{same, 1}, points{same, 1}).p_value == 1.0);
        const column other(10, 9.0);
        CHECK(mmd_block_test(points{same, 1}, points{other, 1}).p_value == doctest::Approx(0.125).epsilon(1e-14));
        // two blocks of the same rows in another order: alike up to rounding
        const column a{0.1, 0.7, 0.4, 0.9, 0.3, 0.9, 0.3, 0.1, 0.4, 0.7},
            b{1.2, 1.9, 1.4, 1.1, 1.8, 1.1, 1.8, 1.2, 1.4, 1.9};
        CHECK(mmd_block_test(points{a, 1}, points{b, 1}, {.block = 5}).p_value == doctest::Approx(0.25).epsilon(1e-14));
    }

    TEST_CASE("refusals: each says what it expected") {
        const column a{1, 2, 3};
        const points x{a, 1};
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_block_test(x, x)),
                             "mmd_block_test: expected rows for at least 2 blocks on each side, found 3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_block_test(x, x, {.block = 1})),
                             "mmd_block_test: block: expected 2 or more, or 0, found 1", std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(mmd_block_test(x, x, {.sigma = -1.0})),
            "mmd_block_test: sigma: expected a positive number, or 0 for the median distance, found -1",
            std::invalid_argument);
        const column far{1e200, -1e200, 3e200, 0};
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_block_test(points{far, 1}, points{far, 1})),
                             "median_distance: expected rows less than 2^512 apart, found inf", std::invalid_argument);
        CHECK(mmd_block_test(points{far, 1}, points{far, 1}, {.sigma = 1.0}).mmd2 == 0.0);
        for (const double sigma : {1e200, 1e-200}) {
            CHECK_THROWS_AS(static_cast<void>(mmd_block_test(points{far, 1}, points{far, 1}, {.sigma = sigma})),
                            std::invalid_argument);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_block_test(x, points{a, 3})),
                             "mmd_block_test: expected as many columns on both sides, found 3", std::invalid_argument);
    }
}
