// SPDX-License-Identifier: MIT
// tests/drift/correlation_change.test.cpp
#include <lastro/drift/correlation_change.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::correlation_change;
using lastro::drift::correlation_change_result;
using lastro::drift::correlation_distance;
using lastro::drift::p_method;
using lastro::drift::points;

namespace {

/// Pearson's correlation of columns k and l, word for word.
double pearson(const column& rows, std::size_t columns, std::size_t k, std::size_t l) {
    const std::size_t n = rows.size() / columns;
    double mean_k = 0.0, mean_l = 0.0, kl = 0.0, kk = 0.0, ll = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        mean_k += rows[i * columns + k] / static_cast<double>(n);
        mean_l += rows[i * columns + l] / static_cast<double>(n);
    }
    for (std::size_t i = 0; i < n; ++i) {
        const double u = rows[i * columns + k] - mean_k, v = rows[i * columns + l] - mean_l;
        kl += u * v;
        kk += u * u;
        ll += v * v;
    }
    return kl / std::sqrt(kk * ll);
}

column ranked(const column& rows, std::size_t columns) {
    column result(rows.size());
    for (std::size_t k = 0; k < columns; ++k) {
        column one;
        for (std::size_t i = k; i < rows.size(); i += columns) {
            one.push_back(rows[i]);
        }
        const column ranks = by_definition::midranks(one, one);
        for (std::size_t i = 0; i < one.size(); ++i) {
            result[i * columns + k] = ranks[i];
        }
    }
    return result;
}

/// Rows of two columns with the correlation r, of normal kind enough: sums of uniform numbers.
column related(std::mt19937_64& engine, std::size_t n, double r) {
    column rows;
    for (std::size_t i = 0; i < n; ++i) {
        const column u = by_definition::uniform(engine, 6);
        const double x = u[0] + u[1] + u[2] - 1.5, y = u[3] + u[4] + u[5] - 1.5;
        rows.insert(rows.end(), {x, r * x + std::sqrt(1.0 - r * r) * y});
    }
    return rows;
}

}  // namespace

TEST_SUITE("drift/correlation_change") {
    TEST_CASE("matrices and distances: by definition, with ties") {
        std::mt19937_64 engine{1};
        const column a = by_definition::small_integers(engine, 60), b = by_definition::small_integers(engine, 90);
        for (const bool ranks : {true, false}) {
            CAPTURE(ranks);
            const auto r =
                correlation_change(points{a, 3}, points{b, 3}, {.ranks = ranks, .permutations = 1, .exact_until = 0});
            const column x = ranks ? ranked(a, 3) : a, y = ranks ? ranked(b, 3) : b;
            double squares = 0.0, largest = 0.0;
            std::size_t first = 0, second = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                REQUIRE(r.reference[k * 3 + k] == 1.0);
                for (std::size_t l = k + 1; l < 3; ++l) {
                    const double before = pearson(x, 3, k, l), after = pearson(y, 3, k, l);
                    REQUIRE(std::abs(r.reference[k * 3 + l] - before) < 1e-14);
                    REQUIRE(std::abs(r.live[l * 3 + k] - after) < 1e-14);
                    squares += 2.0 * (before - after) * (before - after);
                    if (std::abs(before - after) > largest) {
                        largest = std::abs(before - after);
                        first = k, second = l;
                    }
                }
            }
            CHECK(std::abs(r.statistic - std::sqrt(squares)) < 1e-14);
            CHECK(r.first == first);
            CHECK(r.second == second);
            const auto one = correlation_change(
                points{a, 3}, points{b, 3},
                {.ranks = ranks, .distance = correlation_distance::largest, .permutations = 1, .exact_until = 0});
            CHECK(std::abs(one.statistic - largest) < 1e-14);
        }
    }

    TEST_CASE("p-value: all relabellings of standardised rows, few enough") {
        const column a{1, 2, 2, 1, 3, 5, 4, 4}, b{1, 5, 2, 3, 3, 1};
        const auto r = correlation_change(points{a, 2}, points{b, 2}, {.distance = correlation_distance::largest});
        CHECK(r.method == p_method::exact);
        CHECK(std::abs(r.reference[1] - 0.6) < 1e-15);
        CHECK(r.live[1] == -1.0);
        // Midranks of each side, standardised: of b -s, 0, s with s = sqrt(3/2); of a (i - 2.5) / sqrt(5/4)
        const double s = std::sqrt(1.5), t = 1.0 / std::sqrt(1.25);
        const double z[7][2] = {{-1.5 * t, -0.5 * t},
                                {-0.5 * t, -1.5 * t},
                                {0.5 * t, 1.5 * t},
                                {1.5 * t, 0.5 * t},
                                {-s, s},
                                {0, 0},
                                {s, -s}};
        double reached = 0.0, all = 0.0;
        for (unsigned mask = 0; mask < 128; ++mask) {
            column x, y;
            for (unsigned i = 0; i < 7; ++i) {
                column& to = (mask >> i) % 2 == 1 ? x : y;
                to.insert(to.end(), {z[i][0], z[i][1]});
            }
            if (x.size() == 6) {
                all += 1.0;
                reached += std::abs(pearson(x, 2, 0, 1) - pearson(y, 2, 0, 1)) >= 1.6 - 1e-9 ? 1.0 : 0.0;
            }
        }
        CHECK(all == 35.0);
        CHECK(std::abs(r.p_value - reached / all) < 1e-14);
    }

    TEST_CASE("p-value: sees a change of correlation, not of a column alone; swapping changes nothing") {
        std::mt19937_64 engine{2};
        const column a = related(engine, 200, 0.8), b = related(engine, 150, 0.2);
        const auto r = correlation_change(points{a, 2}, points{b, 2}, {.permutations = 199});
        CHECK(r.p_value == 0.005);
        const auto swapped = correlation_change(points{b, 2}, points{a, 2}, {.permutations = 199});
        CHECK(swapped.p_value == 0.005);
        CHECK(swapped.reference == r.live);
        const double excess = by_definition::excess_over_uniform(200, [&] {
            const column x = related(engine, 60, 0.7);
            column y = related(engine, 80, 0.7);
            for (std::size_t i = 0; i < y.size(); i += 2) {
                y[i] = std::exp(3.0 * y[i]) + 40.0;  // moved and bent: the ranks stay
            }
            return correlation_change(points{x, 2}, points{y, 2}, {.permutations = 99, .seed = engine()}).p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(200.0));
        column constant = a;
        for (std::size_t i = 0; i < constant.size(); i += 2) {
            constant[i] = 0.1;
        }
        const auto c = correlation_change(points{a, 2}, points{constant, 2}, {.ranks = false, .permutations = 99});
        CHECK(c.live[1] == 0.0);
        CHECK(c.p_value == 0.01);
    }

    TEST_CASE("refusals: each says what it expected") {
        const column a{1, 2, 3, 4, 5, 6}, huge{0x1p700, 0, 0, 1, -0x1p700, 0};
        CHECK_THROWS_WITH_AS(static_cast<void>(correlation_change(points{a, 1}, points{a, 1})),
                             "correlation_change: expected as many columns on both sides, at least 2, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(correlation_change(points{a, 2}, points{a, 2}.first(2))),
                             "correlation_change: expected at least 3 rows on each side, found 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(correlation_change(points{a, 2}, points{huge, 2}, {.ranks = false})),
                             "correlation_change: expected columns with a finite spread, or ranks, found inf",
                             std::invalid_argument);
        CHECK(correlation_change(points{a, 2}, points{huge, 2}).method == p_method::exact);
    }
}
