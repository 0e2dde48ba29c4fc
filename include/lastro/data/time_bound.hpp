// SPDX-License-Identifier: MIT
// lastro/data/time_bound.hpp
//
// From when, or until when? A day or a moment, whichever says it.
//
//   data::field taken{.name = "taken", .type = data::type::timestamp,
//                     .earliest = *data::timestamp::parse("2014-01-01T08:00Z"),
//                     .latest = *data::date::parse("2014-12-31")};          // the whole of that day, in UTC
#pragma once

#include <cstdint>      // int64_t
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view
#include <variant>      // get, holds_alternative, variant

#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// A bound on days and moments. A moment is held against a day by the day, in UTC, on which it lies.
class time_bound {
public:
    constexpr time_bound(date d) noexcept : value_(d) {}
    constexpr time_bound(timestamp t) noexcept : value_(t) {}

    [[nodiscard]] constexpr bool is_day() const noexcept { return std::holds_alternative<date>(value_); }

    /// The day, or the one on which the moment lies.
    [[nodiscard]] constexpr date day() const noexcept {
        return is_day() ? std::get<date>(value_) : day_of(std::get<timestamp>(value_));
    }

    /// Below 0 where `x` lies before the bound, above 0 where it lies after it, 0 where it lies on it.
    [[nodiscard]] constexpr int order(date x) const noexcept { return x < day() ? -1 : x > day() ? 1 : 0; }
    [[nodiscard]] constexpr int order(timestamp x) const noexcept {
        if (is_day()) {
            return order(day_of(x));
        }
        const timestamp at = std::get<timestamp>(value_);
        return x < at ? -1 : x > at ? 1 : 0;
    }
    /// The same for another bound; a day and a moment of it are neither before nor after each other.
    [[nodiscard]] constexpr int order(const time_bound& x) const noexcept {
        return x.is_day() ? order(x.day()) : order(std::get<timestamp>(x.value_));
    }

    /// Whether a column that begins here holds moments that one that begins at `x` does not; a day begins at midnight.
    [[nodiscard]] constexpr bool starts_before(const time_bound& x) const noexcept {
        return day() < x.day() || (day() == x.day() && of_day(0) < x.of_day(0));
    }
    /// The same of ends; a day ends with its last microsecond.
    [[nodiscard]] constexpr bool ends_after(const time_bound& x) const noexcept {
        constexpr std::int64_t last = detail::microseconds_per_day - 1;
        return x.day() < day() || (day() == x.day() && x.of_day(last) < of_day(last));
    }

    /// As dates and timestamps are written and read; years 0000 to 9999.
    [[nodiscard]] std::string to_string() const {
        return is_day() ? day().to_string() : std::get<timestamp>(value_).to_string();
    }
    [[nodiscard]] static constexpr std::optional<time_bound> parse(std::string_view text) noexcept {
        if (const auto d = date::parse(text)) {
            return *d;
        }
        const auto t = timestamp::parse(text);
        return t ? std::optional<time_bound>{*t} : std::nullopt;
    }

    friend constexpr bool operator==(const time_bound&, const time_bound&) = default;

private:
    /// How many microseconds of the day have passed; `whole` where it is a day.
    [[nodiscard]] constexpr std::int64_t of_day(std::int64_t whole) const noexcept {
        if (is_day()) {
            return whole;
        }
        const std::int64_t rest = std::get<timestamp>(value_).microseconds % detail::microseconds_per_day;
        return rest < 0 ? rest + detail::microseconds_per_day : rest;
    }

    std::variant<date, timestamp> value_;
};

}  // namespace lastro::inline v0::data
