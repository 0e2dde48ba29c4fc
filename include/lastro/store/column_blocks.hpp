// SPDX-License-Identifier: MIT
// lastro/store/column_blocks.hpp
//
// Of which blocks does a stored column consist? A list of objects, and what is needed to go on hashing at its end.
//
//   const store::column_blocks list = store::parse_column_blocks(bytes, place);     // hostile bytes are a format_error
//   for (const store::block& b : list.blocks) fetch(b.values, store::values_size(list.type, b.rows));
//
// docs/formats/repository.md specifies the record.
#pragma once

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint32_t, uint64_t, UINT64_MAX
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::store {

/// Rows [first, last) of a table, or from `first` to its end.
struct row_range {
    std::uint64_t first = 0;
    std::uint64_t last = UINT64_MAX;

    friend bool operator==(const row_range&, const row_range&) = default;
};

/// Some rows of one column, as up to three objects.
struct block {
    std::uint64_t rows = 0;
    std::uint64_t nulls = 0;       ///< How many of them are missing.
    std::uint64_t characters = 0;  ///< How many bytes their texts have; 0 unless the column holds texts.
    hash::digest values = {};   ///< The values as in docs/formats/table.md; of texts their offsets, the first being 0.
    hash::digest texts = {};    ///< The characters; only of texts.
    hash::digest present = {};  ///< The validity bits; only where rows are missing.

    friend bool operator==(const block&, const block&) = default;
};

/// A column as a list of blocks.
struct column_blocks {
    data::type type = data::type::float64;
    std::vector<std::byte> state = {};  ///< `hash::blake3::save()` after all values, before validity bits.
    std::vector<block> blocks = {};

    friend bool operator==(const column_blocks&, const column_blocks&) = default;
};

/// How many bytes the values of a block of `rows` rows have: of texts, the offsets. Precondition: rows <= 2^53.
[[nodiscard]] constexpr std::uint64_t values_size(data::type t, std::uint64_t rows) noexcept {
    return t == data::type::boolean  ? rows
           : t == data::type::date   ? 4 * rows
           : t == data::type::string ? 8 * rows + 8
                                     : 8 * rows;
}

/// How many bytes the validity bits of `rows` rows have.
[[nodiscard]] constexpr std::uint64_t bits_size(std::uint64_t rows) noexcept {
    return rows / 8 + (rows % 8 != 0 ? 1 : 0);
}

namespace detail {

inline constexpr std::string_view blocks_magic = "lastroCB";
inline constexpr std::uint32_t blocks_version = 1;
inline constexpr std::uint64_t most_rows = std::uint64_t{1} << 53U;

}  // namespace detail

/// The bytes of the list.
[[nodiscard]] inline std::vector<std::byte> column_blocks_bytes(const column_blocks& list) {
    const core::byte_span magic = core::as_bytes(detail::blocks_magic);
    std::vector<std::byte> bytes(magic.begin(), magic.end());
    core::append_le(bytes, detail::blocks_version);
    core::append_le(bytes, static_cast<std::uint32_t>(list.type));
    core::append_le(bytes, std::uint64_t{list.state.size()});
    core::append_le(bytes, std::uint64_t{list.blocks.size()});
    bytes.insert(bytes.end(), list.state.begin(), list.state.end());
    const auto append = [&bytes](const hash::digest& d) {
        bytes.insert(bytes.end(), d.bytes().begin(), d.bytes().end());
    };
    for (const block& b : list.blocks) {
        core::append_le(bytes, b.rows);
        core::append_le(bytes, b.nulls);
        core::append_le(bytes, b.characters);
        append(b.values);
        if (list.type == data::type::string) {
            append(b.texts);
        }
        if (b.nulls > 0) {
            append(b.present);
        }
    }
    return bytes;
}

/// The list that `bytes` spell; `place` begins every message.
///
/// @throws format_error for anything that `column_blocks_bytes` would not have written for a column.
[[nodiscard]] inline column_blocks parse_column_blocks(core::byte_span bytes, std::string_view place) {
    std::size_t at = 0;
    const auto take = [&](std::uint64_t size) {
        core::require<format_error>(size <= bytes.size() - at, place,
                                    std::to_string(size) + " bytes at offset " + std::to_string(at), bytes.size() - at);
        at += static_cast<std::size_t>(size);
        return bytes.subspan(at - static_cast<std::size_t>(size), static_cast<std::size_t>(size));
    };
    const auto count = [&] { return core::load_le<std::uint64_t>(take(8).data()); };
    const auto digest = [&] {
        std::array<std::byte, hash::digest::size> name;
        const core::byte_span from = take(name.size());
        for (std::size_t i = 0; i < name.size(); ++i) {
            name[i] = from[i];
        }
        return hash::digest{hash::algorithm::blake3, name};
    };
    const bool ours = core::as_text(take(8)) == detail::blocks_magic;
    core::require<format_error>(ours && core::load_le<std::uint32_t>(take(4).data()) == detail::blocks_version, place,
                                "a list of blocks, version 1", "something else");
    const auto type = core::load_le<std::uint32_t>(take(4).data());
    core::require<format_error>(type < data::all_types.size(), place, "a type of column", type);
    column_blocks list{.type = static_cast<data::type>(type)};
    const std::uint64_t state = count();
    const std::uint64_t blocks = count();
    const core::byte_span saved = take(state);
    list.state.assign(saved.begin(), saved.end());
    core::require<format_error>(blocks <= (bytes.size() - at) / 56, place, "as many blocks as there is room for",
                                blocks);
    std::uint64_t rows = 0;
    for (std::uint64_t i = 0; i < blocks; ++i) {
        block b{.rows = count(), .nulls = count(), .characters = count(), .values = digest()};
        const bool fits = b.rows > 0 && b.rows <= detail::most_rows - rows && b.nulls <= b.rows &&
                          b.characters <= detail::most_rows && (b.characters == 0 || list.type == data::type::string);
        core::require<format_error>(fits, place, "a block of 1 row or more, no more missing than there are",
                                    "another at " + std::to_string(i));
        rows += b.rows;
        if (list.type == data::type::string) {
            b.texts = digest();
        }
        if (b.nulls > 0) {
            b.present = digest();
        }
        list.blocks.push_back(b);
    }
    core::require<format_error>(at == bytes.size(), place, "the end after " + std::to_string(at) + " bytes",
                                bytes.size());
    return list;
}

}  // namespace lastro::inline v0::store
