// SPDX-License-Identifier: MIT
// lastro/drift/combine.hpp
//
// Several p-values for one question: one p-value for all of them together.
//
//   const std::vector<double> p{0.01, 0.2, 0.3};
//   drift::combine_fisher(p).p_value;                  // 0.0215...
//   drift::combine_stouffer(p, weights).p_value;       // weights, say square roots of sample sizes
//   drift::combine_cauchy(p).p_value;                  // where p-values depend on each other
//
// All but Cauchy's assume independent p-values that are uniform under "nothing moved". A p-value of 0 (an underflow) gives
// 0 and one of 1 is nothing special, where the method has an answer. Bit-equal everywhere.
//
// References
//   [1] R. A. Fisher, Statistical Methods for Research Workers, 4th ed., 1932.
//   [2] K. Pearson, On a new method of determining goodness of fit, Biometrika 26, 1934.
//   [3] L. H. C. Tippett, The Methods of Statistics, 1931.
//   [4] S. A. Stouffer et al., The American Soldier, 1949; weights: T. Liptak, 1958.
//   [5] G. S. Mudholkar and E. O. George, The logit method for combining probabilities, 1979.
//   [6] Y. Liu and J. Xie, Cauchy combination test, J. Amer. Statist. Assoc. 115(529), 2020.
#pragma once

#include <cstddef>    // size_t
#include <limits>     // numeric_limits
#include <numbers>    // ln10, pi
#include <span>       // span
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/trigonometric.hpp>
#include <lastro/stats/beta.hpp>
#include <lastro/stats/gamma.hpp>
#include <lastro/stats/normal.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// What a method found.
struct combined_p {
    double statistic = 0.0;
    double p_value = 1.0;  ///< P(p-values this small together) if nothing moved anywhere.
    double log10_p = 0.0;  ///< The same, where a double would underflow.

    friend bool operator==(const combined_p&, const combined_p&) = default;
};

namespace detail {

inline void require_p_values(std::span<const double> p, const char* where) {
    core::require<std::invalid_argument>(!p.empty(), where, "at least one p-value", 0);
    for (const double value : p) {
        core::require<std::invalid_argument>(value >= 0.0 && value <= 1.0, where, "p-values from 0 to 1", value);
    }
}

[[nodiscard]] inline combined_p combined(double statistic, const stats::tail& tail) noexcept {
    return {.statistic = statistic, .p_value = tail.probability, .log10_p = tail.log10};
}

/// The weights, or 1 for each: positive and finite.
[[nodiscard]] inline double weight_of(std::span<const double> weights, std::size_t i) noexcept {
    return weights.empty() ? 1.0 : weights[i];
}

inline void require_weights(std::span<const double> p, std::span<const double> weights, const char* where) {
    core::require<std::invalid_argument>(weights.empty() || weights.size() == p.size(), where,
                                         "as many weights as p-values, or none", weights.size());
    for (const double w : weights) {
        core::require<std::invalid_argument>(w > 0.0 && !num::is_infinite(w), where, "positive, finite weights", w);
    }
}

/// cot(pi p) for 0 < p <= 1/2.
[[nodiscard]] inline double cotangent_of_pi(double p) noexcept {
    const double angle = std::numbers::pi * p;
    return num::cos(angle) / num::sin(angle);
}

/// P(C >= t) for a standard Cauchy C: the p with cot(pi p) = t. Newton's method from the far tail's 1 / (pi t), or the
/// middle's 1/2 - t / pi.
[[nodiscard]] inline double cauchy_tail(double t) noexcept {
    if (t < 0.0) {
        return 1.0 - cauchy_tail(-t);
    }
    double p = t > 1.0 ? 1.0 / (std::numbers::pi * t) : 0.5 - num::rounded(t / std::numbers::pi);
    constexpr double far = 1e8;  // the next term, 1 / (3 pi t^3), is below the rounding error
    if (t > far) {
        return p;
    }
    for (int round = 0; round < 12; ++round) {
        const double angle = std::numbers::pi * p;
        const double s = num::sin(angle);
        const double change = num::fma(-t, s, num::cos(angle)) * s / std::numbers::pi;
        p += num::rounded(change);
    }
    return p;
}

}  // namespace detail

/// Fisher's: -2 sum ln p is chi-squared with 2 k degrees of freedom [1]. One tiny p-value carries it.
///
/// @throws std::invalid_argument if there is no p-value or one is not a number from 0 to 1; so do all functions here.
[[nodiscard]] inline combined_p combine_fisher(std::span<const double> p) {
    detail::require_p_values(p, "combine_fisher");
    double sum = 0.0;
    for (const double value : p) {
        sum += num::log(value);
    }
    return detail::combined(0.0 - 2.0 * sum, stats::gamma_tail(static_cast<double>(p.size()), 0.0 - sum));
}

/// The same from decimal logarithms of p-values, which a double may not hold.
[[nodiscard]] inline combined_p combine_fisher_log10(std::span<const double> log10_p) {
    core::require<std::invalid_argument>(!log10_p.empty(), "combine_fisher_log10", "at least one p-value", 0);
    double sum = 0.0;
    for (const double value : log10_p) {
        core::require<std::invalid_argument>(value <= 0.0, "combine_fisher_log10", "logarithms up to 0", value);
        sum += value;
    }
    const double natural = num::rounded(sum * std::numbers::ln10);
    return detail::combined(0.0 - 2.0 * natural, stats::gamma_tail(static_cast<double>(log10_p.size()), 0.0 - natural));
}

/// Pearson's: 2 sum ln(1 - p), small where all p-values are small [2]. One large p-value vetoes.
[[nodiscard]] inline combined_p combine_pearson(std::span<const double> p) {
    detail::require_p_values(p, "combine_pearson");
    double sum = 0.0;
    for (const double value : p) {
        sum += num::log1p(-value);
    }
    return detail::combined(2.0 * sum, stats::gamma_lower_tail(static_cast<double>(p.size()), 0.0 - sum));
}

/// Tippett's: 1 - (1 - min p)^k [3].
[[nodiscard]] inline combined_p combine_tippett(std::span<const double> p) {
    detail::require_p_values(p, "combine_tippett");
    double smallest = 1.0;
    for (const double value : p) {
        smallest = value < smallest ? value : smallest;
    }
    const double log_none = static_cast<double>(p.size()) * num::log1p(-smallest);
    return detail::combined(smallest, stats::tail_from_probability(0.0 - num::expm1(log_none)));
}

/// Stouffer's: sum w z / sqrt(sum w^2), z the normal quantile of each [4]. Without weights all count alike.
[[nodiscard]] inline combined_p combine_stouffer(std::span<const double> p, std::span<const double> weights = {}) {
    detail::require_p_values(p, "combine_stouffer");
    detail::require_weights(p, weights, "combine_stouffer");
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double w = detail::weight_of(weights, i);
        sum -= num::rounded(w * stats::normal_quantile(p[i]));
        squares = num::fma(w, w, squares);
    }
    core::require<std::invalid_argument>(!num::is_nan(sum), "combine_stouffer", "not both 0 and 1 among the p-values",
                                         sum);
    const double z = sum / num::square_root(squares);
    return detail::combined(z, stats::normal_tail(z));
}

/// Mudholkar and George's: the sum of logits, close to Student's t with 5 k + 4 degrees of freedom [5].
[[nodiscard]] inline combined_p combine_mudholkar_george(std::span<const double> p) {
    detail::require_p_values(p, "combine_mudholkar_george");
    double sum = 0.0;
    for (const double value : p) {
        sum += num::log1p(-value) - num::log(value);
    }
    core::require<std::invalid_argument>(!num::is_nan(sum), "combine_mudholkar_george",
                                         "not both 0 and 1 among the p-values", sum);
    const auto k = static_cast<double>(p.size());
    const double degrees = num::fma(5.0, k, 4.0);
    const double scale = num::square_root(3.0 / k) / std::numbers::pi * num::square_root(degrees / (degrees - 2.0));
    return detail::combined(sum, stats::student_t_tail(sum * scale, degrees));
}

/// Liu and Xie's: the weighted mean of cot(pi p), about a Cauchy variable in its tail under any dependence [6].
[[nodiscard]] inline combined_p combine_cauchy(std::span<const double> p, std::span<const double> weights = {}) {
    detail::require_p_values(p, "combine_cauchy");
    detail::require_weights(p, weights, "combine_cauchy");
    constexpr double infinite = std::numeric_limits<double>::infinity();
    double sum = 0.0;
    double total = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double w = detail::weight_of(weights, i);
        const double cotangent = p[i] == 0.0   ? infinite
                                 : p[i] == 1.0 ? -infinite
                                 : p[i] <= 0.5 ? detail::cotangent_of_pi(p[i])
                                               : -detail::cotangent_of_pi(1.0 - p[i]);
        sum += num::rounded(w * cotangent);
        total += w;
    }
    core::require<std::invalid_argument>(!num::is_nan(sum), "combine_cauchy", "not both 0 and 1 among the p-values",
                                         sum);
    const double mean = sum / total;
    const double tail = num::is_infinite(mean) ? (mean > 0.0 ? 0.0 : 1.0) : detail::cauchy_tail(mean);
    return detail::combined(mean, stats::tail_from_probability(tail));
}

}  // namespace lastro::inline v0::drift
