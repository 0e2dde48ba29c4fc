// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_reader.hpp
//
// How does a CSV text become a table, by several threads and with the same result for any number of them?
//
// The text is cut into pieces at ends of records; a group of pieces is read side by side, then their parts are joined to the
// columns in the order of the file, and the memory of the parts serves the next group. An error is that of the first piece
// that has one, and in it that of the first record. A file that may hold bad rows or comments is read record by record.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint32_t, uint64_t
#include <optional>     // optional
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/core/thread_team.hpp>
#include <lastro/data/cell.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/column_collector.hpp>
#include <lastro/data/detail/column_part.hpp>
#include <lastro/data/detail/csv_cut.hpp>
#include <lastro/data/detail/csv_pieces.hpp>
#include <lastro/data/detail/csv_spelling.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::data::detail {

/// Empty names get the column's number, later ones that occur again the lowest number that is free.
inline void number_repeated(std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        names[i] = names[i].empty() ? "column_" + std::to_string(i + 1) : names[i];
    }
    while (const auto twice = name_index{names}.repeated(names)) {
        const std::string stem = names[*twice];
        const name_index index{names};
        std::size_t number = 2;
        while (index.find(names, stem + "_" + std::to_string(number)) != names.size()) {
            ++number;
        }
        names[*twice] = stem + "_" + std::to_string(number);
    }
}

/// Reads one text as a table; a class, so that each step has a name.
class csv_reader {
public:
    /// `problems`: where bad rows go, which are errors without it.
    csv_reader(std::string_view text, std::string_view source, const csv_settings& settings, csv_problems* problems)
        : text_(text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0)),
          mark_(text.size() - text_.size()),
          source_(source),
          settings_(settings),
          problems_(problems),
          dialect_{settings.delimiter, settings.quote, settings.skip_blank_lines, settings.comment},
          spelling_(settings),
          team_(text.size() > 2 * least_piece ? settings.threads : 1) {}

    /// Goes on in the middle of a file: `text` begins at a record behind the header, on line `line`, and is UTF-8.
    csv_reader(std::string_view text, std::string_view source, const csv_settings& settings,
               const std::vector<std::string>& names, const csv_position& position)
        : csv_reader(text, source, settings, nullptr) {
        text_ = text;
        mark_ = 0;
        names_ = names;
        base_ = position;
        prepare();
    }

    /// What the cells of each column can be: the evidence that types are found by. For a reader in the middle of a file.
    void collect_kinds(std::vector<unsigned>& kinds) {
        const csv_pieces pieces = pieces_of_text();
        for (std::size_t k = 0; k + 1 < pieces.bounds.size(); ++k) {
            slot s;
            s.text = text_.substr(pieces.bounds[k], pieces.bounds[k + 1] - pieces.bounds[k]);
            check_length(s.text);
            s.cut.piece(s.text, dialect_, width_);
            team_.parallel_for(width_, [&](std::size_t i) {
                if (!columns_[i].is_known() && !is_settled(kinds[i])) {
                    column_part part;
                    part.read(s.cut, i, spelling_, {.values = false}, quote());
                    kinds[i] |= part.kinds;
                }
            });
            refuse_fault(s);
        }
    }

    /// The columns of the text of a reader in the middle of a file, of which the schema names all types.
    [[nodiscard]] table read_on() {
        read_all(csv_records{text_, std::string{source_}, dialect_, base_}, pieces_of_text());
        return finished();
    }

    [[nodiscard]] table read() {
        csv_records records{text_, std::string{source_}, dialect_, csv_position{}};
        const csv_pieces pieces = cut_into_pieces(
            text_, dialect_, least_piece, [this](std::size_t n, const auto& task) { team_.parallel_for(n, task); });
        if (!pieces.utf8) {
            csv_records::check_utf8({text_.data() - mark_, text_.size() + mark_}, source_);
        }
        begin(records);
        read_all(records, pieces);
        bool stale = false;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            wanted_[i] = columns_[i].is_stale();
            stale = stale || wanted_[i];
        }
        if (stale) {  // columns whose type became known too late: once more, with that type
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                if (wanted_[i]) {
                    columns_[i].again();
                }
            }
            problems_ = problems_ != nullptr ? &ignored_ : nullptr;
            read_all(records, pieces);
        }
        return finished();
    }

private:
    static constexpr std::size_t least_piece = std::size_t{1} << 18U;
    static constexpr std::size_t group =
        16;  // pieces read side by side: their cells and parts should stay in the cache

    /// What one piece of a group needs; its memory is used again in the next group.
    struct slot {
        csv_cut cut;
        std::vector<column_part> parts;
        std::string_view text;
    };

    [[nodiscard]] csv_pieces pieces_of_text() {
        return cut_into_pieces(text_, dialect_, least_piece,
                               [this](std::size_t n, const auto& task) { team_.parallel_for(n, task); });
    }

    [[nodiscard]] table finished() {
        std::vector<column> columns(columns_.size());
        team_.parallel_for(columns.size(), [&](std::size_t i) { columns[i] = columns_[i].finish(); });
        return {std::move(names_), std::move(columns), std::string{source_}};
    }

    void begin(csv_records& records) {
        core::require<format_error>(records.next(), source_, settings_.header ? "a line of column names" : "a record",
                                    "no record at all");
        for (std::size_t i = 0; i < records.fields().size(); ++i) {
            names_.push_back(settings_.header ? records.text(i) : "column_" + std::to_string(i + 1));
        }
        if (settings_.number_names) {
            number_repeated(names_);
        }
        if (const auto twice = name_index{names_}.repeated(names_)) {
            core::fail<format_error>(records.place(*twice), "column names that differ",
                                     core::quoted(names_[*twice]) + " again");
        }
        base_.first_line = records.line();
        data_ = settings_.header ? records.consumed() : records.offset();
        prepare();
    }

    void prepare() {
        const name_index index{names_};
        width_ = base_.width = names_.size();
        columns_.resize(width_);
        wanted_.assign(width_, true);
        expected_.assign(width_, nullptr);
        if (settings_.schema) {
            for (const field& f : settings_.schema->fields) {
                const std::size_t at = index.find(names_, f.name);
                core::require<schema_error>(at != names_.size(), column_place(source_, f.name),
                                            "the schema's column in the file", "none of that name");
                columns_[at] = column_collector{f.type, f.nullable};
                expected_[at] = &f;
            }
        }
    }

    void read_all(const csv_records& first, const csv_pieces& pieces) {
        if (problems_ != nullptr || dialect_.comment) {
            read_carefully(first);
            return;
        }
        const std::size_t most = smaller_of(group, (std::size_t{1} << 18U) / width_ + 1);
        slots_.resize(smaller_of(most, pieces.bounds.size()));
        std::size_t next = 0;
        while (next + 1 < pieces.bounds.size() && pieces.bounds[next + 1] <= data_) {
            ++next;
        }
        for (bool begun = false; next + 1 < pieces.bounds.size(); begun = true) {
            // The first group is small: what it holds says how much memory the whole will need.
            const std::size_t many = smaller_of(begun ? slots_.size() : 1, pieces.bounds.size() - 1 - next);
            for (std::size_t i = 0; i < many; ++i) {
                const std::size_t from = pieces.bounds[next + i] < data_ ? data_ : pieces.bounds[next + i];
                slots_[i].text = text_.substr(from, pieces.bounds[next + i + 1] - from);
            }
            next += many;
            const bool last = next + 1 == pieces.bounds.size();
            team_.parallel_for(many, [&](std::size_t i) {
                slot& s = slots_[i];
                check_length(s.text);
                s.cut.piece(s.text, dialect_, width_);
                if (begun) {
                    read_parts(s);
                }
            });
            if (!begun) {
                learn(slots_[0], last);
                read_parts(slots_[0]);
                expect(slots_[0]);
            }
            join(many);
            tell(pieces.bounds[next]);
        }
        if (pieces.bounds.size() <= 1 || data_ == text_.size()) {  // a header and nothing else
            learn(slot{}, true);
        }
    }

    // Record by record: bad ones are left out, comments are no records.
    void read_carefully(const csv_records& first) {
        csv_records records = first;
        if (!settings_.header) {
            records = csv_records{text_.substr(data_),
                                  std::string{source_},
                                  dialect_,
                                  {.line = base_.first_line, .first_line = base_.first_line, .width = width_}};
        }
        slots_.resize(1);
        slot& s = slots_[0];
        const std::string_view text = settings_.header ? text_ : text_.substr(data_);
        bool begun = false;
        for (bool last = false; !last; begun = true) {
            s.cut.records(records, text, least_piece, [&](const format_error& error) {
                if (problems_ == nullptr) {
                    throw error;
                }
                note(records.line(), text_.size() - text.size() + records.offset(), error.what());
            });
            last = records.consumed() == text.size();
            if (!begun) {
                learn(s, last);
            }
            read_parts(s);
            join(1);
            tell(text_.size() - text.size() + records.consumed());
        }
    }

    // The types that the first piece suggests; `last`: it is the only one.
    void learn(const slot& s, bool last) {
        for (std::size_t i = 0; i < width_; ++i) {
            if (wanted_[i] && !columns_[i].is_known()) {
                column_part evidence;
                evidence.read(s.cut, i, spelling_, {.values = false}, quote());
                columns_[i].learn(evidence.kinds, last);
                note_odd(s, i, evidence);
            }
        }
    }

    // Guesses the size of the whole from that of its first piece.
    void expect(const slot& s) {
        const double pieces = static_cast<double>(text_.size() - data_) / static_cast<double>(s.text.size() + 1);
        for (std::size_t i = 0; i < width_; ++i) {
            const auto times = [&](std::size_t n) {
                return static_cast<std::size_t>(static_cast<double>(n) * pieces * 1.02);
            };
            columns_[i].expect(times(s.cut.rows()) + 1, times(column_collector::characters_of(s.parts[i])));
        }
    }

    // Reads the wanted columns of a piece. @throws format_error for its first record that is wrong.
    void read_parts(slot& s) {
        s.parts.resize(width_);
        for (bool again = true; again;) {
            again = false;
            std::size_t row = column_part::none;
            std::size_t where = 0;
            for (std::size_t i = 0; i < width_; ++i) {
                if (!wanted_[i] || columns_[i].is_finished()) {
                    continue;
                }
                column_plan plan = columns_[i].plan();
                plan.every_failure = problems_ != nullptr;
                s.parts[i].read(s.cut, i, spelling_, plan, quote());
                if (!s.parts[i].failed.empty() && s.parts[i].failed.front() < row) {
                    row = s.parts[i].failed.front();
                    where = i;
                }
            }
            if (row != column_part::none && problems_ == nullptr) {
                refuse(s, row, where);
            }
            if (row != column_part::none) {
                remove_failed(s);
                again = true;
            }
        }
        refuse_fault(s);
    }

    void refuse_fault(const slot& s) const {
        if (s.cut.faulty()) {
            csv_records records = at_record(s, s.cut.end());
            while (records.next()) {  // throws, with the message for this fault
            }
        }
    }

    void remove_failed(slot& s) {
        std::vector<std::size_t> bad(s.cut.rows(), column_part::none);  // the first column that fails
        for (std::size_t i = width_; i-- > 0;) {
            if (wanted_[i]) {
                for (const std::uint32_t row : s.parts[i].failed) {
                    bad[row] = i;
                }
            }
        }
        for (std::size_t row = 0; row < bad.size(); ++row) {
            if (bad[row] != column_part::none) {
                try {
                    refuse(s, row, bad[row]);
                } catch (const format_error& error) {
                    const std::size_t offset = offset_of(s, s.cut.begin(row));
                    note(line_at(offset), offset, error.what());
                }
            }
        }
        s.cut.remove_rows([&](std::size_t row) { return bad[row] != column_part::none; });
    }

    [[noreturn]] void refuse(const slot& s, std::size_t row, std::size_t i) const {
        csv_records records = at_record(s, s.cut.begin(row));
        records.next();
        const bool missing = spelling_.is_null(s.cut.raw(s.cut.cell(row, i)));
        core::fail<format_error>(records.place(i) + ": column " + core::quoted(names_[i]),
                                 described(expected_[i]->type),
                                 missing ? "a missing value" : core::quoted(records.text(i)));
    }

    [[nodiscard]] std::size_t offset_of(const slot& s, std::size_t at) const noexcept {
        return static_cast<std::size_t>(s.cut.text().data() - text_.data()) + at;
    }
    [[nodiscard]] std::uint64_t line_at(std::size_t offset) const noexcept {
        return base_.line + run_on_blocks<csv_lines_loop>(text_.data(), offset);
    }
    [[nodiscard]] csv_records at_record(const slot& s, std::size_t at) const {
        const std::size_t offset = offset_of(s, at);
        return {text_.substr(offset), std::string{source_}, dialect_,
                csv_position{.line = line_at(offset), .first_line = base_.first_line, .width = width_}};
    }

    void note(std::uint64_t line, std::size_t offset, std::string message) {
        ++problems_->count;
        if (problems_->first.size() < problems_->most) {
            std::string_view text = text_.substr(offset, 200);
            text = text.substr(0, text.find_first_of("\r\n"));
            problems_->first.push_back({line, offset + mark_, std::move(message), std::string{text}});
        }
    }

    void note_odd(const slot& s, std::size_t i, const column_part& part) {
        if (part.odd != column_part::none && columns_[i].misses_odd()) {
            csv_records records = at_record(s, s.cut.begin(part.odd));
            records.next();
            columns_[i].odd("line " + std::to_string(records.line()) + " holds " + core::quoted(records.text(i)));
        }
    }

    // Adds the parts of the first `many` slots to the columns, in the order of the file.
    void join(std::size_t many) {
        team_.parallel_for(width_, [&](std::size_t i) {
            for (std::size_t k = 0; k < many && wanted_[i] && !columns_[i].is_finished(); ++k) {
                note_odd(slots_[k], i, slots_[k].parts[i]);
                columns_[i].append(slots_[k].parts[i], slots_[k].cut.rows());
            }
        });
    }

    void tell(std::size_t at) const {
        if (settings_.progress != nullptr) {
            settings_.progress(settings_.progress_context, static_cast<double>(at) / static_cast<double>(text_.size()));
        }
    }

    void check_length(std::string_view piece) const {
        core::require<format_error>(piece.size() <= largest_csv_piece, source_, "records of less than 1 GiB",
                                    "one of " + std::to_string(piece.size()) + " bytes");
    }
    [[nodiscard]] static std::size_t smaller_of(std::size_t a, std::size_t b) noexcept { return a < b ? a : b; }
    [[nodiscard]] char quote() const noexcept { return settings_.quote.value_or(settings_.delimiter); }

    std::string_view text_;  // behind a byte order mark
    std::size_t mark_;
    std::string_view source_;
    const csv_settings& settings_;
    csv_problems* problems_;
    csv_problems ignored_{.most = 0};  // those that were told of in an earlier pass
    csv_dialect dialect_;
    csv_spelling spelling_;
    core::thread_team team_;
    std::vector<std::string> names_;
    std::vector<column_collector> columns_;
    std::vector<const field*> expected_;  // the schema's field of each column; nullptr: to be found
    std::vector<bool> wanted_;            // the columns that the present pass reads
    std::vector<slot> slots_;
    std::size_t width_ = 0;
    csv_position base_;     // of the text, in its file
    std::size_t data_ = 0;  // where the first record of values begins
};

}  // namespace lastro::inline v0::data::detail
