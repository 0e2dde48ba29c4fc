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

#include <cstdint>  // int64_t, uint64_t, uint8_t
#include <span>     // span
#include <vector>   // vector

#include <lastro/drift/alternative.hpp>
#include <lastro/drift/gap_search.hpp>
#include <lastro/drift/gap_sum.hpp>
#include <lastro/drift/ks_distribution.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>
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

[[nodiscard]] inline gap_scan scan_gaps(const sorted_sample& a, const sorted_sample& b) {
    gap_sum sum{.n = static_cast<std::int64_t>(a.size()), .m = static_cast<std::int64_t>(b.size())};
    merge_runs(a.values(), b.values(), [&](const auto& part) { sum.take(part); });
    return sum.scan;
}

[[nodiscard]] constexpr bool is_exact(std::uint64_t n, std::uint64_t m, ks_method method) noexcept {
    return method == ks_method::exact || (method == ks_method::automatic && n * m <= 4'000'000);
}

/// The result for the gaps of a scan; `blocks()` gives the sizes of the blocks of equal values.
template <class Blocks>
[[nodiscard]] ks_result ks_from(std::uint64_t n, std::uint64_t m, const gap_scan& scan, const ks_settings& settings,
                                Blocks&& blocks) {
    const bool exact = is_exact(n, m, settings.method);
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
        std::vector<std::uint64_t> ends;
        if (scan.ties) {
            ends = blocks();
            std::uint64_t seen = 0;
            for (std::uint64_t& end : ends) {
                end += seen;
                seen = end;
            }
        }
        tail = exact_gap_tail(n, m, gap, settings.alternative, ends);
    } else {
        const double z = num::square_root(product / static_cast<double>(n + m)) * result.statistic;  // [1]
        tail = two_sided ? stats::kolmogorov_tail(z) : stats::one_sided_kolmogorov_tail(z);
    }
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
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
    return detail::ks_from(reference.size(), live.size(), detail::scan_gaps(reference, live), settings,
                           [&] { return block_sizes(reference, live); });
}

namespace detail {

template <class Reference>
[[nodiscard]] ks_result kolmogorov_smirnov_in_any_order(const Reference& reference, std::span<const double> live,
                                                        const ks_settings& settings) {
    if (reference.size() == 0 || live.empty() || is_exact(reference.size(), live.size(), settings.method)) {
        return kolmogorov_smirnov(sorted_sample{reference}, sorted_sample{live}, settings);
    }
    require_countable(reference.size(), live.size(), "kolmogorov_smirnov");
    return ks_from(reference.size(), live.size(), largest_gap(reference, live, settings.alternative), settings,
                   [] { return std::vector<std::uint64_t>{}; });
}

}  // namespace detail

/// The same of samples in any order, to the last bit: where they are too large for an exact p-value, without sorting.
///
/// @throws std::invalid_argument if a sample is empty, holds a NaN, or 2^30 values or more.
/// Cost: O(n + m), and O(n m) for the exact p-value; 2 bytes of memory per value that is not sorted, and 1 MB.
[[nodiscard]] inline ks_result kolmogorov_smirnov(std::span<const double> reference, std::span<const double> live,
                                                  const ks_settings& settings = {}) {
    return detail::kolmogorov_smirnov_in_any_order(reference, live, settings);
}

/// The same where only the reference is sorted.
[[nodiscard]] inline ks_result kolmogorov_smirnov(const sorted_sample& reference, std::span<const double> live,
                                                  const ks_settings& settings = {}) {
    return detail::kolmogorov_smirnov_in_any_order(reference, live, settings);
}

}  // namespace lastro::inline v0::drift
