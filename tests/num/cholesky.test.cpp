// SPDX-License-Identifier: MIT
// tests/num/cholesky.test.cpp
#include <lastro/num/cholesky.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/elementary.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>

#include "oracle.hpp"

namespace num = lastro::num;
using lastro_test::dot_by_definition;
using lastro_test::normals;
using lastro_test::on_every_level;
using lastro_test::same;

namespace {

/// X'X / n + I for random X [n, n], as a plain row-major matrix.
template <class T>
std::vector<T> positive_definite(std::size_t n) {
    const std::vector<T> x = normals<T>(n * n);
    std::vector<T> a(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            T sum = 0;
            for (std::size_t k = 0; k < n; ++k) {
                sum = std::fma(x[k * n + i], x[k * n + j], sum);
            }
            a[i * n + j] = a[j * n + i] = sum / static_cast<T>(n) + (i == j ? T{1} : T{0});
        }
    }
    return a;
}

/// The definition: chains of fma, k ascending.
template <class T>
std::vector<T> factor_by_definition(const std::vector<T>& a, std::size_t n) {
    std::vector<T> l(n * n);
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t i = j; i < n; ++i) {
            T chain = a[i * n + j];
            for (std::size_t k = 0; k < j; ++k) {
                chain = std::fma(-l[i * n + k], l[j * n + k], chain);
            }
            l[i * n + j] = i == j ? std::sqrt(chain) : chain / l[j * n + j];
        }
    }
    return l;
}

template <class T>
std::vector<T> solve_by_definition(const std::vector<T>& l, std::vector<T> b) {
    const std::size_t n = b.size();
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            b[i] = std::fma(-b[k], l[i * n + k], b[i]);
        }
        b[i] = b[i] / l[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        std::vector<T> column;
        for (std::size_t k = i + 1; k < n; ++k) {
            column.push_back(l[k * n + i]);
        }
        const std::span<const T> known{b.data() + i + 1, n - i - 1};
        b[i] = (b[i] - dot_by_definition<T>(column, known)) / l[i * n + i];
    }
    return b;
}

}  // namespace

TEST_SUITE("num/cholesky") {
    TEST_CASE_TEMPLATE("factor and solve: their definitions, to the bit, on every level, storage and size", T, float,
                       double) {
        on_every_level([&] {
            for (const std::size_t n : {0U, 1U, 2U, 3U, 8U, 15U, 16U, 17U, 31U, 32U, 33U, 64U, 65U, 100U, 131U}) {
                CAPTURE(n);
                const std::vector<T> a = positive_definite<T>(n);
                const std::vector<T> l = factor_by_definition(a, n);
                const num::cholesky factor{num::row_major(a.data(), n, n)};
                REQUIRE(factor.size() == n);
                for (std::size_t i = 0; i < n; ++i) {
                    for (std::size_t j = 0; j < n; ++j) {
                        REQUIRE(same(factor.lower()(i, j), l[i * n + j]));
                    }
                }
                const std::vector<T> b = normals<T>(n, 4);
                REQUIRE(factor.solve(b) == solve_by_definition(l, b));
                std::vector<T> logs;
                for (std::size_t i = 0; i < n; ++i) {
                    logs.push_back(num::log(l[i * n + i]));
                }
                REQUIRE(same(factor.log_determinant(), T{2} * num::sum(logs)));
            }
        });
    }

    TEST_CASE("values: small enough to check by hand; above the diagonal nothing is read") {
        constexpr double unread = std::numeric_limits<double>::quiet_NaN();
        const std::vector<double> a{4, unread, unread, 12, 37, unread, -16, -43, 98};
        const num::cholesky factor{num::row_major(a.data(), 3, 3)};
        const std::vector<double> l{2, 0, 0, 6, 1, 0, -8, 5, 3};
        for (std::size_t i = 0; i < 9; ++i) {
            CHECK(factor.lower()(i / 3, i % 3) == l[i]);
        }
        CHECK(factor.solve(std::vector<double>{-20, -43, 192}) == std::vector<double>{1, 2, 3});
        CHECK(std::abs(factor.log_determinant() - 3.58351893845611) < 1e-14);  // log(36)
    }

    TEST_CASE("solve: a small residual at a larger size") {
        constexpr std::size_t n = 150;
        const std::vector<double> a = positive_definite<double>(n);
        const std::vector<double> x = normals<double>(n, 9);
        std::vector<double> b(n);
        for (std::size_t i = 0; i < n; ++i) {
            b[i] = num::dot(std::span{a}.subspan(i * n, n), x);
        }
        const std::vector<double> found = num::cholesky{num::row_major(a.data(), n, n)}.solve(b);
        for (std::size_t i = 0; i < n; ++i) {
            CHECK(std::abs(found[i] - x[i]) < 1e-13);
        }
    }

    TEST_CASE("refusals: the pivot is named; shapes and lengths") {
        const std::vector<double> indefinite{1, 2, 2, 1};
        CHECK_THROWS_WITH_AS(num::cholesky{num::row_major(indefinite.data(), 2, 2)},
                             "num::cholesky: pivot 1: expected a finite number above 0, as a positive definite matrix "
                             "has, found a negative number",
                             std::invalid_argument);
        const std::vector<double> singular{1, 1, 1, 1};
        CHECK_THROWS_WITH_AS(num::cholesky{num::row_major(singular.data(), 2, 2)},
                             "num::cholesky: pivot 1: expected a finite number above 0, as a positive definite matrix "
                             "has, found 0",
                             std::invalid_argument);
        std::vector<double> late = positive_definite<double>(40);
        late[36 * 40 + 36] = -1.0;  // behind the first panel
        CHECK_THROWS_AS(num::cholesky{num::row_major(late.data(), 40, 40)}, std::invalid_argument);
        late[36 * 40 + 36] = std::numeric_limits<double>::quiet_NaN();
        CHECK_THROWS_WITH_AS(num::cholesky{num::row_major(late.data(), 40, 40)},
                             "num::cholesky: pivot 36: expected a finite number above 0, as a positive definite matrix "
                             "has, found NaN",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::cholesky{num::row_major(late.data(), 2, 3)},
                             "num::cholesky: expected a square matrix, found 2x3", std::invalid_argument);
        const std::vector<double> one{1};
        const num::cholesky factor{num::row_major(one.data(), 1, 1)};
        CHECK_THROWS_WITH_AS((void)factor.solve(std::vector<double>{1, 2}),
                             "num::cholesky::solve: expected a right-hand side of 1 numbers, found 2",
                             std::invalid_argument);
    }

}  // TEST_SUITE
