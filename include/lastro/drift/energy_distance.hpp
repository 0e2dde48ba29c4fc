// SPDX-License-Identifier: MIT
// lastro/drift/energy_distance.hpp
//
// Energy distance: like Wasserstein's, but it tells all distributions apart and has a scale from 0 to 1.
//
//   drift::energy_distance(reference, live);                     // sqrt(2 * the integral of (F - G)^2)
//   const auto e = drift::energy_test(reference, live, {.permutations = 999});
//   e.coefficient; e.p_value;                                    // 0: the same; 1: both constant and apart
//
// Sums run over gaps between neighbours, so values far from zero lose nothing. Random relabellings are addressed by the
// seed. Bit-equal everywhere.
//
// References
//   [1] G. J. Szekely and M. L. Rizzo, Energy statistics: a class of statistics based on distances,
//       J. Statist. Plann. Inference 143(8), 2013.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
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
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

/// What the test found.
struct energy_result {
    double distance = 0.0;                    ///< sqrt(2 integral (F - G)^2), in the root of the values' unit.
    double coefficient = 0.0;                 ///< distance^2 / (2 E|X - Y|), in [0, 1], without unit [1].
    double p_value = 1.0;                     ///< The share of relabellings that reach the distance.
    double log10_p = 0.0;                     ///< Its decimal logarithm.
    p_method method = p_method::permutation;  ///< `exact` if all relabellings were looked at.

    friend bool operator==(const energy_result&, const energy_result&) = default;
};

namespace detail {

/// Adds up `step_sums` and integral F (1 - G) + G (1 - F) = E|X - Y|.
struct energy_sums {
    step_sums steps;
    double crossed = 0.0;

    void take(const merged_block& b) noexcept {
        if (b.before() > 0) {
            const double f = static_cast<double>(b.first_before) / steps.n;
            const double g = static_cast<double>(b.second_before) / steps.m;
            const double apart = num::fma(f, 1.0 - g, num::rounded(g * (1.0 - f)));
            crossed = apart > 0.0 ? num::fma(apart, b.value - steps.previous, crossed) : crossed;
        }
        steps.take(b);
    }

    [[nodiscard]] double coefficient() const noexcept {
        const double squared = steps.squared();
        return squared == 0.0 ? 0.0 : num::is_infinite(squared) ? 1.0 : squared / crossed;
    }
};

}  // namespace detail

/// The energy distance between two samples; infinite where they differ in how much of them is infinite.
///
/// Swapping the two changes nothing. Cost: O(n + m) time, no allocation.
[[nodiscard]] inline double energy_distance(const sorted_sample& reference, const sorted_sample& live) {
    detail::step_sums sums{.n = static_cast<double>(reference.size()), .m = static_cast<double>(live.size())};
    detail::merge_runs(reference.values(), live.values(), [&](const auto& part) { sums.take(part); });
    return sums.energy();
}

/// The distance with a p-value by relabelling; there is no limit that would not depend on the distribution.
///
/// @throws std::invalid_argument if a value is infinite, a sample holds 2^30 values or more, or no relabelling is asked
/// for. Cost: O(B (n + m)).
[[nodiscard]] inline energy_result energy_test(const sorted_sample& reference, const sorted_sample& live,
                                               const permutation_settings& settings = {.permutations = 999}) {
    detail::require_countable(reference, live, "energy_test");
    for (const sorted_sample* sample : {&reference, &live}) {
        for (const double end : {sample->values().front(), sample->values().back()}) {
            core::require<std::invalid_argument>(!num::is_infinite(end), "energy_test", "finite values", end);
        }
    }
    detail::energy_sums sums{{.n = static_cast<double>(reference.size()), .m = static_cast<double>(live.size())}};
    std::vector<std::uint64_t> sizes;
    std::vector<double> values;
    merge_blocks(reference.values(), live.values(), [&](const merged_block& block) {
        sums.take(block);
        sizes.push_back(block.size());
        values.push_back(block.value);
    });
    const permutation_result p =
        detail::relabel(reference.size() + live.size(), reference.size(), sums.steps.squared(), settings,
                        random::stream{settings.seed}["energy_test"], [&](const std::vector<unsigned char>& marks) {
                            detail::step_sums relabelled{.n = sums.steps.n, .m = sums.steps.m};
                            merged_block block;
                            std::size_t at = 0;
                            for (std::size_t k = 0; k < sizes.size(); ++k) {
                                block.value = values[k];
                                block.first_before += block.first;
                                block.second_before += block.second;
                                block.first = 0;
                                for (std::uint64_t i = 0; i < sizes[k]; ++i) {
                                    block.first += marks[at++];
                                }
                                block.second = sizes[k] - block.first;
                                relabelled.take(block);
                            }
                            return relabelled.squared();
                        });
    return {.distance = sums.steps.energy(),
            .coefficient = sums.coefficient(),
            .p_value = p.p_value,
            .log10_p = p.log10_p,
            .method = p.method};
}

}  // namespace lastro::inline v0::drift
