// SPDX-License-Identifier: MIT
// lastro/drift/fisher_table.hpp
//
// Fisher's exact test for tables larger than 2 x 2 (Freeman and Halton): did shares change, with few counts?
//
//   const std::vector<std::uint64_t> table{4, 2, 0,   1, 1, 4};        // two rows, three columns
//   drift::fisher_exact_table(table, 2, 3).p_value;
//
// Exact given both margins while the tables with these margins can be walked through; random ones beyond, addressed by a
// seed. Bit-equal everywhere.
//
// References
//   [1] G. H. Freeman and J. H. Halton, Note on an exact treatment of contingency, goodness of fit and other problems of
//       significance, Biometrika 38, 1951.
//   [2] C. R. Mehta and N. R. Patel, A network algorithm for performing Fisher's exact test in r x c contingency tables,
//       J. Amer. Statist. Assoc. 78(382), 1983.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

struct fisher_table_settings {
    std::uint64_t exact_steps = 2'000'000;  ///< How many partial tables may be looked at, some 20 ns each.
    std::uint64_t permutations = 9'999;     ///< Random tables where that is not enough.
    std::uint64_t seed = 0;                 ///< Equal seeds, equal random tables.
};

/// What the test found.
struct fisher_table_result {
    double p_value = 1.0;               ///< P(a table at least as improbable) given the margins.
    double log10_p = 0.0;               ///< Its decimal logarithm.
    p_method method = p_method::exact;  ///< `permutation` where the tables are too many.

    friend bool operator==(const fisher_table_result&, const fisher_table_result&) = default;
};

namespace detail {

/// Walks through all tables with given margins, column by column, cell by cell.
class table_walk {
public:
    table_walk(std::vector<std::uint64_t> rows, std::vector<std::uint64_t> columns,
               const std::vector<double>& log_factorial, double threshold, std::uint64_t most)
        : left_(std::move(rows)),
          columns_(std::move(columns)),
          log_factorial_(log_factorial),
          threshold_{threshold},
          most_{most} {}

    /// Sums exp(-sum of ln(cell!) + `constant`) over tables with -sum up to the threshold; false if there are too many.
    [[nodiscard]] bool run(double constant) {
        constant_ = constant;
        return column(0, 0.0);
    }

    [[nodiscard]] double reached() const noexcept { return reached_; }

private:
    [[nodiscard]] bool column(std::size_t j, double log_weight) {
        if (j + 1 == columns_.size()) {  // what is left of the rows is the last column
            for (const std::uint64_t rest : left_) {
                log_weight -= log_factorial_[rest];
            }
            if (log_weight <= threshold_) {
                reached_ += num::exp(log_weight + constant_);
            }
            return ++steps_ <= most_;
        }
        return cell(j, 0, columns_[j], log_weight);
    }

    [[nodiscard]] bool cell(std::size_t j, std::size_t i, std::uint64_t rest, double log_weight) {
        if (++steps_ > most_) {
            return false;
        }
        if (i + 1 == left_.size()) {
            if (rest > left_[i]) {
                return true;
            }
            left_[i] -= rest;
            const bool more = column(j + 1, log_weight - log_factorial_[rest]);
            left_[i] += rest;
            return more;
        }
        const std::uint64_t highest = rest < left_[i] ? rest : left_[i];
        for (std::uint64_t count = 0; count <= highest; ++count) {
            left_[i] -= count;
            const bool more = cell(j, i + 1, rest - count, log_weight - log_factorial_[count]);
            left_[i] += count;
            if (!more) {
                return false;
            }
        }
        return true;
    }

    std::vector<std::uint64_t> left_;
    std::vector<std::uint64_t> columns_;
    const std::vector<double>& log_factorial_;
    double threshold_;
    double constant_ = 0.0;
    double reached_ = 0.0;
    std::uint64_t steps_ = 0;
    std::uint64_t most_;
};

}  // namespace detail

/// Tests a table of `rows` x `columns` counts, row by row. Tables as improbable as the observed one count, with a relative
/// allowance of 1e-9 for rounding. Empty rows and columns change nothing.
///
/// @throws std::invalid_argument if the sizes do not fit, there is no count, or more than 2^24 counts.
/// Cost: up to `exact_steps`, else `permutations` shuffles of all counts.
[[nodiscard]] inline fisher_table_result fisher_exact_table(std::span<const std::uint64_t> table, std::size_t rows,
                                                            std::size_t columns,
                                                            const fisher_table_settings& settings = {}) {
    core::require<std::invalid_argument>(rows > 0 && table.size() / rows == columns && table.size() % rows == 0,
                                         "fisher_exact_table: table", "rows x columns counts", table.size());
    constexpr std::uint64_t most = std::uint64_t{1} << 24U;
    std::vector<std::uint64_t> of_rows(rows, 0);
    std::vector<std::uint64_t> of_columns(columns, 0);
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
        core::require<std::invalid_argument>(table[i] <= most - total, "fisher_exact_table: table",
                                             "a total up to 2^24", table[i]);
        total += table[i];
        of_rows[i / columns] += table[i];
        of_columns[i % columns] += table[i];
    }
    core::require<std::invalid_argument>(total > 0, "fisher_exact_table: table", "at least one count", total);
    std::vector<double> log_factorial(total + 1, 0.0);
    for (std::uint64_t k = 2; k <= total; ++k) {
        log_factorial[k] = log_factorial[k - 1] + num::log(static_cast<double>(k));
    }
    double constant = -log_factorial[total];  // ln of the product of the margins' factorials over total!
    for (const std::uint64_t sum : of_rows) {
        constant += log_factorial[sum];
    }
    for (const std::uint64_t sum : of_columns) {
        constant += log_factorial[sum];
    }
    double observed = 0.0;
    for (const std::uint64_t count : table) {
        observed -= log_factorial[count];
    }
    constexpr double allowance = 1e-9;
    // the larger side goes down, so that the recursion over columns is short
    detail::table_walk walk{rows <= columns ? of_rows : of_columns, rows <= columns ? of_columns : of_rows,
                            log_factorial, observed + allowance, settings.exact_steps};
    if (walk.run(constant)) {
        const stats::tail tail = stats::tail_from_probability(walk.reached());
        return {.p_value = tail.probability, .log10_p = tail.log10};
    }
    core::require<std::invalid_argument>(settings.permutations > 0, "fisher_exact_table: permutations", "at least 1",
                                         settings.permutations);
    std::vector<std::uint32_t> labels;
    for (std::size_t j = 0; j < columns; ++j) {
        labels.insert(labels.end(), of_columns[j], static_cast<std::uint32_t>(j));
    }
    const random::stream draws = random::stream{settings.seed}["fisher_exact_table"];
    std::vector<std::uint32_t> shuffled;
    std::vector<std::uint64_t> counts(table.size());
    std::uint64_t reached = 0;
    for (std::uint64_t b = 0; b < settings.permutations; ++b) {
        shuffled = labels;
        random::shuffle(draws[b], std::span<std::uint32_t>{shuffled});
        counts.assign(table.size(), 0);
        std::size_t at = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::uint64_t k = 0; k < of_rows[i]; ++k) {
                ++counts[i * columns + shuffled[at++]];
            }
        }
        double weight = 0.0;
        for (const std::uint64_t count : counts) {
            weight -= log_factorial[count];
        }
        reached += weight <= observed + allowance ? 1U : 0U;
    }
    const stats::tail tail =
        stats::tail_from_probability(static_cast<double>(reached + 1) / static_cast<double>(settings.permutations + 1));
    return {.p_value = tail.probability, .log10_p = tail.log10, .method = p_method::permutation};
}

}  // namespace lastro::inline v0::drift
