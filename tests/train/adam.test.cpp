// SPDX-License-Identifier: MIT
// tests/train/adam.test.cpp
#include <lastro/train/adam.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include "trajectory.hpp"

using namespace lastro;
using train::adam;
using train::adamw;

static_assert(std::is_aggregate_v<adam> && std::is_aggregate_v<adamw>);

namespace {

// PyTorch's algorithm boxes, one number at a time, in plain arithmetic.
template <class Adam>
double by_definition(const Adam& o, double w, const std::vector<double>& slopes) {
    constexpr bool decoupled = std::is_same_v<Adam, adamw>;
    double m = 0.0, v = 0.0, top = 0.0;
    for (std::size_t t = 0; t < slopes.size(); ++t) {
        const double g = slopes[t] + (decoupled ? 0.0 : o.weight_decay * w);
        w = decoupled ? w - o.learning_rate * o.weight_decay * w : w;
        m = o.beta1 * m + (1.0 - o.beta1) * g;
        v = o.beta2 * v + (1.0 - o.beta2) * g * g;
        top = std::max(top, v);
        const double n = static_cast<double>(t + 1);
        const double second = (o.amsgrad ? top : v) / (1.0 - std::pow(o.beta2, n));
        w -= o.learning_rate * (m / (1.0 - std::pow(o.beta1, n))) / (std::sqrt(second) + o.epsilon);
    }
    return w;
}

}  // namespace

TEST_SUITE("train/adam") {
    TEST_CASE("adam and adamw: agree with the definition in every combination of their settings") {
        for (const bool amsgrad : {false, true}) {
            trajectory::check(adam{.learning_rate = 0.1, .amsgrad = amsgrad}, by_definition<adam>);
            trajectory::check(adam{.learning_rate = 0.1, .beta2 = 0.9, .weight_decay = 0.1, .amsgrad = amsgrad},
                              by_definition<adam>);
            trajectory::check(adamw{.learning_rate = 0.1, .weight_decay = 0.1, .amsgrad = amsgrad},
                              by_definition<adamw>);
            trajectory::check(adamw{.learning_rate = 0.1, .beta1 = 0.0, .weight_decay = 0.0, .amsgrad = amsgrad},
                              by_definition<adamw>);
        }
    }

    TEST_CASE("adam: the first step is learning_rate long, whatever the gradient's size") {
        Eigen::VectorXd w = Eigen::VectorXd::Zero(2);
        const auto parameters = model::parameters("w", w);
        train::optimizer_state<double> state{adam{.learning_rate = 0.5}, parameters};
        model::gradients<double> g{parameters};
        g.values()[0] = 1e-3;
        g.values()[1] = -1e6;
        state.step(parameters, g);
        CHECK(std::abs(w(0) + 0.5) < 1e-4);
        CHECK(std::abs(w(1) - 0.5) < 1e-9);
    }

    TEST_CASE("check: settings that cannot be are refused") {
        trajectory::refused(adam{.learning_rate = -0.5},
                            "train::adam: learning_rate: expected a finite number above 0, found -0.5");
        trajectory::refused(adamw{.learning_rate = std::numeric_limits<double>::quiet_NaN()},
                            "train::adamw: learning_rate: expected a finite number above 0, found nan");
        trajectory::refused(adam{.beta1 = 1.0}, "train::adam: beta1: expected 0 <= beta1 < 1, found 1");
        trajectory::refused(adam{.epsilon = 0.0}, "train::adam: epsilon: expected a finite number above 0, found 0");
    }
}  // TEST_SUITE
