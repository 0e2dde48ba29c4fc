// SPDX-License-Identifier: MIT
// tests/report/markup.hpp
//
// A small strict reader of the markup that reports write: knows no library code, forgives nothing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace markup {

struct element {
    std::string name;
    std::map<std::string, std::string> attributes;
    std::vector<std::string> parents;
    std::string text;  ///< Directly inside, entities as written.
};

struct document {
    std::vector<element> elements;
    std::string problem;  ///< The first thing that is wrong; empty if nothing is.

    [[nodiscard]] std::vector<element> all(std::string_view name) const {
        std::vector<element> found;
        for (const element& e : elements) {
            if (e.name == name) {
                found.push_back(e);
            }
        }
        return found;
    }
};

namespace detail {

/// Where `text` breaks the rules for character data; npos if it does not.
inline std::size_t bad_text(std::string_view text) {
    static const std::set<std::string, std::less<>> entities = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;"};
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto code = static_cast<unsigned char>(text[i]);
        if (text[i] == '>' || text[i] == '<' || (code < 0x20 && text[i] != '\n') || code == 0x7F) {
            return i;
        }
        if (text[i] == '&') {
            const std::size_t end = text.find(';', i);
            if (end == std::string_view::npos || !entities.contains(text.substr(i, end - i + 1))) {
                return i;
            }
        }
    }
    return std::string_view::npos;
}

inline bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace detail

/// Reads `text` whole: every tag closed in order, every attribute quoted and given once, every id used once.
inline document read(std::string_view text) {
    static const std::set<std::string, std::less<>> childless = {"meta", "br", "!doctype"};
    document result;
    std::vector<std::size_t> open;
    std::set<std::string> ids;
    std::size_t i = 0;
    const auto fail = [&](const std::string& what) {
        result.problem = what + " near \"" + std::string{text.substr(i, 60)} + "\"";
        return result;
    };
    while (i < text.size()) {
        if (text[i] != '<') {
            const std::size_t end = (std::min)(text.find('<', i), text.size());
            const std::string_view words = text.substr(i, end - i);
            if (detail::bad_text(words) != std::string_view::npos) {
                return fail("unescaped text");
            }
            if (!open.empty()) {
                result.elements[open.back()].text += words;
            } else if (words.find_first_not_of('\n') != std::string_view::npos) {
                return fail("text outside of all elements");
            }
            i = end;
            continue;
        }
        if (text.substr(i, 2) == "</") {
            const std::size_t end = text.find('>', i);
            if (end == std::string_view::npos || open.empty() ||
                result.elements[open.back()].name != text.substr(i + 2, end - i - 2)) {
                return fail("a closing tag that closes nothing");
            }
            open.pop_back();
            i = end + 1;
            continue;
        }
        element e;
        std::size_t at = i + 1;
        while (at < text.size() && (detail::is_name(text[at]) || text[at] == '!')) {
            e.name += text[at++];
        }
        if (e.name == "!doctype") {
            at = text.find('>', at);
        }
        bool closed = false;
        while (at < text.size() && text[at] != '>') {
            if (text.substr(at, 2) == "/>") {
                closed = true;
                ++at;
                continue;
            }
            if (text[at] != ' ') {
                return fail("a broken tag");
            }
            std::string name;
            while (++at < text.size() && detail::is_name(text[at])) {
                name += text[at];
            }
            if (name.empty() || text.substr(at, 2) != "=\"") {
                return fail("an attribute without a quoted value");
            }
            const std::size_t end = text.find('"', at + 2);
            if (end == std::string_view::npos) {
                return fail("an attribute that does not end");
            }
            const std::string value{text.substr(at + 2, end - at - 2)};
            if (detail::bad_text(value) != std::string_view::npos || !e.attributes.emplace(name, value).second) {
                return fail("a bad value or a second attribute " + name);
            }
            if (name == "id" && (!ids.insert(value).second || value.empty() || value.find(' ') != std::string::npos)) {
                return fail("an id that is empty, has a space or was there before");
            }
            at = end + 1;
        }
        if (at >= text.size()) {
            return fail("a tag that does not end");
        }
        for (const std::size_t parent : open) {
            e.parents.push_back(result.elements[parent].name);
        }
        result.elements.push_back(e);
        i = at + 1;
        if (e.name == "style") {  // raw text up to its end tag
            const std::size_t end = text.find("</style>", i);
            result.elements.back().text = std::string{text.substr(i, end - i)};
            i = end == std::string_view::npos ? text.size() : end + 8;
        } else if (!closed && !childless.contains(e.name)) {
            open.push_back(result.elements.size() - 1);
        }
    }
    if (!open.empty()) {
        return fail("<" + result.elements[open.back()].name + "> is never closed;");
    }
    return result;
}

}  // namespace markup
