// SPDX-License-Identifier: MIT
// lastro/drift/anderson_darling.hpp
//
// Do k samples come from one distribution? Anderson-Darling's test, which looks into the tails.
//
//   const auto ad = drift::anderson_darling(reference, live);              // two samples
//   const std::vector<drift::sorted_sample> months{...};
//   drift::anderson_darling(months).log10_p;                               // k samples; real tails, never clamped
//
// The p-value comes from the limiting distribution itself, not from an interpolated table, and does not end at 0.001.
// Deterministic, bit-equal everywhere.
//
// References
//   [1] F. W. Scholz and M. A. Stephens, K-sample Anderson-Darling tests, J. Amer. Statist. Assoc. 82(399), 1987.
//   [2] A. N. Pettitt, A two-sample Anderson-Darling rank statistic, Biometrika 63(1), 1976.
#pragma once

#include <array>      // array
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <numbers>    // pi
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/anderson_darling_sigma.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/tail_weighted_sum.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/tail.hpp>
#include <lastro/stats/weighted_chi_squared.hpp>

namespace lastro::inline v0::drift {

/// How a p-value of a statistic without a countable distribution is to be found.
enum class resampled_method : std::uint8_t {
    automatic,   ///< Exact where there are few relabellings, random ones where many values tie, else asymptotic.
    asymptotic,  ///< The limit for large samples.
    permutation  ///< Relabelling: all of them where there are few, random ones else.
};

struct anderson_darling_settings {
    bool midrank = true;  ///< Equation 7 of [1] for ties; false: equation 6, the right-continuous function.
    resampled_method method = resampled_method::automatic;
    permutation_settings relabelling{.permutations = 999};
};

/// What the test found.
struct anderson_darling_result {
    double statistic = 0.0;  ///< (A2 - (k - 1)) / sigma, standardised as in [1]: about 0 if nothing drifted.
    double a2 = 0.0;         ///< A2 itself.
    double effect = 0.0;     ///< A2 / N: does not grow with the samples.
    double p_value = 1.0;    ///< P(A2 this large) if nothing drifted.
    double log10_p = 0.0;    ///< The same, where a double would underflow.
    std::array<double, 7> critical_values{};  ///< Of `statistic` at 25, 10, 5, 2.5, 1, 0.5 and 0.1 %: table 2 of [1].
    p_method method = p_method::asymptotic;   ///< How the p-value was found.

    friend bool operator==(const anderson_darling_result&, const anderson_darling_result&) = default;
};

namespace detail {

/// The pooled sample as distinct values: how often each occurs, and whose it is.
struct pooled_labels {
    std::vector<std::uint64_t> sizes;  ///< of the samples
    std::vector<std::size_t> ends;     ///< pooled values up to and including each distinct one
    std::vector<std::size_t> label;    ///< which sample each pooled value is from, ascending by value
};

[[nodiscard]] inline pooled_labels pool(std::span<const sorted_sample> samples) {
    pooled_labels pooled;
    std::vector<std::size_t> at(samples.size(), 0);
    for (const sorted_sample& sample : samples) {
        pooled.sizes.push_back(sample.size());
    }
    while (true) {
        bool any = false;
        double x = 0.0;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (at[i] < samples[i].size() && (!any || samples[i].values()[at[i]] < x)) {
                x = samples[i].values()[at[i]];
                any = true;
            }
        }
        if (!any) {
            return pooled;
        }
        for (std::size_t i = 0; i < samples.size(); ++i) {
            for (; at[i] < samples[i].size() && samples[i].values()[at[i]] == x; ++at[i]) {
                pooled.label.push_back(i);
            }
        }
        pooled.ends.push_back(pooled.label.size());
    }
}

/// A2 of equation 7 (midranks) or 6 of [1]; 0 where all values are equal.
[[nodiscard, gnu::noinline]] inline double anderson_darling_sum(const pooled_labels& pooled,
                                                                std::span<const std::size_t> label, bool midrank) {
    if (pooled.ends.size() < 2) {
        return 0.0;
    }
    const auto total = static_cast<double>(label.size());
    const std::size_t k = pooled.sizes.size();
    std::vector<std::uint64_t> before(k, 0);
    std::vector<std::uint64_t> here(k, 0);
    std::vector<double> sums(k, 0.0);
    std::size_t start = 0;
    for (const std::size_t end : pooled.ends) {
        for (std::size_t at = start; at < end; ++at) {
            ++here[label[at]];
        }
        const auto size = static_cast<double>(end - start);
        const double rank = midrank ? static_cast<double>(start) + size / 2.0 : static_cast<double>(end);
        const double spread = rank * (total - rank);
        const double below = midrank ? num::fma(-total / 4.0, size, spread) : spread;
        for (std::size_t i = 0; i < k; ++i) {
            const double mine = static_cast<double>(before[i]) + static_cast<double>(here[i]) * (midrank ? 0.5 : 1.0);
            const double gap = num::fma(total, mine, -num::rounded(static_cast<double>(pooled.sizes[i]) * rank));
            if (below > 0.0) {
                sums[i] = num::fma(size / total * gap, gap / below, sums[i]);
            }
            before[i] += here[i];
            here[i] = 0;
        }
        start = end;
    }
    double a2 = 0.0;
    for (std::size_t i = 0; i < k; ++i) {
        a2 += sums[i] / static_cast<double>(pooled.sizes[i]);
    }
    return midrank ? (total - 1.0) / total * a2 : a2;
}

/// Statistic, critical values and limiting p-value for a given A2.
[[nodiscard]] inline anderson_darling_result anderson_darling_from(double a2, std::span<const std::uint64_t> sizes) {
    // level by level: the coefficients b0, b1, b2 of table 2's fit in [1]
    constexpr double b0[] = {0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085};
    constexpr double b1[] = {-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615};
    constexpr double b2[] = {-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154};
    double count = 0.0;
    for (const std::uint64_t size : sizes) {
        count += static_cast<double>(size);
    }
    const auto m = static_cast<double>(sizes.size() - 1);
    const double sigma = anderson_darling_sigma(sizes);
    anderson_darling_result result{.statistic = (a2 - m) / sigma, .a2 = a2, .effect = a2 / count};
    for (std::size_t level = 0; level < result.critical_values.size(); ++level) {
        result.critical_values[level] = b0[level] + b1[level] / num::square_root(m) + b2[level] / m;
    }
    const double limit_sigma = num::square_root(2.0 * m * num::fma(std::numbers::pi, std::numbers::pi, -9.0) / 3.0);
    const stats::tail tail = stats::anderson_darling_tail(num::fma(result.statistic, limit_sigma, m), sizes.size() - 1);
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

/// P(A2 as large) by relabelling; two samples with few relabellings exactly.
[[nodiscard]] inline permutation_result anderson_darling_relabelled(const pooled_labels& pooled, double observed,
                                                                    bool midrank,
                                                                    const permutation_settings& settings) {
    std::vector<std::size_t> label = pooled.label;
    const random::stream draws = random::stream{settings.seed}["anderson_darling"];
    if (pooled.sizes.size() == 2) {
        return relabel(label.size(), pooled.sizes[0], observed, settings, draws,
                       [&](const std::vector<unsigned char>& marks) {
                           for (std::size_t i = 0; i < marks.size(); ++i) {
                               label[i] = marks[i] != 0 ? 0 : 1;
                           }
                           return anderson_darling_sum(pooled, label, midrank);
                       });
    }
    std::uint64_t reached = 0;
    const double needed = observed - num::rounded(1e-12 * num::magnitude(observed));
    for (std::uint64_t b = 0; b < settings.permutations; ++b) {
        label = pooled.label;
        random::shuffle(draws[b], std::span<std::size_t>{label});
        reached += anderson_darling_sum(pooled, label, midrank) >= needed ? 1U : 0U;
    }
    const stats::tail tail =
        stats::tail_from_probability(static_cast<double>(reached + 1) / static_cast<double>(settings.permutations + 1));
    return {.statistic = observed,
            .p_value = tail.probability,
            .log10_p = tail.log10,
            .relabellings = settings.permutations};
}

/// The result for A2, with a p-value by relabelling where that is asked for or there are few labellings; `pooled()` gives
/// the labels if they are needed.
template <class Pooled>
[[nodiscard]] anderson_darling_result anderson_darling_for(double a2, std::span<const std::uint64_t> sizes,
                                                           const anderson_darling_settings& settings, bool tied,
                                                           Pooled&& pooled) {
    anderson_darling_result result = anderson_darling_from(a2, sizes);
    const std::uint64_t few = settings.relabelling.exact_until;
    const bool exact = sizes.size() == 2 && choose_up_to(sizes[0] + sizes[1], sizes[0], few) <= few;
    if (settings.method == resampled_method::permutation ||
        (settings.method == resampled_method::automatic && (exact || tied))) {
        const permutation_result p = anderson_darling_relabelled(pooled(), a2, settings.midrank, settings.relabelling);
        result.p_value = p.p_value;
        result.log10_p = p.log10_p;
        result.method = p.method;
    }
    return result;
}

/// The result of two samples whose A2 is known.
[[nodiscard]] inline anderson_darling_result anderson_darling_pair(const sorted_sample& a, const sorted_sample& b,
                                                                   double a2, bool tied,
                                                                   const anderson_darling_settings& settings) {
    const std::array<std::uint64_t, 2> sizes{a.size(), b.size()};
    return anderson_darling_for(a2, sizes, settings, tied, [&] {
        const std::array<sorted_sample, 2> both{a, b};
        return pool(both);
    });
}

}  // namespace detail

/// Compares k samples; their order changes nothing but rounding, an increasing map of the values nothing at all.
///
/// The limiting p-value stands (A2 - (k - 1)) / sigma against the limit standardised in the same way, as [1] do.
/// @throws std::invalid_argument if there are fewer than 2 samples or fewer than 4 values in all, or a sample holds 2^30
/// values or more. Cost: O(N k), and as much for each relabelling.
[[nodiscard]] inline anderson_darling_result anderson_darling(std::span<const sorted_sample> samples,
                                                              const anderson_darling_settings& settings = {}) {
    core::require<std::invalid_argument>(samples.size() >= 2, "anderson_darling: samples", "at least 2",
                                         samples.size());
    std::size_t total = 0;
    for (const sorted_sample& sample : samples) {
        detail::require_countable(sample, sample, "anderson_darling");
        total += sample.size();
    }
    core::require<std::invalid_argument>(total >= 4, "anderson_darling: samples", "at least 4 values in all", total);
    const detail::pooled_labels pooled = detail::pool(samples);
    const double a2 = detail::anderson_darling_sum(pooled, pooled.label, settings.midrank);
    detail::tie_sum ties;
    std::size_t start = 0;
    for (const std::size_t end : pooled.ends) {
        ties.take({.first = end - start});
        start = end;
    }
    return detail::anderson_darling_for(a2, pooled.sizes, settings, ties.matter(total), [&] { return pooled; });
}

/// Compares two samples.
[[nodiscard]] inline anderson_darling_result anderson_darling(const sorted_sample& reference, const sorted_sample& live,
                                                              const anderson_darling_settings& settings = {}) {
    const std::size_t total = reference.size() + live.size();
    detail::require_countable(reference, live, "anderson_darling");
    core::require<std::invalid_argument>(total >= 4, "anderson_darling: samples", "at least 4 values in all", total);
    if (!settings.midrank) {
        const std::array<sorted_sample, 2> both{reference, live};
        return anderson_darling(std::span<const sorted_sample>{both}, settings);
    }
    detail::tail_weighted_sum sum{.n = static_cast<double>(reference.size()), .m = static_cast<double>(live.size())};
    detail::tie_sum ties;
    detail::merge_runs(reference.values(), live.values(), [&](const auto& part) {
        sum.take(part);
        ties.take(part);
    });
    return detail::anderson_darling_pair(reference, live, sum.a2(), ties.matter(total), settings);
}

}  // namespace lastro::inline v0::drift
