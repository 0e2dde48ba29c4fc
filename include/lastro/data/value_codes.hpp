// SPDX-License-Identifier: MIT
// lastro/data/value_codes.hpp
//
// Which rows hold the same value? A number per row, for whatever groups rows: strata, groups, segments.
//
//   const data::value_codes city = data::codes_of(rows.column("location"));
//   city.codes[i];                                          // 0 for the smallest value, and so on; -1 where missing
//   city.texts[0];                                          // "Boston"
//
// Numbers follow the order of values (texts byte by byte), so they do not depend on the order of rows.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// The distinct values of a column, and which of them each row holds.
struct value_codes {
    std::vector<std::int64_t> codes;  ///< One per row: a place in `texts`, or -1 where the row is missing or NaN.
    std::vector<std::string> texts;   ///< The distinct values in ascending order, as text.
};

namespace detail {

/// Which place the value of each row has among the distinct values of its column.
struct value_ranks {
    std::vector<std::int64_t> codes;   ///< -1 where the row is missing or NaN.
    std::vector<std::size_t> example;  ///< For each distinct value, in ascending order, a row that holds it.
};

/// For texts that have a dictionary: its entries are sorted instead of the rows.
[[nodiscard]] inline value_ranks ranks_of_entries(const column_view<std::string_view>& view) {
    std::vector<std::size_t> first(view.entries(), view.size());  // the first row of each entry
    for (std::size_t i = view.size(); i-- > 0;) {
        first[view.codes()[i]] = view.is_null(i) ? first[view.codes()[i]] : i;
    }
    std::vector<std::size_t> order;
    for (std::size_t k = 0; k < view.entries(); ++k) {
        if (first[k] < view.size()) {
            order.push_back(k);
        }
    }
    core::stable_sort(std::span<std::size_t>{order},
                      [&](std::size_t a, std::size_t b) { return view.entry(a) < view.entry(b); });
    value_ranks result;
    std::vector<std::int64_t> number(view.entries(), -1);
    for (std::size_t k = 0; k < order.size(); ++k) {
        if (k == 0 || view.entry(order[k - 1]) != view.entry(order[k])) {  // a foreign dictionary may repeat itself
            result.example.push_back(first[order[k]]);
        }
        number[order[k]] = static_cast<std::int64_t>(result.example.size()) - 1;
    }
    result.codes.reserve(view.size());
    for (std::size_t i = 0; i < view.size(); ++i) {
        result.codes.push_back(view.is_null(i) ? -1 : number[view.codes()[i]]);
    }
    return result;
}

[[nodiscard]] inline value_ranks ranks_of(const column& values) {
    if (values.type() == type::string) {
        const column_view<std::string_view> view = values.as<std::string_view>();
        if (!view.codes().empty()) {
            return ranks_of_entries(view);
        }
    }
    value_ranks result;
    result.codes.assign(values.size(), -1);
    values.visit([&](const auto& v) {
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!values.is_null(i) && v[i] == v[i]) {
                order.push_back(i);
            }
        }
        core::stable_sort(std::span<std::size_t>{order}, [&](std::size_t a, std::size_t b) { return v[a] < v[b]; });
        for (std::size_t k = 0; k < order.size(); ++k) {
            if (k == 0 || v[order[k - 1]] < v[order[k]]) {
                result.example.push_back(order[k]);
            }
            result.codes[order[k]] = static_cast<std::int64_t>(result.example.size()) - 1;
        }
    });
    return result;
}

}  // namespace detail

/// Numbers the values of a column. Cost: O(n log n); O(n) for texts with a dictionary.
[[nodiscard]] inline value_codes codes_of(const column& values) {
    detail::value_ranks ranks = detail::ranks_of(values);
    value_codes result{.codes = std::move(ranks.codes), .texts = {}};
    for (const std::size_t row : ranks.example) {
        result.texts.push_back(values.to_text(row));
    }
    return result;
}

/// The same for a column that must be complete: the codes alone.
///
/// @throws schema_error if the column is unknown, or a row is missing or NaN.
[[nodiscard]] inline std::vector<std::int64_t> complete_codes(const table& rows, std::string_view column) {
    std::vector<std::int64_t> codes = detail::ranks_of(rows.column(column)).codes;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (codes[i] < 0) {
            core::fail<schema_error>(rows.place(column), "a value in every row",
                                     "row " + std::to_string(i) + " missing");
        }
    }
    return codes;
}

}  // namespace lastro::inline v0::data
