// SPDX-License-Identifier: MIT
// lastro/drift/fisher_exact.hpp
//
// Do two shares differ, when the counts are too small for chi-squared? Fisher's exact test of a 2 x 2 table.
//
//   drift::fisher_exact({8, 2}, {1, 5}).p_value;      // 0.0349...
//
// Exact given both margins, whatever the counts. Bit-equal on every compiler.
//
// References
//   [1] R. A. Fisher, Statistical Methods for Research Workers, 5th ed., section 21.02, 1934.
#pragma once

#include <array>      // array
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/ks_distribution.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/stats/order.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// What the test found.
struct fisher_result {
    double p_value = 1.0;  ///< P(a table at least as improbable, or as extreme) given the margins.
    double log10_p = 0.0;  ///< The same, where a double would underflow.

    friend bool operator==(const fisher_result&, const fisher_result&) = default;
};

/// Tests the table with rows `first` and `second`; `greater` and `less` say how the first cell departs.
///
/// Two-sided sums all tables that are no more probable than the one observed, with a relative allowance of 1e-10 for
/// rounding, so that a mirrored table counts as equal.
/// @throws std::invalid_argument if all counts are 0, one exceeds 2^48, or over 10^7 tables have these margins.
/// Cost: O(t) time and memory for t tables with these margins, at most the smallest margin + 1.
[[nodiscard]] inline fisher_result fisher_exact(const std::array<std::uint64_t, 2>& first,
                                                const std::array<std::uint64_t, 2>& second,
                                                alternative side = alternative::two_sided) {
    constexpr std::uint64_t largest = std::uint64_t{1} << 48U;
    constexpr std::uint64_t most_tables = 10'000'000;
    for (const std::uint64_t count : {first[0], first[1], second[0], second[1]}) {
        core::require<std::invalid_argument>(count <= largest, "fisher_exact", "counts up to 2^48", count);
    }
    const std::uint64_t row = first[0] + first[1];
    const std::uint64_t column = first[0] + second[0];
    const std::uint64_t total = row + second[0] + second[1];
    core::require<std::invalid_argument>(total > 0, "fisher_exact", "at least one count", total);
    const std::uint64_t lowest = row + column > total ? row + column - total : 0;
    const std::uint64_t highest = stats::smaller(row, column);
    core::require<std::invalid_argument>(highest - lowest < most_tables, "fisher_exact",
                                         "at most 10^7 tables with these margins", highest - lowest);

    // log_weight[k - lowest] = ln P(first cell = k) + constant, from one value to the next by the ratio
    // P(k + 1) / P(k) = (row - k)(column - k) / ((k + 1)(total - row - column + k + 1)).
    std::vector<double> log_weight(static_cast<std::size_t>(highest - lowest) + 1, 0.0);
    for (std::uint64_t k = lowest; k < highest; ++k) {
        const double up = static_cast<double>(row - k) / static_cast<double>(k + 1);
        const double down = static_cast<double>(column - k) / static_cast<double>(total + k + 1 - row - column);
        const auto at = static_cast<std::size_t>(k - lowest);
        log_weight[at + 1] = log_weight[at] + num::log(up * down);
    }
    constexpr double allowance = 1e-10;
    const auto observed = static_cast<std::size_t>(first[0] - lowest);
    const auto counted = [&](std::size_t k) {
        return side == alternative::greater ? k >= observed
               : side == alternative::less  ? k <= observed
                                            : log_weight[k] <= log_weight[observed] + allowance;
    };
    double top = log_weight[observed];  // the largest weight of a counted table, and of any table
    double top_of_all = top;
    for (std::size_t k = 0; k < log_weight.size(); ++k) {
        top_of_all = stats::larger(top_of_all, log_weight[k]);
        top = counted(k) ? stats::larger(top, log_weight[k]) : top;
    }
    double part = 0.0;
    double whole = 0.0;
    for (std::size_t k = 0; k < log_weight.size(); ++k) {
        part += counted(k) ? num::exp(log_weight[k] - top) : 0.0;
        whole += num::exp(log_weight[k] - top_of_all);
    }
    const stats::tail tail = stats::tail_from_log(top - top_of_all + num::log(part / whole));
    return {.p_value = tail.probability, .log10_p = tail.log10};
}

}  // namespace lastro::inline v0::drift
