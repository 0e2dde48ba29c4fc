// SPDX-License-Identifier: MIT
// tests/train/plateau.test.cpp
#include <lastro/train/plateau.hpp>

#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using train::reduce_on_plateau;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<double> factors(const reduce_on_plateau& rule, const std::vector<double>& metrics) {
    train::plateau_state state;
    std::vector<double> result;
    for (const double m : metrics) {
        state.observe(rule, m);
        result.push_back(state.factor);
    }
    return result;
}

}  // namespace

TEST_SUITE("train/plateau") {
    TEST_CASE("observe: reduces after more than `patience` epochs without improvement, then waits again") {
        CHECK(factors({.factor = 0.5, .patience = 1}, {1, 1, 1, 1, 1, 0.5, 0.5, 0.5}) ==
              std::vector<double>{1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125});
        CHECK(factors({.goal = train::goal::larger, .factor = 0.5, .patience = 0}, {1, 2, 2, 3}) ==
              std::vector<double>{1, 1, 0.5, 0.5});
    }

    TEST_CASE("observe: what gains less than the threshold is no improvement") {
        CHECK(factors({.factor = 0.5, .patience = 0, .threshold = 0.1, .relative = false}, {1, 0.95, 0.85}) ==
              std::vector<double>{1, 0.5, 0.5});
        CHECK(factors({.factor = 0.5, .patience = 0, .threshold = 0.1, .relative = true}, {100, 91, 89}) ==
              std::vector<double>{1, 0.5, 0.5});
    }

    TEST_CASE("observe: epochs of cooldown are not counted, and the rate has a floor") {
        CHECK(factors({.factor = 0.5, .patience = 0, .cooldown = 2}, {1, 1, 1, 1, 1}) ==
              std::vector<double>{1, 0.5, 0.5, 0.5, 0.25});
        CHECK(factors({.factor = 0.5, .patience = 0, .smallest = 0.4}, {1, 1, 1, 1}) ==
              std::vector<double>{1, 0.5, 0.4, 0.4});
        CHECK(factors({.factor = 0.5, .patience = 0, .smallest = 3.0}, {1, 1}) == std::vector<double>{1, 1});
    }

    TEST_CASE("observe: NaN never improves, at the beginning neither") {
        CHECK(factors({.factor = 0.5, .patience = 1}, {not_a_number, not_a_number, 1, not_a_number, not_a_number}) ==
              std::vector<double>{1, 0.5, 0.5, 0.5, 0.25});
    }

    TEST_CASE("plateau_state: a copy goes on as the original") {
        const reduce_on_plateau rule{.factor = 0.5, .patience = 2, .cooldown = 1};
        train::plateau_state whole;
        for (const double m : {3.0, 3.0, 3.0}) {
            whole.observe(rule, m);
        }
        train::plateau_state resumed{
            .factor = whole.factor, .best = whole.best, .bad_epochs = whole.bad_epochs, .cooldown = whole.cooldown};
        for (const double m : {3.0, 3.0, 3.0, 2.0, 2.0}) {
            whole.observe(rule, m);
            resumed.observe(rule, m);
            CHECK(whole == resumed);
        }
        CHECK(whole.factor == 0.5);
    }

    TEST_CASE("check and settings") {
        CHECK(to_string(reduce_on_plateau{}.settings()) ==
              "reduce_on_plateau(monitor validation/loss, goal smaller, factor 0.1, patience 10, threshold 0.0001, "
              "relative true, cooldown 0, smallest 0)");
        CHECK_THROWS_WITH_AS(reduce_on_plateau{.factor = 1.0}.check(),
                             "train::reduce_on_plateau: factor: expected 0 < factor < 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(reduce_on_plateau{.threshold = -1.0}.check(),
                             "train::reduce_on_plateau: threshold: expected a finite number of at least 0, found -1",
                             std::invalid_argument);
    }
}  // TEST_SUITE
