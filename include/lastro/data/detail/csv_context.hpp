// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_context.hpp
//
// Where in its file does something lie that was met in a piece of the text, and whom is it told?
//
//   const csv_context context{.text = text, .source = "weather.csv"};
//   context.line_at(context.offset_of(cut, cut.end()));      // the line of the record that breaks a rule
//   context.records_at(cut, cut.end());                      // reads on from there, and says what is wrong
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/csv_cut.hpp>
#include <lastro/data/detail/csv_pieces.hpp>

namespace lastro::inline v0::data::detail {

/// A text that is read in pieces, and what every piece must know of it.
struct csv_context {
    std::string_view text;             ///< A window of the file, from the beginning of a record on.
    std::size_t before = 0;            ///< How many bytes of the file lie before it.
    std::string_view source;           ///< Begins every message.
    csv_dialect dialect = {};          ///< Which characters mean what.
    csv_position position = {};        ///< Of the window in its file.
    csv_problems* problems = nullptr;  ///< Where bad rows go, which are errors without it.

    [[nodiscard]] char quote() const noexcept { return dialect.quote.value_or(dialect.delimiter); }

    /// Where in the window the byte `at` of a piece lies.
    [[nodiscard]] std::size_t offset_of(const csv_cut& cut, std::size_t at) const noexcept {
        return static_cast<std::size_t>(cut.text().data() - text.data()) + at;
    }

    /// The line on which the byte at `offset` lies.
    [[nodiscard]] std::uint64_t line_at(std::size_t offset) const noexcept {
        return position.line + count_lines(text.substr(0, offset));
    }

    /// A reader that stands at the record which begins with the byte `at` of a piece.
    [[nodiscard]] csv_records records_at(const csv_cut& cut, std::size_t at) const {
        const std::size_t offset = offset_of(cut, at);
        return {text.substr(offset), std::string{source}, dialect,
                csv_position{.line = line_at(offset), .first_line = position.first_line, .width = position.width}};
    }

    /// @throws format_error if a record of the piece breaks a rule.
    void refuse_fault(const csv_cut& cut) const {
        if (cut.faulty()) {
            csv_records records = records_at(cut, cut.end());
            while (records.next()) {  // throws, with the message for this fault
            }
        }
    }

    /// @throws format_error if a piece of `bytes` bytes is too long for a csv_cut.
    void check_length(std::size_t bytes) const {
        core::require<format_error>(bytes <= largest_csv_piece, source, "records of less than 1 GiB",
                                    "one of " + std::to_string(bytes) + " bytes");
    }

    /// Tells of a bad row that begins at `offset`. Precondition: problems != nullptr.
    void note(std::uint64_t line, std::size_t offset, std::string message) const {
        ++problems->count;
        if (problems->first.size() < problems->most) {
            std::string_view shown = text.substr(offset, 200);
            shown = shown.substr(0, shown.find_first_of("\r\n"));
            problems->first.push_back({line, before + offset, std::move(message), std::string{shown}});
        }
    }
};

}  // namespace lastro::inline v0::data::detail
