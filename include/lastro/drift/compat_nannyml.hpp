// SPDX-License-Identifier: MIT
// lastro/drift/compat_nannyml.hpp
//
// What would NannyML have said? Its distances of numbers, for those who move a dashboard over.
//
//   drift::compat::nannyml::jensen_shannon(reference, live);        // of drift::sorted_sample
//
// As nannyml 0.13.1 with numpy 2: for comparison only, see docs/drift.md, "Coming from another tool". Of categories its
// distances are `jensen_shannon`, `hellinger` and `largest_difference` of counts.
//
// References
//   [1] D. P. Doane, Aesthetic frequency classifications, Amer. Statist. 30(4), 1976.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t

#include <lastro/drift/compat_shares.hpp>
#include <lastro/drift/divergence.hpp>
#include <lastro/drift/histogram.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/power.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::drift::compat {

namespace nannyml {

namespace detail {

/// Doane's bins [1] of the reference alone, and one more for what of `live` lies outside.
[[nodiscard]] inline paired_histogram binned(const sorted_sample& reference, const sorted_sample& live) {
    const auto n = static_cast<double>(reference.size());
    const double low = reference.values().front();
    const double range = reference.values().back() - low;
    double width = 0.0;
    const auto [mean, variance] = num::mean_variance(reference.values());
    if (reference.size() > 2 && variance > 0.0) {
        const double usual = num::square_root(6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0)));
        const double spread = num::square_root(variance);
        double cubes = 0.0;
        for (const double x : reference.values()) {
            const double z = (x - mean) / spread;
            cubes = num::fma(z * z, z, cubes);
        }
        const double skewness = num::magnitude(cubes / n);
        width = range / (1.0 + num::log2(n) + num::log2(1.0 + skewness / usual));
    }
    const paired_histogram own = equal_width_histogram(reference, reference, compat::detail::bins_of(range, width));
    paired_histogram both{.edges = own.edges, .reference = own.reference};
    std::uint64_t inside = 0;
    for (std::size_t i = 0; i + 1 < own.edges.size(); ++i) {
        const bool last = i + 2 == own.edges.size();
        both.live.push_back((last ? live.count_up_to(own.edges[i + 1]) : live.count_below(own.edges[i + 1])) -
                            live.count_below(own.edges[i]));
        inside += both.live.back();
    }
    both.reference.push_back(0);
    both.live.push_back(live.size() - inside);
    return both;
}

}  // namespace detail

/// Jensen-Shannon distance in bits.
[[nodiscard]] inline double jensen_shannon(const sorted_sample& reference, const sorted_sample& live) {
    const paired_histogram h = detail::binned(reference, live);
    return drift::jensen_shannon(h.reference, h.live);
}

[[nodiscard]] inline double hellinger(const sorted_sample& reference, const sorted_sample& live) {
    const paired_histogram h = detail::binned(reference, live);
    return drift::hellinger(h.reference, h.live);
}

}  // namespace nannyml

}  // namespace lastro::inline v0::drift::compat
