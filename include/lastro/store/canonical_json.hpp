// SPDX-License-Identifier: MIT
// lastro/store/canonical_json.hpp
//
// How is a record written so that equal records are equal bytes? As canonical JSON (RFC 8785).
//
//   const store::json card = store::parse_json(text, "card.json");  // strict: repeated keys, NaN, depth are errors
//   store::canonical_json(card);                                    // {"a":1,"b":[true,null]}: no space, keys sorted
//   store::parse_canonical_json(bytes, "objects/ab/cdef");          // a format_error unless it is exactly that form
//
// Numbers are doubles, as everywhere in JSON: an integer beyond 2^53 has to be written as text. Pure functions.
//
// References
//   [1] RFC 8785, JSON Canonicalization Scheme (JCS).
//   [2] RFC 7493, The I-JSON Message Format: no repeated keys, no lone surrogates, numbers within double.
#pragma once

#include <algorithm>    // adjacent_find, sort
#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <limits>       // numeric_limits
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move, pair
#include <vector>       // vector

#include <nlohmann/json.hpp>  // json

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/core/json_text.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_form.hpp>

namespace lastro::inline v0::store {

/// A JSON value in memory.
using json = nlohmann::json;

/// Integers up to this size are exact in a double, and therefore in JSON.
inline constexpr std::int64_t largest_json_integer = std::int64_t{1} << 53;

using core::append_json_string;

namespace detail {

/// `a` before `b` where strings are compared by UTF-16 code units [1, 3.2.3].
[[nodiscard]] inline bool utf16_less(std::string_view a, std::string_view b) noexcept {
    const std::size_t common = (std::min)(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i) {
        if (a[i] != b[i]) {
            return utf16_rank(static_cast<unsigned char>(a[i])) < utf16_rank(static_cast<unsigned char>(b[i]));
        }
    }
    return a.size() < b.size();
}

inline void append_canonical(std::string& out, const json& value) {
    switch (value.type()) {
        case json::value_t::null:
            out += "null";
            return;
        case json::value_t::boolean:
            out += value.get<bool>() ? "true" : "false";
            return;
        case json::value_t::number_integer: {
            const auto number = value.get<std::int64_t>();
            core::require<std::invalid_argument>(number >= -largest_json_integer && number <= largest_json_integer,
                                                 "store::canonical_json", "integers up to 2^53, others as text",
                                                 number);
            out += std::to_string(number);
            return;
        }
        case json::value_t::number_unsigned: {
            const auto number = value.get<std::uint64_t>();
            core::require<std::invalid_argument>(number <= static_cast<std::uint64_t>(largest_json_integer),
                                                 "store::canonical_json", "integers up to 2^53, others as text",
                                                 number);
            out += std::to_string(number);
            return;
        }
        case json::value_t::number_float:
            out += core::jcs_number(value.get<double>());
            return;
        case json::value_t::string:
            return append_json_string(out, value.get_ref<const std::string&>());
        case json::value_t::array: {
            out += '[';
            bool first = true;
            for (const json& element : value) {
                out += first ? "" : ",";
                first = false;
                append_canonical(out, element);
            }
            out += ']';
            return;
        }
        case json::value_t::object: {
            const auto& all = value.get_ref<const json::object_t&>();
            out += '{';
            const auto member = [&out](std::string_view key, const json& what) {
                out += out.back() == '{' ? "" : ",";
                append_json_string(out, key);
                out += ':';
                append_canonical(out, what);
            };
            const auto out_of_order = std::adjacent_find(
                all.begin(), all.end(), [](const auto& a, const auto& b) { return !utf16_less(a.first, b.first); });
            if (out_of_order == all.end()) {  // the order of UTF-8 nearly always is that of UTF-16
                for (const auto& [key, what] : all) {
                    member(key, what);
                }
            } else {
                std::vector<std::pair<std::string_view, const json*>> members;
                members.reserve(all.size());
                for (const auto& [key, what] : all) {
                    members.emplace_back(key, &what);
                }
                std::sort(members.begin(), members.end(),
                          [](const auto& a, const auto& b) { return utf16_less(a.first, b.first); });
                for (const auto& [key, what] : members) {
                    member(key, *what);
                }
            }
            out += '}';
            return;
        }
        case json::value_t::binary:
        case json::value_t::discarded:
            break;
    }
    core::fail<std::invalid_argument>("store::canonical_json", "a value that JSON has", value.type_name());
}

[[nodiscard]] inline json read_number(core::json_cursor& at) {
    const std::string_view token = at.number();
    if (token.find_first_of(".eE") == std::string_view::npos) {
        const auto whole = core::parse_int64(token);
        if (whole && *whole >= -largest_json_integer && *whole <= largest_json_integer) {
            return *whole >= 0 ? json(static_cast<std::uint64_t>(*whole)) : json(*whole);
        }
    }
    const auto value = core::parse_double(token);
    if (!value) {
        at.fail("after " + core::quoted(token) + " no number beyond the range of double");
    }
    return json(*value);
}

[[nodiscard]] inline json read_value(core::json_cursor& at) {
    switch (at.peek()) {
        case '{': {
            json result = json::object();
            at.object([&](std::string_view key) {
                auto& members = result.get_ref<json::object_t&>();
                const std::size_t before = members.size();
                const auto place = members.emplace_hint(members.end(), key, nullptr);  // keys mostly ascend
                if (members.size() == before) {
                    at.fail("every key once, not " + core::quoted(key) + " again");
                }
                place->second = read_value(at);
            });
            return result;
        }
        case '[': {
            json result = json::array();
            at.array([&] { result.push_back(read_value(at)); });
            return result;
        }
        case '"':
            return json(at.string());
        default:
            break;
    }
    if (at.literal("null")) {
        return json(nullptr);
    }
    const bool yes = at.literal("true");
    return yes || at.literal("false") ? json(yes) : read_number(at);
}

}  // namespace detail

/// The one text of a value that RFC 8785 [1] allows.
///
/// @throws std::invalid_argument for what JSON cannot say: NaN, infinities, text that is not UTF-8, and integers
///         beyond 2^53, which other readers would round. Minus zero is written as 0.
[[nodiscard]] inline std::string canonical_json(const json& value) {
    std::string text;
    detail::append_canonical(text, value);
    return text;
}

/// The value that `text` spells, read strictly [2]; `where` begins every message.
///
/// Integers beyond 2^53 become doubles, as RFC 8785 reads them.
/// @throws format_error for anything that is not one JSON value: repeated keys, lone surrogates, numbers beyond the
///         range of double and more than 127 levels included.
[[nodiscard]] inline json parse_json(std::string_view text, std::string_view where) {
    core::require<format_error>(core::is_utf8(text), where, "UTF-8 text", "other bytes");
    core::json_cursor at{text, where};
    json value = detail::read_value(at);
    at.finish();
    return value;
}

/// As `parse_json`, for text that must be in canonical form: a reader of records has one spelling to expect.
///
/// @throws format_error also where the text spells a value in any other way than `canonical_json` does.
[[nodiscard]] inline json parse_canonical_json(std::string_view text, std::string_view where) {
    if (!is_canonical_json(text)) {
        static_cast<void>(parse_json(text, where));  // says what is wrong where it is no JSON at all
        core::fail<format_error>(where, "canonical JSON (RFC 8785)", "another spelling of the same value");
    }
    core::json_cursor at{text, where};
    return detail::read_value(at);
}

}  // namespace lastro::inline v0::store
