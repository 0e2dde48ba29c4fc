// SPDX-License-Identifier: MIT
// lastro/data/row_value.hpp
//
// What stands in one place of one row? A value of any column type, or nothing, without a copy.
//
//   const std::array<data::row_value, 4> row{4.7, 3, "sun", std::nullopt};
//
// As small as two pointers and a tag; trivially copyable. A table's cells are lastro/data/cell.hpp.
#pragma once

#include <concepts>     // convertible_to, floating_point, integral, same_as
#include <cstdint>      // int64_t
#include <optional>     // nullopt_t, optional
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // in_range
#include <variant>      // get, monostate, variant

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// One value of a row, or none. Texts are views: they must live as long.
class row_value {
public:
    constexpr row_value() = default;
    constexpr row_value(std::nullopt_t) {}
    template <class Bool>
    requires std::same_as<Bool, bool>  // a pointer must not become one
    constexpr row_value(Bool value) : value_(value) {}
    /// @throws std::invalid_argument beyond the range of int64.
    template <std::integral Integer>
    requires(!std::same_as<Integer, bool>) constexpr row_value(Integer value)
        : value_(static_cast<std::int64_t>(value)) {
        if (!std::in_range<std::int64_t>(value)) {
            core::fail<std::invalid_argument>("data::row_value", "an int64", value);
        }
    }
    template <std::floating_point Float>
    constexpr row_value(Float value) : value_(static_cast<double>(value)) {}
    constexpr row_value(date value) : value_(value) {}
    constexpr row_value(timestamp value) : value_(value) {}
    template <class Text>
    requires std::convertible_to<const Text&, std::string_view>
    constexpr row_value(const Text& text) : value_(std::string_view{text}) {}
    template <class T>
    constexpr row_value(const std::optional<T>& value) : row_value(value ? row_value{*value} : row_value{}) {}

    [[nodiscard]] constexpr bool is_missing() const noexcept { return value_.index() == 0; }

    /// Precondition: not missing.
    [[nodiscard]] constexpr data::type type() const noexcept { return static_cast<data::type>(value_.index() - 1); }

    /// The value as `T`. Precondition: not missing, and type() == type_of<T>.
    template <column_value T>
    [[nodiscard]] constexpr T as() const {
        return std::get<T>(value_);
    }

    /// Calls `visitor` with the value as it is held. Precondition: not missing.
    template <class Visitor>
    constexpr decltype(auto) visit(const Visitor& visitor) const {
        switch (type()) {
            case data::type::boolean:
                return visitor(as<bool>());
            case data::type::int64:
                return visitor(as<std::int64_t>());
            case data::type::float64:
                return visitor(as<double>());
            case data::type::date:
                return visitor(as<date>());
            case data::type::timestamp:
                return visitor(as<timestamp>());
            case data::type::string:
                break;
        }
        return visitor(as<std::string_view>());
    }

    /// As columns write it; a text in quotes.
    [[nodiscard]] std::string shown() const {
        if (is_missing()) {
            return "missing values";
        }
        switch (type()) {
            case data::type::boolean:
                return as<bool>() ? "true" : "false";
            case data::type::int64:
                return std::to_string(as<std::int64_t>());
            case data::type::float64:
                return core::to_text(as<double>());
            case data::type::date:
                return as<date>().to_string();
            case data::type::timestamp:
                return as<timestamp>().to_string();
            case data::type::string:
                break;
        }
        return core::quoted(as<std::string_view>());
    }

    friend bool operator==(const row_value&, const row_value&) = default;

private:
    std::variant<std::monostate, bool, std::int64_t, double, date, std::string_view, timestamp>
        value_;  // in the order of types
};

}  // namespace lastro::inline v0::data
