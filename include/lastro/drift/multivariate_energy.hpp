// SPDX-License-Identifier: MIT
// lastro/drift/multivariate_energy.hpp
//
// Did rows of several numbers move together? The energy distance between rows: no bandwidth to choose.
//
//   drift::energy_distance(reference, live);                             // of drift::points
//   const auto e = drift::energy_test(reference, live, {.permutations = 499});
//   e.coefficient; e.p_value;
//
// 2 E|X - Y| - E|X - X'| - E|Y - Y'| with Euclidean distances is 0 for equal distributions and only for those [1]. A column
// in a large unit outweighs the others: bring columns to comparable units. Of one column it is `energy_distance` of sorted
// samples, which takes O(n log n). Random relabellings are addressed by the seed. Bit-equal everywhere.
//
// References
//   [1] G. J. Szekely and M. L. Rizzo, Energy statistics: a class of statistics based on distances,
//       J. Statist. Plann. Inference 143(8), 2013.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/energy_distance.hpp>
#include <lastro/drift/pair_table.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

namespace detail {

[[nodiscard]] inline pair_table distance_table(const points& a, const points& b, const char* where) {
    std::vector<double> distances = squared_distances(a, b);
    double largest = 0.0;
    for (double& d : distances) {
        largest = d > largest ? d : largest;
        d = num::square_root(d);
    }
    core::require<std::invalid_argument>(!num::is_infinite(largest), where, "rows less than 2^511 apart", largest);
    return {distances, a.rows() + b.rows()};
}

/// 2 E|X - Y| - E|X - X'| - E|Y - Y'| over all pairs, a point with itself included; below 0 by rounding only.
[[nodiscard]] inline double energy_of(const pair_sums& s, double n, double m) noexcept {
    const double squared = 2.0 * (s.between / n / m) - s.within_first / n / n - s.within_second / m / m;
    return squared > 0.0 ? squared : 0.0;
}

[[nodiscard]] inline energy_result energy_effect(const pair_sums& s, double n, double m) noexcept {
    const double squared = energy_of(s, n, m);
    return {.distance = num::square_root(squared),
            .coefficient = squared > 0.0 ? squared / (2.0 * (s.between / n / m)) : 0.0};
}

}  // namespace detail

/// The root of 2 E|X - Y| - E|X - X'| - E|Y - Y'| between rows. Swapping the two changes nothing but rounding.
///
/// @throws std::invalid_argument if columns differ, there are more than 32768 rows, or some are 2^511 or more apart.
/// Cost: O(N^2) time and memory.
[[nodiscard]] inline double energy_distance(const points& reference, const points& live) {
    detail::require_pairs(reference, live, 1, "energy_distance");
    const pair_table table = detail::distance_table(reference, live, "energy_distance");
    return detail::energy_effect(sums_of_first(table, reference.rows()), static_cast<double>(reference.rows()),
                                 static_cast<double>(live.rows()))
        .distance;
}

/// The distance with a p-value by relabelling.
///
/// @throws std::invalid_argument as `energy_distance`, or if no relabelling is asked for.
/// Cost: O(N^2) time and memory, and O(n N) per relabelling, n the smaller side.
[[nodiscard]] inline energy_result energy_test(const points& reference, const points& live,
                                               const permutation_settings& settings = {.permutations = 499}) {
    detail::require_pairs(reference, live, 1, "energy_test");
    const bool swap = reference.rows() > live.rows();
    const points& smaller = swap ? live : reference;
    const points& larger = swap ? reference : live;
    const auto n = static_cast<double>(smaller.rows());
    const auto m = static_cast<double>(larger.rows());
    const pair_table table = detail::distance_table(smaller, larger, "energy_test");
    const pair_sums observed = sums_of_first(table, smaller.rows());
    const permutation_result p = detail::relabel_together(
        detail::labellings_together, table.size(), smaller.rows(), detail::energy_of(observed, n, m), settings,
        random::stream{settings.seed}["multivariate_energy"],
        [&](std::span<const detail::labelling> labellings, std::span<double> values) {
            const std::vector<pair_sums> sums = sums_of(table, labellings);
            for (std::size_t l = 0; l < sums.size(); ++l) {
                values[l] = detail::energy_of(sums[l], n, m);
            }
        },
        1e-13 * (observed.between / n / m));  // of the terms, whose difference it is
    energy_result result = detail::energy_effect(observed, n, m);
    result.p_value = p.p_value;
    result.log10_p = p.log10_p;
    result.method = p.method;
    return result;
}

}  // namespace lastro::inline v0::drift
