// SPDX-License-Identifier: MIT
// tests/drift/correlation_change.test.cpp
#include <lastro/drift/correlation_change.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

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

    TEST_CASE("p-value: all relabellings, each ranked anew, few enough") {
        // The chance that a uniform number in one whole interval is below one in another, times the length of the second.
        const auto below = [](const int* other, const int* mine) {
            double sum = 0.0;
            for (double u = mine[0] + 0.5; u < mine[1]; u += 1.0) {  // exact: a line in each unit
                const double x = (u - other[0]) / (other[1] - other[0]);
                sum += x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x;
            }
            return sum / (mine[1] - mine[0]);
        };
        std::mt19937_64 engine{4};
        for (int round = 0; round < 12; ++round) {
            std::vector<int> y{0, 1, 2, 3}, z{0, 1, 2};
            std::shuffle(y.begin(), y.end(), engine);
            std::shuffle(z.begin(), z.end(), engine);
            int parts[7][2][2];  // of row and column, in units of 1/12: a's ranks stand for 3 each, b's for 4
            column a, b;
            for (unsigned i = 0; i < 7; ++i) {
                const int length = i < 4 ? 3 : 4;
                const int ranks[2] = {static_cast<int>(i < 4 ? i : i - 4), i < 4 ? y[i] : z[i - 4]};
                for (unsigned k = 0; k < 2; ++k) {
                    parts[i][k][0] = ranks[k] * length;
                    parts[i][k][1] = (ranks[k] + 1) * length;
                    (i < 4 ? a : b).push_back(ranks[k]);
                }
            }
            const auto correlation = [&](unsigned mask) {
                column ranks;
                for (unsigned i = 0; i < 7; ++i) {
                    for (unsigned k = 0; k < 2 && (mask >> i) % 2 == 1; ++k) {
                        double rank = 0.0;
                        for (unsigned j = 0; j < 7; ++j) {
                            rank += (mask >> j) % 2 == 1 ? below(parts[j][k], parts[i][k]) : 0.0;
                        }
                        ranks.push_back(rank);
                    }
                }
                return pearson(ranks, 2, 0, 1);
            };
            const auto r = correlation_change(points{a, 2}, points{b, 2}, {.distance = correlation_distance::largest});
            double reached = 0.0;
            for (unsigned mask = 0; mask < 128; ++mask) {
                reached += std::popcount(mask) == 3 &&
                                   std::abs(correlation(mask) - correlation(127 - mask)) >= r.statistic - 1e-9
                               ? 1.0
                               : 0.0;
            }
            CAPTURE(round);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(std::abs(r.statistic - std::abs(correlation(15) - correlation(112))) < 1e-14);
            REQUIRE(std::abs(r.p_value - reached / 35.0) < 1e-14);
        }
    }

    TEST_CASE("p-value: not too small for columns that all but rank alike") {
        std::mt19937_64 engine{3};
        const auto close = [&](std::size_t n) {  // normal numbers (Box and Muller) with the correlation 0.995
            column rows;
            for (std::size_t i = 0; i < n; ++i) {
                const column u = by_definition::uniform(engine, 2);
                const double length = std::sqrt(-2.0 * std::log(1.0 - u[0])), angle = 6.283185307179586 * u[1];
                const double x = length * std::cos(angle), y = length * std::sin(angle);
                rows.insert(rows.end(), {x, 0.995 * x + std::sqrt(1.0 - 0.995 * 0.995) * y});
            }
            return rows;
        };
        int below = 0;
        for (std::uint64_t round = 0; round < 400; ++round) {
            const column x = close(200), y = close(300);
            const double p =
                correlation_change(points{x, 2}, points{y, 2}, {.permutations = 19, .seed = round}).p_value;
            below += p <= 0.101 ? 1 : 0;
        }
        CHECK(below <= 44);  // 40 expected
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
