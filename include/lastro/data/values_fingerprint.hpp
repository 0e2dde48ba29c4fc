// SPDX-License-Identifier: MIT
// lastro/data/values_fingerprint.hpp
//
// Which data is this, when it is no table but a span of numbers, or a vector of your own structures?
//
//   data::fingerprint(std::span<const double>{wind});         // that of a column with these values
//   struct day { data::date date; double wind; std::optional<std::string> note;
//                static void reflect(auto& self, auto&& visit) { visit("date", self.date); ... } };
//   data::fingerprint(std::vector<day>{...});                 // that of a table with these columns
//   data::fingerprint(std::vector<data::table>{a, b});        // that of a and b, end to end
//
// Nothing is copied into columns; the digests are those of docs/formats/table.md, so that the same data has one name
// in a file, in a table and in the structures of a program.
#pragma once

#include <concepts>     // default_initializable, same_as
#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <optional>     // optional
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // remove_const_t, remove_cvref_t
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/column_feed.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/fingerprinter.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::data {

namespace detail {

template <class T>
struct cell_of {
    using type = T;
    [[nodiscard]] static const T* get(const T& value) noexcept { return &value; }
};
template <class T>
struct cell_of<std::optional<T>> {
    using type = T;
    [[nodiscard]] static const T* get(const std::optional<T>& value) noexcept { return value ? &*value : nullptr; }
};

struct any_visitor {
    template <class T>
    void operator()(std::string_view, const T&) const noexcept {}
};

template <class Field>
void feed_cell(column_feed& column, const Field& field) {
    if (const auto* value = cell_of<Field>::get(field)) {
        column.add(*value);
    } else {
        column.add_missing();
    }
}

/// The column of `count` values `at(0)`, `at(1)`, ..., of type `Value` or optional ones.
template <class Value, class At>
[[nodiscard]] hash::digest values_digest(std::size_t count, const At& at) {
    column_feed column{type_holding<typename cell_of<Value>::type>()};
    for (std::size_t i = 0; i < count; ++i) {
        feed_cell<Value>(column, at(i));
    }
    return column.finish();
}

}  // namespace detail

/// A value of a column, or an optional one.
template <class T>
concept column_cell = detail::cell_value<typename detail::cell_of<T>::type>;

/// A structure whose fields are values of columns, and which names them: `reflect(self, visit)` calls `visit(name,
/// field)` for each, always in one order.
template <class T>
concept record = std::default_initializable<T> && requires(const T& value, detail::any_visitor visit) {
    T::reflect(value, visit);
};

/// The digest of a column with these values; an empty optional is a missing row.
///
/// @throws std::out_of_range if an integer is beyond int64, std::invalid_argument if a text is not UTF-8.
template <class T>
requires column_cell<std::remove_const_t<T>>
[[nodiscard]] hash::digest fingerprint(std::span<T> values) {
    using value = std::remove_const_t<T>;
    return detail::values_digest<value>(values.size(), [values](std::size_t i) -> const value& { return values[i]; });
}

/// The digest of a table with a column for each field and a row for each record, in their order.
///
/// @throws std::invalid_argument if two fields have one name or a text is not UTF-8, std::out_of_range if an integer is
/// beyond int64.
template <class T>
requires record<std::remove_const_t<T>>
[[nodiscard]] hash::digest fingerprint(std::span<T> records) {
    std::vector<std::string> names;
    std::vector<detail::column_feed> columns;
    const std::remove_const_t<T> example{};  // a vector without records has columns too
    T::reflect(example, [&](std::string_view name, const auto& field) {
        using value = typename detail::cell_of<std::remove_cvref_t<decltype(field)>>::type;
        static_assert(detail::cell_value<value>, "fingerprint: a field that no type of column holds");
        names.emplace_back(name);
        columns.emplace_back(detail::type_holding<value>());
    });
    if (const auto twice = detail::name_index{names}.repeated(names)) {
        core::fail<std::invalid_argument>("fingerprint", "fields with names that differ",
                                          core::quoted(names[*twice]) + " again");
    }
    for (const T& one : records) {
        std::size_t i = 0;
        T::reflect(one, [&](std::string_view, const auto& field) { detail::feed_cell(columns[i++], field); });
    }
    std::vector<detail::column_summary> summaries;
    for (detail::column_feed& column : columns) {
        summaries.push_back({.type = column.type(), .null_count = column.null_count(), .digest = column.finish()});
    }
    return detail::table_digest(records.size(), names, summaries);
}

/// The digest of the table whose rows are those of all pieces, end to end: the same for any cut. The pieces may have
/// their columns in different orders.
///
/// @throws schema_error if a piece has other names or types than the first.
[[nodiscard]] inline hash::digest fingerprint(std::span<const table> pieces) {
    fingerprinter whole;
    for (const table& piece : pieces) {
        whole.add(piece);
    }
    return whole.digest();
}

/// The same for a vector.
template <class T>
requires column_cell<T> || record<T>
[[nodiscard]] hash::digest fingerprint(const std::vector<T>& values) {
    if constexpr (std::same_as<T, bool>) {  // whose elements lie in bits
        return detail::values_digest<bool>(values.size(), [&values](std::size_t i) -> bool { return values[i]; });
    } else {
        return fingerprint(std::span<const T>{values});
    }
}

}  // namespace lastro::inline v0::data
