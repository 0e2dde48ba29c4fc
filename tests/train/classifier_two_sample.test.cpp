// SPDX-License-Identifier: MIT
// tests/train/classifier_two_sample.test.cpp
#include <lastro/train/classifier_two_sample.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/mlp.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

using lastro::drift::p_method;
using lastro::drift::points;
using lastro::train::classifier_two_sample_result;
using lastro::train::classifier_two_sample_settings;
using lastro::train::classifier_two_sample_test;
namespace model = lastro::model;
namespace rnd = lastro::random;

namespace {

const model::mlp linear{{.hidden = {}}};

/// Rows of two uniform columns; `tied`: the second is the first, the columns alone being the same.
std::vector<double> rows_of(std::uint64_t seed, std::size_t n, bool tied = false, double shift = 0.0) {
    const rnd::stream draws{seed};
    std::vector<double> rows;
    for (std::size_t i = 0; i < n; ++i) {
        const double x = rnd::uniform(draws, 2 * i), y = rnd::uniform(draws, 2 * i + 1);
        rows.insert(rows.end(), {x + shift, tied ? x : y});
    }
    return rows;
}

}  // namespace

TEST_SUITE("train/classifier_two_sample") {
    TEST_CASE("linear: finds a shift; all relabellings of few rows; twice the same") {
        const std::vector<double> a = rows_of(1, 80), b = rows_of(2, 60, false, 0.6);
        const classifier_two_sample_settings settings{
            .fit = {.epochs = 60, .optimizer = lastro::train::adam{.learning_rate = 0.1}},
            .permutations = 999,
            .seed = 3};
        const auto r = classifier_two_sample_test(linear, points{a, 2}, points{b, 2}, settings);
        CHECK(r.learned_from == 70);
        CHECK(r.scored == 70);
        CHECK(r.auc > 0.8);
        CHECK(r.accuracy > 0.65);
        CHECK(r.p_value == 0.001);
        CHECK(classifier_two_sample_test(linear, points{a, 2}, points{b, 2}, settings) == r);
        const std::vector<double> few = rows_of(1, 8), far = rows_of(2, 8, false, 5.0);
        const auto e = classifier_two_sample_test(linear, points{few, 2}, points{far, 2}, settings);
        CHECK(e.method == p_method::exact);
        CHECK(e.auc == 1.0);
        CHECK(e.p_value == doctest::Approx(1.0 / 70.0).epsilon(1e-12));  // of 8 choose 4
    }

    TEST_CASE("perceptron: finds what no column shows, and a linear model does not") {
        const std::vector<double> a = rows_of(4, 300), b = rows_of(5, 300, true);
        const classifier_two_sample_settings settings{
            .fit = {.epochs = 30, .optimizer = lastro::train::adam{.learning_rate = 0.02}}, .permutations = 199};
        const auto bent = classifier_two_sample_test(model::mlp{{.hidden = {8}, .activation = model::activation::tanh}},
                                                     points{a, 2}, points{b, 2}, settings);
        CHECK(bent.p_value == 0.005);
        CHECK(bent.auc > 0.65);
        CHECK(classifier_two_sample_test(linear, points{a, 2}, points{b, 2}, settings).p_value > 0.05);
    }

    TEST_CASE("p-value: never too small if nothing moved, with unequal sides and equal rows") {
        std::vector<double> p;
        for (std::uint64_t round = 0; round < 60; ++round) {
            std::vector<double> a = rows_of(2 * round + 100, 30), b = rows_of(2 * round + 101, 50);
            for (std::vector<double>* const v : {&a, &b}) {
                for (double& x : *v) {
                    x = std::floor(3.0 * x);
                }
            }
            p.push_back(classifier_two_sample_test(linear, points{a, 2}, points{b, 2},
                                                   {.fit = {.epochs = 3}, .permutations = 99, .seed = round})
                            .p_value);
        }
        std::sort(p.begin(), p.end());
        for (std::size_t i = 0; i < p.size(); ++i) {
            REQUIRE(static_cast<double>(i + 1) / 60.0 - p[i] < 1.63 / std::sqrt(60.0));
        }
        const std::vector<double> same(20, 7.0);
        const auto r = classifier_two_sample_test(linear, points{same, 2}, points{same, 2});
        CHECK(r.auc == 0.5);
        CHECK(r.p_value == 1.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        const std::vector<double> a(20, 1.0);
        const points x{a, 2};
        CHECK_THROWS_WITH_AS(static_cast<void>(classifier_two_sample_test(linear, x, points{a, 1})),
                             "train::classifier_two_sample_test: expected as many columns on both sides, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(classifier_two_sample_test(linear, x, x.first(3))),
                             "train::classifier_two_sample_test: expected at least 4 rows on each side, found 3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(classifier_two_sample_test(linear, x, x, {.test_share = 1.0})),
                             "train::classifier_two_sample_test: test_share: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(lastro::train::detail::doubled_midranks({1.0, std::nan("")})),
                             "train::classifier_two_sample_test: expected a finite score of every row, found nan",
                             std::invalid_argument);
    }

    TEST_CASE("columns: what is constant where the model learns keeps its unit where it is scored") {
        std::vector<double> a{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, b{0.1, 2.1};
        const std::vector<double> learn = a;
        std::vector<double>* const both[] = {&a, &b};
        lastro::train::detail::scale_by(learn, 1, both);  // the mean of ten times 0.1 is not 0.1
        CHECK(a == std::vector<double>(10, 0.0));
        CHECK(b == std::vector<double>{0.0, 2.0});
    }
}
