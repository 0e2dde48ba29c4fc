// SPDX-License-Identifier: MIT
// lastro/drift/homogeneity.hpp
//
// Do two rows of counts come from the same shares? The p-value that `compare` reports for categories.
//
//   const auto h = drift::homogeneity(reference_counts, live_counts);
//   h.p_value; h.method;     // chi-squared where counts allow it, Fisher's exact test where they do not
//
// Rare categories are pooled first, judged by the totals of both sides alone: the test stays valid, because under
// "nothing moved" the totals say nothing about which side a row is from. Bit-equal on every compiler.
//
// References
//   [1] W. G. Cochran, Some methods for strengthening the common chi-squared tests, Biometrics 10(4), 1954.
#pragma once

#include <array>      // array
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/drift/chi_squared.hpp>
#include <lastro/drift/fisher_exact.hpp>
#include <lastro/drift/verdict.hpp>

namespace lastro::inline v0::drift {

/// What the test found.
struct homogeneity_result {
    double p_value = 1.0;
    double log10_p = 0.0;
    p_method method = p_method::exact;
    std::size_t groups = 0;  ///< Categories that were compared, after rare ones were pooled.

    friend bool operator==(const homogeneity_result&, const homogeneity_result&) = default;
};

namespace detail {

/// Counts of both sides by group: the rarest categories share a group until 5 are expected in it on each side [1].
struct pooled_counts {
    std::vector<std::uint64_t> reference;
    std::vector<std::uint64_t> live;
    double smallest_expected = 0.0;
};

[[nodiscard]] inline pooled_counts pooled(std::span<const std::uint64_t> reference,
                                          std::span<const std::uint64_t> live) {
    constexpr double enough = 5.0;
    std::vector<std::size_t> order;  // categories in use, the rarest first
    double n = 0.0;
    double m = 0.0;
    for (std::size_t i = 0; i < live.size(); ++i) {
        n += static_cast<double>(reference[i]);
        m += static_cast<double>(live[i]);
        if (reference[i] > 0 || live[i] > 0) {
            order.push_back(i);
        }
    }
    const double smaller_side = core::smaller(n, m) / (n + m);
    const auto total = [&](std::size_t i) { return reference[i] + live[i]; };
    const auto expected = [&](std::uint64_t count) { return smaller_side * static_cast<double>(count); };
    core::stable_sort(std::span<std::size_t>{order}, [&](std::size_t a, std::size_t b) { return total(a) < total(b); });
    pooled_counts groups;
    bool open = false;  // the last group may still take in a category
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const std::size_t i = order[rank];
        // the commonest category stands alone if it would otherwise swallow everything
        const bool alone = rank + 1 == order.size() && groups.live.size() <= 1;
        if (open && !alone) {
            groups.reference.back() += reference[i];
            groups.live.back() += live[i];
        } else {
            groups.reference.push_back(reference[i]);
            groups.live.push_back(live[i]);
        }
        open = expected(groups.reference.back() + groups.live.back()) < enough;
    }
    groups.smallest_expected = n + m;
    for (std::size_t g = 0; g < groups.live.size(); ++g) {
        groups.smallest_expected =
            core::smaller(groups.smallest_expected, expected(groups.reference[g] + groups.live[g]));
    }
    return groups;
}

}  // namespace detail

/// Tests two rows of counts, entry i of both standing for the same category.
///
/// Pearson's chi-squared without continuity correction where 5 or more are expected in every group on both sides;
/// Fisher's exact test where two groups remain with fewer. One category in use: nothing can differ, p is 1.
/// @throws std::invalid_argument if the sizes differ or are 0, or a side holds no count at all.
[[nodiscard]] inline homogeneity_result homogeneity(std::span<const std::uint64_t> reference,
                                                    std::span<const std::uint64_t> live) {
    static_cast<void>(chi_squared(reference, live));  // states the refusals once
    const detail::pooled_counts groups = detail::pooled(reference, live);
    homogeneity_result result{.groups = groups.live.size()};
    if (result.groups < 2) {
        return result;
    }
    constexpr double enough = 5.0;
    if (result.groups == 2 && groups.smallest_expected < enough) {
        const fisher_result fisher =
            fisher_exact({groups.reference[0], groups.reference[1]}, {groups.live[0], groups.live[1]});
        result.p_value = fisher.p_value;
        result.log10_p = fisher.log10_p;
        return result;
    }
    const chi_squared_result chi = chi_squared(groups.reference, groups.live);
    result.p_value = chi.p_value;
    result.log10_p = chi.log10_p;
    result.method = p_method::asymptotic;
    return result;
}

}  // namespace lastro::inline v0::drift
