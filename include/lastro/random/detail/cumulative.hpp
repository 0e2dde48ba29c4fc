// SPDX-License-Identifier: MIT
// lastro/random/detail/cumulative.hpp
//
// Which count does a uniform number stand for? A table of the cumulative probabilities, for distributions with few
// likely counts.
//
//   const auto table = detail::cumulative(p0, [](double k) { return ratio of P(k + 1) to P(k); });
//   const std::uint64_t k = detail::place_in(table, u);
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <vector>   // vector

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::random::detail {

/// A distribution has a table if its mean is below this.
inline constexpr double table_below = 10.0;

/// P(X <= 0), P(X <= 1), ... for the P(X = 0) and the ratios given, until a term is below 2^-60 of the whole behind the
/// mode (no draw of 53 bits can tell the rest) or 0.
template <class Ratio>
[[nodiscard]] std::vector<double> cumulative(double first, Ratio&& ratio) {
    std::vector<double> table;
    double term = first;
    double sum = 0.0;
    for (double k = 0.0; term > 0.0; k += 1.0) {
        sum += term;
        table.push_back(sum);
        const double step = ratio(k);
        term = num::rounded(term * step);
        if (step < 1.0 && term < 0x1p-60) {
            break;
        }
    }
    return table;
}

/// The first k with u < table[k], or the last one: the tail beyond the table counts for it.
[[nodiscard]] inline std::uint64_t place_in(const std::vector<double>& table, double u) noexcept {
    std::size_t k = 0;
    while (k + 1 < table.size() && u >= table[k]) {
        ++k;
    }
    return k;
}

}  // namespace lastro::inline v0::random::detail
