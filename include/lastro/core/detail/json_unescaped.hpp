// SPDX-License-Identifier: MIT
// lastro/core/detail/json_unescaped.hpp
//
// Which text do these characters between two quotes stand for?
#pragma once

#include <cstddef>      // size_t
#include <cstring>      // memcpy
#include <optional>     // nullopt
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/detail/utf8.hpp>
#include <lastro/core/json_text.hpp>

namespace lastro::inline v0::core::detail {

/// What characters between quotes stand for.
struct unescaped_text {
    std::string text;
    bool shortest = true;  ///< No escape was longer than it has to be, or not needed: as RFC 8785 writes.
};

/// The text; refuse(i, expected) is called, and must throw, where at place i is an escape that JSON does not have.
///
/// Precondition: no control character and no quote that is not escaped; a backslash is not the last character.
template <class Refuse>
[[nodiscard]] unescaped_text json_unescaped(std::string_view raw, const Refuse& refuse) {
    constexpr std::string_view escapes = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    unescaped_text result;
    std::string& text = result.text;
    text.resize(raw.size());  // no escape is shorter than what it stands for
    char* to = text.data();
    for (std::size_t i = 0; i < raw.size();) {
        if (raw.size() - i >= 8) {
            const std::size_t plain = plain_length(raw.data() + i);
            std::memcpy(to, raw.data() + i, 8);  // there is room: as many as are left
            to += plain;
            i += plain;
            if (plain == 8) {
                continue;
            }
        }
        if (raw[i] != '\\') {
            *to++ = raw[i++];
            continue;
        }
        const std::size_t begin = i++;
        if (const std::size_t short_form = escapes.find(raw[i]); short_form != std::string_view::npos) {
            *to++ = meanings[short_form];
            result.shortest = result.shortest && raw[i] != '/';
            ++i;
            continue;
        }
        auto code = raw[i] == 'u' ? leading_hex(raw.substr(i + 1), 4) : std::nullopt;
        if (!code) {
            refuse(begin, "an escape that JSON has");
        }
        i += 5;
        if (*code >= 0xD800 && *code <= 0xDFFF) {
            const bool more = *code < 0xDC00 && raw.substr(i).starts_with("\\u");
            const auto low = more ? leading_hex(raw.substr(i + 2), 4) : std::nullopt;
            if (!low || *low < 0xDC00 || *low > 0xDFFF) {
                refuse(begin, "a pair of surrogates");
            }
            code = 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00);
            i += 6;
        }
        std::string character;
        append_utf8(character, *code);
        const bool capital = raw[i - 1] >= 'A' && raw[i - 1] <= 'F';
        result.shortest =
            result.shortest && *code < 0x20 && !capital && short_escape(static_cast<unsigned char>(*code)) == '\0';
        std::memcpy(to, character.data(), character.size());
        to += character.size();
    }
    text.resize(static_cast<std::size_t>(to - text.data()));
    return result;
}

}  // namespace lastro::inline v0::core::detail
