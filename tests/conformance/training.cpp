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
#include "training_metrics.hpp"

namespace {

using namespace lastro;
using conformance::compare;
using conformance::json;
using conformance::number;
using conformance::numbers;

/// The library's rule with the case's settings; nothing if it is not offered yet.
std::optional<train::optimizer> rule_of(const json& o) {
    const auto name = o.at("name").get<std::string>();
    if (name == "sgd") {
        return train::sgd{.learning_rate = number(o.at("lr")),
                          .momentum = number(o.at("momentum")),
                          .dampening = number(o.at("dampening")),
                          .weight_decay = number(o.at("weight_decay")),
                          .nesterov = o.at("nesterov").get<bool>()};
    }
    const auto adam_like = [&](auto rule) {
        rule.learning_rate = number(o.at("lr"));
        rule.beta1 = number(o.at("beta1"));
        rule.beta2 = number(o.at("beta2"));
        rule.epsilon = number(o.at("eps"));
        rule.weight_decay = number(o.at("weight_decay"));
        rule.amsgrad = o.at("amsgrad").get<bool>();
        return train::optimizer{rule};
    };
    if (name == "adam") {
        return adam_like(train::adam{});
    }
    if (name == "adamw") {
        return adam_like(train::adamw{});
    }
    return std::nullopt;
}

std::string no_rule(const json& o) {
    return conformance::skip("optimizer " + o.at("name").get<std::string>() + " is not offered yet");
}

std::string optimizer_trajectory(const json& c) {
    const json& in = c.at("input");
    const auto rule = rule_of(in.at("optimizer"));
    if (!rule) {
        return no_rule(in.at("optimizer"));
    }
    const std::vector<double> start = numbers(in.at("parameters"));
    Eigen::VectorXd w = Eigen::Map<const Eigen::VectorXd>(start.data(), static_cast<Eigen::Index>(start.size()));
    const auto parameters = model::parameters("w", w);
    train::optimizer_state<double> state{*rule, parameters};
    model::gradients<double> g{parameters};
    std::string difference;
    for (std::size_t t = 0; t < in.at("gradients").size(); ++t) {
        const std::vector<double> gradient = numbers(in.at("gradients").at(t));
        std::copy(gradient.begin(), gradient.end(), g.values().begin());
        state.step(parameters, g);
        difference += compare({w.begin(), w.end()}, numbers(c.at("expected").at("parameters").at(t)), c, "parameters");
    }
    return difference;
}

Eigen::MatrixXd matrix_of(const json& rows) {
    Eigen::MatrixXd m(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.at(0).size()));
    for (Eigen::Index i = 0; i < m.rows(); ++i) {
        for (Eigen::Index j = 0; j < m.cols(); ++j) {
            m(i, j) = number(rows.at(static_cast<std::size_t>(i)).at(static_cast<std::size_t>(j)));
        }
    }
    return m;
}

Eigen::MatrixXd column_of(const json& values) {
    const std::vector<double> v = numbers(values);
    return Eigen::Map<const Eigen::MatrixXd>(v.data(), static_cast<Eigen::Index>(v.size()), 1);
}

std::vector<double> row_after_row(const json& value) {
    std::vector<double> result;
    for (const json& row : value) {
        const std::vector<double> part = row.is_array() ? numbers(row) : std::vector<double>{number(row)};
        result.insert(result.end(), part.begin(), part.end());
    }
    return result;
}

/// h = sigmoid(x W1' + b1), o = sigmoid(h W2' + b2), loss = sum of o: the network of the case, not of the library.
std::string optimizer_trajectory_mlp(const json& c) {
    const json& in = c.at("input");
    const auto rule = rule_of(in.at("optimizer"));
    if (!rule) {
        return no_rule(in.at("optimizer"));
    }
    Eigen::MatrixXd w1 = matrix_of(in.at("model").at("W1")), b1 = column_of(in.at("model").at("b1"));
    Eigen::MatrixXd w2 = matrix_of(in.at("model").at("W2")), b2 = column_of(in.at("model").at("b2"));
    const Eigen::MatrixXd x = matrix_of(in.at("x"));
    const auto parameters = model::parameters("W1", w1, "b1", b1, "W2", w2, "b2", b2);
    train::optimizer_state<double> state{*rule, parameters};
    model::gradients<double> g{parameters};
    const auto sigmoid = [](const Eigen::MatrixXd& z) -> Eigen::MatrixXd { return 1.0 / (1.0 + (-z.array()).exp()); };
    std::string difference;
    int last = 0;
    for (const auto& [step, unused] : c.at("expected").at("after").items()) {
        last = std::max(last, std::stoi(step));
    }
    for (int t = 1; t <= last; ++t) {
        const Eigen::MatrixXd h = sigmoid((x * w1.transpose()).rowwise() + b1.col(0).transpose());
        const Eigen::MatrixXd o = sigmoid((h * w2.transpose()).rowwise() + b2.col(0).transpose());
        const Eigen::MatrixXd delta2 = o.array() * (1.0 - o.array());
        const Eigen::MatrixXd delta1 = (delta2 * w2).array() * h.array() * (1.0 - h.array());
        g["W1"].matrix() = delta1.transpose() * x;
        g["b1"].matrix() = delta1.colwise().sum().transpose();
        g["W2"].matrix() = delta2.transpose() * h;
        g["b2"].matrix() = delta2.colwise().sum().transpose();
        state.step(parameters, g);
        if (const json& after = c.at("expected").at("after"); after.contains(std::to_string(t))) {
            const json& expected = after.at(std::to_string(t));
            for (const auto& [name, value] : {std::pair{"W1", &w1}, {"b1", &b1}, {"W2", &w2}, {"b2", &b2}}) {
                const Eigen::MatrixXd turned = value->transpose();
                difference +=
                    compare({turned.data(), turned.data() + turned.size()}, row_after_row(expected.at(name)), c, name);
            }
        }
    }
    return difference;
}

std::string early_stopping(const json& c) {
    const json& in = c.at("input");
    const bool smaller = in.at("mode") == "min";
    const train::callback stopping =
        train::early_stopping{.monitor = "metric",
                              .patience = in.at("patience").get<std::uint64_t>(),
                              .min_delta = number(in.at("min_delta")),
                              .goal = smaller ? train::goal::smaller : train::goal::larger};
    const auto running = stopping.begin({.metrics = {"metric"}});
    train::fit_control control;
    json stopped, best;
    std::uint64_t epoch = 0;
    for (const double value : numbers(in.at("metric"))) {
        const std::vector<train::metric_value> metrics{{"metric", value}};
        running->epoch_end({.epoch = epoch + 1, .metrics = metrics}, control);
        if (control.take_keep()) {
            best = epoch;
        }
        if (!control.why().empty()) {
            stopped = epoch;
            break;
        }
        ++epoch;
    }
    const json& expected = c.at("expected");
    return (stopped == expected.at("stopped_epoch") ? "" : "stopped_epoch: got " + stopped.dump() + "; ") +
           (best == expected.at("best_epoch") ? "" : "best_epoch: got " + best.dump());
}

/// Full-batch descent with momentum: slow, and exact enough for a convex problem.
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
    const train::run_result run =
        train::fit(m, rows,
                   {.epochs = 20'000,
                    .batch_size = rows.rows(),
                    .shards = 1,
                    .optimizer = train::sgd{
                        .learning_rate = 4.0 / static_cast<double>(rows.columns), .momentum = 0.97, .nesterov = true}});
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
    return difference + (run.epochs_run() == 20'000 ? "" : "stopped early");
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, conformance::check> kinds{{"optimizer_trajectory", optimizer_trajectory},
                                                    {"optimizer_trajectory_mlp", optimizer_trajectory_mlp},
                                                    {"early_stopping", early_stopping},
                                                    {"convex_optimum_logistic", convex_optimum_logistic}};
    kinds.merge(conformance::metrics::kinds());
    return conformance::run(argc, argv, kinds,
                            {"lr_schedule", "lr_plateau", "clip_global_norm", "clip_norm", "clip_value",
                             "class_weight_balanced", "nist_linear", "convex_optimum_ridge"});
}
