// SPDX-License-Identifier: MIT
// lastro/drift/points.hpp
//
// Rows of several numbers: what the tests of several columns at once take.
//
//   const std::vector<double> rows{1.0, 2.0, 3.0, 4.0, 5.0, 6.0};
//   const drift::points p{rows, 3};                      // two rows of three columns, one after the other
//   p.row(1)[0];                                         // 4.0
//
// A view: it copies nothing. What distances between rows mean depends on the columns' units: bring them to comparable
// ones first, by the reference's own means and spreads.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>

namespace lastro::inline v0::drift {

/// Rows of numbers, all of one length: a view, valid as long as what it shows.
class points {
public:
    /// @throws std::invalid_argument if there is no row, the values do not fill whole rows, or one is not finite.
    points(std::span<const double> values, std::size_t columns) : values_{values}, columns_{columns} {
        core::require<std::invalid_argument>(columns > 0, "drift::points: columns", "at least 1", columns);
        core::require<std::invalid_argument>(!values.empty() && values.size() % columns == 0, "drift::points: values",
                                             "whole rows, at least one", values.size());
        for (const double x : values) {
            core::require<std::invalid_argument>(x - x == 0.0, "drift::points: values", "finite numbers", x);
        }
    }

    [[nodiscard]] std::size_t rows() const noexcept { return values_.size() / columns_; }
    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
    [[nodiscard]] std::span<const double> row(std::size_t i) const noexcept {
        return values_.subspan(i * columns_, columns_);
    }

    /// The first rows alone. Precondition: 1 <= rows <= rows().
    [[nodiscard]] points first(std::size_t rows) const noexcept {
        points result{*this};
        result.values_ = values_.first(rows * columns_);
        return result;
    }

private:
    std::span<const double> values_;
    std::size_t columns_;
};

}  // namespace lastro::inline v0::drift
