// SPDX-License-Identifier: MIT
// lastro/drift/kuiper.hpp
//
// Kuiper's two-sample test: Kolmogorov-Smirnov for angles, times of day, and changes in the tails.
//
//   const auto k = drift::kuiper(reference, live);
//   k.statistic; k.p_value;      // V = sup (F - G) + sup (G - F), in [0, 1]
//
// V does not depend on where a circle is cut, and sees tails as well as the middle. Deterministic, bit-equal
// everywhere.
//
// References
//   [1] N. H. Kuiper, Tests concerning random points on a circle, Proc. Kon. Ned. Akad. Wetensch. A 63, 1960.
#pragma once

#include <cstdint>    // int64_t, uint64_t, uint8_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/deal.hpp>
#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/kuiper.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// How a p-value is to be found.
enum class rank_method : std::uint8_t {
    automatic,  ///< Exact while that takes some 10 ms, asymptotic beyond.
    exact,      ///< Counted, given the ties.
    asymptotic  ///< The limit for large samples.
};

/// What the test found.
struct kuiper_result {
    double statistic = 0.0;                  ///< V in [0, 1], also the effect size.
    double p_value = 1.0;                    ///< P(V this large) if nothing drifted.
    double log10_p = 0.0;                    ///< The same, where a double would underflow.
    p_method method = p_method::asymptotic;  ///< How the p-value was found.

    friend bool operator==(const kuiper_result&, const kuiper_result&) = default;
};

namespace detail {

/// Euclid's, without the 700 preprocessed lines of <numeric>.
[[nodiscard]] constexpr std::uint64_t common_divisor(std::uint64_t a, std::uint64_t b) noexcept {
    return b == 0 ? a : common_divisor(b, a % b);
}

/// P(a path of n steps right and m steps up meets a gap i m - j n below -low or above high at the end of a block).
[[nodiscard]] inline double share_leaving(std::uint64_t n, std::uint64_t m, std::int64_t low, std::int64_t high,
                                          std::span<const std::uint64_t> blocks) {
    std::vector<double> stay(n + 1, 0.0);  // by the number of steps right
    std::vector<double> next(n + 1, 0.0);
    stay[0] = 1.0;
    double left = 0.0;
    std::uint64_t dealt = 0;
    for (const std::uint64_t block : blocks) {
        next.assign(n + 1, 0.0);
        for (std::uint64_t i = dealt > m ? dealt - m : 0; i <= n && i <= dealt; ++i) {
            if (stay[i] == 0.0) {
                continue;
            }
            for_each_deal(n - i, m - (dealt - i), block, [&](std::uint64_t a, double p) {
                const auto across = static_cast<std::int64_t>(i + a);
                const auto up = static_cast<std::int64_t>(dealt + block - i - a);
                const std::int64_t gap = across * static_cast<std::int64_t>(m) - up * static_cast<std::int64_t>(n);
                double& to = gap < -low || gap > high ? left : next[i + a];
                to = num::fma(stay[i], p, to);
            });
        }
        stay.swap(next);
        dealt += block;
    }
    return left;
}

/// P(n m V >= gap) given the blocks of equal values. With q(a, b) = P(lower gap > a or upper gap > b), in steps of the
/// greatest common divisor: the range exceeds R with probability sum q(a, R - a) - sum q(a - 1, R - a).
[[nodiscard]] inline double exact_kuiper(std::uint64_t n, std::uint64_t m, std::uint64_t gap,
                                         std::span<const std::uint64_t> blocks) {
    const auto step = static_cast<std::int64_t>(common_divisor(n, m));
    const std::int64_t range = static_cast<std::int64_t>(gap) / step - 1;  // exceeded by gap
    double more = 0.0;
    double less = 0.0;
    for (std::int64_t a = 0; a <= range; ++a) {
        more += share_leaving(n, m, a * step, (range - a) * step, blocks);
        less += a > 0 ? share_leaving(n, m, (a - 1) * step, (range - a) * step, blocks) : 0.0;
    }
    const double p = more - less;
    return p < 0.0 ? 0.0 : p > 1.0 ? 1.0 : p;
}

/// The result for gaps of `above` and `below`, times n m.
template <class Blocks>
[[nodiscard]] kuiper_result kuiper_from(std::uint64_t n, std::uint64_t m, std::uint64_t gap, rank_method method,
                                        Blocks&& blocks) {
    const double size = static_cast<double>(n) * static_cast<double>(m);
    kuiper_result result{.statistic = static_cast<double>(gap) / size};
    constexpr double affordable = 2e6;
    const double cost = size * 2.0 * static_cast<double>(gap / common_divisor(n, m));
    if (method == rank_method::exact || (method == rank_method::automatic && cost <= affordable)) {
        core::require<std::invalid_argument>(cost <= 1e5 * affordable, "kuiper: exact", "samples that can be counted",
                                             cost);
        result.method = p_method::exact;
        const stats::tail tail = stats::tail_from_probability(gap == 0 ? 1.0 : exact_kuiper(n, m, gap, blocks()));
        result.p_value = tail.probability;
        result.log10_p = tail.log10;
        return result;
    }
    const double root = num::square_root(size / static_cast<double>(n + m));
    const stats::tail tail = stats::kuiper_tail(root * result.statistic);
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace detail

/// Compares `live` with `reference`; swapping the two changes nothing, nor does any rotation of a circle.
///
/// Exact given the ties while n m * n m V / gcd(n, m) is below a million; the limit [1] beyond, which is conservative.
/// @throws std::invalid_argument if a sample holds 2^30 values or more, or an exact count would take hours.
/// Cost: O(n + m), and O(n m * n m V / gcd(n, m)) for the exact p-value.
[[nodiscard]] inline kuiper_result kuiper(const sorted_sample& reference, const sorted_sample& live,
                                          rank_method method = rank_method::automatic) {
    detail::require_countable(reference, live, "kuiper");
    const detail::gap_scan scan = detail::scan_gaps(reference, live);
    return detail::kuiper_from(reference.size(), live.size(), static_cast<std::uint64_t>(scan.above + scan.below),
                               method, [&] { return block_sizes(reference, live); });
}

}  // namespace lastro::inline v0::drift
