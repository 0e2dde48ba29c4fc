// SPDX-License-Identifier: MIT
// lastro/drift/two_proportions.hpp
//
// Did a rate change: errors per request, clicks per view? The two-proportion z test, with an interval for the change.
//
//   const auto z = drift::two_proportions({.hits = 120, .trials = 1000}, {.hits = 90, .trials = 1000});
//   z.difference; z.low; z.high; z.p_value;
//
// For small counts `fisher_exact` is the test. Bit-equal everywhere.
//
// References
//   [1] R. G. Newcombe, Interval estimation for the difference between independent proportions, Statist. Med. 17, 1998
//       (method 10: combines two of Wilson's intervals, J. Amer. Statist. Assoc. 22, 1927).
#pragma once

#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/drift/alternative.hpp>
#include <lastro/drift/mann_whitney.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/normal.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// How often something happened.
struct proportion {
    std::uint64_t hits = 0;
    std::uint64_t trials = 0;
};

struct two_proportions_settings {
    drift::alternative alternative = drift::alternative::two_sided;  ///< `greater`: the first rate is larger.
    double confidence = 0.95;                                        ///< Of the interval.
};

/// What the test found.
struct two_proportions_result {
    double statistic = 0.0;   ///< z, with the pooled rate: its square is Pearson's chi-squared of the 2 x 2 table.
    double difference = 0.0;  ///< First rate - second rate: the effect size.
    double low = -1.0;        ///< The true difference is above this ...
    double high = 1.0;        ///< ... and below this, with about the confidence asked for [1].
    double p_value = 1.0;     ///< P(z this extreme) if the rates are equal: a limit for large counts.
    double log10_p = 0.0;     ///< The same, where a double would underflow.

    friend bool operator==(const two_proportions_result&, const two_proportions_result&) = default;
};

namespace detail {

/// Wilson's interval for a rate.
struct rate_interval {
    double rate;
    double low;
    double high;
};

[[nodiscard]] inline rate_interval wilson(double hits, double trials, double z) {
    const double rate = hits / trials;
    const double z2 = num::rounded(z * z);
    const double centre = (hits + z2 / 2.0) / (trials + z2);
    const double inside = num::fma(rate * (1.0 - rate), trials, z2 / 4.0);
    const double width = num::rounded(z * num::square_root(inside) / (trials + z2));
    const double low = centre - width;
    const double high = centre + width;
    return {
        .rate = rate, .low = hits == 0.0 || low < 0.0 ? 0.0 : low, .high = hits == trials || high > 1.0 ? 1.0 : high};
}

}  // namespace detail

/// Compares two rates. Where all trials hit, or none, nothing can differ and p is 1.
///
/// @throws std::invalid_argument if a side has no trial, more hits than trials or more than 2^53 trials, or the confidence
/// is not between 0 and 1.
[[nodiscard]] inline two_proportions_result two_proportions(const proportion& first, const proportion& second,
                                                            const two_proportions_settings& settings = {}) {
    constexpr std::uint64_t most = std::uint64_t{1} << 53U;
    for (const proportion& side : {first, second}) {
        core::require<std::invalid_argument>(side.trials > 0 && side.trials <= most, "two_proportions: trials",
                                             "1 to 2^53", side.trials);
        core::require<std::invalid_argument>(side.hits <= side.trials, "two_proportions: hits", "at most the trials",
                                             side.hits);
    }
    core::require<std::invalid_argument>(settings.confidence > 0.0 && settings.confidence < 1.0,
                                         "two_proportions: confidence", "above 0 and below 1", settings.confidence);
    const auto n = static_cast<double>(first.trials);
    const auto m = static_cast<double>(second.trials);
    const double z = stats::normal_quantile(0.5 + settings.confidence / 2.0);
    const detail::rate_interval a = detail::wilson(static_cast<double>(first.hits), n, z);
    const detail::rate_interval b = detail::wilson(static_cast<double>(second.hits), m, z);
    two_proportions_result result{.difference = a.rate - b.rate};
    const auto together = [](double x, double y) { return num::square_root(num::fma(x, x, num::rounded(y * y))); };
    result.low = result.difference - together(a.rate - a.low, b.high - b.rate);
    result.high = result.difference + together(a.high - a.rate, b.rate - b.low);
    const double pooled = (static_cast<double>(first.hits) + static_cast<double>(second.hits)) / (n + m);
    const double variance = pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m);
    if (!(variance > 0.0)) {
        return result;
    }
    result.statistic = result.difference / num::square_root(variance);
    const bool two_sided = settings.alternative == alternative::two_sided;
    const stats::tail tail = two_sided ? detail::doubled(stats::normal_tail(num::magnitude(result.statistic)))
                             : settings.alternative == alternative::greater ? stats::normal_tail(result.statistic)
                                                                            : stats::normal_tail(-result.statistic);
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace lastro::inline v0::drift
