// SPDX-License-Identifier: MIT
// tests/train/optimizer.test.cpp
#include <lastro/train/optimizer.hpp>

#include <limits>
#include <stdexcept>
#include <type_traits>

#include <doctest/doctest.h>

using namespace lastro;
using train::adam;
using train::adamw;
using train::sgd;

static_assert(std::is_aggregate_v<sgd> && std::is_aggregate_v<adam> && std::is_aggregate_v<adamw>);

TEST_SUITE("train/optimizer") {
    TEST_CASE("describe: every setting, for the record of a run") {
        CHECK(to_string(train::describe(sgd{.learning_rate = 0.5, .momentum = 0.9})) ==
              "sgd(learning_rate 0.5, momentum 0.9, dampening 0, weight_decay 0, nesterov false)");
        CHECK(to_string(train::describe(adam{})) ==
              "adam(learning_rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8, weight_decay 0, amsgrad false)");
        CHECK(train::describe(adamw{}).name == "adamw");
    }

    TEST_CASE("check: settings that cannot be are refused") {
        const auto refused = [](const auto& rule, const char* message) {
            CHECK_THROWS_WITH_AS(rule.check(), message, std::invalid_argument);
        };
        const double not_a_number = std::numeric_limits<double>::quiet_NaN();
        refused(sgd{.learning_rate = 0.0}, "train::sgd: learning_rate: expected a finite number above 0, found 0");
        refused(adam{.learning_rate = -0.5},
                "train::adam: learning_rate: expected a finite number above 0, found -0.5");
        refused(adamw{.learning_rate = not_a_number},
                "train::adamw: learning_rate: expected a finite number above 0, found nan");
        refused(sgd{.learning_rate = std::numeric_limits<double>::infinity()},
                "train::sgd: learning_rate: expected a finite number above 0, found inf");
        refused(sgd{.momentum = 1.0}, "train::sgd: momentum: expected 0 <= momentum < 1, found 1");
        refused(sgd{.momentum = 0.9, .dampening = 2.0}, "train::sgd: dampening: expected 0 <= dampening <= 1, found 2");
        refused(sgd{.weight_decay = -1.0},
                "train::sgd: weight_decay: expected a finite number of at least 0, found -1");
        refused(sgd{.nesterov = true},
                "train::sgd: nesterov: expected momentum above 0 and dampening 0 beside it, found other values");
        refused(adam{.beta1 = 1.0}, "train::adam: beta1: expected 0 <= beta1 < 1, found 1");
        refused(adam{.beta2 = -0.1}, "train::adam: beta2: expected 0 <= beta2 < 1, found -0.1");
        refused(adam{.epsilon = 0.0}, "train::adam: epsilon: expected a finite number above 0, found 0");
    }

}  // TEST_SUITE
