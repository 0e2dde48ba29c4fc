// SPDX-License-Identifier: MIT
// lastro/data/schema_change.hpp
//
// What does one rule of a schema that changed mean, for a model trained before and for rows of before?
//
//   const data::schema_change c{"wind", "unit: \"m/s\", now \"knots\"", data::compatibility::breaking, ...};
//   log << to_string(c);                      // column "wind": unit: "m/s", now "knots" (model breaking, old rows breaking)
//
// data/schema_diff.hpp finds them.
#pragma once

#include <cstdint>      // uint8_t
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/text.hpp>

namespace lastro::inline v0::data {

/// How well one side bears the other, from best to worst.
enum class compatibility : std::uint8_t {
    compatible,  ///< Everything fits.
    risky,       ///< It works, on values that were not expected.
    breaking     ///< It is refused, or means something else.
};

/// "compatible", "risky" or "breaking".
[[nodiscard]] constexpr std::string_view name_of(compatibility c) noexcept {
    return c == compatibility::compatible ? "compatible" : c == compatibility::risky ? "risky" : "breaking";
}

/// One rule that is not what it was.
struct schema_change {
    std::string column;      ///< Empty for a relation.
    std::string message;     ///< `type: int64, now float64`
    compatibility model;     ///< A model trained on the old schema, given rows of the new one.
    compatibility old_rows;  ///< Rows of the old schema, checked by the new one.

    friend bool operator==(const schema_change&, const schema_change&) = default;
};

/// One change on one line.
[[nodiscard]] inline std::string to_string(const schema_change& c) {
    return (c.column.empty() ? "" : "column " + core::quoted(c.column) + ": ") + c.message + " (model " +
           std::string{name_of(c.model)} + ", old rows " + std::string{name_of(c.old_rows)} + ')';
}

}  // namespace lastro::inline v0::data
