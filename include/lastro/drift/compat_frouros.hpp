// SPDX-License-Identifier: MIT
// lastro/drift/compat_frouros.hpp
//
// What would frouros have said? Its distances over ten bins, for those who move over.
//
//   drift::compat::frouros::psi(reference, live);                   // of drift::sorted_sample
//
// As frouros 0.9.0 with numpy 2: for comparison only, see docs/drift.md, "Coming from another tool". Its Kullback-Leibler
// and Jensen-Shannon are left out: their bins follow numpy's rule "auto", which has changed between versions.
#pragma once

#include <cstddef>  // size_t
#include <limits>   // numeric_limits
#include <vector>   // vector

#include <lastro/drift/compat_shares.hpp>
#include <lastro/drift/divergence.hpp>
#include <lastro/drift/histogram.hpp>
#include <lastro/drift/sorted_sample.hpp>

namespace lastro::inline v0::drift::compat {

namespace frouros {

/// Stability index over bins of equal width from the smallest to the largest pooled value, with 2.2e-308 for 0: an empty
/// bin adds some 700 times the other side's share.
[[nodiscard]] inline double psi(const sorted_sample& reference, const sorted_sample& live, std::size_t bins = 10) {
    const paired_histogram h = equal_width_histogram(reference, live, bins);
    std::vector<double> p = compat::detail::shares(h.reference, "compat::frouros::psi");
    std::vector<double> q = compat::detail::shares(h.live, "compat::frouros::psi");
    for (std::vector<double>* const side : {&p, &q}) {
        for (double& share : *side) {
            share = share > 0.0 ? share : (std::numeric_limits<double>::min)();
        }
    }
    return compat::detail::stability_index(q, p);
}

[[nodiscard]] inline double hellinger(const sorted_sample& reference, const sorted_sample& live,
                                      std::size_t bins = 10) {
    const paired_histogram h = equal_width_histogram(reference, live, bins);
    return drift::hellinger(h.reference, h.live);
}

/// 1 - sum sqrt(p q): the square of Hellinger's distance, without the logarithm that Bhattacharyya's has.
[[nodiscard]] inline double bhattacharyya(const sorted_sample& reference, const sorted_sample& live,
                                          std::size_t bins = 10) {
    const double h = hellinger(reference, live, bins);
    return h * h;
}

/// 1 - sum min(p, q).
[[nodiscard]] inline double histogram_intersection_complement(const sorted_sample& reference, const sorted_sample& live,
                                                              std::size_t bins = 10) {
    const paired_histogram h = equal_width_histogram(reference, live, bins);
    return total_variation(h.reference, h.live);
}

}  // namespace frouros

}  // namespace lastro::inline v0::drift::compat
