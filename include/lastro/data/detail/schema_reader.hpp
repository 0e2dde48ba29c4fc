// SPDX-License-Identifier: MIT
// lastro/data/detail/schema_reader.hpp
//
// Which schema does this JSON spell? Strictly: known keys only, each once, of the version that this library knows.
#pragma once

#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // uint32_t, uint64_t
#include <optional>     // optional
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/field.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/time_bound.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// The version of the format that is written, and the newest one that is read.
inline constexpr std::uint64_t schema_version = 1;

namespace detail {

inline constexpr std::string_view schema_format = "lastro.schema";

/// The texts in order, each once.
[[nodiscard]] inline std::vector<std::string> sorted_texts(std::vector<std::string> texts) {
    core::stable_sort(std::span<std::string>{texts}, [](const auto& a, const auto& b) { return a < b; });
    std::vector<std::string> once;
    for (std::string& text : texts) {
        if (once.empty() || once.back() != text) {
            once.push_back(std::move(text));
        }
    }
    return once;
}

/// Reads what `append_json` wrote, and what people made of it.
class schema_reader {
public:
    schema_reader(std::string_view text, std::string_view where) : text_(text), where_(where), at_(text, where) {}

    [[nodiscard]] schema read() {
        require_version();
        schema result;
        keyed(std::array<std::string_view, 4>{"fields", "format", "relations", "version"}, 0b1011U,
              [&](std::size_t key) {
                  if (key == 0) {
                      at_.array([&] { result.fields.push_back(one_field()); });
                  } else if (key == 2) {
                      at_.array([&] { result.relations.push_back(one_relation()); });
                  } else {
                      at_.skip_value();
                  }
              });
        at_.finish();
        require_sound(result, where_);
        return result;
    }

private:
    /// Before all else: a newer file is told to be one, whatever it says.
    void require_version() const {
        core::json_cursor at{text_, where_};
        std::optional<std::string> format;
        std::optional<std::uint64_t> version;
        at.object([&](std::string_view key) {
            if (key == "format" && at.peek() == '"') {
                format = at.string();
            } else if (key == "version") {
                version = at.unsigned_integer();
            } else {
                at.skip_value();
            }
        });
        core::require<format_error>(format == schema_format, std::string{where_} + ": \"format\"",
                                    core::quoted(schema_format), format ? core::quoted(*format) : "none");
        core::require<format_error>(version.has_value(), std::string{where_} + ": \"version\"", "a whole number",
                                    "none");
        core::require<format_error>(
            *version <= schema_version, std::string{where_} + ": \"version\"",
            "at most " + std::to_string(schema_version) + ", the newest that this program reads",
            std::to_string(*version) + ", written by a newer one");
        core::require<format_error>(*version > 0, std::string{where_} + ": \"version\"", "at least 1", *version);
    }

    /// An object with these keys only, each at most once, and those in `must` at least once.
    template <std::size_t N, class Read>
    void keyed(const std::array<std::string_view, N>& names, std::uint32_t must, const Read& read) {
        std::uint32_t seen = 0;
        at_.object([&](std::string_view key) {
            std::size_t i = 0;
            while (i < N && names[i] != key) {
                ++i;
            }
            if (i == N || (seen >> i & 1U) != 0) {
                at_.fail(i == N ? "before this a key that a schema has, not " + core::quoted(key)
                                : "before this every key once, not " + core::quoted(key) + " again");
            }
            seen |= std::uint32_t{1} << i;
            read(i);
        });
        for (std::size_t i = 0; i < N; ++i) {
            if ((must >> i & 1U) != 0 && (seen >> i & 1U) == 0) {
                at_.fail("before this the key " + core::quoted(names[i]));
            }
        }
    }

    template <std::size_t N>
    [[nodiscard]] std::size_t one_of(const std::array<std::string_view, N>& names) {
        const std::string name = at_.string();
        std::string expected = "before this one of ";
        for (std::size_t i = 0; i < N; ++i) {
            if (names[i] == name) {
                return i;
            }
            expected += (i > 0 ? ", " : "") + core::quoted(names[i]);
        }
        at_.fail(expected);
    }

    [[nodiscard]] bool boolean() {
        const bool yes = at_.literal("true");
        if (!yes && !at_.literal("false")) {
            at_.fail("true or false");
        }
        return yes;
    }
    [[nodiscard]] double number() {
        if (const char c = at_.peek(); c != '-' && (c < '0' || c > '9')) {
            at_.fail("a number");
        }
        const std::optional<double> value = core::parse_double(at_.number());
        if (!value) {
            at_.fail("before this no number beyond the range of double");
        }
        return *value;
    }
    [[nodiscard]] time_bound time() {
        const std::optional<time_bound> value = time_bound::parse(at_.string());
        if (!value) {
            at_.fail("before this a date (YYYY-MM-DD) or timestamp (YYYY-MM-DDThh:mm:ssZ)");
        }
        return *value;
    }
    [[nodiscard]] std::vector<std::string> texts() {
        std::vector<std::string> list;
        at_.array([&] { list.push_back(at_.string()); });
        std::vector<std::string> sorted = sorted_texts(list);
        if (sorted.empty() || sorted.size() < list.size()) {
            at_.fail(sorted.empty() ? "before this at least one text" : "before this every text once");
        }
        return sorted;
    }

    [[nodiscard]] field one_field() {
        field f;
        keyed(std::array<std::string_view, 16>{"allowed", "earliest", "latest", "maximum", "minimum", "monotonicity",
                                               "most_missing", "name", "nullable", "out_of_range", "pattern", "role",
                                               "type", "unique", "unit", "unseen"},
              1U << 7U | 1U << 8U | 1U << 12U, [&](std::size_t key) {
                  switch (key) {
                      case 0:
                          f.allowed = texts();
                          break;
                      case 1:
                          f.earliest = time();
                          break;
                      case 2:
                          f.latest = time();
                          break;
                      case 3:
                          f.maximum = number();
                          break;
                      case 4:
                          f.minimum = number();
                          break;
                      case 5:
                          f.monotonicity = static_cast<monotonicity>(one_of(monotonicity_names));
                          break;
                      case 6:
                          f.most_missing = number();
                          break;
                      case 7:
                          f.name = at_.string();
                          break;
                      case 8:
                          f.nullable = boolean();
                          break;
                      case 9:
                          f.out_of_range = static_cast<severity>(one_of(severity_names));
                          break;
                      case 10:
                          f.pattern = at_.string();
                          break;
                      case 11:
                          f.role = static_cast<role>(one_of(role_names));
                          break;
                      case 12:
                          f.type = one_type();
                          break;
                      case 13:
                          f.unique = boolean();
                          break;
                      case 14:
                          f.unit = at_.string();
                          break;
                      default:
                          f.unseen = static_cast<severity>(one_of(severity_names));
                  }
              });
        return f;
    }

    [[nodiscard]] type one_type() {
        std::array<std::string_view, all_types.size()> names;
        for (std::size_t i = 0; i < names.size(); ++i) {
            names[i] = name_of(all_types[i]);
        }
        return all_types[one_of(names)];
    }

    [[nodiscard]] relation one_relation() {
        relation r;
        keyed(std::array<std::string_view, 3>{"is", "left", "right"}, 0b111U, [&](std::size_t key) {
            if (key == 0) {
                r.is = static_cast<comparison>(one_of(comparison_names));
            } else {
                (key == 1 ? r.left : r.right) = at_.string();
            }
        });
        return r;
    }

    std::string_view text_;
    std::string_view where_;
    core::json_cursor at_;
};

}  // namespace detail

}  // namespace lastro::inline v0::data
