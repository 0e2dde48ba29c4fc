// SPDX-License-Identifier: MIT
// tests/train/multiclass_auc.test.cpp
#include <lastro/train/multiclass_auc.hpp>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

using values = std::vector<double>;

const values y{0, 1, 2, 1, 0, 2, 2, 1};
const values p{.7, .2, .1, .1, .6, .3, .2, .2, .6, .4, .4, .2, .3, .5, .2, .5, .25, .25, .1, .1, .8, .3, .3, .4};

double area(const train::multiclass_auc_settings& settings) {
    return train::multiclass_roc_auc(y, num::row_major(p.data(), 8, 3), settings);
}

}  // namespace

TEST_SUITE("train/multiclass_auc") {
    TEST_CASE("scikit-learn 1.5.2: roc_auc_score with multi_class and average") {
        using train::pairing;
        CHECK(std::abs(area({}) - 0.8416666666666667) < 2e-16);
        CHECK(std::abs(area({.weighted = true}) - 0.8479166666666667) < 2e-16);
        CHECK(std::abs(area({.pairing = pairing::one_vs_one}) - 0.8379629629629629) < 2e-16);
        CHECK(std::abs(area({.pairing = pairing::one_vs_one, .weighted = true}) - 0.8411458333333333) < 2e-16);
    }

    TEST_CASE("two classes whose scores sum to 1: the area of class 1") {
        const values targets{0, 0, 1, 1}, score{0.1, 0.4, 0.35, 0.8};
        const values both{0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8};
        const auto matrix = num::row_major(both.data(), 4, 2);
        CHECK(train::multiclass_roc_auc(targets, matrix) == train::roc_auc(targets, score));
        CHECK(train::multiclass_roc_auc(targets, matrix, {.pairing = train::pairing::one_vs_one}) ==
              train::roc_auc(targets, score));
    }

    TEST_CASE("weights: 2 is the row twice, 0 is no row") {
        values twice_y, twice_p, weights;
        for (std::size_t i = 0; i < y.size(); ++i) {
            weights.push_back(static_cast<double>(i % 3));
            for (std::size_t times = 0; times < i % 3; ++times) {
                twice_y.push_back(y[i]);
                twice_p.insert(twice_p.end(), p.begin() + static_cast<std::ptrdiff_t>(3 * i),
                               p.begin() + static_cast<std::ptrdiff_t>(3 * i + 3));
            }
        }
        for (const auto pairing : {train::pairing::one_vs_rest, train::pairing::one_vs_one}) {
            const train::multiclass_auc_settings settings{.pairing = pairing, .weighted = true};
            CHECK(train::multiclass_roc_auc(y, num::row_major(p.data(), 8, 3), settings, weights) ==
                  train::multiclass_roc_auc(twice_y, num::row_major(twice_p.data(), twice_y.size(), 3), settings));
        }
    }

    TEST_CASE("refusals: a class without rows, targets that are no class, one column") {
        CHECK_THROWS_WITH_AS(static_cast<void>(train::multiclass_roc_auc(values{0, 1}, num::row_major(p.data(), 2, 3))),
                             "train::multiclass_roc_auc: expected rows of every class, found none of class 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::multiclass_roc_auc(values{0, 3}, num::row_major(p.data(), 2, 3))),
                             "train::multiclass_roc_auc: expected class numbers below 3, found 3",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::multiclass_roc_auc(values{0, 0}, num::row_major(p.data(), 2, 1))),
                        std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::multiclass_roc_auc(values{0}, num::row_major(p.data(), 2, 3))),
                        std::invalid_argument);
    }

}  // TEST_SUITE
