// SPDX-License-Identifier: MIT
// tests/model/dense.test.cpp
#include <lastro/model/dense.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

using values = std::vector<double>;

values noise(std::mt19937_64& engine, std::size_t n) {
    values v(n);
    for (double& x : v) {
        x = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
    }
    return v;
}

}  // namespace

TEST_SUITE("model/dense") {
    TEST_CASE("dense_forward: one ascending chain of fused multiply-adds that begins with the bias") {
        std::mt19937_64 engine{1};
        for (const std::size_t n : {1U, 3U, 17U}) {
            constexpr std::size_t in = 5, out = 4;
            const values x = noise(engine, n * in), w = noise(engine, in * out), b = noise(engine, out);
            values y(n * out, 99.0);
            model::dense_forward(num::row_major(x.data(), n, in), num::column_major(w.data(), in, out), b,
                                 num::row_major(y.data(), n, out));
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = 0; j < out; ++j) {
                    double sum = b[j];
                    for (std::size_t k = 0; k < in; ++k) {
                        sum = std::fma(x[i * in + k], w[j * in + k], sum);
                    }
                    REQUIRE(y[i * out + j] == sum);
                }
            }
        }
    }

    TEST_CASE("dense_gradient: adds, rows in ascending order; dense_backward: replaces") {
        std::mt19937_64 engine{2};
        constexpr std::size_t n = 7, in = 3, out = 2;
        const values x = noise(engine, n * in), delta = noise(engine, n * out), w = noise(engine, in * out);
        values gw(in * out, 0.5), gb(out, 0.25), dx(n * in, 99.0);
        model::dense_gradient(num::row_major(x.data(), n, in), num::row_major(delta.data(), n, out),
                              num::column_major(gw.data(), in, out), gb);
        model::dense_backward(num::row_major(delta.data(), n, out), num::column_major(w.data(), in, out),
                              num::row_major(dx.data(), n, in));
        for (std::size_t j = 0; j < out; ++j) {
            double bias = 0.25;
            for (std::size_t i = 0; i < n; ++i) {
                bias += delta[i * out + j];
            }
            CHECK(gb[j] == bias);
            for (std::size_t k = 0; k < in; ++k) {
                double sum = 0.5;
                for (std::size_t i = 0; i < n; ++i) {
                    sum = std::fma(x[i * in + k], delta[i * out + j], sum);
                }
                CHECK(gw[j * in + k] == sum);
            }
        }
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t k = 0; k < in; ++k) {
                double sum = 0.0;
                for (std::size_t j = 0; j < out; ++j) {
                    sum = std::fma(delta[i * out + j], w[j * in + k], sum);
                }
                CHECK(dx[i * in + k] == sum);
            }
        }
    }

    TEST_CASE("with_penalty: l2/2 * |w|^2 on the loss, l2 * w on the gradient; nothing without l2") {
        const values w{3.0, -4.0};
        values g{1.0, 1.0};
        CHECK(model::detail::with_penalty<double>(2.0, 0.5, w, g) == 2.0 + 0.25 * 25.0);
        CHECK(g == values{2.5, -1.0});
        CHECK(model::detail::with_penalty<double>(2.0, 0.0, w, g) == 2.0);
        CHECK(g == values{2.5, -1.0});
    }

    TEST_CASE("check_layer: a bias too few, or a number that is none, is refused") {
        Eigen::MatrixXd w = Eigen::MatrixXd::Zero(2, 3);
        Eigen::VectorXd b = Eigen::VectorXd::Zero(2);
        CHECK_THROWS_WITH_AS(model::detail::check_layer("layer", w, b),
                             "layer: expected a bias for each of 3 outputs, found 2", format_error);
        b = Eigen::VectorXd::Zero(3);
        CHECK_NOTHROW(model::detail::check_layer("layer", w, b));
        w(1, 1) = std::numeric_limits<double>::infinity();
        CHECK_THROWS_WITH_AS(model::detail::check_layer("layer", w, b), "layer: expected finite parameters, found inf",
                             format_error);
    }

}  // TEST_SUITE
