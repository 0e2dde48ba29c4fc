// SPDX-License-Identifier: MIT
// lastro/train/optimizer.hpp
//
// How does a gradient change the parameters? SGD with momentum, Adam and AdamW, by PyTorch's rules.
//
//   train::fit(net, rows, {.optimizer = train::adam{.learning_rate = 1e-2}});
//   train::fit(net, rows, {.optimizer = train::sgd{.learning_rate = 0.1, .momentum = 0.9, .nesterov = true}});
//   std::cout << train::describe(train::adam{});            // adam(learning_rate 0.001, beta1 0.9, ...)
//
// Settings only; what an optimizer remembers between steps is in optimizer_state.hpp.
//
// References
//   [1] PyTorch 2 documentation, torch.optim.SGD, Adam, AdamW (algorithm boxes).
//   [2] D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015.
//   [3] I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019.
//   [4] S. J. Reddi, S. Kale, S. Kumar, On the convergence of Adam and beyond, ICLR 2018 (AMSGrad).
#pragma once

#include <cmath>      // isfinite
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <variant>    // variant, visit

#include <lastro/core/contract.hpp>
#include <lastro/train/named_settings.hpp>

namespace lastro::inline v0::train {

namespace detail {

inline void require_rate(const std::string& rule, double rate) {
    core::require<std::invalid_argument>(rate > 0.0 && std::isfinite(rate), rule + ": learning_rate",
                                         "a finite number above 0", rate);
}

inline void require_decay(const std::string& rule, double decay) {
    core::require<std::invalid_argument>(decay >= 0.0 && std::isfinite(decay), rule + ": weight_decay",
                                         "a finite number of at least 0", decay);
}

/// What Adam and AdamW have in common.
template <class Adam>
void check_adam(const std::string& rule, const Adam& adam) {
    require_rate(rule, adam.learning_rate);
    core::require<std::invalid_argument>(adam.beta1 >= 0.0 && adam.beta1 < 1.0, rule + ": beta1", "0 <= beta1 < 1",
                                         adam.beta1);
    core::require<std::invalid_argument>(adam.beta2 >= 0.0 && adam.beta2 < 1.0, rule + ": beta2", "0 <= beta2 < 1",
                                         adam.beta2);
    core::require<std::invalid_argument>(adam.epsilon > 0.0 && std::isfinite(adam.epsilon), rule + ": epsilon",
                                         "a finite number above 0", adam.epsilon);
    require_decay(rule, adam.weight_decay);
}

}  // namespace detail

/// Stochastic gradient descent [1]: g += weight_decay*p; b = g at first, then b = momentum*b + (1-dampening)*g;
/// p -= learning_rate * (nesterov ? g + momentum*b : b).
struct sgd {
    double learning_rate = 1e-2;
    double momentum = 0.0;
    double dampening = 0.0;
    double weight_decay = 0.0;
    bool nesterov = false;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        detail::require_rate("train::sgd", learning_rate);
        core::require<std::invalid_argument>(momentum >= 0.0 && momentum < 1.0, "train::sgd: momentum",
                                             "0 <= momentum < 1", momentum);
        core::require<std::invalid_argument>(dampening >= 0.0 && dampening <= 1.0, "train::sgd: dampening",
                                             "0 <= dampening <= 1", dampening);
        detail::require_decay("train::sgd", weight_decay);
        core::require<std::invalid_argument>(!nesterov || (momentum > 0.0 && dampening == 0.0), "train::sgd: nesterov",
                                             "momentum above 0 and dampening 0 beside it", "other values");
    }

    friend bool operator==(const sgd&, const sgd&) = default;
};

/// Adam [2], as PyTorch has it [1]: g += weight_decay*p; m, v exponential means of g and g*g, corrected for their
/// start at 0; p -= learning_rate * m / (sqrt(v) + epsilon). With amsgrad the largest v so far takes the place of v
/// [4].
struct adam {
    double learning_rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0.0;
    bool amsgrad = false;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const { detail::check_adam("train::adam", *this); }

    friend bool operator==(const adam&, const adam&) = default;
};

/// Adam with decoupled weight decay [3]: p -= learning_rate*weight_decay*p first, then Adam without a decay term.
struct adamw {
    double learning_rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 1e-2;
    bool amsgrad = false;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const { detail::check_adam("train::adamw", *this); }

    friend bool operator==(const adamw&, const adamw&) = default;
};

/// Any of the rules.
using optimizer = std::variant<sgd, adam, adamw>;

namespace detail {

template <class Adam>
[[nodiscard]] named_settings describe_adam(const char* name, const Adam& rule) {
    return {name,
            {{"learning_rate", rule.learning_rate},
             {"beta1", rule.beta1},
             {"beta2", rule.beta2},
             {"epsilon", rule.epsilon},
             {"weight_decay", rule.weight_decay},
             {"amsgrad", rule.amsgrad}}};
}

[[nodiscard]] inline named_settings describe(const sgd& rule) {
    return {"sgd",
            {{"learning_rate", rule.learning_rate},
             {"momentum", rule.momentum},
             {"dampening", rule.dampening},
             {"weight_decay", rule.weight_decay},
             {"nesterov", rule.nesterov}}};
}
[[nodiscard]] inline named_settings describe(const adam& rule) { return describe_adam("adam", rule); }
[[nodiscard]] inline named_settings describe(const adamw& rule) { return describe_adam("adamw", rule); }

}  // namespace detail

/// The rule's name and every one of its settings, for the record of a run.
[[nodiscard]] inline named_settings describe(const optimizer& rule) {
    return std::visit([](const auto& r) { return detail::describe(r); }, rule);
}

}  // namespace lastro::inline v0::train
