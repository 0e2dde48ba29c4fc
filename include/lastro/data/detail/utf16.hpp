// SPDX-License-Identifier: MIT
// lastro/data/detail/utf16.hpp
//
// What does a text in UTF-16 say? Spreadsheets write such files, with a byte order mark that tells which half comes first.
//
// References
//   [1] The Unicode Standard, section 3.9 (UTF-16), and RFC 2781, section 4.3 (byte order mark).
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint32_t
#include <string>       // string, to_string
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>

namespace lastro::inline v0::data::detail {

/// True if the text begins with the byte order mark of UTF-16.
[[nodiscard]] inline bool is_utf16(std::string_view text) noexcept {
    return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

/// The same text in UTF-8, without the mark [1]. @throws format_error for half a character.
[[nodiscard]] inline std::string utf8_of_utf16(std::string_view text, std::string_view source) {
    const std::size_t low = text[0] == '\xFF' ? 0 : 1;
    const auto unit = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + low])) |
               static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + 1 - low])) << 8U;
    };
    const auto refuse = [&](std::size_t at, const char* found) {
        core::fail<format_error>(source, "UTF-16 text", std::string{found} + " at offset " + std::to_string(at));
    };
    std::string result;
    result.reserve(text.size() / 2);
    for (std::size_t at = 2; at < text.size(); at += 2) {
        if (at + 1 == text.size()) {
            refuse(at, "half a character");
        }
        std::uint32_t c = unit(at);
        if (c >= 0xD800 && c < 0xE000) {  // one of a pair
            const bool pair = c < 0xDC00 && at + 3 < text.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000;
            if (!pair) {
                refuse(at, "a surrogate without its other half");
            }
            at += 2;
            c = 0x10000 + ((c - 0xD800) << 10U) + (unit(at) - 0xDC00);
        }
        const auto byte = [&](std::uint32_t bits) { result += static_cast<char>(static_cast<unsigned char>(bits)); };
        if (c < 0x80) {
            byte(c);
            continue;
        }
        if (c < 0x800) {
            byte(0xC0U | c >> 6U);
        } else {
            if (c < 0x10000) {
                byte(0xE0U | c >> 12U);
            } else {
                byte(0xF0U | c >> 18U);
                byte(0x80U | ((c >> 12U) & 0x3FU));
            }
            byte(0x80U | ((c >> 6U) & 0x3FU));
        }
        byte(0x80U | (c & 0x3FU));
    }
    return result;
}

}  // namespace lastro::inline v0::data::detail
