// SPDX-License-Identifier: MIT
// lastro/train/optimizer.hpp
//
// How does a gradient change the parameters? SGD with momentum, Adam and AdamW, by PyTorch's rules.
//
//   const train::optimizer rule = train::adam{.learning_rate = 1e-2};
//   train::optimizer_state<double> state{rule, net.parameters()};        // memory is taken here ...
//   state.step(net.parameters(), gradients);                             // ... and never in a step
//
// Settings and state are apart. Every multiply-add is an explicit fma: equal input, equal bits, with any compiler.
//
// References
//   [1] PyTorch 2 documentation, torch.optim.SGD, Adam, AdamW (algorithm boxes).
//   [2] D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015.
//   [3] I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019.
//   [4] S. J. Reddi, S. Kale, S. Kumar, On the convergence of Adam and beyond, ICLR 2018 (AMSGrad).
#pragma once

#include <cmath>      // fma, isfinite, sqrt
#include <concepts>   // floating_point
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <utility>    // move
#include <variant>    // get_if, variant, visit
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/train/kernel.hpp>
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

namespace detail {

/// One step of SGD for `count` numbers; `b` is null without momentum.
template <std::floating_point T>
struct sgd_step {
    T rate, momentum, one_minus_dampening, decay;
    bool nesterov, first;

    [[gnu::always_inline]] void operator()(T* p, const T* g, T* b, std::size_t count) const noexcept {
        for (std::size_t i = 0; i < count; ++i) {
            const T slope = decay == T{0} ? g[i] : std::fma(decay, p[i], g[i]);
            T update = slope;
            if (b != nullptr) {
                b[i] = first ? slope : std::fma(momentum, b[i], one_minus_dampening * slope);
                update = nesterov ? std::fma(momentum, b[i], slope) : b[i];
            }
            p[i] = std::fma(-rate, update, p[i]);
        }
    }
};

/// One step of Adam for `count` numbers; `top` is null without amsgrad.
///
/// m + (1-beta1)*(g-m) is beta1*m + (1-beta1)*g with one rounding less; both fuse to what is written here.
template <std::floating_point T>
struct adam_step {
    T rate;        // learning_rate / (1 - beta1^t)
    T correction;  // sqrt(1 - beta2^t)
    T one_minus_beta1, beta2, one_minus_beta2, epsilon;
    T decay;   // added to the gradient (Adam); 0 for AdamW
    T shrink;  // learning_rate * weight_decay (AdamW); 0 for Adam

    [[gnu::always_inline]] void operator()(T* p, const T* g, T* m, T* v, T* top, std::size_t count) const noexcept {
        for (std::size_t i = 0; i < count; ++i) {
            const T slope = decay == T{0} ? g[i] : std::fma(decay, p[i], g[i]);
            m[i] = std::fma(one_minus_beta1, slope - m[i], m[i]);
            v[i] = std::fma(beta2, v[i], one_minus_beta2 * slope * slope);
            T second = v[i];
            if (top != nullptr) {
                top[i] = top[i] < second ? second : top[i];
                second = top[i];
            }
            const T start = shrink == T{0} ? p[i] : std::fma(-shrink, p[i], p[i]);
            p[i] = std::fma(-rate, m[i] / (std::sqrt(second) / correction + epsilon), start);
        }
    }
};

}  // namespace detail

/// What an optimizer remembers between steps.
template <std::floating_point T>
class optimizer_state {
public:
    /// Takes all the memory that `step` will need.
    ///
    /// @throws std::invalid_argument if a setting of `rule` is out of range.
    optimizer_state(optimizer rule, const model::parameter_list<T>& parameters) : rule_(std::move(rule)) {
        std::visit([](const auto& r) { r.check(); }, rule_);
        const std::size_t count = parameters.count();
        if (const auto* s = std::get_if<sgd>(&rule_)) {
            first_.resize(s->momentum > 0.0 ? count : 0);
        } else {
            const bool amsgrad = std::visit(
                [](const auto& r) {
                    if constexpr (requires { r.amsgrad; }) {
                        return r.amsgrad;
                    } else {
                        return false;
                    }
                },
                rule_);
            first_.resize(count);
            second_.resize(count);
            largest_.resize(amsgrad ? count : 0);
        }
    }

    /// How many steps were taken.
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

    /// Changes every parameter by its gradient.
    ///
    /// Precondition: `parameters` and `gradients` have the shapes that the state was built for.
    void step(const model::parameter_list<T>& parameters, const model::gradients<T>& gradients) noexcept {
        std::visit([&](const auto& rule) { step(rule, parameters, gradients); }, rule_);
        ++steps_;
    }

private:
    void step(const sgd& rule, const model::parameter_list<T>& parameters,
              const model::gradients<T>& gradients) noexcept {
        const detail::sgd_step<T> kernel{.rate = static_cast<T>(rule.learning_rate),
                                         .momentum = static_cast<T>(rule.momentum),
                                         .one_minus_dampening = static_cast<T>(1.0 - rule.dampening),
                                         .decay = static_cast<T>(rule.weight_decay),
                                         .nesterov = rule.nesterov,
                                         .first = steps_ == 0};
        const T* g = gradients.values().data();
        T* b = first_.empty() ? nullptr : first_.data();
        for (const model::tensor<T>& t : parameters) {
            run_kernel(kernel, t.values.data(), g, b, t.values.size());
            g += t.values.size();
            b += b == nullptr ? 0 : t.values.size();
        }
    }

    void step(const adam& rule, const model::parameter_list<T>& parameters,
              const model::gradients<T>& gradients) noexcept {
        adam_like(rule, rule.weight_decay, 0.0, parameters, gradients);
    }

    void step(const adamw& rule, const model::parameter_list<T>& parameters,
              const model::gradients<T>& gradients) noexcept {
        adam_like(rule, 0.0, rule.learning_rate * rule.weight_decay, parameters, gradients);
    }

    template <class Rule>
    void adam_like(const Rule& rule, double decay, double shrink, const model::parameter_list<T>& parameters,
                   const model::gradients<T>& gradients) noexcept {
        // c(t) = 1 - beta^t without cancellation and without a product that a compiler could fuse:
        // c(t+1) = 1 - beta*(1 - c(t)) = beta*c(t) + (1 - beta), c(0) = 0.
        correction1_ = std::fma(rule.beta1, correction1_, 1.0 - rule.beta1);
        correction2_ = std::fma(rule.beta2, correction2_, 1.0 - rule.beta2);
        const detail::adam_step<T> kernel{.rate = static_cast<T>(rule.learning_rate / correction1_),
                                          .correction = static_cast<T>(std::sqrt(correction2_)),
                                          .one_minus_beta1 = static_cast<T>(1.0 - rule.beta1),
                                          .beta2 = static_cast<T>(rule.beta2),
                                          .one_minus_beta2 = static_cast<T>(1.0 - rule.beta2),
                                          .epsilon = static_cast<T>(rule.epsilon),
                                          .decay = static_cast<T>(decay),
                                          .shrink = static_cast<T>(shrink)};
        const T* g = gradients.values().data();
        std::size_t at = 0;
        for (const model::tensor<T>& t : parameters) {
            run_kernel(kernel, t.values.data(), g + at, first_.data() + at, second_.data() + at,
                       largest_.empty() ? nullptr : largest_.data() + at, t.values.size());
            at += t.values.size();
        }
    }

    optimizer rule_;
    std::uint64_t steps_ = 0;
    double correction1_ = 0.0;  // 1 - beta1^t
    double correction2_ = 0.0;  // 1 - beta2^t
    std::vector<T> first_;      // momentum, or the mean of the gradient
    std::vector<T> second_;     // the mean of its square
    std::vector<T> largest_;    // the largest second_ so far
};

}  // namespace lastro::inline v0::train
