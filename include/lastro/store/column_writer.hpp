// SPDX-License-Identifier: MIT
// lastro/store/column_writer.hpp
//
// How is a column stored so that only what is new is written? Block by block; and behind a stored one, from its end on.
//
//   store::object_store::batch group = objects.begin({.pack_below = UINT64_MAX});
//   const store::stored_column wind = store::write_column(group, "wind", column);
//   const store::stored_column more = store::append_column(objects, group, wind, rows, new_rows);   // as if written at once
//
// The digest of the column is that of its canonical bytes, whatever the blocks are: `data::fingerprint(column)`.
#pragma once

#include <bit>          // endian
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <span>         // as_bytes, span
#include <string>       // string, to_string
#include <type_traits>  // is_same_v, remove_cvref_t
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/canonical_feed.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/dictionary.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/column_summary.hpp>
#include <lastro/store/detail/column_assembly.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/row_cuts.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// The bytes of values [first, end): where memory holds them as they are, or in `buffer`.
template <class T>
[[nodiscard]] core::byte_span value_bytes(const std::vector<T>& values, std::uint64_t first, std::uint64_t end,
                                          std::vector<std::byte>& buffer) {
    const auto part = std::span{values}.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first));
    if constexpr (std::endian::native == std::endian::little) {
        return std::as_bytes(part);
    }
    buffer.clear();
    data::detail::feed_values(part,
                              [&](core::byte_span piece) { buffer.insert(buffer.end(), piece.begin(), piece.end()); });
    return buffer;
}
[[nodiscard]] inline core::byte_span value_bytes(const data::detail::text_values& texts, std::uint64_t first,
                                                 std::uint64_t end, std::vector<std::byte>& buffer) {
    buffer.clear();
    for (std::uint64_t i = first; i <= end; ++i) {
        core::append_le(buffer,
                        texts.offsets[static_cast<std::size_t>(i)] - texts.offsets[static_cast<std::size_t>(first)]);
    }
    return buffer;
}

/// Puts objects that are read as one side by side, as far as they are new.
class side_by_side {
public:
    explicit side_by_side(object_store::batch& group) : group_(&group) {}

    [[nodiscard]] hash::digest put(core::byte_span bytes) {
        const std::uint64_t before = group_->objects();
        const hash::digest name = group_->put(bytes, written_ ? placement::adjacent : placement::aligned);
        written_ = group_->objects() > before;
        return name;
    }

private:
    object_store::batch* group_;
    bool written_ = false;
};

/// Writes the rows as blocks, and appends these to `blocks`.
inline void write_blocks(object_store::batch& group, const data::column& rows, std::span<const std::uint64_t> cuts,
                         std::vector<block>& blocks) {
    const std::size_t before = blocks.size();
    std::vector<std::byte> buffer;
    rows.visit([&](const auto& values) {
        std::uint64_t first = 0;
        side_by_side numbers{group};
        for (const std::uint64_t end : cuts) {
            blocks.push_back({.rows = end - first, .values = numbers.put(value_bytes(values, first, end, buffer))});
            first = end;
        }
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(values)>, data::detail::text_values>) {
            side_by_side texts{group};
            std::size_t begin = 0;
            for (std::size_t i = 0; i < cuts.size(); ++i) {
                const auto end = static_cast<std::size_t>(values.offsets[static_cast<std::size_t>(cuts[i])]);
                blocks[before + i].characters = end - begin;
                blocks[before + i].texts = texts.put(core::as_bytes(values.characters).subspan(begin, end - begin));
                begin = end;
            }
        }
    });
    const core::byte_span bits = std::as_bytes(rows.present().bits());
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < cuts.size() && !bits.empty(); ++i) {
        buffer.clear();
        append_bits(buffer, 0, bits, first, cuts[i] - first);
        for (std::uint64_t row = first; row < cuts[i]; ++row) {
            blocks[before + i].nulls += rows.is_null(static_cast<std::size_t>(row)) ? 1U : 0U;
        }
        if (blocks[before + i].nulls > 0) {
            blocks[before + i].present = group.put(buffer);
        }
        first = cuts[i];
    }
}

/// What is known of a column when all of it has been hashed and its blocks are written.
[[nodiscard]] inline stored_column finished(object_store::batch& group, std::string name, const column_blocks& list,
                                            const column_summary& summary, const hash::blake3& hasher) {
    stored_column result{
        .name = std::move(name), .type = list.type, .bytes = hasher.size(), .digest = hasher.finalize()};
    for (const block& b : list.blocks) {
        result.nulls += b.nulls;
    }
    result.blocks = group.put(column_blocks_bytes(list));
    result.summary = group.put(summary.bytes());
    return result;
}

}  // namespace detail

/// Stores a column. @throws io_error if the system refuses.
[[nodiscard]] inline stored_column write_column(object_store::batch& group, std::string name,
                                                const data::column& rows) {
    if (data::has_dictionary(rows)) {
        return write_column(group, std::move(name), data::without_dictionary(rows));
    }
    column_blocks list{.type = rows.type()};
    const std::vector<std::uint64_t> cuts = row_cuts(rows);
    detail::write_blocks(group, rows, cuts, list.blocks);
    column_summary summary;
    summary.add(rows, cuts);
    hash::blake3 hasher;
    data::detail::hash_rows(hasher, rows);
    list.state = hasher.save();
    hasher.update(std::as_bytes(rows.present().bits()));
    return detail::finished(group, std::move(name), list, summary, hasher);
}

/// Stores `more` rows behind the `rows` of a stored column: the same result as writing all of them at once.
///
/// Reads the last block and, because the canonical bytes have them at their end, validity bits.
/// @throws schema_error if `more` is of another type; integrity_error or format_error if what is read is damaged; io_error.
[[nodiscard]] inline stored_column append_column(const object_store& objects, object_store::batch& group,
                                                 const stored_column& before, std::uint64_t rows,
                                                 const data::column& more) {
    core::require<schema_error>(more.type() == before.type, "store::append_column: " + core::quoted(before.name),
                                data::name_of(before.type), data::name_of(more.type()));
    if (more.empty()) {
        return before;
    }
    if (data::has_dictionary(more)) {
        return append_column(objects, group, before, rows, data::without_dictionary(more));
    }
    column_blocks list = read_blocks(objects, before, rows);
    if (list.blocks.empty()) {
        return write_column(group, before.name, more);
    }
    hash::blake3 hasher = hash::blake3::resume(list.state);
    std::vector<std::byte> bits;
    if (before.nulls + more.null_count() > 0) {
        std::uint64_t at = 0;
        for (const block& b : list.blocks) {
            if (b.nulls > 0) {
                detail::append_bits(bits, at, objects.get_sized(b.present, bits_size(b.rows)).bytes(), 0, b.rows);
            } else {
                detail::append_bits(bits, at, {}, 0, b.rows);
            }
            at += b.rows;
        }
    }
    hash::blake3 old = hasher;
    old.update(before.nulls > 0 ? core::byte_span{bits} : core::byte_span{});
    core::require<integrity_error>(old.size() == before.bytes && old.finalize() == before.digest,
                                   "store::append_column: " + core::quoted(before.name), "a state of the column's hash",
                                   "another one");
    data::detail::hash_rows(hasher, more);
    list.state = hasher.save();
    if (!bits.empty()) {
        detail::append_bits(bits, rows, std::as_bytes(more.present().bits()), 0, more.size());
        hasher.update(bits);
    }

    const block last = list.blocks.back();  // it ended where the rows did: now it may end elsewhere
    list.blocks.pop_back();
    detail::column_assembly tail{list.type};
    const loaded_block loaded = read_block(objects, list.type, last);
    tail.add(loaded.piece(), 0, last.rows, loaded.values.place());
    more.visit([&](const auto& values) {
        std::vector<std::byte> buffer;
        detail::column_piece piece{.rows = more.size(),
                                   .values = detail::value_bytes(values, 0, more.size(), buffer),
                                   .present = std::as_bytes(more.present().bits())};
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(values)>, data::detail::text_values>) {
            piece.texts = core::as_bytes(values.characters);
        }
        tail.add(piece, 0, more.size(), before.name);
    });
    const data::column fresh = detail::column_of(list.type, std::move(tail), loaded.values.place());
    const std::vector<std::uint64_t> cuts = row_cuts(fresh);
    detail::write_blocks(group, fresh, cuts, list.blocks);
    column_summary summary = read_summary(objects, before, list.blocks.size() - cuts.size() + 1);
    if (list.type == data::type::string) {
        summary.add(more, {});
    } else {
        summary.remove_last();
        summary.add(fresh, cuts);
    }
    return detail::finished(group, before.name, list, summary, hasher);
}

}  // namespace lastro::inline v0::store
