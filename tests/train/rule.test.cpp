// SPDX-License-Identifier: MIT
// tests/train/rule.test.cpp
#include <lastro/train/rule.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using namespace lastro;

TEST_SUITE("train/rule") {
    TEST_CASE("correct: 1 - beta^t, also where beta^t is nearly 1") {
        train::step_counters c;
        for (int t = 1; t <= 1000; ++t) {
            train::detail::correct(c, 0.9, 0.999);
            REQUIRE(std::abs(c.correction1 - (1.0 - std::pow(0.9, t))) < 1e-14);
            REQUIRE(std::abs(c.correction2 / -std::expm1(t * std::log(0.999)) - 1.0) < 1e-13);
        }
    }

    TEST_CASE("decayed: without decay the gradient itself, its sign of zero too") {
        using pack = num::detail::scalar_pack<double>;
        CHECK(std::signbit(train::detail::decayed(pack{-0.0}, pack{3.0}, 0.0).v));
        CHECK(train::detail::decayed(pack{1.0}, pack{3.0}, 0.5).v == 2.5);
    }

    TEST_CASE("checks: say which setting of which rule") {
        const double infinity = std::numeric_limits<double>::infinity();
        CHECK_NOTHROW(train::detail::require_not_negative("r", "x", 0.0));
        CHECK_THROWS_WITH_AS(train::detail::require_positive("r", "x", infinity),
                             "r: x: expected a finite number above 0, found inf", std::invalid_argument);
        CHECK_THROWS_WITH_AS(train::detail::require_decay("r", -1.0),
                             "r: weight_decay: expected a finite number of at least 0, found -1",
                             std::invalid_argument);
    }
}  // TEST_SUITE
