// SPDX-License-Identifier: MIT
// lastro/core/base64.hpp
//
// How do bytes travel inside a text? As base64 (RFC 4648), with padding.
//
//   core::to_base64(core::as_bytes("hi!"));      // "aGkh"
//   core::from_base64("aGkh");                   // the three bytes; nothing for any other spelling of them
//
// References
//   [1] RFC 4648, The Base16, Base32, and Base64 Data Encodings, sections 3.5 and 4.
#pragma once

#include <cstddef>      // byte, size_t
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>

namespace lastro::inline v0::core {

namespace detail {

inline constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What a digit stands for; 64 for any other character.
[[nodiscard]] constexpr unsigned base64_value(char c) noexcept {
    return c >= 'A' && c <= 'Z'   ? static_cast<unsigned>(c - 'A')
           : c >= 'a' && c <= 'z' ? static_cast<unsigned>(c - 'a') + 26
           : c >= '0' && c <= '9' ? static_cast<unsigned>(c - '0') + 52
           : c == '+'             ? 62U
           : c == '/'             ? 63U
                                  : 64U;
}

}  // namespace detail

/// Four characters for every three bytes, `=` where fewer are left.
[[nodiscard]] inline std::string to_base64(byte_span bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (; !bytes.empty(); bytes = bytes.subspan(bytes.size() < 3 ? bytes.size() : 3)) {
        const auto at = [&](std::size_t i) { return i < bytes.size() ? std::to_integer<unsigned>(bytes[i]) : 0U; };
        const unsigned three = at(0) << 16U | at(1) << 8U | at(2);
        text += detail::base64_digits[three >> 18U];
        text += detail::base64_digits[three >> 12U & 63U];
        text += bytes.size() > 1 ? detail::base64_digits[three >> 6U & 63U] : '=';
        text += bytes.size() > 2 ? detail::base64_digits[three & 63U] : '=';
    }
    return text;
}

/// The bytes that `text` spells; nothing unless it is what `to_base64` writes for them: no white space, no missing
/// padding, and zeros in the bits that carry nothing [1, 3.5].
[[nodiscard]] inline std::optional<std::vector<std::byte>> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const std::size_t missing = i + 4 == text.size() ? padding : 0;
        unsigned three = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const unsigned value = k < 4 - missing ? detail::base64_value(text[i + k]) : 0;
            if (value > 63) {
                return std::nullopt;
            }
            three = three << 6U | value;
        }
        if ((three & ((1U << 8 * missing) - 1)) != 0) {
            return std::nullopt;
        }
        for (std::size_t k = 0; k < 3 - missing; ++k) {
            bytes.push_back(static_cast<std::byte>(three >> (16 - 8 * k)));
        }
    }
    return bytes;
}

}  // namespace lastro::inline v0::core
