// SPDX-License-Identifier: MIT
// lastro/data/time_series_folds.hpp
//
// How is a model checked on what comes after what it has learned from? Folds of rows in the order of time.
//
//   data::time_series_folds(rows, {.folds = 5});                                        // learns from all before
//   data::time_series_folds(rows, {.folds = 12, .test_size = 30, .max_train_size = 365});   // a window that rolls
//   data::time_series_folds(rows, {.folds = 5, .gap = 7});           // a week between: for what is known a week late
//
// Rows must be in the order of time. Nothing is drawn.
//
// References
//   [1] scikit-learn 1.2, TimeSeriesSplit: the same rule.
#pragma once

#include <cstdint>    // uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <string>     // to_string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/data/fold.hpp>

namespace lastro::inline v0::data {

/// How rows in the order of time become folds.
struct time_series_settings {
    std::uint64_t folds = 5;
    std::optional<std::uint64_t> test_size = {};  ///< Rows to check on in each fold; rows / (folds + 1) if not said.
    std::optional<std::uint64_t> max_train_size = {};  ///< The last so many rows before; all of them if not said.
    std::uint64_t gap = 0;                             ///< Rows between the two sides that are in neither.
};

/// The last folds * test_size rows, test_size at a time; each fold learns from those before its own, less the gap [1].
///
/// @throws std::invalid_argument if a setting is 0 that may not be, or the first fold would have nothing to learn from.
[[nodiscard]] inline std::vector<fold> time_series_folds(std::uint64_t rows, const time_series_settings& settings) {
    constexpr const char* where = "data::time_series_folds";
    const std::uint64_t k = settings.folds;
    core::require<std::invalid_argument>(k >= 2, "data::time_series_folds: folds", "at least 2", k);
    core::require<std::invalid_argument>(k < rows, "data::time_series_folds: folds",
                                         "below the " + std::to_string(rows) + " rows", k);
    const std::uint64_t size = settings.test_size.value_or(rows / (k + 1));
    core::require<std::invalid_argument>(size > 0, "data::time_series_folds: test_size", "at least 1", size);
    core::require<std::invalid_argument>(settings.max_train_size.value_or(1) > 0,
                                         "data::time_series_folds: max_train_size", "at least 1",
                                         settings.max_train_size.value_or(1));
    core::require<std::invalid_argument>(size <= rows / k && settings.gap < rows - k * size, where,
                                         "a row to learn from before the first fold's",
                                         std::to_string(rows) + " rows for " + std::to_string(k) + " folds of " +
                                             std::to_string(size) + " and a gap of " + std::to_string(settings.gap));
    std::vector<fold> folds;
    for (std::uint64_t begin = rows - k * size; begin < rows; begin += size) {
        fold f;
        const std::uint64_t end = begin - settings.gap;
        const std::uint64_t most = settings.max_train_size.value_or(end);
        for (std::uint64_t i = end > most ? end - most : 0; i < end; ++i) {
            f.train.push_back(i);
        }
        for (std::uint64_t i = begin; i < begin + size; ++i) {
            f.test.push_back(i);
        }
        folds.push_back(std::move(f));
    }
    return folds;
}

}  // namespace lastro::inline v0::data
