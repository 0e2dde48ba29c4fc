// SPDX-License-Identifier: MIT
// lastro/train/rule.hpp
//
// What do the update rules have in common? Checks of their settings, corrections for a start at zero, weight decay.
//
//   detail::require_rate("train::adam", learning_rate);        // throws unless above 0 and finite
//   detail::decayed(g, p, decay);                              // g + decay*p, or g itself without decay
#pragma once

#include <cmath>        // fma, isfinite
#include <cstdint>      // uint64_t
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/pack_root.hpp>

namespace lastro::inline v0::train {

/// One number that a rule remembers for every parameter: its name, and its value before the first step.
struct memory_slot {
    std::string_view name;
    double start = 0.0;

    friend bool operator==(const memory_slot&, const memory_slot&) = default;
};

/// What a rule remembers besides: numbers that change from step to step and are the same for all parameters.
struct step_counters {
    std::uint64_t steps = 0;   ///< Steps begun, the present one included.
    double correction1 = 0.0;  ///< 1 - beta1^steps
    double correction2 = 0.0;  ///< 1 - beta2^steps
    double product = 1.0;      ///< Nadam's product of momentum weights.

    friend bool operator==(const step_counters&, const step_counters&) = default;
};

namespace detail {

inline void require_rate(const std::string& rule, double rate) {
    core::require<std::invalid_argument>(rate > 0.0 && std::isfinite(rate), rule + ": learning_rate",
                                         "a finite number above 0", rate);
}

inline void require_decay(const std::string& rule, double decay) {
    core::require<std::invalid_argument>(decay >= 0.0 && std::isfinite(decay), rule + ": weight_decay",
                                         "a finite number of at least 0", decay);
}

/// A weight of a running mean.
inline void require_share(const std::string& rule, const std::string& name, double share) {
    core::require<std::invalid_argument>(share >= 0.0 && share < 1.0, rule + ": " + name, "0 <= " + name + " < 1",
                                         share);
}

inline void require_positive(const std::string& rule, const std::string& name, double value) {
    core::require<std::invalid_argument>(value > 0.0 && std::isfinite(value), rule + ": " + name,
                                         "a finite number above 0", value);
}

inline void require_not_negative(const std::string& rule, const std::string& name, double value) {
    core::require<std::invalid_argument>(value >= 0.0 && std::isfinite(value), rule + ": " + name,
                                         "a finite number of at least 0", value);
}

/// Goes one step on: c(t) = 1 - beta^t without cancellation and without a product that a compiler could fuse:
/// c(t+1) = 1 - beta*(1 - c(t)) = beta*c(t) + (1 - beta), c(0) = 0.
inline void correct(step_counters& counters, double beta1, double beta2) noexcept {
    counters.correction1 = std::fma(beta1, counters.correction1, 1.0 - beta1);
    counters.correction2 = std::fma(beta2, counters.correction2, 1.0 - beta2);
}

/// The gradient with weight decay as a part of it.
template <class Pack, class T>
[[gnu::always_inline]] inline Pack decayed(const Pack& g, const Pack& p, T decay) {
    return decay == T{0} ? g : fma(Pack::all(decay), p, g);
}

/// A running mean: m + (1 - beta)*(x - m), which is beta*m + (1 - beta)*x with one rounding less.
template <class Pack, class T>
[[gnu::always_inline]] inline Pack mean_towards(const Pack& m, const Pack& x, T one_minus_beta) {
    return fma(Pack::all(one_minus_beta), x - m, m);
}

/// A running mean of squares: beta*v + (1 - beta)*x*x.
template <class Pack, class T>
[[gnu::always_inline]] inline Pack square_towards(const Pack& v, const Pack& x, T beta, T one_minus_beta) {
    return fma(Pack::all(beta), v, Pack::all(one_minus_beta) * x * x);
}

}  // namespace detail

}  // namespace lastro::inline v0::train
