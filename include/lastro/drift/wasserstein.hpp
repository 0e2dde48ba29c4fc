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

#include <cstddef>    // size_t
#include <cstdint>    // int64_t, uint64_t, uint8_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/step_sums.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/random/stream.hpp>

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
    detail::step_sums sums{.n = static_cast<double>(reference.size()), .m = static_cast<double>(live.size())};
    detail::merge_runs(reference.values(), live.values(), [&](const auto& part) { sums.take(part); });
    return sums.absolute();
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
    merge_blocks(reference.values(), live.values(), [&](const merged_block& block) {
        if (seen > 0) {
            steps.ends.push_back(seen);
            steps.lengths.push_back(block.value - previous);
        }
        seen += static_cast<std::size_t>(block.size());
        previous = block.value;
    });
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
                num::fma(static_cast<double>(gap < 0 ? -gap : gap) / static_cast<double>(total), steps.lengths[s], sum);
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
    const auto count = static_cast<std::int64_t>(n);
    const permutation_result p = detail::relabel(
        total, n, detail::relabelled(steps, chosen, count),
        {.permutations = settings.permutations, .seed = settings.seed, .exact_until = 0},
        random::stream{settings.seed}["wasserstein"],
        [&](const std::vector<unsigned char>& marks) { return detail::relabelled(steps, marks, count); });
    return {.distance = wasserstein_distance(reference, live), .p_value = p.p_value, .log10_p = p.log10_p};
}

/// What a distance is divided by, so that columns of different units can be compared.
enum class distance_scale : std::uint8_t {
    pooled_range,        ///< Largest less smallest value of both samples together.
    reference_deviation  ///< The standard deviation of the reference, with divisor n.
};

/// The distance over a scale: 0 where both are constant and equal, infinite where only the scale is 0.
///
/// @throws std::invalid_argument if a value is infinite. Cost: O(n + m).
[[nodiscard]] inline double scaled_wasserstein_distance(const sorted_sample& reference, const sorted_sample& live,
                                                        distance_scale scale) {
    const auto a = reference.values();
    const auto b = live.values();
    for (const double end : {a.front(), a.back(), b.front(), b.back()}) {
        core::require<std::invalid_argument>(!num::is_infinite(end), "scaled_wasserstein_distance", "finite values",
                                             end);
    }
    const double distance = wasserstein_distance(reference, live);
    if (scale == distance_scale::pooled_range) {
        const double low = a.front() < b.front() ? a.front() : b.front();
        const double high = a.back() > b.back() ? a.back() : b.back();
        return distance == 0.0 ? 0.0 : distance / (high - low);
    }
    return distance == 0.0 ? 0.0 : distance / num::square_root(a.front() == a.back() ? 0.0 : num::variance(a));
}

}  // namespace lastro::inline v0::drift
