// SPDX-License-Identifier: MIT
// lastro/drift/chi_squared.hpp
//
// Are two (or more) rows of counts drawn from the same shares? Test of homogeneity on a contingency table.
//
//   const std::vector<std::uint64_t> reference{4, 2, 0}, live{1, 1, 4};
//   const auto r = drift::chi_squared(reference, live);       // both sides are samples: a 2 x k table
//   r.statistic; r.p_value; r.degrees; r.smallest_expected;   // below 5 the p-value is only a rough guide
//
// The reference counts are counts, not known expectations: treating them as known makes one in three alarms false.
// Bit-equal on every compiler.
//
// References
//   [1] K. Pearson, On the criterion that a given system of deviations ..., Phil. Mag. 50(302), 1900.
//   [2] W. G. Cochran, Some methods for strengthening the common chi-squared tests, Biometrics 10(4), 1954.
//   [3] F. Yates, Contingency tables involving small numbers and the chi-squared test, Suppl. J. R. Statist. Soc. 1,
//   1934.
//   [4] N. Cressie and T. R. C. Read, Multinomial goodness-of-fit tests, J. R. Statist. Soc. B 46(3), 1984.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/gamma.hpp>

namespace lastro::inline v0::drift {

struct chi_squared_settings {
    bool yates_correction = false;  ///< At one degree of freedom, moves counts up to 1/2 towards expectation [3].
    double power =
        1.0;  ///< Of Cressie and Read's family [4]: 1 Pearson [1], 0 likelihood ratio (G), -1/2 Freeman-Tukey.
};

namespace detail {

/// What a cell adds to Cressie and Read's statistic [4]: 2 O ((O / E)^power - 1) / (power (power + 1)), and its limits.
///
/// Without the sum of O - E, which is 0 where totals agree; where O is 0 and the power is -1 or below, infinite.
[[nodiscard]] inline double divergence_of_cell(double observed, double expected, double power) noexcept {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    if (power == 1.0) {
        const double difference = observed - expected;
        return num::rounded(difference * difference / expected);
    }
    if (observed == 0.0) {
        return power > -1.0 ? 0.0 : infinite;
    }
    const double log_ratio = num::log(observed / expected);
    if (power == 0.0) {
        return num::rounded(2.0 * observed * log_ratio);
    }
    if (power == -1.0) {
        return num::rounded(-2.0 * expected * log_ratio);
    }
    return num::rounded(2.0 * observed * num::expm1(power * log_ratio) / power / (power + 1.0));
}

}  // namespace detail

/// What the test found.
struct chi_squared_result {
    double statistic = 0.0;
    double degrees = 0.0;            ///< (rows - 1) (columns - 1), empty ones left out; 0: nothing to compare.
    double p_value = 1.0;            ///< P(chi-squared >= statistic).
    double log10_p = 0.0;            ///< The same, where a double would underflow.
    std::vector<double> expected{};  ///< Row by row, as the table.
    double smallest_expected = 0.0;  ///< Over cells of rows and columns that are not empty; below 5: see [2].

    friend bool operator==(const chi_squared_result&, const chi_squared_result&) = default;
};

/// Tests a table of `rows` x `columns` counts (row by row) for equal shares in all rows.
///
/// Rows and columns without a single count are left out of the statistic and of the degrees of freedom; where fewer
/// than two of either remain nothing can differ, and the p-value is 1.
/// @throws std::invalid_argument if the sizes do not fit, the table holds no count at all, the total exceeds 2^53, or the
/// power is not finite.
[[nodiscard]] inline chi_squared_result chi_squared_table(std::span<const std::uint64_t> table, std::size_t rows,
                                                          std::size_t columns,
                                                          const chi_squared_settings& settings = {}) {
    core::require<std::invalid_argument>(rows > 0 && table.size() / rows == columns && table.size() % rows == 0,
                                         "chi_squared_table: table", "rows x columns counts", table.size());
    core::require<std::invalid_argument>(settings.power - settings.power == 0.0, "chi_squared_table: power",
                                         "a finite number", settings.power);
    constexpr std::uint64_t largest = std::uint64_t{1} << 53U;
    std::vector<std::uint64_t> row_sums(rows);
    std::vector<std::uint64_t> column_sums(columns);
    std::uint64_t total = 0;
    for (std::size_t row = 0, i = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column, ++i) {
            if (table[i] > largest - total) {
                core::fail<std::invalid_argument>("chi_squared_table: table", "a total up to 2^53", table[i]);
            }
            total += table[i];
            row_sums[row] += table[i];
            column_sums[column] += table[i];
        }
    }
    core::require<std::invalid_argument>(total > 0, "chi_squared_table: table", "at least one count", total);
    const auto occupied = [](const std::vector<std::uint64_t>& sums) {
        double count = 0.0;
        for (const std::uint64_t sum : sums) {
            count += sum > 0 ? 1.0 : 0.0;
        }
        return count;
    };
    chi_squared_result result{.degrees = (occupied(row_sums) - 1.0) * (occupied(column_sums) - 1.0),
                              .smallest_expected = std::numeric_limits<double>::infinity()};
    const bool corrected = settings.yates_correction && result.degrees == 1.0;
    result.expected.resize(table.size());
    const auto all = static_cast<double>(total);
    double statistic = 0.0;  // kept apart from the result: the loop need not store them
    double smallest = result.smallest_expected;
    for (std::size_t row = 0, i = 0; row < rows; ++row) {
        const auto row_sum = static_cast<double>(row_sums[row]);
        for (std::size_t column = 0; column < columns; ++column, ++i) {
            const double expected = row_sum * static_cast<double>(column_sums[column]) / all;
            result.expected[i] = expected;
            if (expected == 0.0) {
                continue;
            }
            smallest = core::smaller(smallest, expected);
            double observed = static_cast<double>(table[i]);
            if (corrected) {
                const double towards = core::smaller(0.5, num::magnitude(observed - expected));
                observed += observed < expected ? towards : -towards;
            }
            statistic += detail::divergence_of_cell(observed, expected, settings.power);
        }
    }
    result.statistic = statistic;
    result.smallest_expected = smallest;
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

/// Tests two rows of counts, entry i of both standing for the same category.
///
/// @throws std::invalid_argument if the sizes differ or are 0, or a side holds no count at all.
[[nodiscard]] inline chi_squared_result chi_squared(std::span<const std::uint64_t> reference,
                                                    std::span<const std::uint64_t> live,
                                                    const chi_squared_settings& settings = {}) {
    core::require<std::invalid_argument>(reference.size() == live.size() && !live.empty(), "chi_squared: live",
                                         "as many counts as the reference has, at least one", live.size());
    const auto holds_counts = [](std::span<const std::uint64_t> counts) {
        for (const std::uint64_t count : counts) {
            if (count > 0) {
                return true;
            }
        }
        return false;
    };
    core::require<std::invalid_argument>(holds_counts(reference), "chi_squared: reference", "at least one count", 0);
    core::require<std::invalid_argument>(holds_counts(live), "chi_squared: live", "at least one count", 0);
    std::vector<std::uint64_t> table(reference.begin(), reference.end());
    table.insert(table.end(), live.begin(), live.end());
    return chi_squared_table(table, 2, live.size(), settings);
}

}  // namespace lastro::inline v0::drift
