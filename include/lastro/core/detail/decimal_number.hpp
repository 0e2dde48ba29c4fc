// SPDX-License-Identifier: MIT
// lastro/core/detail/decimal_number.hpp
//
// Which double is nearest to a decimal number, under every locale and with every standard library?
//
// std::from_chars knows, where the standard library has it for double (libstdc++ since 11, libc++ since 20). Elsewhere
// strtod_l does, with the locale "C" given by hand. Both round to nearest, ties to even.
#pragma once

#include <locale.h>  // LC_ALL_MASK, locale_t, newlocale (POSIX)
#include <stdlib.h>  // strtod_l
#ifdef __APPLE__
#include <xlocale.h>  // strtod_l
#endif

#include <charconv>     // from_chars, and __cpp_lib_to_chars, errc
#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view

namespace lastro::inline v0::core::detail {

/// True where all of `text` is [-] digits [. digits] [e [+-] digits]; one side of the point may be empty.
[[nodiscard]] inline bool is_decimal_number(std::string_view text) noexcept {
    const auto digits = [&] {
        std::size_t count = 0;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++count) {
            text.remove_prefix(1);
        }
        return count;
    };
    const auto skip = [&](std::string_view one_of) {
        const bool found = !text.empty() && one_of.find(text.front()) != std::string_view::npos;
        text.remove_prefix(found ? 1 : 0);
        return found;
    };
    skip("-");
    std::size_t count = digits();
    if (skip(".")) {
        count += digits();
    }
    if (count == 0) {
        return false;
    }
    if (skip("eE")) {
        skip("+-");
        if (digits() == 0) {
            return false;
        }
    }
    return text.empty();
}

/// True where `text`, a decimal number out of the range of double, lies below that range and not above it.
[[nodiscard]] inline bool is_tiny(std::string_view text) noexcept {
    std::int64_t point = 0;  // the number is 0.d1d2... * 10^point with d1 not zero
    bool dot = false;
    bool digit = false;
    std::size_t i = 0;
    for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
        if (text[i] == '.') {
            dot = true;
        } else if (text[i] != '-') {
            digit = digit || text[i] != '0';
            point += dot ? (digit ? 0 : -1) : (digit ? 1 : 0);
        }
    }
    if (i == text.size()) {
        return point <= 0;
    }
    const bool negative = text[i + 1] == '-';
    std::int64_t exponent = 0;
    for (const char c : text.substr(i + 1)) {
        if (c >= '0' && c <= '9' && exponent < 1'000'000'000'000'000) {
            exponent = exponent * 10 + (c - '0');
        }
    }
    return point + (negative ? -exponent : exponent) <= 0;
}

/// The nearest double by strtod_l; nothing for what is no decimal number or too large. Compiled everywhere, so that the
/// tests compare it with std::from_chars where there is one.
[[nodiscard]] inline std::optional<double> nearest_by_strtod(std::string_view text) {
    static const ::locale_t c_locale = ::newlocale(LC_ALL_MASK, "C", nullptr);
    if (!is_decimal_number(text)) {
        return std::nullopt;
    }
    const std::string terminated{text};
    const double value = ::strtod_l(terminated.c_str(), nullptr, c_locale);
    const bool finite = value >= -1.7976931348623157e308 && value <= 1.7976931348623157e308;
    return finite ? std::optional{value} : std::nullopt;
}

#ifdef __cpp_lib_to_chars

/// The nearest double; zero with its sign where the number is too small, nothing where it is no decimal number or too
/// large.
[[nodiscard]] inline std::optional<double> nearest_double(std::string_view text) {
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    if (text.size() == sign || ((text[sign] < '0' || text[sign] > '9') && text[sign] != '.')) {
        return std::nullopt;  // from_chars would read "nan" and "inf"
    }
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || error == std::errc::invalid_argument) {
        return std::nullopt;
    }
    if (error == std::errc::result_out_of_range) {
        return is_tiny(text) ? std::optional{sign == 1 ? -0.0 : 0.0} : std::nullopt;
    }
    return value;
}

#else

[[nodiscard]] inline std::optional<double> nearest_double(std::string_view text) { return nearest_by_strtod(text); }

#endif

}  // namespace lastro::inline v0::core::detail
