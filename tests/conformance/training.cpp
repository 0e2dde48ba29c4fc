// SPDX-License-Identifier: MIT
// tests/conformance/training.cpp: optimizers, metrics, early stopping and convex optima against independent cases.
#include <lastro/train.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "case_file.hpp"
#include "training_linear.hpp"
#include "training_metrics.hpp"
#include "training_optimizers.hpp"

namespace {

using namespace lastro;
using conformance::compare;
using conformance::json;
using conformance::number;
using conformance::numbers;

using conformance::matrix_of;

/// L-BFGS with all rows in every step.
std::string convex_optimum_logistic(const json& c) {
    const json& in = c.at("input");
    const Eigen::MatrixXd x = matrix_of(in.at("x"));
    const double n = static_cast<double>(x.rows()), l2 = number(in.at("l2"));
    train::examples<double> rows{.targets = numbers(in.at("y")), .columns = static_cast<std::size_t>(x.cols())};
    rows.inputs.resize(static_cast<std::size_t>(x.size()));
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
        const model::scaler scaler{std::vector<double>(x.col(j).begin(), x.col(j).end())};
        for (Eigen::Index i = 0; i < x.rows(); ++i) {
            rows.inputs[static_cast<std::size_t>(i * x.cols() + j)] = scaler(x(i, j));
        }
    }
    model::logistic m{{.l2 = l2 / n}};
    m.initialise(rows.columns, 1, random::stream{0});
    const train::run_result run = train::fit_full_batch(m, rows, {.gradient_tolerance = 1e-14});
    model::gradients<double> unused{m.parameters()};
    model::logistic::workspace space;
    const double objective = n * m.loss_and_gradient(rows.all(), unused, random::stream{0}, space);
    const auto scores = m.scores(rows.all().inputs(), space);
    std::size_t right = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        right += (scores(i, 0) >= 0.0) == (rows.targets[i] == 1.0) ? 1U : 0U;
    }
    const json& expected = c.at("expected");
    std::string difference = compare(objective, number(expected.at("objective")), c, "objective");
    difference += compare({m.weights().data(), m.weights().data() + m.weights().size()},
                          numbers(expected.at("coefficients")), c, "coefficients");
    difference += compare(m.bias()(0), number(expected.at("intercept")), c, "intercept");
    if (expected.contains("train_accuracy")) {
        difference +=
            compare(static_cast<double>(right) / n, number(expected.at("train_accuracy")), c, "train_accuracy");
    }
    // As far down as doubles go: either is the end.
    const bool at_the_end = run.stopped == "gradient_tolerance was met" || run.stopped == "no step goes further down";
    return difference + (at_the_end ? "" : run.stopped);
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, conformance::check> kinds =
        conformance::with_optimizer_kinds({{"convex_optimum_logistic", convex_optimum_logistic}});
    kinds.merge(conformance::metrics::kinds());
    kinds.merge(conformance::linear::kinds());
    return conformance::run(argc, argv, kinds);
}
