// SPDX-License-Identifier: MIT
// lastro/drift/cramers_v.hpp
//
// How strongly do rows and columns of a table go together, beyond what chance makes? Bias-corrected Cramer's V.
//
//   drift::cramers_v(table, 2, 5);        // 0: not more than chance; 1: one determines the other
//
// With the rows reference and live, it is the effect size of a change in shares. Bit-equal everywhere.
//
// References
//   [1] H. Cramer, Mathematical Methods of Statistics, 21.9, 1946.
//   [2] W. Bergsma, A bias-correction for Cramer's V and Tschuprow's T, J. Korean Statist. Soc. 42(3), 2013.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <span>     // span
#include <vector>   // vector

#include <lastro/core/order.hpp>
#include <lastro/drift/chi_squared.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

/// Cramer's V of a table of `rows` x `columns` counts, row by row, corrected for its bias [2]; Yates' correction at one
/// degree of freedom.
///
/// Rows and columns without a count are left out; fewer than two of either: 0.
/// @throws std::invalid_argument as `chi_squared_table`.
[[nodiscard]] inline double cramers_v(std::span<const std::uint64_t> table, std::size_t rows, std::size_t columns) {
    const chi_squared_result chi = chi_squared_table(table, rows, columns, {.yates_correction = true});
    double total = 0.0;
    double r = 0.0;  // rows and columns in use
    double k = 0.0;
    for (std::size_t i = 0; i < rows; ++i) {
        std::uint64_t sum = 0;
        for (std::size_t j = 0; j < columns; ++j) {
            sum += table[i * columns + j];
        }
        total += static_cast<double>(sum);
        r += sum > 0 ? 1.0 : 0.0;
    }
    for (std::size_t j = 0; j < columns; ++j) {
        bool used = false;
        for (std::size_t i = 0; i < rows; ++i) {
            used = used || table[i * columns + j] > 0;
        }
        k += used ? 1.0 : 0.0;
    }
    if (r < 2.0 || k < 2.0) {
        return 0.0;
    }
    const double phi2 = core::larger(0.0, chi.statistic / total - (k - 1.0) * (r - 1.0) / (total - 1.0));
    const double of_rows = r - (r - 1.0) * (r - 1.0) / (total - 1.0);
    const double of_columns = k - (k - 1.0) * (k - 1.0) / (total - 1.0);
    const double scale = core::smaller(of_columns - 1.0, of_rows - 1.0);
    return scale > 0.0 ? num::square_root(phi2 / scale) : 0.0;
}

/// Of two rows of counts, entry i of both standing for the same category.
///
/// @throws std::invalid_argument as `chi_squared`.
[[nodiscard]] inline double cramers_v(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> live) {
    static_cast<void>(chi_squared(reference, live));  // states the refusals once
    std::vector<std::uint64_t> table(reference.begin(), reference.end());
    table.insert(table.end(), live.begin(), live.end());
    return cramers_v(table, 2, live.size());
}

}  // namespace lastro::inline v0::drift
