// SPDX-License-Identifier: MIT
// lastro/train/adam.hpp
//
// Which step suits every parameter by itself? Adam and AdamW: the running mean of the gradient over the root of the
// running mean of its square.
//
//   train::fit(net, rows, {.optimizer = train::adam{.learning_rate = 1e-2}});
//   train::fit(net, rows, {.optimizer = train::adamw{.weight_decay = 0.1, .amsgrad = true}});
//
// References
//   [1] PyTorch 2 documentation, torch.optim.Adam, AdamW (algorithm boxes).
//   [2] D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015.
//   [3] I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019.
//   [4] S. J. Reddi, S. Kale, S. Kumar, On the convergence of Adam and beyond, ICLR 2018 (AMSGrad).
#pragma once

#include <cmath>     // sqrt
#include <concepts>  // floating_point
#include <cstddef>   // size_t
#include <string>    // string
#include <vector>    // vector

#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

namespace detail {

/// `top` is null without amsgrad.
template <std::floating_point T>
struct adam_step {
    T rate;        // learning_rate / (1 - beta1^t)
    T correction;  // sqrt(1 - beta2^t)
    T one_minus_beta1, beta2, one_minus_beta2, epsilon;
    T decay;   // added to the gradient (Adam); 0 for AdamW
    T shrink;  // learning_rate * weight_decay (AdamW); 0 for Adam

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* p, const T* g, T* m, T* v, T* top) const noexcept {
        const Pack weight = Pack::load(p + i);
        const Pack slope = decayed(Pack::load(g + i), weight, decay);
        const Pack mean = mean_towards(Pack::load(m + i), slope, one_minus_beta1);
        mean.store(m + i);
        Pack second = square_towards(Pack::load(v + i), slope, beta2, one_minus_beta2);
        second.store(v + i);
        if (top != nullptr) {
            second = num::detail::larger(Pack::load(top + i), second);
            second.store(top + i);
        }
        const Pack start = shrink == T{0} ? weight : fma(Pack::all(-shrink), weight, weight);
        const Pack length = square_root(second) / Pack::all(correction) + Pack::all(epsilon);
        fma(Pack::all(-rate), mean / length, start).store(p + i);
    }
};

/// The settings that Adam and its relatives have in common.
template <class Adam>
void check_adam(const std::string& rule, const Adam& adam) {
    require_rate(rule, adam.learning_rate);
    require_share(rule, "beta1", adam.beta1);
    require_share(rule, "beta2", adam.beta2);
    require_positive(rule, "epsilon", adam.epsilon);
    require_decay(rule, adam.weight_decay);
}

template <class Adam>
[[nodiscard]] named_settings adam_settings(const char* name, const Adam& rule) {
    return {name,
            {{"learning_rate", rule.learning_rate},
             {"beta1", rule.beta1},
             {"beta2", rule.beta2},
             {"epsilon", rule.epsilon},
             {"weight_decay", rule.weight_decay}}};
}

template <std::floating_point T, class Adam>
[[nodiscard]] adam_step<T> next_adam_step(const Adam& rule, step_counters& counters, double rate, double decay,
                                          double shrink) noexcept {
    correct(counters, rule.beta1, rule.beta2);
    return {.rate = static_cast<T>(rate / counters.correction1),
            .correction = static_cast<T>(std::sqrt(counters.correction2)),
            .one_minus_beta1 = static_cast<T>(1.0 - rule.beta1),
            .beta2 = static_cast<T>(rule.beta2),
            .one_minus_beta2 = static_cast<T>(1.0 - rule.beta2),
            .epsilon = static_cast<T>(rule.epsilon),
            .decay = static_cast<T>(decay),
            .shrink = static_cast<T>(shrink)};
}

[[nodiscard]] inline std::vector<memory_slot> adam_memory(bool amsgrad) {
    std::vector<memory_slot> slots{{"mean"}, {"mean_square"}};
    if (amsgrad) {
        slots.push_back({"largest_mean_square"});
    }
    return slots;
}

}  // namespace detail

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

    [[nodiscard]] named_settings settings() const {
        named_settings s = detail::adam_settings("adam", *this);
        s.values.emplace_back("amsgrad", amsgrad);
        return s;
    }

    [[nodiscard]] std::vector<memory_slot> memory() const { return detail::adam_memory(amsgrad); }

    template <std::floating_point T>
    [[nodiscard]] detail::adam_step<T> next_step(step_counters& counters, double rate) const noexcept {
        return detail::next_adam_step<T>(*this, counters, rate, weight_decay, 0.0);
    }

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

    [[nodiscard]] named_settings settings() const {
        named_settings s = detail::adam_settings("adamw", *this);
        s.values.emplace_back("amsgrad", amsgrad);
        return s;
    }

    [[nodiscard]] std::vector<memory_slot> memory() const { return detail::adam_memory(amsgrad); }

    template <std::floating_point T>
    [[nodiscard]] detail::adam_step<T> next_step(step_counters& counters, double rate) const noexcept {
        return detail::next_adam_step<T>(*this, counters, rate, 0.0, rate * weight_decay);
    }

    friend bool operator==(const adamw&, const adamw&) = default;
};

}  // namespace lastro::inline v0::train
