// SPDX-License-Identifier: MIT
// lastro/data/types.hpp
//
// What kinds of value can a column hold? Six: boolean, int64, float64, date, string, timestamp.
//
//   const auto day = data::date::parse("2014-01-01");   // nothing unless it is a day of the calendar
//   day->days;                                          // 16071, counted from 1970-01-01
//   data::name_of(data::type::float64);                 // "float64"
//
// Plain values; no locale, no time zone, no leap seconds.
//
// References
//   [1] ISO 8601-1:2019, calendar dates, extended format.
//   [2] H. Hinnant, chrono-compatible low-level date algorithms (days_from_civil, civil_from_days).
#pragma once

#include <array>        // array
#include <compare>      // operator<=>
#include <cstddef>      // size_t
#include <cstdint>      // int32_t, int64_t, uint8_t
#include <iosfwd>       // basic_ostream
#include <optional>     // nullopt, optional
#include <string>       // string, to_string
#include <string_view>  // string_view

namespace lastro::inline v0::data {

/// What a column's values are. The numbers are part of the table format (docs/formats/table.md).
enum class type : std::uint8_t { boolean = 0, int64 = 1, float64 = 2, date = 3, string = 4, timestamp = 5 };

/// Every type, in the order of their numbers.
inline constexpr std::array<type, 6> all_types{type::boolean, type::int64,  type::float64,
                                               type::date,    type::string, type::timestamp};

/// "boolean", "int64", "float64", "date", "string" or "timestamp": the spelling in files and in messages.
[[nodiscard]] constexpr std::string_view name_of(type t) noexcept {
    constexpr std::array<std::string_view, 6> names{"boolean", "int64", "float64", "date", "string", "timestamp"};
    return names[static_cast<std::size_t>(t)];
}

/// The type of that name; nothing if there is none.
[[nodiscard]] constexpr std::optional<type> type_named(std::string_view name) noexcept {
    for (const type t : all_types) {
        if (name_of(t) == name) {
            return t;
        }
    }
    return std::nullopt;
}

/// Reads "true", "True" or "TRUE", "false", "False" or "FALSE"; nothing for any other text.
[[nodiscard]] constexpr std::optional<bool> parse_boolean(std::string_view text) noexcept {
    if (text == "true" || text == "True" || text == "TRUE") {
        return true;
    }
    if (text == "false" || text == "False" || text == "FALSE") {
        return false;
    }
    return std::nullopt;
}

/// A day of the proleptic Gregorian calendar.
struct date {
    std::int32_t days = 0;  ///< Days since 1970-01-01; negative before.

    /// Reads exactly "YYYY-MM-DD", years 0000 to 9999 [1]; nothing if the text is anything else or no such day exists.
    [[nodiscard]] static constexpr std::optional<date> parse(std::string_view text) noexcept;

    /// "YYYY-MM-DD"; years outside 0000 to 9999 get a sign and at least six digits ("+010000-01-01"), as [1] writes
    /// them.
    [[nodiscard]] std::string to_string() const;

    friend constexpr auto operator<=>(const date&, const date&) = default;
};

namespace detail {

struct civil_day {
    std::int64_t year;
    int month;
    int day;
};

[[nodiscard]] constexpr bool is_leap(std::int64_t year) noexcept {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

[[nodiscard]] constexpr int days_in_month(std::int64_t year, int month) noexcept {
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// Days since 1970-01-01 [2]: years begin in March, so that the leap day is the last of its year.
[[nodiscard]] constexpr std::int64_t days_from_civil(civil_day c) noexcept {
    const std::int64_t y = c.month <= 2 ? c.year - 1 : c.year;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t day_of_year = (153 * (c.month > 2 ? c.month - 3 : c.month + 9) + 2) / 5 + c.day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

/// The inverse of `days_from_civil` [2].
[[nodiscard]] constexpr civil_day civil_from_days(std::int64_t days) noexcept {
    const std::int64_t z = days + 719468;
    const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const std::int64_t day_of_era = z - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted = (5 * day_of_year + 2) / 153;  // month, counted from March
    const int month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
    return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
            .month = month,
            .day = static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

/// The number that `text` spells in digits 0-9 only; -1 if another character occurs.
[[nodiscard]] constexpr int digits_value(std::string_view text) noexcept {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            return -1;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

[[nodiscard]] inline std::string padded(std::int64_t value, std::size_t width) {
    std::string text = std::to_string(value);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace detail

constexpr std::optional<date> date::parse(std::string_view text) noexcept {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const int year = detail::digits_value(text.substr(0, 4));
    const int month = detail::digits_value(text.substr(5, 2));
    const int day = detail::digits_value(text.substr(8, 2));
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > detail::days_in_month(year, month)) {
        return std::nullopt;
    }
    return date{static_cast<std::int32_t>(detail::days_from_civil({year, month, day}))};
}

inline std::string date::to_string() const {
    const detail::civil_day c = detail::civil_from_days(days);
    const bool ordinary = c.year >= 0 && c.year <= 9999;
    std::string text = ordinary ? "" : c.year < 0 ? "-" : "+";
    text += detail::padded(c.year < 0 ? -c.year : c.year, ordinary ? 4 : 6);
    text += '-' + detail::padded(c.month, 2) + '-' + detail::padded(c.day, 2);
    return text;
}

/// Writes `t` by its name.
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, type t) {
    return out << name_of(t);
}

/// Writes `d` as "YYYY-MM-DD".
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, date d) {
    return out << d.to_string();
}

}  // namespace lastro::inline v0::data
