// SPDX-License-Identifier: MIT
// lastro/data/schema.hpp
//
// What must a table look like to be accepted? Its columns, their types, ranges and values; inferred, then tightened.
//
//   data::schema schema = data::infer_schema(training_rows);
//   schema.at("wind").minimum = 0.0;                       // what the user knows beyond the data
//   schema.relations.push_back({"temp_min", data::comparison::less_equal, "temp_max"});
//   data::validate(later_rows, schema).throw_if_failed();  // lastro/data/expectation.hpp
//
// Standard library only. Equal tables infer equal schemas.
#pragma once

#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t, uint8_t
#include <optional>     // optional
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/field.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/value_codes.hpp>

namespace lastro::inline v0::data {

/// How one column stands to another.
enum class comparison : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };

inline constexpr std::array<std::string_view, 6> comparison_names{"==", "!=", "<", "<=", ">", ">="};

/// "==", "!=", "<", "<=", ">" or ">=": the spelling in files and in messages.
[[nodiscard]] constexpr std::string_view name_of(comparison c) noexcept {
    return comparison_names[static_cast<std::size_t>(c)];
}

/// What holds between two columns in every row in which both have a value.
struct relation {
    std::string left;
    comparison is = comparison::equal;
    std::string right;

    friend bool operator==(const relation&, const relation&) = default;
};

/// What is expected of a table: its columns, in the order in which they were seen. The order is not checked.
struct schema {
    std::vector<field> fields;
    std::vector<relation> relations = {};

    /// The field of that name; nullptr if there is none.
    [[nodiscard]] const field* find(std::string_view name) const noexcept {
        for (const field& f : fields) {
            if (f.name == name) {
                return &f;
            }
        }
        return nullptr;
    }

    /// The field of that name. @throws schema_error if there is none.
    [[nodiscard]] const field& at(std::string_view name) const {
        const field* found = find(name);
        if (found == nullptr) {
            core::fail<schema_error>("schema: field " + core::quoted(name),
                                     "one of its " + std::to_string(fields.size()) + " fields", "none of that name");
        }
        return *found;
    }
    [[nodiscard]] field& at(std::string_view name) {
        return const_cast<field&>(static_cast<const schema&>(*this).at(name));  // *this is not const
    }

    /// The names of the fields of that role, in their order.
    [[nodiscard]] std::vector<std::string> names_of(role r) const {
        std::vector<std::string> names;
        for (const field& f : fields) {
            if (f.role == r) {
                names.push_back(f.name);
            }
        }
        return names;
    }

    /// The same schema without the fields of that role, and what is said about them: without targets it is that of a
    /// row that a model is asked about.
    [[nodiscard]] schema without(role r) const {
        schema rest;
        for (const field& f : fields) {
            if (f.role != r) {
                rest.fields.push_back(f);
            }
        }
        for (const relation& x : relations) {
            if (rest.find(x.left) != nullptr && rest.find(x.right) != nullptr) {
                rest.relations.push_back(x);
            }
        }
        return rest;
    }

    friend bool operator==(const schema&, const schema&) = default;
};

namespace detail {

/// `relation "temp_min" <= "temp_max"`, for messages.
[[nodiscard]] inline std::string described(const relation& r) {
    return "relation " + core::quoted(r.left) + ' ' + std::string{name_of(r.is)} + ' ' + core::quoted(r.right);
}

[[nodiscard]] inline std::vector<std::string> names_of_fields(const schema& s) {
    std::vector<std::string> names;
    for (const field& f : s.fields) {
        names.push_back(f.name);
    }
    return names;
}

}  // namespace detail

/// @throws schema_error (format_error for a pattern) for a name that occurs twice, a relation between columns that are
///         not there or cannot be compared, and rules that contradict each other. Messages begin with `where`.
inline void require_sound(const schema& s, std::string_view where = "schema") {
    for (const field& f : s.fields) {
        require_sound(f, where);
    }
    const std::vector<std::string> names = detail::names_of_fields(s);
    const detail::name_index index{names};
    if (const auto again = index.repeated(names)) {
        core::fail<schema_error>(where, "field names that differ", core::quoted(names[*again]) + " again");
    }
    for (const relation& r : s.relations) {
        const std::string place = std::string{where} + ": " + detail::described(r);
        const std::size_t left = index.find(names, r.left);
        const std::size_t right = index.find(names, r.right);
        core::require<schema_error>(left < names.size() && right < names.size(), place,
                                    "fields of the schema on both sides",
                                    core::quoted(left < names.size() ? r.right : r.left));
        const auto number = [](type t) { return t == type::int64 || t == type::float64; };
        const type a = s.fields[left].type;
        const type b = s.fields[right].type;
        core::require<schema_error>(a == b || (number(a) && number(b)), place, "values that can be compared",
                                    std::string{name_of(a)} + " and " + std::string{name_of(b)});
    }
}

/// How much of the data becomes a rule.
struct infer_settings {
    std::size_t most_categories = 32;  ///< A string column with more different texts gets no list of allowed ones.
    bool uniqueness = false;           ///< Whether columns in which no value occurs twice must stay so (not float64).
    bool order = false;                ///< Whether columns of numbers and days that never fall (rise) must stay so.
};

namespace detail {

/// The different texts of `view`, sorted; nothing if there are more than `most`.
[[nodiscard]] inline std::optional<std::vector<std::string>> distinct_texts(const column_view<std::string_view>& view,
                                                                            std::size_t most) {
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < view.size(); ++i) {
        if (view.is_null(i)) {
            continue;
        }
        auto at = seen.begin();  // `most` is small
        while (at != seen.end() && *at < view[i]) {
            ++at;
        }
        if (at == seen.end() || *at != view[i]) {
            if (seen.size() == most) {
                return std::nullopt;
            }
            seen.insert(at, std::string{view[i]});
        }
    }
    return seen;
}

/// Widens the range of `f` to the numbers of `view`; NaN has no place in a range.
template <class Number>
void infer_range(field& f, const column_view<Number>& view) {
    for (std::size_t i = 0; i < view.size(); ++i) {
        const auto x = static_cast<double>(view[i]);
        if (!view.is_null(i) && x == x) {
            f.minimum = f.minimum && *f.minimum <= x ? *f.minimum : x;
            f.maximum = f.maximum && *f.maximum >= x ? *f.maximum : x;
        }
    }
    for (std::optional<double>* const bound : {&f.minimum, &f.maximum}) {  // an infinite number leaves its side open
        if (*bound && !core::detail::is_finite(**bound)) {
            bound->reset();
        }
    }
}

/// How the values of `values` follow each other; `any` unless there are two different ones. NaN is passed over.
[[nodiscard]] inline monotonicity order_of(const column& values) {
    bool rises = false;
    bool falls = false;
    bool stays = false;
    values.visit([&](const auto& v) {
        std::size_t last = v.size();
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (values.is_null(i) || v[i] != v[i]) {
                continue;
            }
            if (last < i) {
                rises = rises || v[last] < v[i];
                falls = falls || v[i] < v[last];
                stays = stays || v[i] == v[last];
            }
            last = i;
        }
    });
    return rises == falls ? monotonicity::any
           : rises        ? (stays ? monotonicity::increasing : monotonicity::strictly_increasing)
                          : (stays ? monotonicity::decreasing : monotonicity::strictly_decreasing);
}

/// The rows whose value stands in an earlier one, ascending; neither what is missing nor NaN is a value.
[[nodiscard]] inline std::vector<std::uint64_t> repeated_rows(const column& values) {
    const value_ranks values_of_rows = ranks_of(values);
    std::vector<bool> seen(values_of_rows.example.size(), false);
    std::vector<std::uint64_t> rows;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values_of_rows.codes[i] >= 0) {
            const auto code = static_cast<std::size_t>(values_of_rows.codes[i]);
            if (seen[code]) {
                rows.push_back(i);
            }
            seen[code] = true;
        }
    }
    return rows;
}

}  // namespace detail

/// The schema that `rows` keep: types as they are, nullable where a row is missing, the range of every column of
/// numbers, the texts of every column with few different ones; order and uniqueness where `settings` ask for it. Dates get
/// no range: time moves on.
///
/// @throws schema_error if there are no rows to learn from.
[[nodiscard]] inline schema infer_schema(const table& rows, const infer_settings& settings = {}) {
    core::require<schema_error>(!rows.empty(), rows.source().empty() ? "infer_schema" : rows.source(),
                                "at least one row to infer a schema from", "none");
    schema result;
    for (std::size_t i = 0; i < rows.columns(); ++i) {
        const column& values = rows.column(i);
        field f{.name = rows.names()[i], .type = values.type(), .nullable = values.null_count() > 0};
        if (f.type == type::int64) {
            detail::infer_range(f, values.as<std::int64_t>());
        } else if (f.type == type::float64) {
            detail::infer_range(f, values.as<double>());
        } else if (f.type == type::string) {
            f.allowed = detail::distinct_texts(values.as<std::string_view>(), settings.most_categories)
                            .value_or(std::vector<std::string>{});
        }
        if (settings.uniqueness && f.type != type::float64) {
            f.unique = values.size() - values.null_count() > 1 && detail::repeated_rows(values).empty();
        }
        if (settings.order && f.type != type::string && f.type != type::boolean) {
            f.monotonicity = detail::order_of(values);
        }
        result.fields.push_back(std::move(f));
    }
    return result;
}

}  // namespace lastro::inline v0::data
