// SPDX-License-Identifier: MIT
// lastro/data/csv.hpp
//
// How does a CSV file become a typed table?
//
//   const data::table weather = data::read_csv("weather.csv");             // types found by looking at every cell
//   const data::table later = data::read_csv("later.csv", {.schema = data::infer_schema(weather)});
//   const data::table memory = data::parse_csv("a;b\n1;2\n", "memory", {.delimiter = ';'});
//
// Strict: the first thing that breaks a rule is a format_error that says path, line, column (in bytes, from 1), what
// was expected and what was found. Locale-free, correctly rounded numbers; equal bytes give equal tables. The types
// that are found and the dialect are described in docs/data.md.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <optional>     // optional
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/mapped_file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/cell.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/detail/column_builder.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::data {

/// What the file looks like, and what it must hold.
struct csv_settings {
    char delimiter = ',';             ///< Between fields: an ASCII character.
    std::optional<char> quote = '"';  ///< Around fields that hold delimiters or line ends; nothing: no such character.
    bool header = true;               ///< Whether the first record names the columns; else column_1, column_2, ...
    bool skip_blank_lines = true;     ///< Whether a line without any character is no record, or one empty field.

    /// Fields that stand for a missing value. In quotes they do so in columns of numbers, dates and booleans only: in a
    /// column of strings a quoted field is always text.
    std::vector<std::string> null_tokens = {""};

    /// Types (and where rows may be missing) of the columns that it names; other columns get the type that fits their
    /// cells. Every column of the schema must be there. Ranges and allowed values are not checked here but by
    /// `validate`.
    std::optional<data::schema> schema = {};
};

namespace detail {

/// Reads one text as a table; a class, so that each step has a name.
class csv_parser {
public:
    csv_parser(std::string_view text, std::string_view source, const csv_settings& settings)
        : text_(text), source_(source), settings_(settings) {
        for (const std::string& token : settings.null_tokens) {
            longest_token_ = token.size() > longest_token_ ? token.size() : longest_token_;
        }
    }

    [[nodiscard]] table parse() {
        csv_records records = open();
        core::require<format_error>(records.next(), source_, settings_.header ? "a line of column names" : "a record",
                                    "no record at all");
        name_columns(records);
        prepare_builders();
        if (!settings_.header) {
            add_record(records);
        }
        add_all(records);
        read_stale_again();
        std::vector<column> columns;
        for (column_builder& builder : builders_) {
            columns.push_back(std::move(builder).finish());
        }
        return {std::move(names_), std::move(columns), std::string{source_}};
    }

private:
    [[nodiscard]] csv_records open() const {
        return csv_records{
            text_, std::string{source_}, {settings_.delimiter, settings_.quote, settings_.skip_blank_lines}};
    }

    void name_columns(const csv_records& first) {
        for (std::size_t i = 0; i < first.fields().size(); ++i) {
            names_.push_back(settings_.header ? first.text(i) : "column_" + std::to_string(i + 1));
        }
        if (const auto twice = name_index{names_}.repeated(names_)) {
            core::fail<format_error>(first.place(*twice), "column names that differ",
                                     core::quoted(names_[*twice]) + " again");
        }
    }

    void prepare_builders() {
        builders_.resize(names_.size());
        expected_.resize(names_.size(), nullptr);
        if (settings_.schema) {
            const name_index index{names_};
            for (const field& f : settings_.schema->fields) {
                const std::size_t at = index.find(names_, f.name);
                core::require<schema_error>(at != names_.size(), column_place(source_, f.name),
                                            "the schema's column in the file", "none of that name");
                builders_[at] = column_builder{f.type};
                expected_[at] = &f;
            }
        }
        for (std::size_t i = 0; i < names_.size(); ++i) {
            read_.push_back(i);
        }
    }

    [[nodiscard]] bool is_null_token(std::string_view text) const noexcept {
        if (text.size() > longest_token_) {
            return false;
        }
        for (const std::string& token : settings_.null_tokens) {
            if (text == token) {
                return true;
            }
        }
        return false;
    }

    void add_record(const csv_records& records) {
        for (const std::size_t i : read_) {
            column_builder& builder = builders_[i];
            const csv_field& cell = records.fields()[i];
            const bool added = builder.add(cell, is_null_token(cell.raw), records.quote(), records.line());
            if (!added || (expected_[i] != nullptr && !expected_[i]->nullable && builder.null_count() > 0)) {
                refuse(records, i, added);
            }
        }
    }

    [[noreturn]] void refuse(const csv_records& records, std::size_t i, bool missing) const {
        core::fail<format_error>(records.place(i) + ": column " + core::quoted(names_[i]),
                                 described(expected_[i]->type),
                                 missing ? "a missing value" : core::quoted(records.text(i)));
    }

    void add_all(csv_records& records) {
        constexpr std::uint64_t sample = 1000;  // rows after which the number of all rows is guessed
        const std::size_t start = records.consumed();
        for (std::uint64_t rows = 1; records.next(); ++rows) {
            add_record(records);
            if (rows == sample) {
                const std::size_t left = text_.size() - records.consumed();
                const auto guess = static_cast<double>(left) / static_cast<double>(records.consumed() - start) * sample;
                for (const std::size_t i : read_) {
                    builders_[i].expect(sample + static_cast<std::size_t>(guess * 1.02));
                }
            }
        }
    }

    // Columns whose type became known too late: once more, with that type.
    void read_stale_again() {
        read_.clear();
        for (std::size_t i = 0; i < builders_.size(); ++i) {
            if (builders_[i].is_stale()) {
                read_.push_back(i);
                builders_[i] = builders_[i].again();
            }
        }
        if (!read_.empty()) {
            csv_records records = open();
            if (settings_.header) {
                records.next();
            }
            add_all(records);
        }
    }

    std::string_view text_;
    std::string_view source_;
    const csv_settings& settings_;
    std::size_t longest_token_ = 0;
    std::vector<std::string> names_;
    std::vector<column_builder> builders_;
    std::vector<const field*> expected_;  // the schema's field of each column; nullptr: to be found
    std::vector<std::size_t> read_;       // the columns that the present pass reads
};

}  // namespace detail

/// The table that `text` spells; `source` begins every message and is kept as the table's source.
///
/// Every column gets the type that fits all its cells: boolean, int64, float64, date, otherwise string. A file with
/// only a header has no rows, which is no error here; learning from no rows is one.
///
/// @throws format_error where the text breaks a rule, is empty, repeats a column name, or holds a cell that is not what
///         the schema says; schema_error if a column of the schema is not there; std::invalid_argument for a delimiter
///         or quote that cannot be one.
/// Cost: one pass over the text, a second for columns that turn out to be text after numbers.
[[nodiscard]] inline table parse_csv(std::string_view text, std::string_view source,
                                     const csv_settings& settings = {}) {
    return detail::csv_parser{text, source, settings}.parse();
}

/// The table in the file at `path`, which is mapped, not copied.
///
/// @throws io_error if the file cannot be read; otherwise as `parse_csv`.
[[nodiscard]] inline table read_csv(const std::string& path, const csv_settings& settings = {}) {
    const core::mapped_file file{path};
    return parse_csv(core::as_text(file.bytes()), path, settings);
}

}  // namespace lastro::inline v0::data
