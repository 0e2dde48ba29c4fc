// SPDX-License-Identifier: MIT
// lastro/data/segments.hpp
//
// Which rows belong to which city? The rows of a table, put apart by the values of a column.
//
//   for (const data::segment& city : data::segments(weather, "location"))
//       report(city.value, weather.gather(city.rows));
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/data/table.hpp>
#include <lastro/data/value_codes.hpp>

namespace lastro::inline v0::data {

/// The rows that share a value.
struct segment {
    std::string value = {};                ///< As text; empty for `missing`.
    bool missing = false;                  ///< These are the rows without a value, or with NaN.
    std::vector<std::uint64_t> rows = {};  ///< Ascending.

    friend bool operator==(const segment&, const segment&) = default;
};

/// One segment for each value of a column, in the order of the values, and one for the rows without, if there are some, at
/// the end. Every row is in exactly one. Cost: O(n log n); O(n) for texts with a dictionary.
///
/// @throws schema_error if there is no such column.
[[nodiscard]] inline std::vector<segment> segments(const table& rows, std::string_view column) {
    value_codes found = codes_of(rows.column(column));
    std::vector<segment> result(found.texts.size());
    for (std::size_t k = 0; k < result.size(); ++k) {
        result[k].value = std::move(found.texts[k]);
    }
    segment rest{.missing = true};
    for (std::size_t i = 0; i < found.codes.size(); ++i) {
        const std::int64_t code = found.codes[i];
        (code < 0 ? rest : result[static_cast<std::size_t>(code)]).rows.push_back(i);
    }
    if (!rest.rows.empty()) {
        result.push_back(std::move(rest));
    }
    return result;
}

}  // namespace lastro::inline v0::data
