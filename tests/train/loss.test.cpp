// SPDX-License-Identifier: MIT
// tests/train/loss.test.cpp
#include <lastro/train/loss.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

using values = std::vector<double>;

double classification_loss(const values& scores, const values& targets) {
    values unused(scores.size());
    return train::classification_loss<double>(scores, targets, unused);
}

void check_derivative(values scores, const values& targets) {
    values derivative(scores.size());
    train::classification_loss<double>(scores, targets, derivative);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        constexpr double step = 1e-6;
        const double old = scores[i];
        scores[i] = old + step;
        const double above = classification_loss(scores, targets);
        scores[i] = old - step;
        const double below = classification_loss(scores, targets);
        scores[i] = old;
        CAPTURE(i);
        CHECK(std::abs(derivative[i] - (above - below) / (2.0 * step)) < 1e-9);
    }
}

}  // namespace

TEST_SUITE("train/loss") {
    TEST_CASE("loss: a coin costs log 2, a die log 6") {
        CHECK(std::abs(classification_loss({0, 0, 0}, {0, 1, 1}) - std::log(2.0)) < 1e-16);
        CHECK(std::abs(classification_loss(values(12, 3.5), {5, 0}) - std::log(6.0)) < 1e-15);
    }

    TEST_CASE("loss: two classes as one score or as two are the same") {
        CHECK(std::abs(classification_loss({0.7, -1.3}, {1, 1}) - classification_loss({0, 0.7, 0, -1.3}, {1, 1})) <
              1e-15);
    }

    TEST_CASE("derivative: agrees with finite differences") {
        check_derivative({0.3, -2.0, 1.5, 0.0}, {0, 1, 1, 0});
        check_derivative({0.3, -2.0, 1.5, 0.0, 4.0, -1.0}, {2, 0});
        check_derivative({1.0, 2.0, 3.0, 4.0}, {0});
    }

    TEST_CASE("loss: enormous scores neither overflow nor hide a mistake") {
        values d(2);
        CHECK(train::logistic_loss<double>(values{1e4, -1e4}, values{1, 0}, d) == 0.0);
        CHECK(d == values{0, 0});
        CHECK(train::logistic_loss<double>(values{1e4, -1e4}, values{0, 1}, d) == 1e4);
        CHECK(d == values{0.5, -0.5});
        CHECK(train::softmax_loss<double>(values{1e308, -1e308}, values{0}, d) == 0.0);
        CHECK(train::softmax_loss<double>(values{-1000, 1000}, values{0}, d) == 2000.0);
        CHECK(d == values{-1, 1});
        const double not_a_number = std::numeric_limits<double>::quiet_NaN();
        CHECK(std::isnan(classification_loss({not_a_number, 1.0}, {0, 1})));
        CHECK(std::isnan(classification_loss({not_a_number, 1.0, 2.0}, {2})));
    }

    TEST_CASE("loss: float agrees with double within float's precision") {
        const std::vector<float> scores{0.3F, -2.0F, 1.5F}, targets{0, 1, 1};
        std::vector<float> d(3);
        const double single = train::classification_loss<float>(scores, targets, d);
        CHECK(std::abs(single - classification_loss({0.3, -2.0, 1.5}, {0, 1, 1})) < 1e-6);
    }

}  // TEST_SUITE
