// SPDX-License-Identifier: MIT
// tests/train/schedule.test.cpp
#include <lastro/train/schedule.hpp>

#include <concepts>
#include <stdexcept>

#include <doctest/doctest.h>

using namespace lastro;
using train::factor;
using train::schedule;

static_assert(std::copyable<schedule> && std::default_initializable<schedule>);

TEST_SUITE("train/schedule") {
    TEST_CASE("schedule: constant by default, and any of the rules") {
        CHECK(schedule{}.is_constant());
        CHECK(factor(schedule{}, 123) == 1.0);
        const schedule s = train::step_decay{.gamma = 0.5, .every = 10};
        CHECK(!s.is_constant());
        CHECK(factor(s, 25) == 0.25);
        CHECK(factor(s, -3) == 1.0);  // before the beginning it is the beginning
        CHECK(s.settings().name == "step_decay");
    }

    TEST_CASE("sequential: each part with a clock of its own") {
        const schedule s = train::sequential{
            .parts = {train::warm_up{.steps = 4}, train::constant_rate{}, train::step_decay{.gamma = 0.5, .every = 2}},
            .starts = {4, 10}};
        s.check();
        CHECK(factor(s, 0) == 0.25);
        CHECK(factor(s, 3) == 1.0);
        CHECK(factor(s, 9) == 1.0);
        CHECK(factor(s, 11) == 1.0);
        CHECK(factor(s, 12) == 0.5);
        CHECK(factor(s, 14) == 0.25);
    }

    TEST_CASE("warm_up_then: the rest begins when the warm-up ends") {
        const schedule s = train::warm_up_then(4, train::linear_ramp{.steps = 10});
        CHECK(factor(s, 1) == 0.5);
        CHECK(factor(s, 4) == 1.0);
        CHECK(factor(s, 9) == 0.5);
        CHECK(factor(s, 14) == 0.0);
    }

    TEST_CASE("chained: the product, nested as deep as one likes") {
        const schedule s =
            train::chained{.parts = {train::step_decay{.gamma = 0.5, .every = 2},
                                     train::chained{.parts = {train::constant_factor{.value = 0.25, .steps = 3}}}}};
        s.check();
        CHECK(factor(s, 0) == 0.25);
        CHECK(factor(s, 2) == 0.125);
        CHECK(factor(s, 3) == 0.5);
        const schedule copy = s;  // a value: the parts are copied too
        CHECK(factor(copy, 3) == 0.5);
    }

    TEST_CASE("settings: what is composed is told in whole") {
        CHECK(to_string(train::warm_up_then(4, train::cosine_decay{.steps = 10}).settings()) ==
              "sequential(part0 warm_up(steps 4), from1 4, part1 cosine_decay(steps 10, end 0, repeat false))");
        CHECK(to_string(schedule{train::chained{.parts = {train::warm_up{.steps = 2}}}}.settings()) ==
              "chained(part0 warm_up(steps 2))");
    }

    TEST_CASE("check: a composition that cannot be is refused, and so is a bad part") {
        const auto refused = [](const schedule& s, const char* message) {
            CHECK_THROWS_WITH_AS(s.check(), message, std::invalid_argument);
        };
        refused(train::sequential{}, "train::sequential: parts: expected at least one, found none");
        refused(train::sequential{.parts = {train::warm_up{}}, .starts = {3}},
                "train::sequential: starts: expected 0, one fewer than parts, found 1");
        refused(train::sequential{.parts = {train::warm_up{}, train::warm_up{}}, .starts = {0}},
                "train::sequential: starts: expected ascending numbers above 0, found 0");
        refused(train::chained{}, "train::chained: parts: expected at least one, found none");
        refused(train::chained{.parts = {train::step_decay{.every = 0}}},
                "train::step_decay: every: expected a finite number above 0, found 0");
    }
}  // TEST_SUITE
