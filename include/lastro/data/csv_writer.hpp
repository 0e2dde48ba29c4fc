// SPDX-License-Identifier: MIT
// lastro/data/csv_writer.hpp
//
// How does a table become a CSV file that reads back as the same table?
//
//   data::write_csv("weather.csv", weather);                        // all at once, or not at all
//   data::read_csv("weather.csv", {.schema = data::infer_schema(weather)}) == weather;
//
// Numbers are the shortest that read back to the same bits, a float64 always has a point or an exponent, and a text is in
// quotes where it would else be read as something else: with the schema, or wherever texts do not look like numbers or times,
// every column comes back to the last bit.
#pragma once

#include <cstddef>      // size_t
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view

#include <lastro/core/atomic_file.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// Writes a table row by row; `flush(text)` is called whenever a good piece is there.
class csv_rows {
public:
    csv_rows(const table& rows, const csv_settings& settings) : table_(rows), settings_(settings) {
        const csv_settings plain;
        core::require<std::invalid_argument>(
            settings.decimal == plain.decimal && !settings.thousands && settings.date_formats == plain.date_formats &&
                settings.timestamp_formats == plain.timestamp_formats && settings.true_tokens == plain.true_tokens &&
                settings.false_tokens == plain.false_tokens,
            "data::write_csv", "values in their plain spelling", "settings of another one");
        missing_ = settings.null_tokens.empty() ? "" : settings.null_tokens.front();
    }

    template <class Flush>
    void write(const Flush& flush) {
        constexpr std::size_t piece = std::size_t{1} << 20U;
        std::string text;
        if (settings_.header) {
            for (std::size_t i = 0; i < table_.columns(); ++i) {
                begin_field(text, i);
                add_text(text, table_.names()[i], i, "the header");
            }
            text += table_.columns() > 0 ? "\n" : "";
        }
        for (std::size_t row = 0; row < table_.rows(); ++row) {
            for (std::size_t i = 0; i < table_.columns(); ++i) {
                begin_field(text, i);
                add(text, table_.column(i), row, i);
            }
            text += '\n';
            if (text.size() >= piece) {
                flush(std::string_view{text});
                text.clear();
            }
        }
        flush(std::string_view{text});
    }

private:
    void begin_field(std::string& text, std::size_t i) const {
        if (i > 0) {
            text += settings_.delimiter;
        }
    }

    [[nodiscard]] std::string place(std::size_t i, const std::string& where) const {
        return table_.place(table_.names()[i]) + ": " + where;
    }

    void add(std::string& text, const column& values, std::size_t row, std::size_t i) const {
        const auto where = [&] { return place(i, "row " + std::to_string(row)); };
        if (values.is_null(row)) {
            core::require<std::invalid_argument>(!settings_.null_tokens.empty(), where(),
                                                 "a null token in the settings", "a missing value and none");
            if (table_.columns() == 1 && missing_.empty() && settings_.skip_blank_lines) {  // no blank line
                core::require<std::invalid_argument>(values.type() != type::string && settings_.quote.has_value(),
                                                     where(), "a null token that is not empty",
                                                     "one that makes a blank line");
                text.append(2, *settings_.quote);
            }
            text += missing_;
            return;
        }
        const std::string value = values.to_text(row);
        switch (values.type()) {
            case type::string:
                return add_text(text, value, i, "row " + std::to_string(row));
            case type::float64:
                core::require<std::invalid_argument>(value.find_first_of("ni") == std::string::npos, where(),
                                                     "a finite number", value);
                text += value;
                text += value.find_first_of(".e") == std::string::npos ? ".0" : "";
                return;
            case type::date:
            case type::timestamp:
                core::require<std::invalid_argument>(value.front() >= '0' && value.front() <= '9', where(),
                                                     "a year from 0000 to 9999", value);
                [[fallthrough]];
            case type::boolean:
            case type::int64:
                text += value;
                return;
        }
    }

    // In quotes where it holds what ends a field, or looks like nothing.
    void add_text(std::string& text, std::string_view value, std::size_t i, const std::string& where) const {
        bool quoted = value.empty() || (settings_.comment && i == 0 && value.front() == *settings_.comment) ||
                      value.starts_with("\xEF\xBB\xBF");
        for (const std::string& token : settings_.null_tokens) {
            quoted = quoted || value == token;
        }
        for (const char c : value) {
            quoted = quoted || c == settings_.delimiter || c == '\n' || c == '\r' ||
                     (settings_.quote && c == *settings_.quote);
        }
        if (!quoted) {
            text += value;
            return;
        }
        core::require<std::invalid_argument>(settings_.quote.has_value(), place(i, where),
                                             "a text that needs no quotes", core::quoted(value));
        text += *settings_.quote;
        for (const char c : value) {
            text.append(c == *settings_.quote ? 2 : 1, c);
        }
        text += *settings_.quote;
    }

    const table& table_;
    const csv_settings& settings_;
    std::string missing_;
};

}  // namespace detail

/// The table as CSV: lines end in LF, a missing value is the first null token.
///
/// @throws std::invalid_argument for what CSV cannot say: NaN and infinities, a text that needs quotes where there are none.
[[nodiscard]] inline std::string to_csv(const table& rows, const csv_settings& settings = {}) {
    std::string result;
    detail::csv_rows{rows, settings}.write([&](std::string_view text) { result += text; });
    return result;
}

/// Writes the table to a file, which comes into being all at once or not at all. @throws as `to_csv`; io_error.
inline void write_csv(const std::string& path, const table& rows, const csv_settings& settings = {}) {
    core::atomic_file file{path};
    detail::csv_rows{rows, settings}.write([&](std::string_view text) { file.write(core::as_bytes(text)); });
    file.commit();
}

}  // namespace lastro::inline v0::data
