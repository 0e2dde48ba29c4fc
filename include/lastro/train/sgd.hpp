// SPDX-License-Identifier: MIT
// lastro/train/sgd.hpp
//
// What is the plainest step against a gradient? Stochastic gradient descent, with momentum; and Lion, which looks at
// signs only.
//
//   train::fit(net, rows, {.optimizer = train::sgd{.learning_rate = 0.1, .momentum = 0.9, .nesterov = true}});
//   train::fit(net, rows, {.optimizer = train::lion{.learning_rate = 1e-4, .weight_decay = 0.1}});
//
// References
//   [1] PyTorch 2 documentation, torch.optim.SGD (algorithm box).
//   [2] X. Chen et al., Symbolic discovery of optimization algorithms, NeurIPS 2023 (Lion).
#pragma once

#include <concepts>   // floating_point
#include <cstddef>    // size_t
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

namespace detail {

/// `b` is null without momentum.
template <std::floating_point T>
struct sgd_step {
    T rate, momentum, one_minus_dampening, decay;
    bool nesterov, first;

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* p, const T* g, T* b, T*, T*) const noexcept {
        const Pack weight = Pack::load(p + i);
        const Pack slope = decayed(Pack::load(g + i), weight, decay);
        Pack update = slope;
        if (b != nullptr) {
            const Pack speed =
                first ? slope : fma(Pack::all(momentum), Pack::load(b + i), Pack::all(one_minus_dampening) * slope);
            speed.store(b + i);
            update = nesterov ? fma(Pack::all(momentum), speed, slope) : speed;
        }
        fma(Pack::all(-rate), update, weight).store(p + i);
    }
};

template <std::floating_point T>
struct lion_step {
    T rate, beta1, one_minus_beta1, beta2, one_minus_beta2;
    T shrink;  // learning_rate * weight_decay

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* p, const T* g, T* m, T*, T*) const noexcept {
        const Pack zero = Pack::all(0);
        const Pack slope = Pack::load(g + i);
        const Pack mean = Pack::load(m + i);
        const Pack way = fma(Pack::all(beta1), mean, Pack::all(one_minus_beta1) * slope);
        const Pack sign = select(less(zero, way), Pack::all(1), select(less(way, zero), Pack::all(-1), zero));
        const Pack weight = Pack::load(p + i);
        const Pack start = shrink == T{0} ? weight : fma(Pack::all(-shrink), weight, weight);
        fma(Pack::all(-rate), sign, start).store(p + i);
        fma(Pack::all(beta2), mean, Pack::all(one_minus_beta2) * slope).store(m + i);
    }
};

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
        detail::require_share("train::sgd", "momentum", momentum);
        core::require<std::invalid_argument>(dampening >= 0.0 && dampening <= 1.0, "train::sgd: dampening",
                                             "0 <= dampening <= 1", dampening);
        detail::require_decay("train::sgd", weight_decay);
        core::require<std::invalid_argument>(!nesterov || (momentum > 0.0 && dampening == 0.0), "train::sgd: nesterov",
                                             "momentum above 0 and dampening 0 beside it", "other values");
    }

    [[nodiscard]] named_settings settings() const {
        return {"sgd",
                {{"learning_rate", learning_rate},
                 {"momentum", momentum},
                 {"dampening", dampening},
                 {"weight_decay", weight_decay},
                 {"nesterov", nesterov}}};
    }

    [[nodiscard]] std::vector<memory_slot> memory() const {
        return momentum > 0.0 ? std::vector<memory_slot>{{"momentum"}} : std::vector<memory_slot>{};
    }

    template <std::floating_point T>
    [[nodiscard]] detail::sgd_step<T> next_step(step_counters& counters, double rate) const noexcept {
        return {.rate = static_cast<T>(rate),
                .momentum = static_cast<T>(momentum),
                .one_minus_dampening = static_cast<T>(1.0 - dampening),
                .decay = static_cast<T>(weight_decay),
                .nesterov = nesterov,
                .first = counters.steps == 1};
    }

    friend bool operator==(const sgd&, const sgd&) = default;
};

/// Lion [2]: p -= learning_rate * (sign(beta1*m + (1-beta1)*g) + weight_decay*p), then m = beta2*m + (1-beta2)*g.
struct lion {
    double learning_rate = 1e-4;
    double beta1 = 0.9;
    double beta2 = 0.99;
    double weight_decay = 0.0;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        detail::require_rate("train::lion", learning_rate);
        detail::require_share("train::lion", "beta1", beta1);
        detail::require_share("train::lion", "beta2", beta2);
        detail::require_decay("train::lion", weight_decay);
    }

    [[nodiscard]] named_settings settings() const {
        return {"lion",
                {{"learning_rate", learning_rate}, {"beta1", beta1}, {"beta2", beta2}, {"weight_decay", weight_decay}}};
    }

    [[nodiscard]] std::vector<memory_slot> memory() const { return {{"mean"}}; }

    template <std::floating_point T>
    [[nodiscard]] detail::lion_step<T> next_step(step_counters&, double rate) const noexcept {
        return {.rate = static_cast<T>(rate),
                .beta1 = static_cast<T>(beta1),
                .one_minus_beta1 = static_cast<T>(1.0 - beta1),
                .beta2 = static_cast<T>(beta2),
                .one_minus_beta2 = static_cast<T>(1.0 - beta2),
                .shrink = static_cast<T>(rate * weight_decay)};
    }

    friend bool operator==(const lion&, const lion&) = default;
};

}  // namespace lastro::inline v0::train
