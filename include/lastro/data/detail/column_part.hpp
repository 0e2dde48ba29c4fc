// SPDX-License-Identifier: MIT
// lastro/data/detail/column_part.hpp
//
// What do the cells of one column in one piece of a file hold? Values of the type that is expected, or evidence of another.
//
//   column_part part;
//   part.read(cut, 3, spelling, {.expected = type::int64}, '"');
//   part.failed, part.kinds;            // the first cell that is no int64, and what the cells from there on can be
//
// Column by column, so that the loop over the rows asks nothing that does not change from row to row.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint32_t, uint64_t
#include <cstring>      // memcpy
#include <string>       // string
#include <string_view>  // string_view
#include <variant>      // get, variant
#include <vector>       // vector

#include <lastro/core/detail/short_number.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/detail/csv_cut.hpp>
#include <lastro/data/detail/csv_spelling.hpp>
#include <lastro/data/detail/iso_moment.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data::detail {

/// How the cells of a column are to be read.
struct column_plan {
    type expected = type::string;  ///< What they should be.
    bool known = false;            ///< That is certain: a cell of another type is a mistake, and no evidence.
    bool nullable = true;          ///< Missing rows are no mistake.
    bool values = true;            ///< Values are wanted; else only evidence.
    bool every_failure = false;    ///< All rows that are mistakes are wanted, not only the first.
};

/// One column of one piece. Kept and used again for the next piece, for its memory.
struct column_part {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    column_values values;                ///< One for each row, zero where it is missing, if `complete`.
    std::vector<std::uint32_t> missing;  ///< The rows without a value.
    std::vector<std::uint32_t>
        failed;              ///< The rows that are mistakes: of a known type, or missing where they may not be.
    unsigned kinds = 0;      ///< What the cells from the first unexpected one on can be.
    std::size_t odd = none;  ///< The first row among those that is no plain number.
    bool complete = false;   ///< All cells were as expected.

    /// Reads column `column` of the piece.
    void read(const csv_cut& cut, std::size_t column, const csv_spelling& spelling, const column_plan& plan,
              char quote) {
        missing.clear();
        failed.clear();
        kinds = 0;
        odd = none;
        complete = false;
        if (!plan.values) {
            collect_evidence(cut, column, 0, spelling, quote);
            return;
        }
        switch (plan.expected) {
            case type::boolean:
                return read_as<0>(cut, column, spelling, plan, quote);
            case type::int64:
                return read_as<1>(cut, column, spelling, plan, quote);
            case type::float64:
                return read_as<2>(cut, column, spelling, plan, quote);
            case type::date:
                return read_as<3>(cut, column, spelling, plan, quote);
            case type::timestamp:
                return read_as<5>(cut, column, spelling, plan, quote);
            case type::string:
                return read_texts(cut, column, spelling, plan, quote);
        }
    }

private:
    /// A cell's text with quotes undone, in `scratch` if there were any to undo.
    [[nodiscard]] static std::string_view text_of(const csv_cut& cut, const csv_cell& cell, std::string& scratch,
                                                  char quote) {
        if (cell.doubled == 0) [[likely]] {
            return cut.raw(cell);
        }
        scratch.clear();
        csv_field{.raw = cut.raw(cell), .quoted = true, .doubled = true}.append_to(scratch, quote);
        return scratch;
    }

    template <class T>
    [[nodiscard]] std::vector<T>& cleared(std::size_t index_rows) {
        if (!std::holds_alternative<std::vector<T>>(values)) {
            values = std::vector<T>{};
        }
        auto& result = std::get<std::vector<T>>(values);
        result.resize(index_rows);
        return result;
    }

    template <std::size_t Index>
    void read_as(const csv_cut& cut, std::size_t column, const csv_spelling& spelling, const column_plan& plan,
                 char quote) {
        using vector = std::variant_alternative_t<Index, column_values>;
        using value = typename vector::value_type;
        constexpr bool number = Index == 1 || Index == 2;
        vector& to = cleared<value>(cut.rows());
        const char* const base = cut.text().data();
        const std::size_t rows = cut.rows();
        const csv_cell* at = rows == 0 ? nullptr : &cut.cell(0, column);
        value* out = to.data();
        std::string scratch;
        [[maybe_unused]] iso_day day;
        const std::size_t width = cut.width();
        const std::size_t readable = cut.text().size() < 9 ? 0 : cut.text().size() - 8;
        const std::size_t shortest = Index == 1 ? spelling.shortest_plain() : 0;
        for (std::size_t row = 0; row < rows; ++row, at += width, ++out) {
            const csv_cell cell = *at;
            if constexpr (Index == 1) {  // nearly all cells, in few instructions
                const char* const digits = base + cell.at;
                if (cell.size >= shortest && cell.at < readable &&
                    core::detail::int64_of_eight(digits, cell.size, *out)) [[likely]] {
                    continue;
                }
            }
            std::string_view text{base + cell.at, cell.size};
            if (spelling.is_null(text)) {
                *out = {};
                missing.push_back(static_cast<std::uint32_t>(row));
                if (!plan.nullable && !fail(row, plan)) {
                    return;
                }
                continue;
            }
            text = text_of(cut, cell, scratch, quote);
            bool good = false;
            if constexpr (Index == 5) {
                good = spelling.read(text, *out, day);
            } else {
                good = spelling.read(text, *out);
            }
            if (!good || (number && !plan.known && has_leading_zero(text))) {
                if (!plan.known) {
                    return collect_evidence(cut, column, row, spelling, quote);
                }
                if (!fail(row, plan)) {
                    return;
                }
            }
        }
        complete = failed.empty();
    }

    // False: that was enough.
    [[nodiscard]] bool fail(std::size_t row, const column_plan& plan) {
        failed.push_back(static_cast<std::uint32_t>(row));
        return plan.every_failure;
    }

    void read_texts(const csv_cut& cut, std::size_t column, const csv_spelling& spelling, const column_plan& plan,
                    char quote) {
        constexpr std::size_t step =
            16;  // bytes copied at once; what they are too many is overwritten by the next text
        if (!std::holds_alternative<text_values>(values)) {
            values = text_values{};
        }
        std::vector<std::uint64_t>& offsets = std::get<text_values>(values).offsets;
        std::string& characters = std::get<text_values>(values).characters;
        offsets.resize(cut.rows() + 1);
        offsets[0] = 0;
        std::size_t total = 0;
        for (std::size_t row = 0; row < cut.rows(); ++row) {
            total += cut.cell(row, column).size;
        }
        characters.resize(total + step);
        char* to = characters.data();
        const char* const end = cut.text().data() + cut.text().size();
        std::string scratch;
        for (std::size_t row = 0; row < cut.rows(); ++row) {
            const csv_cell cell = cut.cell(row, column);
            std::string_view text = cut.raw(cell);
            if (cell.quoted == 0 && spelling.is_null(text)) {
                missing.push_back(static_cast<std::uint32_t>(row));
                if (!plan.nullable && !fail(row, plan)) {
                    return;
                }
                text = {};
            } else if (cell.doubled != 0) {
                text = text_of(cut, cell, scratch, quote);
                std::memcpy(to, text.data(), text.size());
            } else if (static_cast<std::size_t>(end - text.data()) >= text.size() + step) [[likely]] {
                for (std::size_t done = 0; done < text.size(); done += step) {
                    std::memcpy(to + done, text.data() + done, step);
                }
            } else if (!text.empty()) {
                std::memcpy(to, text.data(), text.size());
            }
            to += text.size();
            offsets[row + 1] = static_cast<std::uint64_t>(to - characters.data());
        }
        characters.resize(offsets.back());
        complete = failed.empty();
    }

    void collect_evidence(const csv_cut& cut, std::size_t column, std::size_t from, const csv_spelling& spelling,
                          char quote) {
        const std::size_t readable = cut.text().size() < 9 ? 0 : cut.text().size() - 8;
        const std::size_t shortest = spelling.shortest_plain();
        std::string scratch;
        iso_day day;
        for (std::size_t row = from; row < cut.rows(); ++row) {
            const csv_cell cell = cut.cell(row, column);
            std::int64_t whole = 0;
            if ((kinds & whole_kind) != 0 && cell.size >= shortest && cell.at < readable &&
                core::detail::int64_of_eight(cut.raw(cell).data(), cell.size, whole)) {
                continue;  // one more of them
            }
            if (spelling.is_null(cut.raw(cell)) ||
                ((kinds & local_kind) != 0 && spelling.is_moment(cut.raw(cell), day))) {
                continue;
            }
            const kind k = spelling.kind_of(text_of(cut, cell, scratch, quote));
            kinds |= k;
            if (odd == none && k != whole_kind && k != fraction_kind) {
                odd = row;
            }
            if (odd != none && is_settled(kinds)) {
                return;
            }
        }
    }
};

}  // namespace lastro::inline v0::data::detail
