// SPDX-License-Identifier: MIT
// lastro/drift/permutation_test.hpp
//
// Is this statistic of mine larger than chance makes it? Any statistic of two samples, by relabelling the pooled values.
//
//   const auto r = drift::permutation_test(reference, live, [](std::span<const double> a, std::span<const double> b) {
//       return std::abs(median(a) - median(b));
//   }, {.permutations = 9'999, .seed = 1});
//   r.p_value;                               // (k + 1) / (B + 1): never 0
//
// Valid for every statistic and every sample size, because under "nothing moved" all labellings are equally likely [1].
// Few possible labellings are all looked at, and the p-value is then exact. Random ones are addressed by the seed:
// equal calls, equal bits.
//
// References
//   [1] R. A. Fisher, The Design of Experiments, section 21, 1935.
//   [2] B. Phipson and G. K. Smyth, Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol. 9(1),
//   2010.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <utility>    // swap
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/generator.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

struct permutation_settings {
    std::uint64_t permutations = 9'999;  ///< Random relabellings; p-values are multiples of 1 / (permutations + 1).
    std::uint64_t seed = 0;              ///< Equal seeds, equal relabellings.
    std::uint64_t exact_until = 20'000;  ///< Up to so many possible relabellings all of them are looked at; 0: never.
};

/// What the test found.
struct permutation_result {
    double statistic = 0.0;  ///< Of the samples as they are.
    double p_value = 1.0;    ///< The share of relabellings that reach it; (k + 1) / (B + 1) for random ones [2].
    double log10_p = 0.0;    ///< Its decimal logarithm.
    p_method method = p_method::permutation;  ///< `exact` if all relabellings were looked at.
    std::uint64_t relabellings = 0;           ///< How many were looked at.

    friend bool operator==(const permutation_result&, const permutation_result&) = default;
};

namespace detail {

/// How many ways there are to choose k of n, or `limit` + 1 if there are more than `limit`.
[[nodiscard]] constexpr std::uint64_t choose_up_to(std::uint64_t n, std::uint64_t k, std::uint64_t limit) noexcept {
    k = k < n - k ? k : n - k;
    double ways = 1.0;
    for (std::uint64_t i = 1; i <= k; ++i) {
        ways = ways * static_cast<double>(n - k + i) / static_cast<double>(i);  // exact below 2^53
        if (ways > static_cast<double>(limit)) {
            return limit + 1;
        }
    }
    return static_cast<std::uint64_t>(ways + 0.5);
}

/// Calls `on_split(marks)` for every way to mark k of n places.
template <class OnSplit>
void for_each_split(std::size_t n, std::size_t k, OnSplit&& on_split) {
    std::vector<unsigned char> marks(n, 0);
    std::vector<std::size_t> at(k);
    for (std::size_t i = 0; i < k; ++i) {
        at[i] = i;
        marks[i] = 1;
    }
    while (true) {
        on_split(static_cast<const std::vector<unsigned char>&>(marks));
        std::size_t last = k;
        while (last > 0 && at[last - 1] == n - k + last - 1) {
            --last;
        }
        if (last == 0) {
            return;
        }
        for (std::size_t i = last - 1; i < k; ++i) {
            marks[at[i]] = 0;
        }
        ++at[last - 1];
        for (std::size_t i = last; i < k; ++i) {
            at[i] = at[i - 1] + 1;
        }
        for (std::size_t i = last - 1; i < k; ++i) {
            marks[at[i]] = 1;
        }
    }
}

using labelling = std::vector<unsigned char>;  // 1 for a marked place, else 0

/// The share of labellings of `total` pooled places, `chosen` of them marked, whose value reaches `observed`.
///
/// `evaluate(labellings, values)` gets up to `together` of them at a time. Values that are equal on paper differ by
/// rounding: what is short by no more than 1e-12 of the observed value, or by `rounding`, counts as reached. So does NaN:
/// a p-value is rather too large than too small.
template <class Evaluate>
[[nodiscard]] permutation_result relabel_together(std::size_t together, std::size_t total, std::size_t chosen,
                                                  double observed, const permutation_settings& settings,
                                                  const random::stream& draws, Evaluate&& evaluate,
                                                  double rounding = 0.0) {
    core::require<std::invalid_argument>(!num::is_nan(observed), "permutation_test: statistic", "a number", observed);
    core::require<std::invalid_argument>(settings.permutations > 0 || settings.exact_until > 0,
                                         "permutation_test: permutations", "at least 1", settings.permutations);
    const double relative = num::rounded(1e-12 * num::magnitude(observed));
    const double needed =
        num::is_infinite(observed) ? observed : observed - (relative > rounding ? relative : rounding);
    permutation_result result{.statistic = observed};
    std::uint64_t reached = 0;
    std::vector<labelling> waiting;
    std::vector<double> values;
    const auto evaluate_waiting = [&] {
        values.resize(waiting.size());
        evaluate(std::span<const labelling>{waiting}, std::span<double>{values});
        for (const double value : values) {
            reached += value < needed ? 0U : 1U;
        }
        result.relabellings += waiting.size();
        waiting.clear();
    };
    const auto look = [&](const labelling& marks) {
        waiting.push_back(marks);
        if (waiting.size() == together) {
            evaluate_waiting();
        }
    };
    if (choose_up_to(total, chosen, settings.exact_until) <= settings.exact_until) {
        result.method = p_method::exact;
        for_each_split(total, chosen, look);
    } else {
        core::require<std::invalid_argument>(settings.permutations > 0, "permutation_test: permutations", "at least 1",
                                             settings.permutations);
        labelling marks(total, 0);
        std::vector<std::size_t> places(total);
        for (std::size_t i = 0; i < total; ++i) {
            places[i] = i;
        }
        for (std::uint64_t b = 0; b < settings.permutations; ++b) {
            random::generator next{draws[b]};
            marks.assign(total, 0);
            for (std::size_t i = 0; i < chosen; ++i) {  // the first steps of a Fisher-Yates shuffle
                std::swap(places[i], places[i + static_cast<std::size_t>(random::bounded(next, total - i))]);
                marks[places[i]] = 1;
            }
            look(marks);
        }
    }
    if (!waiting.empty()) {
        evaluate_waiting();
    }
    const std::uint64_t itself = result.method == p_method::exact ? 0 : 1;  // all labellings hold the observed one
    const stats::tail tail = stats::tail_from_probability(static_cast<double>(reached + itself) /
                                                          static_cast<double>(result.relabellings + itself));
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

/// The same, `evaluate(marks)` giving the value of one labelling.
template <class Evaluate>
[[nodiscard]] permutation_result relabel(std::size_t total, std::size_t chosen, double observed,
                                         const permutation_settings& settings, const random::stream& draws,
                                         Evaluate&& evaluate) {
    return relabel_together(
        1, total, chosen, observed, settings, draws,
        [&](std::span<const labelling> labellings, std::span<double> values) { values[0] = evaluate(labellings[0]); });
}

}  // namespace detail

/// How often does a relabelling of the pooled values give a `statistic` at least this large?
///
/// `statistic(first, second)` takes two spans of double and returns a number, larger for samples further apart.
/// A relabelling whose statistic is NaN counts as reaching it.
/// @throws std::invalid_argument if a sample is empty, the statistic of the samples is NaN, or no relabelling is asked
/// for. Cost: the statistic, once per relabelling.
template <class Statistic>
[[nodiscard]] permutation_result permutation_test(std::span<const double> first, std::span<const double> second,
                                                  Statistic&& statistic, const permutation_settings& settings = {}) {
    core::require<std::invalid_argument>(!first.empty(), "permutation_test: first", "at least one value", 0);
    core::require<std::invalid_argument>(!second.empty(), "permutation_test: second", "at least one value", 0);
    std::vector<double> pooled(first.begin(), first.end());
    pooled.insert(pooled.end(), second.begin(), second.end());
    std::vector<double> a(first.size());
    std::vector<double> b(second.size());
    const double observed = statistic(first, second);
    return detail::relabel(
        pooled.size(), first.size(), observed, settings, random::stream{settings.seed}["permutation_test"],
        [&](const std::vector<unsigned char>& marks) {
            std::size_t i = 0;
            std::size_t j = 0;
            for (std::size_t k = 0; k < pooled.size(); ++k) {
                (marks[k] != 0 ? a[i++] : b[j++]) = pooled[k];
            }
            return static_cast<double>(statistic(std::span<const double>{a}, std::span<const double>{b}));
        });
}

}  // namespace lastro::inline v0::drift
