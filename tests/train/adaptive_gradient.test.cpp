// SPDX-License-Identifier: MIT
// tests/train/adaptive_gradient.test.cpp
#include <lastro/train/adaptive_gradient.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include "trajectory.hpp"

using namespace lastro;
using train::adadelta;
using train::adagrad;
using train::rmsprop;

static_assert(std::is_aggregate_v<adagrad> && std::is_aggregate_v<rmsprop> && std::is_aggregate_v<adadelta>);

namespace {

double adagrad_by_definition(const adagrad& o, double w, const std::vector<double>& slopes) {
    double s = o.initial_accumulator;
    for (std::size_t t = 0; t < slopes.size(); ++t) {
        const double g = slopes[t] + o.weight_decay * w;
        s += g * g;
        w -= o.learning_rate / (1.0 + static_cast<double>(t) * o.rate_decay) * g / (std::sqrt(s) + o.epsilon);
    }
    return w;
}

double rmsprop_by_definition(const rmsprop& o, double w, const std::vector<double>& slopes) {
    double s = 0.0, a = 0.0, b = 0.0;
    for (const double slope : slopes) {
        const double g = slope + o.weight_decay * w;
        s = o.alpha * s + (1.0 - o.alpha) * g * g;
        a = o.alpha * a + (1.0 - o.alpha) * g;
        const double d = std::sqrt(o.centered ? s - a * a : s) + o.epsilon;
        b = o.momentum * b + g / d;
        w -= o.learning_rate * b;
    }
    return w;
}

double adadelta_by_definition(const adadelta& o, double w, const std::vector<double>& slopes) {
    double s = 0.0, u = 0.0;
    for (const double slope : slopes) {
        const double g = slope + o.weight_decay * w;
        s = o.rho * s + (1.0 - o.rho) * g * g;
        const double x = std::sqrt(u + o.epsilon) / std::sqrt(s + o.epsilon) * g;
        u = o.rho * u + (1.0 - o.rho) * x * x;
        w -= o.learning_rate * x;
    }
    return w;
}

}  // namespace

TEST_SUITE("train/adaptive_gradient") {
    TEST_CASE("adagrad, rmsprop, adadelta: agree with their definitions") {
        trajectory::check(adagrad{.learning_rate = 0.1}, adagrad_by_definition);
        trajectory::check(
            adagrad{.learning_rate = 0.1, .rate_decay = 0.1, .initial_accumulator = 0.3, .weight_decay = 0.1},
            adagrad_by_definition);
        for (const bool centered : {false, true}) {
            for (const double momentum : {0.0, 0.9}) {
                trajectory::check(rmsprop{.learning_rate = 0.01,
                                          .alpha = 0.9,
                                          .momentum = momentum,
                                          .weight_decay = 0.1,
                                          .centered = centered},
                                  rmsprop_by_definition);
            }
        }
        trajectory::check(adadelta{}, adadelta_by_definition);
        trajectory::check(adadelta{.learning_rate = 0.5, .rho = 0.5, .weight_decay = 0.1}, adadelta_by_definition);
    }

    TEST_CASE("rmsprop: centred on a gradient that never changes, the parameters stay numbers") {
        Eigen::VectorXd w = Eigen::VectorXd::Zero(64);
        const auto parameters = model::parameters("w", w);
        train::optimizer_state<double> state{rmsprop{.learning_rate = 1e-6, .alpha = 0.5, .centered = true},
                                             parameters};
        model::gradients<double> g{parameters};
        for (std::size_t i = 0; i < 64; ++i) {
            g.values()[i] = 0.1 + static_cast<double>(i) / 7.0;  // mean of squares - square of mean: rounds below 0
        }
        for (int t = 0; t < 200; ++t) {
            state.step(parameters, g);
        }
        for (const double value : w) {
            REQUIRE(std::isfinite(value));
        }
    }

    TEST_CASE("check: settings that cannot be are refused") {
        trajectory::refused(adagrad{.learning_rate = 0.0},
                            "train::adagrad: learning_rate: expected a finite number above 0, found 0");
        trajectory::refused(adagrad{.initial_accumulator = -1.0},
                            "train::adagrad: initial_accumulator: expected a finite number of at least 0, found -1");
        trajectory::refused(rmsprop{.alpha = 1.0}, "train::rmsprop: alpha: expected 0 <= alpha < 1, found 1");
        trajectory::refused(adadelta{.rho = -0.1}, "train::adadelta: rho: expected 0 <= rho < 1, found -0.1");
    }
}  // TEST_SUITE
