// SPDX-License-Identifier: MIT
// lastro/drift/all_of.hpp
//
// Every order-statistics test of two samples from one pass over them.
//
//   const drift::all_results r = drift::all_of(reference, live);
//   r.kolmogorov_smirnov.p_value; r.mann_whitney.superiority; r.wasserstein_distance;
//
// Each member is bit for bit what the function of that name returns. Looking at the smallest of several p-values is a test
// of its own: pass them through `adjusted_holm`, or choose one test beforehand. Bit-equal everywhere.
#pragma once

#include <cstdint>    // int64_t, uint64_t
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/anderson_darling.hpp>
#include <lastro/drift/baumgartner_weiss_schindler.hpp>
#include <lastro/drift/cramer_von_mises.hpp>
#include <lastro/drift/energy_distance.hpp>
#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/drift/kuiper.hpp>
#include <lastro/drift/mann_whitney.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/step_sums.hpp>
#include <lastro/drift/tail_weighted_sum.hpp>

namespace lastro::inline v0::drift {

/// What the tests found, each with its own method.
struct all_results {
    ks_result kolmogorov_smirnov{};
    kuiper_result kuiper{};
    cramer_von_mises_result cramer_von_mises{};
    anderson_darling_result anderson_darling{};
    mann_whitney_result mann_whitney{};
    baumgartner_result baumgartner_weiss_schindler{};
    double wasserstein_distance = 0.0;
    double energy_distance = 0.0;

    friend bool operator==(const all_results&, const all_results&) = default;
};

/// Compares `live` with `reference` in every way that sorted samples allow, with each test's default settings.
///
/// @throws std::invalid_argument if there are fewer than 4 values in all, or a sample holds 2^30 values or more.
/// Cost: O(n + m), and what the p-values cost.
[[nodiscard]] inline all_results all_of(const sorted_sample& reference, const sorted_sample& live) {
    detail::require_countable(reference, live, "drift::all_of");
    core::require<std::invalid_argument>(reference.size() + live.size() >= 4, "drift::all_of",
                                         "at least 4 values in all", reference.size() + live.size());
    const std::uint64_t n = reference.size();
    const std::uint64_t m = live.size();
    const auto real_n = static_cast<double>(n);
    const auto real_m = static_cast<double>(m);
    detail::gap_sum gaps{.n = static_cast<std::int64_t>(n), .m = static_cast<std::int64_t>(m)};
    detail::rank_gap_sum squares{.n = n, .m = m};
    detail::tail_weighted_sum tails{.n = real_n, .m = real_m};
    detail::superiority_sum pairs{.n = n, .m = m};
    detail::weighted_rank_sum ranks{.n = real_n, .m = real_m};
    detail::step_sums steps{.n = real_n, .m = real_m};
    const auto take_counts = [&](const auto& part) {
        gaps.take(part);
        squares.take(part);
        pairs.take(part);
    };
    struct each {
        decltype(take_counts)& counts;
        detail::tail_weighted_sum& tails;
        detail::weighted_rank_sum& ranks;
        detail::step_sums& steps;

        void operator()(const merged_block& block) const {
            counts(block);
            tails.take(block);
            ranks.take(block);
            steps.take(block);
        }
        void operator()(const detail::merged_run& run) const {
            counts(run);
            detail::add_run(run, tails, ranks, steps);
        }
    };
    detail::merge_runs(reference.values(), live.values(), each{take_counts, tails, ranks, steps});
    const auto blocks = [&] { return block_sizes(reference, live); };
    const auto range = static_cast<std::uint64_t>(gaps.scan.above + gaps.scan.below);
    return {
        .kolmogorov_smirnov = detail::ks_from(n, m, gaps.scan, {}, blocks),
        .kuiper = detail::kuiper_from(n, m, range, rank_method::automatic, blocks),
        .cramer_von_mises = detail::cramer_von_mises_from(squares, rank_method::automatic, blocks),
        .anderson_darling = detail::anderson_darling_pair(reference, live, tails.a2(), squares.ties.matter(n + m), {}),
        .mann_whitney = detail::mann_whitney_from(pairs, {}, blocks),
        .baumgartner_weiss_schindler = detail::baumgartner_from(reference, live, ranks, {}),
        .wasserstein_distance = steps.absolute(),
        .energy_distance = steps.energy()};
}

}  // namespace lastro::inline v0::drift
