// SPDX-License-Identifier: MIT
// lastro/store/yaml.hpp
//
// What does this small YAML file say? The block style that DVC and its kind write, read strictly, and nothing more.
//
//   const store::json value = store::parse_yaml(text, "data.dvc");       // mappings, lists, texts, numbers, booleans
//   "path: " + store::yaml_scalar("a: b");                                // path: 'a: b'
//
// Read: block mappings and lists, plain, 'single' and "double" quoted scalars (also over several lines), comments, one
// "---" at the start. Plain scalars mean what they do in YAML 1.2 [1]: null, a boolean, a whole number, or a text. What
// else YAML has (flow style, block scalars, anchors, tags, several documents) and numbers in any other form are
// refused by name, not guessed at.
//
// References
//   [1] YAML Ain't Markup Language, version 1.2.2, chapters 5 to 8 and 10.2 (JSON schema), 10.3 (core schema).
#pragma once

#include <cstddef>      // ptrdiff_t, size_t
#include <cstdint>      // uint32_t
#include <string>       // string, to_string
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/utf8.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/detail/yaml_lines.hpp>
#include <lastro/store/detail/yaml_scalar.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// Reads one document; indentation is what nests.
class yaml_reader {
public:
    yaml_reader(std::string_view text, std::string_view where) : lines_(text, where) {}

    [[nodiscard]] json document() {
        if (lines_.more() && lines_.current().indent == 0 && yaml_lines::trimmed(lines_.current().text) == "---") {
            lines_.next();
        }
        if (!lines_.more()) {
            lines_.fail("a value", "the end");
        }
        json value = node(lines_.current().indent, -1, 1);
        if (lines_.more()) {
            lines_.fail("the end, or as much indentation as before", core::quoted(lines_.current().text));
        }
        return value;
    }

private:
    static constexpr int deepest = 32;

    /// The value that begins at the current line, which has that indentation; `outer` is that of what holds it.
    [[nodiscard]] json node(std::size_t indent, std::ptrdiff_t outer, int depth) {
        if (depth > deepest) {
            lines_.fail("at most " + std::to_string(deepest) + " levels of nesting", "more");
        }
        const std::string_view text = lines_.current().text;
        if (yaml_lines::is_item(text)) {
            return list(indent, depth);
        }
        if (text[0] == '"' || text[0] == '\'' || yaml_lines::key_end(text) == std::string_view::npos) {
            return lines_.scalar(text, outer);
        }
        return mapping(indent, depth);
    }

    [[nodiscard]] json list(std::size_t indent, int depth) {
        json result = json::array();
        while (lines_.more() && lines_.current().indent == indent && yaml_lines::is_item(lines_.current().text)) {
            yaml_line& line = lines_.current();
            const std::string_view rest = line.text.substr(1);
            if (yaml_lines::is_over(rest)) {
                lines_.next();
                result.push_back(below(indent, depth, false));
                continue;
            }
            const std::size_t spaces = rest.find_first_not_of(' ');
            line = {indent + 1 + spaces, rest.substr(spaces)};
            result.push_back(node(line.indent, static_cast<std::ptrdiff_t>(indent), depth + 1));
        }
        return result;
    }

    [[nodiscard]] json mapping(std::size_t indent, int depth) {
        json result = json::object();
        while (lines_.more() && lines_.current().indent == indent && !yaml_lines::is_item(lines_.current().text)) {
            const std::string_view text = lines_.current().text;
            const std::size_t colon = yaml_lines::key_end(text);
            const std::string key{colon == std::string_view::npos ? "" : yaml_lines::trimmed(text.substr(0, colon))};
            if (!is_yaml_plain(key)) {
                lines_.fail("a plain key and ':'", core::quoted(text));
            }
            if (result.contains(key)) {
                lines_.fail("keys that differ", core::quoted(key));
            }
            const std::string_view rest = text.substr(colon + 1);
            if (yaml_lines::is_over(rest)) {
                lines_.next();
                result[key] = below(indent, depth, true);
            } else {
                result[key] =
                    lines_.scalar(rest.substr(rest.find_first_not_of(" \t")), static_cast<std::ptrdiff_t>(indent));
            }
        }
        return result;
    }

    /// The value on the lines below a key or a '-' that ends its line; null where there is none. The items of a list
    /// may stand as far left as the key of the list.
    [[nodiscard]] json below(std::size_t indent, int depth, bool after_key) {
        if (!lines_.more() || lines_.current().indent < indent) {
            return nullptr;
        }
        if (lines_.current().indent > indent || (after_key && yaml_lines::is_item(lines_.current().text))) {
            return node(lines_.current().indent, static_cast<std::ptrdiff_t>(indent), depth + 1);
        }
        return nullptr;
    }

    yaml_lines lines_;
};

}  // namespace detail

/// The value that `text` spells; `where` begins every message.
///
/// @throws format_error for anything beyond the subset above, repeated keys, numbers beyond 2^53 and more than 32
///         levels included.
[[nodiscard]] inline json parse_yaml(std::string_view text, std::string_view where) {
    core::require<format_error>(core::is_utf8(text), where, "UTF-8 text", "other bytes");
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view before = rest;
        const std::uint32_t code = core::detail::take_utf8(rest);
        const bool line_or_tab = code == '\t' || code == '\n' || (code == '\r' && rest.starts_with('\n'));
        core::require<format_error>(line_or_tab || !detail::is_yaml_special(code), where,
                                    "escapes for control characters",
                                    core::quoted(before.substr(0, before.size() - rest.size())));
    }
    return detail::yaml_reader{text, where}.document();
}

/// `text` as a scalar that reads as that text: plain where YAML allows it, else in quotes, as ruamel.yaml chooses
/// them (it is what DVC writes with), and never over several lines.
///
/// @throws std::invalid_argument for text that is not UTF-8.
[[nodiscard]] inline std::string yaml_scalar(std::string_view text) { return detail::written_yaml_scalar(text); }

}  // namespace lastro::inline v0::store
