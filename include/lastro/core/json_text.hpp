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

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <cstring>      // memcpy
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::core {

namespace detail {

/// True where none of eight bytes is a quote, a backslash or a control character; may be false where all are plain,
/// which only costs time. (A byte is zero where subtracting 1 borrows into a high bit that was not set.)
[[nodiscard]] inline bool is_plain(const char* from) noexcept {
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
    std::uint64_t eight = 0;
    std::memcpy(&eight, from, sizeof eight);
    const std::uint64_t quote = eight ^ ones * '"';
    const std::uint64_t backslash = eight ^ ones * '\\';
    const std::uint64_t found =
        ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((eight - ones * 0x20) & ~eight);
    return (found & ones * 0x80) == 0;
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
    out += '"';
    std::size_t plain = 0;  // where the characters begin that are still to be copied as they are
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.size() - i >= 8 && detail::is_plain(text.data() + i)) {
            i += 7;
            continue;
        }
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        out.append(text, plain, i - plain);
        plain = i + 1;
        out += '\\';
        if (byte >= 0x20) {
            out += c;
        } else if (c == '\b' || c == '\t' || c == '\n' || c == '\f' || c == '\r') {
            out += c == '\b' ? 'b' : c == '\t' ? 't' : c == '\n' ? 'n' : c == '\f' ? 'f' : 'r';
        } else {
            out += "u00";
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    out.append(text, plain, text.size() - plain);
    out += '"';
}

}  // namespace lastro::inline v0::core
