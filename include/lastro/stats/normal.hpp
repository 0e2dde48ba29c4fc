// SPDX-License-Identifier: MIT
// lastro/stats/normal.hpp
//
// How far out does a standard normal variable lie?
//
//   stats::normal_tail(1.959963984540054).probability;   // 0.025
//   stats::normal_cdf(-40.0);                            // 0; normal_tail(40.0).log10 is -349.4...
//
// Tails are computed directly, never as 1 - cdf. Bit-equal on every compiler.
//
// References
//   [1] NIST Digital Library of Mathematical Functions, 7.11.2: erfc(x) = Q(1/2, x^2).
#pragma once

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

}  // namespace lastro::inline v0::stats
