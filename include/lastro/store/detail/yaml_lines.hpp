// SPDX-License-Identifier: MIT
// lastro/store/detail/yaml_lines.hpp
//
// What scalar begins here? The lines of a YAML text, a position among them, and the scalars that may go on over
// several of them.
#pragma once

#include <charconv>     // from_chars, errc
#include <cstddef>      // ptrdiff_t, size_t
#include <cstdint>      // uint32_t, uint64_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/utf8.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/detail/yaml_scalar.hpp>

namespace lastro::inline v0::store::detail {

/// A line of YAML.
struct yaml_line {
    std::size_t indent = 0;      ///< Spaces in front.
    std::string_view text = {};  ///< Without them; empty for a blank line.
};

/// The lines and a position; `scalar` reads over as many as it needs and steps past them.
class yaml_lines {
public:
    yaml_lines(std::string_view text, std::string_view where) : where_(where) {
        while (!text.empty()) {
            const std::size_t end = text.find('\n');
            std::string_view line = text.substr(0, end);
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
            line.remove_suffix(line.ends_with('\r') ? 1 : 0);
            const std::size_t first = line.find_first_not_of(' ');
            lines_.push_back(first == std::string_view::npos ? yaml_line{} : yaml_line{first, line.substr(first)});
        }
    }

    [[noreturn]] void fail(std::string_view expected, std::string_view found) const {
        core::fail<format_error>(std::string{where_} + ": line " + std::to_string(at_ + 1), expected, found);
    }

    /// Steps over blank lines and comments; true where a line is left.
    [[nodiscard]] bool more() {
        while (at_ < lines_.size() && (is_blank(lines_[at_].text) || lines_[at_].text[0] == '#')) {
            ++at_;
        }
        if (at_ < lines_.size() && lines_[at_].text[0] == '\t') {
            fail("indentation by spaces", "a tab");
        }
        return at_ < lines_.size();
    }

    /// The current line. Precondition: there is one.
    [[nodiscard]] yaml_line& current() noexcept { return lines_[at_]; }
    void next() noexcept { ++at_; }

    [[nodiscard]] static bool is_item(std::string_view text) noexcept { return text == "-" || text.starts_with("- "); }

    /// Whether nothing but a comment is left of a line.
    [[nodiscard]] static bool is_over(std::string_view rest) noexcept {
        const std::size_t first = rest.find_first_not_of(" \t");
        return first == std::string_view::npos || (rest[first] == '#' && first > 0);
    }

    /// Where the ':' after the key at the start of `text` is; npos where there is no key.
    [[nodiscard]] static std::size_t key_end(std::string_view text) noexcept {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == ':' && (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\t')) {
                return i;
            }
            if (text[i] == '#' && i > 0 && text[i - 1] == ' ') {
                break;
            }
        }
        return std::string_view::npos;
    }

    /// Without white space at the end.
    [[nodiscard]] static std::string_view trimmed(std::string_view text) noexcept {
        return text.substr(0, text.find_last_not_of(" \t") + 1);
    }

    /// The scalar that begins with `rest`, the end of the current line; goes on on lines further in than `outer`.
    [[nodiscard]] json scalar(std::string_view rest, std::ptrdiff_t outer) {
        if (rest[0] == '\'' || rest[0] == '"') {
            return json(quoted(rest, outer));
        }
        std::string text;
        for (;;) {
            const std::size_t comment = comment_start(rest);
            const std::string_view piece = trimmed(rest.substr(0, comment));
            if (text.empty() && (is_yaml_indicator(piece[0]) || is_item(piece) || piece == "?" || piece == ":" ||
                                 piece.starts_with("---") || piece.starts_with("...") || piece.starts_with("? ") ||
                                 piece.starts_with(": "))) {
                fail("a plain or quoted scalar", core::quoted(piece));
            }
            if (key_end(piece) != std::string_view::npos) {
                fail("quotes around a text that holds ': '", core::quoted(piece));
            }
            text.append(text.empty() ? "" : " ").append(piece);
            if (comment != std::string_view::npos || !continues(outer) || lines_[at_ + 1].text[0] == '#') {
                break;
            }
            rest = lines_[++at_].text;
        }
        return typed(text);
    }

private:
    [[nodiscard]] static bool is_blank(std::string_view text) noexcept {
        return text.find_first_not_of(" \t") == std::string_view::npos;
    }

    [[nodiscard]] bool continues(std::ptrdiff_t outer) const noexcept {
        return at_ + 1 < lines_.size() && !is_blank(lines_[at_ + 1].text) && lines_[at_ + 1].text[0] != '\t' &&
               static_cast<std::ptrdiff_t>(lines_[at_ + 1].indent) > outer;
    }

    [[nodiscard]] static std::size_t comment_start(std::string_view text) noexcept {
        for (std::size_t i = 1; i < text.size(); ++i) {
            if (text[i] == '#' && (text[i - 1] == ' ' || text[i - 1] == '\t')) {
                return i;
            }
        }
        return std::string_view::npos;
    }

    /// What a plain scalar means. Ends the line.
    [[nodiscard]] json typed(const std::string& text) {
        json value = text;
        if (is_yaml_null(text)) {
            value = nullptr;
        } else if (is_yaml_boolean(text)) {
            value = text[0] == 't' || text[0] == 'T';
        } else if (yaml_means_no_text(text)) {
            std::uint64_t number = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            if (error != std::errc{} || end != text.data() + text.size() || (text.size() > 1 && text[0] == '0') ||
                number > std::uint64_t{1} << 53U) {
                fail("a whole number from 0 to 2^53, or quotes around a text", core::quoted(text));
            }
            value = number;
        }
        ++at_;
        return value;
    }

    /// A quoted scalar. Ends its last line. A line break inside is a space, and a blank line is a line break.
    [[nodiscard]] std::string quoted(std::string_view rest, std::ptrdiff_t outer) {
        const char quote = rest[0];
        rest.remove_prefix(1);
        std::string text;
        std::size_t kept = 0;  // characters up to the last escape: not trimmed at the end of a line
        for (;;) {
            if (rest.empty()) {
                fold(text, kept, outer);
                rest = lines_[at_].text;
            } else if (rest[0] == quote) {
                rest.remove_prefix(1);
                if (quote == '"' || !rest.starts_with('\'')) {
                    break;
                }
                text += '\'';
                rest.remove_prefix(1);
            } else if (rest[0] == '\\' && quote == '"') {
                rest.remove_prefix(1);
                if (rest.empty()) {  // the break of the line is escaped: nothing stands for it
                    if (!continues(outer)) {
                        fail("a quote that closes this text", "the end of it");
                    }
                    rest = lines_[++at_].text;
                } else {
                    append_escaped(text, rest);
                }
                kept = text.size();
            } else {
                text += rest[0];
                rest.remove_prefix(1);
            }
        }
        if (!is_over(rest)) {
            fail("the end of the line after a quoted text", core::quoted(rest));
        }
        ++at_;
        return text;
    }

    void fold(std::string& text, std::size_t kept, std::ptrdiff_t outer) {
        while (text.size() > kept && (text.back() == ' ' || text.back() == '\t')) {
            text.pop_back();
        }
        std::size_t blank = 0;
        while (at_ + 1 < lines_.size() && is_blank(lines_[at_ + 1].text)) {
            ++at_;
            ++blank;
        }
        if (!continues(outer)) {
            fail("a quote that closes this text", "the end of it");
        }
        ++at_;
        text += blank == 0 ? std::string{" "} : std::string(blank, '\n');
    }

    void append_escaped(std::string& text, std::string_view& rest) const {
        constexpr std::string_view letters = "0abt\tnvfre \"/\\N_LP";
        constexpr std::string_view meanings{"\0\a\b\t\t\n\v\f\r\x1B \"/\\", 14};
        const char letter = rest[0];
        const std::size_t known = letters.find(letter);
        const std::size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
        constexpr std::uint32_t none = 0xFFFFFFFF;
        const std::uint32_t code =
            digits == 0 ? none : core::detail::leading_hex(rest.substr(1), digits).value_or(none);
        if (known < meanings.size()) {
            text += meanings[known];
        } else if (known != std::string_view::npos) {
            core::detail::append_utf8(text, letter == 'N'   ? 0x85
                                            : letter == '_' ? 0xA0
                                            : letter == 'L' ? 0x2028
                                                            : 0x2029);
        } else if (code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF)) {
            core::detail::append_utf8(text, code);
        } else {
            fail("an escape that YAML has", core::quoted(rest.substr(0, 1 + digits)));
        }
        rest.remove_prefix(1 + digits);
    }

    std::string_view where_;
    std::vector<yaml_line> lines_;
    std::size_t at_ = 0;
};

}  // namespace lastro::inline v0::store::detail
