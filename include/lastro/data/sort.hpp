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

#include <lastro/core/order.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/dictionary.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/value_codes.hpp>

namespace lastro::inline v0::data {

/// A column to sort by.
struct sort_key {
    std::string column;
    bool descending = false;
};

namespace detail {

/// Sorts `order`, row numbers, by `v`. Equal ones keep their order.
template <class Values>
void sort_rows(std::span<std::uint64_t> order, const column& rows, const Values& v, bool descending) {
    const auto rank = [&](std::size_t i) { return rows.is_null(i) ? 2 : v[i] == v[i] ? 0 : 1; };
    core::stable_sort(order, [&](std::uint64_t i, std::uint64_t k) {
        const auto a = static_cast<std::size_t>(i);
        const auto b = static_cast<std::size_t>(k);
        const int of_a = rank(a);
        const int of_b = rank(b);
        return of_a != of_b || of_a > 0 ? of_a < of_b : descending ? v[b] < v[a] : v[a] < v[b];
    });
}

}  // namespace detail

/// The numbers of the rows in the order of `keys`, the first of which counts most. No keys: the rows as they are.
///
/// @throws schema_error if a column is unknown. Cost: O(n log n) comparisons a key.
[[nodiscard]] inline std::vector<std::uint64_t> sorted_order(const table& rows, const std::vector<sort_key>& keys) {
    std::vector<std::uint64_t> order(rows.rows());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {  // the sort is stable: what counts most comes last
        const column& values = rows.column(key->column);
        if (has_dictionary(values)) {
            detail::sort_rows(order, values, codes_of(values).codes, key->descending);
        } else {
            values.visit([&](const auto& v) { detail::sort_rows(order, values, v, key->descending); });
        }
    }
    return order;
}

/// The rows in the order of `keys`. @throws schema_error if a column is unknown.
[[nodiscard]] inline table sorted(const table& rows, const std::vector<sort_key>& keys) {
    return rows.gather(sorted_order(rows, keys));
}

}  // namespace lastro::inline v0::data
