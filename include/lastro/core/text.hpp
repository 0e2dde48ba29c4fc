// SPDX-License-Identifier: MIT
// lastro/core/text.hpp
//
// How do numbers become text and text become numbers, the same under every locale?
//
//   core::to_text(0.1);              // "0.1": the fewest digits that read back as the same double
//   core::parse_double("1e-3");      // 0.001; nothing for "1,5", "1 ", "nan" or ""
//   core::significant(8.123e-85, 2); // "8.1e-85", for tables
//
// Pure functions; the C and C++ locales are never consulted.
//
// References
//   [1] RFC 8785, JSON Canonicalization Scheme, section 3.2.2.3 (numbers).
//   [2] ECMA-262, Number::toString, radix 10.
//   [3] RFC 3629, UTF-8, section 4 (syntax of byte sequences).
#pragma once

#include <array>        // array
#include <bit>          // bit_cast
#include <charconv>     // chars_format, from_chars (of integers), to_chars, errc
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <cstring>      // memcpy
#include <optional>     // nullopt, optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/detail/decimal_number.hpp>

namespace lastro::inline v0::core {

namespace detail {

// By bits, for <cmath> would add a quarter to what every header costs to include, and flags can switch off x != x.
inline constexpr std::uint64_t infinity_bits = 0x7FF0'0000'0000'0000;
[[nodiscard]] inline bool has_sign(double x) noexcept { return std::bit_cast<std::uint64_t>(x) >> 63U != 0; }
[[nodiscard]] inline double magnitude(double x) noexcept { return has_sign(x) ? -x : x; }
[[nodiscard]] inline bool is_nan(double x) noexcept {
    return (std::bit_cast<std::uint64_t>(x) & INT64_MAX) > infinity_bits;
}
[[nodiscard]] inline bool is_finite(double x) noexcept {
    return (std::bit_cast<std::uint64_t>(x) & INT64_MAX) < infinity_bits;
}

/// A positive number as decimal digits: 0.d1d2d3... * 10^point.
struct decimal {
    std::string digits;
    int point;
};

/// Takes "d.ddde[+-]XX", as to_chars writes it, apart.
[[nodiscard]] inline decimal taken_apart(std::string_view scientific) {
    const std::size_t e = scientific.find('e');
    std::string digits{scientific.substr(0, 1)};
    if (e > 2) {
        digits += scientific.substr(2, e - 2);
    }
    int exponent = 0;
    for (const char c : scientific.substr(e + 2)) {
        exponent = exponent * 10 + (c - '0');
    }
    return {.digits = digits, .point = (scientific[e + 1] == '-' ? -exponent : exponent) + 1};
}

/// "d.ddde+N", the exponent with its sign where `plus` asks for it and without leading zeros.
[[nodiscard]] inline std::string with_exponent(const decimal& number, bool plus) {
    std::string text = number.digits.substr(0, 1);
    if (number.digits.size() > 1) {
        text += '.' + number.digits.substr(1);
    }
    text += 'e';
    if (plus && number.point > 0) {
        text += '+';
    }
    return text + std::to_string(number.point - 1);
}

/// "ddd", "ddd000", "dd.ddd" or "0.000ddd".
[[nodiscard]] inline std::string without_exponent(const decimal& number) {
    const auto count = static_cast<int>(number.digits.size());
    if (number.point <= 0) {
        return "0." + std::string(static_cast<std::size_t>(-number.point), '0') + number.digits;
    }
    if (number.point >= count) {
        return number.digits + std::string(static_cast<std::size_t>(number.point - count), '0');
    }
    const auto whole = static_cast<std::size_t>(number.point);
    return number.digits.substr(0, whole) + '.' + number.digits.substr(whole);
}

/// The layout of ECMAScript [2] for a positive finite number.
[[nodiscard]] inline std::string shortest_positive(double x) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::scientific).ptr;
    const decimal number = taken_apart({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
    return number.point > -6 && number.point <= 21 ? without_exponent(number) : with_exponent(number, true);
}

/// How many bytes the well-formed UTF-8 character at the start of `text` has [3]; 0 if there is none.
[[nodiscard]] inline std::size_t utf8_length(std::string_view text) noexcept {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto within = [&](std::size_t i, unsigned low, unsigned high) { return at(i) >= low && at(i) <= high; };
    const unsigned first = at(0);
    if (first < 0x80) {
        return text.empty() ? 0 : 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return within(1, 0x80, 0xBF) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool second = within(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        return second && within(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool second = within(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        return second && within(2, 0x80, 0xBF) && within(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

/// True where the character at the start of `text` moves a cursor, ends a line or reverses the direction of reading:
/// U+0000 to U+001F, U+007F to U+009F, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069.
[[nodiscard]] inline bool is_control(std::string_view text) noexcept {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto third = [&](unsigned low, unsigned high) { return at(2) >= low && at(2) <= high; };
    if (at(0) == 0xE2) {
        return (at(1) == 0x80 && (third(0x8E, 0x8F) || third(0xA8, 0xAE))) || (at(1) == 0x81 && third(0xA6, 0xA9));
    }
    return at(0) < 0x20 || at(0) == 0x7F || (at(0) == 0xC2 && at(1) < 0xA0);
}

}  // namespace detail

/// The number as RFC 8785 [1] writes it; minus zero is "0".
///
/// @throws std::invalid_argument for NaN and infinities, which JSON cannot express.
[[nodiscard]] inline std::string jcs_number(double x) {
    if (!detail::is_finite(x)) {
        throw std::invalid_argument{"core::jcs_number: expected a finite number, found " +
                                    std::string{detail::is_nan(x) ? "nan"
                                                : x > 0.0         ? "inf"
                                                                  : "-inf"}};
    }
    if (x == 0.0) {
        return "0";
    }
    std::string text = detail::shortest_positive(detail::magnitude(x));
    if (x < 0.0) {
        text.insert(text.begin(), '-');  // not "-" + text: g++ 12 warns of an overlap there that does not exist
    }
    return text;
}

/// The fewest digits that read back as the same double, laid out as in `jcs_number`.
/// Every value has a text: "nan", "inf", "-inf", and "-0" keeps its sign.
[[nodiscard]] inline std::string to_text(double x) {
    if (detail::is_nan(x)) {
        return "nan";
    }
    if (!detail::is_finite(x)) {
        return x > 0.0 ? "inf" : "-inf";
    }
    return x == 0.0 && detail::has_sign(x) ? "-0" : jcs_number(x);
}

/// The double nearest to the decimal number that `text` spells; nothing unless all of it is such a number.
///
/// Form: [-] digits [. digits] [e [+-] digits], where one side of the point may be empty. No plus sign in front, no
/// spaces, no hexadecimal, no "nan" or "inf". A number too large for a double is nothing, one too small is zero.
[[nodiscard]] inline std::optional<double> parse_double(std::string_view text) { return detail::nearest_double(text); }

/// The integer that `text` spells; nothing unless all of it is [-] digits and within 64 bits.
[[nodiscard]] inline std::optional<std::int64_t> parse_int64(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// `x` for a table: `digits` significant digits, trailing zeros kept, as in "0.4360", "17.25" or "8.123e-85".
///
/// Once rounded, from 0.0001 up to 1e9 without an exponent; whole digits are never rounded away (123456.7 is "123457").
/// @throws std::invalid_argument unless 1 <= digits <= 17.
[[nodiscard]] inline std::string significant(double x, int digits = 4) {
    if (digits < 1 || digits > 17) {
        throw std::invalid_argument{"core::significant: digits: expected 1 to 17, found " + std::to_string(digits)};
    }
    if (!detail::is_finite(x) || x == 0.0) {
        return x == 0.0 ? "0" : to_text(x);
    }
    const std::string sign = x < 0.0 ? "-" : "";
    std::array<char, 64> buffer{};
    char* const begin = buffer.data();
    const auto written = [&](const char* end) {
        return std::string_view{begin, static_cast<std::size_t>(end - begin)};
    };
    const auto number = detail::taken_apart(written(
        std::to_chars(begin, begin + buffer.size(), detail::magnitude(x), std::chars_format::scientific, digits - 1)
            .ptr));
    if (number.point < -3 || number.point > 9) {
        return sign + detail::with_exponent(number, false);
    }
    if (number.point > digits) {
        return sign +
               std::string{written(
                   std::to_chars(begin, begin + buffer.size(), detail::magnitude(x), std::chars_format::fixed, 0).ptr)};
    }
    return sign + detail::without_exponent(number);
}

/// A count for people: 1461 is "1,461".
[[nodiscard]] inline std::string grouped(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t i = text.size(); i > 3; i -= 3) {
        text.insert(i - 3, 1, ',');
    }
    return text;
}

/// True where all of `text` is well-formed UTF-8 [3]: nothing overlong, no surrogates, nothing above U+10FFFF.
[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
    std::size_t i = 0;
    for (std::uint64_t words[4]; text.size() - i >= sizeof words; i += sizeof words) {  // 32 ASCII characters at once
        std::memcpy(words, text.data() + i, sizeof words);
        if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080U) != 0) {
            break;
        }
    }
    while (i < text.size()) {
        std::uint64_t eight = 0;
        if (text.size() - i >= sizeof eight) {
            std::memcpy(&eight, text.data() + i, sizeof eight);
            if ((eight & 0x8080808080808080U) == 0) {  // eight ASCII characters at once
                i += sizeof eight;
                continue;
            }
        }
        const std::size_t length = detail::utf8_length(text.substr(i));
        if (length == 0) {
            return false;
        }
        i += length;
    }
    return true;
}

/// Foreign text made safe for a message or a log line: quoted, with \" and \\, and \xNN for characters that move the
/// cursor or the direction of reading and for bytes that are not UTF-8. Longer than 60 bytes, it is cut between
/// characters and ends in `"...`.
[[nodiscard]] inline std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 60;
    constexpr std::string_view hex = "0123456789abcdef";
    std::string result = "\"";
    std::size_t i = 0;
    while (i < text.size()) {
        const std::size_t length = detail::utf8_length(text.substr(i));
        if (i + (length == 0 ? 1 : length) > longest) {
            break;
        }
        if (text[i] == '"' || text[i] == '\\') {
            result += '\\';
            result += text[i++];
        } else if (length == 0 || detail::is_control(text.substr(i))) {
            for (const std::size_t end = i + (length == 0 ? 1 : length); i < end; ++i) {
                const auto value = static_cast<unsigned char>(text[i]);
                result += {'\\', 'x', hex[value >> 4U], hex[value & 15U]};
            }
        } else {
            result += text.substr(i, length);
            i += length;
        }
    }
    return result + (i < text.size() ? "\"..." : "\"");
}

}  // namespace lastro::inline v0::core
