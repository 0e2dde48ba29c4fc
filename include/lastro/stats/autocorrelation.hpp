// SPDX-License-Identifier: MIT
// lastro/stats/autocorrelation.hpp
//
// Do neighbouring values go together? A p-value that assumes independent rows is too small where they do.
//
//   stats::autocorrelation(readings, 1);       // near 0: no memory; near 1: each value is much like the one before
//   stats::effective_count(readings);          // how many independent values these are worth, for a mean
//
// Sums have one written-down order: bit-equal everywhere.
//
// References
//   [1] G. E. P. Box and G. M. Jenkins, Time Series Analysis, 2.1.5, 1976 (the estimate).
//   [2] G. V. Bayley and J. M. Hammersley, The effective number of independent observations in an autocorrelated time
//       series, Suppl. J. R. Statist. Soc. 8(2), 1946.
#pragma once

#include <cstddef>    // size_t
#include <limits>     // numeric_limits
#include <span>       // span
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/workspace.hpp>

namespace lastro::inline v0::stats {

/// sum (x_i - mean)(x_(i + lag) - mean) / sum (x_i - mean)^2 [1], in [-1, 1]; NaN where all values are equal.
///
/// The mean is corrected once by the mean of the differences, so values far from zero lose nothing.
/// @throws std::invalid_argument unless there are more than `lag` values.
[[nodiscard]] inline double autocorrelation(std::span<const double> values, std::size_t lag) {
    core::require<std::invalid_argument>(values.size() > lag, "stats::autocorrelation: values", "more than the lag",
                                         values.size());
    const double rough = num::mean(values);
    num::detail::workspace<double> memory{values.size()};
    const std::span<double> differences{memory.data(), values.size()};
    for (std::size_t i = 0; i < values.size(); ++i) {
        differences[i] = values[i] - rough;
    }
    const double rest = num::mean(differences);
    for (double& x : differences) {
        x -= rest;
    }
    const double squares = num::squared_norm(differences);
    if (!(squares > 0.0)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const std::span<const double> d{differences};
    return num::dot(d.first(d.size() - lag), d.last(d.size() - lag)) / squares;
}

/// n (1 - r) / (1 + r) with r the autocorrelation at lag 1 [2]: for a process that remembers one step. At most n.
///
/// @throws std::invalid_argument if there are fewer than 2 values.
[[nodiscard]] inline double effective_count(std::span<const double> values) {
    const double r = autocorrelation(values, 1);
    const auto n = static_cast<double>(values.size());
    return r > 0.0 ? n * ((1.0 - r) / (1.0 + r)) : n;
}

}  // namespace lastro::inline v0::stats
