// SPDX-License-Identifier: MIT
// lastro/data/records.hpp
//
// How do structures of your own become a table, and the rows of a table structures?
//
//   struct day { data::date date; double wind; std::optional<std::string> note;
//                static void reflect(auto& self, auto&& visit) { visit("date", self.date); ... } };
//   const data::table rows = data::table_of(std::vector<day>{...});
//   const std::vector<day> days = data::records_of<day>(rows);
//
// Nothing is lost on the way: an integer that a field cannot hold, and a missing value where it is not optional, are refused.
#pragma once

#include <concepts>     // floating_point, same_as
#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <limits>       // numeric_limits
#include <span>         // span
#include <stdexcept>    // invalid_argument, out_of_range
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // conditional_t, remove_const_t, remove_cvref_t
#include <utility>      // cmp_greater, in_range, move
#include <variant>      // get
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/detail/column_feed.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>
#include <lastro/data/values_fingerprint.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// The value, without the optional, of a field.
template <class Field>
using field_value = typename cell_of<std::remove_cvref_t<Field>>::type;

/// How a column keeps values of that type.
template <class Value>
using storage_of = std::variant_alternative_t<static_cast<std::size_t>(type_holding<Value>()), column_values>;

/// Columns that grow by records.
class record_columns {
public:
    template <class Value>
    void begin(std::string_view name) {
        names_.emplace_back(name);
        values_.emplace_back(storage_of<Value>{});
        present_.emplace_back();
    }

    template <class Field>
    void add(std::size_t i, const Field& field) {
        using value = field_value<Field>;
        auto& to = std::get<storage_of<value>>(values_[i]);
        const value* const cell = cell_of<Field>::get(field);
        present_[i].push_back(cell != nullptr);
        if (cell == nullptr) {
            to.push_back({});
        } else if constexpr (hash::whole_number<value>) {
            if (std::cmp_greater(*cell, INT64_MAX)) {
                core::fail<std::out_of_range>("table_of: " + names_[i], "an integer below 2^63", std::to_string(*cell));
            }
            to.push_back(static_cast<std::int64_t>(*cell));
        } else if constexpr (std::same_as<value, bool>) {
            to.push_back(*cell ? 1 : 0);
        } else {
            to.push_back(*cell);
        }
    }

    [[nodiscard]] table finish() {
        std::vector<column> columns;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            columns.emplace_back(std::move(values_[i]), std::move(present_[i]));
        }
        return {std::move(names_), std::move(columns)};
    }

private:
    std::vector<std::string> names_;
    std::vector<column_values> values_;
    std::vector<validity> present_;
};

/// Row `row` of a column, as a field of a record.
template <class Field>
void read_field(const table& rows, std::string_view name, std::size_t row, Field& field) {
    using value = field_value<Field>;
    using read = std::conditional_t<
        hash::whole_number<value>, std::int64_t,
        std::conditional_t<std::floating_point<value>, double,
                           std::conditional_t<std::same_as<value, std::string>, std::string_view, value>>>;
    static_assert(!std::same_as<value, std::string_view>, "records_of: a text must be a std::string, which owns it");
    const column_view<read> cells = rows.column<read>(name);
    const auto refuse = [&](std::string_view expected, const auto& found) {
        core::fail<schema_error>(rows.place(name) + ": row " + std::to_string(row), expected, found);
    };
    if (cells.is_null(row)) {
        if constexpr (std::same_as<Field, value>) {
            refuse("a value, as the field is not optional", "a missing one");
        } else {
            field.reset();
        }
        return;
    }
    const read cell = cells[row];
    if constexpr (hash::whole_number<value>) {
        if (!std::in_range<value>(cell)) {
            refuse("an integer that the field can hold", cell);
        }
    } else if constexpr (std::floating_point<value>) {
        constexpr auto most = static_cast<double>((std::numeric_limits<value>::max)());
        const bool finite = cell - cell == 0.0;
        if (finite && (cell > most || cell < -most || static_cast<double>(static_cast<value>(cell)) != cell)) {
            refuse("a number that the field can hold", cell);
        }
    }
    field = static_cast<value>(cell);
}

}  // namespace detail

/// A table with a column for each field, and a row for each record, in their order. No records give a table without rows.
///
/// @throws std::invalid_argument if two fields have one name or a text is not UTF-8, std::out_of_range if an integer is
/// beyond int64.
template <class T>
requires record<std::remove_const_t<T>>
[[nodiscard]] table table_of(std::span<T> records) {
    detail::record_columns columns;
    const std::remove_const_t<T> example{};
    T::reflect(example, [&](std::string_view name, const auto& field) {
        columns.begin<detail::field_value<decltype(field)>>(name);
    });
    for (const T& one : records) {
        std::size_t i = 0;
        T::reflect(one, [&](std::string_view, const auto& field) { columns.add(i++, field); });
    }
    return columns.finish();
}
template <record T>
[[nodiscard]] table table_of(const std::vector<T>& records) {
    return table_of(std::span<const T>{records});
}

/// A record for each row, from the columns that its fields name; other columns do not matter.
///
/// @throws schema_error if a column is not there or of another type, or a value is none of the field's.
template <record T>
[[nodiscard]] std::vector<T> records_of(const table& rows) {
    std::vector<T> result(rows.rows());
    T example{};  // a table without rows must have the columns too
    T::reflect(example, [&](std::string_view name, auto& field) {
        using value = detail::field_value<decltype(field)>;
        const column& cells = rows.column(name);
        core::require<schema_error>(cells.type() == detail::type_holding<value>(), rows.place(name),
                                    name_of(detail::type_holding<value>()), name_of(cells.type()));
    });
    for (std::size_t i = 0; i < result.size(); ++i) {
        T::reflect(result[i], [&](std::string_view name, auto& field) { detail::read_field(rows, name, i, field); });
    }
    return result;
}

}  // namespace lastro::inline v0::data
