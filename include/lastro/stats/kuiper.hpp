// SPDX-License-Identifier: MIT
// lastro/stats/kuiper.hpp
//
// How large may Kuiper's V, the sum of the gaps above and below, be by chance in large samples?
//
//   stats::kuiper_tail(1.747).probability;        // 0.05: P(sqrt(n) V >= 1.747)
//
// Bit-equal on every compiler. Absolute error below 1e-15; relative error below 1e-15 * (1 + 4 x^2).
//
// References
//   [1] N. H. Kuiper, Tests concerning random points on a circle, Proc. Kon. Ned. Akad. Wetensch. A 63, 1960.
//   [2] NIST Digital Library of Mathematical Functions, 20.7(viii): the two forms of the theta function.
#pragma once

#include <numbers>    // ln10, ln2, pi
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::stats {

/// P(K >= x) for the limiting Kuiper distribution, 2 sum_{k>=1} (4 k^2 x^2 - 1) exp(-2 k^2 x^2) [1]; 1 for x <= 0.
///
/// @throws std::invalid_argument if x is NaN.
[[nodiscard]] inline tail kuiper_tail(double x) {
    core::require<std::invalid_argument>(!num::is_nan(x), "stats::kuiper_tail: x", "a number", x);
    constexpr double smallest = 0.1;  // below, the probability differs from 1 by less than 1e-200
    if (x <= smallest || num::is_infinite(x)) {
        return tail_from_probability(x <= smallest ? 1.0 : 0.0);
    }
    constexpr double crossover = 1.0;
    const double x2 = num::rounded(x * x);
    if (x < crossover) {  // 1 - cdf, cdf = sqrt(2 pi) pi^2 / x^3 sum k^2 exp(-k^2 pi^2 / (2 x^2)), by [2]
        constexpr double pi2 = std::numbers::pi * std::numbers::pi;
        double sum = 0.0;
        for (double k = 4.0; k >= 1.0; k -= 1.0) {
            sum = num::fma(k * k, num::exp(-k * k * pi2 / (2.0 * x2)), sum);
        }
        const double cdf = num::rounded(num::square_root(2.0 * std::numbers::pi) * pi2 / (x2 * x) * sum);
        return {.probability = 1.0 - cdf, .log10 = num::log1p(-cdf) / std::numbers::ln10};
    }
    double rest = 0.0;  // in units of the first exponential
    for (double k = 5.0; k >= 1.0; k -= 1.0) {
        rest = num::fma(num::fma(4.0 * k * k, x2, -1.0), num::exp(-2.0 * (k * k - 1.0) * x2), rest);
    }
    return tail_from_log(num::fma(-2.0, x2, std::numbers::ln2) + num::log(rest));
}

}  // namespace lastro::inline v0::stats
