// SPDX-License-Identifier: MIT
// tests/train/cross_validation.test.cpp
#include <lastro/train/cross_validation.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/data/stratified_folds.hpp>
#include <lastro/data/value_codes.hpp>
#include <lastro/model/classifier.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/train/early_stopping.hpp>
#include <lastro/train/ranked_scores.hpp>

#include "../core/temporary_directory.hpp"

using namespace lastro;

namespace {

// Two numbers, and a class that leans on their sum.
data::table weather(std::size_t rows = 120) {
    std::vector<double> warm(rows), wind(rows);
    std::vector<std::int64_t> wet(rows);
    const random::stream draws{5};
    for (std::size_t i = 0; i < rows; ++i) {
        warm[i] = random::normal(draws["warm"], i);
        wind[i] = random::normal(draws["wind"], i);
        wet[i] = warm[i] - wind[i] + random::normal(draws["noise"], i) > 0.0 ? 1 : 0;
    }
    data::table t{"weather.csv"};
    t.add("warm", data::column{warm});
    t.add("wind", data::column{wind});
    t.add("wet", data::column{wet});
    return t;
}

const data::table rows = weather();
const std::vector<data::fold> five = data::stratified_k_folds(data::complete_codes(rows, "wet"), 5);
const train::fit_settings settings{
    .epochs = 8, .batch_size = 16, .seed = 3, .optimizer = train::adam{.learning_rate = 3e-2}};

model::classifier rain() { return {model::features{{"warm", "wind"}}, model::mlp{{.hidden = {4}}}, {.target = "wet"}}; }

double auc(const model::classifier& m, const data::table& test) {
    return train::roc_auc(m.targets(test), m.predict_probability(test));
}

// A model of the program's own, on examples: the mean.
struct constant {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(1);
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<double>& b, model::gradients<double>& g, const random::stream&) const {
        double loss = 0.0;
        for (const double y : b.targets) {
            const double d = w(0) - y;
            loss += d * d / 2.0 / static_cast<double>(b.rows());
            g[0].values[0] += d / static_cast<double>(b.rows());
        }
        return loss;
    }
};

}  // namespace

TEST_SUITE("train/cross_validation") {
    TEST_CASE("a fold is fit and evaluate on its rows, and can be repeated alone") {
        const auto r = train::cross_validate(rain(), rows, five, settings);
        REQUIRE(r.folds.size() == 5);
        for (const std::size_t f : {0U, 3U}) {
            model::classifier alone = rain();
            const train::run_result run = train::fit(alone, rows.gather(five[f].train), settings);
            CHECK(r.folds[f].run.parameters_digest() == run.parameters_digest());
            CHECK(r.folds[f].run.data_digest() == data::fingerprint(rows.gather(five[f].train)));
            CHECK(r.folds[f].scores == train::evaluate(alone, rows.gather(five[f].test)));
        }
    }

    TEST_CASE("threads do not show") {
        train::fit_settings parallel = settings;
        const auto one = train::cross_validate(rain(), rows, five, settings, auc);
        for (const std::size_t threads : {2U, 7U}) {
            parallel.threads = threads;
            const auto other = train::cross_validate(rain(), rows, five, parallel, auc);
            CHECK(other.digest() == one.digest());
            for (std::size_t f = 0; f < 5; ++f) {
                CHECK(other.folds[f].digest == one.folds[f].digest);
                CHECK(other.folds[f].scores == one.folds[f].scores);
                CHECK(other.folds[f].run.history == one.folds[f].run.history);
            }
        }
    }

    TEST_CASE("scores: those of evaluate, one number, or several with names") {
        const auto usual = train::cross_validate(rain(), rows, five, settings);
        CHECK(usual.folds[0].scores[0].name == "loss");
        CHECK(usual.mean("accuracy") > 0.7);  // 0.5 by guessing
        CHECK(train::cross_validate(rain(), rows, five, settings, auc).mean("score") > 0.8);
        const auto named = train::cross_validate(
            rain(), rows, five, settings, [](const model::classifier& m, const data::table& test) {
                return std::vector<train::metric_value>{{"auc", auc(m, test)},
                                                        {"rows", static_cast<double>(test.rows())}};
            });
        CHECK(named.mean("rows") == 24.0);
        CHECK(named.standard_deviation("rows") == 0.0);
        const auto areas = named.scores("auc");
        double sum = 0, squares = 0;
        for (const double a : areas) {
            sum += a / 5;
        }
        for (const double a : areas) {
            squares += (a - sum) * (a - sum) / 4;
        }
        CHECK(std::abs(named.mean("auc") - sum) < 1e-15);
        CHECK(std::abs(named.standard_deviation("auc") - std::sqrt(squares)) < 1e-15);
        CHECK_THROWS_WITH_AS(static_cast<void>(named.mean("f1")),
                             "train: metric: expected one of \"auc\", \"rows\", found \"f1\"", std::out_of_range);
    }

    TEST_CASE("digests: another seed, other rows and another score are another fold") {
        const auto first = [&](const std::vector<data::fold>& folds, const train::fit_settings& s, const auto& score) {
            return train::cross_validate(rain(), rows, folds, s, score).folds[0].digest;
        };
        const auto digest = first(five, settings, auc);
        train::fit_settings other = settings;
        other.seed = 4;
        CHECK(first(five, other, auc) != digest);
        CHECK(first({five[1]}, settings, auc) != digest);
        CHECK(first({five[0]}, settings, auc) == digest);
        CHECK(first({five[0]}, settings, [](const auto&, const auto&) { return 0.5; }) != digest);
    }

    TEST_CASE("callbacks: every fold has its own") {
        train::fit_settings stopping = settings;
        stopping.epochs = 60;
        stopping.validation = weather(60);
        stopping.callbacks = {train::early_stopping{.patience = 2}};
        stopping.threads = 2;
        const auto r = train::cross_validate(rain(), rows, five, stopping);
        train::fit_settings alone = stopping;
        alone.threads = 1;
        model::classifier m = rain();
        CHECK(r.folds[4].run.kept_epoch == train::fit(m, rows.gather(five[4].train), alone).kept_epoch);
    }

    TEST_CASE("examples: a model of the program's own goes on from what it is") {
        train::examples<double> numbers{.inputs = {0, 0, 0, 0, 0, 0}, .targets = {1, 1, 1, 4, 4, 4}, .columns = 1};
        const auto halves = data::k_folds(6, 2);
        constant start;
        const auto r = train::cross_validate(
            start, numbers, halves, {.epochs = 40, .batch_size = 3, .optimizer = train::sgd{.learning_rate = 0.5}});
        // learned from 4 and checked on 1, and the other way round: (4 - 1)^2 / 2
        CHECK(std::abs(r.folds[0]["loss"] - 4.5) < 1e-9);
        CHECK(std::abs(r.mean("loss") - 4.5) < 1e-9);
        CHECK(start.w(0) == 0.0);
        CHECK(r.folds[0].run.grade() == train::grade::same_build);
    }

    TEST_CASE("refusals: no folds, a row on both sides, rows that are none, too few for a batch") {
        CHECK_THROWS_WITH_AS(static_cast<void>(train::cross_validate(rain(), rows, {}, settings)),
                             "train::cross_validate: folds: expected at least one, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::cross_validate(rain(), rows, {{{0, 1}, {1}}}, settings)),
                             "data::fold: expected every row once, found row 1 again", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::cross_validate(rain(), rows, {{{0}, {120}}}, settings)),
                             "data::fold: expected row numbers below 120, found 120", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::cross_validate(rain(), rows, {{{0, 1}, {2}}}, settings)),
                             "train::fit: batch_size: expected at most the 2 rows to learn from, found 16",
                             std::invalid_argument);
        const auto one = train::cross_validate(rain(), rows, {five[0]}, settings);
        CHECK_THROWS_AS(static_cast<void>(one.standard_deviation("loss")), std::invalid_argument);
    }

    TEST_CASE("checkpoints: every fold has a directory of its own, and is not run again") {
        const temporary_directory here;
        train::fit_settings how = settings;
        how.checkpoints = train::checkpoints{.directory = here / "folds"};
        how.threads = 2;
        const auto plain = train::cross_validate(rain(), rows, five, settings);
        for (int round = 0; round < 2; ++round) {
            const auto kept = train::cross_validate(rain(), rows, five, how);
            CHECK(kept.digest() == plain.digest());
            CHECK(kept.folds[4].run.resumed_from.starts_with(round == 0 ? "" : (here / "folds/fold-5/checkpoint-")));
            CHECK(kept.folds[4].run.resumed_from.empty() == (round == 0));
        }
    }
}  // TEST_SUITE
