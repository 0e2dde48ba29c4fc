// SPDX-License-Identifier: MIT
// tests/train/confusion_matrix.test.cpp
#include <lastro/train/confusion_matrix.hpp>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "shards.hpp"

using namespace lastro;
using train::average;
using train::confusion_matrix;

namespace {

using values = std::vector<double>;

const values y{2, 0, 1, 1, 3, 0, 3, 3, 1, 3, 1, 1};
const values p{0, 0, 1, 1, 0, 2, 3, 2, 1, 2, 0, 3};
const values w{1, 2, 0.5, 1, 0.25, 3, 1, 0, 1.5, 1, 0.1, 2};

confusion_matrix counts(bool weighted, confusion_matrix c = confusion_matrix{4}) {
    for (std::size_t i = 0; i < y.size(); ++i) {
        c.add(y[i], p[i], weighted ? w[i] : 1.0);
    }
    return c;
}

void near(double got, double expected) { CHECK(std::abs(got - expected) < 4e-16); }

}  // namespace

TEST_SUITE("train/confusion_matrix") {
    TEST_CASE("counts: row by row, by hand") {
        const confusion_matrix c = counts(false);
        CHECK(c.classes() == 4);
        CHECK(c(1, 1) == 3.0);
        CHECK(c(1, 0) == 1.0);
        CHECK(c(3, 2) == 2.0);
        CHECK(c.true_total(1) == 5.0);
        CHECK(c.told_total(0) == 4.0);
        CHECK(c.total() == 12.0);
        CHECK(counts(true)(1, 1) == 3.0);  // 0.5 + 1 + 1.5
        CHECK(counts(true).total() == 13.35);
    }

    TEST_CASE("scikit-learn 1.5.2: every metric, without weights") {
        const confusion_matrix c = counts(false);
        near(c.accuracy(), 0.4166666666666667);
        near(c.balanced_accuracy(), 0.3375);
        near(c.balanced_accuracy(true), 0.1166666666666667);
        near(c.matthews(), 0.25509819019042246);
        near(c.cohen_kappa(), 0.23636363636363644);
        near(c.cohen_kappa(train::kappa_weights::linear), 0.20879120879120883);
        near(c.cohen_kappa(train::kappa_weights::quadratic), 0.21311475409836067);
        near(c.precision({.average = average::macro}), 0.4375);
        near(c.recall({.average = average::macro}), 0.3375);
        near(c.f_score(1.0, {.average = average::macro}), 0.35416666666666663);
        near(c.f_score(2.0, {.average = average::macro}), 0.3366545893719807);
        near(c.precision({.average = average::weighted}), 0.625);
        near(c.recall({.average = average::weighted}), 0.4166666666666667);
        near(c.f_score(1.0, {.average = average::weighted}), 0.4791666666666667);
        near(c.f_score(2.0, {.average = average::weighted}), 0.43377616747181963);
    }

    TEST_CASE("scikit-learn 1.5.2: every metric, with weights") {
        const confusion_matrix c = counts(true);
        near(c.accuracy(), 0.449438202247191);
        near(c.balanced_accuracy(), 0.3581699346405229);
        near(c.balanced_accuracy(true), 0.14422657952069717);
        near(c.matthews(), 0.29384702767265247);
        near(c.cohen_kappa(), 0.27543428898447464);
        near(c.cohen_kappa(train::kappa_weights::linear), 0.1814982458858554);
        near(c.cohen_kappa(train::kappa_weights::quadratic), 0.19206833029999593);
        near(c.precision({.average = average::macro}), 0.4825870646766169);
        near(c.recall({.average = average::macro}), 0.3581699346405229);
        near(c.f_score(1.0, {.average = average::macro}), 0.4001837594651966);
        near(c.f_score(2.0, {.average = average::macro}), 0.3714894580793939);
        near(c.precision({.average = average::weighted}), 0.6618033428363799);
        near(c.recall({.average = average::weighted}), 0.449438202247191);
        near(c.f_score(1.0, {.average = average::weighted}), 0.5266015142890605);
        near(c.f_score(2.0, {.average = average::weighted}), 0.47550999193686194);
    }

    TEST_CASE("averages: micro is the accuracy, binary one class, macro their mean") {
        const confusion_matrix c = counts(true);
        for (const double beta : {0.5, 1.0, 2.0}) {
            near(c.f_score(beta, {.average = average::micro}), c.accuracy());
        }
        double mean = 0;
        for (const double label : {0.0, 1.0, 2.0, 3.0}) {
            mean += c.precision({.positive = label}) / 4;
        }
        near(c.precision({.average = average::macro}), mean);
    }

    TEST_CASE("classes that do not occur change nothing") {
        const confusion_matrix c = counts(false, confusion_matrix{values{-1, 0, 1, 2, 3, 7}});
        CHECK(c.precision({.average = average::macro}) == counts(false).precision({.average = average::macro}));
        CHECK(c.balanced_accuracy() == counts(false).balanced_accuracy());
        CHECK(c.matthews() == counts(false).matthews());
        CHECK(c.cohen_kappa() == counts(false).cohen_kappa());
    }

    TEST_CASE("zero_division: what 0/0 counts as") {
        confusion_matrix c{2};  // nothing is told 1
        c.add(0, 0);
        c.add(1, 0);
        CHECK(c.precision() == 0.0);
        CHECK(c.precision({.zero_division = 1.0}) == 1.0);
        CHECK(std::isnan(c.precision({.zero_division = std::nan("")})));
        CHECK(c.precision({.average = average::macro}) == 0.25);
        CHECK(c.precision({.average = average::macro, .zero_division = 1.0}) == 0.75);
        CHECK(c.precision({.average = average::macro, .zero_division = std::nan("")}) == 0.5);
        CHECK(c.recall() == 0.0);
        CHECK(c.f_score(1.0, {.zero_division = 1.0}) == 0.0);  // 0/1: there was a row to find
    }

    TEST_CASE("matthews: two classes by the formula, 1 for equal, -1 for opposite, 0 for constant") {
        confusion_matrix c{values{-1, 1}};  // TP 3, FN 0, FP 0, TN 0 and one of each error
        for (const auto& [a, b] : std::vector<std::pair<double, double>>{{1, 1}, {1, -1}, {1, 1}, {-1, 1}}) {
            c.add(a, b);
        }
        CHECK(std::abs(c.matthews() + 1.0 / 3.0) < 1e-16);  // scikit-learn's example
        confusion_matrix same{2}, opposite{2}, constant{2};
        for (const double k : {0.0, 1.0}) {
            same.add(k, k);
            opposite.add(k, 1 - k);
            constant.add(k, 0);
        }
        CHECK(same.matthews() == 1.0);
        CHECK(opposite.matthews() == -1.0);
        CHECK(constant.matthews() == 0.0);
        CHECK(same.cohen_kappa() == 1.0);
        CHECK(opposite.cohen_kappa() == -1.0);
    }

    TEST_CASE("merge: neither order nor shards can be seen") {
        for (const bool weighted : {false, true}) {
            const auto add = [&](confusion_matrix& c, std::size_t i) { c.add(y[i], p[i], weighted ? w[i] : 1.0); };
            CHECK(shards_do_not_show(confusion_matrix{4}, y.size(), add,
                                     [](const confusion_matrix& c) { return c.matthews(); }));
            CHECK(shards_do_not_show(confusion_matrix{4}, y.size(), add, [](const confusion_matrix& c) {
                return c.f_score(0.5, {.average = average::weighted});
            }));
        }
    }

    TEST_CASE("refusals: labels out of range, other labels, no rows, settings") {
        confusion_matrix c{3};
        CHECK_THROWS_WITH_AS(c.add(3, 0), "train::confusion_matrix: expected one of the labels 0, 1, 2, found 3",
                             std::invalid_argument);
        CHECK_THROWS_AS(c.add(0, -1), std::invalid_argument);
        CHECK_THROWS_AS(c.add(0, 0.5), std::invalid_argument);
        CHECK_THROWS_AS(c.add(std::nan(""), 0), std::invalid_argument);
        CHECK(c.total() == 0.0);  // and nothing was counted
        CHECK_THROWS_WITH_AS(static_cast<void>(c.accuracy()),
                             "train::confusion_matrix: expected rows of positive weight, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(c.merge(confusion_matrix{2}),
                             "train::confusion_matrix: merge: expected the same labels, found others",
                             std::invalid_argument);
        CHECK_THROWS_AS(confusion_matrix{std::size_t{0}}, std::invalid_argument);
        CHECK_THROWS_AS((confusion_matrix{values{1, 0}}), std::invalid_argument);
        CHECK_THROWS_AS((confusion_matrix{values{1, 1}}), std::invalid_argument);
        CHECK_THROWS_AS((confusion_matrix{values{std::nan("")}}), std::invalid_argument);
        c.add(1, 1);
        CHECK_THROWS_WITH_AS(static_cast<void>(c.cohen_kappa()),
                             "train::cohen_kappa: expected more than one class, found one", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(c.precision({.positive = 5})), std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(c.f_score(-1.0)),
                             "train::f_score: beta: expected a finite number of at least 0, found -1",
                             std::invalid_argument);
    }

}  // TEST_SUITE
