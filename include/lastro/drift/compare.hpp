// SPDX-License-Identifier: MIT
// lastro/drift/compare.hpp
//
// Has this column moved further than I can live with? The recommended test for its kind, as one verdict.
//
//   const drift::verdict v = drift::compare(reference, live, {.tolerate = 0.05});
//   std::cout << v << '\n';          // drifted  KS 0.284 [0.158, 0.410]  p 1e-13  n 365/366  exact
//   drift::compare_counts(reference_counts, live_counts);   // the same for categories
//
// A million rows make every difference significant and ten rows hide any: so the question is not "is the p-value
// small?" but "is the effect, with its interval, beyond what is tolerated?". Deterministic, bit-equal everywhere.
//
// References
//   [1] docs/drift.md: the interval, the verdict, and how often both are wrong, measured.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/drift/divergence.hpp>
#include <lastro/drift/effect_interval.hpp>
#include <lastro/drift/homogeneity.hpp>
#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct compare_settings {
    double tolerate = 0.10;    ///< The effect that one can live with: a gap between distribution curves, or in shares.
    double confidence = 0.95;  ///< Of the interval around the effect; 1 - confidence bounds each kind of wrong answer.

    friend bool operator==(const compare_settings&, const compare_settings&) = default;
};

namespace detail {

inline void check(const compare_settings& settings) {
    core::require<std::invalid_argument>(settings.tolerate >= 0.0 && settings.tolerate < 1.0,
                                         "drift::compare: tolerate", "at least 0 and below 1", settings.tolerate);
    core::require<std::invalid_argument>(settings.confidence > 0.0 && settings.confidence < 1.0,
                                         "drift::compare: confidence", "above 0 and below 1", settings.confidence);
}

/// Puts the interval and the answer around `effect`; `relevance_p` bounds P(effect) if only the tolerated were there.
inline void conclude(verdict& v, double effect, double margin, double relevance_p, const compare_settings& settings) {
    v.effect = effect;
    v.margin = margin;
    v.low = core::larger(0.0, effect - margin);
    v.high = core::smaller(1.0, effect + margin);
    v.confidence = settings.confidence;
    v.tolerated = settings.tolerate;
    v.relevance_p = relevance_p;
    v.significance = 1.0 - settings.confidence;
    v.answer = decide(v.low, v.high, v.tolerated, relevance_p <= v.significance);
}

/// `values` without NaN.
[[nodiscard]] inline std::vector<double> present(std::span<const double> values) {
    std::vector<double> kept;
    kept.reserve(values.size());
    for (const double x : values) {
        if (!num::is_nan(x)) {
            kept.push_back(x);
        }
    }
    return kept;
}

}  // namespace detail

namespace detail {

/// The verdict that follows from a test already made.
[[nodiscard]] inline verdict compare(const sorted_sample& reference, const sorted_sample& live, const ks_result& ks,
                                     const compare_settings& settings) {
    const auto n = static_cast<std::uint64_t>(reference.size());
    const auto m = static_cast<std::uint64_t>(live.size());
    verdict v{.statistic = "KS",
              .p_value = ks.p_value,
              .log10_p = ks.log10_p,
              .method = ks.method,
              .reference_count = n,
              .live_count = m};
    conclude(v, ks.statistic, ks_margin(n, m, settings.confidence),
             ks_deviation_tail(ks.statistic - settings.tolerate, n, m).probability, settings);
    return v;
}

}  // namespace detail

/// Compares two samples that are already sorted: Kolmogorov-Smirnov distance, its interval, its p-value.
///
/// @throws std::invalid_argument if a setting is out of its range, or a sample holds 2^30 values or more.
[[nodiscard]] inline verdict compare(const sorted_sample& reference, const sorted_sample& live,
                                     const compare_settings& settings = {}) {
    detail::check(settings);
    return detail::compare(reference, live, kolmogorov_smirnov(reference, live), settings);
}

/// Compares two samples in any order; NaN counts as missing: dropped, and counted in the verdict.
///
/// @throws std::invalid_argument if a side holds no number at all ("no data" is not "no drift"), or a setting is out of
/// its range.
[[nodiscard]] inline verdict compare(std::span<const double> reference, std::span<const double> live,
                                     const compare_settings& settings = {}) {
    const std::vector<double> a = detail::present(reference);
    const std::vector<double> b = detail::present(live);
    core::require<std::invalid_argument>(!a.empty(), "drift::compare: reference", "at least one number",
                                         "none in " + std::to_string(reference.size()) + " values");
    core::require<std::invalid_argument>(!b.empty(), "drift::compare: live", "at least one number",
                                         "none in " + std::to_string(live.size()) + " values");
    verdict v = compare(sorted_sample{a}, sorted_sample{b}, settings);
    v.reference_missing = static_cast<std::uint64_t>(reference.size() - a.size());
    v.live_missing = static_cast<std::uint64_t>(live.size() - b.size());
    return v;
}

/// Compares counts of categories: total variation distance (half the sum of |p - q|), its interval, and the p-value of
/// `homogeneity`. Entry i of both stands for the same category; pass a 0 for values that could occur and did not, since
/// the interval rests on the number of possible categories.
///
/// @throws std::invalid_argument if the sizes differ or are 0, a side holds no count, or a setting is out of its range.
[[nodiscard]] inline verdict compare_counts(std::span<const std::uint64_t> reference,
                                            std::span<const std::uint64_t> live,
                                            const compare_settings& settings = {}) {
    detail::check(settings);
    const homogeneity_result test = homogeneity(reference, live);
    std::uint64_t n = 0;
    std::uint64_t m = 0;
    for (std::size_t i = 0; i < live.size(); ++i) {
        n += reference[i];
        m += live[i];
    }
    const double distance = total_variation(reference, live);
    verdict v{.statistic = "TV",
              .p_value = test.p_value,
              .log10_p = test.log10_p,
              .method = test.method,
              .reference_count = n,
              .live_count = m};
    const double tail = total_variation_deviation_tail(distance - settings.tolerate, n, m, live.size()).probability;
    detail::conclude(v, distance, total_variation_margin(n, m, live.size(), settings.confidence), tail, settings);
    return v;
}

}  // namespace lastro::inline v0::drift
