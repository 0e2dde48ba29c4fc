// SPDX-License-Identifier: MIT
// lastro/data/detail/column_builder.hpp
//
// How do the cells of a file become a typed column, in one pass and without keeping their text?
//
// Every cell is evidence for what its column can be. The builder stores values as the type that all cells so far allow.
// A whole number turns into a float64 in place when the first fraction appears, to the bit that its text would give.
// What cannot be changed in place (text below numbers) makes the builder stale: it goes on collecting evidence only,
// and the reader passes over the file once more with the type that is then known.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <optional>     // optional
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <variant>      // get, visit
#include <vector>       // vector

#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>

namespace lastro::inline v0::data::detail {

/// What a text can be read as. Sets of kinds are combined with |.
enum kind : unsigned {
    boolean_kind = 1,
    whole_kind = 2,     ///< A whole number within int64.
    huge_kind = 4,      ///< A whole number beyond it.
    fraction_kind = 8,  ///< A number with a point or an exponent.
    date_kind = 16,
    text_kind = 32,  ///< None of these, or a number that would lose a leading zero.
};

/// "007" is a name, not a number: as a number it would not read back as it was.
[[nodiscard]] inline bool has_leading_zero(std::string_view text) noexcept {
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    return text.size() > first + 1 && text[first] == '0' && text[first + 1] >= '0' && text[first + 1] <= '9';
}

[[nodiscard]] inline kind kind_of(std::string_view text) {
    if (core::parse_int64(text)) {
        return has_leading_zero(text) ? text_kind : whole_kind;
    }
    if (core::parse_double(text)) {
        return has_leading_zero(text)                                ? text_kind
               : text.find_first_of(".eE") == std::string_view::npos ? huge_kind
                                                                     : fraction_kind;
    }
    return date::parse(text) ? date_kind : parse_boolean(text) ? boolean_kind : text_kind;
}

/// The one type that can hold all kinds of a set; string where there is none, and for the empty set. Whole numbers
/// beyond int64 are identifiers, which must not lose digits, unless fractions stand beside them.
[[nodiscard]] constexpr type type_for(unsigned kinds) noexcept {
    switch (kinds) {
        case boolean_kind:
            return type::boolean;
        case whole_kind:
            return type::int64;
        case date_kind:
            return type::date;
        default:
            break;
    }
    const bool numbers = (kinds & ~unsigned{whole_kind | huge_kind | fraction_kind}) == 0;
    return numbers && (kinds & fraction_kind) != 0 ? type::float64 : type::string;
}

/// True if further evidence cannot change the type: text among the kinds, or two that no type but string can hold.
[[nodiscard]] constexpr bool is_settled(unsigned kinds) noexcept {
    constexpr unsigned numbers = whole_kind | huge_kind | fraction_kind;
    const unsigned families = ((kinds & numbers) != 0 ? 1U : 0U) + ((kinds & date_kind) != 0 ? 1U : 0U) +
                              ((kinds & boolean_kind) != 0 ? 1U : 0U);
    return (kinds & text_kind) != 0 || families > 1;
}

/// Collects one column of a file.
class column_builder {
public:
    /// A column whose type is to be found.
    column_builder() = default;

    /// A column of a known type.
    explicit column_builder(type known) : known_(true), building_(known) { begin(known); }

    /// How many rows there will be, as far as one can guess: memory is taken once instead of growing.
    void expect(std::size_t rows) {
        expected_ = rows;
        std::visit([this](auto& values) { reserve(values); }, values_);
    }

    /// Adds a cell; `is_null_token` if its text stands for a missing value, `line` is for messages.
    /// False if the type is known and the cell is no such value; then nothing was added.
    bool add(const csv_field& cell, bool is_null_token, char quote, std::uint64_t line) {
        if (is_null_token && (!cell.quoted || building_ != type::string || !(known_ || is_settled(kinds_)))) {
            quoted_null_ = quoted_null_ || cell.quoted;
            if (!stale_ && (known_ || kinds_ != 0)) {
                append_zero();
            }
            present_.push_back(false);
            return true;
        }
        if (cell.doubled) {
            scratch_.clear();
            cell.append_to(scratch_, quote);
        }
        const std::string_view text = cell.doubled ? std::string_view{scratch_} : cell.raw;
        if ((stale_ && is_settled(kinds_)) || (!stale_ && store(text)) || (!known_ && learn(text, line))) {
            present_.push_back(true);
            return true;
        }
        return false;
    }

    [[nodiscard]] std::size_t null_count() const noexcept { return present_.null_count(); }

    /// The type that fits every cell so far.
    [[nodiscard]] type found() const noexcept { return known_ ? building_ : type_for(kinds_); }

    /// True if the values are not here and have to be read again as `found()`.
    [[nodiscard]] bool is_stale() const noexcept {
        return stale_ || (!known_ && quoted_null_ && found() == type::string);
    }

    /// Why the column is not one of numbers (`line 2 holds "Seattle"`); empty unless it turned out to hold strings.
    [[nodiscard]] std::string why_not_numeric() const {
        return odd_line_ == 0 || found() != type::string
                   ? std::string{}
                   : "line " + std::to_string(odd_line_) + " holds " + core::quoted(odd_text_);
    }

    /// A builder for the same cells once more, whose type is known now.
    [[nodiscard]] column_builder again() const {
        column_builder result{found()};
        result.odd_line_ = odd_line_;
        result.odd_text_ = odd_text_;
        return result;
    }

    /// The column. Precondition: !is_stale().
    [[nodiscard]] column finish() && {
        if (!known_ && kinds_ == 0) {
            begin(type::string);
        }
        column result{std::move(values_), std::move(present_)};
        result.why_not_numeric(why_not_numeric());
        return result;
    }

private:
    void reserve(text_values& values) const {
        const std::size_t rows = values.size();
        values.offsets.reserve(expected_ + 1);
        if (rows > 0 && expected_ > rows) {  // as many characters a row as so far
            values.characters.reserve(values.characters.size() / rows * expected_ + expected_);
        }
    }
    template <class T>
    void reserve(std::vector<T>& values) const {
        values.reserve(expected_);
    }

    // Begins storing values of type `t`: the rows so far are all missing.
    void begin(type t) {
        building_ = t;
        switch (t) {
            case type::boolean:
                values_.emplace<0>(present_.size());
                break;
            case type::int64:
                values_.emplace<1>(present_.size());
                break;
            case type::float64:
                values_.emplace<2>(present_.size());
                break;
            case type::date:
                values_.emplace<3>(present_.size());
                break;
            case type::string:
                values_.emplace<4>().offsets.resize(present_.size() + 1);
                break;
        }
        std::visit([this](auto& values) { reserve(values); }, values_);
    }

    void append_zero() {
        std::visit([](auto& values) { values.push_back({}); }, values_);
    }

    template <std::size_t Type, class Value>
    bool append(const std::optional<Value>& value) {
        if (value) {
            std::get<Type>(values_).push_back(*value);
        }
        return value.has_value();
    }

    // Stores a cell as the type that is being built; false if it is no such value, or the type may yet change.
    bool store(std::string_view text) {
        switch (building_) {
            case type::boolean:
                return append<0>(parse_boolean(text));
            case type::int64: {
                const auto whole = core::parse_int64(text);
                minus_zero_ = minus_zero_ || (whole == 0 && text.starts_with('-'));
                return (known_ || !has_leading_zero(text)) && append<1>(whole);
            }
            case type::float64:
                return (known_ || !has_leading_zero(text)) && append<2>(core::parse_double(text));
            case type::date:
                return append<3>(date::parse(text));
            case type::string:
                break;
        }
        if (!known_ && !is_settled(kinds_)) {
            return false;
        }
        std::get<4>(values_).push_back(text);
        return true;
    }

    // Takes a cell as evidence that may change the type, and stores it if the new type can still be built. Always true.
    bool learn(std::string_view text, std::uint64_t line) {
        const bool first = kinds_ == 0;
        const kind k = kind_of(text);
        kinds_ |= k;
        if (odd_line_ == 0 && k != whole_kind && k != fraction_kind) {
            odd_line_ = line;
            odd_text_ = text;
        }
        const type now = type_for(kinds_);
        if (first) {
            begin(now);
        } else if (now == type::float64 && building_ == type::int64 && !stale_ && !minus_zero_) {
            const auto whole = std::move(std::get<1>(values_));
            building_ = now;
            auto& values = values_.emplace<2>();
            reserve(values);
            for (const std::int64_t x : whole) {
                values.push_back(static_cast<double>(x));
            }
        } else if (now != building_) {
            building_ = now;
            stale_ = true;
            values_ = column_values{};
        }
        if (!stale_ && building_ == type::string) {
            std::get<4>(values_).push_back(text);
        } else if (!stale_) {
            store(text);
        }
        return true;
    }

    bool known_ = false;
    bool stale_ = false;
    bool minus_zero_ = false;   // "-0" was taken for the whole number 0, which a column of doubles would not do
    bool quoted_null_ = false;  // a quoted null token was taken for missing, which a string column would not do
    type building_ = type::string;
    unsigned kinds_ = 0;
    std::size_t expected_ = 0;
    column_values values_;
    validity present_;
    std::string scratch_;
    std::uint64_t odd_line_ = 0;  // the first cell that is neither a whole number nor one with a fraction
    std::string odd_text_;
};

}  // namespace lastro::inline v0::data::detail
