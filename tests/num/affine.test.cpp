// SPDX-License-Identifier: MIT
// tests/num/affine.test.cpp
#include <lastro/num/affine.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/elementary.hpp>

#include "product_samples.hpp"

using namespace product_samples;
using num::activation;

namespace {

template <class T>
T applied(activation kind, T x) {
    switch (kind) {
        case activation::relu:
            return x < T{0} ? T{0} : x;
        case activation::tanh:
            return num::tanh(x);
        case activation::sigmoid:
            return num::sigmoid(x);
        case activation::identity:
            break;
    }
    return x;
}

constexpr activation every[] = {activation::identity, activation::relu, activation::tanh, activation::sigmoid};

template <class T>
void check_affine(std::size_t m, std::size_t n, std::size_t k, activation kind, std::size_t threads, generator& next) {
    const stored<T> x(m, k, next);
    const stored<T> w(k, n, next);
    const stored<T> y(m, n, next);
    const std::vector<T> bias = normals<T>(n, 9);
    std::vector<T> expected = y.memory;
    const auto out = y.in(expected);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            out(i, j) = bias[j];
        }
    }
    by_definition<T>(out, x.view, w.view);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            out(i, j) = applied(kind, out(i, j));
        }
    }
    std::vector<T> found = y.memory;
    num::affine(y.in(found), x.view, w.view, bias, {.activation = kind, .threads = threads});
    REQUIRE(same_bytes(found, expected));
}

}  // namespace

TEST_SUITE("num/affine") {
    TEST_CASE_TEMPLATE("affine: chains begin with the bias, the activation comes last, on every level", T, float,
                       double) {
        on_every_level([] {
            generator next{stream{14}["affine"]};
            for (int round = 0; round < 240; ++round) {
                const std::size_t n = round % 8 == 0 ? 1 : 1 + bounded(next, 20);
                check_affine<T>(1 + bounded(next, 40), n, 1 + bounded(next, 20), every[round % 4], 1, next);
            }
        });
    }

    TEST_CASE_TEMPLATE("threads: 2, 3 and 5 give the bytes of the definition", T, float, double) {
        generator next{stream{15}["threads"]};
        for (const std::size_t threads : {2U, 3U, 5U}) {
            check_affine<T>(260, 70, 300, activation::tanh, threads, next);
            check_affine<T>(70, 260, 300, activation::relu, threads, next);
        }
    }

    TEST_CASE("bias: a zero with a sign begins a chain as it is") {
        const double x[] = {-1.0};
        const double w[] = {0.0};
        const double bias[] = {-0.0};
        double y[] = {1.0};
        on_every_level([&] {
            num::affine(num::row_major(y, 1, 1), num::row_major(x, 1, 1), num::row_major(w, 1, 1), bias);
            CHECK(std::signbit(y[0]));
        });
    }

    TEST_CASE_TEMPLATE("relu: a NaN stays one, and so does a zero's sign", T, float, double) {
        on_every_level([] {
            std::vector<T> x(19, T{-1});
            x[0] = x[17] = std::numeric_limits<T>::quiet_NaN();
            x[1] = x[18] = -T{0};
            num::detail::activate<T>(activation::relu, x);
            CHECK(std::isnan(x[0]));
            CHECK(std::isnan(x[17]));
            CHECK(std::signbit(x[1]));
            CHECK(std::signbit(x[18]));
            CHECK(x[2] == 0);
        });
    }

    TEST_CASE_TEMPLATE("activation_backward: equals its formula, number by number", T, float, double) {
        on_every_level([] {
            generator next{stream{16}["back"]};
            for (const std::size_t n : {1U, 7U, 8U, 33U}) {
                std::vector<T> y = normals<T>(n, 10);
                make_difficult<T>(y, next);
                const std::vector<T> delta = normals<T>(n, 11);
                for (const activation kind : every) {
                    std::vector<T> expected = delta;
                    for (std::size_t i = 0; i < n; ++i) {
                        const T less = T{1} - y[i];
                        const T slope = kind == activation::tanh ? less * (T{1} + y[i]) : y[i] * less;
                        expected[i] = kind == activation::identity ? delta[i]
                                      : kind == activation::relu   ? (y[i] > T{0} ? delta[i] : T{0})
                                                                   : delta[i] * slope;
                    }
                    std::vector<T> found = delta;
                    num::activation_backward<T>(kind, y, found);
                    REQUIRE(same_numbers(found, expected));
                }
            }
        });
    }

    TEST_CASE("sizes of zero: without inputs the outputs are the activated biases") {
        const double bias[] = {-1, 2};
        double y[4] = {};
        const matrix_view<const double> none{nullptr, 2, 0, 0, 1};
        num::affine(num::row_major(y, 2, 2), none, num::transposed(none), bias, {.activation = activation::relu});
        CHECK(y[0] == 0);
        CHECK(y[3] == 2);
        num::affine(matrix_view<double>{nullptr, 0, 2, 2, 1}, matrix_view<const double>{nullptr, 0, 2, 2, 1},
                    num::row_major<const double>(y, 2, 2), bias);
    }

    TEST_CASE("refusals: shapes and biases that do not fit, an output that is also an input, sizes that differ") {
        double x[12] = {};
        double y[12] = {};
        const auto in = num::row_major<const double>(x, 2, 3);
        CHECK_THROWS_WITH_AS(num::affine(num::row_major(y, 2, 2), in, in, x),
                             "num::affine: expected C [m, n], A [m, k] and B [k, n], found C 2x2, A 2x3 and B 2x3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::affine(num::row_major(y, 2, 2), in, num::transposed(in), x),
                             "num::affine: expected a bias for each of 2 columns, found 12", std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            num::affine(num::row_major(y, 2, 2), in, num::transposed(in), std::span<const double>{y}.subspan(1, 2)),
            "num::affine: expected Y apart from the bias, found that they share memory", std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            num::activation_backward(activation::tanh, std::span<const double>{x}.first(2), std::span<double>{y}),
            "num::activation_backward: expected as many derivatives as outputs (2), found 12", std::invalid_argument);
    }

}  // TEST_SUITE
