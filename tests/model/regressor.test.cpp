// SPDX-License-Identifier: MIT
// tests/model/regressor.test.cpp
#include <lastro/model/regressor.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/parameters_digest.hpp>
#include <lastro/train/evaluation.hpp>
#include <lastro/train/trainer.hpp>

using namespace lastro;
using model::regressor;

namespace {

static_assert(std::copyable<regressor> && std::default_initializable<regressor> && train::table_trainable<regressor>);

data::table rows_of(const std::vector<double>& x, data::column y) {
    data::table t{"t.csv"};
    t.add("x", data::column{x});
    t.add("y", std::move(y));
    return t;
}

// Two hats from 500 to 600, which no line can tell. Whole numbers and one division each: the same bits everywhere.
data::table waves(std::size_t n) {
    std::vector<double> x(n), y(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t place = (i * 37) % n * 4000 / n;
        const std::size_t height = place % 2000 < 1000 ? place % 2000 : 2000 - place % 2000;
        x[i] = static_cast<double>(place) / 1000.0;
        y[i] = static_cast<double>(5000 + height) / 10.0;
    }
    return rows_of(x, data::column{y});
}

regressor perceptron(double dropout = 0.0) {
    return {model::features{{"x"}},
            model::mlp{{.hidden = {24}, .activation = model::activation::gelu, .dropout = dropout}},
            {.target = "y"}};
}

}  // namespace

TEST_SUITE("model/regressor") {
    TEST_CASE("predict: the score in the target's unit, of many rows as of one") {
        const data::table rows = rows_of({-1, 0, 1, 0}, data::column{std::vector<std::int64_t>{10, 20, 30, 20}});
        regressor r{model::features{{"x"}}, model::linear{}, {.target = "y"}};
        r.prepare(rows, random::stream{1});
        CHECK(r.scale().mean() == 20.0);
        CHECK(r.predict(rows) == std::vector<double>(4, 20.0));  // it starts at the mean
        r.parameters()["weights"].values[0] = 1.0;               // x and y have the same correlation 1
        const auto told = r.predict(rows);
        for (std::size_t i = 0; i < 4; ++i) {
            CHECK(std::abs(told[i] - r.targets(rows)[i]) < 1e-14 * 30.0);
        }
        const data::table many = waves(1000);
        regressor m = perceptron();
        m.prepare(many, random::stream{3});
        const auto all = m.predict(many);
        for (const std::size_t i : {0U, 255U, 256U, 511U, 999U}) {
            CHECK(m.predict(many.slice(i, 1))[0] == all[i]);
            const data::row_value x = many.column<double>("x")[i];
            CHECK(m.predict(std::span{&x, 1}) == all[i]);
        }
        CHECK(m.predict(many.slice(0, 0)).empty());
    }

    TEST_CASE("train::fit: learns a wave, with the metrics of numbers on validation rows") {
        const data::table rows = waves(600), held_out = waves(101);
        regressor m = perceptron();
        const auto run = train::fit(m, rows,
                                    {.epochs = 60,
                                     .batch_size = 32,
                                     .seed = 42,
                                     .optimizer = train::adam{.learning_rate = 1e-2},
                                     .validation = held_out});
        CHECK(run.grade() == train::grade::strict);
        CHECK(run.kept("validation/r2_score") > 0.95);
        CHECK(run.kept("validation/mean_absolute_error") < 7.0);
        double squares = 0.0;
        const auto told = m.predict(held_out), y = m.targets(held_out);
        for (std::size_t i = 0; i < told.size(); ++i) {
            squares += (told[i] - y[i]) * (told[i] - y[i]) / 101.0;
        }
        CHECK(std::abs(run.kept("validation/mean_squared_error") - squares) < 1e-9 * squares);
        CHECK(std::abs(run.kept("validation/loss") - squares / (m.scale().sd() * m.scale().sd())) < 1e-12);
    }

    TEST_CASE("train::fit: the same bytes for 1, 2 and 3 threads, with dropout; the bits are frozen") {
        const data::table rows = waves(300);
        for (const std::size_t threads : {1U, 2U, 3U}) {
            regressor m = perceptron(0.25);
            const auto run =
                train::fit(m, rows, {.epochs = 3, .batch_size = 50, .seed = 7, .threads = threads, .shards = 8});
            CAPTURE(threads);
            CHECK(run.parameters_digest().to_string() ==
                  "blake3:378d5f7533e64e9b7f0a572b37122c694fa4c018e52346a501726569dd827887");
        }
    }

    TEST_CASE("train::fit: settings that are for classes are refused") {
        regressor m = perceptron();
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(m, waves(40), {.label_smoothing = 0.1})),
                             "train::fit: label_smoothing: expected 0 for a model that tells no classes, found 0.1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(train::fit(m, waves(40), {.class_weights = train::class_weighting::balanced})),
            "train::fit: class_weights: expected none for a model that tells no classes, found balanced",
            std::invalid_argument);
        CHECK_FALSE(m.trained());
    }

    TEST_CASE("poisson_loss: predicts counts, of which nothing is scaled") {
        const data::table rows = rows_of({0, 0, 1, 1}, data::column{std::vector<std::int64_t>{1, 3, 0, 8}});
        regressor m{model::features{{"x"}}, model::linear{{.loss = train::poisson_loss{}}}, {.target = "y"}};
        static_cast<void>(
            train::fit(m, rows, {.epochs = 400, .batch_size = 4, .optimizer = train::adam{.learning_rate = 0.05}}));
        CHECK(m.scale() == model::scaler{});
        CHECK(std::abs(m.predict(rows)[0] - 2.0) < 1e-3);
        CHECK(std::abs(m.predict(rows)[2] - 4.0) < 1e-3);
        const data::table negative = rows_of({0, 1}, data::column{std::vector<double>{1, -2}});
        CHECK_THROWS_WITH_AS(m.prepare(negative, random::stream{1}),
                             "t.csv: column \"y\": expected counts of at least 0 for poisson_loss, found -2",
                             schema_error);
    }

    TEST_CASE("check: parts that do not fit each other are refused") {
        const data::table rows = waves(20);
        regressor m = perceptron();
        CHECK_NOTHROW(m.check());
        CHECK_NOTHROW(regressor{}.check());
        m.prepare(rows, random::stream{1});
        CHECK_NOTHROW(m.check());
        const auto with_network = [&](std::size_t inputs, std::size_t outputs) {
            regressor other = m;
            regressor::reflect(other, [&](std::string_view, auto& value) {
                if constexpr (std::is_same_v<decltype(value), model::regression_network&>) {
                    model::mlp net;
                    net.initialise(inputs, outputs, random::stream{1});
                    value = net;
                }
            });
            return other;
        };
        CHECK_THROWS_WITH_AS(with_network(2, 1).check(),
                             "lastro.regressor: network: expected 1 inputs, as many as the features give, found 2",
                             format_error);
        CHECK_THROWS_WITH_AS(with_network(1, 2).check(), "lastro.regressor: network: expected 1 output, found 2",
                             format_error);
    }

    TEST_CASE("check: a scale beside poisson_loss, which has none, is refused") {
        const auto with_scale = [](regressor m, const model::scaler& scale) {
            regressor::reflect(m, [&](std::string_view, auto& value) {
                if constexpr (std::is_same_v<decltype(value), model::scaler&>) {
                    value = scale;
                }
            });
            return m;
        };
        const regressor counts{model::features{{"x"}}, model::linear{{.loss = train::poisson_loss{}}}, {.target = "y"}};
        const model::scaler other{std::vector<double>{1.0, 5.0}};
        CHECK_NOTHROW(with_scale(counts, model::scaler{}).check());
        CHECK_NOTHROW(with_scale(perceptron(), other).check());
        CHECK_THROWS_WITH_AS(
            with_scale(counts, other).check(),
            "lastro.regressor: scale: expected a mean of 0 and an sd of 1 with poisson_loss, found 3 and 2",
            format_error);
    }

    TEST_CASE("regressor: what cannot be is refused") {
        CHECK_THROWS_WITH_AS((regressor{model::features{{"x"}}, model::linear{}, {.target = ""}}),
                             "model::regressor: target: expected a column, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS((regressor{model::features{{"x", "y"}}, model::linear{}, {.target = "y"}}),
                             "model::regressor: target: expected a column that is no feature, found \"y\"",
                             std::invalid_argument);
        regressor m{model::features{{"x"}}, model::linear{}, {.target = "y"}};
        CHECK_THROWS_WITH_AS(static_cast<void>(m.predict(waves(3))),
                             "model::regressor: expected a trained model, found one that was never trained",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(m.prepare(rows_of({1.0}, data::column{std::vector<bool>{true}}), random::stream{1}),
                             "t.csv: column \"y\": expected an int64 or float64 column as target, found boolean",
                             schema_error);
        const double infinity = std::numeric_limits<double>::infinity();
        CHECK_THROWS_WITH_AS(
            m.prepare(rows_of({1.0, 2.0}, data::column{std::vector<double>{0.5, infinity}}), random::stream{1}),
            "t.csv: column \"y\": expected a finite number in every row, found inf in row 1", schema_error);
    }
}  // TEST_SUITE
