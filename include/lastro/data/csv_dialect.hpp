// SPDX-License-Identifier: MIT
// lastro/data/csv_dialect.hpp
//
// Which characters mean what in a CSV text, and what is a field of it?
//
//   data::csv_records records{text, "weather.csv", {.delimiter = ';', .comment = '#'}};
//
// The rules are those of docs/data.md; csv_records follows them.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <optional>     // optional
#include <string>       // string
#include <string_view>  // string_view

namespace lastro::inline v0::data {

/// Which characters mean what.
struct csv_dialect {
    char delimiter = ',';              ///< Between fields: an ASCII character.
    std::optional<char> quote = '"';   ///< Around fields that hold delimiters or line ends; nothing: no such character.
    bool skip_blank_lines = true;      ///< Whether a line without any character is no record, or one empty field.
    std::optional<char> comment = {};  ///< A line that begins with it is no record; nothing: there are no comments.
};

/// Where a reader that begins in the middle of a text stands: at the beginning of a record.
struct csv_position {
    std::uint64_t line = 1;        ///< Of that record.
    std::uint64_t first_line = 0;  ///< Of the text's first record, and how many fields that had; 0: this is the first.
    std::size_t width = 0;
};

/// How many lines end in `text`: at every LF, CRLF and lone CR. A CR at the very end counts.
[[nodiscard]] inline std::uint64_t count_line_ends(std::string_view text) noexcept {
    std::uint64_t count = 0;
    char before = '\0';
    for (const char c : text) {  // branches would cost more than the sums
        count += static_cast<std::uint64_t>(c == '\r') + static_cast<std::uint64_t>(c == '\n' && before != '\r');
        before = c;
    }
    return count;
}

/// One field, as it lies in the text.
struct csv_field {
    std::string_view raw;  ///< Its characters, without the quotes around it; two quotes inside still stand for one.
    bool quoted = false;   ///< Whether there were quotes around it.
    bool doubled = false;  ///< Whether two quotes inside stand for one.

    /// The characters that the field stands for, appended to `to`.
    void append_to(std::string& to, char quote) const {
        if (!doubled) {
            to += raw;
            return;
        }
        for (std::size_t i = 0; i < raw.size(); ++i) {
            to += raw[i];
            if (raw[i] == quote) {
                ++i;  // the second of two
            }
        }
    }
};

}  // namespace lastro::inline v0::data
