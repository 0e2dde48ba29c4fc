// SPDX-License-Identifier: MIT
// lastro/core/clock.hpp
//
// What time is it, for people and for records? (Never for anything that is hashed.)
//
//   const std::int64_t now = core::unix_milliseconds();     // a setting of whoever wants to write it down
//   core::iso8601(now);                                     // "2026-11-23T13:00:00.000Z"
//   const double begin = core::steady_seconds(); work(); report(core::steady_seconds() - begin);
//
// POSIX clocks; no state. Functions that record a time take it as a value, so tests and replays can inject one.
//
// References
//   [1] ISO 8601-1:2019, calendar dates and times in UTC; POSIX "seconds since the Epoch" (no leap seconds).
//   [2] H. Hinnant, chrono-Compatible Low-Level Date Algorithms, civil_from_days.
#pragma once

#include <time.h>  // clock_gettime (POSIX)

#include <cstddef>    // size_t
#include <cstdint>    // int64_t
#include <stdexcept>  // out_of_range
#include <string>     // string

#include <lastro/core/contract.hpp>

namespace lastro::inline v0::core {

/// Milliseconds since 1970-01-01T00:00:00Z, by the machine's clock.
[[nodiscard]] inline std::int64_t unix_milliseconds() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + static_cast<std::int64_t>(now.tv_nsec) / 1'000'000;
}

/// Seconds on a clock that never jumps; only differences mean something.
[[nodiscard]] inline double steady_seconds() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// The moment as "YYYY-MM-DDThh:mm:ss.mmmZ" [1].
///
/// @throws std::out_of_range outside the years 0000 to 9999.
[[nodiscard]] inline std::string iso8601(std::int64_t unix_milliseconds) {
    constexpr std::int64_t day = 86'400'000;
    constexpr std::int64_t first = -62'167'219'200'000;  // 0000-01-01
    constexpr std::int64_t last = 253'402'300'799'999;   // 9999-12-31T23:59:59.999
    require<std::out_of_range>(unix_milliseconds >= first && unix_milliseconds <= last, "core::iso8601",
                               "a time in the years 0 to 9999", unix_milliseconds);
    const std::int64_t days = (unix_milliseconds - first) / day;  // since 0000-01-01, never negative
    const std::int64_t within = (unix_milliseconds - first) % day;

    // Days are counted from 0000-03-01 of the era before, so that the leap day is the last of its year [2].
    const std::int64_t shifted = days + 146'097 - 60;
    const std::int64_t era = shifted / 146'097;
    const std::int64_t day_of_era = shifted % 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    const std::int64_t year = (era - 1) * 400 + year_of_era + (month <= 2 ? 1 : 0);

    const auto padded = [](std::int64_t value, std::size_t width) {
        const std::string digits = std::to_string(value);
        return std::string(width - digits.size(), '0') + digits;
    };
    return padded(year, 4) + '-' + padded(month, 2) + '-' +
           padded(day_of_year - (153 * month_from_march + 2) / 5 + 1, 2) + 'T' + padded(within / 3'600'000, 2) + ':' +
           padded(within / 60'000 % 60, 2) + ':' + padded(within / 1000 % 60, 2) + '.' + padded(within % 1000, 3) + 'Z';
}

}  // namespace lastro::inline v0::core
