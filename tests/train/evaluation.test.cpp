// SPDX-License-Identifier: MIT
// tests/train/evaluation.test.cpp
#include <lastro/train/evaluation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/classifier.hpp>
#include <lastro/model/linear.hpp>
#include <lastro/train/classification_metric.hpp>

using namespace lastro;

namespace {

data::table rows_of(std::size_t n) {
    std::vector<double> x(n);
    std::vector<std::int64_t> y(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<double>((i * 29) % 17) - 8.0;
        y[i] = static_cast<std::int64_t>((i * 13) % 3);
    }
    data::table t{"t.csv"};
    t.add("x", data::column{x});
    t.add("y", data::column{y});
    return t;
}

// A model of the program's own: no scores, only a loss, which is the mean of (x - w)^2.
struct centre {
    Eigen::VectorXd w = Eigen::VectorXd::Constant(1, 2.0);
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<double>& batch, model::gradients<double>& g,
                             const random::stream&) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const double gap = batch.inputs()(i, 0) - w(0);
            sum += gap * gap;
            g[0].values[0] -= 2.0 * gap / static_cast<double>(batch.rows());
        }
        return sum / static_cast<double>(batch.rows());
    }
};

}  // namespace

TEST_SUITE("train/evaluation") {
    TEST_CASE("evaluate: agrees with the metrics of the predictions, beyond one block of rows") {
        const data::table rows = rows_of(700);
        model::classifier c{model::features{{"x"}}, model::mlp{{.hidden = {5}}}, {.target = "y"}};
        c.prepare(rows, random::stream{4});
        const auto metrics = train::evaluate(c, rows);
        REQUIRE(metrics.size() == 2);
        const std::vector<double> y = c.targets(rows);
        CHECK(metrics[1] == train::metric_value{"accuracy", train::accuracy(y, c.predicted_classes(rows))});
        CHECK(train::accuracy(c, rows) == metrics[1].value);

        const Eigen::MatrixXd p = c.predict_probabilities(rows);
        double loss = 0.0;
        for (std::size_t i = 0; i < y.size(); ++i) {
            loss -= std::log(p(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(y[i]))) / 700.0;
        }
        CHECK(metrics[0].name == "loss");
        CHECK(std::abs(metrics[0].value - loss) < 1e-13);
    }

    TEST_CASE("evaluate: a model of the program's own reports its loss") {
        centre m;
        train::examples<double> rows{.columns = 1};
        for (int i = 0; i < 600; ++i) {
            rows.inputs.push_back(i % 2 == 0 ? 1.0 : 5.0);
            rows.targets.push_back(0.0);
        }
        const auto metrics = train::evaluate(m, rows, random::stream{1});
        REQUIRE(metrics.size() == 1);
        CHECK(metrics[0].name == "loss");
        CHECK(std::abs(metrics[0].value - 5.0) < 1e-13);
        CHECK(m.w(0) == 2.0);
    }

    TEST_CASE("evaluate: a model of numbers reports how far it is off, in the target's unit") {
        model::linear m;
        m.initialise(1);
        m.parameters()["weights"].values[0] = 2.0;  // tells 2, 4, 6
        const train::examples<double> rows{.inputs = {1, 2, 3}, .targets = {2, 5, 5}, .columns = 1};
        const auto metrics = train::evaluate(m, rows);
        REQUIRE(metrics.size() == 4);
        CHECK(metrics[0].name == "loss");
        CHECK(std::abs(metrics[0].value - 2.0 / 3.0) < 1e-15);
        CHECK(metrics[1].name == "mean_squared_error");
        CHECK(std::abs(metrics[1].value - 2.0 / 3.0) < 1e-15);
        CHECK(metrics[2].name == "mean_absolute_error");
        CHECK(std::abs(metrics[2].value - 2.0 / 3.0) < 1e-15);
        CHECK(metrics[3].name == "r2_score");
        CHECK(std::abs(metrics[3].value - (1.0 - 2.0 / 6.0)) < 1e-15);

        const auto equal = train::evaluate(m, {.inputs = {1, 2}, .targets = {3, 3}, .columns = 1});
        REQUIRE(equal.size() == 3);  // no r2_score, as there is nothing to explain
        CHECK(equal[2] == train::metric_value{"mean_absolute_error", 1.0});
    }

    TEST_CASE("evaluate: no rows have no accuracy") {
        const data::table rows = rows_of(5);
        model::classifier c{model::features{{"x"}}, model::logistic{}, {.target = "y"}};
        c.prepare(rows, random::stream{4});
        CHECK_THROWS_WITH_AS(static_cast<void>(train::accuracy(c, rows.slice(0, 0))),
                             "t.csv: expected at least one row, found none", schema_error);
    }

}  // TEST_SUITE
