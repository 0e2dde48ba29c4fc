// SPDX-License-Identifier: MIT
// lastro/data/detail/iso_moment.hpp
//
// How is the usual spelling of a moment, "2014-01-01T12:30:00", read in a few nanoseconds? Eight characters at a time.
//
// Everything else is left to `timestamp::parse`, which gives the same moments.
#pragma once

#include <cstddef>  // byte, size_t
#include <cstdint>  // int64_t, uint64_t

#include <lastro/core/bytes.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data::detail {

inline constexpr std::size_t iso_moment_size = 19;

/// Eight characters as a number, the first lowest.
[[nodiscard]] constexpr std::uint64_t eight_characters(const char (&eight)[9]) noexcept {
    std::uint64_t result = 0;
    for (unsigned i = 0; i < 8; ++i) {
        result |= std::uint64_t{static_cast<unsigned char>(eight[i])} << (8 * i);
    }
    return result;
}

/// Digits where `pattern` has '0', else the characters of `pattern`: their values, pairs of digits as one number in the
/// byte of the first. False where the text is another.
struct digit_pairs {
    bool sound;
    std::uint64_t values;

    constexpr digit_pairs(std::uint64_t text, std::uint64_t pattern) noexcept {
        constexpr std::uint64_t high = 0x8080'8080'8080'8080U;
        constexpr std::uint64_t zeros = 0x3030'3030'3030'3030U;
        const std::uint64_t other = pattern ^ zeros;  // zero where a digit belongs
        const std::uint64_t any = (other + 0x7F7F'7F7F'7F7F'7F7FU) & high;
        const std::uint64_t limit =
            0x7676'7676'7676'7676U + (any >> 7U) * 9;  // what makes more than 9, or than 0, high
        const std::uint64_t found = text ^ pattern;
        sound = ((found | (found + limit)) & high) == 0;
        values = found * 10 + (found >> 8U);
    }
    [[nodiscard]] constexpr int at(unsigned byte) const noexcept {
        return static_cast<int>((values >> (8 * byte)) & 0xFFU);
    }
};

/// The day that was read last, by its first and last eight of eleven characters: the next moment is often of the same one.
struct iso_day {
    std::uint64_t head = 0;
    std::uint64_t tail = ~std::uint64_t{0};  // no text begins like this: head and tail have characters in common
    std::int64_t seconds = 0;                ///< From 1970-01-01 to its beginning.
};

/// Reads `YYYY-MM-DD` and a `T` or a space; false where the text is another or there is no such day.
[[nodiscard]] inline bool read_iso_day(std::uint64_t head, std::uint64_t tail, iso_day& to) noexcept {
    const std::uint64_t space = tail >> 56U == ' ' ? std::uint64_t{'T' ^ ' '} << 56U : 0U;
    const digit_pairs month{head, eight_characters("0000-00-")};
    const digit_pairs day{tail, eight_characters("0-00-00T") ^ space};
    const civil_day date{.year = 100 * month.at(0) + month.at(2), .month = month.at(5), .day = day.at(5)};
    if (!month.sound || !day.sound || date.month < 1 || date.month > 12 || date.day < 1 ||
        (date.day > 28 && date.day > days_in_month(date.year, date.month))) {
        return false;
    }
    to = {.head = head, .tail = tail, .seconds = days_from_civil(date) * 86'400};
    return true;
}

/// Reads `YYYY-MM-DDThh:mm:ss`, with a `T` or a space; false where the text is another or there is no such moment.
/// Precondition: 19 characters may be read.
[[nodiscard]] inline bool read_iso_moment(const char* text, timestamp& to, iso_day& day) noexcept {
    const auto word = [text](std::size_t at) {
        return core::load_le<std::uint64_t>(reinterpret_cast<const std::byte*>(text) + at);
    };
    if ((word(0) != day.head || word(3) != day.tail) && !read_iso_day(word(0), word(3), day)) {
        return false;
    }
    const digit_pairs clock{word(11), eight_characters("00:00:00")};
    const int hour = clock.at(0);
    const int minute = clock.at(3);
    const int second = clock.at(6);
    if (!clock.sound || hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    to = {.microseconds = (day.seconds + hour * 3600 + minute * 60 + second) * 1'000'000};
    return true;
}

}  // namespace lastro::inline v0::data::detail
