// SPDX-License-Identifier: MIT
// lastro/store/detail/yaml_scalar.hpp
//
// Does this plain scalar mean a text, and how is a text written so that it does? What YAML's reader and writer share.
#pragma once

#include <algorithm>    // find
#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // uint32_t
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/utf8.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::store::detail {

/// Characters that begin something other than a plain scalar.
[[nodiscard]] inline bool is_yaml_indicator(char c) noexcept {
    return std::string_view{"#,[]{}&*!|>'\"%@`"}.find(c) != std::string_view::npos;
}

[[nodiscard]] inline bool is_yaml_null(std::string_view text) noexcept {
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

[[nodiscard]] inline bool is_yaml_boolean(std::string_view text) noexcept {
    return text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" || text == "FALSE";
}

/// Takes characters from the front of a text, for the patterns below.
struct yaml_pattern {
    std::string_view rest;

    /// Takes as many characters of `set` as there are, at most `most`; how many.
    std::size_t take(std::string_view set, std::size_t most = std::string_view::npos) noexcept {
        std::size_t count = 0;
        while (count < most && count < rest.size() && set.find(rest[count]) != std::string_view::npos) {
            ++count;
        }
        rest.remove_prefix(count);
        return count;
    }
    bool word(std::string_view text) noexcept {
        const bool found = rest.starts_with(text);
        rest.remove_prefix(found ? text.size() : 0);
        return found;
    }
};

inline constexpr std::string_view yaml_digits = "0123456789";

/// A whole number in any notation of YAML 1.1 or 1.2: 12, -1_000, 0b11, 017, 0o17, 0xFF.
[[nodiscard]] inline bool is_yaml_integer(std::string_view text) noexcept {
    yaml_pattern at{text};
    at.take("+-", 1);
    if (at.rest.empty() || (at.rest.size() == text.size() && yaml_digits.find(text[0]) == std::string_view::npos)) {
        return false;
    }
    if (at.word("0b")) {
        return at.take("01_") > 0 && at.rest.empty();
    }
    if (at.word("0o")) {
        return at.take("01234567_") > 0 && at.rest.empty();
    }
    if (at.word("0x")) {
        return at.take("0123456789abcdefABCDEF_") > 0 && at.rest.empty();
    }
    return at.take("0123456789_") > 0 && at.rest.empty();
}

/// A number with a point or an exponent, an infinity or a NaN.
[[nodiscard]] inline bool is_yaml_float(std::string_view text) noexcept {
    if (text == ".nan" || text == ".NaN" || text == ".NAN") {
        return true;
    }
    yaml_pattern at{text};
    at.take("+-", 1);
    if (at.rest == ".inf" || at.rest == ".Inf" || at.rest == ".INF") {
        return true;
    }
    const bool whole = !at.rest.empty() && yaml_digits.find(at.rest[0]) != std::string_view::npos;
    at.take(whole ? "0123456789_" : "");
    const bool point = at.word(".");
    const std::size_t fraction = point ? at.take("0123456789_") : 0;
    if ((!whole && fraction == 0) || (at.rest.empty() && !point)) {
        return false;
    }
    if (at.take("eE", 1) == 0) {
        return at.rest.empty();
    }
    const bool sign = at.take("+-", 1) > 0;
    return at.take(yaml_digits) > 0 && at.rest.empty() && (whole || sign);
}

/// A day, or a day and a time of it.
[[nodiscard]] inline bool is_yaml_timestamp(std::string_view text) noexcept {
    yaml_pattern at{text};
    if (at.take(yaml_digits, 4) != 4 || !at.word("-")) {
        return false;
    }
    const std::size_t month = at.take(yaml_digits, 2);
    if (month == 0 || !at.word("-")) {
        return false;
    }
    const std::size_t day = at.take(yaml_digits, 2);
    if (at.rest.empty()) {
        return month == 2 && day == 2;
    }
    if (day == 0 || (at.take("Tt", 1) == 0 && at.take(" \t") == 0)) {
        return false;
    }
    if (at.take(yaml_digits, 2) == 0 || !at.word(":") || at.take(yaml_digits, 2) != 2 || !at.word(":") ||
        at.take(yaml_digits, 2) != 2) {
        return false;
    }
    if (at.word(".")) {
        at.take(yaml_digits);
    }
    at.take(" \t");
    if (at.word("Z") || at.rest.empty()) {
        return at.rest.empty() && !text.ends_with(' ') && !text.ends_with('\t');
    }
    if (at.take("+-", 1) == 0 || at.take(yaml_digits, 2) == 0) {
        return false;
    }
    return at.rest.empty() || (at.word(":") && at.take(yaml_digits, 2) == 2 && at.rest.empty());
}

/// True where a plain scalar of that spelling is, for some reader, something other than a text.
[[nodiscard]] inline bool yaml_means_no_text(std::string_view text) noexcept {
    return is_yaml_null(text) || is_yaml_boolean(text) || is_yaml_integer(text) || is_yaml_float(text) ||
           is_yaml_timestamp(text) || text == "=" || text == "<<";
}

/// Characters that only a double-quoted scalar can hold: controls, line breaks, and the byte order mark.
[[nodiscard]] inline bool is_yaml_special(std::uint32_t code) noexcept {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 || code == 0xFEFF ||
           code == 0xFFFE || code == 0xFFFF;
}

/// True where `text`, which has no special characters, can stand without quotes in block style.
[[nodiscard]] inline bool is_yaml_plain(std::string_view text) noexcept {
    if (yaml_means_no_text(text) || is_yaml_indicator(text[0]) || text.starts_with(' ') || text.ends_with(' ') ||
        text.starts_with("---") || text.starts_with("...")) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool space_after = i + 1 == text.size() || text[i + 1] == ' ';
        if ((text[i] == ':' && space_after) || (text[i] == '#' && i > 0 && text[i - 1] == ' ') ||
            (i == 0 && (text[i] == '-' || text[i] == '?') && space_after)) {
            return false;
        }
    }
    return true;
}

[[nodiscard]] inline std::string written_yaml_scalar(std::string_view text) {
    core::require<std::invalid_argument>(core::is_utf8(text), "store::yaml_scalar", "UTF-8 text", core::quoted(text));
    bool special = false;
    for (std::string_view rest = text; !rest.empty();) {
        special = is_yaml_special(core::detail::take_utf8(rest)) || special;
    }
    if (!special && is_yaml_plain(text)) {
        return std::string{text};
    }
    if (!special && text.find('\'') == std::string_view::npos) {
        return '\'' + std::string{text} + '\'';
    }
    constexpr std::string_view letters = "0abtnvfre\"\\N_LP";
    constexpr std::array<std::uint32_t, 15> meanings{0,  7,   8,    9,    10,   11,     12,    13,
                                                     27, '"', '\\', 0x85, 0xA0, 0x2028, 0x2029};
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string result = "\"";
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view before = rest;
        const std::uint32_t code = core::detail::take_utf8(rest);
        const auto* const known = std::find(meanings.begin(), meanings.end(), code);
        if (known != meanings.end() && code != 0xA0) {
            result += '\\';
            result += letters[static_cast<std::size_t>(known - meanings.begin())];
        } else if (is_yaml_special(code)) {
            result += code <= 0xFF ? "\\x" : "\\u";
            for (unsigned shift = code <= 0xFF ? 8 : 16; shift > 0;) {
                shift -= 4;
                result += hex[code >> shift & 15U];
            }
        } else {
            result += before.substr(0, before.size() - rest.size());
        }
    }
    return result + '"';
}

}  // namespace lastro::inline v0::store::detail
