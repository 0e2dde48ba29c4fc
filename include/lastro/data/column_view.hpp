// SPDX-License-Identifier: MIT
// lastro/data/column_view.hpp
//
// How is a column read as numbers, days or texts, without a copy?
//
//   const data::column_view<double> wind = weather.column<double>("wind");
//   for (std::size_t i = 0; i < wind.size(); ++i)
//       if (!wind.is_null(i)) use(wind[i]);                       // or wind.values(), a span
//
// A view owns nothing: it is good as long as its column lives and is not changed.
#pragma once

#include <concepts>     // same_as
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // conditional_t

#include <lastro/core/text.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>

namespace lastro::inline v0::data {

/// A C++ type that a column can be read as.
template <class T>
concept column_value = std::same_as<T, bool> || std::same_as<T, std::int64_t> || std::same_as<T, double> ||
    std::same_as<T, date> || std::same_as<T, timestamp> || std::same_as<T, std::string_view>;

/// The column type that is read as `T`.
template <column_value T>
inline constexpr type type_of = std::same_as<T, bool>           ? type::boolean
                                : std::same_as<T, std::int64_t> ? type::int64
                                : std::same_as<T, double>       ? type::float64
                                : std::same_as<T, date>         ? type::date
                                : std::same_as<T, timestamp>    ? type::timestamp
                                                                : type::string;

/// `<source>: column "<name>"`, the place that messages about a column begin with; without the source if it is empty.
[[nodiscard]] inline std::string column_place(std::string_view source, std::string_view name) {
    std::string place{source};
    place += place.empty() ? "column " : ": column ";
    return place + core::quoted(name);
}

namespace detail {

/// How values of type T lie in memory. A boolean is one byte, 0 or 1.
template <column_value T>
using stored = std::conditional_t<std::same_as<T, bool>, std::uint8_t, T>;

}  // namespace detail

/// The values of one column, read as `T`: bool, std::int64_t, double, date, timestamp or std::string_view.
template <column_value T>
class column_view {
public:
    using value_type = T;

    /// The rows of `values`, missing where `present` says so. `source` and `name` are for messages.
    column_view(std::span<const detail::stored<T>> values, const validity& present, std::string_view source = {},
                std::string_view name = {}) noexcept
        : values_(values), present_(&present), source_(source), name_(name) {}

    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
    [[nodiscard]] bool empty() const noexcept { return values_.empty(); }

    /// The value in row `i`: zero, false or 1970-01-01 where it is missing. Precondition: i < size().
    [[nodiscard]] T operator[](std::size_t i) const noexcept { return static_cast<T>(values_[i]); }

    /// True where row `i` is missing. Precondition: i < size().
    [[nodiscard]] bool is_null(std::size_t i) const noexcept { return !(*present_)[i]; }
    [[nodiscard]] std::size_t null_count() const noexcept { return present_->null_count(); }

    /// All rows in one piece; a boolean is a byte, 0 or 1. Missing rows are zero: look at null_count() first.
    [[nodiscard]] std::span<const detail::stored<T>> values() const noexcept { return values_; }

    /// The column's name in its table; empty for a column that stands alone.
    [[nodiscard]] std::string_view name() const noexcept { return name_; }

    /// `weather.csv: column "wind"`, the beginning of a message about this column.
    [[nodiscard]] std::string place() const { return column_place(source_, name_); }

private:
    std::span<const detail::stored<T>> values_;
    const validity* present_;
    std::string_view source_;
    std::string_view name_;
};

/// The same for texts, which differ in length: there is no span of them.
template <>
class column_view<std::string_view> {
public:
    using value_type = std::string_view;

    column_view(const detail::text_values& values, const validity& present, std::string_view source = {},
                std::string_view name = {}) noexcept
        : values_(&values), present_(&present), source_(source), name_(name) {}

    [[nodiscard]] std::size_t size() const noexcept { return values_->size(); }
    [[nodiscard]] bool empty() const noexcept { return values_->size() == 0; }

    /// The text in row `i`: empty where it is missing. Precondition: i < size().
    [[nodiscard]] std::string_view operator[](std::size_t i) const noexcept { return (*values_)[i]; }

    [[nodiscard]] bool is_null(std::size_t i) const noexcept { return !(*present_)[i]; }
    [[nodiscard]] std::size_t null_count() const noexcept { return present_->null_count(); }
    [[nodiscard]] std::string_view name() const noexcept { return name_; }
    [[nodiscard]] std::string place() const { return column_place(source_, name_); }

private:
    const detail::text_values* values_;
    const validity* present_;
    std::string_view source_;
    std::string_view name_;
};

}  // namespace lastro::inline v0::data
