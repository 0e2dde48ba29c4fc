// SPDX-License-Identifier: MIT
// tests/train/full_batch.test.cpp
#include <lastro/train/full_batch.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/core/file.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/model/classifier.hpp>
#include <lastro/model/logistic.hpp>
#include <lastro/train/evaluation.hpp>

using namespace lastro;

namespace {

train::examples<double> rows() {
    train::examples<double> e{.columns = 4};
    for (std::size_t i = 0; i < 500; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            e.inputs.push_back(static_cast<double>((i * (2 * j + 31) + j * 17) % 23) / 23.0 - 0.5);
        }
        e.targets.push_back(i % 3 == 0 ? 1.0 : 0.0);
    }
    return e;
}

// A toy table of scikit-learn: after a first line of its own, features and the number of the class.
data::table toy(const std::string& path) {
    const std::string text = core::read_text(path);
    return data::parse_csv(std::string_view{text}.substr(text.find('\n') + 1), path, {.header = false});
}

model::logistic zero() {
    model::logistic m{{.l2 = 1e-2}};
    m.initialise(4, 1, random::stream{0});
    return m;
}

}  // namespace

TEST_SUITE("train/full_batch") {
    TEST_CASE("fit_full_batch: reaches the optimum, where the gradient is 0, and reports how") {
        model::logistic m = zero();
        const auto run = train::fit_full_batch(m, rows(), {.gradient_tolerance = 1e-12});
        CHECK(run.stopped == "gradient_tolerance was met");
        CHECK(run.grade() == train::grade::strict);
        CHECK(run.kept_epoch == run.epochs_run());
        CHECK(run.history.back()["largest_derivative"] <= 1e-12);
        CHECK(run.optimizer.name == "lbfgs");
        CHECK(run.rows == 500);
        CHECK(run.parameters == 5);
        CHECK(run.parameters_digest() == model::parameters_digest(m.parameters()));

        model::gradients<double> g{m.parameters()};
        model::logistic::workspace space;
        const double loss = m.loss_and_gradient(rows().all(), g, random::stream{0}, space);
        CHECK(std::abs(loss - run.history.back()["loss"]) < 1e-15);
        for (const double slope : g.values()) {
            CHECK(std::abs(slope) < 1e-11);
        }
    }

    TEST_CASE("fit_full_batch: the same bytes for 1, 2, 3 and 5 threads; blocks change them in the last digits only") {
        model::logistic one = zero();
        const auto run = train::fit_full_batch(one, rows(), {.gradient_tolerance = 1e-12});
        for (const std::size_t threads : {2U, 3U, 5U}) {
            model::logistic m = zero();
            CHECK(train::fit_full_batch(m, rows(), {.gradient_tolerance = 1e-12}, {.threads = threads})
                      .parameters_digest() == run.parameters_digest());
        }
        model::logistic pieces = zero();
        static_cast<void>(
            train::fit_full_batch(pieces, rows(), {.gradient_tolerance = 1e-12}, {.shards = 3, .block_rows = 64}));
        CHECK((pieces.weights() - one.weights()).cwiseAbs().maxCoeff() < 1e-10);
    }

    TEST_CASE("fit_full_batch: a classifier on a table") {
        std::vector<double> x;
        std::vector<bool> y;
        for (int i = 0; i < 60; ++i) {
            x.push_back(static_cast<double>(i));
            y.push_back(i >= 30 || i == 10);
        }
        data::table t{"line"};
        t.add("x", data::column{x});
        t.add("y", data::column{y});
        model::classifier m{model::features{{"x"}}, model::logistic{{.l2 = 1e-3}}, {.target = "y"}};
        const auto run = train::fit_full_batch(m, t);
        CHECK(run.data_digest() == data::fingerprint(t));
        CHECK(train::accuracy(m, t) > 0.95);
    }

    TEST_CASE("fit_full_batch: the optimum that scikit-learn finds on iris, wine and breast cancer") {
        struct optimum {
            const char* name;
            std::vector<double> weights;  // of the first class and the first columns; scikit-learn 1.5.2, newton-cg
            double log_loss, right;
        };
        for (const optimum& best :
             {optimum{"iris", {-1.07406615, 1.16011512, -1.93069186, -1.81155612}, 0.129542268, 146},
              optimum{"wine_data", {0.8101362, 0.20380428, 0.47220289, -0.84479237}, 0.031861546, 178},
              optimum{"breast_cancer", {-0.36309253, -0.38767544, -0.35106212, -0.4356098}, 0.053391858, 562}}) {
            const std::string path = LASTRO_SOURCE_DIR "/../shared/data/sklearn_toy/" + std::string{best.name} + ".csv";
            if (!std::filesystem::exists(path)) {
                MESSAGE("SKIPPED: ../shared/data/sklearn_toy/" << best.name << ".csv not present");
                continue;
            }
            const data::table rows = toy(path);
            std::vector<std::string> columns = rows.names();
            const std::string target = columns.back();
            columns.pop_back();
            const auto n = static_cast<double>(rows.rows());
            model::classifier m{model::features{columns}, model::logistic{{.l2 = 1.0 / n}}, {.target = target}};
            const auto run = train::fit_full_batch(m, rows, {.iterations = 5000, .gradient_tolerance = 1e-10});
            CAPTURE(best.name);
            CHECK(run.stopped == "gradient_tolerance was met");
            const auto& found = std::get<model::logistic>(m.network()).weights();
            for (std::size_t j = 0; j < best.weights.size(); ++j) {
                CHECK(std::abs(found(static_cast<Eigen::Index>(j), 0) - best.weights[j]) < 1e-6);
            }
            CHECK(std::abs(train::evaluate(m, rows)[0].value - best.log_loss) < 1e-8);
            CHECK(std::abs(train::accuracy(m, rows) - best.right / n) < 1e-12);
        }
    }

    TEST_CASE("fit_full_batch: refuses what cannot be") {
        model::logistic m = zero();
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit_full_batch(m, rows(), {}, {.block_rows = 0})),
                             "train::fit_full_batch: block_rows: expected at least 1, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit_full_batch(m, rows(), {.iterations = 0})),
                             "train::lbfgs: iterations: expected at least 1, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit_full_batch(m, train::examples<double>{})),
                             "train::fit_full_batch: rows: expected at least one row, found none",
                             std::invalid_argument);
    }
}  // TEST_SUITE
