// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_columns.hpp
//
// How do the cells of the pieces of a CSV text become the columns of a table?
//
//   csv_columns columns{context, settings};
//   columns.begin(names);
//   columns.learn(first, false);              // what its cells suggest as types
//   columns.read(piece);                      // by any thread, each with a piece of its own
//   columns.append(pieces, team);             // in the order of the file
//   if (columns.again()) ...                  // some types became known too late: read and append once more
//   columns.finish(team);
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint32_t
#include <span>     // span
#include <string>   // string, to_string
#include <utility>  // move
#include <variant>  // visit
#include <vector>   // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/core/thread_team.hpp>
#include <lastro/data/cell.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/canonical_feed.hpp>
#include <lastro/data/detail/column_collector.hpp>
#include <lastro/data/detail/column_part.hpp>
#include <lastro/data/detail/csv_context.hpp>
#include <lastro/data/detail/csv_cut.hpp>
#include <lastro/data/detail/csv_spelling.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/dictionary.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::data::detail {

/// One piece while it is read; kept and used again for another one, for its memory.
struct csv_piece {
    csv_cut cut;
    std::vector<column_part> parts;  ///< One for each column.
};

/// The columns of a file that is being read.
class csv_columns {
public:
    /// `context` and `settings` must outlive this object.
    csv_columns(const csv_context& context, const csv_settings& settings)
        : context_(&context), settings_(&settings), spelling_(settings) {}

    /// Begins with columns of these names. @throws schema_error if one of the schema's is not among them.
    void begin(std::vector<std::string> names) {
        names_ = std::move(names);
        const name_index index{names_};
        columns_.resize(width());
        wanted_.assign(width(), true);
        constexpr std::size_t most_hashed =
            4096;  // a hash takes some kilobytes: more columns are hashed when they are there
        hashed_.resize(settings_->fingerprint != nullptr && width() <= most_hashed ? width() : 0);
        if (settings_->schema) {
            for (const field& f : settings_->schema->fields) {
                const std::size_t at = index.find(names_, f.name);
                core::require<schema_error>(at != names_.size(), column_place(context_->source, f.name),
                                            "the schema's column in the file", "none of that name");
                columns_[at] = column_collector{f.type, f.nullable};
            }
        }
    }

    [[nodiscard]] std::size_t width() const noexcept { return names_.size(); }

    /// Adds to `kinds` what the cells of each column of unknown type can be, as far as that is not settled.
    void collect_kinds(const csv_cut& cut, std::vector<unsigned>& kinds, core::thread_team& team) const {
        team.parallel_for(width(), [&](std::size_t i) {
            if (!columns_[i].is_known() && !is_settled(kinds[i])) {
                kinds[i] |= evidence_of(cut, i).kinds;
            }
        });
    }

    /// The types that the first piece suggests; `last`: it is the only one.
    void learn(const csv_piece& piece, bool last) {
        for (std::size_t i = 0; i < width(); ++i) {
            if (wanted_[i] && !columns_[i].is_known()) {
                const column_part evidence = evidence_of(piece.cut, i);
                columns_[i].learn(evidence.kinds, last);
                note_odd(piece.cut, i, evidence);
            }
        }
    }

    /// Guesses the size of the whole, `bytes` of text, from that of its first piece.
    void expect(const csv_piece& piece, std::size_t bytes) {
        const double pieces = static_cast<double>(bytes) / static_cast<double>(piece.cut.text().size() + 1);
        for (std::size_t i = 0; i < width(); ++i) {
            const auto times = [&](std::size_t n) {
                return static_cast<std::size_t>(static_cast<double>(n) * pieces * 1.02);
            };
            columns_[i].expect(times(piece.cut.rows()) + 1, times(column_collector::characters_of(piece.parts[i])));
        }
    }

    /// Reads the wanted columns of a piece. @throws format_error for its first record that is wrong.
    void read(csv_piece& piece) const {
        piece.parts.resize(width());
        for (bool again = true; again;) {
            again = false;
            std::size_t row = column_part::none;
            std::size_t where = 0;
            for (std::size_t i = 0; i < width(); ++i) {
                if (!wanted_[i] || columns_[i].is_finished()) {
                    continue;
                }
                column_plan plan = columns_[i].plan();
                plan.every_failure = context_->problems != nullptr;
                piece.parts[i].read(piece.cut, i, spelling_, plan, context_->quote());
                if (!piece.parts[i].failed.empty() && piece.parts[i].failed.front() < row) {
                    row = piece.parts[i].failed.front();
                    where = i;
                }
            }
            if (row != column_part::none && context_->problems == nullptr) {
                refuse(piece.cut, row, where);
            }
            if (row != column_part::none) {
                remove_failed(piece);
                again = true;
            }
        }
        context_->refuse_fault(piece.cut);
    }

    /// Adds the parts of `pieces` to the columns, in the order of the file.
    void append(std::span<const csv_piece> pieces, core::thread_team& team) {
        team.parallel_for(width(), [&](std::size_t i) {
            for (const csv_piece& piece : pieces) {
                if (!wanted_[i] || columns_[i].is_finished()) {
                    break;
                }
                note_odd(piece.cut, i, piece.parts[i]);
                columns_[i].append(piece.parts[i], piece.cut.rows());
            }
            if (!hashed_.empty() && wanted_[i] && !columns_[i].is_stale()) {
                hashed_[i].go_on(columns_[i].values(), false);
            }
        });
    }

    /// Begins once more with the columns whose type became known too late, and with that type; false: there are none.
    [[nodiscard]] bool again() {
        bool stale = false;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            wanted_[i] = columns_[i].is_stale();
            stale = stale || wanted_[i];
            if (wanted_[i]) {
                columns_[i].again();
                if (!hashed_.empty()) {
                    hashed_[i] = {};
                }
            }
        }
        return stale;
    }

    /// The table. Precondition: again() was false, or all was read once more. @throws io_error if it was another text then.
    [[nodiscard]] table finish(core::thread_team& team) {
        std::vector<column> columns(columns_.size());
        std::vector<hash::digest> digests(hashed_.size());
        team.parallel_for(columns.size(), [&](std::size_t i) {
            if (!hashed_.empty()) {
                hashed_[i].go_on(columns_[i].values(), true);
            }
            columns[i] = columns_[i].finish();
            if (!hashed_.empty()) {
                digests[i] = hashed_[i].hasher.update(std::as_bytes(columns[i].present().bits())).finalize();
            }
            if (settings_->most_categories > 0) {
                columns[i] = with_dictionary(columns[i], settings_->most_categories);
            }
        });
        for (const column& c : columns) {  // some were read once, others twice
            core::require<io_error>(c.size() == columns.front().size(), context_->source,
                                    "a file that stays as it is while it is read", "one that changed");
        }
        table result{std::move(names_), std::move(columns), std::string{context_->source}};
        if (settings_->fingerprint != nullptr) {
            *settings_->fingerprint = hashed_.empty() ? fingerprint(result) : fingerprint(result, digests);
        }
        return result;
    }

private:
    // How far the values of a column are hashed.
    struct hashed_column {
        hash::blake3 hasher = {};
        std::size_t rows = 0;

        // Up to the end, or as far as pieces are whole: the hash is fastest in those.
        void go_on(const column_values& values, bool to_the_end) {
            constexpr std::size_t piece = std::size_t{1} << 15U;  // rows
            std::visit(
                [&](const auto& v) {
                    const std::size_t end = to_the_end ? v.size() : v.size() / piece * piece;
                    if (end > rows) {
                        hash_rows(hasher, v, rows, end);
                        rows = end;
                    }
                },
                values);
        }
    };

    [[nodiscard]] column_part evidence_of(const csv_cut& cut, std::size_t i) const {
        column_part part;
        part.read(cut, i, spelling_, {.values = false}, context_->quote());
        return part;
    }

    // Takes out the rows in which some cell is wrong, and tells of them.
    void remove_failed(csv_piece& piece) const {
        csv_cut& cut = piece.cut;
        std::vector<std::size_t> bad(cut.rows(), column_part::none);  // the first column that fails
        for (std::size_t i = width(); i-- > 0;) {
            if (wanted_[i]) {
                for (const std::uint32_t row : piece.parts[i].failed) {
                    bad[row] = i;
                }
            }
        }
        for (std::size_t row = 0; row < bad.size(); ++row) {
            if (bad[row] != column_part::none) {
                try {
                    refuse(cut, row, bad[row]);
                } catch (const format_error& error) {
                    const std::size_t offset = context_->offset_of(cut, cut.begin(row));
                    context_->note(context_->line_at(offset), offset, error.what());
                }
            }
        }
        cut.remove_rows([&](std::size_t row) { return bad[row] != column_part::none; });
    }

    [[noreturn]] void refuse(const csv_cut& cut, std::size_t row, std::size_t i) const {
        csv_records records = context_->records_at(cut, cut.begin(row));
        records.next();
        const bool missing = spelling_.is_null(cut.raw(cut.cell(row, i)));
        core::fail<format_error>(records.place(i) + ": column " + core::quoted(names_[i]),
                                 described(columns_[i].found()),
                                 missing ? "a missing value" : core::quoted(records.text(i)));
    }

    void note_odd(const csv_cut& cut, std::size_t i, const column_part& part) {
        if (part.odd != column_part::none && columns_[i].misses_odd()) {
            csv_records records = context_->records_at(cut, cut.begin(part.odd));
            records.next();
            columns_[i].odd("line " + std::to_string(records.line()) + " holds " + core::quoted(records.text(i)));
        }
    }

    const csv_context* context_;
    const csv_settings* settings_;
    csv_spelling spelling_;
    std::vector<std::string> names_;
    std::vector<column_collector> columns_;
    std::vector<bool> wanted_;           // the columns that the present pass reads
    std::vector<hashed_column> hashed_;  // none, unless a fingerprint is wanted
};

}  // namespace lastro::inline v0::data::detail
