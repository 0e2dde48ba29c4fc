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
#include <cstdint>      // int64_t, uint32_t, uint64_t, uint8_t
#include <span>         // span
#include <stdexcept>    // out_of_range
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // conditional_t

#include <lastro/core/contract.hpp>
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

/// What all views know: how many rows there are, which are missing, and what the column is called.
class viewed_rows {
public:
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// True where row `i` is missing. Precondition: i < size().
    [[nodiscard]] bool is_null(std::size_t i) const noexcept { return !(*present_)[first_ + i]; }
    [[nodiscard]] std::size_t null_count() const noexcept {
        if (size_ == present_->size() || present_->null_count() == 0) {
            return present_->null_count();
        }
        std::size_t count = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            count += is_null(i) ? 1U : 0U;
        }
        return count;
    }

    /// The column's name in its table; empty for a column that stands alone.
    [[nodiscard]] std::string_view name() const noexcept { return name_; }

    /// `weather.csv: column "wind"`, the beginning of a message about this column.
    [[nodiscard]] std::string place() const { return column_place(source_, name_); }

protected:
    viewed_rows(std::size_t size, const validity& present, std::string_view source, std::string_view name) noexcept
        : size_(size), present_(&present), source_(source), name_(name) {}

    void narrow(std::size_t first, std::size_t count) {
        core::require<std::out_of_range>(first <= size_ && count <= size_ - first, place() + ": slice",
                                         "rows among " + std::to_string(size_),
                                         std::to_string(first) + " + " + std::to_string(count));
        first_ += first;
        size_ = count;
    }

    std::size_t first_ = 0;  // of the rows that `present_` knows
    std::size_t size_;

private:
    const validity* present_;
    std::string_view source_;
    std::string_view name_;
};

}  // namespace detail

/// The values of one column, read as `T`: bool, std::int64_t, double, date, timestamp or std::string_view.
template <column_value T>
class column_view : public detail::viewed_rows {
public:
    using value_type = T;

    /// The rows of `values`, missing where `present` says so. `source` and `name` are for messages.
    column_view(std::span<const detail::stored<T>> values, const validity& present, std::string_view source = {},
                std::string_view name = {}) noexcept
        : viewed_rows(values.size(), present, source, name), values_(values) {}

    /// The value in row `i`: zero, false or 1970-01-01 where it is missing. Precondition: i < size().
    [[nodiscard]] T operator[](std::size_t i) const noexcept { return static_cast<T>(values_[i]); }

    /// All rows in one piece; a boolean is a byte, 0 or 1. Missing rows are zero: look at null_count() first.
    [[nodiscard]] std::span<const detail::stored<T>> values() const noexcept { return values_; }

    /// `count` of these rows from row `first` on, without a copy. @throws std::out_of_range if there are not so many.
    [[nodiscard]] column_view slice(std::size_t first, std::size_t count) const {
        column_view part = *this;
        part.narrow(first, count);
        part.values_ = values_.subspan(first, count);
        return part;
    }

private:
    std::span<const detail::stored<T>> values_;
};

/// The same for texts, which differ in length: there is no span of them.
template <>
class column_view<std::string_view> : public detail::viewed_rows {
public:
    using value_type = std::string_view;

    column_view(const detail::text_values& values, const validity& present, std::string_view source = {},
                std::string_view name = {}) noexcept
        : column_view(values.offsets, values.characters.data(), values.codes, present, source, name) {}

    /// Entry k is characters [offsets[k], offsets[k + 1]); rows are the entries, or those that `codes` name, if there are
    /// some. Precondition: offsets do not fall, and codes are below the number of entries.
    column_view(std::span<const std::uint64_t> offsets, const char* characters, std::span<const std::uint32_t> codes,
                const validity& present, std::string_view source = {}, std::string_view name = {}) noexcept
        : viewed_rows(codes.empty() ? offsets.size() - 1 : codes.size(), present, source, name),
          offsets_(offsets),
          characters_(characters),
          codes_(codes) {}

    /// The text in row `i`: empty where it is missing. Precondition: i < size().
    [[nodiscard]] std::string_view operator[](std::size_t i) const noexcept {
        return entry(codes_.empty() ? i : codes_[i]);
    }

    /// Where the column has a dictionary (lastro/data/dictionary.hpp): which of its entries each row is; else nothing.
    [[nodiscard]] std::span<const std::uint32_t> codes() const noexcept { return codes_; }

    /// How many texts there are in the dictionary; without one, rows.
    [[nodiscard]] std::size_t entries() const noexcept { return offsets_.size() - 1; }
    [[nodiscard]] std::string_view entry(std::size_t k) const noexcept {
        return {characters_ + offsets_[k], static_cast<std::size_t>(offsets_[k + 1] - offsets_[k])};
    }

    /// `count` of these rows from row `first` on, without a copy. @throws std::out_of_range if there are not so many.
    [[nodiscard]] column_view slice(std::size_t first, std::size_t count) const {
        column_view part = *this;
        part.narrow(first, count);
        if (codes_.empty() || count == 0) {
            part.offsets_ = offsets_.subspan(codes_.empty() ? first : 0, count + 1);
            part.codes_ = {};
        } else {
            part.codes_ = codes_.subspan(first, count);
        }
        return part;
    }

private:
    std::span<const std::uint64_t> offsets_;
    const char* characters_;
    std::span<const std::uint32_t> codes_;
};

}  // namespace lastro::inline v0::data
