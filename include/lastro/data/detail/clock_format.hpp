// SPDX-License-Identifier: MIT
// lastro/data/detail/clock_format.hpp
//
// How is a day or a moment read that is not written as ISO 8601? By a format.
//
//   parse_date("31.12.2013", "%d.%m.%Y");
//   parse_timestamp("12/31/13 11:59 PM", "%m/%d/%y %I:%M %p");
//
//   %Y   four digits                    %H %I  hour of 24, hour of 12 with %p (AM, PM)
//   %y   two; 69 to 99 are of the last century, as POSIX has it
//   %m   one or two digits              %M %S  minute, second: one or two digits
//   %d   one or two digits              %f     fraction of a second, to microseconds
//   %b   Jan ... Dec                    %z     Z, +hh:mm, +hhmm or +hh; without it the clock is UTC's
//
// Other characters stand for themselves.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int32_t
#include <optional>     // nullopt, optional
#include <stdexcept>    // invalid_argument
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data::detail {

/// What `text` says by `format`; nothing if it does not follow it, or there is no such day or time.
[[nodiscard]] inline std::optional<clock_reading> read_clock(std::string_view text, std::string_view format) noexcept {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    clock_reading r;
    bool ok = true;
    int half = -1;  // 0 before noon, 1 after it
    const auto number = [&text, &ok](std::size_t least, std::size_t most) {
        std::size_t count = 0;
        while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') {
            ++count;
        }
        const int value = digits_value(text.substr(0, count));
        text.remove_prefix(count);
        ok = ok && count >= least;
        return value;
    };
    for (std::size_t i = 0; ok && i < format.size(); ++i) {
        if (format[i] != '%') {
            ok = text.starts_with(format[i]);
            text.remove_prefix(ok ? 1 : 0);
            continue;
        }
        switch (format[++i]) {
            case 'Y':
                r.day.year = number(4, 4);
                break;
            case 'y':
                r.day.year = number(2, 2);
                r.day.year += r.day.year < 69 ? 2000 : 1900;
                break;
            case 'm':
                r.day.month = number(1, 2);
                break;
            case 'd':
                r.day.day = number(1, 2);
                break;
            case 'b': {
                const std::size_t at = months.find(text.substr(0, 3));
                ok = text.size() >= 3 && at % 3 == 0;
                r.day.month = static_cast<int>(at / 3) + 1;
                text.remove_prefix(ok ? 3 : 0);
                break;
            }
            case 'H':
                r.hour = number(1, 2);
                break;
            case 'I':
                r.hour = number(1, 2);
                ok = ok && r.hour >= 1 && r.hour <= 12;
                r.hour %= 12;
                break;
            case 'p':
                half = text.starts_with("AM") ? 0 : text.starts_with("PM") ? 1 : -1;
                ok = half >= 0;
                text.remove_prefix(ok ? 2 : 0);
                break;
            case 'M':
                r.minute = number(1, 2);
                break;
            case 'S':
                r.second = number(1, 2);
                break;
            case 'f':
                ok = take_fraction(text, r);
                break;
            default:
                ok = take_offset(text, r);
                break;
        }
    }
    r.hour += half == 1 ? 12 : 0;
    return ok && text.empty() && r.exists() ? std::optional{r} : std::nullopt;
}

[[nodiscard]] inline std::optional<date> parse_date(std::string_view text, std::string_view format) noexcept {
    const auto r = read_clock(text, format);
    return r ? std::optional{date{static_cast<std::int32_t>(days_from_civil(r->day))}} : std::nullopt;
}

[[nodiscard]] inline std::optional<timestamp> parse_timestamp(std::string_view text, std::string_view format) noexcept {
    const auto r = read_clock(text, format);
    return r ? std::optional{r->moment()} : std::nullopt;
}

/// How many conversions of `format` are one of `which`; all of them, if that is empty.
[[nodiscard]] inline std::size_t conversions(std::string_view format, std::string_view which = {}) noexcept {
    std::size_t count = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] == '%') {
            const char c = ++i < format.size() ? format[i] : '%';
            count += which.empty() || which.find(c) != std::string_view::npos ? 1U : 0U;
        }
    }
    return count;
}

/// @throws std::invalid_argument unless `format` is one of dates.
inline void require_date_format(std::string_view format) {
    const auto once = [format](std::string_view which) { return conversions(format, which) == 1; };
    core::require<std::invalid_argument>(once("Yy") && once("mb") && once("d") && conversions(format) == 3,
                                         "csv: date format", "one of %Y and %y, one of %m and %b, and %d, each once",
                                         core::quoted(format));
}

/// @throws std::invalid_argument unless `format` is one of timestamps.
inline void require_timestamp_format(std::string_view format) {
    const auto count = [format](std::string_view which) { return conversions(format, which); };
    const bool day = count("Yy") == 1 && count("mb") == 1 && count("d") == 1;
    const bool hour = count("HI") == 1 && count("p") == count("I");
    const bool rest = count("M") <= 1 && count("S") <= count("M") && count("f") <= count("S") && count("z") <= 1;
    core::require<std::invalid_argument>(
        day && hour && rest && count("") == count("YymbdHIpMSfz"), "csv: timestamp format",
        "a day as in a date format, %H or %I with %p, then at most once each %M, %S, %f, %z", core::quoted(format));
}

}  // namespace lastro::inline v0::data::detail
