// SPDX-License-Identifier: MIT
// lastro/stats/kolmogorov.hpp
//
// How large may the gap between two empirical distribution functions be by chance, in large samples?
//
//   stats::kolmogorov_tail(1.3580986393225507).probability;   // 0.05
//   stats::kolmogorov_tail(30.0).log10;                       // -781.4...
//
// Bit-equal on every compiler.
//
// References
//   [1] N. Smirnov, Table for estimating the goodness of fit of empirical distributions,
//       Ann. Math. Statist. 19(2), 1948.
//   [2] NIST Digital Library of Mathematical Functions, 20.7(viii): the two forms of the theta function.
#pragma once

#include <numbers>    // ln10, ln2, pi
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::stats {

/// P(K >= x) for the limiting Kolmogorov distribution [1], 2 sum_{k>=1} (-1)^(k-1) exp(-2 k^2 x^2); 1 for x <= 0.
///
/// Two series describe the same function [2], and each is fast where the other is slow. At the crossover both reach
/// double precision within three terms, so neither loop needs a tolerance. Absolute error below 1e-15; relative error
/// below 1e-15 * (1 + 4 x^2).
/// @throws std::invalid_argument if x is NaN.
[[nodiscard]] inline tail kolmogorov_tail(double x) {
    core::require<std::invalid_argument>(!num::is_nan(x), "stats::kolmogorov_tail: x", "a number", x);
    constexpr double crossover = 1.18;
    constexpr int terms = 3;
    constexpr double smallest = 0.04;  // below, the probability differs from 1 by less than 1e-300
    if (x <= smallest || num::is_infinite(x)) {
        return tail_from_probability(x <= smallest ? 1.0 : 0.0);
    }
    double sum = 0.0;
    if (x < crossover) {
        const double step = std::numbers::pi / x;
        for (int k = terms; k >= 1; --k) {  // smallest term first
            const double odd = 2.0 * k - 1.0;
            sum += num::exp(-odd * odd * step * step / 8.0);
        }
        const double factor = num::square_root(2.0 * std::numbers::pi) / x;
        return {.probability = num::fma(-factor, sum, 1.0), .log10 = num::log1p(-factor * sum) / std::numbers::ln10};
    }
    // 2 exp(-2 x^2) (1 - exp(-6 x^2) + exp(-16 x^2) - ...)
    const double x2 = x * x;
    sum = num::exp(-16.0 * x2) - num::exp(-6.0 * x2);
    return tail_from_log(num::fma(-2.0, x2, std::numbers::ln2) + num::log1p(sum));
}

/// P(K+ >= x) = exp(-2 x^2), the one-sided limit; 1 for x <= 0.
///
/// @throws std::invalid_argument if x is NaN.
[[nodiscard]] inline tail one_sided_kolmogorov_tail(double x) {
    core::require<std::invalid_argument>(!num::is_nan(x), "stats::one_sided_kolmogorov_tail: x", "a number", x);
    return x <= 0.0 ? tail_from_probability(1.0) : tail_from_log(-2.0 * x * x);
}

}  // namespace lastro::inline v0::stats
