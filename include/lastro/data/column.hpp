// SPDX-License-Identifier: MIT
// lastro/data/column.hpp
//
// What is one column of data? Values of one type in one piece of memory, and a note of which rows are missing.
//
//   const data::column wind{std::vector<std::optional<double>>{2.5, std::nullopt, 4.1}};
//   wind.null_count();                    // 1
//   wind.as<double>().values();           // a span; schema_error if the column holds something else
//
// A column has one representation: a missing row is zero underneath, every NaN is the same NaN. Therefore two columns
// are equal exactly if their canonical bytes (docs/formats/table.md) are, and with them their fingerprints.
// Standard library only; const objects may be shared between threads.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t, uint64_t
#include <cstring>      // memcmp
#include <limits>       // numeric_limits
#include <optional>     // optional
#include <span>         // span
#include <stdexcept>    // invalid_argument, out_of_range
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // is_same_v, remove_cvref_t
#include <utility>      // move
#include <variant>      // get, variant, visit
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>

namespace lastro::inline v0::data {

/// Values of one type, some of which may be missing. A regular value: copying copies the rows.
class column {
public:
    /// No rows, boolean.
    column() = default;

    /// A row per value, nothing missing. @throws std::invalid_argument if a text is not UTF-8.
    explicit column(std::vector<std::int64_t> values) : column(std::move(values), std::nullopt) {}
    explicit column(std::vector<double> values) : column(std::move(values), std::nullopt) {}
    explicit column(std::vector<date> values) : column(std::move(values), std::nullopt) {}
    explicit column(std::vector<timestamp> values) : column(std::move(values), std::nullopt) {}
    explicit column(const std::vector<bool>& values)
        : column(std::vector<std::uint8_t>(values.begin(), values.end()), std::nullopt) {}
    explicit column(const std::vector<std::string>& values) : column(texts(values), std::nullopt) {}
    explicit column(const std::vector<std::string_view>& values) : column(texts(values), std::nullopt) {}

    /// A row per element, missing where the element is empty. T is a type that columns hold, or std::string.
    template <class T>
    requires column_value<T> || std::same_as<T, std::string>
    explicit column(const std::vector<std::optional<T>>& values);

    /// Rows as they lie in memory, missing where `present` says so. For readers of files.
    ///
    /// @throws std::invalid_argument if the sizes differ, or a text is not UTF-8.
    column(detail::column_values values, validity present) : values_(std::move(values)), present_(std::move(present)) {
        const std::size_t rows = std::visit([](const auto& v) { return v.size(); }, values_);
        core::require<std::invalid_argument>(present_.size() == rows, "column: validity",
                                             "one bit for each of " + std::to_string(rows) + " values",
                                             present_.size());
        normalise();
    }

    [[nodiscard]] data::type type() const noexcept { return static_cast<data::type>(values_.index()); }
    [[nodiscard]] std::size_t size() const noexcept { return present_.size(); }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t null_count() const noexcept { return present_.null_count(); }

    /// True where row `i` is missing. Precondition: i < size().
    [[nodiscard]] bool is_null(std::size_t i) const noexcept { return !present_[i]; }

    /// The rows that hold a value.
    [[nodiscard]] const validity& present() const noexcept { return present_; }

    /// The rows, read as `T`, without a copy.
    ///
    /// @throws schema_error if the column holds another type; `source` and `name` say in the message which column.
    template <column_value T>
    [[nodiscard]] column_view<T> as(std::string_view source = {}, std::string_view name = {}) const&;
    template <column_value T>
    column_view<T> as(std::string_view source = {}, std::string_view name = {}) const&& = delete;  // would dangle

    /// The rows as numbers: booleans become 0 and 1, integers beyond 2^53 are rounded, missing rows are NaN.
    ///
    /// @throws schema_error for dates, timestamps and strings.
    [[nodiscard]] std::vector<double> numbers(std::string_view source = {}, std::string_view name = {}) const;

    /// Row `i` as text that reads back as the same value; empty where it is missing. Precondition: i < size().
    [[nodiscard]] std::string to_text(std::size_t i) const;

    /// The rows at `indices`, in that order; an index may occur more than once.
    ///
    /// @throws std::out_of_range if an index is not below size().
    [[nodiscard]] column gather(std::span<const std::uint64_t> indices) const;

    /// `count` rows from row `first` on.
    ///
    /// @throws std::out_of_range if there are not so many.
    [[nodiscard]] column slice(std::size_t first, std::size_t count) const;

    /// Why a column of strings is not one of numbers: the first cell that is none (`line 2 holds "Seattle"`). Readers
    /// of files leave it here for later messages; it is no part of the column's value.
    [[nodiscard]] const std::string& why_not_numeric() const noexcept { return why_not_numeric_; }
    void why_not_numeric(std::string note) { why_not_numeric_ = std::move(note); }

    /// Calls `visitor` with the values as they lie in memory: a std::vector, or `detail::text_values`.
    template <class Visitor>
    decltype(auto) visit(Visitor&& visitor) const {
        return std::visit(std::forward<Visitor>(visitor), values_);
    }

    /// Takes the values out, as they lie in memory, of a column that is going away.
    [[nodiscard]] detail::column_values values() && { return std::move(values_); }

    /// Equal type, rows and missing rows, to the last bit: NaN equals NaN, and 0.0 is not -0.0.
    friend bool operator==(const column& a, const column& b) {
        if (a.type() != b.type() || a.present_ != b.present_) {
            return false;
        }
        if (const auto* x = std::get_if<std::vector<double>>(&a.values_)) {
            const auto& y = std::get<std::vector<double>>(b.values_);
            return x->empty() || std::memcmp(x->data(), y.data(), x->size() * sizeof(double)) == 0;
        }
        return a.values_ == b.values_;
    }

private:
    column(detail::column_values values, std::nullopt_t) : values_(std::move(values)) {
        present_ = validity{std::visit([](const auto& v) { return v.size(); }, values_)};
        normalise();
    }

    template <class Text>
    static detail::text_values texts(const std::vector<Text>& from) {
        detail::text_values to;
        to.offsets.reserve(from.size() + 1);
        for (const auto& text : from) {
            to.push_back(text);
        }
        return to;
    }

    // Establishes the one representation: zero where missing, one NaN, booleans 0 or 1, texts in UTF-8.
    void normalise() {
        std::visit([this](auto& values) { detail::normalise(values, present_); }, values_);
    }

    [[noreturn]] void wrong_type(std::string_view expected, std::string_view source, std::string_view name) const;

    template <class Row>
    [[nodiscard]] column taken(std::size_t count, const Row& row) const;

    detail::column_values values_;
    validity present_;
    std::string why_not_numeric_;
};

template <class T>
requires column_value<T> || std::same_as<T, std::string> column::column(const std::vector<std::optional<T>>& values) {
    constexpr bool text = std::same_as<T, std::string> || std::same_as<T, std::string_view>;
    using storage = std::conditional_t<text, detail::text_values,
                                       std::vector<std::conditional_t<std::same_as<T, bool>, std::uint8_t, T>>>;
    storage to;
    for (const std::optional<T>& value : values) {
        if constexpr (text) {
            to.push_back(value ? std::string_view{*value} : std::string_view{});
        } else {
            to.push_back(value.value_or(T{}));
        }
        present_.push_back(value.has_value());
    }
    values_ = std::move(to);
    normalise();
}

inline void column::wrong_type(std::string_view expected, std::string_view source, std::string_view name) const {
    std::string found{name_of(type())};
    if (!why_not_numeric_.empty()) {
        found += " (" + why_not_numeric_ + ")";
    } else if (null_count() == size()) {
        found += size() == 0 ? " (no rows to tell a type from)" : " (no value to tell a type from)";
    }
    core::fail<schema_error>(column_place(source, name), expected, found);
}

template <column_value T>
column_view<T> column::as(std::string_view source, std::string_view name) const& {
    constexpr auto wanted = static_cast<std::size_t>(type_of<T>);
    if (values_.index() != wanted) {
        wrong_type("type " + std::string{name_of(type_of<T>)}, source, name);
    }
    return {std::get<wanted>(values_), present_, source, name};
}

inline std::vector<double> column::numbers(std::string_view source, std::string_view name) const {
    return std::visit(
        [&](const auto& values) -> std::vector<double> {
            using storage = std::remove_cvref_t<decltype(values)>;
            if constexpr (std::is_same_v<storage, detail::text_values> || std::is_same_v<storage, std::vector<date>> ||
                          std::is_same_v<storage, std::vector<timestamp>>) {
                wrong_type("numbers (int64, float64 or boolean)", source, name);
            } else {
                std::vector<double> result;
                result.reserve(values.size());
                for (std::size_t i = 0; i < values.size(); ++i) {
                    result.push_back(is_null(i) ? std::numeric_limits<double>::quiet_NaN()
                                                : static_cast<double>(values[i]));
                }
                return result;
            }
        },
        values_);
}

inline std::string column::to_text(std::size_t i) const {
    if (is_null(i)) {
        return {};
    }
    switch (type()) {
        case type::boolean:
            return std::get<0>(values_)[i] != 0 ? "true" : "false";
        case type::int64:
            return std::to_string(std::get<1>(values_)[i]);
        case type::float64:
            return core::to_text(std::get<2>(values_)[i]);
        case type::date:
            return std::get<3>(values_)[i].to_string();
        case type::timestamp:
            return std::get<5>(values_)[i].to_string();
        case type::string:
            break;
    }
    return std::string{std::get<4>(values_)[i]};
}

template <class Row>
column column::taken(std::size_t count, const Row& row) const {
    column result;
    std::visit([&](const auto& values) { result.values_ = detail::taken(values, count, row); }, values_);
    if (null_count() == 0) {
        result.present_ = validity{count};
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            result.present_.push_back(present_[row(i)]);
        }
    }
    result.why_not_numeric_ = why_not_numeric_;
    return result;
}

inline column column::gather(std::span<const std::uint64_t> indices) const {
    for (const std::uint64_t i : indices) {
        core::require<std::out_of_range>(i < size(), "column: gather", "an index below " + std::to_string(size()), i);
    }
    return taken(indices.size(), [indices](std::size_t i) { return static_cast<std::size_t>(indices[i]); });
}

inline column column::slice(std::size_t first, std::size_t count) const {
    core::require<std::out_of_range>(
        first <= size() && count <= size() - first, "column: slice", "at most " + std::to_string(size()) + " rows",
        "rows " + std::to_string(first) + " to " + std::to_string(first) + " + " + std::to_string(count));
    return taken(count, [first](std::size_t i) { return first + i; });
}

}  // namespace lastro::inline v0::data
