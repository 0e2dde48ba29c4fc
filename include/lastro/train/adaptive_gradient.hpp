// SPDX-License-Identifier: MIT
// lastro/train/adaptive_gradient.hpp
//
// Which steps divide a gradient by its own usual size? Adagrad, RMSprop and Adadelta.
//
//   train::fit(net, rows, {.optimizer = train::rmsprop{.learning_rate = 1e-3, .momentum = 0.9, .centered = true}});
//
// References
//   [1] PyTorch 2 documentation, torch.optim.Adagrad, RMSprop, Adadelta (algorithm boxes).
//   [2] J. Duchi, E. Hazan, Y. Singer, Adaptive subgradient methods for online learning, JMLR 12, 2011 (Adagrad).
//   [3] M. D. Zeiler, ADADELTA: an adaptive learning rate method, arXiv:1212.5701, 2012.
//   [4] A. Graves, Generating sequences with recurrent neural networks, arXiv:1308.0850, 2013 (centred RMSprop).
#pragma once

#include <cmath>     // fma
#include <concepts>  // floating_point
#include <cstddef>   // size_t
#include <vector>    // vector

#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

namespace detail {

template <std::floating_point T>
struct adagrad_step {
    T rate, epsilon, decay;

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* p, const T* g, T* s, T*, T*) const noexcept {
        const Pack weight = Pack::load(p + i);
        const Pack slope = decayed(Pack::load(g + i), weight, decay);
        const Pack sum = fma(slope, slope, Pack::load(s + i));
        sum.store(s + i);
        fma(Pack::all(-rate), slope / (square_root(sum) + Pack::all(epsilon)), weight).store(p + i);
    }
};

/// `second` is the mean if centred, else the momentum if there is one; `third` the momentum if both.
template <std::floating_point T>
struct rmsprop_step {
    T rate, alpha, one_minus_alpha, epsilon, momentum, decay;
    bool centered;

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* p, const T* g, T* s, T* second, T* third) const noexcept {
        const Pack weight = Pack::load(p + i);
        const Pack slope = decayed(Pack::load(g + i), weight, decay);
        Pack square = square_towards(Pack::load(s + i), slope, alpha, one_minus_alpha);
        square.store(s + i);
        if (centered) {
            const Pack mean = fma(Pack::all(alpha), Pack::load(second + i), Pack::all(one_minus_alpha) * slope);
            mean.store(second + i);
            const Pack minus = mean * Pack::all(-1);
            square = num::detail::larger(Pack::all(0), fma(minus, mean, square));  // a variance, even after rounding
        }
        Pack update = slope / (square_root(square) + Pack::all(epsilon));
        if (momentum != T{0}) {
            T* const b = centered ? third : second;
            update = fma(Pack::all(momentum), Pack::load(b + i), update);
            update.store(b + i);
        }
        fma(Pack::all(-rate), update, weight).store(p + i);
    }
};

template <std::floating_point T>
struct adadelta_step {
    T rate, rho, one_minus_rho, epsilon, decay;

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* p, const T* g, T* s, T* u, T*) const noexcept {
        const Pack weight = Pack::load(p + i);
        const Pack slope = decayed(Pack::load(g + i), weight, decay);
        const Pack square = square_towards(Pack::load(s + i), slope, rho, one_minus_rho);
        square.store(s + i);
        const Pack usual = Pack::load(u + i);
        const Pack update = square_root(usual + Pack::all(epsilon)) / square_root(square + Pack::all(epsilon)) * slope;
        square_towards(usual, update, rho, one_minus_rho).store(u + i);
        fma(Pack::all(-rate), update, weight).store(p + i);
    }
};

}  // namespace detail

/// Adagrad [1, 2]: g += weight_decay*p; s += g*g, from initial_accumulator;
/// p -= learning_rate / (1 + (t-1)*rate_decay) * g / (sqrt(s) + epsilon).
struct adagrad {
    double learning_rate = 1e-2;
    double rate_decay = 0.0;
    double initial_accumulator = 0.0;
    double epsilon = 1e-10;
    double weight_decay = 0.0;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        detail::require_rate("train::adagrad", learning_rate);
        detail::require_not_negative("train::adagrad", "rate_decay", rate_decay);
        detail::require_not_negative("train::adagrad", "initial_accumulator", initial_accumulator);
        detail::require_positive("train::adagrad", "epsilon", epsilon);
        detail::require_decay("train::adagrad", weight_decay);
    }

    [[nodiscard]] named_settings settings() const {
        return {"adagrad",
                {{"learning_rate", learning_rate},
                 {"rate_decay", rate_decay},
                 {"initial_accumulator", initial_accumulator},
                 {"epsilon", epsilon},
                 {"weight_decay", weight_decay}}};
    }

    [[nodiscard]] std::vector<memory_slot> memory() const { return {{"sum_of_squares", initial_accumulator}}; }

    template <std::floating_point T>
    [[nodiscard]] detail::adagrad_step<T> next_step(step_counters& counters, double rate) const noexcept {
        const double before = static_cast<double>(counters.steps - 1);
        return {.rate = static_cast<T>(rate / std::fma(before, rate_decay, 1.0)),
                .epsilon = static_cast<T>(epsilon),
                .decay = static_cast<T>(weight_decay)};
    }

    friend bool operator==(const adagrad&, const adagrad&) = default;
};

/// RMSprop [1]: g += weight_decay*p; s = alpha*s + (1-alpha)*g*g; d = sqrt(s) + epsilon, or, centred [4],
/// sqrt(s - a*a) + epsilon with a = alpha*a + (1-alpha)*g; p -= learning_rate * (b = momentum*b + g/d).
struct rmsprop {
    double learning_rate = 1e-2;
    double alpha = 0.99;
    double epsilon = 1e-8;
    double momentum = 0.0;
    double weight_decay = 0.0;
    bool centered = false;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        detail::require_rate("train::rmsprop", learning_rate);
        detail::require_share("train::rmsprop", "alpha", alpha);
        detail::require_positive("train::rmsprop", "epsilon", epsilon);
        detail::require_share("train::rmsprop", "momentum", momentum);
        detail::require_decay("train::rmsprop", weight_decay);
    }

    [[nodiscard]] named_settings settings() const {
        return {"rmsprop",
                {{"learning_rate", learning_rate},
                 {"alpha", alpha},
                 {"epsilon", epsilon},
                 {"momentum", momentum},
                 {"weight_decay", weight_decay},
                 {"centered", centered}}};
    }

    [[nodiscard]] std::vector<memory_slot> memory() const {
        std::vector<memory_slot> slots{{"mean_square"}};
        if (centered) {
            slots.push_back({"mean"});
        }
        if (momentum > 0.0) {
            slots.push_back({"momentum"});
        }
        return slots;
    }

    template <std::floating_point T>
    [[nodiscard]] detail::rmsprop_step<T> next_step(step_counters&, double rate) const noexcept {
        return {.rate = static_cast<T>(rate),
                .alpha = static_cast<T>(alpha),
                .one_minus_alpha = static_cast<T>(1.0 - alpha),
                .epsilon = static_cast<T>(epsilon),
                .momentum = static_cast<T>(momentum),
                .decay = static_cast<T>(weight_decay),
                .centered = centered};
    }

    friend bool operator==(const rmsprop&, const rmsprop&) = default;
};

/// Adadelta [1, 3]: g += weight_decay*p; s = rho*s + (1-rho)*g*g; x = sqrt(u+epsilon)/sqrt(s+epsilon)*g;
/// u = rho*u + (1-rho)*x*x; p -= learning_rate*x.
struct adadelta {
    double learning_rate = 1.0;
    double rho = 0.9;
    double epsilon = 1e-6;
    double weight_decay = 0.0;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        detail::require_rate("train::adadelta", learning_rate);
        detail::require_share("train::adadelta", "rho", rho);
        detail::require_positive("train::adadelta", "epsilon", epsilon);
        detail::require_decay("train::adadelta", weight_decay);
    }

    [[nodiscard]] named_settings settings() const {
        return {"adadelta",
                {{"learning_rate", learning_rate}, {"rho", rho}, {"epsilon", epsilon}, {"weight_decay", weight_decay}}};
    }

    [[nodiscard]] std::vector<memory_slot> memory() const { return {{"mean_square"}, {"mean_square_step"}}; }

    template <std::floating_point T>
    [[nodiscard]] detail::adadelta_step<T> next_step(step_counters&, double rate) const noexcept {
        return {.rate = static_cast<T>(rate),
                .rho = static_cast<T>(rho),
                .one_minus_rho = static_cast<T>(1.0 - rho),
                .epsilon = static_cast<T>(epsilon),
                .decay = static_cast<T>(weight_decay)};
    }

    friend bool operator==(const adadelta&, const adadelta&) = default;
};

}  // namespace lastro::inline v0::train
