// SPDX-License-Identifier: MIT
// lastro/data/table_view.hpp
//
// How are some rows of a table looked at, one by one or column by column, without a copy?
//
//   const data::table_view week{weather, 100, 7};
//   week.column<double>("wind").values();                       // seven numbers, where the table has them
//   for (const data::row_view day : week) use(day.value<double>("wind"));   // std::optional<double>
//
// Good as long as the table lives and is not changed.
#pragma once

#include <cstddef>      // ptrdiff_t, size_t
#include <optional>     // optional
#include <stdexcept>    // out_of_range
#include <string>       // to_string
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::data {

/// One row of a table.
class row_view {
public:
    /// Precondition: row < rows.rows().
    row_view(const table& rows, std::size_t row) noexcept : table_(&rows), row_(row) {}

    /// Which row of the table it is.
    [[nodiscard]] std::size_t number() const noexcept { return row_; }

    /// The value in the column of that name; nothing if it is missing.
    ///
    /// @throws schema_error if there is no such column, or it holds another type.
    template <column_value T>
    [[nodiscard]] std::optional<T> value(std::string_view name) const {
        const column_view<T> cells = table_->template column<T>(name);
        return cells.is_null(row_) ? std::nullopt : std::optional<T>{cells[row_]};
    }

    /// The value as text that reads back as the same one; empty if it is missing. @throws schema_error for no such column.
    [[nodiscard]] std::string text(std::string_view name) const { return table_->column(name).to_text(row_); }

private:
    const table* table_;
    std::size_t row_;
};

/// Some rows of a table, one after the other.
class table_view {
public:
    /// `count` rows from row `first` on. @throws std::out_of_range if there are not so many.
    table_view(const table& rows, std::size_t first, std::size_t count) : table_(&rows), first_(first), count_(count) {
        core::require<std::out_of_range>(first <= rows.rows() && count <= rows.rows() - first, "table_view",
                                         "rows among " + std::to_string(rows.rows()),
                                         std::to_string(first) + " + " + std::to_string(count));
    }
    explicit table_view(const table& rows) noexcept : table_(&rows), first_(0), count_(rows.rows()) {}
    table_view(const table&& rows, std::size_t first, std::size_t count) = delete;  // the view would outlive the table
    explicit table_view(const table&&) = delete;

    [[nodiscard]] std::size_t rows() const noexcept { return count_; }

    /// The column of that name, read as `T`. @throws schema_error if there is none, or it holds another type.
    template <column_value T>
    [[nodiscard]] column_view<T> column(std::string_view name) const {
        return table_->template column<T>(name).slice(first_, count_);
    }

    /// Row `i` of these. Precondition: i < rows().
    [[nodiscard]] row_view operator[](std::size_t i) const noexcept { return {*table_, first_ + i}; }

    /// The rows, copied.
    [[nodiscard]] data::table table() const { return table_->slice(first_, count_); }

    /// Goes from row to row.
    class iterator {
    public:
        using value_type = row_view;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        iterator(const data::table& rows, std::size_t row) noexcept : table_(&rows), row_(row) {}
        [[nodiscard]] row_view operator*() const noexcept { return {*table_, row_}; }
        iterator& operator++() noexcept {
            ++row_;
            return *this;
        }
        iterator operator++(int) noexcept {
            iterator before = *this;
            ++row_;
            return before;
        }
        friend bool operator==(const iterator&, const iterator&) = default;

    private:
        const data::table* table_ = nullptr;
        std::size_t row_ = 0;
    };
    [[nodiscard]] iterator begin() const noexcept { return {*table_, first_}; }
    [[nodiscard]] iterator end() const noexcept { return {*table_, first_ + count_}; }

private:
    const data::table* table_;
    std::size_t first_;
    std::size_t count_;
};

}  // namespace lastro::inline v0::data
