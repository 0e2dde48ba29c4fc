// SPDX-License-Identifier: MIT
// lastro/drift/wasserstein.hpp
//
// How far must values travel, on average, to turn one sample into the other? In the unit of the column.
//
//   const drift::sorted_sample reference{last_year}, live{this_year};
//   drift::wasserstein_distance(reference, live);     // 1.75: the integral of |F - G|
//   const auto w = drift::wasserstein(reference, live, {.permutations = 999, .seed = 1});
//   w.distance; w.p_value;                            // p by relabelling, never 0
//
// Deterministic: random relabellings are addressed by the seed. Bit-equal on every compiler.
//
// References
//   [1] S. S. Vallender, Calculation of the Wasserstein distance between probability distributions on the line,
//       Theory Probab. Appl. 18(4), 1974.
//   [2] B. Phipson and G. K. Smyth, Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol. 9(1),
//   2010.
#pragma once

#include <cmath>      // abs, fma
#include <cstddef>    // size_t
#include <cstdint>    // int64_t, uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <utility>    // swap
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/generator.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

struct wasserstein_settings {
    std::uint64_t permutations = 999;  ///< Random relabellings; p-values are multiples of 1 / (permutations + 1).
    std::uint64_t seed = 0;            ///< Equal seeds, equal relabellings.
};

/// What the test found.
struct wasserstein_result {
    double distance = 0.0;                    ///< Integral of |F - G|, in the unit of the values.
    double p_value = 1.0;                     ///< (k + 1) / (B + 1) where k of B relabellings reach the distance [2].
    double log10_p = 0.0;                     ///< Its decimal logarithm.
    p_method method = p_method::permutation;  ///< Always by relabelling.

    friend bool operator==(const wasserstein_result&, const wasserstein_result&) = default;
};

/// The Wasserstein-1 distance between two samples: the integral of |F - G| [1].
///
/// Infinite where the samples differ in how much of them is infinite. Swapping the two changes nothing.
/// Cost: O(n + m) time, no allocation.
[[nodiscard]] inline double wasserstein_distance(const sorted_sample& reference, const sorted_sample& live) {
    const auto a = reference.values();
    const auto b = live.values();
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    double sum = 0.0;
    double previous = 0.0;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        const double x = i == a.size() || (j < b.size() && b[j] < a[i]) ? b[j] : a[i];
        const double left = static_cast<double>(i) / n;
        const double gap = std::abs(left - static_cast<double>(j) / m);
        if (gap > 0.0) {
            sum = std::fma(gap, x - previous, sum);
        }
        while (i < a.size() && a[i] == x) {
            ++i;
        }
        while (j < b.size() && b[j] == x) {
            ++j;
        }
        previous = x;
    }
    return sum;
}

namespace detail {

/// The pooled sample without its labels: where |F - G| is integrated over which lengths.
struct pooled_steps {
    std::vector<std::size_t> ends;  ///< Pooled values up to and including each distinct one but the last.
    std::vector<double> lengths;    ///< From each distinct value to the next.
};

[[nodiscard]] inline pooled_steps steps_of(const sorted_sample& reference, const sorted_sample& live) {
    pooled_steps steps;
    std::size_t seen = 0;
    double previous = 0.0;
    static_cast<void>(scan_gaps(reference.values(), live.values(), [&](double x, std::size_t count) {
        if (seen > 0) {
            steps.ends.push_back(seen);
            steps.lengths.push_back(x - previous);
        }
        seen += count;
        previous = x;
    }));
    return steps;
}

/// n m / (n + m) times the distance if the pooled values marked in `chosen` were the `n` ones of one sample:
/// the sum of |(chosen so far) (n + m) - (all so far) n| / (n + m) over the steps.
[[nodiscard]] inline double relabelled(const pooled_steps& steps, const std::vector<unsigned char>& chosen,
                                       std::int64_t n) {
    const auto total = static_cast<std::int64_t>(chosen.size());
    std::int64_t count = 0;
    std::size_t at = 0;
    double sum = 0.0;
    for (std::size_t s = 0; s < steps.ends.size(); ++s) {
        for (; at < steps.ends[s]; ++at) {
            count += chosen[at];
        }
        const std::int64_t gap = count * total - static_cast<std::int64_t>(at) * n;
        if (gap != 0) {
            sum =
                std::fma(static_cast<double>(gap < 0 ? -gap : gap) / static_cast<double>(total), steps.lengths[s], sum);
        }
    }
    return sum;
}

}  // namespace detail

/// The distance with a p-value: how many of `permutations` random relabellings of the pooled values reach it?
///
/// Swapping the two changes the distance not at all, and p only by which relabellings are drawn where n differs from m.
/// @throws std::invalid_argument if permutations is 0 or a sample holds 2^30 values or more.
/// Cost: O(B (n + m)), some 10 ns each.
[[nodiscard]] inline wasserstein_result wasserstein(const sorted_sample& reference, const sorted_sample& live,
                                                    const wasserstein_settings& settings = {}) {
    constexpr std::size_t longest = std::size_t{1} << 30U;
    const std::size_t n = reference.size() < live.size() ? reference.size() : live.size();
    const std::size_t total = reference.size() + live.size();
    core::require<std::invalid_argument>(total - n < longest, "wasserstein", "samples of fewer than 2^30 values",
                                         total - n);
    core::require<std::invalid_argument>(settings.permutations > 0, "wasserstein: permutations", "at least 1",
                                         settings.permutations);
    const detail::pooled_steps steps = detail::steps_of(reference, live);
    std::vector<unsigned char> chosen(total, 0);
    // Which pooled places hold the smaller sample: inside a block of equal values the order does not matter.
    const sorted_sample& smaller = reference.size() <= live.size() ? reference : live;
    const sorted_sample& larger = reference.size() <= live.size() ? live : reference;
    for (std::size_t i = 0, j = 0; i < smaller.size();) {
        const bool from_larger = j < larger.size() && larger.values()[j] < smaller.values()[i];
        (from_larger ? j : i) += 1;
        chosen[i + j - 1] = from_larger ? 0 : 1;
    }
    constexpr double allowance = 1.0 - 1e-12;  // relabellings that are equal on paper differ by rounding
    const double observed = detail::relabelled(steps, chosen, static_cast<std::int64_t>(n)) * allowance;
    std::vector<std::size_t> places(total);
    for (std::size_t i = 0; i < total; ++i) {
        places[i] = i;
    }
    const random::stream draws = random::stream{settings.seed}["wasserstein"];
    std::uint64_t reached = 0;
    for (std::uint64_t b = 0; b < settings.permutations; ++b) {
        random::generator next{draws[b]};
        chosen.assign(total, 0);
        for (std::size_t i = 0; i < n; ++i) {  // the first n steps of a Fisher-Yates shuffle
            std::swap(places[i], places[i + static_cast<std::size_t>(random::bounded(next, total - i))]);
            chosen[places[i]] = 1;
        }
        reached += detail::relabelled(steps, chosen, static_cast<std::int64_t>(n)) >= observed ? 1U : 0U;
    }
    const stats::tail tail =
        stats::tail_from_probability(static_cast<double>(reached + 1) / static_cast<double>(settings.permutations + 1));
    return {.distance = wasserstein_distance(reference, live), .p_value = tail.probability, .log10_p = tail.log10};
}

}  // namespace lastro::inline v0::drift
