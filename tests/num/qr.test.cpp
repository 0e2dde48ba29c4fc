// SPDX-License-Identifier: MIT
// tests/num/qr.test.cpp
#include <lastro/num/qr.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>

#include "oracle.hpp"

namespace num = lastro::num;
using lastro_test::dot_by_definition;
using lastro_test::normals;
using lastro_test::on_every_level;
using lastro_test::same;

namespace {

template <class T>
struct factored {
    std::vector<std::vector<T>> r;  // R's columns, as far as the diagonal
    std::vector<std::size_t> order;
    std::vector<T> qtb;  // Q' b
};

/// The definition: reflections by norm, dot and axpy, column after column; b is carried along.
template <class T>
factored<T> qr_by_definition(std::vector<std::vector<T>> a, std::vector<T> b, bool pivoting) {
    const std::size_t m = b.size();
    const std::size_t n = a.size();
    factored<T> f{{}, {}, {}};
    for (std::size_t j = 0; j < n; ++j) {
        f.order.push_back(j);
    }
    for (std::size_t k = 0; k < (std::min)(m, n); ++k) {
        const auto left = [&](std::size_t j) { return num::norm(std::span<const T>{a[j]}.subspan(k)); };
        std::size_t largest = k;
        for (std::size_t j = k + 1; pivoting && j < n; ++j) {
            largest = left(j) > left(largest) ? j : largest;
        }
        std::swap(a[k], a[largest]);
        std::swap(f.order[k], f.order[largest]);
        const T length = left(k);
        if (length == 0) {
            continue;
        }
        const T first = a[k][k];
        const T beta = first < 0 ? length : -length;
        const T tau = (beta - first) / beta;
        std::vector<T> v(a[k].begin() + static_cast<std::ptrdiff_t>(k), a[k].end());
        for (T& x : v) {
            x = x / (first - beta);
        }
        v[0] = 1;
        const auto apply = [&](std::vector<T>& y) {
            const T share = dot_by_definition<T>(v, std::span<const T>{y}.subspan(k));
            const T step = -(tau * share);
            for (std::size_t i = k; i < m; ++i) {
                y[i] = std::fma(step, v[i - k], y[i]);
            }
        };
        for (std::size_t j = k + 1; j < n; ++j) {
            apply(a[j]);
        }
        apply(b);
        a[k][k] = beta;
    }
    f.r = a;
    f.qtb = b;
    return f;
}

template <class T>
std::vector<std::vector<T>> random_columns(std::size_t m, std::size_t n) {
    const std::vector<T> x = normals<T>(m * n, 6);
    std::vector<std::vector<T>> a;
    for (std::size_t j = 0; j < n; ++j) {
        a.emplace_back(x.begin() + static_cast<std::ptrdiff_t>(j * m),
                       x.begin() + static_cast<std::ptrdiff_t>((j + 1) * m));
        a.back()[0] += j == 1 ? T{3} : T{0};
    }
    return a;
}

template <class T>
std::vector<T> flat(const std::vector<std::vector<T>>& columns) {
    std::vector<T> a;
    for (const auto& column : columns) {
        a.insert(a.end(), column.begin(), column.end());
    }
    return a;
}

}  // namespace

TEST_SUITE("num/qr") {
    TEST_CASE_TEMPLATE("R, the order of columns and Q'b: their definitions, to the bit, on every level", T, float,
                       double) {
        const std::pair<std::size_t, std::size_t> shapes[] = {{1, 1},  {2, 1},   {3, 3},   {5, 2},   {2, 5},
                                                              {17, 5}, {33, 16}, {40, 40}, {100, 7}, {4200, 3}};
        on_every_level([&] {
            for (const auto& shape : shapes) {
                for (const bool pivoting : {false, true}) {
                    const std::size_t m = shape.first;
                    const std::size_t n = shape.second;
                    CAPTURE(m);
                    CAPTURE(n);
                    CAPTURE(pivoting);
                    const auto columns = random_columns<T>(m, n);
                    const std::vector<T> a = flat(columns);
                    const std::vector<T> b = normals<T>(m, 5);
                    const factored<T> expected = qr_by_definition(columns, b, pivoting);
                    const num::qr factor{num::column_major(a.data(), m, n), {.pivoting = pivoting}};
                    REQUIRE(factor.rank() == (std::min)(m, n));
                    for (std::size_t j = 0; j < n; ++j) {
                        REQUIRE(factor.order()[j] == expected.order[j]);
                        for (std::size_t i = 0; i < (std::min)(m, n); ++i) {
                            REQUIRE(same(factor.upper(i, j), i > j ? T{0} : expected.r[j][i]));
                        }
                    }
                    std::vector<T> y = b;
                    factor.apply_q_transposed(y);
                    REQUIRE(y == expected.qtb);
                    factor.apply_q(y);
                    for (std::size_t i = 0; i < m; ++i) {
                        REQUIRE(std::abs(y[i] - b[i]) < 100 * std::numeric_limits<T>::epsilon());
                    }
                }
            }
        });
    }

    TEST_CASE("solve: normal equations hold, and triangles are solved from both sides") {
        constexpr std::size_t m = 60, n = 9;
        const std::vector<double> a = flat(random_columns<double>(m, n));
        const std::vector<double> b = normals<double>(m, 5);
        for (const bool pivoting : {false, true}) {
            const num::qr factor{num::column_major(a.data(), m, n), {.pivoting = pivoting}};
            const std::vector<double> x = factor.solve(b);
            std::vector<double> r = b;
            for (std::size_t j = 0; j < n; ++j) {
                num::axpy(-x[j], std::span{a}.subspan(j * m, m), r);
            }
            for (std::size_t j = 0; j < n; ++j) {
                CHECK(std::abs(num::dot(std::span{a}.subspan(j * m, m), r)) < 1e-13);
            }
            const std::vector<double> y = normals<double>(n, 1);
            std::vector<double> z = y;
            factor.solve_upper_transposed(z);
            for (std::size_t j = 0; j < n; ++j) {  // R' z = y
                double sum = 0.0;
                for (std::size_t i = 0; i <= j; ++i) {
                    sum = std::fma(factor.upper(i, j), z[i], sum);
                }
                CHECK(std::abs(sum - y[j]) < 1e-13);
            }
            z = y;
            factor.solve_upper(z);
            for (std::size_t i = 0; i < n; ++i) {  // R z = y
                double sum = 0.0;
                for (std::size_t j = i; j < n; ++j) {
                    sum = std::fma(factor.upper(i, j), z[j], sum);
                }
                CHECK(std::abs(sum - y[i]) < 1e-13);
            }
        }
    }

    TEST_CASE("rank: dependent, zero and huge or tiny columns") {
        std::vector<std::vector<double>> columns = random_columns<double>(30, 3);
        columns.push_back(columns[0]);
        for (std::size_t i = 0; i < 30; ++i) {
            columns[3][i] += 2 * columns[1][i];
        }
        columns.emplace_back(30, 0.0);
        const std::vector<double> a = flat(columns);
        const num::qr factor{num::column_major(a.data(), 30, 5), {.pivoting = true}};
        CHECK(factor.rank() == 3);
        const std::vector<double> x = factor.solve(normals<double>(30, 5));
        CHECK(std::count(x.begin(), x.end(), 0.0) == 2);
        CHECK(x[4] == 0.0);
        const num::qr strict{num::column_major(a.data(), 30, 5), {.pivoting = true, .tolerance = 1.0}};
        CHECK(strict.rank() == 0);

        const std::vector<double> wide{0x1p1000, 0x1p-1000, -0x1p1000, 0x1p-1000};  // columns are orthogonal
        const num::qr extreme{num::row_major(wide.data(), 2, 2), {.tolerance = 0x1p-1074}};
        CHECK(std::abs(extreme.upper(0, 0) / 0x1p1000 + 1.4142135623730951) < 1e-15);
        CHECK(std::abs(std::abs(extreme.upper(1, 1)) / 0x1p-1000 - 1.4142135623730951) < 1e-15);
    }

    TEST_CASE("refusals: numbers that are none, dependent columns without pivoting, lengths") {
        const std::vector<double> bad{1, 2, 3, std::numeric_limits<double>::quiet_NaN()};
        CHECK_THROWS_WITH_AS((num::qr{num::row_major(bad.data(), 2, 2), {}}),
                             "num::qr: column 1: expected finite numbers with a finite norm, found NaN",
                             std::invalid_argument);
        const std::vector<double> dependent{1, 2, 2, 4, 3, 6};
        const num::qr factor{num::row_major(dependent.data(), 3, 2), {}};
        CHECK_THROWS_WITH_AS((void)factor.solve(std::vector<double>{1, 2, 3}),
                             "num::qr::solve: expected 2 independent columns (or .pivoting, which gives dependent ones "
                             "0), found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)factor.solve(std::vector<double>{1, 2}),
                             "num::qr::solve: expected 3 numbers, found 2", std::invalid_argument);
        std::vector<double> two(2);
        CHECK_THROWS_WITH_AS(factor.apply_q(two), "num::qr::apply_q: expected 3 numbers, found 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(factor.apply_q_transposed(two), "num::qr::apply_q_transposed: expected 3 numbers, found 2",
                             std::invalid_argument);
    }

}  // TEST_SUITE
