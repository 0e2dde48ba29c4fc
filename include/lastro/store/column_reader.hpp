// SPDX-License-Identifier: MIT
// lastro/store/column_reader.hpp
//
// How does a stored column come back? Its list of blocks, each of them compared with its name, all or those of some rows.
//
//   const store::column_blocks list = store::read_blocks(objects, stored, rows);
//   const data::column all = store::read_column(objects, stored, rows);              // and with its own digest
//   const data::column some = store::read_rows(objects, list, 1'000'000, 500);       // reads the blocks that hold them
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <stdexcept>    // out_of_range
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/column_summary.hpp>
#include <lastro/store/detail/column_assembly.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>

namespace lastro::inline v0::store {

/// A block in memory: its objects, compared with their names and sizes.
struct loaded_block {
    std::uint64_t rows = 0;
    object values;
    object texts;
    object present;

    [[nodiscard]] detail::column_piece piece() const noexcept {
        return {.rows = rows, .values = values.bytes(), .texts = texts.bytes(), .present = present.bytes()};
    }
};

/// @throws integrity_error if an object is missing, damaged or of another size.
[[nodiscard]] inline loaded_block read_block(const object_store& objects, data::type type, const block& b) {
    const object nothing{nullptr, {}, {}};
    return {.rows = b.rows,
            .values = objects.get_sized(b.values, values_size(type, b.rows)),
            .texts = type == data::type::string ? objects.get_sized(b.texts, b.characters) : nothing,
            .present = b.nulls > 0 ? objects.get_sized(b.present, bits_size(b.rows)) : nothing};
}

/// The blocks of a column of `rows` rows.
///
/// @throws integrity_error or format_error if the list is damaged, or is not one for such a column.
[[nodiscard]] inline column_blocks read_blocks(const object_store& objects, const stored_column& from,
                                               std::uint64_t rows) {
    const object content = objects.get(from.blocks);
    column_blocks list = parse_column_blocks(content.bytes(), content.place());
    std::uint64_t found = 0;
    std::uint64_t nulls = 0;
    std::uint64_t characters = 0;
    for (const block& b : list.blocks) {
        found += b.rows;
        nulls += b.nulls;
        characters += b.characters;  // at most 2^53 each: 2,048 of them do not overflow, and more are compared below
        core::require<format_error>(characters <= detail::most_rows, content.place(), "at most 2^53 bytes of text",
                                    characters);
    }
    const std::uint64_t bits = nulls > 0 ? bits_size(rows) : 0;
    const std::uint64_t least = bits + (list.type == data::type::string ? rows : values_size(list.type, rows));
    const std::uint64_t most = least + (list.type == data::type::string ? 9 * rows : 0);  // lengths of texts
    core::require<format_error>(
        list.type == from.type && found == rows && nulls == from.nulls && from.bytes >= least + characters &&
            from.bytes <= most + characters,
        content.place(), "the blocks of " + std::to_string(rows) + " rows of " + std::string{data::name_of(from.type)},
        "others");
    return list;
}

/// How the values of a column of `blocks` blocks are distributed.
///
/// @throws integrity_error or format_error if the record is damaged, or is not one of such a column.
[[nodiscard]] inline column_summary read_summary(const object_store& objects, const stored_column& from,
                                                 std::size_t blocks) {
    const object content = objects.get(from.summary);
    column_summary result = column_summary::parse(content.bytes(), content.place());
    const bool texts = from.type == data::type::string;
    core::require<format_error>(texts ? !result.counts().empty() : result.parts().size() == blocks, content.place(),
                                "a summary of " + std::to_string(blocks) + " blocks", result.parts().size());
    return result;
}

namespace detail {

/// Appends rows [range.first, range.last), as far as there are such.
inline void assemble(const object_store& objects, const column_blocks& list, row_range range, column_assembly& to) {
    std::uint64_t at = 0;
    for (const block& b : list.blocks) {
        const std::uint64_t begin = range.first > at ? range.first - at : 0;
        const std::uint64_t end = range.last <= at ? 0 : range.last - at < b.rows ? range.last - at : b.rows;
        if (begin < end) {
            const loaded_block loaded = read_block(objects, list.type, b);
            to.add(loaded.piece(), begin, end - begin, loaded.values.place());
        }
        at += b.rows;
    }
}

/// The rows that were put together, as a column.
[[nodiscard]] inline data::column column_of(data::type type, column_assembly&& rows, std::string_view place) {
    const std::uint64_t count = rows.rows();
    const bool has_nulls = rows.nulls() > 0;
    return data::column_from_canonical_bytes(type, count, has_nulls, std::move(rows).canonical(), place);
}

}  // namespace detail

/// `count` rows from row `first` on.
///
/// @throws std::out_of_range if there are not so many; integrity_error or format_error if a block is damaged.
[[nodiscard]] inline data::column read_rows(const object_store& objects, const column_blocks& list, std::uint64_t first,
                                            std::uint64_t count, const std::string& place = "store::read_rows") {
    detail::column_assembly rows{list.type};
    detail::assemble(objects, list, {.first = first, .last = first + count}, rows);
    core::require<std::out_of_range>(rows.rows() == count, place,
                                     std::to_string(count) + " rows from row " + std::to_string(first) + " on",
                                     rows.rows());
    return detail::column_of(list.type, std::move(rows), place);
}

/// The column; its canonical bytes have been compared with its digest.
///
/// @throws integrity_error or format_error if anything is damaged, or not what `from` says.
[[nodiscard]] inline data::column read_column(const object_store& objects, const stored_column& from,
                                              std::uint64_t rows, const std::string& place) {
    const column_blocks list = read_blocks(objects, from, rows);
    detail::column_assembly assembly{list.type};
    detail::assemble(objects, list, {.first = 0, .last = rows}, assembly);
    const std::vector<std::byte> bytes = std::move(assembly).canonical();
    const hash::digest found = hash::blake3::of(bytes);
    core::require<integrity_error>(found == from.digest, place, "a column with digest " + from.digest.to_string(),
                                   found.to_string());
    core::require<format_error>(bytes.size() == from.bytes, place, std::to_string(from.bytes) + " canonical bytes",
                                bytes.size());
    data::column column = data::column_from_canonical_bytes(from.type, rows, from.nulls > 0, bytes, place);
    core::require<format_error>(column.null_count() == from.nulls, place, std::to_string(from.nulls) + " missing rows",
                                column.null_count());
    return column;
}

}  // namespace lastro::inline v0::store
