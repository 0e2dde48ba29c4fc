// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_cut.hpp
//
// How is a piece of CSV cut into cells, 64 bytes at a time?
//
//   csv_cut cut;
//   cut.piece(text, dialect, width);                    // `text` begins where a record begins
//   cut.rows(), cut.cell(row, column);                  // the records that keep the rules
//   if (cut.faulty()) csv_records ... cut.end();        // the record that does not: ask the reader that says why
//
// Quotes are told inside from outside by the parity of their number, which is right as long as the rules are kept: a quote
// opens where a field begins or after one that closes, and what follows a closing one is a delimiter, a line end or a quote.
// Both are checked with the masks, so a text is cut here exactly as csv_records cuts it, or is called faulty.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint32_t, uint64_t
#include <cstring>      // memchr
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/data/csv_records.hpp>
#include <lastro/data/detail/csv_masks.hpp>

namespace lastro::inline v0::data::detail {

/// Where a cell's characters lie in its piece, without the quotes around them.
struct csv_cell {
    std::uint32_t at = 0;
    std::uint32_t size : 30 = 0;
    std::uint32_t quoted : 1 = 0;   ///< There were quotes around it.
    std::uint32_t doubled : 1 = 0;  ///< Two quotes inside stand for one.
};

/// Pieces are smaller than this: a cell has 30 bits for its size.
inline constexpr std::size_t largest_csv_piece = (std::size_t{1} << 30U) - 1;

/// The cells of one piece of text; kept and used again for the next one, for its memory.
class csv_cut {
public:
    /// Cuts `text` into records of `width` fields. Preconditions: it begins at the beginning of a record, and has at most
    /// `largest_csv_piece` bytes.
    void piece(std::string_view text, const csv_dialect& dialect, std::size_t width) {
        text_ = text;
        width_ = width;
        rows_ = 0;
        end_ = 0;
        faulty_ = false;
        if (cells_.size() < text.size() / 8 + 2 * spare) {
            cells_.resize(text.size() / 8 + 2 * spare);
        }
        run_on_blocks<loop>(this, settings{{dialect.delimiter, dialect.quote.value_or(dialect.delimiter)},
                                           dialect.quote.has_value(),
                                           dialect.skip_blank_lines});
    }

    /// Cuts record by record with the reader that knows every rule, from where it stands in `text`, until `most` bytes are
    /// cut or the text ends. Where a record breaks a rule, `refused(error)` is called and the reader recovers.
    template <class Refused>
    void records(csv_records& from, std::string_view text, std::size_t most, const Refused& refused) {
        const std::size_t start = from.consumed();
        text_ = text.substr(start);
        rows_ = 0;
        faulty_ = false;
        std::size_t used = 0;
        for (bool more = true; more && from.consumed() - start < most;) {
            try {
                more = from.next();
            } catch (const format_error& error) {
                refused(error);
                from.recover();
                continue;
            }
            for (const csv_field& field : from.fields()) {
                if (used == cells_.size()) {
                    cells_.resize(2 * used + spare);
                }
                cells_[used++] = {static_cast<std::uint32_t>(field.raw.data() - text_.data()),
                                  static_cast<std::uint32_t>(field.raw.size() & largest_csv_piece),
                                  field.quoted ? 1U : 0U, field.doubled ? 1U : 0U};
            }
            width_ = from.width();
            rows_ += more ? 1 : 0;
        }
        end_ = from.consumed() - start;
        text_ = text_.substr(0, end_);
    }

    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

    /// Whether a record breaks a rule; the rows are those before it.
    [[nodiscard]] bool faulty() const noexcept { return faulty_; }

    /// Where the faulty record begins; the end of the piece if there is none.
    [[nodiscard]] std::size_t end() const noexcept { return end_; }

    [[nodiscard]] const csv_cell& cell(std::size_t row, std::size_t column) const noexcept {
        return cells_[row * width_ + column];
    }
    /// Where a row begins, in bytes from the beginning of the piece.
    [[nodiscard]] std::size_t begin(std::size_t row) const noexcept {
        const csv_cell& first = cell(row, 0);
        return first.at - first.quoted;
    }
    /// The cell's characters as they lie in the text.
    [[nodiscard]] std::string_view raw(const csv_cell& c) const noexcept { return {text_.data() + c.at, c.size}; }

    /// Takes the rows out for which `out(row)` holds.
    template <class Out>
    void remove_rows(const Out& out) {
        std::size_t kept = 0;
        for (std::size_t row = 0; row < rows_; ++row) {
            if (!out(row)) {
                for (std::size_t i = 0; i < width_; ++i) {
                    cells_[kept * width_ + i] = cells_[row * width_ + i];
                }
                ++kept;
            }
        }
        rows_ = kept;
    }

private:
    static constexpr std::size_t spare = 66;  // cells that 64 bytes may add, and one at the end of the piece

    struct settings {
        csv_characters characters;
        bool quotes;
        bool skip_blank_lines;
    };

    struct loop {
        template <class Block>
        [[gnu::always_inline]] static void run(csv_cut* self, const settings s) {
            self->cut<Block>(s);
        }
    };

    [[nodiscard, gnu::noinline]] csv_cell* enlarged(std::size_t used) {
        cells_.resize(cells_.size() * 2);
        return cells_.data() + used;
    }

    template <class Block>
    [[gnu::always_inline]] void cut(const settings& s);

    std::string_view text_;
    std::vector<csv_cell> cells_;  // of all records, row after row
    std::size_t width_ = 0;
    std::size_t rows_ = 0;
    std::size_t end_ = 0;
    bool faulty_ = false;
};

template <class Block>
inline void csv_cut::cut(const settings& s) {
    const char* const text = text_.data();
    const std::size_t size = text_.size();
    const char quote = s.characters.quote;
    std::uint64_t inside_before = 0;   // all ones: the block begins inside quotes
    std::uint64_t closing_before = 0;  // 1: the byte before the block closes a quoted field
    std::uint64_t begins = 1;          // 1: the block begins where a field does
    std::uint64_t return_before = 0;   // 1: the byte before the block is a CR that ends a record
    bool quotes_seen = false;
    csv_cell* to = cells_.data();
    csv_cell* limit = cells_.data() + cells_.size();
    csv_cell* row = to;      // where the cells of this record begin
    std::size_t begin = 0;   // of this cell
    std::size_t record = 0;  // where this record begins
    std::size_t rows = 0;

    const auto bare_cell = [](std::size_t from, std::size_t end) {
        csv_cell c{static_cast<std::uint32_t>(from), 0, 0, 0};
        c.size = static_cast<std::uint32_t>(end - from) & largest_csv_piece;
        return c;
    };
    const auto cell = [&](std::size_t from, std::size_t end) {
        csv_cell c = bare_cell(from, end);
        if (end != from && s.quotes && text[from] == quote) {
            c = bare_cell(from + 1, end - 1);
            c.quoted = 1;
            c.doubled = end - from > 2 && std::memchr(text + from + 1, quote, end - from - 2) != nullptr ? 1 : 0;
        }
        return c;
    };
    const auto end_record = [&](std::size_t next) {  // false: it has another number of fields
        if (to == row + 1 && s.skip_blank_lines && row->size == 0 && row->quoted == 0) {
            to = row;
        } else if (static_cast<std::size_t>(to - row) == width_) {
            row = to;
            ++rows;
        } else {
            return false;
        }
        begin = record = next;
        return true;
    };

    for (std::size_t block = 0; block < size && !faulty_; block += 64) {
        const std::size_t left = size - block;
        csv_masks found = left >= 64 ? Block::masks(text + block, s.characters)
                                     : masks_of_rest<Block>(text + block, left, s.characters);
        std::uint64_t ends = found.delimiter | found.line_feed | found.carriage_return;
        found.quote = s.quotes ? found.quote : 0;
        if ((found.quote | inside_before | closing_before) != 0) {
            quotes_seen = true;
            const std::uint64_t inside =
                parity_up_to(found.quote) ^ inside_before;  // an opening quote counts as inside
            const std::uint64_t closing = found.quote & ~inside;
            const std::uint64_t after_closing = closing << 1U | closing_before;
            const std::uint64_t here = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
            const std::uint64_t field_begins = (ends & ~inside) << 1U | begins;
            const std::uint64_t bad = here & ((found.quote & inside & ~(field_begins | after_closing)) |
                                              (after_closing & ~(ends | found.quote)));
            ends &= ~inside;
            found.line_feed &= ~inside;
            found.carriage_return &= ~inside;
            inside_before = 0 - (inside >> 63U);
            closing_before = closing >> 63U;
            if (bad != 0) {
                faulty_ = true;
                const std::uint64_t before = (bad & (0 - bad)) - 1;
                ends &= before;
                found.line_feed &= before;
            }
        }
        begins = ends >> 63U;
        const std::uint64_t second = found.line_feed & (found.carriage_return << 1U | return_before);  // LF of a CRLF
        return_before = found.carriage_return >> 63U;
        ends &= ~second;
        if (static_cast<std::size_t>(limit - to) < spare) {
            const auto row_at = row - cells_.data();
            to = enlarged(static_cast<std::size_t>(to - cells_.data()));
            row = cells_.data() + row_at;
            limit = cells_.data() + cells_.size();
        }
        // `next` and `from` stay in registers; without quotes a cell is two stores.
        const auto add_cells = [&](const auto& cell_of) {
            csv_cell* next = to;
            std::size_t from = begin;
            for (; ends != 0; ends &= ends - 1) {
                const auto bit = static_cast<unsigned>(__builtin_ctzll(ends));
                const std::size_t end = block + bit;
                *next++ = cell_of(from, end);
                from = end + 1;
                if ((found.delimiter >> bit & 1U) == 0) {
                    const bool two = text[end] == '\r' && from < size && text[from] == '\n';
                    to = next;
                    if (!end_record(from + (two ? 1 : 0))) {
                        faulty_ = true;
                        return;
                    }
                    next = to;
                    from = begin;
                }
            }
            to = next;
            begin = from;
        };
        if (quotes_seen) {
            add_cells(cell);
        } else {
            add_cells(bare_cell);
        }
    }
    if (!faulty_ && inside_before != 0) {
        faulty_ = true;
    } else if (!faulty_ && (begin < size || to != row)) {  // the last record may have no line end
        *to++ = cell(begin, size);
        faulty_ = !end_record(size);
    }
    rows_ = rows;
    end_ = record;
}

}  // namespace lastro::inline v0::data::detail
