// SPDX-License-Identifier: MIT
// tests/conformance/training_optimizers.hpp
//
// The kinds of training.json about steps: optimizers, learning rates, clipping, early stopping, class weights.
#pragma once

#include <lastro/train.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "case_file.hpp"

namespace conformance {

namespace train = lastro::train;
namespace model = lastro::model;

inline double field(const json& o, const char* name) { return number(o.at(name)); }

/// The library's rule with the case's settings.
inline train::optimizer rule_of(const json& o) {
    const auto name = o.at("name").get<std::string>();
    const double rate = field(o, "lr"), decay = field(o, "weight_decay");
    if (name == "sgd") {
        return train::sgd{.learning_rate = rate,
                          .momentum = field(o, "momentum"),
                          .dampening = field(o, "dampening"),
                          .weight_decay = decay,
                          .nesterov = o.at("nesterov").get<bool>()};
    }
    if (name == "adagrad") {
        return train::adagrad{.learning_rate = rate,
                              .rate_decay = field(o, "lr_decay"),
                              .initial_accumulator = field(o, "initial_accumulator"),
                              .epsilon = field(o, "eps"),
                              .weight_decay = decay};
    }
    if (name == "rmsprop") {
        return train::rmsprop{.learning_rate = rate,
                              .alpha = field(o, "alpha"),
                              .epsilon = field(o, "eps"),
                              .momentum = field(o, "momentum"),
                              .weight_decay = decay,
                              .centered = o.at("centered").get<bool>()};
    }
    if (name == "adadelta") {
        return train::adadelta{
            .learning_rate = rate, .rho = field(o, "rho"), .epsilon = field(o, "eps"), .weight_decay = decay};
    }
    const auto adam_like = [&](auto rule) {
        rule.learning_rate = rate;
        rule.beta1 = field(o, "beta1");
        rule.beta2 = field(o, "beta2");
        rule.epsilon = field(o, "eps");
        rule.weight_decay = decay;
        if constexpr (requires { rule.amsgrad; }) {
            rule.amsgrad = o.value("amsgrad", false);
        }
        if constexpr (requires { rule.momentum_decay; }) {
            rule.momentum_decay = field(o, "momentum_decay");
        }
        return train::optimizer{rule};
    };
    if (name == "adam") {
        return adam_like(train::adam{});
    }
    if (name == "adamw") {
        return adam_like(train::adamw{});
    }
    if (name == "adamax") {
        return adam_like(train::adamax{});
    }
    if (name == "nadam") {
        return adam_like(train::nadam{});
    }
    if (name == "radam") {
        return adam_like(train::radam{});
    }
    throw std::runtime_error{"unknown optimizer " + name};
}

inline std::string optimizer_trajectory(const json& c) {
    const json& in = c.at("input");
    const std::vector<double> start = numbers(in.at("parameters"));
    Eigen::VectorXd w = Eigen::Map<const Eigen::VectorXd>(start.data(), static_cast<Eigen::Index>(start.size()));
    const auto parameters = model::parameters("w", w);
    train::optimizer_state<double> state{rule_of(in.at("optimizer")), parameters};
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

inline Eigen::MatrixXd matrix_of(const json& rows) {
    Eigen::MatrixXd m(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.at(0).size()));
    for (Eigen::Index i = 0; i < m.rows(); ++i) {
        for (Eigen::Index j = 0; j < m.cols(); ++j) {
            m(i, j) = number(rows.at(static_cast<std::size_t>(i)).at(static_cast<std::size_t>(j)));
        }
    }
    return m;
}

inline Eigen::MatrixXd column_of(const json& values) {
    const std::vector<double> v = numbers(values);
    return Eigen::Map<const Eigen::MatrixXd>(v.data(), static_cast<Eigen::Index>(v.size()), 1);
}

inline std::vector<double> row_after_row(const json& value) {
    std::vector<double> result;
    for (const json& row : value) {
        const std::vector<double> part = row.is_array() ? numbers(row) : std::vector<double>{number(row)};
        result.insert(result.end(), part.begin(), part.end());
    }
    return result;
}

/// h = sigmoid(x W1' + b1), o = sigmoid(h W2' + b2), loss = sum of o: the network of the case, not of the library.
inline std::string optimizer_trajectory_mlp(const json& c) {
    const json& in = c.at("input");
    Eigen::MatrixXd w1 = matrix_of(in.at("model").at("W1")), b1 = column_of(in.at("model").at("b1"));
    Eigen::MatrixXd w2 = matrix_of(in.at("model").at("W2")), b2 = column_of(in.at("model").at("b2"));
    const Eigen::MatrixXd x = matrix_of(in.at("x"));
    const auto parameters = model::parameters("W1", w1, "b1", b1, "W2", w2, "b2", b2);
    train::optimizer_state<double> state{rule_of(in.at("optimizer")), parameters};
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

/// The schedule whose factor, times `rate`, is the case's learning rate.
inline train::schedule schedule_of(const std::string& name, const json& p, double& rate) {
    rate = p.contains("lr") ? field(p, "lr") : p.contains("peak") ? field(p, "peak") : 1.0;
    const auto flag = [&](const char* of) { return p.value(of, false); };
    if (name == "step") {
        return train::step_decay{.gamma = field(p, "gamma"), .every = field(p, "step_size")};
    }
    if (name == "multistep") {
        return train::multi_step_decay{.gamma = field(p, "gamma"), .milestones = numbers(p.at("milestones"))};
    }
    if (name == "constant_factor") {
        return train::constant_factor{.value = field(p, "factor"), .steps = field(p, "total_steps")};
    }
    if (name == "linear_factor") {
        return train::linear_ramp{
            .from = field(p, "start_factor"), .to = field(p, "end_factor"), .steps = field(p, "total_steps")};
    }
    if (name == "cosine") {
        return train::cosine_decay{.steps = field(p, "t_max"), .end = field(p, "eta_min") / rate, .repeat = true};
    }
    if (name == "exponential") {
        return train::exponential_decay{.rate = field(p, "gamma")};
    }
    if (name == "cyclic") {
        const auto mode = p.at("mode").get<std::string>();
        return train::cyclic{.from = field(p, "base_lr"),
                             .to = field(p, "max_lr"),
                             .up = field(p, "step_up"),
                             .down = field(p, "step_down"),
                             .mode = mode == "triangular"    ? train::cycle_mode::triangular
                                     : mode == "triangular2" ? train::cycle_mode::halving
                                                             : train::cycle_mode::exponential_range,
                             .gamma = p.contains("gamma") ? field(p, "gamma") : 1.0};
    }
    if (name == "cosine_warm_restarts_torch") {
        return train::cosine_restarts{
            .first = field(p, "t_0"), .period_factor = field(p, "t_mult"), .end = field(p, "eta_min") / rate};
    }
    if (name == "one_cycle_linear" || name == "one_cycle_cosine") {
        const bool linear = name == "one_cycle_linear";
        return train::one_cycle{.steps = field(p, "transition_steps"),
                                .rise = field(p, "pct_start"),
                                .fall = linear ? field(p, "pct_final") : 1.0,
                                .divide = field(p, "div"),
                                .final_divide = field(p, "final_div"),
                                .shape = linear ? train::cycle_shape::linear : train::cycle_shape::cosine};
    }
    if (name == "exponential_decay") {
        return train::exponential_decay{
            .rate = field(p, "rate"), .steps = field(p, "decay_steps"), .staircase = flag("staircase")};
    }
    if (name == "inverse_time_decay") {
        return train::inverse_time_decay{
            .rate = field(p, "rate"), .steps = field(p, "decay_steps"), .staircase = flag("staircase")};
    }
    if (name == "piecewise_constant") {
        return train::piecewise_constant{.boundaries = numbers(p.at("boundaries")), .factors = numbers(p.at("values"))};
    }
    if (name == "polynomial_decay") {
        return train::polynomial_decay{.steps = field(p, "decay_steps"),
                                       .power = field(p, "power"),
                                       .end = field(p, "end_lr") / rate,
                                       .cycle = flag("cycle")};
    }
    if (name == "cosine_restarts") {
        return train::cosine_restarts{.first = field(p, "first_steps"),
                                      .period_factor = field(p, "t_mul"),
                                      .height_factor = field(p, "m_mul"),
                                      .end = field(p, "alpha")};
    }
    throw std::runtime_error{"unknown schedule " + name};
}

inline std::string lr_schedule(const json& c) {
    const json& in = c.at("input");
    double rate = 0.0;
    const train::schedule schedule = schedule_of(in.at("schedule").get<std::string>(), in.at("parameters"), rate);
    schedule.check();
    std::vector<double> rates;
    for (const double t : numbers(in.at("steps"))) {
        rates.push_back(rate * train::factor(schedule, t));
    }
    return compare(rates, numbers(c.at("expected").at("lr")), c, "lr");
}

inline std::string lr_plateau(const json& c) {
    const json& p = c.at("input").at("parameters");
    const double rate = field(p, "lr");
    const train::reduce_on_plateau rule{.goal = p.at("mode") == "min" ? train::goal::smaller : train::goal::larger,
                                        .factor = field(p, "factor"),
                                        .patience = p.at("patience").get<std::uint64_t>(),
                                        .threshold = field(p, "threshold"),
                                        .relative = p.at("threshold_mode") == "rel",
                                        .cooldown = p.at("cooldown").get<std::uint64_t>(),
                                        .smallest = field(p, "min_lr") / rate};
    rule.check();
    train::plateau_state state;
    std::vector<double> rates;
    for (const double value : numbers(c.at("input").at("metrics"))) {
        state.observe(rule, value);
        rates.push_back(rate * state.factor);
    }
    return compare(rates, numbers(c.at("expected").at("lr")), c, "lr");
}

/// Clips gradients that are tensors t0, t1, ... of a model; returns what they are then, and their norm before.
template <class Limit>
std::pair<std::vector<std::vector<double>>, double> clipped(const std::vector<std::vector<double>>& start,
                                                            const Limit& limit) {
    limit.check();
    std::vector<std::vector<double>> storage = start;
    std::vector<model::tensor<double>> tensors;
    for (std::vector<double>& values : storage) {
        tensors.push_back({"t" + std::to_string(tensors.size()), values.size(), 1, values});
    }
    model::gradients<double> g{model::parameter_list<double>{tensors}};
    for (std::size_t i = 0; i < start.size(); ++i) {
        std::copy(start[i].begin(), start[i].end(), g[i].values.begin());
    }
    const double norm = train::clip(g, limit);
    for (std::size_t i = 0; i < start.size(); ++i) {
        std::copy(g[i].values.begin(), g[i].values.end(), storage[i].begin());
    }
    return {storage, norm};
}

inline std::string clip_global_norm(const json& c) {
    const json& in = c.at("input");
    std::vector<std::vector<double>> gradients;
    for (const json& g : in.at("gradients")) {
        gradients.push_back(numbers(g));
    }
    const auto [after, norm] =
        clipped(gradients, train::clip_by_global_norm{.most = field(in, "max_norm"), .epsilon = field(in, "eps")});
    std::string difference = compare(norm, field(c.at("expected"), "norm"), c, "norm");
    for (std::size_t i = 0; i < after.size(); ++i) {
        difference += compare(after[i], numbers(c.at("expected").at("gradients").at(i)), c, "gradients");
    }
    return difference;
}

inline std::string clip_norm(const json& c) {
    const json& in = c.at("input");
    const auto after = clipped({numbers(in.at("gradient"))}, train::clip_by_norm{.most = field(in, "max_norm")}).first;
    return compare(after[0], numbers(c.at("expected").at("gradient")), c, "gradient");
}

inline std::string clip_value(const json& c) {
    const json& in = c.at("input");
    const auto after = clipped({numbers(in.at("gradient"))}, train::clip_by_value{.most = field(in, "limit")}).first;
    return compare(after[0], numbers(c.at("expected").at("gradient")), c, "gradient");
}

inline std::string class_weight_balanced(const json& c) {
    std::vector<std::string> names;  // in order of first appearance: number i is names[i]
    std::vector<double> targets;
    for (const json& label : c.at("input").at("y")) {
        const std::string name = label.is_string() ? label.get<std::string>() : label.dump();
        auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) {
            found = names.insert(names.end(), name);
        }
        targets.push_back(static_cast<double>(found - names.begin()));
    }
    const std::vector<double> weights = train::balanced_class_weights<double>(targets);
    const json& expected = c.at("expected").at("weights");
    if (expected.size() != names.size()) {
        return "classes: expected " + std::to_string(expected.size()) + ", got " + std::to_string(names.size());
    }
    std::string difference;
    for (std::size_t k = 0; k < names.size(); ++k) {
        difference += compare(weights[k], number(expected.at(names[k])), c, "weights");
    }
    return difference;
}

inline std::string early_stopping(const json& c) {
    const json& in = c.at("input");
    const bool smaller = in.at("mode") == "min";
    const train::callback stopping =
        train::early_stopping{.monitor = "metric",
                              .patience = in.at("patience").get<std::uint64_t>(),
                              .min_delta = number(in.at("min_delta")),
                              .goal = smaller ? train::goal::smaller : train::goal::larger};
    train::running_callback running = stopping.begin({.metrics = {"metric"}});
    train::fit_control control;
    json stopped, best;
    std::uint64_t epoch = 0;
    for (const double value : numbers(in.at("metric"))) {
        const std::vector<train::metric_value> metrics{{"metric", value}};
        running.epoch_end({.epoch = epoch + 1, .metrics = metrics}, control);
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

/// `kinds` and those of this file.
inline std::map<std::string, check> with_optimizer_kinds(std::map<std::string, check> kinds) {
    kinds.merge(std::map<std::string, check>{{"optimizer_trajectory", optimizer_trajectory},
                                             {"optimizer_trajectory_mlp", optimizer_trajectory_mlp},
                                             {"lr_schedule", lr_schedule},
                                             {"lr_plateau", lr_plateau},
                                             {"clip_global_norm", clip_global_norm},
                                             {"clip_norm", clip_norm},
                                             {"clip_value", clip_value},
                                             {"class_weight_balanced", class_weight_balanced},
                                             {"early_stopping", early_stopping}});
    return kinds;
}

}  // namespace conformance
