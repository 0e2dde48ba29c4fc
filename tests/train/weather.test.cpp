// SPDX-License-Identifier: MIT
// tests/train/weather.test.cpp
//
// Training on real data, compared with an optimum that another program found: daily weather of Seattle and New York,
// "is this day wet?", logistic regression with unit regularisation (scikit-learn 1.2.1, lbfgs, C = 1).
#include <lastro/data.hpp>
#include <lastro/train.hpp>

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

const std::string weather_csv = LASTRO_SOURCE_DIR "/examples/data/weather.csv";

struct cities {
    data::table past, later, new_york;
};

// Seattle 2012-13, Seattle 2014-15 and New York, with the day of the year as an angle.
cities read_cities() {
    data::table weather = data::read_csv(weather_csv);
    weather.add("wet", weather.column<double>("precipitation") > 0.0);
    const auto dates = weather.column<data::date>("date");
    std::vector<double> sine, cosine;
    for (std::size_t i = 0; i < dates.size(); ++i) {
        const std::string text = dates[i].to_string();
        const int day = dates[i].days - data::date::parse(text.substr(0, 4) + "-01-01")->days + 1;
        sine.push_back(std::sin(2.0 * std::numbers::pi * day / 365.25));
        cosine.push_back(std::cos(2.0 * std::numbers::pi * day / 365.25));
    }
    weather.add("sin", data::column{sine});
    weather.add("cos", data::column{cosine});
    auto [past, later] = data::split_at(weather.where("location", "Seattle"), "date", "2014-01-01");
    return {std::move(past), std::move(later), weather.where("location", "New York")};
}

bool present() {
    if (!std::filesystem::exists(weather_csv)) {
        MESSAGE("SKIPPED: " << weather_csv << " not present");
        return false;
    }
    return true;
}

}  // namespace

TEST_SUITE("train/weather") {
    TEST_CASE("logistic regression: reaches the optimum that scikit-learn reaches, to four digits") {
        if (!present()) {
            return;
        }
        const cities c = read_cities();
        const double n = static_cast<double>(c.past.rows());
        model::classifier m{model::features{{"temp_max", "temp_min", "wind", "sin", "cos"}},
                            model::logistic{{.l2 = 1.0 / n}},
                            {.target = "wet"}};
        const train::run_result run = train::fit(m, c.past,
                                                 {.epochs = 3000,
                                                  .batch_size = c.past.rows(),
                                                  .shards = 1,
                                                  .optimizer = train::sgd{.learning_rate = 1.0, .momentum = 0.9}});
        const auto& fitted = std::get<model::logistic>(m.network());
        const double expected[] = {-2.7994, 2.4077, 0.4928, 0.4045, 0.4201};
        for (Eigen::Index i = 0; i < 5; ++i) {
            CAPTURE(i);
            CHECK(std::abs(fitted.weights()(i, 0) - expected[i]) < 6e-5);
        }
        CHECK(std::abs(fitted.bias()(0) + 0.3677) < 6e-5);
        CHECK(std::abs(run.history.back()["loss"] - run.history[1500]["loss"]) < 1e-12);  // nothing left to gain

        struct {
            const data::table& rows;
            double accuracy, loss, auc;
        } const baselines[] = {
            {c.past, 0.7839, 0.4599, 0.8639}, {c.later, 0.7945, 0.4626, 0.8614}, {c.new_york, 0.5886, 0.7290, 0.6980}};
        for (const auto& b : baselines) {
            const std::vector<double> y = m.targets(b.rows), p = m.predict_probability(b.rows);
            CAPTURE(b.accuracy);
            CHECK(std::abs(train::accuracy(m, b.rows) - b.accuracy) < 1e-4);
            CHECK(std::abs(train::log_loss(y, p) - b.loss) < 1e-4);
            CHECK(std::abs(train::roc_auc(y, p) - b.auc) < 1e-4);
        }
    }

    TEST_CASE(
        "perceptron of the quickstart: at least the logistic baseline on 2014-15, and New York is another world") {
        if (!present()) {
            return;
        }
        const cities c = read_cities();
        const auto [rows, held_out] = data::split(c.past, {.held_out = 0.2, .seed = 42});
        model::classifier rain{model::features{{"temp_max", "temp_min", "wind"}},
                               model::mlp{{.hidden = {16}, .activation = model::activation::tanh}},
                               {.target = "wet"}};
        const train::run_result run = train::fit(rain, rows,
                                                 {.epochs = 60,
                                                  .batch_size = 32,
                                                  .seed = 42,
                                                  .optimizer = train::adam{.learning_rate = 1e-2},
                                                  .validation = held_out,
                                                  .callbacks = {train::early_stopping{.patience = 8}}});
        MESSAGE("kept epoch " << run.kept_epoch << ", accuracy " << train::accuracy(rain, c.later) << " in Seattle, "
                              << train::accuracy(rain, c.new_york) << " in New York");
        CHECK(train::accuracy(rain, c.later) >= 0.7945);
        CHECK(train::accuracy(rain, c.new_york) < 0.6783);  // "always dry" would be better there
        CHECK(run.grade() == train::grade::strict);
    }

}  // TEST_SUITE
