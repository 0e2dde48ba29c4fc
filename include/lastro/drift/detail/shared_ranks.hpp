// SPDX-License-Identifier: MIT
// lastro/drift/detail/shared_ranks.hpp
//
// Where does a row stand among rows of both sides, when each side counts in its own ranks?
//
//   shared_ranks column{reference, live, 0};
//   column.take(marks, ranks, 1);            // of every row among those with its mark
//
// On its side a value stands for the part of [0, 1] that the rows with it fill, as the ranks do: of 4 rows that all differ
// the second stands for [1/4, 1/2]. A row's rank in any choice of rows is the average over its part of how much of the
// others' parts lies below: for rows of one side these are the midranks, and values that mean the same on both sides, ties
// as well, nearly tie.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <span>     // span
#include <vector>   // vector

#include <lastro/core/order.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/run_fused.hpp>

namespace lastro::inline v0::drift::detail {

/// One column of two sides.
class shared_ranks {
public:
    /// Precondition: `column` is one of both sides, which have fewer than 2^32 rows. Cost: O(N log N).
    shared_ranks(const points& first, const points& second, std::size_t column) {
        const std::vector<std::uint64_t> a = ends_of(first, column, 0);
        const std::vector<std::uint64_t> b = ends_of(second, column, a.size());
        values_ = a.size() + b.size();
        const auto n = static_cast<std::uint64_t>(first.rows());
        const auto m = static_cast<std::uint64_t>(second.rows());
        std::uint64_t low = 0;  // in units of 1 / (n m), so that all ends are whole
        for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
            const std::uint64_t end_a = a[i] * m;
            const std::uint64_t end_b = b[j] * n;
            const std::uint64_t high = end_a < end_b ? end_a : end_b;
            const auto length = static_cast<double>(high - low);
            pieces_.push_back({.first = i,
                               .second = a.size() + j,
                               .of_first = length / static_cast<double>(end_a - (i > 0 ? a[i - 1] * m : 0)),
                               .of_second = length / static_cast<double>(end_b - (j > 0 ? b[j - 1] * n : 0))});
            low = high;
            i += end_a == high ? 1U : 0U;
            j += end_b == high ? 1U : 0U;
        }
    }

    /// For every row, those of the first side first, its rank among the rows with the same mark (0 or 1): in (-1/2, 1/2), 0
    /// in the middle. That of row i goes to `to[i * stride]`. Cost: O(N).
    void take(std::span<const unsigned char> marks, std::span<double> to, std::size_t stride) {
        counts_.assign(2 * values_, 0.0);
        ranks_.assign(2 * values_, 0.0);
        double rows[2] = {0.0, 0.0};
        for (std::size_t i = 0; i < marks.size(); ++i) {
            counts_[marks[i] * values_ + value_of_[i]] += 1.0;
            rows[marks[i]] += 1.0;
        }
        num::detail::run_fused([&] {
            for (std::size_t mark = 0; mark < 2; ++mark) {
                const double* const count = counts_.data() + mark * values_;
                double* const rank = ranks_.data() + mark * values_;
                double below = 0.0;
                for (const piece& p : pieces_) {
                    const double here =
                        num::fma(count[p.first], p.of_first, num::rounded(count[p.second] * p.of_second));
                    const double middle = num::fma(0.5, here, below);
                    rank[p.first] = num::fma(p.of_first, middle, rank[p.first]);
                    rank[p.second] = num::fma(p.of_second, middle, rank[p.second]);
                    below += here;
                }
            }
        });
        for (std::size_t i = 0; i < marks.size(); ++i) {
            to[i * stride] = ranks_[marks[i] * values_ + value_of_[i]] / rows[marks[i]] - 0.5;
        }
    }

private:
    /// A part of [0, 1] in which neither side changes its value.
    struct piece {
        std::size_t first;  ///< The values on both sides,
        std::size_t second;
        double of_first;  ///< and the share of their parts that this one is.
        double of_second;
    };

    /// How many rows there are up to the end of each value, ascending; and numbers the rows' values.
    [[nodiscard]] std::vector<std::uint64_t> ends_of(const points& rows, std::size_t column, std::size_t number) {
        struct place {
            double value;
            std::size_t row;
        };
        std::vector<place> order;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            order.push_back({rows.row(i)[column], i});
        }
        core::stable_sort(std::span{order}, [](const place& a, const place& b) { return a.value < b.value; });
        const std::size_t start = value_of_.size();
        value_of_.resize(start + order.size());
        std::vector<std::uint64_t> ends;
        for (std::size_t i = 0; i < order.size(); ++i) {
            value_of_[start + order[i].row] = number + ends.size();
            if (i + 1 == order.size() || order[i + 1].value > order[i].value) {
                ends.push_back(i + 1);
            }
        }
        return ends;
    }

    std::size_t values_ = 0;             ///< Different ones of both sides.
    std::vector<std::size_t> value_of_;  ///< Of every row.
    std::vector<piece> pieces_;          ///< Ascending.
    std::vector<double> counts_;         ///< Of marks and values.
    std::vector<double> ranks_;
};

}  // namespace lastro::inline v0::drift::detail
