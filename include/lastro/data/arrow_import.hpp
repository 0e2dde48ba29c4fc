// SPDX-License-Identifier: MIT
// lastro/data/arrow_import.hpp
//
// How are columns read that another library in this process made? By Arrow's C data interface [1], where they are.
//
//   const data::arrow_columns batch{&array, &schema};       // owns them now
//   batch.column<double>("wind").values();                  // the producer's memory
//   const data::table rows = batch.table();                 // a copy, with a life of its own
//
//   in place: int64, float64, date32, timestamps in microseconds, large_utf8, dictionaries of it with codes of 32 bits
//   copied: other integers, float32, bits, date64, other timestamps, utf8 offsets, validity bits
//
// Other formats (half floats, decimals, times of day, durations, binary, views, lists, structures within structures) are
// refused, and so is everything that contradicts itself.
//
// References
//   [1] Apache Arrow, The Arrow C data interface.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint32_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/arrow_abi.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/detail/arrow_array.hpp>
#include <lastro/data/detail/arrow_numbers.hpp>
#include <lastro/data/detail/arrow_texts.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// `rows` rows of `array` from row `first` on. @throws format_error that begins with `place`.
[[nodiscard]] inline arrow_column arrow_column_of(const ArrowArray& array, const ArrowSchema& schema, std::size_t first,
                                                  std::size_t rows, const std::string& place) {
    const std::string_view format = schema.format == nullptr ? "" : schema.format;
    const arrow_array checked{array, first, rows, place};
    checked.demand(array.n_children == 0 && schema.n_children == 0, "a column without columns in it",
                   "format " + core::quoted(format));
    checked.demand((array.dictionary == nullptr) == (schema.dictionary == nullptr),
                   "a dictionary in array and schema, or in neither", "one");
    arrow_column column;
    column.rows = rows;
    if (format == "n") {  // nothing but missing rows
        arrow_texts{checked, column}.no_texts();
        for (std::size_t i = 0; i < rows; ++i) {
            column.present.push_back(false);
        }
        return column;
    }
    column.present = checked.present();
    if (array.dictionary != nullptr) {
        const ArrowArray& words = *array.dictionary;
        checked.demand(words.release != nullptr && words.dictionary == nullptr, "a dictionary that was not released",
                       "another one");
        require_counts(words, place + ": dictionary");
        arrow_texts{checked, column}.read(
            format, arrow_column_of(words, *schema.dictionary, static_cast<std::size_t>(words.offset),
                                    static_cast<std::size_t>(words.length), place + ": dictionary"));
    } else if (!arrow_numbers{checked, column}.read(format) && !arrow_texts{checked, column}.read(format)) {
        checked.demand(false, "a format of booleans, integers, reals, dates, timestamps or texts",
                       core::quoted(format));
    }
    return column;
}

/// The rows as a column that owns them: what lies under missing rows is left behind.
[[nodiscard]] inline column owned(const arrow_column& from) {
    const auto numbers = [&from]<class T>(const column_view<T>& view) {
        const auto values = view.values();
        return column{std::vector<stored<T>>(values.begin(), values.end()), from.present};
    };
    switch (from.type) {
        case type::boolean:
            return numbers(from.view<bool>({}, {}));
        case type::int64:
            return numbers(from.view<std::int64_t>({}, {}));
        case type::float64:
            return numbers(from.view<double>({}, {}));
        case type::date:
            return numbers(from.view<date>({}, {}));
        case type::timestamp:
            return numbers(from.view<timestamp>({}, {}));
        case type::string:
            break;
    }
    const auto view = from.view<std::string_view>({}, {});
    text_values texts;
    if (!view.codes().empty()) {
        for (std::size_t k = 0; k < view.entries(); ++k) {
            texts.push_back(view.entry(k));
        }
        texts.codes.assign(view.codes().begin(), view.codes().end());
        if (view.null_count() > 0) {  // missing rows are empty texts
            const auto empty = static_cast<std::uint32_t>(texts.entries());
            texts.push_back({});
            for (std::size_t i = 0; i < view.size(); ++i) {
                texts.codes[i] = view.is_null(i) ? empty : texts.codes[i];
            }
        }
    } else {
        for (std::size_t i = 0; i < view.size(); ++i) {
            texts.push_back(view.is_null(i) ? std::string_view{} : view[i]);
        }
    }
    return {std::move(texts), from.present};
}

}  // namespace detail

/// Columns in the memory of the library that made them.
class arrow_columns {
public:
    /// Takes over both structures, also where it throws: an array of structures, whose fields are the columns, or any other
    /// array as a single column. `source` begins every message.
    ///
    /// @throws format_error if they are released, contradict themselves, or hold what no type of column does.
    arrow_columns(ArrowArray* array, ArrowSchema* schema, std::string source = "Arrow data")
        : array_(array), source_(std::move(source)) {
        const detail::arrow_owner<ArrowSchema> described{schema};
        read(*described);
    }

    /// The same with a schema that stays the caller's.
    arrow_columns(ArrowArray* array, const ArrowSchema& schema, std::string source)
        : array_(array), source_(std::move(source)) {
        read(schema);
    }

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
    [[nodiscard]] data::type type(std::string_view name) const { return columns_[position(name)].type; }

    /// True if the column's values are where the producer has them.
    [[nodiscard]] bool is_zero_copy(std::string_view name) const { return !columns_[position(name)].copied; }

    /// The column's rows. What lies under a missing row may be anything, and there are many NaN.
    ///
    /// Good as long as this object lives. @throws schema_error if there is no such column, or it holds another type.
    template <column_value T>
    [[nodiscard]] column_view<T> column(std::string_view name) const& {
        const std::size_t at = position(name);
        core::require<schema_error>(columns_[at].type == type_of<T>, column_place(source_, name),
                                    "type " + std::string{name_of(type_of<T>)}, name_of(columns_[at].type));
        return columns_[at].template view<T>(source_, names_[at]);
    }
    template <column_value T>
    column_view<T> column(std::string_view name) const&& = delete;  // the view would outlive the memory

    /// All of it, copied.
    [[nodiscard]] data::table table() const {
        data::table result{source_};
        for (std::size_t i = 0; i < names_.size(); ++i) {
            result.add(names_[i], detail::owned(columns_[i]));
        }
        return result;
    }

private:
    [[nodiscard]] std::size_t position(std::string_view name) const {
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (names_[i] == name) {
                return i;
            }
        }
        core::fail<schema_error>(column_place(source_, name), "a column of the array", "none of that name");
    }

    void demand(bool condition, std::string_view expected, std::string_view found) const {
        core::require<format_error>(condition, source_, expected, found);
    }

    void read(const ArrowSchema& schema) {
        const ArrowArray& array = *array_;
        demand(array.release != nullptr && schema.release != nullptr, "an array and a schema that were not released",
               "a released one");
        detail::require_counts(array, source_);
        rows_ = static_cast<std::size_t>(array.length);
        const auto first = static_cast<std::size_t>(array.offset);
        const std::string_view format = schema.format == nullptr ? "" : schema.format;
        if (format != "+s") {
            names_.emplace_back(schema.name == nullptr ? "" : schema.name);
            demand(core::is_utf8(names_.back()), "a name in UTF-8", core::quoted(names_.back()));
            columns_.push_back(
                detail::arrow_column_of(array, schema, first, rows_, column_place(source_, names_.back())));
            return;
        }
        demand(array.n_children == schema.n_children && array.n_children >= 0, "as many columns in array and schema",
               std::to_string(array.n_children) + " and " + std::to_string(schema.n_children));
        const auto count = static_cast<std::size_t>(array.n_children);
        demand(count == 0 || (array.children != nullptr && schema.children != nullptr), "columns", "a null pointer");
        demand(array.null_count == 0 || detail::arrow_array{array, first, rows_, source_}.present().null_count() == 0,
               "no row that is missing as a whole", std::to_string(array.null_count));
        for (std::size_t i = 0; i < count; ++i) {
            read_child(array.children[i], schema.children[i], first);
        }
        if (const auto twice = detail::name_index{names_}.repeated(names_)) {
            demand(false, "column names that differ", core::quoted(names_[*twice]) + " again");
        }
        rows_ = count == 0 ? 0 : rows_;
    }

    void read_child(const ArrowArray* array, const ArrowSchema* schema, std::size_t first) {
        const std::string number = "column " + std::to_string(names_.size());
        demand(array != nullptr && schema != nullptr && array->release != nullptr && schema->release != nullptr,
               number + ", not released", "a null pointer or a released one");
        names_.emplace_back(schema->name == nullptr ? "" : schema->name);
        const std::string place = column_place(source_, names_.back());
        core::require<format_error>(core::is_utf8(names_.back()), source_, "a name in UTF-8",
                                    core::quoted(names_.back()));
        detail::require_counts(*array, place);
        core::require<format_error>(
            static_cast<std::size_t>(array->length) >= rows_ &&
                static_cast<std::size_t>(array->length) - rows_ >= first,
            place, "at least " + std::to_string(first) + " + " + std::to_string(rows_) + " rows", array->length);
        columns_.push_back(
            detail::arrow_column_of(*array, *schema, static_cast<std::size_t>(array->offset) + first, rows_, place));
    }

    detail::arrow_owner<ArrowArray> array_;
    std::string source_;
    std::size_t rows_ = 0;
    std::vector<std::string> names_;
    std::vector<detail::arrow_column> columns_;
};

}  // namespace lastro::inline v0::data
