// SPDX-License-Identifier: MIT
// lastro/drift/kolmogorov_smirnov.hpp
//
// Two-sample Kolmogorov-Smirnov test: has this feature moved away from its reference window?
//
//   const sorted_sample reference{training_column};                      // sort once ...
//   const auto ks = kolmogorov_smirnov(reference, sorted_sample{live});  // ... compare often
//   std::cout << ks.statistic << " at " << ks.gap_at << ", p " << ks.p_value;
//
// Standard library only. Never prints, never draws random numbers, never locks: equal inputs give bit-equal results on
// every call and every compiler, and const objects may be shared between threads.
//
// References
//   [1] N. Smirnov, Table for estimating the goodness of fit of empirical distributions,
//       Ann. Math. Statist. 19(2), 1948.
//   [2] G. Schroeer and D. Trenkler, Exact and randomization distributions of Kolmogorov-Smirnov tests two or three
//       samples, Comput. Statist. Data Anal. 20(2), 1995.
#pragma once

#include <cmath>      // sqrt
#include <cstddef>    // size_t
#include <cstdint>    // int64_t, uint64_t, uint8_t
#include <limits>     // numeric_limits
#include <span>       // span
#include <vector>     // vector

#include <lastro/drift/alternative.hpp>
#include <lastro/drift/ks_distribution.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/stats/kolmogorov.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// How the p-value is to be found.
enum class ks_method : std::uint8_t {
    automatic,  ///< Exact while n m <= 4,000,000 (some 10 ms), asymptotic beyond.
    exact,      ///< Counted given the ties, O(n m).
    asymptotic  ///< The limit for large samples, without correction: conservative where values tie or sizes are small.
};

struct ks_settings {
    drift::alternative alternative = drift::alternative::two_sided;
    ks_method method = ks_method::automatic;
};

/// What the test found.
struct ks_result {
    double statistic = 0.0;                  ///< In [0, 1]: the largest gap between the two empirical CDFs.
    double p_value = 1.0;                    ///< P(gap this large) if nothing drifted, in [0, 1].
    double log10_p = 0.0;                    ///< The same, where a double would underflow.
    double gap_at = 0.0;                     ///< The smallest value at which the largest gap opens.
    p_method method = p_method::asymptotic;  ///< How the p-value was found.

    friend bool operator==(const ks_result&, const ks_result&) = default;
};

namespace detail {

/// The largest gaps between two step functions, times n m: integers, and therefore exact.
struct gap_scan {
    std::int64_t above = 0;  ///< n m sup (F_a - F_b), at least 0
    std::int64_t below = 0;  ///< n m sup (F_b - F_a), at least 0
    double above_at = 0.0;   ///< where it is reached first
    double below_at = 0.0;
    bool ties = false;  ///< two pooled values are equal
};

/// One pass over both samples; `on_block(value, count)` hears of each distinct value and how often it occurs.
template <class OnBlock>
[[nodiscard]] gap_scan scan_gaps(std::span<const double> a, std::span<const double> b, OnBlock&& on_block) {
    const auto n = static_cast<std::int64_t>(a.size());
    const auto m = static_cast<std::int64_t>(b.size());
    gap_scan scan{.above_at = b[0] < a[0] ? b[0] : a[0], .below_at = b[0] < a[0] ? b[0] : a[0]};
    std::int64_t gap = 0;  // n * m * (F_a - F_b) at the value last passed
    merge_blocks(a, b, [&](const merged_block& block) {
        gap += m * static_cast<std::int64_t>(block.first) - n * static_cast<std::int64_t>(block.second);
        scan.ties = scan.ties || block.size() > 1;
        if (gap > scan.above) {
            scan.above = gap;
            scan.above_at = block.value;
        } else if (-gap > scan.below) {
            scan.below = -gap;
            scan.below_at = block.value;
        }
        on_block(block.value, static_cast<std::size_t>(block.size()));
    });
    return scan;
}

}  // namespace detail

/// Compares `live` with `reference`; swapping the two swaps `less` and `greater` and changes nothing else.
///
/// Ties are conditioned on [2], so the exact p-value is right for counts, scores and rounded sensors too.
/// Assumes that values are independent; a p-value from autocorrelated rows is too small.
/// @throws std::invalid_argument if a sample holds 2^30 values or more.
/// Cost: O(n + m), and O(n m) for the exact p-value.
[[nodiscard]] inline ks_result kolmogorov_smirnov(const sorted_sample& reference, const sorted_sample& live,
                                                  const ks_settings& settings = {}) {
    detail::require_countable(reference, live, "kolmogorov_smirnov");
    constexpr std::uint64_t exact_until = 4'000'000;
    const auto n = static_cast<std::uint64_t>(reference.size());
    const auto m = static_cast<std::uint64_t>(live.size());
    const bool exact =
        settings.method == ks_method::exact || (settings.method == ks_method::automatic && n * m <= exact_until);
    std::vector<std::uint64_t> ends;
    std::uint64_t seen = 0;
    const detail::gap_scan scan = detail::scan_gaps(reference.values(), live.values(), [&](double, std::size_t count) {
        seen += count;
        if (exact) {
            ends.push_back(seen);
        }
    });
    const bool two_sided = settings.alternative == alternative::two_sided;
    const bool above = settings.alternative == alternative::greater || (two_sided && scan.above > scan.below) ||
                       (two_sided && scan.above == scan.below && scan.above_at <= scan.below_at);
    const auto gap = static_cast<std::uint64_t>(above ? scan.above : scan.below);
    const double product = static_cast<double>(n) * static_cast<double>(m);
    ks_result result{.statistic = static_cast<double>(gap) / product,
                     .gap_at = above ? scan.above_at : scan.below_at,
                     .method = exact ? p_method::exact : p_method::asymptotic};
    stats::tail tail{};
    if (exact) {
        tail = exact_gap_tail(n, m, gap, settings.alternative,
                              scan.ties ? std::span<const std::uint64_t>{ends} : std::span<const std::uint64_t>{});
    } else {
        const double z = std::sqrt(product / static_cast<double>(n + m)) * result.statistic;  // [1]
        tail = two_sided ? stats::kolmogorov_tail(z) : stats::one_sided_kolmogorov_tail(z);
    }
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace lastro::inline v0::drift
