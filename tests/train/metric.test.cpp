// SPDX-License-Identifier: MIT
// tests/train/metric.test.cpp
#include <lastro/train/metric.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

using values = std::vector<double>;

// The definition, word for word: every pair of a row of class 1 and a row of class 0.
double auc_by_definition(const values& y, const values& score) {
    double right = 0, pairs = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        for (std::size_t j = 0; j < y.size(); ++j) {
            if (y[i] == 1 && y[j] == 0) {
                right += score[i] > score[j] ? 1.0 : score[i] == score[j] ? 0.5 : 0.0;
                pairs += 1;
            }
        }
    }
    return right / pairs;
}

}  // namespace

TEST_SUITE("train/metric") {
    TEST_CASE("values small enough to check by hand") {
        CHECK(train::accuracy(values{0, 1, 2, 2}, values{0, 2, 2, 2}) == 0.75);
        CHECK(std::abs(train::log_loss(values{1, 0}, values{0.5, 0.75}) - (std::log(2.0) + std::log(4.0)) / 2) < 1e-15);
        CHECK(train::brier_score(values{1, 0}, values{0.5, 0.75}) == (0.25 + 0.5625) / 2);
        CHECK(train::roc_auc(values{0, 0, 1, 1}, values{0.1, 0.4, 0.35, 0.8}) == 0.75);
        CHECK(train::roc_auc(values{0, 1, 0, 1}, values{1, 1, 1, 1}) == 0.5);
        CHECK(train::mean_squared_error(values{3, -0.5, 2, 7}, values{2.5, 0, 2, 8}) == 0.375);
        CHECK(train::mean_absolute_error(values{3, -0.5, 2, 7}, values{2.5, 0, 2, 8}) == 0.5);
        CHECK(train::r2_score(values{1, 2, 3}, values{1, 2, 3}) == 1.0);
        CHECK(train::r2_score(values{1, 2, 3}, values{2, 2, 2}) == 0.0);
    }

    TEST_CASE("log_loss: certainty costs nothing if right and everything if wrong") {
        CHECK(train::log_loss(values{1, 0}, values{1, 0}) == 0.0);
        CHECK(train::log_loss(values{1}, values{0}) == std::numeric_limits<double>::infinity());
    }

    TEST_CASE("roc_auc: agrees with the definition on 200 samples with many ties") {
        std::mt19937_64 engine{11};
        for (int round = 0; round < 200; ++round) {
            const std::size_t n = 2 + engine() % 30;
            values y(n), score(n);
            for (std::size_t i = 0; i < n; ++i) {
                y[i] = static_cast<double>(engine() % 2);
                score[i] = static_cast<double>(engine() % 6);
            }
            y[0] = 0;
            y[1] = 1;
            CAPTURE(round);
            REQUIRE(std::abs(train::roc_auc(y, score) - auc_by_definition(y, score)) < 1e-15);
        }
    }

    TEST_CASE("metrics: what has no answer is refused") {
        CHECK_THROWS_WITH_AS(static_cast<void>(train::accuracy(values{}, values{})),
                             "train::accuracy: expected at least one row, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::accuracy(values{1}, values{1, 0})),
                             "train::accuracy: expected as many predictions as targets (1), found 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::log_loss(values{2}, values{0.5})),
                             "train::log_loss: expected targets of 0 or 1, found 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::log_loss(values{1}, values{1.5})),
                             "train::log_loss: expected probabilities in [0, 1], found 1.5", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::roc_auc(values{1, 1}, values{0.5, 0.6})),
                             "train::roc_auc: expected targets of both classes, found only 1", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::roc_auc(values{0, 1}, values{0.5, std::nan("")})),
                             "train::roc_auc: expected scores that are numbers, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::r2_score(values{2, 2}, values{1, 2})),
                             "train::r2_score: expected targets that differ, found equal ones", std::invalid_argument);
    }

}  // TEST_SUITE
