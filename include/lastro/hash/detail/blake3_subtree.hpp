// SPDX-License-Identifier: MIT
// lastro/hash/detail/blake3_subtree.hpp
//
// How do chunks become the value of a subtree, with every lane at work?
//
// Reference
//   [1] J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, BLAKE3: one function, fast everywhere, 2021, 2.4.
#pragma once

#include <array>    // array
#include <bit>      // bit_floor
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t, uint8_t
#include <cstring>  // memcpy

#include <lastro/core/bytes.hpp>
#include <lastro/hash/detail/blake3_compress.hpp>
#include <lastro/hash/detail/blake3_lanes.hpp>
#include <lastro/hash/level.hpp>

namespace lastro::inline v0::hash::detail::blake3_core {

/// How many chaining values a subtree is reduced to before its two halves are joined: enough to fill every lane.
inline constexpr std::size_t widest_row = 16;

/// How many chunks are compressed before their parents are: groups that do not wait for each other.
inline constexpr std::size_t most_chunks = 128;

/// Joins `pairs` pairs of neighbouring values to one value each; `out` may be where the pairs stand.
inline void compress_parents(level use, const std::byte* values, std::size_t pairs, const words& key,
                             std::uint8_t flags, std::byte* out) noexcept {
    const batch work{.inputs = values,
                     .stride = block_size,
                     .blocks = 1,
                     .counter = 0,
                     .increment = 0,
                     .flags = static_cast<std::uint8_t>(flags | flag::parent),
                     .first = 0,
                     .last = 0};
    compress_many(use, work, pairs, key, out);
}

/// Reduces `chunks` (a power of two) full chunks to min(chunks, widest_row) values of 32 bytes at `out`.
inline std::size_t compress_subtree(level use, const std::byte* input, std::size_t chunks, std::uint64_t counter,
                                    const words& key, std::uint8_t flags, std::byte* out) noexcept {
    std::array<std::byte, most_chunks * value_size> values;
    std::size_t count = chunks;
    if (chunks <= most_chunks) {
        const batch work{.inputs = input,
                         .stride = chunk_size,
                         .blocks = chunk_size / block_size,
                         .counter = counter,
                         .increment = 1,
                         .flags = flags,
                         .first = flag::chunk_start,
                         .last = flag::chunk_end};
        compress_many(use, work, chunks, key, values.data());
    } else {
        const std::size_t half = chunks / 2;
        count = compress_subtree(use, input, half, counter, key, flags, values.data());
        count += compress_subtree(use, input + half * chunk_size, half, counter + half, key, flags,
                                  values.data() + count * value_size);
    }
    for (; count > widest_row; count /= 2) {
        compress_parents(use, values.data(), count / 2, key, flags, values.data());
    }
    std::memcpy(out, values.data(), count * value_size);
    return count;
}

/// The value of the parent of two values; with `root`, the digest of the whole.
inline void parent_value(const std::byte* left, const std::byte* right, bool root, std::byte* out) noexcept {
    std::array<std::byte, block_size> both;
    std::memcpy(both.data(), left, value_size);
    std::memcpy(both.data() + value_size, right, value_size);
    const job parent{.input = both.data(),
                     .length = block_size,
                     .counter = 0,
                     .flags = static_cast<std::uint8_t>(flag::parent | (root ? flag::root : 0)),
                     .first = 0,
                     .last = 0};
    compress_one(&parent, initial_value, out);
}

/// The chaining value of an unkeyed subtree that is not the root: `input`, whose first chunk is `counter`, to 32 bytes
/// at `out`.
inline void subtree_value(level use, core::byte_span input, std::uint64_t counter, std::byte* out) noexcept {
    if (input.size() <= chunk_size) {
        const job chunk{.input = input.data(),
                        .length = input.size(),
                        .counter = counter,
                        .flags = 0,
                        .first = flag::chunk_start,
                        .last = flag::chunk_end};
        compress_one(&chunk, initial_value, out);
        return;
    }
    const std::size_t chunks = (input.size() - 1) / chunk_size;  // not counting the last one
    const std::size_t left = std::bit_floor(chunks);
    std::array<std::byte, widest_row * value_size> values;
    if (input.size() == 2 * left * chunk_size) {  // full: both halves at once
        std::size_t width = compress_subtree(use, input.data(), 2 * left, counter, initial_value, 0, values.data());
        for (; width > 1; width /= 2) {
            compress_parents(use, values.data(), width / 2, initial_value, 0, values.data());
        }
        std::memcpy(out, values.data(), value_size);
        return;
    }
    subtree_value(use, input.first(left * chunk_size), counter, values.data());
    subtree_value(use, input.subspan(left * chunk_size), counter + left, values.data() + value_size);
    parent_value(values.data(), values.data() + value_size, false, out);
}

}  // namespace lastro::inline v0::hash::detail::blake3_core
