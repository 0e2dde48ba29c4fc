// SPDX-License-Identifier: MIT
// tests/train/least_squares.test.cpp
#include <lastro/train/least_squares.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/data/csv.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/train/evaluation.hpp>
#include <lastro/train/full_batch.hpp>

using namespace lastro;

namespace {

train::examples<double> rows(bool weighted = false) {
    train::examples<double> e{.columns = 3};
    for (std::size_t i = 0; i < 200; ++i) {
        double y = 2.0;
        for (std::size_t j = 0; j < 3; ++j) {
            const double x = static_cast<double>((i * (2 * j + 31) + j * 17) % 23) / 23.0 - 0.5;
            e.inputs.push_back(x);
            y = std::fma(x, static_cast<double>(j) - 0.7, y);
        }
        e.targets.push_back(y + static_cast<double>(i * i % 7) / 10.0);
        if (weighted) {
            e.weights.push_back(static_cast<double>(i % 4));
        }
    }
    return e;
}

}  // namespace

TEST_SUITE("train/least_squares") {
    TEST_CASE("fit_least_squares: a line through three points, by hand") {
        model::linear m;  // x = 0, 1, 2; y = 0, 0, 3: slope 3/2, mean of y 1 at the mean of x 1
        const auto run = train::fit_least_squares(m, {.inputs = {0, 1, 2}, .targets = {0, 0, 3}, .columns = 1});
        CHECK(std::abs(m.weights()(0) - 1.5) < 1e-15);
        CHECK(std::abs(m.intercept() + 0.5) < 1e-15);
        CHECK(std::abs(run.history.back()["loss"] - 0.5) < 1e-15);
        CHECK(run.optimizer.name == "least_squares");
        CHECK(run.parameters == 2);
        CHECK(run.grade() == train::grade::strict);
        CHECK(run.parameters_digest() == model::parameters_digest(m.parameters()));

        model::linear ridge{{.l2 = 2.0 / 3.0 * 2.0}};  // slope = Sxy / (Sxx + n*l2/2) = 3 / (2 + 2)
        static_cast<void>(train::fit_least_squares(ridge, {.inputs = {0, 1, 2}, .targets = {0, 0, 3}, .columns = 1}));
        CHECK(std::abs(ridge.weights()(0) - 0.75) < 1e-15);
        CHECK(std::abs(ridge.intercept() - 0.25) < 1e-15);
    }

    TEST_CASE("fit_least_squares: the gradient is 0 there, with and without penalty and weights") {
        for (const bool weighted : {false, true}) {
            for (const double l2 : {0.0, 0.01, 3.0}) {
                model::linear m{{.l2 = l2}};
                static_cast<void>(train::fit_least_squares(m, rows(weighted)));
                model::gradients<double> g{m.parameters()};
                model::linear::workspace space;
                const auto e = rows(weighted);
                m.loss_and_gradient(e.all(), g, random::stream{0}, space);
                for (const double slope : g.values()) {
                    CAPTURE(l2);
                    CHECK(std::abs(slope) < 1e-14);
                }
                model::linear steps{{.l2 = l2}};
                steps.initialise(3);
                static_cast<void>(train::fit_full_batch(steps, e, {.gradient_tolerance = 1e-12}));
                CHECK((steps.weights() - m.weights()).cwiseAbs().maxCoeff() < 1e-9);
            }
        }
    }

    TEST_CASE("fit_least_squares: the bits are frozen") {
        model::linear m{{.l2 = 0.01}};
        CHECK(train::fit_least_squares(m, rows()).parameters_digest().to_string() ==
              "blake3:26603c8c32f877d6ef04c97344b9cb8ee2369e51063c869ac011332dfff6bb07");
    }

    TEST_CASE("fit_least_squares: a regressor on a table tells the line in the target's unit") {
        std::vector<double> x;
        std::vector<std::int64_t> y;
        for (int i = 0; i < 40; ++i) {
            x.push_back(static_cast<double>(i * 7 % 40));
            y.push_back(1000 + 30 * (i * 7 % 40));
        }
        data::table t{"line"};
        t.add("x", data::column{x});
        t.add("y", data::column{y});
        model::regressor m{model::features{{"x"}}, model::linear{}, {.target = "y"}};
        const auto run = train::fit_least_squares(m, t);
        CHECK(run.data_digest() == data::fingerprint(t));
        CHECK(run.parameters_digest() == model::parameters_digest(m.parameters()));
        const auto told = m.predict(t);
        for (std::size_t i = 0; i < told.size(); ++i) {
            CHECK(std::abs(told[i] - static_cast<double>(y[i])) < 1e-9);
        }
        CHECK(std::abs(train::evaluate(m, t).back().value - 1.0) < 1e-15);
    }

    TEST_CASE("fit_least_squares: quality of white wines, as NumPy's least squares tells it") {
        const std::string path = LASTRO_SOURCE_DIR "/../shared/data/wine/winequality-white.csv";
        if (!std::filesystem::exists(path)) {
            MESSAGE("SKIPPED: ../shared/data/wine/winequality-white.csv not present");
            return;
        }
        const data::table all = data::read_csv(path, {.delimiter = ';'});
        std::vector<std::uint64_t> past, later;
        for (std::uint64_t i = 0; i < all.rows(); ++i) {
            (i % 5 == 4 ? later : past).push_back(i);
        }
        std::vector<std::string> columns = all.names();
        columns.pop_back();
        model::regressor m{model::features{columns}, model::linear{}, {.target = "quality"}};
        static_cast<void>(train::fit_least_squares(m, all.gather(past)));
        const auto metrics = train::evaluate(m, all.gather(later));
        CHECK(std::abs(std::sqrt(metrics[1].value) - 0.7693) < 5e-5);
        CHECK(std::abs(metrics[2].value - 0.5964) < 5e-5);
        CHECK(metrics[3].name == "r2_score");
        CHECK(std::abs(metrics[3].value - 0.2933) < 5e-5);
    }

    TEST_CASE("fit_least_squares: refuses what it cannot solve") {
        model::linear robust{{.loss = train::huber_loss{}}};
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit_least_squares(robust, rows())),
                             "train::fit_least_squares: loss: expected squared_loss, found another one",
                             std::invalid_argument);
        model::linear m;
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit_least_squares(m, train::examples<double>{})),
                             "train::fit_least_squares: rows: expected at least one row, found none",
                             std::invalid_argument);
        model::regressor deep{model::features{{"x"}}, model::mlp{}, {.target = "y"}};
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit_least_squares(deep, data::table{"t"})),
                             "train::fit_least_squares: network: expected model::linear, found another one",
                             std::invalid_argument);
    }
}  // TEST_SUITE
