// SPDX-License-Identifier: MIT
// tests/train/probability_metric.test.cpp
#include <lastro/train/probability_metric.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "shards.hpp"

using namespace lastro;

namespace {

using values = std::vector<double>;

const values y{0, 1, 1, 0, 1, 0, 0, 1, 1, 0};
const values p{.1, .4, .35, .8, .8, .35, .1, .9, .2, .5};
const values w{1, 2, .5, 1, .25, 3, 1, .7, 1.5, 1};

}  // namespace

TEST_SUITE("train/probability_metric") {
    TEST_CASE("values small enough to check by hand") {
        CHECK(std::abs(train::log_loss(values{1, 0}, values{0.5, 0.75}) - (std::log(2.0) + std::log(4.0)) / 2) < 1e-15);
        CHECK(train::brier_score(values{1, 0}, values{0.5, 0.75}) == (0.25 + 0.5625) / 2);
    }

    TEST_CASE("scikit-learn 1.5.2: log_loss and brier_score_loss, with and without weights") {
        CHECK(std::abs(train::log_loss(y, p) - 0.6848143876181122) < 1e-15);
        CHECK(std::abs(train::log_loss(y, p, w) - 0.7286060682866018) < 1e-15);
        CHECK(std::abs(train::brier_score(y, p) - 0.2505) < 1e-15);
        CHECK(std::abs(train::brier_score(y, p, w) - 0.2665899581589959) < 1e-15);
        const values of_three{.7, .2, .1, .1, .6,  .3,  .2, .2, .6, .4, .4, .2,
                              .3, .5, .2, .5, .25, .25, .1, .1, .8, .3, .3, .4};
        CHECK(std::abs(train::log_loss(values{0, 1, 2, 1, 0, 2, 2, 1}, num::row_major(of_three.data(), 8, 3)) -
                       0.7890000555538551) < 1e-15);
    }

    TEST_CASE("log_loss: certainty costs nothing if right and everything if wrong") {
        CHECK(train::log_loss(values{1, 0}, values{1, 0}) == 0.0);
        CHECK(train::log_loss(values{1}, values{0}) == std::numeric_limits<double>::infinity());
    }

    TEST_CASE("log_loss: two columns are the same as the second of them") {
        values columns;
        for (const double q : p) {
            columns.insert(columns.end(), {1.0 - q, q});
        }
        CHECK(std::abs(train::log_loss(y, num::row_major(columns.data(), p.size(), 2), w) - train::log_loss(y, p, w)) <
              1e-15);
    }

    TEST_CASE("merge: neither order nor shards can be seen") {
        CHECK(shards_do_not_show(
            train::log_loss_state{}, y.size(),
            [&](train::log_loss_state& s, std::size_t i) { s.add(y[i], p[i], w[i]); },
            [](const train::log_loss_state& s) { return s.value(); }));
        CHECK(shards_do_not_show(
            train::brier_state{}, y.size(), [&](train::brier_state& s, std::size_t i) { s.add(y[i], p[i], w[i]); },
            [](const train::brier_state& s) { return s.value(); }));
    }

    TEST_CASE("refusals: targets and probabilities out of range") {
        CHECK_THROWS_WITH_AS(static_cast<void>(train::log_loss(values{2}, values{0.5})),
                             "train::log_loss: expected targets of 0 or 1, found 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::log_loss(values{1}, values{1.5})),
                             "train::log_loss: expected probabilities in [0, 1], found 1.5", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::brier_score(values{1}, values{std::nan("")})),
                             "train::brier_score: expected probabilities in [0, 1], found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::brier_score(values{1}, values{})),
                             "train::brier_score: expected as many predictions as targets (1), found 0",
                             std::invalid_argument);
        const values three{.2, .3, .5};
        for (const double target : {-1.0, 3.0, 0.5, std::nan("")}) {
            CHECK_THROWS_AS(static_cast<void>(train::log_loss(values{target}, num::row_major(three.data(), 1, 3))),
                            std::invalid_argument);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(train::log_loss(values{3}, num::row_major(three.data(), 1, 3))),
                             "train::log_loss: expected class numbers below 3, found 3", std::invalid_argument);
    }

}  // TEST_SUITE
