// SPDX-License-Identifier: MIT
// lastro/data/table.hpp
//
// What is a table? Named columns of one length, and where they came from.
//
//   weather.add("wet", weather.column<double>("precipitation") > 0.0);
//   const data::table seattle = weather.where("location", "Seattle");      // schema_error if there is no such row
//   seattle.column<double>("wind").values();
//
// A regular value: copying copies the rows, const objects may be shared between threads. Rows keep their order in
// every function here. Not a data-frame library: no joins, no query language.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/cell.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/comparison.hpp>
#include <lastro/data/detail/name_index.hpp>

namespace lastro::inline v0::data {

/// Named columns of one length.
class table {
public:
    /// No columns and no rows.
    table() = default;

    /// No columns yet; `source` begins every message about this table ("weather.csv").
    explicit table(std::string source) : source_(std::move(source)) {}

    /// `columns[i]` under `names[i]`.
    ///
    /// @throws std::invalid_argument if the counts or the lengths differ, or a name occurs twice.
    table(std::vector<std::string> names, std::vector<data::column> columns, std::string source = {});

    [[nodiscard]] std::size_t rows() const noexcept { return columns_.empty() ? 0 : columns_.front().size(); }
    [[nodiscard]] std::size_t columns() const noexcept { return columns_.size(); }
    [[nodiscard]] bool empty() const noexcept { return rows() == 0; }

    /// The columns' names in their order.
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
    [[nodiscard]] bool has(std::string_view name) const noexcept { return index_.find(names_, name) < names_.size(); }

    /// Where the rows came from, for messages; no part of the table's value.
    [[nodiscard]] const std::string& source() const noexcept { return source_; }
    void source(std::string source) { source_ = std::move(source); }

    /// The column of that name. @throws schema_error if there is none; the message lists those that exist.
    [[nodiscard]] const data::column& column(std::string_view name) const& { return columns_[position(name)]; }
    [[nodiscard]] data::column column(std::string_view name) && { return std::move(columns_[position(name)]); }

    /// The column at `position`, in the order of names(). Precondition: position < columns().
    [[nodiscard]] const data::column& column(std::size_t position) const& noexcept { return columns_[position]; }

    /// The column of that name, read as `T`: bool, std::int64_t, double, date, timestamp or
    /// std::string_view.
    ///
    /// @throws schema_error if there is no such column, or it holds another type.
    template <column_value T>
    [[nodiscard]] column_view<T> column(std::string_view name) const& {
        const std::size_t at = position(name);
        return columns_[at].template as<T>(source_, names_[at]);
    }
    template <column_value T>
    column_view<T> column(std::string_view name) const&& = delete;  // the view would outlive the table

    /// `weather.csv: column "wind"`, for messages.
    [[nodiscard]] std::string place(std::string_view name) const { return column_place(source_, name); }

    /// Adds a column at the end.
    ///
    /// @throws std::invalid_argument if the name is taken, or the column has not as many rows as the table.
    void add(std::string name, data::column values);

    /// The rows whose `name` is exactly `value`: a text, number, bool, date or timestamp. A text is read as the column's type
    /// ("2014-01-01" for a date). Missing rows are never equal.
    ///
    /// @throws schema_error if the column is unknown, cannot hold such a value, or no row holds it: an empty answer is
    ///         nearly always a misspelt value; the message lists those that exist.
    [[nodiscard]] table where(std::string_view name, const cell& value) const;

    /// The rows where `mask` is true; missing counts as false. May be empty.
    ///
    /// @throws schema_error unless `mask` holds booleans; std::invalid_argument unless it has as many rows.
    [[nodiscard]] table filter(const data::column& mask) const;

    /// The columns of these names, in this order. @throws as column() and add() do.
    [[nodiscard]] table select(const std::vector<std::string>& names) const;

    /// `count` rows from row `first` on. @throws std::out_of_range if there are not so many.
    [[nodiscard]] table slice(std::size_t first, std::size_t count) const;

    /// The rows at `indices`, in that order. @throws std::out_of_range if an index is not below rows().
    [[nodiscard]] table gather(std::span<const std::uint64_t> indices) const;

    /// Equal names in equal order, and equal columns; the source does not count.
    friend bool operator==(const table& a, const table& b) { return a.names_ == b.names_ && a.columns_ == b.columns_; }

private:
    [[nodiscard]] std::size_t position(std::string_view name) const;

    template <class Part>
    [[nodiscard]] table each(const Part& part) const {
        table result{source_};
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            result.columns_.push_back(part(columns_[i]));
        }
        result.names_ = names_;
        result.index_ = index_;
        return result;
    }

    std::vector<std::string> names_;
    std::vector<data::column> columns_;
    detail::name_index index_;
    std::string source_;
};

inline table::table(std::vector<std::string> names, std::vector<data::column> columns, std::string source)
    : names_(std::move(names)), columns_(std::move(columns)), index_(names_), source_(std::move(source)) {
    core::require<std::invalid_argument>(names_.size() == columns_.size(), "table",
                                         std::to_string(names_.size()) + " columns, one for each name",
                                         columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        core::require<std::invalid_argument>(columns_[i].size() == rows(), place(names_[i]),
                                             std::to_string(rows()) + " rows as in the first column",
                                             columns_[i].size());
    }
    if (const auto twice = index_.repeated(names_)) {
        core::fail<std::invalid_argument>(place(names_[*twice]), "a name that no other column has", "it twice");
    }
}

inline std::size_t table::position(std::string_view name) const {
    const std::size_t at = index_.find(names_, name);
    if (at == names_.size()) {
        constexpr std::size_t most = 20;
        std::string expected = names_.empty() ? "a table with columns" : names_.size() == 1 ? "" : "one of ";
        for (std::size_t i = 0; i < names_.size() && i < most; ++i) {
            expected += (i > 0 ? ", " : "") + core::quoted(names_[i]);
        }
        if (names_.size() > most) {
            expected += " and " + std::to_string(names_.size() - most) + " more";
        }
        core::fail<schema_error>(place(name), expected, "none of that name");
    }
    return at;
}

inline void table::add(std::string name, data::column values) {
    core::require<std::invalid_argument>(!has(name), place(name), "a new name", "a column that has it");
    core::require<std::invalid_argument>(columns_.empty() || values.size() == rows(), place(name),
                                         std::to_string(rows()) + " rows", values.size());
    names_.push_back(std::move(name));
    columns_.push_back(std::move(values));
    index_.add_last(names_);
}

inline table table::filter(const data::column& mask) const {
    const column_view<bool> keep = mask.as<bool>(source_, "mask");
    core::require<std::invalid_argument>(keep.size() == rows(), place("mask"), std::to_string(rows()) + " rows",
                                         keep.size());
    std::vector<std::uint64_t> indices;
    for (std::size_t i = 0; i < keep.size(); ++i) {
        if (keep[i]) {  // false where missing
            indices.push_back(i);
        }
    }
    return gather(indices);
}

namespace detail {

/// Up to ten values that occur in `values`, in the order of their first rows, for a message.
[[nodiscard]] inline std::string values_that_exist(const column& values) {
    constexpr std::size_t most = 10;
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < values.size() && seen.size() <= most; ++i) {
        if (!values.is_null(i)) {
            std::string text = values.type() == type::string ? core::quoted(values.to_text(i)) : values.to_text(i);
            bool known = false;
            for (const std::string& other : seen) {
                known = known || other == text;
            }
            if (!known) {
                seen.push_back(std::move(text));
            }
        }
    }
    if (seen.empty()) {
        return "no value at all";
    }
    std::string list = seen.size() > 1 ? "one of " : "";
    for (std::size_t i = 0; i < seen.size() && i < most; ++i) {
        list += (i > 0 ? ", " : "") + seen[i];
    }
    return seen.size() > most ? list + ", ..." : list;
}

/// Calls `visitor(view, value)` with the column's rows and `value`, both of the column's type.
template <class Visitor>
[[nodiscard]] decltype(auto) with_value(const column& values, const cell& value, std::string_view place,
                                        const Visitor& visitor) {
    const cell same = value.to(values.type(), place);
    switch (values.type()) {
        case type::boolean:
            return visitor(values.as<bool>(), same.as<bool>());
        case type::int64:
            return visitor(values.as<std::int64_t>(), same.as<std::int64_t>());
        case type::float64:
            return visitor(values.as<double>(), same.as<double>());
        case type::date:
            return visitor(values.as<date>(), same.as<date>());
        case type::timestamp:
            return visitor(values.as<timestamp>(), same.as<timestamp>());
        case type::string:
            break;
    }
    return visitor(values.as<std::string_view>(), same.as<std::string_view>());
}

}  // namespace detail

inline table table::where(std::string_view name, const cell& value) const {
    const data::column& values = column(name);
    table found = filter(detail::with_value(values, value, place(name),
                                            [](const auto& view, const auto& wanted) { return view == wanted; }));
    if (found.empty()) {
        core::fail<schema_error>(place(name), detail::values_that_exist(values), "no row with " + value.shown());
    }
    return found;
}

inline table table::select(const std::vector<std::string>& names) const {
    table result{source_};
    for (const std::string& name : names) {
        result.add(name, column(name));
    }
    return result;
}

inline table table::slice(std::size_t first, std::size_t count) const {
    return each([=](const data::column& c) { return c.slice(first, count); });
}

inline table table::gather(std::span<const std::uint64_t> indices) const {
    return each([=](const data::column& c) { return c.gather(indices); });
}

}  // namespace lastro::inline v0::data
