// SPDX-License-Identifier: MIT
// tests/train/decay_schedule.test.cpp
#include <lastro/train/decay_schedule.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

template <class Rule>
void check(const Rule& rule, const std::vector<double>& times, const std::vector<double>& factors) {
    rule.check();
    for (std::size_t i = 0; i < times.size(); ++i) {
        CAPTURE(rule.settings().name);
        CAPTURE(times[i]);
        CHECK(std::abs(rule.factor(times[i]) - factors[i]) < 1e-15);
    }
}

template <class Rule>
void refused(const Rule& rule, const char* message) {
    CHECK_THROWS_WITH_AS(rule.check(), message, std::invalid_argument);
}

}  // namespace

TEST_SUITE("train/decay_schedule") {
    TEST_CASE("factor: values that can be told by hand") {
        check(train::constant_rate{}, {0, 1e9}, {1, 1});
        check(train::constant_factor{.value = 0.5, .steps = 3}, {0, 2, 3, 9}, {0.5, 0.5, 1, 1});
        check(train::step_decay{.gamma = 0.5, .every = 10}, {0, 9, 10, 19, 20, 35}, {1, 1, 0.5, 0.5, 0.25, 0.125});
        check(train::multi_step_decay{.gamma = 0.5, .milestones = {5, 8, 8}}, {0, 4, 5, 8, 100},
              {1, 1, 0.5, 0.125, 0.125});
        check(train::piecewise_constant{.boundaries = {10, 20}, .factors = {1, 0.5, 0.1}}, {0, 10, 11, 20, 21},
              {1, 1, 0.5, 0.5, 0.1});
        check(train::warm_up{.steps = 4}, {0, 1, 3, 4, 100}, {0.25, 0.5, 1, 1, 1});
        check(train::linear_ramp{.from = 1, .to = 0.2, .steps = 8}, {0, 4, 8, 9}, {1, 0.6, 0.2, 0.2});
        check(train::exponential_decay{.rate = 0.25, .steps = 2}, {0, 1, 2, 4}, {1, 0.5, 0.25, 0.0625});
        check(train::exponential_decay{.rate = 0.25, .steps = 2, .staircase = true}, {0, 1, 2, 3, 4},
              {1, 1, 0.25, 0.25, 0.0625});
        check(train::inverse_time_decay{.rate = 0.5, .steps = 10}, {0, 10, 20}, {1, 1 / 1.5, 0.5});
        check(train::inverse_time_decay{.rate = 1, .steps = 10, .staircase = true}, {9, 10, 19}, {1, 0.5, 0.5});
        check(train::polynomial_decay{.steps = 10, .power = 2, .end = 0.1}, {0, 5, 10, 11}, {1, 0.325, 0.1, 0.1});
        check(train::polynomial_decay{.steps = 10, .power = 1, .cycle = true}, {0, 5, 10, 15, 20},
              {1, 0.5, 0, 0.25, 0});
    }

    TEST_CASE("settings: each is named") {
        CHECK(to_string(train::constant_rate{}.settings()) == "constant()");
        CHECK(to_string(train::multi_step_decay{.milestones = {5, 8}}.settings()) ==
              "multi_step_decay(gamma 0.1, milestones 5, 8)");
        CHECK(to_string(train::exponential_decay{}.settings()) ==
              "exponential_decay(rate 0.99, steps 1, staircase false)");
    }

    TEST_CASE("check: settings that cannot be are refused") {
        refused(train::step_decay{.every = 0}, "train::step_decay: every: expected a finite number above 0, found 0");
        refused(train::constant_factor{.value = -1},
                "train::constant_factor: value: expected a finite number of at least 0, found -1");
        refused(train::multi_step_decay{.milestones = {-1}},
                "train::multi_step_decay: milestones: expected a finite number of at least 0, found -1");
        refused(train::piecewise_constant{.boundaries = {1}},
                "train::piecewise_constant: factors: expected 2, one more than boundaries, found 1");
        refused(train::piecewise_constant{.boundaries = {5, 4}, .factors = {1, 1, 1}},
                "train::piecewise_constant: boundaries: expected ascending numbers of at least 0, found 4");
        refused(train::warm_up{.steps = 0}, "train::warm_up: steps: expected a finite number above 0, found 0");
        refused(train::linear_ramp{.steps = -1},
                "train::linear_ramp: steps: expected a finite number above 0, found -1");
        refused(train::exponential_decay{.rate = std::nan("")},
                "train::exponential_decay: rate: expected a finite number of at least 0, found nan");
        refused(train::inverse_time_decay{.steps = 0},
                "train::inverse_time_decay: steps: expected a finite number above 0, found 0");
        refused(train::polynomial_decay{.power = 0},
                "train::polynomial_decay: power: expected a finite number above 0, found 0");
    }
}  // TEST_SUITE
