// SPDX-License-Identifier: MIT
// tests/model/prediction.test.cpp
#include <lastro/model/prediction.hpp>

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

TEST_SUITE("model/prediction") {
    TEST_CASE("predict_from_scores: exp of the score with poisson_loss, else the score") {
        std::vector<double> scores{0.0, 2.0, -1.0};
        model::predict_from_scores(train::huber_loss{}, scores);
        CHECK(scores == std::vector<double>{0.0, 2.0, -1.0});
        model::predict_from_scores(train::poisson_loss{}, scores);
        CHECK(scores[0] == 1.0);
        CHECK(std::abs(scores[1] - std::exp(2.0)) < 1e-14);
        CHECK(std::abs(scores[2] - std::exp(-1.0)) < 1e-15);
    }

    TEST_CASE("check_loss: says whose loss it is") {
        CHECK_NOTHROW(model::detail::check_loss("lastro.linear: loss", train::huber_loss{}));
        CHECK_THROWS_WITH_AS(model::detail::check_loss("lastro.linear: loss", train::quantile_loss{.quantile = 2.0}),
                             "lastro.linear: loss: train::quantile_loss: quantile: expected 0 < quantile < 1, found 2",
                             format_error);
    }
}  // TEST_SUITE
