// SPDX-License-Identifier: MIT
// lastro/drift/pair_table.hpp
//
// A number for every pair of pooled points, computed once: what each relabelling then only adds up.
//
//   const std::vector<double> squares = drift::squared_distances(a, b);    // of 1 and 0, then of 2 and 0, 2 and 1, ...
//   const drift::pair_table table{squares, a.rows() + b.rows()};
//   table.of(i)[j];                                                       // of points i and j, 0 for i = j
//
// Sums have one written-down order: bit-equal everywhere.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/run_fused.hpp>

namespace lastro::inline v0::drift {

/// |a - b|^2 of all pairs of different pooled points, those of `a` first: of 1 and 0, then of 2 and 0, 2 and 1, ...
///
/// Precondition: as many columns on both sides. Cost: O(N^2) time and memory.
[[nodiscard]] inline std::vector<double> squared_distances(const points& a, const points& b) {
    const std::size_t size = a.rows() + b.rows();
    const auto row = [&](std::size_t i) { return i < a.rows() ? a.row(i) : b.row(i - a.rows()); };
    std::vector<double> squares(size * (size - 1) / 2);
    num::detail::run_fused([&] {
        for (std::size_t i = 0, at = 0; i < size; ++i) {
            const std::span<const double> x = row(i);
            for (std::size_t j = 0; j < i; ++j) {
                const std::span<const double> y = row(j);
                double square = 0.0;
                for (std::size_t k = 0; k < x.size(); ++k) {
                    const double d = x[k] - y[k];
                    square = num::fma(d, d, square);
                }
                squares[at++] = square;
            }
        }
    });
    return squares;
}

/// The whole symmetric table, 8 bytes a pair, with 0 on the diagonal; and its sums by row.
class pair_table {
public:
    /// `values` in the order of `squared_distances`. Precondition: size (size - 1) / 2 of them.
    pair_table(std::span<const double> values, std::size_t size)
        : size_{size}, values_(size * size, 0.0), row_sums_(size, 0.0) {
        for (std::size_t i = 0, at = 0; i < size; ++i) {
            for (std::size_t j = 0; j < i; ++j, ++at) {
                values_[i * size + j] = values[at];
                values_[j * size + i] = values[at];
            }
        }
        for (std::size_t i = 0; i < size; ++i) {
            row_sums_[i] = num::sum(of(i));
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::span<const double> row_sums() const noexcept { return row_sums_; }
    [[nodiscard]] std::span<const double> of(std::size_t i) const noexcept {
        return std::span<const double>{values_}.subspan(i * size_, size_);
    }

private:
    std::size_t size_;
    std::vector<double> values_;
    std::vector<double> row_sums_;
};

/// Sums over ordered pairs of different points: within the marked ones, within the others, from marked ones to others.
struct pair_sums {
    double within_first;
    double within_second;
    double between;
};

/// For several labellings of the points at once: a row of the table is read for all of them.
[[nodiscard]] inline std::vector<pair_sums> sums_of(const pair_table& table,
                                                    std::span<const detail::labelling> marked) {
    const std::size_t size = table.size();
    std::vector<double> marks(marked.size() * size);
    std::vector<std::vector<double>> within(marked.size());
    std::vector<std::vector<double>> all(marked.size());
    for (std::size_t l = 0; l < marked.size(); ++l) {
        for (std::size_t i = 0; i < size; ++i) {
            marks[l * size + i] = marked[l][i];
        }
    }
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t l = 0; l < marked.size(); ++l) {
            if (marked[l][i] != 0) {
                const auto other = std::span<const double>{marks}.subspan(l * size, size);
                within[l].push_back(num::dot(table.of(i), other));
                all[l].push_back(table.row_sums()[i]);
            }
        }
    }
    const double total = num::sum(table.row_sums());
    std::vector<pair_sums> result;
    for (std::size_t l = 0; l < marked.size(); ++l) {
        const double first = num::sum(within[l]);
        const double touching = num::sum(all[l]);
        result.push_back({.within_first = first,
                          .within_second = total - touching - (touching - first),
                          .between = touching - first});
    }
    return result;
}

/// The sums where the first `first` points are the marked ones.
[[nodiscard]] inline pair_sums sums_of_first(const pair_table& table, std::size_t first) {
    detail::labelling marks(table.size(), 0);
    for (std::size_t i = 0; i < first; ++i) {
        marks[i] = 1;
    }
    return sums_of(table, std::span<const detail::labelling>{&marks, 1}).front();
}

namespace detail {

/// Labellings that are looked at together: enough that the table is read seldom.
inline constexpr std::size_t labellings_together = 32;

/// Refuses what no table of pairs is made of.
inline void require_pairs(const points& a, const points& b, std::size_t fewest, const char* where) {
    core::require<std::invalid_argument>(a.columns() == b.columns(), where, "as many columns on both sides",
                                         b.columns());
    core::require<std::invalid_argument>(a.rows() >= fewest && b.rows() >= fewest, where,
                                         fewest == 1 ? "at least 1 row on each side" : "at least 2 rows on each side",
                                         a.rows() < b.rows() ? a.rows() : b.rows());
    constexpr std::size_t most = std::size_t{1} << 15U;  // a table of 8 GB, and 4 to 8 more while it is made
    core::require<std::invalid_argument>(a.rows() + b.rows() <= most, where, "up to 32768 rows in all",
                                         a.rows() + b.rows());
}

}  // namespace detail

}  // namespace lastro::inline v0::drift
