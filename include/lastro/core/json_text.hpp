// SPDX-License-Identifier: MIT
// lastro/core/json_text.hpp
//
// How is a text written in JSON, when there is one way only?
//
//   std::string out = "{\"name\":";
//   core::append_json_string(out, "rain\n");                    // "rain\n" in quotes, the line end as \n
//
// Numbers are core::jcs_number (lastro/core/text.hpp).
//
// References
//   [1] RFC 8785, JSON Canonicalization Scheme (JCS), 3.2.2.2.
#pragma once

#include <bit>          // countr_zero, endian
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <cstring>      // memcpy
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::core {

namespace detail {

/// How many of eight characters stand before the first quote, backslash or control character; 8 where there is none.
/// (A byte is below n where subtracting n borrows into a high bit that was not set; what borrows first is the first.)
[[nodiscard]] inline std::size_t plain_length(const char* from) noexcept {
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
    std::uint64_t eight = 0;
    std::memcpy(&eight, from, sizeof eight);
    if constexpr (std::endian::native == std::endian::big) {
        eight = reversed(eight);
    }
    const std::uint64_t quote = eight ^ ones * '"';
    const std::uint64_t backslash = eight ^ ones * '\\';
    const std::uint64_t found =
        ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((eight - ones * 0x20) & ~eight);
    return static_cast<std::size_t>(std::countr_zero(found & ones * 0x80)) / 8;
}

/// The same for all of a text, or for a little less: what is left then begins with one of these, or is shorter than eight.
[[nodiscard]] inline std::size_t plain_length(std::string_view text) noexcept {
    std::size_t length = 0;
    while (text.size() - length >= 8) {
        const std::size_t more = plain_length(text.data() + length);
        length += more;
        if (more < 8) {
            break;
        }
    }
    return length;
}

/// The letter that RFC 8785 [1] has for a control character, "b" of "\b"; '\0' where it has none.
[[nodiscard]] constexpr char short_escape(unsigned char control) noexcept {
    return control == '\b'   ? 'b'
           : control == '\t' ? 't'
           : control == '\n' ? 'n'
           : control == '\f' ? 'f'
           : control == '\r' ? 'r'
                             : '\0';
}

}  // namespace detail

/// Appends `text` in quotes, escaped as RFC 8785 [1] says: what has to be, in the shortest way.
///
/// @throws std::invalid_argument unless it is UTF-8.
inline void append_json_string(std::string& out, std::string_view text) {
    if (!is_utf8(text)) {
        fail<std::invalid_argument>("core::append_json_string", "UTF-8 text", quoted(text));
    }
    constexpr std::string_view digits = "0123456789abcdef";
    char piece[256];  // copied eight by eight and appended when it is full
    std::size_t size = 0;
    piece[size++] = '"';
    for (std::size_t i = 0; i < text.size();) {
        if (sizeof piece - size < 16) {  // eight, and six of an escape
            out.append(piece, size);
            size = 0;
        }
        if (text.size() - i >= 8) {
            std::memcpy(piece + size, text.data() + i, 8);
            const std::size_t plain = detail::plain_length(text.data() + i);
            size += plain;
            i += plain;
            if (plain == 8) {
                continue;
            }
        }
        const char c = text[i++];
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && c != '"' && c != '\\') {
            piece[size++] = c;
            continue;
        }
        piece[size++] = '\\';
        const char letter = byte >= 0x20 ? c : detail::short_escape(byte);
        if (letter != '\0') {
            piece[size++] = letter;
        } else {
            for (const char x : {'u', '0', '0', digits[byte >> 4U], digits[byte & 15U]}) {
                piece[size++] = x;
            }
        }
    }
    out.append(piece, size);
    out += '"';
}

}  // namespace lastro::inline v0::core
