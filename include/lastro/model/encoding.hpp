// SPDX-License-Identifier: MIT
// lastro/model/encoding.hpp
//
// Which rule makes numbers of a value? One value for any of the rules, and what each is told.
//
//   const model::encoding rule = model::robust_scaler{};          // or min_max_scaler, one_hot, ordinal, cyclic, ...
//   model::input_of(rule);                                        // encoding_input::number
//
// Every rule has width(), append_names(), encode(value, row), check(), and fit() where there is something to learn.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t
#include <limits>       // numeric_limits
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_same_v, remove_cvref_t
#include <variant>      // get_if, holds_alternative, variant
#include <vector>       // vector

#include <lastro/data/column.hpp>
#include <lastro/data/row_value.hpp>
#include <lastro/model/cyclic.hpp>
#include <lastro/model/hashing_encoder.hpp>
#include <lastro/model/one_hot.hpp>
#include <lastro/model/ordinal.hpp>
#include <lastro/model/quantile_scaler.hpp>
#include <lastro/model/scaler.hpp>
#include <lastro/model/scaling.hpp>

namespace lastro::inline v0::model {

/// A rule from one value to its numbers.
using encoding = std::variant<scaler, min_max_scaler, robust_scaler, quantile_scaler, unscaled, one_hot, ordinal,
                              hashing_encoder, cyclic>;

/// What a rule is told.
enum class encoding_input : std::uint8_t { number, text, moment };

/// What `rule` is told: numbers (int64, float64, boolean), texts (also whole numbers and booleans, by their spelling), or
/// dates and timestamps.
[[nodiscard]] inline encoding_input input_of(const encoding& rule) noexcept {
    if (const auto* circle = std::get_if<cyclic>(&rule)) {
        return circle->numeric() ? encoding_input::number : encoding_input::moment;
    }
    return std::holds_alternative<one_hot>(rule) || std::holds_alternative<ordinal>(rule) ||
                   std::holds_alternative<hashing_encoder>(rule)
               ? encoding_input::text
               : encoding_input::number;
}

namespace detail {

/// Calls `use(row)` with every row of a column as data::row_value, in order.
template <class Use>
void for_each_cell(const data::column& column, const Use& use) {
    column.visit([&](const auto& values) {
        constexpr bool flags = std::is_same_v<std::remove_cvref_t<decltype(values)>, std::vector<std::uint8_t>>;
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (column.is_null(i)) {
                use(i, data::row_value{});
            } else if constexpr (flags) {
                use(i, data::row_value{values[i] != 0});
            } else {
                use(i, data::row_value{values[i]});
            }
        }
    });
}

/// A number, or NaN. Precondition: missing, or a boolean, int64 or float64.
[[nodiscard]] inline double as_number(const data::row_value& x) {
    if (x.is_missing()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return x.type() == data::type::float64 ? x.as<double>()
           : x.type() == data::type::int64 ? static_cast<double>(x.as<std::int64_t>())
                                           : static_cast<double>(x.as<bool>());
}

/// A text, or the spelling of a whole number or boolean, kept in `room`. Precondition: one of these.
[[nodiscard]] inline std::string_view as_text(const data::row_value& x, std::string& room) {
    if (x.type() == data::type::string) {
        return x.as<std::string_view>();
    }
    if (x.type() == data::type::boolean) {
        return x.as<bool>() ? "true" : "false";
    }
    room = std::to_string(x.as<std::int64_t>());
    return room;
}

}  // namespace detail

}  // namespace lastro::inline v0::model
