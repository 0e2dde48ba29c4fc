// SPDX-License-Identifier: MIT
// lastro/data/field.hpp
//
// What is expected of one column? Type, missing rows, range, values, form, order, unit, and what it is there for.
//
//   data::field wind{.name = "wind", .type = data::type::float64, .minimum = 0.0, .unit = "m/s"};
//   wind.out_of_range = data::severity::error;                  // a warning, unless the user knows better
//   data::require_sound(wind, "agreed");                        // schema_error for what contradicts itself
//
// A plain value. Which column, and in which table, is the business of lastro/data/schema.hpp.
#pragma once

#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <optional>     // optional
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/pattern.hpp>
#include <lastro/data/time_bound.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// How bad it is that a rule is not kept.
enum class severity : std::uint8_t { warning, error };

/// What a column is there for.
enum class role : std::uint8_t {
    feature,  ///< What a model learns from.
    target,   ///< What it learns; not there yet when it is asked.
    id,       ///< Says which row this is.
    time,     ///< Says when it was.
    segment   ///< What results are told apart by.
};

/// How values follow each other from row to row, rows without a value left out.
enum class monotonicity : std::uint8_t { any, increasing, strictly_increasing, decreasing, strictly_decreasing };

inline constexpr std::array<std::string_view, 2> severity_names{"warning", "error"};
inline constexpr std::array<std::string_view, 5> role_names{"feature", "target", "id", "time", "segment"};
inline constexpr std::array<std::string_view, 5> monotonicity_names{"any", "increasing", "strictly_increasing",
                                                                    "decreasing", "strictly_decreasing"};

/// The spelling in files and in messages.
[[nodiscard]] constexpr std::string_view name_of(severity s) noexcept {
    return severity_names[static_cast<std::size_t>(s)];
}
[[nodiscard]] constexpr std::string_view name_of(role r) noexcept { return role_names[static_cast<std::size_t>(r)]; }
[[nodiscard]] constexpr std::string_view name_of(monotonicity m) noexcept {
    return monotonicity_names[static_cast<std::size_t>(m)];
}

/// What is expected of one column.
struct field {
    std::string name = {};
    data::type type = data::type::string;
    bool nullable = true;                     ///< Whether rows may be missing.
    std::optional<double> minimum = {};       ///< Smallest usual number (int64, float64); nothing: no bound.
    std::optional<double> maximum = {};       ///< Largest usual number; nothing: no bound.
    std::vector<std::string> allowed = {};    ///< The texts that may occur (string), sorted; empty: any text.
    std::optional<time_bound> earliest = {};  ///< First usual day or moment (date, timestamp); nothing: no bound.
    std::optional<time_bound> latest = {};    ///< Last usual day or moment; nothing: no bound.
    std::string pattern = {};  ///< The form of every text (string), as data::pattern reads it; empty: any.
    std::optional<double> most_missing = {};  ///< The largest share of rows that may be missing, where they may.
    bool unique = false;                      ///< Whether no value may occur twice.
    data::monotonicity monotonicity = data::monotonicity::any;
    std::string unit = {};  ///< "m/s": for people, and for comparing schemas; a table does not know its units.
    data::role role = data::role::feature;
    severity out_of_range = severity::warning;  ///< Of a number or day outside the usual range.
    severity unseen = severity::error;          ///< Of a text that is not among those allowed.

    friend bool operator==(const field&, const field&) = default;
};

/// @throws schema_error for rules that do not fit the type or each other; format_error for a pattern that is none.
///         Messages begin with `where` and the field's name.
inline void require_sound(const field& f, std::string_view where) {
    const auto place = [&](std::string_view rule) {
        return std::string{where} + ": field " + core::quoted(f.name) + ": " + std::string{rule};
    };
    const auto require = [&](bool holds, std::string_view rule, std::string_view expected, std::string_view found) {
        if (!holds) {
            core::fail<schema_error>(place(rule), expected, found);
        }
    };
    const std::string_view type = name_of(f.type);
    const bool number = f.type == data::type::int64 || f.type == data::type::float64;
    require(core::is_utf8(f.name), "name", "UTF-8 text", "other bytes");
    for (const auto* bound : {&f.minimum, &f.maximum}) {
        const std::string_view rule = bound == &f.minimum ? "minimum" : "maximum";
        require(!*bound || number, rule, "no bound for a column that is neither int64 nor float64", type);
        require(!*bound || core::detail::is_finite(**bound), rule, "a finite number or nothing",
                *bound ? core::to_text(**bound) : "");
    }
    require(!f.minimum || !f.maximum || *f.minimum <= *f.maximum, "minimum",
            f.maximum ? "at most the maximum " + core::to_text(*f.maximum) : "",
            f.minimum ? core::to_text(*f.minimum) : "");
    const bool moment = f.type == data::type::timestamp;
    require((!f.earliest && !f.latest) || f.type == data::type::date || moment, "earliest, latest",
            "no bound for a column that is no date", type);
    for (const auto* bound : {&f.earliest, &f.latest}) {
        const std::string_view rule = bound == &f.earliest ? "earliest" : "latest";
        require(!*bound || time_bound::parse((*bound)->to_string()).has_value(), rule, "a year from 0000 to 9999",
                *bound ? (*bound)->to_string() : "");
        require(!*bound || moment || (*bound)->is_day(), rule, "a day for a column of dates",
                *bound ? (*bound)->to_string() : "");
    }
    require(!f.earliest || !f.latest || f.earliest->order(*f.latest) >= 0, "earliest",
            f.latest ? "at most the latest " + f.latest->to_string() : "", f.earliest ? f.earliest->to_string() : "");
    const bool text = f.type == data::type::string;
    require(f.allowed.empty() || text, "allowed", "no list for a column that is no string", type);
    for (const std::string& a : f.allowed) {
        require(core::is_utf8(a), "allowed", "UTF-8 text", core::quoted(a));
    }
    require(f.pattern.empty() || text, "pattern", "no pattern for a column that is no string", type);
    if (!f.pattern.empty()) {
        try {
            static_cast<void>(data::pattern{f.pattern});
        } catch (const format_error& e) {
            throw format_error{place("pattern") + ": " + e.what()};
        }
    }
    require(!f.most_missing || (*f.most_missing >= 0.0 && *f.most_missing <= 1.0), "most_missing",
            "a share from 0 to 1", f.most_missing ? core::to_text(*f.most_missing) : "");
    require(!f.most_missing || f.nullable, "most_missing", "nothing where no row may be missing",
            f.most_missing ? core::to_text(*f.most_missing) : "");
    require(core::is_utf8(f.unit), "unit", "UTF-8 text", "other bytes");
}

}  // namespace lastro::inline v0::data
