// SPDX-License-Identifier: MIT
// tests/train/real_data.test.cpp
//
// Training on tables of scikit-learn (breast cancer, 569 x 30; digits, 1,797 x 64) beside values that others found.
#include <lastro/train/cross_validation.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/core/file.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/model/linear.hpp>
#include <lastro/model/logistic.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/model/scaler.hpp>
#include <lastro/train/full_batch.hpp>

using namespace lastro;

namespace {

const std::string toys = LASTRO_SOURCE_DIR "/../shared/data/sklearn_toy/";

bool present(const std::string& name) {
    if (!std::filesystem::exists(toys + name)) {
        MESSAGE("SKIPPED: ../shared/data/sklearn_toy/" << name << " not present");
        return false;
    }
    return true;
}

// Standardised columns of breast cancer, and its class.
train::examples<double> breast_cancer() {
    const std::string text = core::read_text(toys + "breast_cancer.csv");
    const data::table table =
        data::parse_csv(std::string_view{text}.substr(text.find('\n') + 1), "breast_cancer.csv", {.header = false});
    train::examples<double> rows{.inputs = std::vector<double>(table.rows() * 30), .columns = 30};
    for (std::size_t j = 0; j < 30; ++j) {
        const auto column = table.column(j).as<double>();
        const model::scaler scaler{column.values()};
        for (std::size_t i = 0; i < table.rows(); ++i) {
            rows.inputs[i * 30 + j] = scaler(column[i]);
        }
    }
    for (const std::int64_t y : table.column(30).as<std::int64_t>().values()) {
        rows.targets.push_back(static_cast<double>(y));
    }
    return rows;
}

// What a program writes to its standard output.
std::string output_of(const std::string& command) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe{::popen(command.c_str(), "r"), ::pclose};
    std::string text;
    char piece[4096];
    for (std::size_t n = 1; pipe && (n = std::fread(piece, 1, sizeof piece, pipe.get())) > 0;) {
        text.append(piece, n);
    }
    return text;
}

template <class Model>
double optimum(Model m, const train::examples<double>& rows) {
    const auto run = train::fit_full_batch(m, rows, {.iterations = 5000, .gradient_tolerance = 1e-9});
    CHECK(run.stopped == "gradient_tolerance was met");
    return run.history.back()["loss"];
}

bool close(double found, double expected) { return std::abs(found / expected - 1.0) < 1e-9; }

}  // namespace

TEST_SUITE("train/real_data") {
    TEST_CASE("convex optima of breast cancer: logistic, softmax and ridge regression by L-BFGS, to 1e-9") {
        if (!present("breast_cancer.csv")) {
            return;
        }
        const train::examples<double> rows = breast_cancer();
        const double l2 = 1.0 / static_cast<double>(rows.rows());

        // Newton's method in NumPy until the gradient was below 1e-17, sums by math.fsum.
        model::logistic one_score{{.l2 = l2}};
        one_score.initialise(30, 1, random::stream{0});
        CHECK(close(optimum(one_score, rows), 0.06636018622473809));

        // Two scores share the weights of one, +w/2 and -w/2: the same optimum with half the penalty.
        model::logistic two_scores{{.l2 = l2}};
        two_scores.initialise(30, 2, random::stream{0});
        CHECK(close(optimum(two_scores, rows), 0.058523661118986214));

        // The normal equations in NumPy.
        model::linear line{{.l2 = l2}};
        line.initialise(30);
        CHECK(close(optimum(line, rows), 0.05348619344788334));
    }

    TEST_CASE("digits: a perceptron 64-64-10 is as good as scikit-learn's, to 1 %") {
        if (!present("digits.csv.gz")) {
            return;
        }
        const std::string text = output_of("gzip -dc '" + toys + "digits.csv.gz'");
        if (text.empty()) {
            MESSAGE("SKIPPED: no gzip to be run");
            return;
        }
        const data::table table = data::parse_csv(text, "digits.csv", {.header = false});
        train::examples<double> rows{.columns = 64};
        for (std::size_t i = 0; i < table.rows(); ++i) {
            for (std::size_t j = 0; j < 65; ++j) {
                const auto number = static_cast<double>(table.column(j).as<std::int64_t>()[i]);
                j < 64 ? rows.inputs.push_back(number / 16.0) : rows.targets.push_back(number);
            }
        }
        std::vector<data::fold> folds(5);
        for (std::uint64_t i = 0; i < rows.rows(); ++i) {
            for (std::uint64_t k = 0; k < 5; ++k) {
                (i % 5 == k ? folds[k].test : folds[k].train).push_back(i);
            }
        }
        model::mlp net{{.hidden = {64}}};
        net.initialise(64, 10, random::stream{0}["init"]);
        const auto found = train::cross_validate(net, rows, folds, {.epochs = 50, .batch_size = 32, .threads = 2});
        double right = 0.0;
        for (std::size_t k = 0; k < 5; ++k) {
            right += found.folds[k]["accuracy"] * static_cast<double>(folds[k].test.size());
        }
        const double accuracy = right / static_cast<double>(rows.rows());
        MESSAGE("digits: " << accuracy << " right");
        CHECK(std::abs(accuracy - 0.9742) < 0.01);  // five seeds of theirs: 0.9722 to 0.9755
    }

}  // TEST_SUITE
