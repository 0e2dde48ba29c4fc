// SPDX-License-Identifier: MIT
// lastro/drift/cramer_von_mises.hpp
//
// Two-sample Cramer-von Mises test: do the distribution functions differ on the whole, not just at one place?
//
//   const auto c = drift::cramer_von_mises(reference, live);
//   c.statistic; c.effect; c.p_value;     // effect: the mean squared gap between F and G over the pooled values
//
// The statistic is kept in whole numbers, so it is exact for samples of any size. Deterministic, bit-equal everywhere.
//
// References
//   [1] T. W. Anderson, On the distribution of the two-sample Cramer-von Mises criterion, Ann. Math. Statist. 33(3), 1962.
//   [2] Y. Xiao, A. Gordon, A. Yakovlev, A C++ program for the Cramer-von Mises two-sample test, J. Stat. Softw. 17(8),
//   2006 (counting by lattice paths).
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <utility>    // pair
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/deal.hpp>
#include <lastro/drift/kuiper.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/cramer_von_mises.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// What the test found.
struct cramer_von_mises_result {
    double statistic = 0.0;  ///< T = U / (n m N) - (4 n m - 1) / (6 N), U by midranks [1].
    double effect = 0.0;     ///< T N / (n m), in [0, 1/3] but for ties: the mean of (F - G)^2 over the pooled values.
    double p_value = 1.0;    ///< P(T this large) if nothing drifted.
    double log10_p = 0.0;    ///< The same, where a double would underflow.
    p_method method = p_method::asymptotic;  ///< How the p-value was found.

    friend bool operator==(const cramer_von_mises_result&, const cramer_von_mises_result&) = default;
};

namespace detail {

/// What a block adds to 4 U: n sum (2 (r - i))^2 + m sum (2 (s - j))^2 with the block's midrank for all its values.
[[nodiscard]] constexpr wide_count rank_gap(const merged_block& b, std::uint64_t n, std::uint64_t m) noexcept {
    const auto of = [](std::uint64_t mine, std::uint64_t others_before, std::uint64_t others) {
        const wide_count twice = 2 * wide_count{others_before} + others;
        const wide_count count = mine;
        return count * twice * twice + (count > 0 ? count * (count * count - 1) / 3 : 0);
    };
    return of(b.first, b.second_before, b.second) * n + of(b.second, b.first_before, b.first) * m;
}

/// Adds up 4 U over the blocks.
struct rank_gap_sum {
    std::uint64_t n;
    std::uint64_t m;
    wide_count four_u = 0;
    tie_sum ties{};

    void take(const merged_block& b) noexcept {
        four_u += rank_gap(b, n, m);
        ties.take(b);
    }
    void take(const merged_run& run) noexcept {
        const auto add = [&](std::uint64_t count, wide_count before, double ranks, double squares, std::uint64_t size) {
            four_u += 4 * size *
                      (before * (before * count + 2 * static_cast<std::uint64_t>(ranks)) +
                       static_cast<std::uint64_t>(squares));
        };
        add(run.first(), run.second_before, run.first_ranks, run.first_squares, n);
        add(run.second(), run.first_before, run.second_ranks, run.second_squares, m);
    }

    /// (3 (4 U) - 2 n m (4 n m - 1)) / (12 n m N)
    [[nodiscard]] double statistic() const noexcept {
        const wide_count product = wide_count{n} * m;
        const auto above =
            static_cast<wide_difference>(3 * four_u) - static_cast<wide_difference>(2 * product * (4 * product - 1));
        const auto size = static_cast<double>(n) * static_cast<double>(m);
        return static_cast<double>(above) / 12.0 / size / static_cast<double>(n + m);
    }
};

using weighted_values = std::vector<std::pair<std::uint64_t, double>>;  // ascending values, probabilities

/// `to` + (`from` moved up by `by`, times p), equal values together; what reaches `target` goes to `reached`.
inline void add_moved(weighted_values& to, const weighted_values& from, std::uint64_t by, double p,
                      std::uint64_t target, double& reached, weighted_values& buffer) {
    buffer.clear();
    std::size_t i = 0;
    for (const auto& [value, weight] : from) {
        const std::uint64_t moved = value + by;
        if (moved >= target) {
            reached = num::fma(weight, p, reached);
            continue;
        }
        while (i < to.size() && to[i].first < moved) {
            buffer.push_back(to[i++]);
        }
        if (i < to.size() && to[i].first == moved) {
            buffer.emplace_back(moved, num::fma(weight, p, to[i++].second));
        } else {
            buffer.emplace_back(moved, num::rounded(weight * p));
        }
    }
    buffer.insert(buffer.end(), to.begin() + static_cast<std::ptrdiff_t>(i), to.end());
    to.swap(buffer);
}

}  // namespace detail

/// P(4 U >= `four_u`) if nothing drifted, by counting all ways to deal the pooled values [2], given which are equal:
/// `blocks` says how often each distinct value occurs, ascending. Empty: all values differ.
///
/// @throws std::invalid_argument if a size is 0, n m exceeds 10,000, or the blocks do not add up to n + m.
/// Cost: O(n m) times the number of different values of U on the way, which grows like (n m)^2.
[[nodiscard]] inline stats::tail cramer_von_mises_exact_tail(std::uint64_t n, std::uint64_t m, std::uint64_t four_u,
                                                             std::span<const std::uint64_t> blocks = {}) {
    constexpr std::uint64_t most = 10'000;
    core::require<std::invalid_argument>(n > 0 && m > 0 && n <= most && m <= most && n * m <= most,
                                         "cramer_von_mises_exact_tail: n m", "1 to 10000", n * m);
    const std::vector<std::uint64_t> single(blocks.empty() ? n + m : 0, 1);
    const std::span<const std::uint64_t> deals = blocks.empty() ? std::span<const std::uint64_t>{single} : blocks;
    std::uint64_t dealt = 0;
    for (const std::uint64_t block : deals) {
        dealt += block;
    }
    core::require<std::invalid_argument>(dealt == n + m, "cramer_von_mises_exact_tail: blocks", "n + m values", dealt);
    std::vector<detail::weighted_values> state(n + 1);
    std::vector<detail::weighted_values> next(n + 1);
    detail::weighted_values buffer;
    double reached = four_u == 0 ? 1.0 : 0.0;
    state[0].emplace_back(0, four_u == 0 ? 0.0 : 1.0);
    dealt = 0;
    for (const std::uint64_t size : deals) {
        for (auto& values : next) {
            values.clear();
        }
        for (std::uint64_t i = dealt > m ? dealt - m : 0; i <= n && i <= dealt; ++i) {
            for_each_deal(n - i, m - (dealt - i), size, [&](std::uint64_t a, double p) {
                const merged_block block{.first_before = i, .second_before = dealt - i, .first = a, .second = size - a};
                detail::add_moved(next[i + a], state[i], static_cast<std::uint64_t>(detail::rank_gap(block, n, m)), p,
                                  four_u, reached, buffer);
            });
        }
        state.swap(next);
        dealt += size;
    }
    return stats::tail_from_probability(reached);
}

namespace detail {

/// Anderson's standardisation to the one-sample limit [1]: (T - E) / sqrt(45 V) + 1/6.
[[nodiscard]] inline stats::tail cramer_von_mises_limit(double statistic, double n, double m) {
    const double total = n + m;
    const double mean = (1.0 + 1.0 / total) / 6.0;
    const double inner = 4.0 * total - num::rounded(3.0 * (n / m + m / n)) - 2.0;  // over n m
    const double variance = (total + 1.0) / (total * total) * (inner / 45.0 / 4.0);
    const double z = (statistic - mean) / num::square_root(45.0 * variance) + 1.0 / 6.0;
    constexpr double lowest = 0.003;
    return z < lowest ? stats::tail_from_probability(1.0) : stats::cramer_von_mises_tail(z);
}

/// P(T as large) by 999 relabellings of the pooled values, whose blocks have these sizes.
[[nodiscard]] inline permutation_result cramer_von_mises_relabelled(const rank_gap_sum& sum, double statistic,
                                                                    const std::vector<std::uint64_t>& sizes) {
    const std::uint64_t n = sum.n < sum.m ? sum.n : sum.m;  // the smaller one is dealt: swapping changes nothing
    const std::uint64_t m = sum.n < sum.m ? sum.m : sum.n;
    return relabel(static_cast<std::size_t>(n + m), static_cast<std::size_t>(n), statistic,
                   {.permutations = 999, .exact_until = 0}, random::stream{0}["cramer_von_mises"],
                   [&](const std::vector<unsigned char>& marks) {
                       rank_gap_sum relabelled{.n = n, .m = m};
                       merged_block block;
                       std::size_t at = 0;
                       for (const std::uint64_t size : sizes) {
                           block.first_before += block.first;
                           block.second_before += block.second;
                           block.first = 0;
                           for (std::uint64_t k = 0; k < size; ++k) {
                               block.first += marks[at++];
                           }
                           block.second = size - block.first;
                           relabelled.take(block);
                       }
                       return relabelled.statistic();
                   });
}

template <class Blocks>
[[nodiscard]] cramer_von_mises_result cramer_von_mises_from(const rank_gap_sum& sum, rank_method method,
                                                            Blocks&& blocks) {
    const auto n = static_cast<double>(sum.n);
    const auto m = static_cast<double>(sum.m);
    cramer_von_mises_result result{.statistic = sum.statistic()};
    result.effect = result.statistic * ((n + m) / n / m);
    constexpr double affordable = 200.0;
    stats::tail tail{};
    if (method == rank_method::exact || (method == rank_method::automatic && n * m <= affordable)) {
        result.method = p_method::exact;
        tail = cramer_von_mises_exact_tail(sum.n, sum.m, static_cast<std::uint64_t>(sum.four_u), blocks());
    } else if (method == rank_method::automatic && sum.ties.matter(sum.n + sum.m)) {
        const permutation_result p = cramer_von_mises_relabelled(sum, result.statistic, blocks());
        result.method = p.method;
        tail = {.probability = p.p_value, .log10 = p.log10_p};
    } else {
        tail = cramer_von_mises_limit(result.statistic, n, m);
    }
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace detail

/// Compares `live` with `reference`; swapping the two changes nothing, nor does an increasing map of the values.
///
/// Exact given the ties while n m <= 200; beyond, Anderson's approximation, or, where ties are so many that it fails (it
/// would alarm always), 999 relabellings. `asymptotic` is Anderson's approximation in any case.
/// @throws std::invalid_argument if a sample holds 2^30 values or more, or `exact` is asked for and n m exceeds 10,000.
/// Cost: O(n + m); see `cramer_von_mises_exact_tail`.
[[nodiscard]] inline cramer_von_mises_result cramer_von_mises(const sorted_sample& reference, const sorted_sample& live,
                                                              rank_method method = rank_method::automatic) {
    detail::require_countable(reference, live, "cramer_von_mises");
    detail::rank_gap_sum sum{.n = reference.size(), .m = live.size()};
    detail::merge_runs(reference.values(), live.values(), [&](const auto& part) { sum.take(part); });
    return detail::cramer_von_mises_from(sum, method, [&] { return block_sizes(reference, live); });
}

}  // namespace lastro::inline v0::drift
