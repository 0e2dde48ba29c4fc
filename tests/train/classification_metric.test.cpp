// SPDX-License-Identifier: MIT
// tests/train/classification_metric.test.cpp
#include <lastro/train/classification_metric.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using train::average;

namespace {

using values = std::vector<double>;

const values y{2, 0, 1, 1, 3, 0, 3, 3, 1, 3, 1, 1};
const values p{0, 0, 1, 1, 0, 2, 3, 2, 1, 2, 0, 3};
const values w{1, 2, 0.5, 1, 0.25, 3, 1, 0, 1.5, 1, 0.1, 2};

}  // namespace

TEST_SUITE("train/classification_metric") {
    TEST_CASE("every function is the member of the confusion matrix of these rows") {
        const train::confusion_matrix c = train::confusion_matrix_of(y, p, w);
        const train::score_settings macro{.average = average::macro};
        CHECK(train::accuracy(y, p, w) == c.accuracy());
        CHECK(train::balanced_accuracy(y, p, w) == c.balanced_accuracy());
        CHECK(train::precision(y, p, macro, w) == c.precision(macro));
        CHECK(train::recall(y, p, macro, w) == c.recall(macro));
        CHECK(train::f_score(y, p, 0.5, macro, w) == c.f_score(0.5, macro));
        CHECK(train::matthews_correlation(y, p, w) == c.matthews());
        CHECK(train::cohen_kappa(y, p, train::kappa_weights::linear, w) == c.cohen_kappa(train::kappa_weights::linear));
    }

    TEST_CASE("values small enough to check by hand") {
        CHECK(train::accuracy(values{0, 1, 2, 2}, values{0, 2, 2, 2}) == 0.75);
        CHECK(train::accuracy(values{0, 1}, values{0, 0}, values{3, 1}) == 0.75);
        const values truth{1, 1, 1, 0, 0}, told{1, 1, 0, 1, 0};
        CHECK(train::precision(truth, told) == 2.0 / 3.0);
        CHECK(train::recall(truth, told) == 2.0 / 3.0);
        CHECK(train::recall(truth, told, {.positive = 0}) == 0.5);
        CHECK(train::f_score(truth, told) == 2.0 / 3.0);
        CHECK(train::balanced_accuracy(truth, told) == (2.0 / 3.0 + 0.5) / 2);
        // scikit-learn's examples
        CHECK(std::abs(train::matthews_correlation(values{1, 1, 1, -1}, values{1, -1, 1, 1}) + 1.0 / 3.0) < 1e-16);
        CHECK(std::abs(train::cohen_kappa(values{2, 0, 2, 2, 0, 1}, values{0, 0, 2, 2, 0, 2}) - 3.0 / 7.0) < 1e-16);
    }

    TEST_CASE("labels: those that occur, of any value") {
        const train::confusion_matrix c = train::confusion_matrix_of(values{7, -1.5}, values{7, 100});
        CHECK(c.labels() == values{-1.5, 7, 100});
        CHECK(c(0, 2) == 1.0);
    }

    TEST_CASE("refusals: no rows, unequal sizes, NaN, an unknown positive class") {
        CHECK_THROWS_WITH_AS(static_cast<void>(train::accuracy(values{}, values{})),
                             "train::accuracy: expected at least one row, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::accuracy(values{1}, values{1, 0})),
                             "train::accuracy: expected as many predictions as targets (1), found 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::accuracy(values{1}, values{std::nan("")})),
                             "train::accuracy: expected classes that are numbers, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::f_score(values{1}, values{std::nan("")})),
                             "train::f_score: expected classes that are numbers, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::precision(values{0, 2}, values{0, 2})),
                             "train::confusion_matrix: expected one of the labels 0, 2, found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::accuracy(values{1}, values{1}, values{0})), std::invalid_argument);
    }

}  // TEST_SUITE
