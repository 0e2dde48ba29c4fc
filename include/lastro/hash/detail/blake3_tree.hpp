// SPDX-License-Identifier: MIT
// lastro/hash/detail/blake3_tree.hpp
//
// How do the chunks of an input become one root, while the input is still arriving?
//
// The input is cut into chunks of 1024 bytes, the leaves of a binary tree in which every left subtree is full. The
// state holds the chaining values of the full subtrees on the left edge (as many as the chunk count has one bits) and
// the chunk that is still being filled. Two values are merged only when more input shows that their parent is not the
// root, for the root is compressed in another way.
//
// Reference
//   [1] J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, BLAKE3: one function, fast everywhere,
//   2021, 2.4, 5.1.
#pragma once

#include <array>    // array
#include <bit>      // bit_floor, popcount
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <cstring>  // memcpy
#include <span>     // span

#include <lastro/core/bytes.hpp>
#include <lastro/hash/detail/blake3_lanes.hpp>

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

/// A compression that is still to be done, for it may turn out to be the root.
struct pending {
    words value;
    std::array<std::byte, block_size> block{};  ///< Zero after `length` bytes.
    std::uint64_t counter = 0;
    std::uint32_t length = block_size;
    std::uint32_t flags = 0;

    /// As an inner node: 32 bytes at `out`.
    void chain(std::byte* out) const noexcept {
        const auto mixed = compressed(value, block.data(), counter, length, flags);
        for (std::size_t i = 0; i < 8; ++i) {
            core::store_le(mixed[i], out + 4 * i);
        }
    }

    /// As the root: bytes `offset` and following of the endless output.
    void extend(std::span<std::byte> out, std::uint64_t offset) const noexcept {
        while (!out.empty()) {
            const auto mixed = compressed(value, block.data(), offset / block_size, length, flags | flag::root);
            std::array<std::byte, block_size> bytes;
            for (std::size_t i = 0; i < 16; ++i) {
                core::store_le(mixed[i], bytes.data() + 4 * i);
            }
            const auto begin = static_cast<std::size_t>(offset % block_size);
            const std::size_t count = out.size() < block_size - begin ? out.size() : block_size - begin;
            std::memcpy(out.data(), bytes.data() + begin, count);
            out = out.subspan(count);
            offset += count;
        }
    }
};

/// The state of one hash computation; a regular value.
class tree {
public:
    tree(const words& key, std::uint8_t flags, level use) noexcept : key_(key), flags_(flags), level_(use) {}

    void update(core::byte_span input) noexcept {
        if (input.empty()) {
            return;  // its pointer may be null, which memcpy refuses even for no bytes
        }
        if (filled_ > 0) {
            fill(input);
            if (input.empty()) {
                return;
            }
            std::array<std::byte, value_size> value;
            compress_subtree(level_, chunk_.data(), 1, chunks_, key_, flags_, value.data());
            push(value.data(), chunks_++);
            filled_ = 0;
        }
        while (input.size() > chunk_size) {
            std::uint64_t count = std::bit_floor(input.size() / chunk_size);
            while ((chunks_ & (count - 1)) != 0) {  // a subtree begins at a multiple of its size
                count /= 2;
            }
            push_subtree(input.data(), static_cast<std::size_t>(count));
            input = input.subspan(static_cast<std::size_t>(count) * chunk_size);
        }
        if (!input.empty()) {
            fill(input);
            merge(chunks_);
        }
    }

    /// The output so far; more may be added afterwards.
    void finalize(std::span<std::byte> out, std::uint64_t offset) const noexcept {
        const bool in_chunk = filled_ > 0 || stacked_ == 0;  // else the last two values wait for their parent
        std::size_t left = in_chunk ? stacked_ : stacked_ - 2;
        pending node = in_chunk ? last_chunk() : joined(slot(left), slot(left + 1));
        while (left > 0) {
            std::array<std::byte, value_size> right;
            node.chain(right.data());
            node = joined(slot(--left), right.data());
        }
        node.extend(out, offset);
    }

private:
    [[nodiscard]] std::byte* slot(std::size_t i) noexcept { return stack_.data() + i * value_size; }
    [[nodiscard]] const std::byte* slot(std::size_t i) const noexcept { return stack_.data() + i * value_size; }

    /// Moves what fits from the front of `input` into the chunk that is being filled.
    void fill(core::byte_span& input) noexcept {
        const std::size_t free = chunk_size - filled_;
        const std::size_t count = input.size() < free ? input.size() : free;
        std::memcpy(chunk_.data() + filled_, input.data(), count);
        filled_ += count;
        input = input.subspan(count);
    }

    /// Merges what more input has shown not to be the root; `chunks` lie to the left.
    void merge(std::uint64_t chunks) noexcept {
        while (stacked_ > static_cast<std::size_t>(std::popcount(chunks))) {
            compress_parents(level_, slot(stacked_ - 2), 1, key_, flags_, slot(stacked_ - 2));
            --stacked_;
        }
    }

    void push(const std::byte* value, std::uint64_t chunks) noexcept {
        merge(chunks);
        std::memcpy(slot(stacked_++), value, value_size);
    }

    /// Takes in `count` chunks, a power of two: one value, or two that are not merged yet.
    void push_subtree(const std::byte* input, std::size_t count) noexcept {
        std::array<std::byte, widest_row * value_size> values;
        std::size_t width = compress_subtree(level_, input, count, chunks_, key_, flags_, values.data());
        for (; width > 2; width /= 2) {
            compress_parents(level_, values.data(), width / 2, key_, flags_, values.data());
        }
        push(values.data(), chunks_);
        if (width == 2) {
            push(values.data() + value_size, chunks_ + count / 2);
        }
        chunks_ += count;
    }

    /// The chunk that is being filled, all but its last block compressed.
    [[nodiscard]] pending last_chunk() const noexcept {
        pending node{.value = key_, .counter = chunks_};
        const std::size_t before = filled_ == 0 ? 0 : (filled_ - 1) / block_size;
        for (std::size_t block = 0; block < before; ++block) {
            const auto flags = static_cast<std::uint32_t>(flags_ | (block == 0 ? flag::chunk_start : 0));
            const auto mixed = compressed(node.value, chunk_.data() + block * block_size, chunks_, block_size, flags);
            std::memcpy(node.value.data(), mixed.data(), sizeof node.value);
        }
        const std::size_t rest = filled_ - before * block_size;
        std::memcpy(node.block.data(), chunk_.data() + before * block_size, rest);
        node.length = static_cast<std::uint32_t>(rest);
        node.flags = static_cast<std::uint32_t>(flags_ | (before == 0 ? flag::chunk_start : 0) | flag::chunk_end);
        return node;
    }

    /// The parent of two chaining values.
    [[nodiscard]] pending joined(const std::byte* left, const std::byte* right) const noexcept {
        pending node{.value = key_, .flags = static_cast<std::uint32_t>(flags_ | flag::parent)};
        std::memcpy(node.block.data(), left, value_size);
        std::memcpy(node.block.data() + value_size, right, value_size);
        return node;
    }

    words key_;
    std::uint8_t flags_;
    level level_;
    std::uint64_t chunks_ = 0;  // complete ones
    std::size_t filled_ = 0;    // bytes in chunk_
    std::size_t stacked_ = 0;   // values in stack_
    std::array<std::byte, chunk_size> chunk_;
    std::array<std::byte, 56 * value_size> stack_;  // 2^64 bytes are 2^54 chunks: 54 values, and two not merged yet
};

}  // namespace lastro::inline v0::hash::detail::blake3_core
