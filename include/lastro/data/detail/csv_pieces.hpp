// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_pieces.hpp
//
// Where can a CSV text be cut so that several threads read it? At the ends of records; and is it UTF-8?
//
//   const csv_pieces pieces = cut_into_pieces(text, true, dialect, 1 << 18, run);      // run(n, task): tasks 0 ... n - 1
//   pieces.bounds;                            // 0, ..., text.size(): pieces begin where records begin
//
// One pass counts the quotes of every block. A line end is the end of a record where the quotes before it are even in number,
// which is true as long as the text keeps the rules; where it does not, the piece that breaks them comes before all those
// that are cut wrongly. Blocks depend on the text alone: bounds are the same for any number of threads.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint8_t, uint64_t
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/text.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/detail/csv_masks.hpp>

namespace lastro::inline v0::data::detail {

/// What one pass tells about a block of text.
struct csv_block_facts {
    bool odd_quotes = false;
    bool ascii = true;
    std::uint64_t lines =
        0;  ///< How many end in it; a CR at its end counts, a LF at its beginning as if no CR were before.
};

struct csv_facts_loop {
    template <class Block>
    [[gnu::always_inline]] static csv_block_facts run(const char* text, std::size_t size, csv_characters c) {
        std::uint64_t quotes = 0;  // the parity of its bits is that of all quotes
        std::uint64_t high = 0;
        std::uint64_t lines = 0;
        std::uint64_t return_before = 0;
        for (std::size_t at = 0; at < size; at += 64) {
            const csv_masks found =
                size - at >= 64 ? Block::masks(text + at, c) : masks_of_rest<Block>(text + at, size - at, c);
            quotes ^= found.quote;
            high |= found.not_ascii;
            const std::uint64_t second = found.line_feed & (found.carriage_return << 1U | return_before);  // of CRLF
            lines += static_cast<std::uint64_t>(__builtin_popcountll(found.carriage_return)) +
                     static_cast<std::uint64_t>(__builtin_popcountll(found.line_feed & ~second));
            return_before = found.carriage_return >> 63U;
        }
        return {(parity_up_to(quotes) >> 63U) != 0, high == 0, lines};
    }
};

/// How many lines end in a text: count_line_ends at the speed of memory.
[[nodiscard]] inline std::uint64_t count_lines(std::string_view text) {
    return run_on_blocks<csv_facts_loop>(text.data(), text.size(), csv_characters{}).lines;
}

/// A text cut at ends of records.
struct csv_pieces {
    std::vector<std::size_t> bounds;  ///< Piece i is text[bounds[i], bounds[i + 1]).
    bool utf8 = true;                 ///< All of the text is.
    std::uint64_t lines = 0;          ///< How many end in the pieces.

    [[nodiscard]] std::size_t count() const noexcept { return bounds.size() - 1; }
    [[nodiscard]] std::string_view piece(std::string_view text, std::size_t i) const noexcept {
        return text.substr(bounds[i], bounds[i + 1] - bounds[i]);
    }
};

/// True where no character of UTF-8 begins.
[[nodiscard]] inline bool continues_character(char c) noexcept {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

/// Where the record ends in which `at` lies; `inside`: in quotes there.
[[nodiscard]] inline std::size_t end_of_record(std::string_view text, std::size_t at, bool inside,
                                               const csv_dialect& dialect) noexcept {
    for (; at < text.size(); ++at) {
        const char c = text[at];
        inside = inside != (dialect.quote && c == *dialect.quote);
        if (!inside && (c == '\n' || (c == '\r' && (at + 1 == text.size() || text[at + 1] != '\n')))) {
            return at + 1;
        }
    }
    return text.size();
}

/// Where the last record ends of which the end can be seen in a text that goes on; `inside`: in quotes at its end. 0: none.
[[nodiscard]] inline std::size_t end_of_last_record(std::string_view text, bool inside,
                                                    const csv_dialect& dialect) noexcept {
    for (std::size_t at = text.size(); at-- > 0;) {
        const char c = text[at];
        inside = inside != (dialect.quote && c == *dialect.quote);
        if (!inside && (c == '\n' || (c == '\r' && at + 1 < text.size() && text[at + 1] != '\n'))) {
            return at + 1;  // the byte behind a CR must be there
        }
    }
    return 0;
}

/// True if text[first, last) is UTF-8 but for what lies in it of a character that begins before; one that goes on behind it
/// is left to the next part. `ends`: the text ends where it ends, and does not go on elsewhere.
[[nodiscard]] inline bool is_utf8_between(std::string_view text, std::size_t first, std::size_t last,
                                          bool ends) noexcept {
    const auto step_back = [&](std::size_t& at) {
        for (std::size_t n = 0; n < 3 && at > 0 && at < text.size() && continues_character(text[at]); ++n) {
            --at;
        }
    };
    step_back(first);
    if (last < text.size() || ends) {
        step_back(last);
    } else if (last > 0) {
        --last;  // the last character may not be there as a whole
        step_back(last);
    }
    return first >= last || core::is_utf8(text.substr(first, last - first));
}

/// Cuts `text`, which begins at the beginning of a record, into pieces of about `size` bytes, or of one record that is longer.
/// A text that does not end here (`ends` is false) is cut up to the end of its last record that is there as a whole.
template <class Run>
[[nodiscard]] csv_pieces cut_into_pieces(std::string_view text, bool ends, const csv_dialect& dialect, std::size_t size,
                                         const Run& run) {
    const std::size_t blocks = text.size() / size + 1;
    std::vector<csv_block_facts> facts(blocks);
    std::vector<std::uint8_t> broken(blocks);
    run(blocks, [&](std::size_t i) {
        const std::string_view block = text.substr(i * size, size);
        facts[i] = run_on_blocks<csv_facts_loop>(
            block.data(), block.size(), csv_characters{dialect.delimiter, dialect.quote.value_or(dialect.delimiter)});
        broken[i] = facts[i].ascii || is_utf8_between(text, i * size, i * size + block.size(), ends) ? 0 : 1;
    });
    csv_pieces result;
    result.bounds.push_back(0);
    bool inside = false;
    bool ended = false;
    for (std::size_t i = 0; i < blocks; ++i) {
        result.utf8 = result.utf8 && broken[i] == 0;
        const bool two = i > 0 && i * size < text.size() && text[i * size - 1] == '\r' && text[i * size] == '\n';
        result.lines += facts[i].lines - (two ? 1 : 0);
        const std::size_t next = (i + 1) * size;
        inside = inside != (dialect.quote && facts[i].odd_quotes);
        if (!ended && next < text.size() && next > result.bounds.back()) {
            const std::size_t end = end_of_record(text, next, inside, dialect);
            if (end < text.size()) {
                result.bounds.push_back(end);
            } else {
                ended = true;  // or every block of a long last record would be looked at to its end
            }
        }
    }
    const std::size_t end = ends ? text.size() : end_of_last_record(text, inside, dialect);
    if (end > result.bounds.back()) {
        result.bounds.push_back(end);
    }
    result.lines -= count_lines(text.substr(result.bounds.back()));
    return result;
}

}  // namespace lastro::inline v0::data::detail
