// SPDX-License-Identifier: MIT
// lastro/train/optimizer_state.hpp
//
// What does an optimizer remember between steps, and what does it do in one?
//
//   train::optimizer_state<double> state{train::adam{.learning_rate = 1e-2}, net.parameters()};  // takes its memory
//   state.step(net.parameters(), gradients);                                                     // never allocates
//
// Every multiply-add is an explicit fma and every other operation one IEEE operation: equal input, equal bits, with
// any compiler, flag and instruction set. The rules are those of optimizer.hpp.
#pragma once

#include <cmath>     // fma, sqrt
#include <concepts>  // floating_point
#include <cstddef>   // size_t
#include <cstdint>   // uint64_t
#include <utility>   // move
#include <variant>   // get_if, visit
#include <vector>    // vector

#include <lastro/model/parameters.hpp>
#include <lastro/train/kernel.hpp>
#include <lastro/train/optimizer.hpp>

namespace lastro::inline v0::train {

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
