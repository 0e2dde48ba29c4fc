// SPDX-License-Identifier: MIT
// lastro/store/key_order.hpp
//
// Which order do rows have that have a key? That of the keys, however they arrived.
//
//   const data::table same = store::sorted_by_key(rows, "id");      // schema_error if a key is missing or comes twice
#pragma once

#include <cstdint>      // uint64_t
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::store {

/// The rows in ascending order of the key: a column of integers, dates, texts (by bytes) or booleans.
///
/// @throws schema_error if there is no such column, it holds real numbers, or a key is missing or comes twice.
[[nodiscard]] inline data::table sorted_by_key(const data::table& rows, std::string_view key) {
    const data::column& keys = rows.column(key);
    core::require<schema_error>(keys.type() != data::type::float64, rows.place(key),
                                "a key of integers, dates or texts", "float64");
    core::require<schema_error>(keys.null_count() == 0, rows.place(key), "a key in every row",
                                std::to_string(keys.null_count()) + " missing");
    std::vector<std::uint64_t> order(rows.rows());
    for (std::uint64_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    bool sorted = true;
    keys.visit([&](const auto& values) {
        const auto less = [&values](std::uint64_t a, std::uint64_t b) { return values[a] < values[b]; };
        for (std::uint64_t i = 1; i < order.size(); ++i) {
            sorted = sorted && less(i - 1, i);
        }
        if (sorted) {
            return;
        }
        core::stable_sort(std::span{order}, less);
        for (std::uint64_t i = 1; i < order.size(); ++i) {
            core::require<schema_error>(less(order[i - 1], order[i]), rows.place(key), "each key once",
                                        keys.to_text(order[i]) + " twice");
        }
    });
    return sorted ? rows : rows.gather(order);
}

}  // namespace lastro::inline v0::store
