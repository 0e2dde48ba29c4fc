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
        CHECK(train::learning_rate(train::lion{.learning_rate = 0.25}) == 0.25);
    }

    TEST_CASE("matches: * is any text, ? any one character") {
        static_assert(train::matches("*", "") && train::matches("*", "w") && train::matches("", ""));
        static_assert(train::matches("*/bias", "layer0/bias") && !train::matches("*/bias", "layer0/bias2"));
        static_assert(train::matches("layer?/*", "layer1/weights") && !train::matches("layer?/*", "layer10/weights"));
        static_assert(train::matches("*a*b*", "xaybz") && !train::matches("*a*b", "xaybz"));
        static_assert(train::matches("*ab", "aab") && train::matches("a*a", "aaa") && !train::matches("a*a", "a"));
        static_assert(!train::matches("bias", "Bias") && !train::matches("?", "") && !train::matches("", "w"));
    }

    TEST_CASE("parameter_group: says its pattern and its rule, and refuses to have none") {
        const train::parameter_group group{.pattern = "*/bias", .optimizer = sgd{}};
        CHECK(to_string(group.settings()) ==
              "group sgd(pattern */bias, learning_rate 0.01, momentum 0, dampening 0, "
              "weight_decay 0, nesterov false)");
        CHECK_THROWS_WITH_AS((train::parameter_group{.pattern = "", .optimizer = sgd{}}.check()),
                             "train::parameter_group: pattern: expected a name, or a part of one with *, found none",
                             std::invalid_argument);
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
