// SPDX-License-Identifier: MIT
// lastro/data/fold.hpp
//
// Which rows are learned from, and which are checked on, each in their turn? Folds: two lists of row numbers.
//
//   for (const data::fold& f : data::k_folds(rows.rows(), 5)) use(rows.gather(f.train), rows.gather(f.test));
//   data::k_folds(rows.rows(), 5, random::stream{42}["folds"]);                    // by chance, the same everywhere
//   data::repeated(10, random::stream{42}["folds"], [&](const auto& s) { return data::k_folds(rows.rows(), 5, s); });
//
// Both lists ascend. See stratified_folds.hpp, group_folds.hpp and time_series_folds.hpp for rows that are not alike.
#pragma once

#include <cstddef>           // size_t
#include <cstdint>           // uint64_t
#include <initializer_list>  // initializer_list
#include <optional>          // optional
#include <stdexcept>         // invalid_argument
#include <string>            // string, to_string
#include <string_view>       // string_view
#include <utility>           // move
#include <vector>            // vector

#include <lastro/core/contract.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::data {

/// Row numbers to learn from, and others to check on.
struct fold {
    std::vector<std::uint64_t> train;
    std::vector<std::uint64_t> test;

    /// @throws std::invalid_argument unless both sides have rows, all below `rows`, each once and on one side only.
    void check(std::uint64_t rows) const {
        std::vector<bool> seen(static_cast<std::size_t>(rows), false);
        for (const auto* side : {&train, &test}) {
            core::require<std::invalid_argument>(
                !side->empty(), side == &train ? "data::fold: train" : "data::fold: test", "at least one row", "none");
            for (const std::uint64_t row : *side) {
                core::require<std::invalid_argument>(row < rows, "data::fold",
                                                     "row numbers below " + std::to_string(rows), row);
                core::require<std::invalid_argument>(!seen[static_cast<std::size_t>(row)], "data::fold",
                                                     "every row once", "row " + std::to_string(row) + " again");
                seen[static_cast<std::size_t>(row)] = true;
            }
        }
    }

    friend bool operator==(const fold&, const fold&) = default;
};

namespace detail {

inline void require_folds(std::string_view where, std::uint64_t rows, std::uint64_t k) {
    core::require<std::invalid_argument>(k >= 2, std::string{where} + ": folds", "at least 2", k);
    core::require<std::invalid_argument>(k <= rows, std::string{where} + ": folds",
                                         "at most the " + std::to_string(rows) + " rows", k);
}

/// k folds in which row i is checked on in fold fold_of_row[i].
[[nodiscard]] inline std::vector<fold> folds_of(const std::vector<std::uint64_t>& fold_of_row, std::uint64_t k) {
    std::vector<fold> folds(static_cast<std::size_t>(k));
    for (std::uint64_t i = 0; i < fold_of_row.size(); ++i) {
        for (std::uint64_t f = 0; f < k; ++f) {
            (fold_of_row[i] == f ? folds[f].test : folds[f].train).push_back(i);
        }
    }
    return folds;
}

/// The whole number nearest to share * rows, halves up, in integers: a sum could be contracted with the product.
[[nodiscard]] inline std::uint64_t held_rows(double share, std::uint64_t rows) {
    const double halves = 2.0 * share * static_cast<double>(rows);
    return (static_cast<std::uint64_t>(halves) + 1) / 2;
}

inline void require_share(std::string_view where, double share) {
    core::require<std::invalid_argument>(share > 0.0 && share < 1.0, where, "above 0 and below 1", share);
}

}  // namespace detail

/// Holds out a share of `rows` rows: share * rows, rounded to the nearest whole number, of which at least one and not
/// all. They are the first of random::permutation(draws, rows).
///
/// @throws std::invalid_argument unless 0 < share < 1, and a side would have no rows.
[[nodiscard]] inline fold hold_out(std::uint64_t rows, double share, const random::stream& draws) {
    detail::require_share("data::hold_out: share", share);
    const std::uint64_t held = detail::held_rows(share, rows);
    core::require<std::invalid_argument>(held > 0 && held < rows, "data::hold_out", "at least one row on each side",
                                         std::to_string(held) + " held out of " + std::to_string(rows));
    const std::vector<std::uint64_t> order = random::permutation(draws, rows);
    std::vector<std::uint64_t> side(static_cast<std::size_t>(rows), 1);
    for (std::size_t i = 0; i < held; ++i) {
        side[static_cast<std::size_t>(order[i])] = 0;
    }
    return std::move(detail::folds_of(side, 1).front());
}

/// Consecutive blocks, each checked on once; the first rows % k have one row more (scikit-learn's KFold). With `draws`
/// the blocks are those of random::permutation(draws, rows).
///
/// @throws std::invalid_argument unless 2 <= k <= rows.
[[nodiscard]] inline std::vector<fold> k_folds(std::uint64_t rows, std::uint64_t k,
                                               const std::optional<random::stream>& draws = {}) {
    detail::require_folds("data::k_folds", rows, k);
    std::vector<std::uint64_t> order;
    if (draws) {
        order = random::permutation(*draws, rows);
    }
    std::vector<std::uint64_t> fold_of_row(static_cast<std::size_t>(rows));
    std::uint64_t row = 0;
    for (std::uint64_t f = 0; f < k; ++f) {
        const std::uint64_t size = rows / k + (f < rows % k ? 1 : 0);
        for (std::uint64_t i = 0; i < size; ++i, ++row) {
            fold_of_row[static_cast<std::size_t>(draws ? order[row] : row)] = f;
        }
    }
    return detail::folds_of(fold_of_row, k);
}

/// The folds of make(draws[0]), then those of make(draws[1]), and so on: `times` different ways to cut the same rows.
///
/// @throws std::invalid_argument for no times, and what `make` throws.
template <class Make>
[[nodiscard]] std::vector<fold> repeated(std::uint64_t times, const random::stream& draws, Make&& make) {
    core::require<std::invalid_argument>(times > 0, "data::repeated: times", "at least 1", times);
    std::vector<fold> all;
    for (std::uint64_t r = 0; r < times; ++r) {
        for (fold& f : make(draws[r])) {
            all.push_back(std::move(f));
        }
    }
    return all;
}

}  // namespace lastro::inline v0::data
