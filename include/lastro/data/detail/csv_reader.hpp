// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_reader.hpp
//
// How does a CSV text become a table, by several threads and with the same result for any number of them?
//
//   const table rows = csv_reader{text, "weather.csv", settings, nullptr}.read();
//
// A window of the text is cut into pieces at ends of records; a group of pieces is read side by side, then their parts are
// joined to the columns in the order of the file, and the memory of window and parts serves the next ones. Windows depend on
// the text alone. An error is that of the first window that has one: a byte that is not UTF-8, or else the first record that
// is wrong. A text that may hold bad rows or comments is one window, read record by record.
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
#include <lastro/data/detail/csv_text.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::data::detail {

/// Reads one text as a table; a class, so that each step has a name.
class csv_reader {
public:
    /// `problems`: where bad rows go, which are errors without it.
    csv_reader(csv_text text, std::string_view source, const csv_settings& settings, csv_problems* problems)
        : settings_(settings),
          text_(std::move(text)),
          mark_(text_.window(0, 3) == "\xEF\xBB\xBF" ? 3U : 0U),
          context_{.text = {},
                   .source = source,
                   .dialect = {settings.delimiter, settings.quote, settings.skip_blank_lines, settings.comment},
                   .problems = problems},
          columns_(context_, settings),
          team_(text_.size() > 2 * first_piece ? settings.threads : 1) {}

    /// Goes on in the middle of a file: `text` begins at a record behind the header, on line `line`, and is UTF-8.
    csv_reader(std::string_view text, std::string_view source, const csv_settings& settings,
               const std::vector<std::string>& names, const csv_position& position)
        : csv_reader(csv_text{text}, source, settings, nullptr) {
        mark_ = 0;
        context_.position = position;
        prepare(names);
    }

    /// What the cells of each column can be: the evidence that types are found by. For a reader in the middle of a file.
    void collect_kinds(std::vector<unsigned>& kinds) {
        csv_cut cut;
        each_window([&](const csv_pieces& pieces) {
            for (std::size_t k = 0; k < pieces.count(); ++k) {
                cut_piece(cut, pieces.piece(context_.text, k));
                columns_.collect_kinds(cut, kinds, team_);
                context_.refuse_fault(cut);
            }
        });
    }

    /// The columns of the text of a reader in the middle of a file, of which the schema names all types.
    [[nodiscard]] table read_on() {
        read_all();
        return columns_.finish(team_);
    }

    [[nodiscard]] table read() {
        begin();
        read_all();
        if (columns_.again()) {
            context_.problems = context_.problems != nullptr ? &ignored_ : nullptr;
            read_all();
        }
        return columns_.finish(team_);
    }

private:
    static constexpr std::size_t first_piece = std::size_t{1} << 18U;  // of its cells types are guessed
    static constexpr std::size_t group = 16;                           // pieces in a window, and read side by side

    // Text, cells and values of a piece should stay in the cache of one core, but many columns need some rows each.
    [[nodiscard]] std::size_t piece_size() const noexcept {
        return columns_.width() <= 64 ? std::size_t{1} << 16U : std::size_t{1} << 18U;
    }

    [[nodiscard]] csv_records records_from(std::string_view text) const {
        return {text, std::string{context_.source}, context_.dialect, context_.position};
    }

    void cut_piece(csv_cut& cut, std::string_view text) const {
        context_.check_length(text.size());
        cut.piece(text, context_.dialect, columns_.width());
    }

    // Whether to read record by record: bad ones are left out, comments are no records.
    [[nodiscard]] bool careful() const noexcept { return context_.problems != nullptr || context_.dialect.comment; }

    // Shows the text from `at` on: a window, or as many as hold a whole record; all of it to a careful reader.
    [[nodiscard]] csv_pieces window(std::size_t at) {
        const auto run = [this](std::size_t n, const auto& task) { team_.parallel_for(n, task); };
        for (std::size_t size = careful() ? text_.size() : group * piece_size();; size *= 2) {
            const std::string_view text = text_.window(at, size, run);
            const std::size_t skipped = at == 0 ? mark_ : 0;
            context_.text = text.substr(skipped);
            context_.before = at + skipped;
            csv_pieces pieces = cut_into_pieces(context_.text, is_last(), context_.dialect,
                                                at <= data_ ? first_piece : piece_size(), run);
            if (!pieces.utf8) {
                check_utf8(text, context_.source, context_.position.line, at);
            }
            if (pieces.count() > 0 || is_last()) {
                return pieces;
            }
        }
    }

    // Whether the text ends with this window.
    [[nodiscard]] bool is_last() const noexcept { return context_.before + context_.text.size() == text_.size(); }

    // Where the next window begins, and on which line.
    [[nodiscard]] std::size_t behind(const csv_pieces& pieces) {
        context_.position.line += pieces.lines;
        return context_.before + pieces.bounds.back();
    }

    template <class Read>
    void each_window(const Read& read) {
        const csv_position first = context_.position;
        for (std::size_t at = data_; at < text_.size();) {
            const csv_pieces pieces = window(at);
            read(pieces);
            at = behind(pieces);
        }
        context_.position = first;
    }

    void begin() {
        csv_records records = records_from({});  // refuses settings that cannot be
        for (bool found = false; !found;) {
            const csv_pieces pieces = window(data_);
            records = records_from(context_.text.substr(0, pieces.bounds.back()));
            found = records.next();
            core::require<format_error>(found || !is_last(), context_.source,
                                        settings_.header ? "a line of column names" : "a record", "no record at all");
            data_ = found ? context_.before + (settings_.header ? records.consumed() : records.offset())
                          : behind(pieces);  // lines without anything
        }
        std::vector<std::string> names = csv_column_names(records, settings_);
        context_.position.first_line = records.line();
        context_.position.line = settings_.header ? records.next_line() : records.line();
        prepare(std::move(names));
    }

    void prepare(std::vector<std::string> names) {
        context_.position.width = names.size();
        columns_.begin(std::move(names));
    }

    void read_all() {
        bool begun = false;
        pieces_.resize(smaller_of(group, (std::size_t{1} << 18U) / columns_.width() + 1));
        each_window([&](const csv_pieces& pieces) {
            if (careful()) {
                read_carefully();
                begun = true;
                return;
            }
            for (std::size_t next = 0; next < pieces.count(); begun = true) {
                // The first group is small: what it holds says how much memory the whole will need.
                const std::size_t many = smaller_of(begun ? pieces_.size() : 1, pieces.count() - next);
                team_.parallel_for(many, [&](std::size_t i) {
                    cut_piece(pieces_[i].cut, pieces.piece(context_.text, next + i));
                    if (begun) {
                        columns_.read(pieces_[i]);
                    }
                });
                next += many;
                if (!begun) {
                    columns_.learn(pieces_[0], context_.before + pieces.bounds[1] == text_.size());
                    columns_.read(pieces_[0]);
                    columns_.expect(pieces_[0], text_.size() - data_);
                }
                join(many);
                tell(pieces.bounds[next]);
            }
        });
        if (!begun) {  // a header and nothing else
            columns_.learn(csv_piece{}, true);
        }
    }

    void read_carefully() {
        csv_records records = records_from(context_.text);
        csv_piece& piece = pieces_[0];
        bool begun = false;
        for (bool last = false; !last; begun = true) {
            piece.cut.records(records, context_.text, first_piece, [&](const format_error& error) {
                if (context_.problems == nullptr) {
                    throw error;
                }
                context_.note(records.line(), records.offset(), error.what());
            });
            last = records.consumed() == context_.text.size();
            if (!begun) {
                columns_.learn(piece, last);
            }
            columns_.read(piece);
            join(1);
            tell(records.consumed());
        }
    }

    // Adds the parts of the first `many` pieces to the columns.
    void join(std::size_t many) { columns_.append(std::span<const csv_piece>{pieces_}.first(many), team_); }

    // All before the byte `at` of the window has been read.
    void tell(std::size_t at) const {
        if (settings_.progress != nullptr) {
            settings_.progress(settings_.progress_context,
                               static_cast<double>(context_.before + at) / static_cast<double>(text_.size()));
        }
    }

    [[nodiscard]] static std::size_t smaller_of(std::size_t a, std::size_t b) noexcept { return a < b ? a : b; }

    const csv_settings& settings_;
    csv_problems ignored_{.most = 0};  // those that were told of in an earlier pass
    csv_text text_;
    std::size_t mark_;  // bytes of a byte order mark
    csv_context context_;
    csv_columns columns_;
    core::thread_team team_;
    std::vector<csv_piece> pieces_;  // of one group
    std::size_t data_ = 0;           // where the first record of values begins
};

}  // namespace lastro::inline v0::data::detail
