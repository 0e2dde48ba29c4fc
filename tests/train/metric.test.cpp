// SPDX-License-Identifier: MIT
// tests/train/metric.test.cpp
#include <lastro/train/metric.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/train/calibration.hpp>
#include <lastro/train/confusion_matrix.hpp>
#include <lastro/train/probability_metric.hpp>
#include <lastro/train/ranked_scores.hpp>
#include <lastro/train/regression_metric.hpp>
#include <lastro/train/weighted_mean.hpp>

using namespace lastro;

// Every state of the room is one; a number is none.
static_assert(train::metric_state<train::weighted_mean> && train::metric_state<train::log_loss_state> &&
              train::metric_state<train::brier_state> && train::metric_state<train::confusion_matrix> &&
              train::metric_state<train::ranked_scores> && train::metric_state<train::calibration> &&
              train::metric_state<train::mean_error<train::squared_error>> && train::metric_state<train::r2_state>);
static_assert(!train::metric_state<double>);

TEST_SUITE("train/metric") {
    TEST_CASE("metric_value: a regular value") {
        const train::metric_value loss{"loss", 0.5};
        CHECK(loss == train::metric_value{"loss", 0.5});
        CHECK(loss != train::metric_value{"loss", 0.25});
    }

    TEST_CASE("checks: what every metric refuses, and how it says so") {
        const std::vector<double> none, one{1}, two{1, 0};
        const auto fill = [](const auto& y, const auto& p, const auto& w) {
            return train::detail::filled("train::metric", train::log_loss_state{}, y, p, w);
        };
        CHECK_THROWS_WITH_AS(static_cast<void>(fill(none, none, none)),
                             "train::metric: expected at least one row, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(fill(one, two, none)),
                             "train::metric: expected as many predictions as targets (1), found 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(fill(two, two, one)),
                             "train::metric: expected as many weights as targets (2), or none, found 1",
                             std::invalid_argument);
        for (const double weight : {-1.0, std::numeric_limits<double>::infinity(), std::nan("")}) {
            CHECK_THROWS_AS(train::detail::require_weight("train::metric", weight), std::invalid_argument);
        }
        CHECK_THROWS_WITH_AS(train::detail::require_weight("train::metric", -1.0),
                             "train::metric: expected a finite weight of at least 0, found -1", std::invalid_argument);
    }

}  // TEST_SUITE
