// SPDX-License-Identifier: MIT
// tests/num/softmax.test.cpp
#include <lastro/num/softmax.hpp>

#include <algorithm>
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
using lastro_test::normals;
using lastro_test::on_every_level;
using lastro_test::same;

namespace {

/// The definitions, number by number.
template <class T>
std::vector<T> softmax_by_definition(std::span<const T> x) {
    std::vector<T> y(x.begin(), x.end());
    for (T& value : y) {
        value = num::exp(value - *std::max_element(x.begin(), x.end()));
    }
    const T sum = num::sum(y);
    for (T& value : y) {
        value = value / sum;
    }
    return y;
}

template <class T>
T log1p_of_rest(std::span<const T> x) {
    std::vector<T> terms(x.begin(), x.end());
    const auto top = std::max_element(x.begin(), x.end());
    for (T& value : terms) {
        value = num::exp(value - *top);
    }
    terms[static_cast<std::size_t>(top - x.begin())] = 0;
    return num::log1p(num::sum(terms));
}

template <class T>
std::vector<T> scores(std::size_t n) {
    std::vector<T> x = normals<T>(n, 8);
    for (T& value : x) {
        value *= T{5};
    }
    return x;
}

}  // namespace

TEST_SUITE("num/softmax") {
    TEST_CASE_TEMPLATE("softmax, log_softmax, log_sum_exp: their definitions, to the bit, on every level", T, float,
                       double) {
        const std::vector<T> all = scores<T>(4096 * 2 + 100);
        on_every_level([&] {
            for (const std::size_t n : {1U, 2U, 3U, 10U, 15U, 16U, 17U, 100U, 4095U, 4096U, 4097U, 8292U}) {
                CAPTURE(n);
                const std::span<const T> x = std::span{all}.first(n);
                const T top = *std::max_element(x.begin(), x.end());
                const T rest = log1p_of_rest(x);
                std::vector<T> y(n);
                num::softmax(x, y);
                REQUIRE(y == softmax_by_definition(x));
                CHECK(std::abs(num::sum(y) - T{1}) < 4 * std::numeric_limits<T>::epsilon());
                num::log_softmax(x, y);
                for (std::size_t i = 0; i < n; ++i) {
                    REQUIRE(same(y[i], (x[i] - top) - rest));
                }
                REQUIRE(same(num::log_sum_exp(x), top + rest));
                std::vector<T> place(x.begin(), x.end());
                num::log_softmax(place, place);
                REQUIRE(place == y);
                place.assign(x.begin(), x.end());
                num::softmax(place, place);
                REQUIRE(place == softmax_by_definition(x));
            }
        });
    }

    TEST_CASE("values: no overflow, no lost digits") {
        // log(3) to 60 digits, rounded: 1.0986122886681098
        CHECK(std::abs(num::log_sum_exp(std::vector<double>{0, 0, 0}) - 1.0986122886681098) < 1e-15);
        CHECK(std::abs(num::log_sum_exp(std::vector<double>{1000, 1000, 1000}) - 1001.0986122886681) < 1e-12);
        CHECK(num::log_sum_exp(std::vector<double>{0, -40}) == num::exp(-40.0));  // log(1 + 4e-18) would be 0
        std::vector<double> y{1e300, -1e300, 1e300};
        num::softmax(y, y);
        CHECK(y == std::vector<double>{0.5, 0.0, 0.5});
        y = {0, -1000};
        num::log_softmax(y, y);
        CHECK(y == std::vector<double>{0, -1000});
    }

    TEST_CASE_TEMPLATE("special values: no distribution is NaN everywhere", T, float, double) {
        constexpr T infinity = std::numeric_limits<T>::infinity();
        constexpr T nan = std::numeric_limits<T>::quiet_NaN();
        const auto all_nan = [](const std::vector<T>& v) {
            return std::all_of(v.begin(), v.end(), [](T x) { return std::isnan(x); });
        };
        on_every_level([&] {
            for (const std::vector<T>& x : {std::vector<T>{1, nan, 2}, std::vector<T>{1, infinity, 2},
                                            std::vector<T>(20, -infinity), std::vector<T>{infinity, infinity}}) {
                std::vector<T> y(x.size());
                num::softmax(x, y);
                CHECK(all_nan(y));
                num::log_softmax(x, y);
                CHECK(all_nan(y));
            }
            CHECK(std::isnan(num::log_sum_exp(std::vector<T>{1, nan, infinity})));
            CHECK(num::log_sum_exp(std::vector<T>{1, infinity}) == infinity);
            CHECK(num::log_sum_exp(std::vector<T>{-infinity, -infinity}) == -infinity);
            CHECK(num::log_sum_exp(std::vector<T>{}) == -infinity);
            std::vector<T> y{-infinity, 3, -infinity};
            num::softmax(y, y);
            CHECK(y == std::vector<T>{0, 1, 0});
            y.clear();
            CHECK_NOTHROW(num::softmax(y, y));
            CHECK_NOTHROW(num::log_softmax(y, y));
        });
    }

    TEST_CASE_TEMPLATE("rows: each is its own softmax, in any storage", T, float, double) {
        constexpr std::size_t rows = 7, cols = 21;
        const std::vector<T> x = scores<T>(rows * cols);
        const auto in = num::row_major(x.data(), rows, cols);
        std::vector<T> expected(x.size()), logs(x.size());
        for (std::size_t i = 0; i < rows; ++i) {
            num::softmax(std::span{x}.subspan(i * cols, cols), std::span{expected}.subspan(i * cols, cols));
            num::log_softmax(std::span{x}.subspan(i * cols, cols), std::span{logs}.subspan(i * cols, cols));
        }
        std::vector<T> y(x.size());
        num::softmax_rows(in, num::row_major(y.data(), rows, cols));
        CHECK(y == expected);
        num::log_softmax_rows(in, num::row_major(y.data(), rows, cols));
        CHECK(y == logs);
        const auto out = num::column_major(y.data(), rows, cols);
        num::softmax_rows(in, out);
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < cols; ++j) {
                out(i, j) = in(i, j);
            }
        }
        num::log_softmax_rows(out, out);  // in place, columns side by side
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < cols; ++j) {
                REQUIRE(same(out(i, j), logs[i * cols + j]));
            }
        }
        CHECK_NOTHROW(num::softmax_rows(num::row_major(x.data(), 3, 0), num::row_major(y.data(), 3, 0)));
    }

    TEST_CASE("refusals: shapes and overlaps") {
        std::vector<double> x(12);
        const std::span<double> all{x};
        CHECK_THROWS_WITH_AS(num::softmax(all.first(3), all.last(4)),
                             "num::softmax: expected x and y of one length, found 3 and 4 values",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::log_softmax(all.first(8), all.last(8)),
                             "num::log_softmax: expected x and y apart, or one and the same, found that they overlap",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::softmax_rows(num::row_major(x.data(), 2, 3), num::row_major(x.data() + 6, 3, 2)),
                             "num::softmax_rows: expected an output of the shape 2x3, found 3x2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            num::log_softmax_rows(num::row_major(x.data(), 2, 3), num::row_major(x.data() + 3, 2, 3)),
            "num::log_softmax_rows: expected input and output apart, or one and the same, found that they overlap",
            std::invalid_argument);
    }

}  // TEST_SUITE
