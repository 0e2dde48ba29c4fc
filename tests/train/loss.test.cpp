// SPDX-License-Identifier: MIT
// tests/train/loss.test.cpp
#include <lastro/train/loss.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
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

    TEST_CASE("weights: a row of weight 2 counts as two rows, up to their number; one of 0 not at all") {
        for (const std::size_t classes : {1U, 3U}) {
            const values scores = classes == 1 ? values{0.3, -2.0, 1.5} : values{0.3, -2, 1.5, 0, 4, -1, 1, 2, 3};
            const values twice = classes == 1 ? values{0.3, 0.3, -2.0} : values{0.3, -2, 1.5, 0.3, -2, 1.5, 0, 4, -1};
            values d(scores.size()), e(scores.size());
            const double weighted =
                train::classification_loss<double>(scores, values{1, 0, 1}, d, {.weights = values{2, 1, 0}});
            const double repeated = train::classification_loss<double>(twice, values{1, 1, 0}, e);
            CHECK(std::abs(weighted - repeated) < 1e-15);
            for (std::size_t k = 0; k < classes; ++k) {
                CHECK(std::abs(d[k] - 2.0 * e[k]) < 1e-15);
                CHECK(d[2 * classes + k] == 0.0);
            }
            values all(scores.size()), none(scores.size());
            CHECK(train::classification_loss<double>(scores, values{1, 0, 1}, all, {.weights = values{1, 1, 1}}) ==
                  train::classification_loss<double>(scores, values{1, 0, 1}, none));
            CHECK(all == none);
        }
    }

    TEST_CASE("label smoothing: the loss under the smoothed target, with its derivative") {
        const double s = 0.2;
        values d(1);
        const double z = 0.7, p = 1.0 / (1.0 + std::exp(-z));
        const double loss = train::logistic_loss<double>(values{z}, values{1}, d, {.label_smoothing = s});
        CHECK(std::abs(loss + 0.9 * std::log(p) + 0.1 * std::log(1.0 - p)) < 1e-15);
        CHECK(std::abs(d[0] - (p - 0.9)) < 1e-15);

        const values scores{0.3, -2.0, 1.5};
        values e(3);
        const double sum = std::exp(0.3) + std::exp(-2.0) + std::exp(1.5);
        const double many = train::softmax_loss<double>(scores, values{1}, e, {.label_smoothing = s});
        double expected = 0.0;
        for (std::size_t k = 0; k < 3; ++k) {
            const double target = (k == 1 ? 1.0 - s : 0.0) + s / 3.0, q = std::exp(scores[k]) / sum;
            expected -= target * std::log(q);
            CHECK(std::abs(e[k] - (q - target)) < 1e-15);
        }
        CHECK(std::abs(many - expected) < 1e-15);
    }

    TEST_CASE("hinge: nothing beyond the margin, a line before it") {
        values d(4);
        CHECK(train::hinge_loss<double>(values{2, 0.5, -2, 0.5}, values{1, 1, 0, 0}, d) == (0.5 + 1.5) / 4);
        CHECK(d == values{0, -0.25, 0, 0.25});
        CHECK(train::hinge_loss<double>(values{0, 0}, values{1, 0}, std::span{d}.first(2), values{4, 0}) == 2.0);
        CHECK(d[0] == -2.0);
        CHECK(d[1] == 0.0);
        CHECK(std::isnan(train::hinge_loss<double>(values{std::nan("")}, values{1}, std::span{d}.first(1))));
    }

    TEST_CASE("loss: float agrees with double within float's precision") {
        const std::vector<float> scores{0.3F, -2.0F, 1.5F}, targets{0, 1, 1};
        std::vector<float> d(3);
        const double single = train::classification_loss<float>(scores, targets, d);
        CHECK(std::abs(single - classification_loss({0.3, -2.0, 1.5}, {0, 1, 1})) < 1e-6);
    }

}  // TEST_SUITE
