// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_reader.hpp
//
// How does a CSV text become a table, by several threads and with the same result for any number of them?
//
//   const table rows = csv_reader{text, "weather.csv", settings, nullptr}.read();
//
// The text is cut into pieces at ends of records; a group of pieces is read side by side, then their parts are joined to the
// columns in the order of the file, and the memory of the parts serves the next group. An error is that of the first piece
// that has one, and in it that of the first record. A file that may hold bad rows or comments is read record by record.
#pragma once

#include <cstddef>      // size_t
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/thread_team.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/check_utf8.hpp>
#include <lastro/data/detail/csv_column_names.hpp>
#include <lastro/data/detail/csv_columns.hpp>
#include <lastro/data/detail/csv_context.hpp>
#include <lastro/data/detail/csv_cut.hpp>
#include <lastro/data/detail/csv_pieces.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::data::detail {

/// Reads one text as a table; a class, so that each step has a name.
class csv_reader {
public:
    /// `problems`: where bad rows go, which are errors without it.
    csv_reader(std::string_view text, std::string_view source, const csv_settings& settings, csv_problems* problems)
        : settings_(settings),
          context_{.text = text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0),
                   .mark = text.starts_with("\xEF\xBB\xBF") ? 3U : 0U,
                   .source = source,
                   .dialect = {settings.delimiter, settings.quote, settings.skip_blank_lines, settings.comment},
                   .problems = problems},
          columns_(context_, settings),
          team_(text.size() > 2 * least_piece ? settings.threads : 1) {}

    /// Goes on in the middle of a file: `text` begins at a record behind the header, on line `line`, and is UTF-8.
    csv_reader(std::string_view text, std::string_view source, const csv_settings& settings,
               const std::vector<std::string>& names, const csv_position& position)
        : csv_reader(text, source, settings, nullptr) {
        context_.text = text;
        context_.mark = 0;
        context_.position = position;
        prepare(names);
    }

    /// What the cells of each column can be: the evidence that types are found by. For a reader in the middle of a file.
    void collect_kinds(std::vector<unsigned>& kinds) {
        const csv_pieces pieces = pieces_of_text();
        for (std::size_t k = 0; k + 1 < pieces.bounds.size(); ++k) {
            csv_cut cut;
            cut_piece(cut, context_.text.substr(pieces.bounds[k], pieces.bounds[k + 1] - pieces.bounds[k]));
            columns_.collect_kinds(cut, kinds, team_);
            context_.refuse_fault(cut);
        }
    }

    /// The columns of the text of a reader in the middle of a file, of which the schema names all types.
    [[nodiscard]] table read_on() {
        read_all(records_from(context_.text, context_.position), pieces_of_text());
        return columns_.finish(team_);
    }

    [[nodiscard]] table read() {
        csv_records records = records_from(context_.text, csv_position{});
        const csv_pieces pieces = pieces_of_text();
        if (!pieces.utf8) {
            check_utf8({context_.text.data() - context_.mark, context_.text.size() + context_.mark}, context_.source);
        }
        begin(records);
        read_all(records, pieces);
        if (columns_.again()) {
            context_.problems = context_.problems != nullptr ? &ignored_ : nullptr;
            read_all(records, pieces);
        }
        return columns_.finish(team_);
    }

private:
    static constexpr std::size_t least_piece = std::size_t{1} << 18U;
    static constexpr std::size_t group =
        16;  // pieces read side by side: their cells and parts should stay in the cache

    [[nodiscard]] csv_records records_from(std::string_view text, const csv_position& position) const {
        return {text, std::string{context_.source}, context_.dialect, position};
    }

    [[nodiscard]] csv_pieces pieces_of_text() {
        return cut_into_pieces(context_.text, context_.dialect, least_piece,
                               [this](std::size_t n, const auto& task) { team_.parallel_for(n, task); });
    }

    void cut_piece(csv_cut& cut, std::string_view text) const {
        context_.check_length(text.size());
        cut.piece(text, context_.dialect, columns_.width());
    }

    void begin(csv_records& records) {
        core::require<format_error>(records.next(), context_.source,
                                    settings_.header ? "a line of column names" : "a record", "no record at all");
        std::vector<std::string> names = csv_column_names(records, settings_);
        context_.position.first_line = records.line();
        data_ = settings_.header ? records.consumed() : records.offset();
        prepare(std::move(names));
    }

    void prepare(std::vector<std::string> names) {
        context_.position.width = names.size();
        columns_.begin(std::move(names));
    }

    void read_all(const csv_records& first, const csv_pieces& pieces) {
        if (context_.problems != nullptr || context_.dialect.comment) {
            read_carefully(first);
            return;
        }
        const std::size_t most = smaller_of(group, (std::size_t{1} << 18U) / columns_.width() + 1);
        pieces_.resize(smaller_of(most, pieces.bounds.size()));
        std::size_t next = 0;
        while (next + 1 < pieces.bounds.size() && pieces.bounds[next + 1] <= data_) {
            ++next;
        }
        for (bool begun = false; next + 1 < pieces.bounds.size(); begun = true) {
            // The first group is small: what it holds says how much memory the whole will need.
            const std::size_t many = smaller_of(begun ? pieces_.size() : 1, pieces.bounds.size() - 1 - next);
            team_.parallel_for(many, [&](std::size_t i) {
                const std::size_t begin = pieces.bounds[next + i];
                const std::size_t from = begin < data_ ? data_ : begin;
                cut_piece(pieces_[i].cut, context_.text.substr(from, pieces.bounds[next + i + 1] - from));
                if (begun) {
                    columns_.read(pieces_[i]);
                }
            });
            next += many;
            if (!begun) {
                columns_.learn(pieces_[0], next + 1 == pieces.bounds.size());
                columns_.read(pieces_[0]);
                columns_.expect(pieces_[0], context_.text.size() - data_);
            }
            join(many);
            tell(pieces.bounds[next]);
        }
        if (pieces.bounds.size() <= 1 || data_ == context_.text.size()) {  // a header and nothing else
            columns_.learn(csv_piece{}, true);
        }
    }

    // Record by record: bad ones are left out, comments are no records.
    void read_carefully(const csv_records& first) {
        const std::size_t start = settings_.header ? 0 : data_;  // of what the reader of records sees
        const std::string_view text = context_.text.substr(start);
        csv_records records = first;
        if (!settings_.header) {
            const csv_position& at = context_.position;
            records = records_from(text, {.line = at.first_line, .first_line = at.first_line, .width = at.width});
        }
        pieces_.resize(1);
        csv_piece& piece = pieces_[0];
        bool begun = false;
        for (bool last = false; !last; begun = true) {
            piece.cut.records(records, text, least_piece, [&](const format_error& error) {
                if (context_.problems == nullptr) {
                    throw error;
                }
                context_.note(records.line(), start + records.offset(), error.what());
            });
            last = records.consumed() == text.size();
            if (!begun) {
                columns_.learn(piece, last);
            }
            columns_.read(piece);
            join(1);
            tell(start + records.consumed());
        }
    }

    // Adds the parts of the first `many` pieces to the columns.
    void join(std::size_t many) { columns_.append(std::span<const csv_piece>{pieces_}.first(many), team_); }

    void tell(std::size_t at) const {
        if (settings_.progress != nullptr) {
            settings_.progress(settings_.progress_context,
                               static_cast<double>(at) / static_cast<double>(context_.text.size()));
        }
    }

    [[nodiscard]] static std::size_t smaller_of(std::size_t a, std::size_t b) noexcept { return a < b ? a : b; }

    const csv_settings& settings_;
    csv_problems ignored_{.most = 0};  // those that were told of in an earlier pass
    csv_context context_;
    csv_columns columns_;
    core::thread_team team_;
    std::vector<csv_piece> pieces_;  // of one group
    std::size_t data_ = 0;           // where the first record of values begins
};

}  // namespace lastro::inline v0::data::detail
