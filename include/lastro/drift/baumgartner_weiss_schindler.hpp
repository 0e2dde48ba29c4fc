// SPDX-License-Identifier: MIT
// lastro/drift/baumgartner_weiss_schindler.hpp
//
// A rank test that weighs the tails: more power than Mann-Whitney where spread moves too.
//
//   const auto b = drift::baumgartner_weiss_schindler(reference, live);
//   b.statistic; b.p_value;
//
// Deterministic, bit-equal everywhere.
//
// References
//   [1] W. Baumgartner, P. Weiss, H. Schindler, A nonparametric test for the general two-sample problem,
//       Biometrics 54(3), 1998: its limit is that of Anderson and Darling's one-sample statistic.
//   [2] M. Neuhaeuser, Exact tests based on the Baumgartner-Weiss-Schindler statistic, Statist. Papers 46, 2005.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/drift/anderson_darling.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/tail.hpp>
#include <lastro/stats/weighted_chi_squared.hpp>

namespace lastro::inline v0::drift {

struct baumgartner_settings {
    resampled_method method = resampled_method::automatic;
    permutation_settings relabelling{.permutations = 999};
};

/// What the test found.
struct baumgartner_result {
    double statistic = 0.0;                  ///< B = (B_x + B_y) / 2, midranks for ties; about 1 if nothing drifted.
    double effect = 0.0;                     ///< B (n + m) / (n m): does not grow with the samples.
    double p_value = 1.0;                    ///< P(B this large) if nothing drifted.
    double log10_p = 0.0;                    ///< The same, where a double would underflow.
    p_method method = p_method::asymptotic;  ///< How the p-value was found.

    friend bool operator==(const baumgartner_result&, const baumgartner_result&) = default;
};

namespace detail {

/// Adds up B_x and B_y over the blocks: (R_i - i N / n)^2 / (i / (n + 1) (1 - i / (n + 1)) m N / n) for each value.
struct weighted_rank_sum {
    static constexpr std::size_t chains = 2;

    double n;
    double m;
    double sums[chains] = {0.0, 0.0};
    tie_sum ties{};

    void take(const merged_block& b) noexcept {
        ties.take(b);
        const double rank = static_cast<double>(b.before()) + (static_cast<double>(b.size()) + 1.0) / 2.0;
        add(sums[0], rank, b.first_before, b.first, n, m);
        add(sums[1], rank, b.second_before, b.second, m, n);
    }

    void take(const merged_run& run) { add_run(run, *this); }
    void took(const merged_run&) noexcept {}

    /// The same of values that all differ; each adds to one of the sums, and 0 to the other.
    template <class Pack>
    [[gnu::always_inline]] void terms(const merged_run& run, const run_places<Pack>& at, double (*left)[Pack::size],
                                      double (*right)[Pack::size]) const {
        const Pack zero = Pack::all(0.0);
        const Pack one = Pack::all(1.0);
        const double n_ratio = (n + m) / n;
        const double m_ratio = (m + n) / m;
        const Pack before = at.choose(at.first + Pack::all(static_cast<double>(run.first_before)),
                                      at.second + Pack::all(static_cast<double>(run.second_before)));
        const Pack rank = at.first + at.second + Pack::all(static_cast<double>(run.before()) + 1.0);
        const Pack gap = fma(before + one, at.choose(-n_ratio, -m_ratio), rank);
        const Pack minus_all = at.choose(-(n + 1.0), -(m + 1.0));
        const Pack reciprocal = at.choose(1.0 / (n + 1.0), 1.0 / (m + 1.0));
        const Pack weight = whole_quotient(before + one, minus_all, reciprocal) *
                            whole_quotient(at.choose(n, m) - before, minus_all, reciprocal) *
                            at.choose(m * n_ratio, n * m_ratio);
        at.choose(gap, zero).store(left[0]);
        at.choose(zero, gap).store(left[1]);
        const Pack share = gap / weight;
        share.store(right[0]);
        share.store(right[1]);
    }

    [[nodiscard]] double statistic() const noexcept { return (sums[0] / n + sums[1] / m) / 2.0; }

private:
    static void add(double& sum, double rank, std::uint64_t before, std::uint64_t count, double mine,
                    double other) noexcept {
        const double ratio = (mine + other) / mine;
        for (std::uint64_t k = 1; k <= count; ++k) {
            const auto i = static_cast<double>(before + k);
            const double gap = num::fma(-i, ratio, rank);
            const double weight = i / (mine + 1.0) * ((mine + 1.0 - i) / (mine + 1.0)) * (other * ratio);
            sum = num::fma(gap, gap / weight, sum);
        }
    }
};

/// The statistic of pooled ascending values whose blocks end at `ends`, those marked being the first sample.
[[nodiscard]] inline double weighted_rank_statistic(const std::vector<std::uint64_t>& sizes,
                                                    const std::vector<unsigned char>& marks, double n, double m) {
    weighted_rank_sum sum{.n = n, .m = m};
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
        sum.take(block);
    }
    return sum.statistic();
}

[[nodiscard]] inline baumgartner_result baumgartner_from(const sorted_sample& a, const sorted_sample& b,
                                                         const weighted_rank_sum& sum,
                                                         const baumgartner_settings& settings) {
    const double statistic = sum.statistic();
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    baumgartner_result result{.statistic = statistic, .effect = statistic * ((n + m) / n / m)};
    const std::uint64_t few = settings.relabelling.exact_until;
    if (settings.method == resampled_method::permutation ||
        (settings.method == resampled_method::automatic &&
         (sum.ties.matter(a.size() + b.size()) || choose_up_to(a.size() + b.size(), a.size(), few) <= few))) {
        const std::vector<std::uint64_t> sizes = block_sizes(a, b);
        const permutation_result p = relabel(
            a.size() + b.size(), a.size(), statistic, settings.relabelling,
            random::stream{settings.relabelling.seed}["baumgartner_weiss_schindler"],
            [&](const std::vector<unsigned char>& marks) { return weighted_rank_statistic(sizes, marks, n, m); });
        result.p_value = p.p_value;
        result.log10_p = p.log10_p;
        result.method = p.method;
        return result;
    }
    const stats::tail tail = stats::anderson_darling_tail(statistic, 1);
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace detail

/// Compares `live` with `reference`; swapping the two changes nothing, nor does an increasing map of the values. A
/// decreasing one does, a little: the statistic of [1] weighs both ends almost alike.
///
/// Exact where there are at most `relabelling.exact_until` labellings; by relabelling where
/// ties are so many that the limit fails; else the limit [1].
/// @throws std::invalid_argument if a sample holds 2^30 values or more. Cost: O(n + m), and as much per relabelling.
[[nodiscard]] inline baumgartner_result baumgartner_weiss_schindler(const sorted_sample& reference,
                                                                    const sorted_sample& live,
                                                                    const baumgartner_settings& settings = {}) {
    detail::require_countable(reference, live, "baumgartner_weiss_schindler");
    detail::weighted_rank_sum sum{.n = static_cast<double>(reference.size()), .m = static_cast<double>(live.size())};
    detail::merge_runs(reference.values(), live.values(), [&](const auto& part) { sum.take(part); });
    return detail::baumgartner_from(reference, live, sum, settings);
}

}  // namespace lastro::inline v0::drift
