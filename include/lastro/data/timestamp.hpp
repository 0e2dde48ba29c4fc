// SPDX-License-Identifier: MIT
// lastro/data/timestamp.hpp
//
// When did something happen? Microseconds since 1970-01-01T00:00:00Z, read from and written as ISO 8601.
//
//   const auto t = data::timestamp::parse("2014-01-01T12:30:00+01:00");   // nothing unless there is such a moment
//   t->to_string();                                                       // "2014-01-01T11:30:00Z"
//   data::day_of(*t), data::start_of(*data::date::parse("2014-01-01"));
//
// Microseconds reach 292,000 years to either side of 1970, and doubles hold them for 285; nanoseconds would end in 2262.
// No leap seconds (as POSIX counts), no names of time zones: a text without an offset is taken as UTC.
//
// References
//   [1] ISO 8601-1:2019, date and time of day, extended format.
//   [2] RFC 3339, Date and Time on the Internet: Timestamps.
#pragma once

#include <compare>      // operator<=>
#include <cstddef>      // size_t
#include <cstdint>      // int32_t, int64_t
#include <iosfwd>       // basic_ostream
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// A moment, in UTC.
struct timestamp {
    std::int64_t microseconds = 0;  ///< Since 1970-01-01T00:00:00Z; negative before.

    /// Reads `YYYY-MM-DDThh:mm[:ss[.f]][Z|+hh:mm|-hh:mm|+hhmm|+hh]`, with a `T` or a space [1, 2]; years 0000 to 9999.
    ///
    /// Nothing for any other text: no such day, hour 24, second 60, digits behind the sixth that are not zero.
    [[nodiscard]] static constexpr std::optional<timestamp> parse(std::string_view text) noexcept;

    /// "YYYY-MM-DDThh:mm:ssZ", with six digits of a fraction if there is one; years as `date::to_string` writes them.
    [[nodiscard]] std::string to_string() const;

    friend constexpr auto operator<=>(const timestamp&, const timestamp&) = default;
};

namespace detail {

inline constexpr std::int64_t microseconds_per_day = 86'400'000'000;

/// A day and a time of day as they were written, and how far the clock was ahead of UTC.
struct clock_reading {
    civil_day day{.year = 0, .month = 0, .day = 0};
    int hour = 0;
    int minute = 0;
    int second = 0;
    int microsecond = 0;
    int ahead = 0;       ///< Minutes.
    bool zoned = false;  ///< The text told how far.

    [[nodiscard]] constexpr bool exists() const noexcept {
        return day.year >= 0 && day.month >= 1 && day.month <= 12 && day.day >= 1 &&
               day.day <= days_in_month(day.year, day.month) && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 &&
               second >= 0 && second < 60 && microsecond >= 0;
    }
    [[nodiscard]] constexpr timestamp moment() const noexcept {
        const std::int64_t minutes = std::int64_t{hour} * 60 + minute - ahead;
        const std::int64_t seconds = days_from_civil(day) * 86'400 + minutes * 60 + second;
        return {.microseconds = seconds * 1'000'000 + microsecond};
    }
};

/// Takes `Z`, `+hh:mm`, `+hhmm` or `+hh` from the front of `text`; false if none stands there.
[[nodiscard]] constexpr bool take_offset(std::string_view& text, clock_reading& to) noexcept {
    to.zoned = true;
    if (text.starts_with('Z')) {
        text.remove_prefix(1);
        return true;
    }
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) {
        return false;
    }
    const bool behind = text[0] == '-';
    const int hours = digits_value(text.substr(1, 2));
    text.remove_prefix(3);
    int minutes = 0;
    if (text.size() >= 3 && text[0] == ':') {
        minutes = digits_value(text.substr(1, 2));
        text.remove_prefix(3);
    } else if (text.size() >= 2 && text[0] >= '0' && text[0] <= '9') {
        minutes = digits_value(text.substr(0, 2));
        text.remove_prefix(2);
    }
    to.ahead = (behind ? -1 : 1) * (hours * 60 + minutes);
    return hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
}

/// Takes digits from the front of `text` as a fraction of a second; false if there are none, or finer ones than
/// microseconds.
[[nodiscard]] constexpr bool take_fraction(std::string_view& text, clock_reading& to) noexcept {
    int scale = 100'000;
    std::size_t count = 0;
    for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
        const int digit = text[count] - '0';
        if (scale == 0 && digit != 0) {
            return false;
        }
        to.microsecond += digit * scale;
        scale /= 10;
    }
    text.remove_prefix(count);
    return count > 0;
}

/// The number that two digits from `at` on spell; below 0 if they are none. Precondition: there are two characters.
[[nodiscard]] constexpr int two_digits(std::string_view text, std::size_t at) noexcept {
    const int tens = text[at] - '0';
    const int ones = text[at + 1] - '0';
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1'000'000;
}

/// The reading that `timestamp::parse` describes; nothing for other texts.
[[nodiscard]] constexpr std::optional<clock_reading> read_clock(std::string_view text) noexcept {
    if (text.size() < 16 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') ||
        text[13] != ':') {
        return std::nullopt;
    }
    clock_reading r{.day = {.year = 100 * two_digits(text, 0) + two_digits(text, 2),
                            .month = two_digits(text, 5),
                            .day = two_digits(text, 8)},
                    .hour = two_digits(text, 11),
                    .minute = two_digits(text, 14)};
    text.remove_prefix(16);
    if (text.size() >= 3 && text[0] == ':') {
        r.second = two_digits(text, 1);
        text.remove_prefix(3);
        if (text.starts_with('.')) {
            text.remove_prefix(1);
            if (!take_fraction(text, r)) {
                return std::nullopt;
            }
        }
    }
    if ((!text.empty() && !take_offset(text, r)) || !text.empty() || !r.exists()) {
        return std::nullopt;
    }
    return r;
}

}  // namespace detail

constexpr std::optional<timestamp> timestamp::parse(std::string_view text) noexcept {
    const auto reading = detail::read_clock(text);
    return reading ? std::optional{reading->moment()} : std::nullopt;
}

/// The day, in UTC, on which `t` lies.
[[nodiscard]] constexpr date day_of(timestamp t) noexcept {
    const std::int64_t days = t.microseconds / detail::microseconds_per_day;
    const bool before = t.microseconds % detail::microseconds_per_day < 0;
    return {.days = static_cast<std::int32_t>(before ? days - 1 : days)};
}

/// The first moment of `d`, in UTC. Precondition: the year is within 292,000 of 1970.
[[nodiscard]] constexpr timestamp start_of(date d) noexcept {
    return {.microseconds = d.days * detail::microseconds_per_day};
}

inline std::string timestamp::to_string() const {
    const std::int64_t rest = microseconds % detail::microseconds_per_day;
    const std::int64_t of_day = rest < 0 ? rest + detail::microseconds_per_day : rest;
    const std::int64_t seconds = of_day / 1'000'000;
    std::string text = day_of(*this).to_string();
    text += 'T' + detail::padded(seconds / 3600, 2) + ':' + detail::padded(seconds / 60 % 60, 2) + ':';
    text += detail::padded(seconds % 60, 2);
    if (of_day % 1'000'000 != 0) {
        text += '.' + detail::padded(of_day % 1'000'000, 6);
    }
    return text + 'Z';
}

/// Writes `t` as `to_string` does.
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, timestamp t) {
    return out << t.to_string();
}

}  // namespace lastro::inline v0::data
