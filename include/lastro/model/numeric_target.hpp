// SPDX-License-Identifier: MIT
// lastro/model/numeric_target.hpp
//
// Which numbers does a model of numbers learn to tell? A target column, checked.
//
//   const std::vector<double> y = model::numeric_target(past, "cnt");        // a schema_error on anything else
#pragma once

#include <cmath>    // isfinite
#include <cstddef>  // size_t
#include <string>   // string, to_string
#include <vector>   // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::model {

/// The numbers of column `target`.
///
/// @throws schema_error if it is unknown or neither int64 nor float64, or a value is missing or not finite.
[[nodiscard]] inline std::vector<double> numeric_target(const data::table& rows, const std::string& target) {
    const data::column& column = rows.column(target);
    core::require<schema_error>(column.type() == data::type::int64 || column.type() == data::type::float64,
                                rows.place(target), "an int64 or float64 column as target",
                                data::name_of(column.type()));
    std::vector<double> values = column.numbers(rows.source(), target);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            core::fail<schema_error>(
                rows.place(target), "a finite number in every row",
                (column.is_null(i) ? "a missing value" : core::to_text(values[i])) + " in row " + std::to_string(i));
        }
    }
    return values;
}

}  // namespace lastro::inline v0::model
