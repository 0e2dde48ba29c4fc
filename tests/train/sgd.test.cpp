// SPDX-License-Identifier: MIT
// tests/train/sgd.test.cpp
#include <lastro/train/sgd.hpp>

#include <cstddef>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include "trajectory.hpp"

using namespace lastro;
using train::lion;
using train::sgd;

static_assert(std::is_aggregate_v<sgd> && std::is_aggregate_v<lion>);

namespace {

double sgd_by_definition(const sgd& o, double w, const std::vector<double>& slopes) {
    double b = 0.0;
    for (std::size_t t = 0; t < slopes.size(); ++t) {
        const double g = slopes[t] + o.weight_decay * w;
        double update = g;
        if (o.momentum != 0.0) {
            b = t == 0 ? g : o.momentum * b + (1.0 - o.dampening) * g;
            update = o.nesterov ? g + o.momentum * b : b;
        }
        w -= o.learning_rate * update;
    }
    return w;
}

double lion_by_definition(const lion& o, double w, const std::vector<double>& slopes) {
    double m = 0.0;
    for (const double g : slopes) {
        const double c = o.beta1 * m + (1.0 - o.beta1) * g;
        w -= o.learning_rate * ((c > 0.0) - (c < 0.0) + o.weight_decay * w);
        m = o.beta2 * m + (1.0 - o.beta2) * g;
    }
    return w;
}

}  // namespace

TEST_SUITE("train/sgd") {
    TEST_CASE("sgd: agrees with the definition in every combination of its settings") {
        trajectory::check(sgd{.learning_rate = 0.1}, sgd_by_definition);
        trajectory::check(sgd{.learning_rate = 0.1, .weight_decay = 0.05}, sgd_by_definition);
        trajectory::check(sgd{.learning_rate = 0.1, .momentum = 0.9}, sgd_by_definition);
        trajectory::check(sgd{.learning_rate = 0.1, .momentum = 0.9, .dampening = 0.5, .weight_decay = 0.01},
                          sgd_by_definition);
        trajectory::check(sgd{.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.01, .nesterov = true},
                          sgd_by_definition);
    }

    TEST_CASE("lion: agrees with the definition, and stands still where nothing ever pulled") {
        trajectory::check(lion{.learning_rate = 0.1}, lion_by_definition);
        trajectory::check(lion{.learning_rate = 0.1, .beta1 = 0.5, .beta2 = 0.8, .weight_decay = 0.1},
                          lion_by_definition);
        Eigen::VectorXd w = Eigen::VectorXd::Ones(3);
        const auto parameters = model::parameters("w", w);
        train::optimizer_state<double> state{lion{.learning_rate = 0.1}, parameters};
        state.step(parameters, model::gradients<double>{parameters});
        CHECK(w == Eigen::VectorXd::Ones(3));
    }

    TEST_CASE("settings: each is named") {
        CHECK(to_string(sgd{.learning_rate = 0.5, .momentum = 0.9}.settings()) ==
              "sgd(learning_rate 0.5, momentum 0.9, dampening 0, weight_decay 0, nesterov false)");
        CHECK(to_string(lion{}.settings()) == "lion(learning_rate 0.0001, beta1 0.9, beta2 0.99, weight_decay 0)");
    }

    TEST_CASE("check: settings that cannot be are refused") {
        trajectory::refused(sgd{.learning_rate = 0.0},
                            "train::sgd: learning_rate: expected a finite number above 0, found 0");
        trajectory::refused(sgd{.momentum = 1.0}, "train::sgd: momentum: expected 0 <= momentum < 1, found 1");
        trajectory::refused(lion{.learning_rate = -1.0},
                            "train::lion: learning_rate: expected a finite number above 0, found -1");
        trajectory::refused(lion{.beta2 = 1.0}, "train::lion: beta2: expected 0 <= beta2 < 1, found 1");
    }
}  // TEST_SUITE
