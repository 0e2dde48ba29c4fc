// SPDX-License-Identifier: MIT
// lastro/drift/independence.hpp
//
// Are several factors independent of each other? Mutual independence in a table of any number of dimensions.
//
//   const std::vector<std::size_t> shape{4, 3, 2};               // hair, eyes, sex
//   const auto r = drift::mutual_independence(shape, counts);     // counts row by row, the last factor fastest
//   r.statistic; r.degrees; r.p_value;
//
// With time (reference, live) as one factor: did anything in how the others go together change? Bit-equal everywhere.
//
// References
//   [1] Y. M. M. Bishop, S. E. Fienberg, P. W. Holland, Discrete Multivariate Analysis, 1975, chapter 3.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/drift/chi_squared.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/gamma.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// Tests a table of `shape` for mutual independence: every cell's share is the product of its margins' shares.
///
/// Degrees of freedom: the product of the sizes - their sum + their number - 1, levels without a count left out. The Yates
/// correction is not used. Fewer than two factors with two levels in use: nothing can depend, p is 1.
/// @throws std::invalid_argument if the shape is empty or has a 0, the number of counts is not its product, there is no
/// count at all, the total exceeds 2^53, or the power is not finite.
[[nodiscard]] inline chi_squared_result mutual_independence(std::span<const std::size_t> shape,
                                                            std::span<const std::uint64_t> counts, double power = 1.0) {
    core::require<std::invalid_argument>(!shape.empty(), "mutual_independence: shape", "at least one factor", 0);
    std::size_t cells = 1;
    for (const std::size_t size : shape) {
        core::require<std::invalid_argument>(size > 0 && size <= counts.size() / cells, "mutual_independence: shape",
                                             "sizes whose product is the number of counts", size);
        cells *= size;
    }
    core::require<std::invalid_argument>(cells == counts.size(), "mutual_independence: counts",
                                         "as many as the product of the shape", counts.size());
    core::require<std::invalid_argument>(power - power == 0.0, "mutual_independence: power", "a finite number", power);
    constexpr std::uint64_t largest = std::uint64_t{1} << 53U;
    std::vector<std::vector<std::uint64_t>> margins;
    for (const std::size_t size : shape) {
        margins.emplace_back(size, 0);
    }
    const auto for_each_level = [&](std::size_t cell, auto&& take) {
        for (std::size_t factor = shape.size(); factor > 0; --factor) {
            take(margins[factor - 1][cell % shape[factor - 1]]);
            cell /= shape[factor - 1];
        }
    };
    std::uint64_t total = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        core::require<std::invalid_argument>(counts[cell] <= largest - total, "mutual_independence: counts",
                                             "a total up to 2^53", counts[cell]);
        total += counts[cell];
        for_each_level(cell, [&](std::uint64_t& margin) { margin += counts[cell]; });
    }
    core::require<std::invalid_argument>(total > 0, "mutual_independence: counts", "at least one count", total);
    double product = 1.0;
    double sum = 0.0;
    for (const auto& margin : margins) {
        double used = 0.0;
        for (const std::uint64_t count : margin) {
            used += count > 0 ? 1.0 : 0.0;
        }
        product *= used;
        sum += used;
    }
    chi_squared_result result{.degrees = num::rounded(product) - sum + static_cast<double>(shape.size()) - 1.0,
                              .smallest_expected = std::numeric_limits<double>::infinity()};
    for (std::size_t cell = 0; cell < cells; ++cell) {
        double expected = static_cast<double>(total);
        for_each_level(
            cell, [&](std::uint64_t margin) { expected *= static_cast<double>(margin) / static_cast<double>(total); });
        result.expected.push_back(expected);
        if (expected == 0.0) {
            continue;
        }
        result.smallest_expected = core::smaller(result.smallest_expected, expected);
        result.statistic += detail::divergence_of_cell(static_cast<double>(counts[cell]), expected, power);
    }
    if (result.degrees < 1.0) {
        result.statistic = 0.0;
        return result;
    }
    result.statistic = core::larger(result.statistic, 0.0);
    const stats::tail tail = stats::chi_squared_tail(result.statistic, result.degrees);
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace lastro::inline v0::drift
