// SPDX-License-Identifier: MIT
// lastro/drift/ks_distribution.hpp
//
// How often would chance alone open a gap this wide between two samples? Counted, not approximated.
//
//   drift::exact_gap_tail(8, 6, 34).probability;                 // P(8 * 6 * D >= 34) = 0.041...
//   drift::exact_gap_tail(5, 7, 15, alternative::two_sided, ends);   // given which values are equal
//   drift::critical_gap(8, 6, 0.05);       // 34: the smallest gap with a tail of 5 % or less
//
// If nothing has moved, every way to deal n + m pooled values into hands of n and m is equally likely. A deal is a path
// of n steps right and m steps up; its scaled gap after i right and j up is i m - j n; equal values are dealt as one
// block, and the gap exists only at the ends of blocks [2]. With q(i, j) the probability that a path through (i, j) has
// met a gap of c or more on its way there, a path comes from the left with probability i / (i + j), from below else:
//
//   q(i, j) = 1 where the gap at (i, j) is c or more, otherwise (i q(i - 1, j) + j q(i, j - 1)) / (i + j)
//
// All terms are positive, so tails of any size keep full relative accuracy [1]. Bit-equal on every compiler: a product
// is always divided before it is added, which leaves a compiler nothing to contract.
//
// References
//   [1] T. Viehmann, Numerically more stable computation of the p-values for the two-sample Kolmogorov-Smirnov test,
//       arXiv:2102.08037, 2021.
//   [2] G. Schroeer and D. Trenkler, Exact and randomization distributions of Kolmogorov-Smirnov tests two or three
//       samples, Comput. Statist. Data Anal. 20(2), 1995.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // int64_t, uint64_t
#include <numbers>    // ln10
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <utility>    // swap
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/alternative.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

namespace detail {

/// A number from 0 to 1 with an exponent that cannot underflow: significand * 2^(512 * exponent).
struct wide {
    double significand = 0.0;
    std::int64_t exponent = 0;
};

/// 1 for a gap that is wide enough.
[[nodiscard]] inline double certain(double) noexcept { return 1.0; }
[[nodiscard]] inline wide certain(const wide&) noexcept { return {.significand = 1.0, .exponent = 0}; }

/// (i * left + j * below) / (i + j)
[[nodiscard]] inline double mixed(double i, double left, double j, double below) noexcept {
    const double s = i + j;
    return (i * left) / s + (j * below) / s;
}

[[nodiscard]] inline wide mixed(double i, const wide& left, double j, const wide& below) noexcept {
    constexpr double up = 0x1p512;
    constexpr double down = 0x1p-512;
    double a = left.significand;
    double b = below.significand;
    std::int64_t exponent = left.exponent;
    if (a == 0.0 || i == 0.0) {
        a = 0.0;
        exponent = below.exponent;
    } else if (b != 0.0 && j != 0.0 && left.exponent != below.exponent) {
        exponent = left.exponent > below.exponent ? left.exponent : below.exponent;
        double& smaller = left.exponent < below.exponent ? a : b;
        const bool near = left.exponent - below.exponent == 1 || below.exponent - left.exponent == 1;
        smaller *= near ? down : 0.0;  // two steps apart, the smaller is below the rounding error of the larger
    }
    wide sum{.significand = mixed(i, a, j, b), .exponent = exponent};
    if (sum.significand != 0.0 && sum.significand < 0x1p-256) {
        sum.significand *= up;
        --sum.exponent;
    } else if (sum.significand >= 0x1p256) {
        sum.significand *= down;
        ++sum.exponent;
    }
    return sum;
}

/// Where |gap| >= c after s steps: at i <= low and at i >= high right steps.
struct outside {
    std::int64_t low;
    std::int64_t high;
};

[[nodiscard]] constexpr outside outside_after(std::int64_t s, std::int64_t n, std::int64_t m, std::int64_t c,
                                              alternative side) noexcept {
    // gap = i m - (s - i) n = i (n + m) - s n
    const std::int64_t total = n + m;
    outside o{.low = -1, .high = n + 1};
    if (side != alternative::greater && s * n >= c) {
        o.low = (s * n - c) / total;
    }
    if (side != alternative::less) {
        o.high = (s * n + c + total - 1) / total;
    }
    return o;
}

/// q(n, m) of the header comment, one diagonal i + j = s at a time. Needs 1 <= c, n <= m, n (n + m) + c < 2^63.
template <class Real>
[[nodiscard]] Real share_of_paths(std::int64_t n, std::int64_t m, std::int64_t c, alternative side,
                                  std::span<const std::uint64_t> block_ends) {
    std::vector<Real> q(static_cast<std::size_t>(n) + 1);
    const bool no_ties = block_ends.empty();
    std::size_t next_end = 0;
    std::int64_t known_low = -1;  // without ties, every place outside stays 1 and is not computed again
    for (std::int64_t s = 1; s <= n + m; ++s) {
        const bool compared = no_ties || block_ends[next_end] == static_cast<std::uint64_t>(s);
        next_end += compared && !no_ties ? 1U : 0U;
        const std::int64_t first = s > m ? s - m : 0;
        const std::int64_t last = s < n ? s : n;
        const outside o = compared ? outside_after(s, n, m, c, side) : outside{.low = -1, .high = n + 1};
        const std::int64_t from = no_ties && o.low >= first ? o.low + 1 : first;
        const std::int64_t to = no_ties && o.high <= last ? o.high - 1 : last;
        for (std::int64_t i = to; i >= from; --i) {  // downwards: q[i - 1] is still that of diagonal s - 1
            const auto at = static_cast<std::size_t>(i);
            q[at] = mixed(static_cast<double>(i), i > 0 ? q[at - 1] : Real{}, static_cast<double>(s - i), q[at]);
        }
        for (std::int64_t i = no_ties ? known_low + 1 : first; i <= o.low && i <= last; ++i) {
            q[static_cast<std::size_t>(i)] = certain(Real{});
            known_low = i;
        }
        for (std::int64_t i = o.high > first ? o.high : first; i <= last && (!no_ties || i <= o.high); ++i) {
            q[static_cast<std::size_t>(i)] = certain(Real{});
        }
    }
    return q[static_cast<std::size_t>(n)];
}

}  // namespace detail

/// P(n m D >= gap) if both samples come from one distribution, by counting all deals of the pooled values.
///
/// `block_ends` says which pooled values are equal: the number of pooled values up to and including each distinct one,
/// ascending, ending in n + m. Empty: all values differ. Exact but for rounding: relative error about 1e-13.
/// @throws std::invalid_argument if a size is 0, n (n + m) + gap or m (n + m) + gap reaches 2^62, or the ends do not
/// ascend to n + m.
/// Cost: O(n m) time, O(min(n, m)) memory; without ties only the places that are not yet outside.
[[nodiscard]] inline stats::tail exact_gap_tail(std::uint64_t n, std::uint64_t m, std::uint64_t gap,
                                                alternative side = alternative::two_sided,
                                                std::span<const std::uint64_t> block_ends = {}) {
    constexpr std::uint64_t longest = std::uint64_t{1} << 30U;  // then n (n + m) + gap < 2^62
    core::require<std::invalid_argument>(n > 0 && n <= longest, "exact_gap_tail: n", "1 to 2^30", n);
    core::require<std::invalid_argument>(m > 0 && m <= longest, "exact_gap_tail: m", "1 to 2^30", m);
    std::uint64_t before = 0;
    for (const std::uint64_t end : block_ends) {
        core::require<std::invalid_argument>(end > before, "exact_gap_tail: block_ends", "ascending numbers", end);
        before = end;
    }
    core::require<std::invalid_argument>(block_ends.empty() || before == n + m, "exact_gap_tail: block_ends",
                                         "n + m at the end", before);
    if (gap == 0 || gap > n * m) {
        return stats::tail_from_probability(gap == 0 ? 1.0 : 0.0);
    }
    if (n > m) {  // the smaller one goes across; this also makes the result symmetric to the last bit
        std::swap(n, m);
        side = swapped(side);
    }
    const auto a = static_cast<std::int64_t>(n);
    const auto b = static_cast<std::int64_t>(m);
    const auto c = static_cast<std::int64_t>(gap);
    constexpr double safe = 1e-280;  // what was flushed to zero on the way is then below the rounding error
    const double p = detail::share_of_paths<double>(a, b, c, side, block_ends);
    if (p >= safe) {
        return stats::tail_from_probability(p);
    }
    const detail::wide w = detail::share_of_paths<detail::wide>(a, b, c, side, block_ends);
    if (w.significand == 0.0) {
        return stats::tail_from_probability(0.0);
    }
    constexpr double log10_of_512_bits = 154.12735777995837;  // 512 log10(2)
    const double mantissa = num::log(w.significand) / std::numbers::ln10;
    const double log10 = num::fma(static_cast<double>(w.exponent), log10_of_512_bits, mantissa);
    double probability = w.significand;
    for (std::int64_t e = w.exponent; e < 0; ++e) {
        probability *= 0x1p-512;
    }
    return {.probability = probability, .log10 = log10};
}

/// The smallest gap c that can occur and has P(n m D >= c) <= alpha, two-sided and without ties; n m + 1 if none has.
///
/// @throws std::invalid_argument as `exact_gap_tail`, or unless 0 <= alpha <= 1.
/// Cost: O(n m log(n m)).
[[nodiscard]] inline std::uint64_t critical_gap(std::uint64_t n, std::uint64_t m, double alpha) {
    core::require<std::invalid_argument>(alpha >= 0.0 && alpha <= 1.0, "critical_gap: alpha", "a number from 0 to 1",
                                         alpha);
    const auto tail_at = [=](std::uint64_t gap) { return exact_gap_tail(n, m, gap).probability; };
    std::uint64_t low = 0;  // the tail of `low` is above alpha, or low is 0
    std::uint64_t high = n * m + 1;
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (tail_at(middle) <= alpha ? high : low) = middle;
    }
    while (high <= n * m && tail_at(high + 1) == tail_at(high)) {  // a gap that no deal has
        ++high;
    }
    return high;
}

}  // namespace lastro::inline v0::drift
