// SPDX-License-Identifier: MIT
// lastro/data/sort.hpp
//
// How are rows put in order? By one column or several; rows that are equal in all of them keep their order.
//
//   data::sorted(weather, {{"location"}, {.column = "wind", .descending = true}});
//
// In either direction NaN comes behind the numbers, and missing rows behind all others. Texts compare byte by byte.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // int64_t, uint64_t
#include <span>     // span
#include <string>   // string
#include <vector>   // vector

#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/value_codes.hpp>

namespace lastro::inline v0::data {

/// A column to sort by.
struct sort_key {
    std::string column;
    bool descending = false;
};

namespace detail {

/// Puts row numbers in the order of `ranks`. Equal ones keep their order: they are counted, then dealt out.
[[nodiscard]] inline std::vector<std::uint64_t> dealt(const std::vector<std::uint64_t>& rows, const column& values,
                                                      bool descending) {
    const value_ranks ranks = ranks_of(values);
    const std::size_t distinct = ranks.example.size();
    const auto pile = [&](std::uint64_t row) {
        const auto i = static_cast<std::size_t>(row);
        if (ranks.codes[i] < 0) {
            return values.is_null(i) ? distinct + 1 : distinct;
        }
        const auto code = static_cast<std::size_t>(ranks.codes[i]);
        return descending ? distinct - 1 - code : code;
    };
    std::vector<std::size_t> next(distinct + 3, 0);
    for (const std::uint64_t row : rows) {
        ++next[pile(row) + 1];
    }
    for (std::size_t k = 1; k < next.size(); ++k) {
        next[k] += next[k - 1];
    }
    std::vector<std::uint64_t> result(rows.size());
    for (const std::uint64_t row : rows) {
        result[next[pile(row)]++] = row;
    }
    return result;
}

}  // namespace detail

/// The numbers of the rows in the order of `keys`, the first of which counts most. No keys: the rows as they are.
///
/// @throws schema_error if a column is unknown. Cost: O(n log n) a key; O(n) for texts with a dictionary.
[[nodiscard]] inline std::vector<std::uint64_t> sorted_order(const table& rows, const std::vector<sort_key>& keys) {
    std::vector<std::uint64_t> order(rows.rows());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {  // the sort is stable: what counts most comes last
        order = detail::dealt(order, rows.column(key->column), key->descending);
    }
    return order;
}

/// The rows in the order of `keys`. @throws schema_error if a column is unknown.
[[nodiscard]] inline table sorted(const table& rows, const std::vector<sort_key>& keys) {
    return rows.gather(sorted_order(rows, keys));
}

}  // namespace lastro::inline v0::data
