// SPDX-License-Identifier: MIT
// lastro/core/detail/utf8.hpp
//
// Which character does an escape stand for, and which number has this character?
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint32_t
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/text.hpp>

namespace lastro::inline v0::core::detail {

/// Appends the character of that number. Precondition: at most 0x10FFFF and no surrogate.
inline void append_utf8(std::string& text, std::uint32_t code) {
    const auto byte = [&](std::uint32_t bits) { text += static_cast<char>(static_cast<unsigned char>(bits)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | code >> 6U);
        byte(0x80 | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12U);
        byte(0x80 | (code >> 6U & 0x3FU));
        byte(0x80 | (code & 0x3FU));
    } else {
        byte(0xF0 | code >> 18U);
        byte(0x80 | (code >> 12U & 0x3FU));
        byte(0x80 | (code >> 6U & 0x3FU));
        byte(0x80 | (code & 0x3FU));
    }
}

/// The number of the first character, which is removed from `text`. Precondition: not empty, and UTF-8.
[[nodiscard]] inline std::uint32_t take_utf8(std::string_view& text) noexcept {
    const std::size_t length = utf8_length(text);
    const auto first = static_cast<unsigned char>(text[0]);
    std::uint32_t code = length < 2 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    text.remove_prefix(length == 0 ? 1 : length);
    return code;
}

/// The number that exactly `count` hexadecimal digits at the start of `text` spell, in either case.
[[nodiscard]] inline std::optional<std::uint32_t> leading_hex(std::string_view text, std::size_t count) noexcept {
    if (text.size() < count) {
        return std::nullopt;
    }
    std::uint32_t value = 0;
    for (const char c : text.substr(0, count)) {
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) {
            return std::nullopt;
        }
        value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return value;
}

}  // namespace lastro::inline v0::core::detail
