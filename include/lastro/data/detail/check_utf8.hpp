// SPDX-License-Identifier: MIT
// lastro/data/detail/check_utf8.hpp
//
// On which line of a text, and with which byte, does it stop being UTF-8?
//
//   check_utf8(text, "weather.csv");      // format_error: weather.csv:2:3: expected UTF-8 text, found the byte \xa0 at ...
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <string>       // string, to_string
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::data::detail {

/// @throws format_error where `text`, which begins on line `line` at byte `offset` of `source`, is not UTF-8.
inline void check_utf8(std::string_view text, std::string_view source, std::uint64_t line = 1,
                       std::uint64_t offset = 0) {
    if (core::is_utf8(text)) {
        return;
    }
    std::size_t line_start = 0;
    std::size_t i = 0;
    for (std::size_t length = 1; i < text.size(); i += length) {
        for (length = 1; length <= 4 && !core::is_utf8(text.substr(i, length)); ++length) {
        }
        if (length > 4) {
            break;
        }
        if (text[i] == '\n' || (text[i] == '\r' && text.substr(i + 1, 1) != "\n")) {
            ++line;
            line_start = i + 1;
        }
    }
    const std::string byte{text[i]};
    const std::string shown = core::quoted(byte);  // "\xA0"
    core::fail<format_error>(
        std::string{source} + ':' + std::to_string(line) + ':' + std::to_string(i - line_start + 1), "UTF-8 text",
        "the byte " + shown.substr(1, shown.size() - 2) + " at offset " + std::to_string(offset + i));
}

}  // namespace lastro::inline v0::data::detail
