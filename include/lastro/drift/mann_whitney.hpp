// SPDX-License-Identifier: MIT
// lastro/drift/mann_whitney.hpp
//
// Does one sample tend to be larger? Mann-Whitney's (Wilcoxon's rank sum) test, exact also where values tie.
//
//   const auto w = drift::mann_whitney(reference, live);
//   w.superiority;          // P(X > Y) + P(X = Y) / 2 for one value from each: 0.5 if neither tends to be larger
//   w.rank_biserial;        // 2 superiority - 1, in [-1, 1]
//   w.statistic; w.p_value; // U of the first sample
//
// Infinities are ordinary largest and smallest values. Deterministic, bit-equal everywhere.
//
// References
//   [1] H. B. Mann and D. R. Whitney, On a test of whether one of two random variables is stochastically larger than the
//       other, Ann. Math. Statist. 18(1), 1947.
//   [2] G. E. Andrews, The Theory of Partitions, chapter 3 (Gaussian polynomials).
//   [3] B. Streitberg and J. Roehmel, Exact distributions for permutation and rank tests, Statist. Software Newsl. 12,
//   1986.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/alternative.hpp>
#include <lastro/drift/deal.hpp>
#include <lastro/drift/kuiper.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/normal.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

struct mann_whitney_settings {
    drift::alternative alternative = drift::alternative::two_sided;  ///< `greater`: the first tends to be larger.
    rank_method method = rank_method::automatic;
    bool continuity_correction = true;  ///< Of the asymptotic p-value, by 1/2.
};

/// What the test found.
struct mann_whitney_result {
    double statistic = 0.0;                  ///< U of the first sample: pairs in which it is larger, ties counting 1/2.
    double superiority = 0.5;                ///< U / (n m).
    double rank_biserial = 0.0;              ///< 2 U / (n m) - 1.
    double p_value = 1.0;                    ///< P(U this extreme) if nothing drifted.
    double log10_p = 0.0;                    ///< The same, where a double would underflow.
    p_method method = p_method::asymptotic;  ///< How the p-value was found.

    friend bool operator==(const mann_whitney_result&, const mann_whitney_result&) = default;
};

namespace detail {

/// Adds up 2 U and the ties over the blocks.
struct superiority_sum {
    std::uint64_t n;
    std::uint64_t m;
    std::uint64_t two_u = 0;
    wide_count ties = 0;  ///< sum of t^3 - t

    void take(const merged_block& b) noexcept {
        two_u += b.first * (2 * b.second_before + b.second);
        const wide_count t = b.size();
        ties += t * t * t - t;
    }
    void take(const merged_run& run) noexcept {
        two_u += 2 * (run.first() * run.second_before + static_cast<std::uint64_t>(run.first_ranks));
    }
};

/// P(U = 0), P(U = 1), ... up to (n m) / 2 without ties: coefficients of a Gaussian polynomial [2], the product of
/// (1 - q^(m + i)) / (1 - q^i), each factor scaled by i / (m + i). Up to the middle they rise, so nothing cancels.
[[nodiscard]] inline std::vector<double> gaussian_shares(std::uint64_t n, std::uint64_t m) {
    const std::uint64_t half = n * m / 2;
    std::vector<double> share(half + 1, 0.0);
    share[0] = 1.0;
    for (std::uint64_t i = 1; i <= n; ++i) {
        for (std::uint64_t u = half; u >= m + i; --u) {
            share[u] -= share[u - m - i];
        }
        for (std::uint64_t u = i; u <= half; ++u) {
            share[u] += share[u - i];
        }
        const double scale = static_cast<double>(i) / static_cast<double>(m + i);
        for (double& s : share) {
            s *= scale;
        }
    }
    return share;
}

/// P(2 U = v) for v = 0 ... 2 n m given the blocks of equal values [3].
[[nodiscard]] inline std::vector<double> tied_shares(std::uint64_t n, std::uint64_t m,
                                                     std::span<const std::uint64_t> blocks) {
    const std::size_t width = 2 * n * m + 1;
    std::vector<double> state((n + 1) * width, 0.0);
    std::vector<double> next((n + 1) * width, 0.0);
    state[0] = 1.0;
    std::uint64_t dealt = 0;
    for (const std::uint64_t block : blocks) {
        next.assign(next.size(), 0.0);
        for (std::uint64_t i = dealt > m ? dealt - m : 0; i <= n && i <= dealt; ++i) {
            const std::uint64_t j = dealt - i;
            const std::uint64_t reach = 2 * i * j;  // 2 U is at most this so far
            for_each_deal(n - i, m - j, block, [&](std::uint64_t a, double p) {
                const std::uint64_t by = a * (2 * j + (block - a));
                const double* from = state.data() + i * width;
                double* to = next.data() + (i + a) * width + by;
                for (std::uint64_t v = 0; v <= reach; ++v) {
                    to[v] = num::fma(from[v], p, to[v]);
                }
            });
        }
        state.swap(next);
        dealt += block;
    }
    return {state.end() - static_cast<std::ptrdiff_t>(width), state.end()};
}

/// P(U <= u) and P(U >= u).
struct two_tails {
    stats::tail lower;
    stats::tail upper;
};

[[nodiscard]] inline two_tails gaussian_tails(std::uint64_t n, std::uint64_t m, std::uint64_t u) {
    const std::vector<double> share = n <= m ? gaussian_shares(n, m) : gaussian_shares(m, n);
    const auto up_to = [&](std::uint64_t last) {  // last <= n m / 2
        double sum = 0.0;
        for (std::uint64_t v = 0; v <= last; ++v) {
            sum += share[v];
        }
        return sum;
    };
    const std::uint64_t product = n * m;
    const auto lower = [&](std::uint64_t v) {
        return 2 * v <= product ? stats::tail_from_probability(up_to(v))
               : v >= product   ? stats::tail_from_probability(1.0)
                                : stats::tail_from_probability(1.0 - up_to(product - v - 1));
    };
    return {.lower = lower(u), .upper = lower(product - u)};  // the distribution is symmetric
}

[[nodiscard]] inline two_tails tied_tails(std::uint64_t n, std::uint64_t m, std::uint64_t two_u,
                                          std::span<const std::uint64_t> blocks) {
    const std::vector<double> share = tied_shares(n, m, blocks);
    double lower = 0.0;
    double upper = 0.0;
    for (std::uint64_t v = 0; v <= two_u; ++v) {
        lower += share[v];
    }
    for (std::uint64_t v = share.size(); v > two_u; --v) {
        upper += share[v - 1];
    }
    return {.lower = stats::tail_from_probability(lower), .upper = stats::tail_from_probability(upper)};
}

/// min(1, 2 p)
[[nodiscard]] inline stats::tail doubled(const stats::tail& t) noexcept {
    constexpr double log10_2 = 0.30102999566398119521;
    return t.probability >= 0.5 ? stats::tail_from_probability(1.0)
                                : stats::tail{.probability = 2.0 * t.probability, .log10 = t.log10 + log10_2};
}

[[nodiscard]] inline stats::tail mann_whitney_limit(const superiority_sum& sum, const mann_whitney_settings& s) {
    const auto n = static_cast<double>(sum.n);
    const auto m = static_cast<double>(sum.m);
    const double total = n + m;
    const double ties = static_cast<double>(sum.ties) / total / (total - 1.0);
    const double deviation = num::square_root(n * (m / 12.0) * ((total + 1.0) - ties));
    if (!(deviation > 0.0)) {
        return stats::tail_from_probability(1.0);  // all values are equal
    }
    // 2 U - n m is a whole number, so the excess is exact
    const std::uint64_t product = sum.n * sum.m;
    const double excess = sum.two_u >= product ? static_cast<double>(sum.two_u - product) / 2.0
                                               : -(static_cast<double>(product - sum.two_u) / 2.0);
    const double correction = s.continuity_correction ? 0.5 : 0.0;
    if (s.alternative == alternative::two_sided) {
        return doubled(stats::normal_tail((num::magnitude(excess) - correction) / deviation));
    }
    const double towards = s.alternative == alternative::greater ? excess : -excess;
    return stats::normal_tail((towards - correction) / deviation);
}

/// May it be counted? Without ties n m times the smaller size, with ties (n m)^2.
[[nodiscard]] inline bool mann_whitney_countable(const superiority_sum& sum, double most) noexcept {
    const auto n = static_cast<double>(sum.n < sum.m ? sum.n : sum.m);
    const auto m = static_cast<double>(sum.n < sum.m ? sum.m : sum.n);
    constexpr double total_without_underflow = 1000.0;  // C(1000, 500) is 2.7e299
    const double work = sum.ties == 0 ? n * n * m : 2.0 * n * m * n * (n + m);
    return work <= most && (n <= 8.0 || n + m <= total_without_underflow);
}

template <class Blocks>
[[nodiscard]] mann_whitney_result mann_whitney_from(const superiority_sum& sum, const mann_whitney_settings& settings,
                                                    Blocks&& blocks) {
    const double product = static_cast<double>(sum.n) * static_cast<double>(sum.m);
    mann_whitney_result result{.statistic = static_cast<double>(sum.two_u) / 2.0};
    result.superiority = result.statistic / product;
    result.rank_biserial = (static_cast<double>(sum.two_u) - product) / product;
    constexpr double affordable = 1e7;
    stats::tail tail{};
    if (settings.method == rank_method::exact ||
        (settings.method == rank_method::automatic && mann_whitney_countable(sum, affordable))) {
        core::require<std::invalid_argument>(mann_whitney_countable(sum, 1e3 * affordable), "mann_whitney: exact",
                                             "samples that can be counted", product);
        result.method = p_method::exact;
        const bool mirrored = sum.n > sum.m;  // counted for the smaller sample; its 2 U is 2 n m less this one
        const std::uint64_t n = mirrored ? sum.m : sum.n;
        const std::uint64_t m = mirrored ? sum.n : sum.m;
        const std::uint64_t two_u = mirrored ? 2 * n * m - sum.two_u : sum.two_u;
        const two_tails tails = sum.ties == 0 ? gaussian_tails(n, m, two_u / 2) : tied_tails(n, m, two_u, blocks());
        const stats::tail& upper = mirrored ? tails.lower : tails.upper;
        const stats::tail& lower = mirrored ? tails.upper : tails.lower;
        tail = settings.alternative == alternative::greater ? upper
               : settings.alternative == alternative::less  ? lower
                                                            : doubled(upper.log10 < lower.log10 ? upper : lower);
    } else {
        tail = mann_whitney_limit(sum, settings);
    }
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace detail

/// P(U <= u) for samples of n and m different values, if nothing drifted: exact.
///
/// @throws std::invalid_argument if a size is 0, u exceeds n m, or n m min(n, m) exceeds 10^10.
/// Cost: O(n m min(n, m)).
[[nodiscard]] inline stats::tail mann_whitney_exact_cdf(std::uint64_t n, std::uint64_t m, std::uint64_t u) {
    constexpr std::uint64_t longest = std::uint64_t{1} << 30U;
    core::require<std::invalid_argument>(n > 0 && n < longest, "mann_whitney_exact_cdf: n", "1 to 2^30", n);
    core::require<std::invalid_argument>(m > 0 && m < longest, "mann_whitney_exact_cdf: m", "1 to 2^30", m);
    core::require<std::invalid_argument>(u <= n * m, "mann_whitney_exact_cdf: u", "at most n m", u);
    constexpr double most = 1e10;
    core::require<std::invalid_argument>(detail::mann_whitney_countable({.n = n, .m = m}, most),
                                         "mann_whitney_exact_cdf: n m", "samples that can be counted", n * m);
    return detail::gaussian_tails(n, m, u).lower;
}

/// Compares `first` with `second`; swapping the two swaps `greater` and `less` and turns superiority into 1 - itself.
///
/// Exact where some 10 ms suffice: without ties up to about 200 values a side and for a side of up to 8 against
/// hundreds of thousands, with ties up to about 40 a side; else the normal limit with correction for ties [1]. Two-sided
/// is twice the smaller tail.
/// @throws std::invalid_argument if a sample holds 2^30 values or more, or `exact` is asked for and cannot be counted.
/// Cost: O(n + m), and O(n m min(n, m)) for the exact p-value, O((n m)^2) with ties.
[[nodiscard]] inline mann_whitney_result mann_whitney(const sorted_sample& first, const sorted_sample& second,
                                                      const mann_whitney_settings& settings = {}) {
    detail::require_countable(first, second, "mann_whitney");
    detail::superiority_sum sum{.n = first.size(), .m = second.size()};
    detail::merge_runs(first.values(), second.values(), [&](const auto& part) { sum.take(part); });
    return detail::mann_whitney_from(sum, settings, [&] { return block_sizes(first, second); });
}

}  // namespace lastro::inline v0::drift
