// SPDX-License-Identifier: MIT
// lastro/train/batch.hpp
//
// What does a model learn from? Examples: numbers in, a target out. And a batch: some of them at a time.
//
//   const train::examples<double> rows{.inputs = x, .targets = y, .columns = 3};   // x row after row
//   const num::matrix_view<const double> in = batch.inputs();                      // [n, d], for num::gemm
//   const double right = batch.targets[i];                                         // class number, or a value
//
// A batch is a view: it owns nothing and is valid during the call that receives it.
#pragma once

#include <cmath>      // isfinite
#include <concepts>   // floating_point
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/matrix_view.hpp>

namespace lastro::inline v0::train {

/// Some rows of the examples, gathered so that they lie side by side.
template <std::floating_point T>
struct batch {
    std::span<const T> values = {};           ///< rows() * columns inputs, row after row.
    std::span<const T> targets = {};          ///< One per row: a class number 0, 1, ... or a value.
    std::span<const std::uint64_t> ids = {};  ///< Which row of the examples each one is: the key for addressed draws.
    std::size_t columns = 0;
    std::span<const T> weights = {};  ///< How much each row counts in the loss; none: each 1.
    T label_smoothing = 0;            ///< For losses of classes, see train::loss_options.

    [[nodiscard]] std::size_t rows() const noexcept { return targets.size(); }

    /// The inputs as a matrix of shape [rows, columns].
    [[nodiscard]] num::matrix_view<const T> inputs() const noexcept {
        return num::row_major(values.data(), targets.size(), columns);
    }

    /// Rows [first, first + count). Precondition: first + count <= rows().
    [[nodiscard]] batch slice(std::size_t first, std::size_t count) const noexcept {
        return {values.subspan(first * columns, count * columns),
                targets.subspan(first, count),
                ids.empty() ? ids : ids.subspan(first, count),
                columns,
                weights.empty() ? weights : weights.subspan(first, count),
                label_smoothing};
    }
};

/// Everything there is to learn from, or to check on.
template <std::floating_point T>
struct examples {
    std::vector<T> inputs = {};   ///< rows() * columns numbers, row after row.
    std::vector<T> targets = {};  ///< One per row.
    std::size_t columns = 0;
    std::vector<T> weights = {};  ///< How much each row counts in the loss, at least 0; none: each 1.

    [[nodiscard]] std::size_t rows() const noexcept { return targets.size(); }

    /// All rows as one batch, without a copy and without ids.
    [[nodiscard]] batch<T> all() const noexcept { return {inputs, targets, {}, columns, weights}; }

    /// @throws std::invalid_argument unless there is a row and the sizes agree.
    void check(const char* where) const {
        core::require<std::invalid_argument>(!targets.empty(), where, "at least one row", "none");
        core::require<std::invalid_argument>(columns > 0, where, "at least one input column", "none");
        core::require<std::invalid_argument>(inputs.size() == targets.size() * columns, where,
                                             std::to_string(targets.size() * columns) + " inputs (" +
                                                 std::to_string(targets.size()) + " rows x " + std::to_string(columns) +
                                                 " columns)",
                                             inputs.size());
        core::require<std::invalid_argument>(
            weights.empty() || weights.size() == targets.size(), where,
            "a weight for each of " + std::to_string(targets.size()) + " rows, or none", weights.size());
        for (const T w : weights) {
            core::require<std::invalid_argument>(w >= T{0} && std::isfinite(w), where,
                                                 "weights that are finite and at least 0", w);
        }
    }
};

}  // namespace lastro::inline v0::train
