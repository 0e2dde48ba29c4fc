// SPDX-License-Identifier: MIT
// lastro/data/stratified_folds.hpp
//
// How does every fold get its share of every class?
//
//   const std::vector<std::int64_t> wet = data::complete_codes(rows, "wet");
//   for (const data::fold& f : data::stratified_k_folds(wet, 5)) ...
//   const data::fold f = data::stratified_hold_out(wet, 0.2, random::stream{42}["split"]);
//
// References
//   [1] scikit-learn 1.2, StratifiedKFold: the rule, so that folds without chance are the same.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <optional>     // optional
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/data/fold.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// The rows of each class in ascending order; classes in the order of their first row.
[[nodiscard]] inline std::vector<std::vector<std::uint64_t>> rows_by_class(std::span<const std::int64_t> classes) {
    std::vector<std::uint64_t> order(classes.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    core::stable_sort(std::span<std::uint64_t>{order},
                      [&](std::uint64_t a, std::uint64_t b) { return classes[a] < classes[b]; });
    std::vector<std::vector<std::uint64_t>> rows;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i == 0 || classes[order[i - 1]] != classes[order[i]]) {
            rows.emplace_back();
        }
        rows.back().push_back(order[i]);
    }
    core::stable_sort(std::span<std::vector<std::uint64_t>>{rows},
                      [](const auto& a, const auto& b) { return a.front() < b.front(); });
    return rows;
}

/// @throws std::invalid_argument if no class has k rows.
inline void require_class_sizes(std::string_view where, const std::vector<std::vector<std::uint64_t>>& rows,
                                std::uint64_t k) {
    std::uint64_t largest = 0;
    for (const auto& members : rows) {
        largest = members.size() > largest ? members.size() : largest;
    }
    core::require<std::invalid_argument>(k <= largest, std::string{where} + ": folds",
                                         "at most the " + std::to_string(largest) + " rows of the largest class", k);
}

}  // namespace detail

/// Folds whose shares of each class are those of all rows, as nearly as whole rows can be [1].
///
/// Lay the rows out class after class, in the order of the classes' first rows; fold f is to check on as many rows of a
/// class as lie on the places f, f + k, f + 2k, ...; they are the next ones of that class. With `draws`, which ones is
/// left to chance: class number c goes by random::permutation(draws[c]). A class of fewer than k rows is absent from
/// some folds.
///
/// @throws std::invalid_argument unless 2 <= k <= rows, and a class has at least k rows. Cost: O(n (log n + k)).
[[nodiscard]] inline std::vector<fold> stratified_k_folds(std::span<const std::int64_t> classes, std::uint64_t k,
                                                          const std::optional<random::stream>& draws = {}) {
    detail::require_folds("data::stratified_k_folds", classes.size(), k);
    const auto rows = detail::rows_by_class(classes);
    detail::require_class_sizes("data::stratified_k_folds", rows, k);
    std::vector<std::uint64_t> fold_of_row(classes.size());
    std::uint64_t begin = 0;  // the first place of the class
    for (std::size_t c = 0; c < rows.size(); ++c) {
        const std::uint64_t size = rows[c].size();
        std::vector<std::uint64_t> order;
        if (draws) {
            order = random::permutation((*draws)[c], size);
        }
        std::uint64_t next = 0;
        for (std::uint64_t f = 0; f < k; ++f) {
            const std::uint64_t first = (f + k - begin % k) % k;  // place begin + first is the first of fold f
            const std::uint64_t count = first < size ? (size - first - 1) / k + 1 : 0;
            for (std::uint64_t i = 0; i < count; ++i, ++next) {
                fold_of_row[static_cast<std::size_t>(rows[c][draws ? order[next] : next])] = f;
            }
        }
        begin += size;
    }
    return detail::folds_of(fold_of_row, k);
}

/// Holds out as many rows as hold_out does, of each class its share: rounded down, then one more for the classes that
/// have lost most by it, the earlier of equals. Class number c goes by random::permutation(draws[c]).
///
/// @throws std::invalid_argument unless 0 < share < 1, and if a side would have no rows.
[[nodiscard]] inline fold stratified_hold_out(std::span<const std::int64_t> classes, double share,
                                              const random::stream& draws) {
    detail::require_share("data::stratified_hold_out: share", share);
    const std::uint64_t all = detail::held_rows(share, classes.size());
    core::require<std::invalid_argument>(all > 0 && all < classes.size(), "data::stratified_hold_out",
                                         "at least one row on each side",
                                         std::to_string(all) + " held out of " + std::to_string(classes.size()));
    const auto rows = detail::rows_by_class(classes);
    std::vector<std::uint64_t> held(rows.size());
    std::vector<double> lost(rows.size());
    std::vector<std::size_t> order(rows.size());
    std::uint64_t sum = 0;
    for (std::size_t c = 0; c < rows.size(); ++c) {
        const double exact = num::rounded(share * static_cast<double>(rows[c].size()));
        held[c] = static_cast<std::uint64_t>(exact);
        lost[c] = exact - static_cast<double>(held[c]);
        order[c] = c;
        sum += held[c];
    }
    core::stable_sort(std::span<std::size_t>{order}, [&](std::size_t a, std::size_t b) { return lost[a] > lost[b]; });
    for (std::size_t i = 0; sum < all; i = (i + 1) % order.size()) {
        if (held[order[i]] < rows[order[i]].size()) {
            ++held[order[i]];
            ++sum;
        }
    }
    std::vector<std::uint64_t> side(classes.size(), 1);
    for (std::size_t c = 0; c < rows.size(); ++c) {
        const std::vector<std::uint64_t> chosen = random::permutation(draws[c], rows[c].size());
        for (std::size_t i = 0; i < held[c]; ++i) {
            side[static_cast<std::size_t>(rows[c][chosen[i]])] = 0;
        }
    }
    return std::move(detail::folds_of(side, 1).front());
}

}  // namespace lastro::inline v0::data
