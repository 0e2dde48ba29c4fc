// SPDX-License-Identifier: MIT
// lastro/data/csv.hpp
//
// How does a CSV file become a typed table?
//
//   const data::table weather = data::read_csv("weather.csv");             // types found by looking at every cell
//   const data::table later = data::read_csv("later.csv", {.schema = data::infer_schema(weather)});
//   const data::table memory = data::parse_csv("a;b\n1;2\n", "memory", {.delimiter = ';'});
//   hash::digest name;
//   const data::table flights = data::read_csv("flights.csv", {.fingerprint = &name});     // data::fingerprint, in the same pass
//   data::csv_problems problems;
//   const data::table rest = data::read_csv("feed.csv", {.schema = agreed}, problems);     // bad rows left out, and told of
//
// Strict: the first thing that breaks a rule is a format_error that says path, line, column (in bytes, from 1), what
// was expected and what was found. Locale-free, correctly rounded numbers; equal bytes give equal tables. The types
// that are found and the dialect are described in docs/data.md.
#pragma once

#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move

#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/csv_reader.hpp>
#include <lastro/data/detail/csv_text.hpp>
#include <lastro/data/detail/utf16.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// Reads UTF-8 where it lies, and UTF-16 with a byte order mark from a copy in UTF-8.
[[nodiscard]] inline table read_text(csv_text text, std::string_view source, const csv_settings& settings,
                                     csv_problems* problems) {
    if (is_utf16(text.window(0, 2))) {
        const std::string copy = utf8_of_utf16(text.window(0, text.size()), source);
        return csv_reader{csv_text{copy}, source, settings, problems}.read();
    }
    return csv_reader{std::move(text), source, settings, problems}.read();
}

}  // namespace detail

/// The table that `text` spells; `source` begins every message and is kept as the table's source.
///
/// Every column gets the type that fits all its cells: boolean, int64, float64, date, otherwise string. A file with
/// only a header has no rows, which is no error here; learning from no rows is one.
///
/// @throws format_error where the text breaks a rule, is empty, repeats a column name, or holds a cell that is not what
///         the schema says; schema_error if a column of the schema is not there; std::invalid_argument for settings that
///         cannot be. The error is the same one for any number of threads.
/// Cost: two passes over the text, one of them at the speed of memory; a further one for columns of which the first part
/// suggested another type than the rest allows.
[[nodiscard]] inline table parse_csv(std::string_view text, std::string_view source,
                                     const csv_settings& settings = {}) {
    return detail::read_text(text, source, settings, nullptr);
}

/// The same, but a record that breaks a rule or the schema is left out and added to `problems`.
///
/// Still errors: text that is not UTF-8, an unusable header, a column of the schema that is not there.
[[nodiscard]] inline table parse_csv(std::string_view text, std::string_view source, const csv_settings& settings,
                                     csv_problems& problems) {
    return detail::read_text(text, source, settings, &problems);
}

/// The table in the file at `path`, of which some megabytes are in memory at a time; a pipe is read to its end first.
///
/// @throws io_error if the file cannot be read, or is cut or changed while it is read; otherwise as `parse_csv`.
[[nodiscard]] inline table read_csv(const std::string& path, const csv_settings& settings = {}) {
    return detail::read_text(detail::csv_text::of_file(path), path, settings, nullptr);
}
[[nodiscard]] inline table read_csv(const std::string& path, const csv_settings& settings, csv_problems& problems) {
    return detail::read_text(detail::csv_text::of_file(path), path, settings, &problems);
}

}  // namespace lastro::inline v0::data
