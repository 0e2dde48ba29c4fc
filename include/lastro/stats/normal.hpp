// SPDX-License-Identifier: MIT
// lastro/stats/normal.hpp
//
// How far out does a standard normal variable lie?
//
//   stats::normal_tail(1.959963984540054).probability;   // 0.025
//   stats::normal_cdf(-40.0);                            // 0; normal_tail(40.0).log10 is -349.4...
//   stats::normal_upper_quantile({.probability = 0.0, .log10 = -349.4});   // 39.99...: from a tail too small for a double
//
// Tails are computed directly, never as 1 - cdf. Bit-equal on every compiler.
//
// References
//   [1] NIST Digital Library of Mathematical Functions, 7.11.2: erfc(x) = Q(1/2, x^2).
#pragma once

#include <limits>     // numeric_limits
#include <numbers>    // ln10, pi
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/normal_quantile.hpp>
#include <lastro/stats/gamma.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::stats {

/// P(Z >= z) for a standard normal Z.
///
/// @throws std::invalid_argument if z is NaN.
[[nodiscard]] inline tail normal_tail(double z) {
    constexpr double log10_half = -0.30102999566398119521;
    const tail both = gamma_tail(0.5, z * z / 2.0);  // P(|Z| >= |z|) [1]
    if (z > 0.0) {
        return {.probability = both.probability / 2.0, .log10 = both.log10 + log10_half};
    }
    return tail_from_probability(1.0 - both.probability / 2.0);
}

/// P(Z <= z) for a standard normal Z.
///
/// @throws std::invalid_argument if z is NaN.
[[nodiscard]] inline double normal_cdf(double z) { return normal_tail(-z).probability; }

/// The z that a standard normal variable stays below with probability `p`; -infinity at 0, infinity at 1.
///
/// @throws std::invalid_argument unless 0 <= p <= 1.
[[nodiscard]] inline double normal_quantile(double p) { return random::normal_quantile(p); }

/// The z that a standard normal variable exceeds with the probability of `upper`, also where that is below any double.
///
/// Newton's method on the logarithm of the tail, which is nearly a parabola there.
/// @throws std::invalid_argument unless 0 <= upper.probability <= 1 and upper.log10 <= 0.
[[nodiscard]] inline double normal_upper_quantile(const tail& upper) {
    core::require<std::invalid_argument>(upper.log10 <= 0.0, "stats::normal_upper_quantile: log10", "0 or below",
                                         upper.log10);
    constexpr double comfortable = 1e-290;
    if (upper.probability >= comfortable || num::is_infinite(upper.log10)) {
        return 0.0 - random::normal_quantile(upper.probability);
    }
    const double target = upper.log10 * std::numbers::ln10;
    double z = num::square_root(-2.0 * target);
    for (int round = 0; round < 50; ++round) {
        const double log_tail = normal_tail(z).log10 * std::numbers::ln10;
        const double log_density = -0.5 * num::log(2.0 * std::numbers::pi) - num::rounded(z * z / 2.0);
        const double change = (log_tail - target) / num::exp(log_density - log_tail);  // the hazard is about z
        z += change;
        if (num::magnitude(change) <= 1e-15 * z) {
            break;
        }
    }
    return z;
}

}  // namespace lastro::inline v0::stats
