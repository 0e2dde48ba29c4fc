// SPDX-License-Identifier: MIT
// lastro/report/escape.hpp
//
// How does text from elsewhere get into a page without becoming part of the page?
//
//   report::html_text("<b>wind");       // "&lt;b&gt;wind": in elements and in quoted attributes
//   report::markdown_code("a|b");       // a cell of a table, whatever the name holds
//   report::html_id("wind speed");      // "wind.20speed": one id per name, and no name without one
//
// Column names, table names and categories come from files of strangers. Every function takes any bytes at all and
// returns well-formed UTF-8. Pure functions.
//
// References
//   [1] WHATWG, HTML Living Standard, section 13.1 (writing documents) and 13.2.3.5 (preprocessing the input stream).
//   [2] GitHub Flavored Markdown, sections 4.10 (tables), 6.2 (entities) and 6.3 (code spans).
//   [3] Unicode Technical Report 36, section 3 (bidirectional controls that make text read as what it is not).
#pragma once

#include <algorithm>    // any_of
#include <cstddef>      // size_t
#include <string>       // string, to_string
#include <string_view>  // string_view

#include <lastro/core/text.hpp>

namespace lastro::inline v0::report {

namespace detail {

inline constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// The UTF-8 character at the start of a non-empty `text`; empty if there is none.
[[nodiscard]] inline std::string_view first_character(std::string_view text) noexcept {
    constexpr std::size_t longest = 4;
    for (std::size_t length = 1; length <= longest && length <= text.size(); ++length) {
        if (core::is_utf8(text.substr(0, length))) {
            return text.substr(0, length);
        }
    }
    return {};
}

/// True for what has no shape of its own or reorders its neighbours [3]: C0, DEL, C1, U+202A-202E, U+2066-2069.
[[nodiscard]] inline bool is_control(std::string_view character) noexcept {
    if (character.size() == 1) {
        const auto code = static_cast<unsigned char>(character[0]);
        return code < 0x20 || code == 0x7F;
    }
    return (character >= "\xC2\x80" && character <= "\xC2\x9F") ||
           (character >= "\xE2\x80\xAA" && character <= "\xE2\x80\xAE") ||
           (character >= "\xE2\x81\xA6" && character <= "\xE2\x81\xA9");
}

[[nodiscard]] constexpr bool is_letter_or_digit(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// True for ASCII that means nothing to a Markdown parser in the middle of a line.
[[nodiscard]] constexpr bool is_harmless(char c) noexcept {
    return is_letter_or_digit(c) || c == ' ' || c == '-' || c == ',' || c == '(' || c == ')';
}

/// What could mean something to a Markdown parser, as numeric entities [2].
[[nodiscard]] inline std::string entities(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x80 || is_harmless(c)) {
            result += c;
        } else {
            result += "&#" + std::to_string(code) + ";";
        }
    }
    return result;
}

}  // namespace detail

/// `text` as well-formed UTF-8 on one line: tabs and line ends are spaces, and every other control character, every
/// control of writing direction and every byte that is not UTF-8 is U+FFFD, the replacement character.
[[nodiscard]] inline std::string readable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const std::string_view character = detail::first_character(text);
        if (character == "\t" || character == "\n" || character == "\r") {
            result += ' ';
        } else if (character.empty() || detail::is_control(character)) {
            result += detail::replacement;
        } else {
            result += character;
        }
        text.remove_prefix(character.empty() ? 1 : character.size());
    }
    return result;
}

/// `readable(text)`, cut to at most `longest` characters of which the last is then an ellipsis. Precondition: longest >
/// 0.
[[nodiscard]] inline std::string shortened(std::string_view text, std::size_t longest) {
    const std::string whole = readable(text);
    std::size_t end = 0;
    std::size_t last = 0;
    for (std::size_t seen = 0; end < whole.size(); ++seen) {
        if (seen == longest) {
            return whole.substr(0, last) + "\xE2\x80\xA6";
        }
        last = end;
        end += detail::first_character(std::string_view{whole}.substr(end)).size();
    }
    return whole;
}

/// `readable(text)` for the inside of an HTML element or of a quoted attribute.
[[nodiscard]] inline std::string html_text(std::string_view text) {
    std::string result;
    for (const char c : readable(text)) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\'':
                result += "&#39;";
                break;
            default:
                result += c;
        }
    }
    return result;
}

/// An HTML id for `name`: letters, digits, '_' and '-' as they are, every other byte as '.' and two hexadecimal digits,
/// and "." for the empty name. Different names have different ids, and none holds a space or a ':'.
[[nodiscard]] inline std::string html_id(std::string_view name) {
    constexpr std::string_view hex = "0123456789abcdef";
    std::string id;
    for (const char c : name) {
        if (detail::is_letter_or_digit(c) || c == '_' || c == '-') {
            id += c;
        } else {
            const auto code = static_cast<unsigned char>(c);
            id += {'.', hex[code >> 4U], hex[code & 15U]};
        }
    }
    return id.empty() ? "." : id;
}

/// `readable(text)` as words within a line of Markdown: nothing in it is markup, a table's border or a link.
[[nodiscard]] inline std::string markdown_text(std::string_view text) { return detail::entities(readable(text)); }

/// The same as a line of its own: what would begin a list, a heading, a rule or code begins a paragraph.
[[nodiscard]] inline std::string markdown_paragraph(std::string_view text) {
    const std::string line = markdown_text(text);
    const bool letter = line.empty() || line.front() == '&' || static_cast<unsigned char>(line.front()) >= 0x80 ||
                        (detail::is_letter_or_digit(line.front()) && !(line.front() >= '0' && line.front() <= '9'));
    return letter ? line : "&#" + std::to_string(static_cast<int>(line.front())) + ";" + line.substr(1);
}

/// `readable(text)` as code in a Markdown table's cell. A code span where that is safe; where `text` holds what would
/// end the span or the cell, an HTML element with entities, which looks the same to the reader.
[[nodiscard]] inline std::string markdown_code(std::string_view text) {
    const std::string line = readable(text);
    const bool unsafe = line.empty() || line.front() == ' ' || line.back() == ' ' ||
                        std::any_of(line.begin(), line.end(), [](char c) { return c == '|' || c == '`' || c == '\\'; });
    return unsafe ? "<code>" + detail::entities(line) + "</code>" : "`" + line + "`";
}

}  // namespace lastro::inline v0::report
