// SPDX-License-Identifier: MIT
// tests/train/cyclic_schedule.test.cpp
#include <lastro/train/cyclic_schedule.hpp>

#include <cmath>
#include <cstddef>
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

TEST_SUITE("train/cyclic_schedule") {
    TEST_CASE("cosine_decay: half a wave, then the end or up again") {
        check(train::cosine_decay{.steps = 10, .end = 0.2}, {0, 5, 10, 15, 20}, {1, 0.6, 0.2, 0.2, 0.2});
        check(train::cosine_decay{.steps = 10, .repeat = true}, {0, 5, 10, 15, 20}, {1, 0.5, 0, 0.5, 1});
    }

    TEST_CASE("cosine_restarts: cycles that grow, and heights that fall") {
        check(train::cosine_restarts{.first = 4}, {0, 2, 4, 8, 12, 20, 28}, {1, 0.5, 1, 0.5, 1, 0.5, 1});
        check(train::cosine_restarts{.first = 4, .period_factor = 1, .height_factor = 0.5, .end = 0.1}, {0, 2, 4, 6, 8},
              {1, 0.55, 0.55, 0.325, 0.325});
        const train::cosine_restarts slow{.first = 3, .period_factor = 1.1};
        CHECK(slow.factor(1e6) <= 1.0);  // a few hundred cycles later, still found
    }

    TEST_CASE("cyclic: triangles, halved or shrinking with every step") {
        const train::cyclic plain{.from = 1, .to = 5, .up = 4, .down = 2};
        check(plain, {0, 2, 4, 5, 6, 8, 10}, {1, 3, 5, 3, 1, 3, 5});
        check(train::cyclic{.from = 1, .to = 5, .up = 4, .down = 4, .mode = train::cycle_mode::halving}, {4, 8, 12, 20},
              {5, 1, 3, 2});
        check(
            train::cyclic{
                .from = 1, .to = 5, .up = 2, .down = 2, .mode = train::cycle_mode::exponential_range, .gamma = 0.5},
            {0, 1, 2, 6}, {1, 2, 2, 1 + 4.0 / 64});
    }

    TEST_CASE("one_cycle: up, down, and far down; then it stays") {
        const train::one_cycle linear{.steps = 10,
                                      .rise = 0.3,
                                      .fall = 0.7,
                                      .divide = 10,
                                      .final_divide = 100,
                                      .shape = train::cycle_shape::linear};
        check(linear, {0, 3, 5, 7, 10, 99}, {0.1, 1, 0.55, 0.1, 0.001, 0.001});
        const train::one_cycle cosine{.steps = 10, .rise = 0.4, .divide = 10, .final_divide = 10};
        check(cosine, {0, 2, 4, 7, 10, 11}, {0.1, 0.55, 1, 0.505, 0.01, 0.01});
        check(train::one_cycle{.steps = 4, .rise = 0, .divide = 10, .final_divide = 10}, {0, 4}, {1, 0.01});
        check(train::one_cycle{.steps = 4, .rise = 1, .fall = 1}, {4}, {1.0 / (25 * 1e4)});
    }

    TEST_CASE("settings: each is named, choices by their word") {
        CHECK(to_string(train::one_cycle{.shape = train::cycle_shape::linear}.settings()) ==
              "one_cycle(steps 1000, rise 0.3, fall 0.85, divide 25, final_divide 10000, shape linear)");
        CHECK(to_string(train::cyclic{.mode = train::cycle_mode::halving}.settings()) ==
              "cyclic(from 1, to 10, up 2000, down 2000, mode halving, gamma 1)");
    }

    TEST_CASE("check: settings that cannot be are refused") {
        refused(train::cosine_decay{.steps = 0},
                "train::cosine_decay: steps: expected a finite number above 0, found 0");
        refused(train::cosine_restarts{.period_factor = 0.5},
                "train::cosine_restarts: period_factor: expected a finite number of at least 1, found 0.5");
        refused(train::cyclic{.up = -1}, "train::cyclic: up: expected a finite number above 0, found -1");
        refused(train::one_cycle{.rise = 1.5}, "train::one_cycle: rise: expected 0 <= rise <= 1, found 1.5");
        refused(train::one_cycle{.rise = 0.5, .fall = 0.2},
                "train::one_cycle: fall: expected rise <= fall <= 1, found 0.2");
    }
}  // TEST_SUITE
