// SPDX-License-Identifier: MIT
// tests/model/activation.test.cpp
#include <lastro/model/activation.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::activation;

namespace {

// f(x) and f'(x) by way of a layer of one unit with weight 1 and bias 0.
struct told {
    double value, slope;
};
told through(activation kind, double x) {
    const Eigen::MatrixXd w = Eigen::MatrixXd::Ones(1, 1);
    const Eigen::VectorXd b = Eigen::VectorXd::Zero(1);
    std::vector<double> y(1), inputs, delta{1.0};
    model::activated_layer(kind, num::row_major<const double>(&x, 1, 1), w, b, num::row_major(y.data(), 1, 1), inputs);
    model::activated_backward(kind, inputs, y, delta);
    return {y[0], delta[0]};
}

double by_definition(activation kind, double x) {
    return kind == activation::tanh   ? std::tanh(x)
           : kind == activation::gelu ? 0.5 * x * std::erfc(-x / std::sqrt(2.0))
                                      : std::fmax(x, 0.0);
}

}  // namespace

TEST_SUITE("model/activation") {
    TEST_CASE("activated_layer and activated_backward: value and slope of every activation") {
        for (const activation kind : {activation::relu, activation::tanh, activation::gelu}) {
            for (const double x : {-3.0, -0.75, -0.1, 0.2, 1.0, 4.0}) {
                CAPTURE(model::to_string(kind));
                CAPTURE(x);
                const told f = through(kind, x);
                CHECK(std::abs(f.value - by_definition(kind, x)) < 1e-15);
                const double slope = (by_definition(kind, x + 1e-6) - by_definition(kind, x - 1e-6)) / 2e-6;
                CHECK(std::abs(f.slope - slope) < 1e-9);
            }
        }
    }

    TEST_CASE("activation_named: every name, and no other") {
        for (const activation kind : {activation::relu, activation::tanh, activation::gelu}) {
            CHECK(model::activation_named(model::to_string(kind), "here") == kind);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(model::activation_named("sine", "here")),
                             "here: expected \"relu\", \"tanh\" or \"gelu\", found \"sine\"", format_error);
    }
}  // TEST_SUITE
