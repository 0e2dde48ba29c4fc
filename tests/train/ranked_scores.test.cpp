// SPDX-License-Identifier: MIT
// tests/train/ranked_scores.test.cpp
#include <lastro/train/ranked_scores.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "shards.hpp"

using namespace lastro;

namespace {

using values = std::vector<double>;

// The definition, word for word: every pair of a row of class 1 and a row of class 0.
double auc_by_definition(const values& y, const values& score, const values& w) {
    double right = 0, pairs = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        for (std::size_t j = 0; j < y.size(); ++j) {
            if (y[i] == 1 && y[j] == 0) {
                right += w[i] * w[j] * (score[i] > score[j] ? 1.0 : score[i] == score[j] ? 0.5 : 0.0);
                pairs += w[i] * w[j];
            }
        }
    }
    return right / pairs;
}

// The definition, word for word: precision and recall of "score >= t" for every distinct t.
double average_precision_by_definition(const values& y, const values& score, const values& w) {
    const std::set<double, std::greater<>> thresholds(score.begin(), score.end());
    double all = 0, area = 0, recall_before = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        all += y[i] * w[i];
    }
    for (const double t : thresholds) {
        double right = 0, told = 0;
        for (std::size_t i = 0; i < y.size(); ++i) {
            right += score[i] >= t ? y[i] * w[i] : 0.0;
            told += score[i] >= t ? w[i] : 0.0;
        }
        area += (right / all - recall_before) * (told > 0 ? right / told : 0.0);
        recall_before = right / all;
    }
    return area;
}

const values y{0, 1, 1, 0, 1, 0, 0, 1, 1, 0};
const values s{.1, .4, .35, .8, .8, .35, .1, .9, .2, .5};
const values w{1, 2, .5, 1, .25, 3, 1, .7, 1.5, 1};

}  // namespace

TEST_SUITE("train/ranked_scores") {
    TEST_CASE("values small enough to check by hand") {
        CHECK(train::roc_auc(values{0, 0, 1, 1}, values{0.1, 0.4, 0.35, 0.8}) == 0.75);
        CHECK(train::roc_auc(values{0, 1, 0, 1}, values{1, 1, 1, 1}) == 0.5);
        CHECK(train::roc_auc(values{0, 1}, values{-std::numeric_limits<double>::infinity(), 0}) == 1.0);
        CHECK(train::roc_auc(values{0, 1}, values{0.0, -0.0}) == 0.5);
        CHECK(std::abs(train::average_precision(values{0, 0, 1, 1}, values{0.1, 0.4, 0.35, 0.8}) - 5.0 / 6.0) < 2e-16);
        CHECK(train::average_precision(values{1, 1}, values{0.1, 0.4}) == 1.0);
    }

    TEST_CASE("scikit-learn 1.5.2: ties and weights") {
        CHECK(std::abs(train::roc_auc(y, s) - 0.68) < 1e-15);
        CHECK(std::abs(train::roc_auc(y, s, w) - 0.6139971139971141) < 1e-15);
        CHECK(std::abs(train::average_precision(y, s) - 0.6926190476190477) < 1e-15);
        CHECK(std::abs(train::average_precision(y, s, w) - 0.598805501278238) < 1e-15);
    }

    TEST_CASE("both agree with their definitions on 200 samples with many ties, with and without weights") {
        std::mt19937_64 engine{11};
        for (int round = 0; round < 200; ++round) {
            const std::size_t n = 2 + engine() % 30;
            values target(n), score(n), weight(n, 1.0);
            for (std::size_t i = 0; i < n; ++i) {
                target[i] = static_cast<double>(engine() % 2);
                score[i] = static_cast<double>(engine() % 6);
                weight[i] = round % 2 == 0 ? 1.0 : static_cast<double>(engine() % 5) * 0.3;
            }
            target[0] = 0;
            target[1] = 1;
            weight[0] = weight[1] = 0.7;
            CAPTURE(round);
            REQUIRE(std::abs(train::roc_auc(target, score, weight) - auc_by_definition(target, score, weight)) < 2e-15);
            REQUIRE(std::abs(train::average_precision(target, score, weight) -
                             average_precision_by_definition(target, score, weight)) < 2e-15);
        }
    }

    TEST_CASE("roc_auc: exchanging the classes and the sign of scores is no change, and any growing map neither") {
        values opposite, negative, mapped;
        for (std::size_t i = 0; i < y.size(); ++i) {
            opposite.push_back(1 - y[i]);
            negative.push_back(-s[i]);
            mapped.push_back(s[i] * 8.0 - 3.0);
        }
        CHECK(train::roc_auc(opposite, negative) == train::roc_auc(y, s));
        CHECK(train::roc_auc(y, mapped) == train::roc_auc(y, s));
    }

    TEST_CASE("merge: neither order nor shards can be seen") {
        for (const bool weighted : {false, true}) {
            const auto add = [&](train::ranked_scores& r, std::size_t i) { r.add(y[i], s[i], weighted ? w[i] : 1.0); };
            CHECK(shards_do_not_show(train::ranked_scores{}, y.size(), add,
                                     [](const train::ranked_scores& r) { return r.roc_auc(); }));
            CHECK(shards_do_not_show(train::ranked_scores{}, y.size(), add,
                                     [](const train::ranked_scores& r) { return r.average_precision(); }));
        }
    }

    TEST_CASE("refusals: one class only, NaN scores, other targets") {
        CHECK_THROWS_WITH_AS(static_cast<void>(train::roc_auc(values{1, 1}, values{0.5, 0.6})),
                             "train::roc_auc: expected targets of both classes, found only 1", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::roc_auc(values{0}, values{0.5})),
                             "train::roc_auc: expected targets of both classes, found only 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::roc_auc(values{0, 1}, values{0.5, 0.6}, values{1, 0})),
                             "train::roc_auc: expected targets of both classes, found only 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::roc_auc(values{0, 1}, values{0.5, std::nan("")})),
                             "train::ranked_scores: expected scores that are numbers, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::roc_auc(values{0, 2}, values{0.5, 0.5})),
                             "train::ranked_scores: expected targets of 0 or 1, found 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::average_precision(values{0}, values{0.5})),
                             "train::average_precision: expected targets of class 1, found none",
                             std::invalid_argument);
    }

}  // TEST_SUITE
