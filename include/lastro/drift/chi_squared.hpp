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
#include <cstdint>    // int64_t, uint64_t
#include <limits>     // numeric_limits
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/run_packed.hpp>
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

namespace detail {

/// Pearson's statistic of some cells of a row added to `sum`, cell after cell, and what is expected of each; the smallest
/// that is not 0 is kept in `smallest`. Cells are computed several at a time and added one after the other.
struct pearson_text {
    template <class Pack, class Single>
    [[gnu::always_inline]] static void run(const double* observed, const double* column_sums, double row_sum,
                                           double all, double* expected, std::size_t n, double* sum, double* smallest) {
        const Pack zero = Pack::all(0.0);
        const Pack infinite = Pack::all(std::numeric_limits<double>::infinity());
        Pack least = infinite;
        double total = *sum;
        for (std::size_t k = 0; k < n; k += Pack::size) {
            const Pack e = Pack::all(row_sum) * Pack::load(column_sums + k) / Pack::all(all);
            e.store(expected + k);
            const Pack difference = Pack::load(observed + k) - e;
            const auto empty = equal(e, zero);
            double terms[Pack::size];
            select(empty, zero, difference * difference / e).store(terms);
            const Pack size = select(empty, infinite, e);
            least = select(less(size, least), size, least);
            for (const double term : terms) {
                total += term;
            }
        }
        *sum = total;
        double lanes[Pack::size];
        least.store(lanes);
        for (const double lane : lanes) {
            *smallest = lane < *smallest ? lane : *smallest;
        }
    }
};

/// What both entries below do, of rows that `row(i)` gives.
template <class Row>
[[nodiscard]] chi_squared_result chi_squared_of(const Row& row, std::size_t rows, std::size_t columns,
                                                const chi_squared_settings& settings) {
    core::require<std::invalid_argument>(settings.power - settings.power == 0.0, "chi_squared_table: power",
                                         "a finite number", settings.power);
    constexpr std::uint64_t largest = std::uint64_t{1} << 53U;
    const auto real = [](std::uint64_t count) {  // below 2^63, which processors convert sooner
        return static_cast<double>(static_cast<std::int64_t>(count));
    };
    std::vector<std::uint64_t> row_sums(rows);
    std::vector<double> column_sums(columns);  // whole numbers up to 2^53
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::span<const std::uint64_t> counts = row(i);
        const std::uint64_t before = total;
        for (std::size_t column = 0; column < columns; ++column) {
            const std::uint64_t count = counts[column];
            if (count > largest - total) {
                core::fail<std::invalid_argument>("chi_squared_table: table", "a total up to 2^53", count);
            }
            total += count;
            column_sums[column] += real(count);
        }
        row_sums[i] = total - before;
    }
    core::require<std::invalid_argument>(total > 0, "chi_squared_table: table", "at least one count", total);
    const auto occupied = [](const auto& sums) {
        std::size_t count = 0;
        for (const auto sum : sums) {
            count += sum > 0 ? 1U : 0U;
        }
        return static_cast<double>(count);
    };
    chi_squared_result result{.degrees = (occupied(row_sums) - 1.0) * (occupied(column_sums) - 1.0),
                              .smallest_expected = std::numeric_limits<double>::infinity()};
    const bool corrected = settings.yates_correction && result.degrees == 1.0;
    result.expected.resize(rows * columns);
    const auto all = static_cast<double>(total);
    double statistic = 0.0;  // kept apart from the result: the loop need not store them
    double smallest = result.smallest_expected;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::span<const std::uint64_t> counts = row(i);
        const auto row_sum = static_cast<double>(row_sums[i]);
        double* const expected = result.expected.data() + i * columns;
        std::size_t column = 0;
        constexpr std::size_t block = 256;
        for (; settings.power == 1.0 && !corrected && columns - column >= block; column += block) {
            double observed[block];
            for (std::size_t k = 0; k < block; ++k) {
                observed[k] = real(counts[column + k]);
            }
            num::detail::run_packed<pearson_text, double>(&observed[0], column_sums.data() + column, row_sum, all,
                                                          expected + column, block, &statistic, &smallest);
        }
        for (; column < columns; ++column) {
            expected[column] = row_sum * column_sums[column] / all;
            if (expected[column] == 0.0) {
                continue;
            }
            smallest = core::smaller(smallest, expected[column]);
            double observed = real(counts[column]);
            if (corrected) {
                const double towards = core::smaller(0.5, num::magnitude(observed - expected[column]));
                observed += observed < expected[column] ? towards : -towards;
            }
            statistic += divergence_of_cell(observed, expected[column], settings.power);
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

}  // namespace detail

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
    return detail::chi_squared_of([&](std::size_t i) { return table.subspan(i * columns, columns); }, rows, columns,
                                  settings);
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
    return detail::chi_squared_of([&](std::size_t i) { return i == 0 ? reference : live; }, 2, live.size(), settings);
}

}  // namespace lastro::inline v0::drift
