// SPDX-License-Identifier: MIT
// lastro/data/csv_settings.hpp
//
// What does a CSV file look like, what must it hold, and what is to happen where it does not?
//
//   data::read_csv("umsatz.csv", {.delimiter = ';', .decimal = ',', .thousands = '.', .date_formats = {"%d.%m.%Y"}});
//   data::csv_problems problems;
//   data::read_csv("feed.csv", {.schema = agreed}, problems);        // bad rows are left out and told of
//
// An aggregate: name what differs from the defaults.
#pragma once

#include <cstddef>   // size_t
#include <cstdint>   // uint64_t
#include <optional>  // optional
#include <string>    // string
#include <vector>    // vector

#include <lastro/data/schema.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::data {

/// What the file looks like, and what it must hold.
struct csv_settings {
    char delimiter = ',';             ///< Between fields: an ASCII character.
    std::optional<char> quote = '"';  ///< Around fields that hold delimiters or line ends; nothing: no such character.
    bool header = true;               ///< Whether the first record names the columns; else column_1, column_2, ...
    bool skip_blank_lines = true;     ///< Whether a line without any character is no record, or one empty field.

    /// Fields that stand for a missing value. In quotes they do so in columns of numbers, times and booleans only: in a
    /// column of strings a quoted field is always text.
    std::vector<std::string> null_tokens = {""};

    /// Types (and where rows may be missing) of the columns that it names; other columns get the type that fits their
    /// cells. Every column of the schema must be there. Ranges and allowed values are not checked here but by
    /// `validate`.
    std::optional<data::schema> schema = {};

    char decimal = '.';                  ///< Between the whole part of a number and its fraction.
    std::optional<char> thousands = {};  ///< Between groups of three digits of the whole part, where there are groups.
    std::vector<std::string> date_formats = {"%Y-%m-%d"};  ///< %Y %y %m %d %b; the first that fits a cell is taken.

    /// Of date formats and %H %M %S %f, %I with %p, %z (lastro/data/detail/clock_format.hpp); none: ISO 8601, as
    /// `timestamp::parse` reads it. A clock without an offset is taken as UTC.
    std::vector<std::string> timestamp_formats = {};
    std::vector<std::string> true_tokens = {"true", "True", "TRUE"};
    std::vector<std::string> false_tokens = {"false", "False", "FALSE"};

    /// A column of strings with at most so many different texts gets a dictionary of them (lastro/data/dictionary.hpp).
    std::size_t most_categories = 0;

    /// A line that begins with it is no record; nothing: there are no comments. An ASCII character.
    std::optional<char> comment = {};

    /// Whether a column name that is empty or occurs twice gets a number ("column_3", "wind_2") instead of an error.
    bool number_names = false;

    /// Where the table's fingerprint goes, if it is wanted: computed in the same pass, of values that lie in the cache.
    hash::digest* fingerprint = nullptr;

    std::size_t threads = 1;  ///< At most so many share the work; the table is the same for any number.

    /// Told now and then which share of the file has been read, from 0 to 1, on the calling thread.
    void (*progress)(void* context, double share) = nullptr;
    void* progress_context = nullptr;
};

/// A record that was left out, and why.
struct csv_problem {
    std::uint64_t line = 0;    ///< On which the record begins, from 1.
    std::uint64_t offset = 0;  ///< Of the record's first byte in the text.
    std::string message;       ///< As the strict reader would have said it: path, line, column, expected, found.
    std::string text;          ///< The record's first line, at most 200 bytes of it.

    friend bool operator==(const csv_problem&, const csv_problem&) = default;
};

/// Bad rows of a file that was read all the same.
struct csv_problems {
    std::size_t most = 1000;              ///< How many are kept.
    std::uint64_t count = 0;              ///< How many there were.
    std::vector<csv_problem> first = {};  ///< In the order of the file.
};

}  // namespace lastro::inline v0::data
