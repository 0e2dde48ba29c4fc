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
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/hash/detail/blake3_compress.hpp>
#include <lastro/hash/detail/blake3_subtree.hpp>
#include <lastro/hash/level.hpp>

namespace lastro::inline v0::hash::detail::blake3_core {

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

/// What a computation remembers of its input: the values of the full subtrees on the left, and the last chunk.
struct tree_state {
    words key{};
    std::uint8_t flags = 0;
    std::uint64_t chunks = 0;  ///< Complete ones.
    std::size_t filled = 0;    ///< Bytes in `chunk`.
    std::size_t stacked = 0;   ///< Values in `stack`.
    std::array<std::byte, chunk_size> chunk;
    std::array<std::byte, 56 * value_size> stack;  ///< 2^64 bytes are 2^54 chunks: 54 values, and two not merged yet.
};

/// The number of chunks that one task of many threads reduces to one value: 256 KiB, a good part of a core's cache.
inline constexpr std::size_t task_chunks = 256;

/// The state of one hash computation; a regular value.
class tree {
public:
    tree(const words& key, std::uint8_t flags, level use) noexcept : level_(use) {
        state_.key = key;
        state_.flags = flags;
    }
    tree(const tree_state& state, level use) noexcept : state_(state), level_(use) {}

    [[nodiscard]] const tree_state& state() const noexcept { return state_; }
    [[nodiscard]] level used_level() const noexcept { return level_; }

    void update(core::byte_span input) noexcept {
        if (input.empty()) {
            return;  // its pointer may be null, which memcpy refuses even for no bytes
        }
        if (state_.filled > 0) {
            fill(input);
            if (input.empty()) {
                return;
            }
            close_chunk();
        }
        while (input.size() > chunk_size) {
            std::uint64_t count = std::bit_floor(input.size() / chunk_size);
            while ((state_.chunks & (count - 1)) != 0) {  // a subtree begins at a multiple of its size
                count /= 2;
            }
            push_subtree(input.data(), static_cast<std::size_t>(count));
            input = input.subspan(static_cast<std::size_t>(count) * chunk_size);
        }
        if (!input.empty()) {
            fill(input);
            merge(state_.chunks);
        }
    }

    /// The same as `update`, with `for_all(tasks, task)` to run the tasks: any order, any number of threads.
    template <class ForAll>
    void update(core::byte_span input, const ForAll& for_all) {
        constexpr std::size_t task_size = task_chunks * chunk_size;
        const std::size_t past = static_cast<std::size_t>(state_.chunks % task_chunks) * chunk_size + state_.filled;
        const std::size_t head = past == 0 ? 0 : task_size - past;  // up to where a subtree of a task's size may begin
        if (input.size() <= head + 2 * task_size) {
            update(input);
            return;
        }
        update(input.first(head));
        input = input.subspan(head);
        if (state_.filled > 0) {  // it is full, and not the last one
            close_chunk();
        }
        const std::size_t tasks = input.size() / task_size;
        std::vector<std::byte> values(2 * tasks * value_size);
        const std::uint64_t before = state_.chunks;
        for_all(tasks, [&](std::size_t task) {
            part_values(input.data() + task * task_size, before + task * task_chunks,
                        values.data() + 2 * task * value_size);
        });
        for (std::size_t task = 0; task < tasks; ++task) {
            push_part(values.data() + 2 * task * value_size);
        }
        update(input.subspan(tasks * task_size));
    }

    /// The values of the halves of a part, `task_chunks` whole chunks that stand behind `before` others, a multiple of as many;
    /// of the halves, for the part may turn out to be the root. Looks at nothing of the state but key and flags.
    void part_values(const std::byte* input, std::uint64_t before, std::byte* out) const noexcept {
        std::array<std::byte, widest_row * value_size> row;
        std::size_t width = compress_subtree(level_, input, task_chunks, before, state_.key, state_.flags, row.data());
        for (; width > 2; width /= 2) {
            compress_parents(level_, row.data(), width / 2, state_.key, state_.flags, row.data());
        }
        std::memcpy(out, row.data(), 2 * value_size);
    }

    /// Takes in a part by its values. Precondition: exactly the chunks before it were taken in.
    void push_part(const std::byte* values) noexcept {
        push(values, state_.chunks);
        push(values + value_size, state_.chunks + task_chunks / 2);
        state_.chunks += task_chunks;
    }

    /// The output so far; more may be added afterwards.
    void finalize(std::span<std::byte> out, std::uint64_t offset) const noexcept {
        const bool in_chunk =
            state_.filled > 0 || state_.stacked == 0;  // else the last two values wait for their parent
        std::size_t left = in_chunk ? state_.stacked : state_.stacked - 2;
        pending node = in_chunk ? last_chunk() : joined(slot(left), slot(left + 1));
        while (left > 0) {
            std::array<std::byte, value_size> right;
            node.chain(right.data());
            node = joined(slot(--left), right.data());
        }
        node.extend(out, offset);
    }

private:
    [[nodiscard]] std::byte* slot(std::size_t i) noexcept { return state_.stack.data() + i * value_size; }
    [[nodiscard]] const std::byte* slot(std::size_t i) const noexcept { return state_.stack.data() + i * value_size; }

    /// Moves what fits from the front of `input` into the chunk that is being filled.
    void fill(core::byte_span& input) noexcept {
        const std::size_t free = chunk_size - state_.filled;
        const std::size_t count = input.size() < free ? input.size() : free;
        std::memcpy(state_.chunk.data() + state_.filled, input.data(), count);
        state_.filled += count;
        input = input.subspan(count);
    }

    /// Takes in the chunk that is being filled; it is full, and more input follows.
    void close_chunk() noexcept {
        std::array<std::byte, value_size> value;
        compress_subtree(level_, state_.chunk.data(), 1, state_.chunks, state_.key, state_.flags, value.data());
        push(value.data(), state_.chunks++);
        state_.filled = 0;
    }

    /// Merges what more input has shown not to be the root; `chunks` lie to the left.
    void merge(std::uint64_t chunks) noexcept {
        while (state_.stacked > static_cast<std::size_t>(std::popcount(chunks))) {
            compress_parents(level_, slot(state_.stacked - 2), 1, state_.key, state_.flags, slot(state_.stacked - 2));
            --state_.stacked;
        }
    }

    void push(const std::byte* value, std::uint64_t chunks) noexcept {
        merge(chunks);
        std::memcpy(slot(state_.stacked++), value, value_size);
    }

    /// Takes in `count` chunks, a power of two: one value, or two that are not merged yet.
    void push_subtree(const std::byte* input, std::size_t count) noexcept {
        std::array<std::byte, widest_row * value_size> values;
        std::size_t width =
            compress_subtree(level_, input, count, state_.chunks, state_.key, state_.flags, values.data());
        for (; width > 2; width /= 2) {
            compress_parents(level_, values.data(), width / 2, state_.key, state_.flags, values.data());
        }
        push(values.data(), state_.chunks);
        if (width == 2) {
            push(values.data() + value_size, state_.chunks + count / 2);
        }
        state_.chunks += count;
    }

    /// The chunk that is being filled, all but its last block compressed.
    [[nodiscard]] pending last_chunk() const noexcept {
        pending node{.value = state_.key, .counter = state_.chunks};
        const std::size_t before = state_.filled == 0 ? 0 : (state_.filled - 1) / block_size;
        for (std::size_t block = 0; block < before; ++block) {
            const auto flags = static_cast<std::uint32_t>(state_.flags | (block == 0 ? flag::chunk_start : 0));
            const auto mixed =
                compressed(node.value, state_.chunk.data() + block * block_size, state_.chunks, block_size, flags);
            std::memcpy(node.value.data(), mixed.data(), sizeof node.value);
        }
        const std::size_t rest = state_.filled - before * block_size;
        std::memcpy(node.block.data(), state_.chunk.data() + before * block_size, rest);
        node.length = static_cast<std::uint32_t>(rest);
        node.flags = static_cast<std::uint32_t>(state_.flags | (before == 0 ? flag::chunk_start : 0) | flag::chunk_end);
        return node;
    }

    /// The parent of two chaining values.
    [[nodiscard]] pending joined(const std::byte* left, const std::byte* right) const noexcept {
        pending node{.value = state_.key, .flags = static_cast<std::uint32_t>(state_.flags | flag::parent)};
        std::memcpy(node.block.data(), left, value_size);
        std::memcpy(node.block.data() + value_size, right, value_size);
        return node;
    }

    tree_state state_;
    level level_;
};

}  // namespace lastro::inline v0::hash::detail::blake3_core
