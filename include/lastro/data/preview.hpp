// SPDX-License-Identifier: MIT
// lastro/data/preview.hpp
//
// What is in this table, at a glance? Its first rows under names and types, and how many there are in all.
//
//   log << weather << '\n';                                   // the first ten rows
//   log << data::preview(weather, {.rows = 3}) << '\n';
//
//   location  date        wind          For people, not for programs: texts are cut, and control characters are shown
//   string    date        float64       as \xNN, so that foreign data cannot write on a terminal.
//   Seattle   2012-01-01      4.7
//   ... 2,921 more rows
#pragma once

#include <cstddef>      // size_t
#include <iosfwd>       // basic_ostream
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// How much of a table is shown.
struct preview_settings {
    std::size_t rows = 10;   ///< At most so many rows.
    std::size_t width = 30;  ///< At most so many characters of a text or a name.
};

namespace detail {

/// How many characters a UTF-8 text has: bytes that do not continue one.
[[nodiscard]] inline std::size_t characters_in(std::string_view text) noexcept {
    std::size_t count = 0;
    for (const char c : text) {
        count += static_cast<unsigned char>(c) >> 6U != 2 ? 1U : 0U;
    }
    return count;
}

/// `text` without what could disturb a terminal, cut after `width` characters.
[[nodiscard]] inline std::string harmless(std::string_view text, std::size_t width) {
    const std::string quoted = core::quoted(text);  // ends in a quote, or in `"...` where it cut the text
    const std::string shown = quoted.substr(1, quoted.rfind('"') - 1);
    if (characters_in(shown) <= width && quoted.back() == '"') {
        return shown;
    }
    std::size_t end = 0;
    for (std::size_t count = 0; end < shown.size(); ++end) {
        const bool begins = static_cast<unsigned char>(shown[end]) >> 6U != 2;
        if (begins && ++count > width) {
            break;
        }
    }
    return shown.substr(0, end) + "...";
}

}  // namespace detail

/// The first rows of `rows` as text, in columns; numbers to the right. No line end after the last line.
[[nodiscard]] inline std::string preview(const table& rows, const preview_settings& settings = {}) {
    if (rows.columns() == 0) {
        return "no columns";
    }
    const std::size_t shown = rows.rows() < settings.rows ? rows.rows() : settings.rows;
    std::vector<std::string> lines(shown + 2);
    for (std::size_t c = 0; c < rows.columns(); ++c) {
        const column& values = rows.column(c);
        std::vector<std::string> cells{detail::harmless(rows.names()[c], settings.width),
                                       std::string{name_of(values.type())}};
        for (std::size_t i = 0; i < shown; ++i) {
            cells.push_back(values.is_null(i) ? "(missing)" : detail::harmless(values.to_text(i), settings.width));
        }
        std::size_t width = 0;
        for (const std::string& cell : cells) {
            const std::size_t count = detail::characters_in(cell);
            width = count > width ? count : width;
        }
        const bool right = values.type() == type::int64 || values.type() == type::float64;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string fill(width - detail::characters_in(cells[i]), ' ');
            lines[i] += (c > 0 ? "  " : "") + (right ? fill + cells[i] : cells[i] + fill);
        }
    }
    std::string text;
    for (std::string& line : lines) {
        line.resize(line.find_last_not_of(' ') + 1);  // npos + 1 is 0
        text += line + '\n';
    }
    if (shown == rows.rows()) {
        return text + core::grouped(shown) + (shown == 1 ? " row" : " rows");
    }
    const std::size_t more = rows.rows() - shown;
    return text + "... " + core::grouped(more) + (more == 1 ? " more row" : " more rows");
}

/// Writes `preview(rows)`.
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const table& rows) {
    return out << preview(rows).c_str();
}

}  // namespace lastro::inline v0::data
