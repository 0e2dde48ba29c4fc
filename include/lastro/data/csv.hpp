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

#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/bytes.hpp>
#include <lastro/core/mapped_file.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/csv_reader.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::data {

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
    return detail::csv_reader{text, source, settings, nullptr}.read();
}

/// The table in the file at `path`, which is mapped, not copied.
///
/// @throws io_error if the file cannot be read; otherwise as `parse_csv`.
[[nodiscard]] inline table read_csv(const std::string& path, const csv_settings& settings = {}) {
    const core::mapped_file file{path};
    return parse_csv(core::as_text(file.bytes()), path, settings);
}

}  // namespace lastro::inline v0::data
