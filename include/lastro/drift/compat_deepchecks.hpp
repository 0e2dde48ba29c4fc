// SPDX-License-Identifier: MIT
// lastro/drift/compat_deepchecks.hpp
//
// What would Deepchecks have said? Its numbers of categories, for those who move over.
//
//   drift::compat::deepchecks::psi(reference_counts, live_counts);
//
// As deepchecks 0.19.1: for comparison only, see docs/drift.md, "Coming from another tool". Pool rare categories before, as
// it does by default below 1 %. Its numeric score is the statistic of `kolmogorov_smirnov`.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <span>     // span
#include <vector>   // vector

#include <lastro/drift/compat_shares.hpp>
#include <lastro/drift/cramers_v.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift::compat {

namespace deepchecks {

/// Stability index of categories with every share raised to 0.01 at least.
[[nodiscard]] inline double psi(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> live) {
    compat::detail::require_paired(reference, live, "compat::deepchecks::psi");
    std::vector<double> p = compat::detail::shares(reference, "compat::deepchecks::psi");
    std::vector<double> q = compat::detail::shares(live, "compat::deepchecks::psi");
    for (std::vector<double>* const side : {&p, &q}) {
        for (double& share : *side) {
            share = share > 0.01 ? share : 0.01;
        }
    }
    return compat::detail::stability_index(p, q);
}

/// Bias-corrected Cramer's V after the larger side has been scaled down to the smaller one's size and rounded, halves to
/// even; with Yates' correction for two categories.
[[nodiscard]] inline double cramers_v(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> live) {
    compat::detail::require_paired(reference, live, "compat::deepchecks::cramers_v");
    double n = 0.0;
    double m = 0.0;
    for (std::size_t i = 0; i < live.size(); ++i) {
        n += static_cast<double>(reference[i]);
        m += static_cast<double>(live[i]);
    }
    const auto scaled = [](std::span<const std::uint64_t> side, double factor) {
        constexpr double shifter = 0x1p52;
        std::vector<std::uint64_t> result;
        for (const std::uint64_t count : side) {
            const double size = num::rounded(static_cast<double>(count) * factor);
            result.push_back(static_cast<std::uint64_t>((size + shifter) - shifter));
        }
        return result;
    };
    const std::vector<std::uint64_t> a = scaled(reference, n > m ? m / n : 1.0);
    const std::vector<std::uint64_t> b = scaled(live, m > n ? n / m : 1.0);
    return drift::cramers_v(a, b);
}

}  // namespace deepchecks

}  // namespace lastro::inline v0::drift::compat
