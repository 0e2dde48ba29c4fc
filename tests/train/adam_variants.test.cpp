// SPDX-License-Identifier: MIT
// tests/train/adam_variants.test.cpp
#include <lastro/train/adam_variants.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include "trajectory.hpp"

using namespace lastro;
using train::adamax;
using train::nadam;
using train::radam;

static_assert(std::is_aggregate_v<adamax> && std::is_aggregate_v<nadam> && std::is_aggregate_v<radam>);

namespace {

double adamax_by_definition(const adamax& o, double w, const std::vector<double>& slopes) {
    double m = 0.0, u = 0.0;
    for (std::size_t t = 1; t <= slopes.size(); ++t) {
        const double g = slopes[t - 1] + o.weight_decay * w;
        m = o.beta1 * m + (1.0 - o.beta1) * g;
        u = std::max(o.beta2 * u, std::abs(g) + o.epsilon);
        w -= o.learning_rate / (1.0 - std::pow(o.beta1, static_cast<double>(t))) * m / u;
    }
    return w;
}

double nadam_by_definition(const nadam& o, double w, const std::vector<double>& slopes) {
    double m = 0.0, v = 0.0, product = 1.0;
    const auto mu = [&](double t) { return o.beta1 * (1.0 - 0.5 * std::pow(0.96, t * o.momentum_decay)); };
    for (std::size_t i = 1; i <= slopes.size(); ++i) {
        const double t = static_cast<double>(i);
        const double g = slopes[i - 1] + o.weight_decay * w;
        product *= mu(t);
        m = o.beta1 * m + (1.0 - o.beta1) * g;
        v = o.beta2 * v + (1.0 - o.beta2) * g * g;
        const double d = std::sqrt(v / (1.0 - std::pow(o.beta2, t))) + o.epsilon;
        w -= o.learning_rate * (1.0 - mu(t)) / (1.0 - product) * g / d +
             o.learning_rate * mu(t + 1.0) / (1.0 - product * mu(t + 1.0)) * m / d;
    }
    return w;
}

double radam_by_definition(const radam& o, double w, const std::vector<double>& slopes) {
    double m = 0.0, v = 0.0;
    const double longest = 2.0 / (1.0 - o.beta2) - 1.0;
    for (std::size_t i = 1; i <= slopes.size(); ++i) {
        const double t = static_cast<double>(i), b = std::pow(o.beta2, t);
        const double g = slopes[i - 1] + o.weight_decay * w;
        m = o.beta1 * m + (1.0 - o.beta1) * g;
        v = o.beta2 * v + (1.0 - o.beta2) * g * g;
        const double mean = m / (1.0 - std::pow(o.beta1, t));
        const double r = longest - 2.0 * t * b / (1.0 - b);
        w -= o.learning_rate * mean *
             (r > 5.0 ? std::sqrt((r - 4.0) * (r - 2.0) * longest / ((longest - 4.0) * (longest - 2.0) * r)) *
                            std::sqrt(1.0 - b) / (std::sqrt(v) + o.epsilon)
                      : 1.0);
    }
    return w;
}

}  // namespace

TEST_SUITE("train/adam_variants") {
    TEST_CASE("adamax, nadam, radam: agree with their definitions") {
        trajectory::check(adamax{.learning_rate = 0.1}, adamax_by_definition);
        trajectory::check(adamax{.learning_rate = 0.1, .beta2 = 0.5, .weight_decay = 0.1}, adamax_by_definition);
        trajectory::check(nadam{.learning_rate = 0.1}, nadam_by_definition);
        trajectory::check(nadam{.learning_rate = 0.1, .weight_decay = 0.1, .momentum_decay = 0.5}, nadam_by_definition);
        trajectory::check(radam{.learning_rate = 0.1}, radam_by_definition);
        trajectory::check(radam{.learning_rate = 0.1, .beta2 = 0.9, .weight_decay = 0.1}, radam_by_definition);
    }

    TEST_CASE("settings: each is named") {
        CHECK(to_string(nadam{}.settings()) ==
              "nadam(learning_rate 0.002, beta1 0.9, beta2 0.999, epsilon 1e-8, weight_decay 0, momentum_decay 0.004)");
        CHECK(adamax{}.settings().name == "adamax");
        CHECK(radam{}.settings().name == "radam");
    }

    TEST_CASE("check: settings that cannot be are refused") {
        trajectory::refused(adamax{.learning_rate = 0.0},
                            "train::adamax: learning_rate: expected a finite number above 0, found 0");
        trajectory::refused(nadam{.momentum_decay = -1.0},
                            "train::nadam: momentum_decay: expected a finite number of at least 0, found -1");
        trajectory::refused(radam{.learning_rate = std::numeric_limits<double>::quiet_NaN()},
                            "train::radam: learning_rate: expected a finite number above 0, found nan");
    }
}  // TEST_SUITE
