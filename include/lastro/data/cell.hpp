// SPDX-License-Identifier: MIT
// lastro/data/cell.hpp
//
// How is a single value written that may be a text, a number, a bool, a day or a moment? As itself.
//
//   weather.where("location", "Seattle");            // the argument is a `cell`
//   weather.where("date", "2014-01-01");             // a text is read as the column's type
//   data::cell{"2014-01-01"}.to(data::type::date, "the first day").as<data::date>();
//
// Conversions lose nothing: 2.5 is never taken for a whole number, nor true for 1.
#pragma once

#include <concepts>     // convertible_to, floating_point, integral, same_as
#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <limits>       // numeric_limits
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // conditional_t, remove_cvref_t
#include <utility>      // in_range
#include <variant>      // get, variant

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// One value of one of the column types; never missing.
class cell {
public:
    template <class Bool>
    requires std::same_as < std::remove_cvref_t<Bool>,
    bool >  // a pointer must not become a bool
        cell(Bool value) : value_(value) {}

    /// @throws std::invalid_argument if `value` is beyond the range of int64.
    template <std::integral Integer>
    requires(!std::same_as<Integer, bool>) cell(Integer value) : value_(static_cast<std::int64_t>(value)) {
        core::require<std::invalid_argument>(std::in_range<std::int64_t>(value), "cell", "an int64", value);
    }
    template <std::floating_point Float>
    cell(Float value) : value_(static_cast<double>(value)) {}
    cell(date value) : value_(value) {}
    cell(timestamp value) : value_(value) {}
    template <class Text>
    requires std::convertible_to<const Text&, std::string_view> cell(const Text& text)
        : value_(std::string{std::string_view{text}}) {}

    [[nodiscard]] data::type type() const noexcept { return static_cast<data::type>(value_.index()); }

    /// The value as `T`; a text as std::string_view, good as long as the cell lives. Precondition: type() ==
    /// type_of<T>.
    template <column_value T>
    [[nodiscard]] T as() const {
        using held = std::conditional_t<std::same_as<T, std::string_view>, std::string, T>;
        return std::get<held>(value_);
    }

    /// The same value as another type: a text is read as `wanted`, whole numbers and numbers with a fraction change
    /// into each other where nothing is lost, and a day is its first moment in UTC.
    ///
    /// @throws schema_error if there is no such value; the message begins with `place`.
    [[nodiscard]] cell to(data::type wanted, std::string_view place) const;

    /// The value for people: a text in quotes, everything else as columns write it.
    [[nodiscard]] std::string shown() const;

    friend bool operator==(const cell&, const cell&) = default;

private:
    std::variant<bool, std::int64_t, double, date, std::string, timestamp> value_;  // in the order of data::type
};

namespace detail {

/// What a value of type `t` looks like, for the "expected" half of a message.
[[nodiscard]] constexpr std::string_view described(type t) noexcept {
    switch (t) {
        case type::boolean:
            return "true or false";
        case type::int64:
            return "a whole number (int64)";
        case type::float64:
            return "a number (float64)";
        case type::date:
            return "a date (YYYY-MM-DD)";
        case type::timestamp:
            return "a timestamp (YYYY-MM-DDThh:mm:ssZ)";
        case type::string:
            break;
    }
    return "a text";
}

}  // namespace detail

inline std::string cell::shown() const {
    switch (type()) {
        case type::boolean:
            return as<bool>() ? "true" : "false";
        case type::int64:
            return std::to_string(as<std::int64_t>());
        case type::float64:
            return core::to_text(as<double>());
        case type::date:
            return as<date>().to_string();
        case type::timestamp:
            return as<timestamp>().to_string();
        case type::string:
            break;
    }
    return core::quoted(as<std::string_view>());
}

inline cell cell::to(data::type wanted, std::string_view place) const {
    constexpr double two_to_63 = 9223372036854775808.0;  // from here on no int64 follows
    if (type() == wanted) {
        return *this;
    }
    if (type() == type::string) {
        const auto text = as<std::string_view>();
        if (const auto x = parse_boolean(text); wanted == type::boolean && x) {
            return *x;
        }
        if (const auto x = core::parse_int64(text); wanted == type::int64 && x) {
            return *x;
        }
        if (const auto x = core::parse_double(text); wanted == type::float64 && x) {
            return *x;
        }
        const auto day = date::parse(text);
        if (wanted == type::date && day) {
            return *day;
        }
        if (const auto x = timestamp::parse(text); wanted == type::timestamp && (x || day)) {
            return x ? *x : start_of(*day);
        }
    } else if (type() == type::date && wanted == type::timestamp) {
        constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)() / detail::microseconds_per_day;
        if (const std::int64_t days = as<date>().days; days >= -most && days <= most) {
            return start_of(as<date>());
        }
    } else if (type() == type::int64 && wanted == type::float64) {
        const auto whole = as<std::int64_t>();
        const auto x = static_cast<double>(whole);
        if (x < two_to_63 && static_cast<std::int64_t>(x) == whole) {
            return x;
        }
    } else if (type() == type::float64 && wanted == type::int64) {
        const auto x = as<double>();
        if (x >= -two_to_63 && x < two_to_63 && static_cast<double>(static_cast<std::int64_t>(x)) == x) {
            return static_cast<std::int64_t>(x);
        }
    }
    core::fail<schema_error>(place, detail::described(wanted), shown());
}

}  // namespace lastro::inline v0::data
