// SPDX-License-Identifier: MIT
// lastro/data/schema.hpp
//
// What must a table look like to be accepted? Its columns, their types, ranges and values; inferred, then tightened.
//
//   data::schema schema = data::infer_schema(training_rows);
//   schema.at("wind").minimum = 0.0;                       // what the user knows beyond the data
//   data::validate(later_rows, schema).throw_if_failed();  // lastro/data/expectation.hpp
//
// Standard library only. Equal tables infer equal schemas.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <optional>     // optional
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// What is expected of one column.
struct field {
    std::string name;
    data::type type = data::type::string;
    bool nullable = true;                   ///< Whether rows may be missing.
    std::optional<double> minimum = {};     ///< Smallest usual number (int64, float64); nothing: no bound.
    std::optional<double> maximum = {};     ///< Largest usual number; nothing: no bound.
    std::vector<std::string> allowed = {};  ///< The texts that may occur (string), sorted; empty: any text.

    friend bool operator==(const field&, const field&) = default;
};

/// What is expected of a table: its columns, in the order in which they were seen. The order is not checked.
struct schema {
    std::vector<field> fields;

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

    friend bool operator==(const schema&, const schema&) = default;
};

/// How much of the data becomes a rule.
struct infer_settings {
    std::size_t most_categories = 32;  ///< A string column with more different texts gets no list of allowed ones.
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
}

}  // namespace detail

/// The schema that `rows` keep: types as they are, nullable where a row is missing, the range of every column of
/// numbers, the texts of every column with few different ones. Dates get no range: time moves on.
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
        result.fields.push_back(std::move(f));
    }
    return result;
}

}  // namespace lastro::inline v0::data
