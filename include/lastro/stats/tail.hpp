// SPDX-License-Identifier: MIT
// lastro/stats/tail.hpp
//
// How improbable is a value at least this large, even where the probability is below the smallest double?
//
//   const stats::tail t = stats::chi_squared_tail(4000.0, 3.0);
//   t.probability;   // 0: a double ends near 1e-308
//   t.log10;         // -866.8...
//
// Bit-equal on every compiler: built from lastro::num, never from the platform's exp and log.
#pragma once

#include <limits>   // numeric_limits
#include <numbers>  // ln10

#include <lastro/num/elementary.hpp>

namespace lastro::inline v0::stats {

/// An upper tail probability and its decimal logarithm; the logarithm does not underflow.
struct tail {
    double probability;  ///< In [0, 1]; 0 below the range of double.
    double log10;        ///< At most 0; -infinity where the probability is exactly 0.

    friend bool operator==(const tail&, const tail&) = default;
};

/// The tail whose natural logarithm is `log_probability`; a logarithm above 0 (rounding) counts as 0.
[[nodiscard]] inline tail tail_from_log(double log_probability) noexcept {
    const double log = log_probability < 0.0 ? log_probability : 0.0;
    return {.probability = num::exp(log), .log10 = log / std::numbers::ln10};
}

/// The tail of probability `p`, cut to [0, 1].
[[nodiscard]] inline tail tail_from_probability(double p) noexcept {
    if (p <= 0.0) {
        return {.probability = 0.0, .log10 = -std::numeric_limits<double>::infinity()};
    }
    return p >= 1.0 ? tail{.probability = 1.0, .log10 = 0.0}
                    : tail{.probability = p, .log10 = num::log(p) / std::numbers::ln10};
}

}  // namespace lastro::inline v0::stats
