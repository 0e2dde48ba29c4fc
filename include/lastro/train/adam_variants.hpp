// SPDX-License-Identifier: MIT
// lastro/train/adam_variants.hpp
//
// Which relatives does Adam have? Adamax (the largest gradient for its root mean square), NAdam (with Nesterov's
// momentum) and RAdam (which waits until the mean square can be trusted).
//
//   train::fit(net, rows, {.optimizer = train::radam{.learning_rate = 1e-3}});
//
// References
//   [1] PyTorch 2 documentation, torch.optim.Adamax, NAdam, RAdam (algorithm boxes).
//   [2] D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015, section 7.1 (Adamax).
//   [3] T. Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016 (NAdam).
//   [4] L. Liu et al., On the variance of the adaptive learning rate and beyond, ICLR 2020 (RAdam).
#pragma once

#include <cmath>     // fma, sqrt
#include <concepts>  // floating_point
#include <cstddef>   // size_t
#include <string>    // string
#include <vector>    // vector

#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/train/adam.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

namespace detail {

template <std::floating_point T>
struct adamax_step {
    T rate;  // learning_rate / (1 - beta1^t)
    T one_minus_beta1, beta2, epsilon, decay;

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* p, const T* g, T* m, T* u, T*) const noexcept {
        const Pack weight = Pack::load(p + i);
        const Pack slope = decayed(Pack::load(g + i), weight, decay);
        const Pack mean = mean_towards(Pack::load(m + i), slope, one_minus_beta1);
        mean.store(m + i);
        const Pack size = num::detail::larger(Pack::all(beta2) * Pack::load(u + i),
                                              num::detail::magnitude(slope) + Pack::all(epsilon));
        size.store(u + i);
        fma(Pack::all(-rate), mean / size, weight).store(p + i);
    }
};

template <std::floating_point T>
struct nadam_step {
    T gradient_rate;  // learning_rate * (1 - mu_t) / (1 - mu_1 ... mu_t)
    T mean_rate;      // learning_rate * mu_(t+1) / (1 - mu_1 ... mu_(t+1))
    T correction;     // 1 - beta2^t
    T one_minus_beta1, beta2, one_minus_beta2, epsilon, decay;

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* p, const T* g, T* m, T* v, T*) const noexcept {
        const Pack weight = Pack::load(p + i);
        const Pack slope = decayed(Pack::load(g + i), weight, decay);
        const Pack mean = mean_towards(Pack::load(m + i), slope, one_minus_beta1);
        mean.store(m + i);
        const Pack second = square_towards(Pack::load(v + i), slope, beta2, one_minus_beta2);
        second.store(v + i);
        const Pack length = square_root(second / Pack::all(correction)) + Pack::all(epsilon);
        const Pack nearer = fma(Pack::all(-gradient_rate), slope / length, weight);
        fma(Pack::all(-mean_rate), mean / length, nearer).store(p + i);
    }
};

template <std::floating_point T>
struct radam_step {
    T rate;  // of mean / (sqrt(v) + epsilon), or of the mean alone
    T one_minus_beta1, beta2, one_minus_beta2, epsilon, decay;
    bool trusted;  // the mean square has seen enough

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* p, const T* g, T* m, T* v, T*) const noexcept {
        const Pack weight = Pack::load(p + i);
        const Pack slope = decayed(Pack::load(g + i), weight, decay);
        const Pack mean = mean_towards(Pack::load(m + i), slope, one_minus_beta1);
        mean.store(m + i);
        const Pack second = square_towards(Pack::load(v + i), slope, beta2, one_minus_beta2);
        second.store(v + i);
        const Pack way = trusted ? mean / (square_root(second) + Pack::all(epsilon)) : mean;
        fma(Pack::all(-rate), way, weight).store(p + i);
    }
};

}  // namespace detail

/// Adamax [1, 2]: g += weight_decay*p; m as Adam; u = max(beta2*u, |g| + epsilon);
/// p -= learning_rate / (1 - beta1^t) * m / u.
struct adamax {
    double learning_rate = 2e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0.0;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const { detail::check_adam("train::adamax", *this); }

    [[nodiscard]] named_settings settings() const { return detail::adam_settings("adamax", *this); }
    [[nodiscard]] std::vector<memory_slot> memory() const { return {{"mean"}, {"largest"}}; }

    template <std::floating_point T>
    [[nodiscard]] detail::adamax_step<T> next_step(step_counters& counters, double rate) const noexcept {
        detail::correct(counters, beta1, beta2);
        return {.rate = static_cast<T>(rate / counters.correction1),
                .one_minus_beta1 = static_cast<T>(1.0 - beta1),
                .beta2 = static_cast<T>(beta2),
                .epsilon = static_cast<T>(epsilon),
                .decay = static_cast<T>(weight_decay)};
    }

    friend bool operator==(const adamax&, const adamax&) = default;
};

/// NAdam [1, 3]: g += weight_decay*p; m, v as Adam; mu_t = beta1*(1 - 0.96^(t*momentum_decay)/2), P_t their product;
/// p -= learning_rate * ((1-mu_t)/(1-P_t)*g + mu_(t+1)/(1-P_(t+1))*m) / (sqrt(v / (1-beta2^t)) + epsilon).
struct nadam {
    double learning_rate = 2e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0.0;
    double momentum_decay = 4e-3;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        detail::check_adam("train::nadam", *this);
        detail::require_not_negative("train::nadam", "momentum_decay", momentum_decay);
    }

    [[nodiscard]] named_settings settings() const {
        named_settings s = detail::adam_settings("nadam", *this);
        s.values.emplace_back("momentum_decay", momentum_decay);
        return s;
    }

    [[nodiscard]] std::vector<memory_slot> memory() const { return {{"mean"}, {"mean_square"}}; }

    template <std::floating_point T>
    [[nodiscard]] detail::nadam_step<T> next_step(step_counters& counters, double rate) const noexcept {
        detail::correct(counters, beta1, beta2);
        const double now = momentum_weight(static_cast<double>(counters.steps));
        const double next = momentum_weight(static_cast<double>(counters.steps) + 1.0);
        counters.product = num::rounded(counters.product * now);
        return {.gradient_rate = static_cast<T>(rate * (1.0 - now) / (1.0 - counters.product)),
                .mean_rate = static_cast<T>(rate * next / std::fma(-counters.product, next, 1.0)),
                .correction = static_cast<T>(counters.correction2),
                .one_minus_beta1 = static_cast<T>(1.0 - beta1),
                .beta2 = static_cast<T>(beta2),
                .one_minus_beta2 = static_cast<T>(1.0 - beta2),
                .epsilon = static_cast<T>(epsilon),
                .decay = static_cast<T>(weight_decay)};
    }

    friend bool operator==(const nadam&, const nadam&) = default;

private:
    [[nodiscard]] double momentum_weight(double t) const noexcept {
        constexpr double log_of_base = -0.040821994520255166;  // ln(0.96)
        return num::rounded(beta1 * std::fma(-0.5, num::exp(t * momentum_decay * log_of_base), 1.0));
    }
};

/// RAdam [1, 4]: g += weight_decay*p; m, v as Adam; R = 2/(1-beta2) - 1, r = R - 2*t*beta2^t/(1-beta2^t); where r > 5,
/// p -= learning_rate * m/(1-beta1^t) * sqrt((r-4)(r-2)R / ((R-4)(R-2)r)) * sqrt(1-beta2^t) / (sqrt(v) + epsilon), and
/// before p -= learning_rate * m/(1-beta1^t).
struct radam {
    double learning_rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0.0;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const { detail::check_adam("train::radam", *this); }

    [[nodiscard]] named_settings settings() const { return detail::adam_settings("radam", *this); }
    [[nodiscard]] std::vector<memory_slot> memory() const { return {{"mean"}, {"mean_square"}}; }

    template <std::floating_point T>
    [[nodiscard]] detail::radam_step<T> next_step(step_counters& counters, double rate) const noexcept {
        detail::correct(counters, beta1, beta2);
        const double longest = 2.0 / (1.0 - beta2) - 1.0;
        const double t = static_cast<double>(counters.steps);
        const double length = longest - 2.0 * t * (1.0 - counters.correction2) / counters.correction2;
        const bool trusted = length > 5.0;
        double of_mean = rate / counters.correction1;
        if (trusted) {
            const double share =
                (length - 4.0) * (length - 2.0) * longest / ((longest - 4.0) * (longest - 2.0) * length);
            of_mean = of_mean * std::sqrt(share) * std::sqrt(counters.correction2);
        }
        return {.rate = static_cast<T>(of_mean),
                .one_minus_beta1 = static_cast<T>(1.0 - beta1),
                .beta2 = static_cast<T>(beta2),
                .one_minus_beta2 = static_cast<T>(1.0 - beta2),
                .epsilon = static_cast<T>(epsilon),
                .decay = static_cast<T>(weight_decay),
                .trusted = trusted};
    }

    friend bool operator==(const radam&, const radam&) = default;
};

}  // namespace lastro::inline v0::train
