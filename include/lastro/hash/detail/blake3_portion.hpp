// SPDX-License-Identifier: MIT
// lastro/hash/detail/blake3_portion.hpp
//
// How do many short inputs share the lanes of a processor, from their chunks up to their roots?
//
// The chunks of all inputs are one list of jobs, sorted by their number of blocks so that the lanes of a group end
// together. Then every level of all trees is one list of parents, until each tree has one value. Joining neighbours
// level by level, and taking the last one along where it has no neighbour, gives the tree of BLAKE3, whose left
// subtrees are full.
#pragma once

#include <array>    // array
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint8_t
#include <cstring>  // memcpy

#include <lastro/core/bytes.hpp>
#include <lastro/hash/detail/blake3_compress.hpp>
#include <lastro/hash/detail/blake3_lanes.hpp>
#include <lastro/hash/level.hpp>

namespace lastro::inline v0::hash::detail::blake3_core {

/// Short inputs that are hashed together.
class portion {
public:
    static constexpr std::size_t most_values = 256;  ///< Chunks of all inputs.
    static constexpr std::size_t most_each = 16;     ///< Chunks of one input; a longer one fills the lanes by itself.

    portion(const words& key, std::uint8_t flags, level use) noexcept : key_(key), flags_(flags), level_(use) {}

    /// True if there is room for an input of `size` bytes.
    [[nodiscard]] bool takes(std::size_t size) const noexcept {
        return size <= most_each * chunk_size && used_ + chunks_of(size) <= most_values;
    }

    /// Adds an input, whose bytes must stay where they are until `compress`. Precondition: `takes(input.size())`.
    void add(core::byte_span input) noexcept {
        const std::size_t chunks = chunks_of(input.size());
        const bool alone = chunks == 1;
        first_[inputs_] = used_;
        count_[inputs_] = chunks;
        for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
            const std::size_t at = chunk * chunk_size;
            const std::size_t rest = input.size() - at;
            jobs_[used_++] = {.input = input.data() + at,
                              .length = rest < chunk_size ? rest : chunk_size,
                              .counter = chunk,
                              .flags = flags_,
                              .first = flag::chunk_start,
                              .last = static_cast<std::uint8_t>(flag::chunk_end | (alone ? flag::root : 0))};
        }
        ++inputs_;
    }

    /// Hashes what was added.
    void compress() noexcept {
        compress_chunks();
        while (const std::size_t parents = list_parents()) {
            compress_many(level_, static_cast<const job*>(jobs_.data()), parents, key_, scratch_[0].data());
            place_parents();
        }
    }

    /// How many inputs there are, and the digest of input `i` after `compress`.
    [[nodiscard]] std::size_t size() const noexcept { return inputs_; }
    [[nodiscard]] const std::array<std::byte, value_size>& value(std::size_t i) const noexcept {
        return values_[first_[i]];
    }

    void clear() noexcept { inputs_ = used_ = 0; }

private:
    [[nodiscard]] static std::size_t chunks_of(std::size_t size) noexcept {
        return size <= chunk_size ? 1 : (size - 1) / chunk_size + 1;
    }

    void compress_chunks() noexcept {
        constexpr std::size_t lengths = chunk_size / block_size;
        std::array<std::size_t, lengths + 1> begin{};  // of the jobs with so many blocks, in the sorted list
        for (std::size_t i = 0; i < used_; ++i) {
            ++begin[jobs_[i].last_block() + 1];
        }
        bool sorted = false;  // all are equally long
        for (std::size_t i = 1; i <= lengths; ++i) {
            sorted = sorted || begin[i] == used_;
            begin[i] += begin[i - 1];
        }
        if (sorted) {
            compress_many(level_, static_cast<const job*>(jobs_.data()), used_, key_, values_[0].data());
            return;
        }
        std::array<std::size_t, most_values> order;
        std::array<job, most_values> jobs;
        for (std::size_t i = 0; i < used_; ++i) {
            const std::size_t to = begin[jobs_[i].last_block()]++;
            order[to] = i;
            jobs[to] = jobs_[i];
        }
        compress_many(level_, static_cast<const job*>(jobs.data()), used_, key_, scratch_[0].data());
        for (std::size_t i = 0; i < used_; ++i) {
            values_[order[i]] = scratch_[i];
        }
    }

    /// The parents of the next level of every tree that has not come to its root.
    [[nodiscard]] std::size_t list_parents() noexcept {
        std::size_t parents = 0;
        for (std::size_t i = 0; i < inputs_; ++i) {
            for (std::size_t pair = 0; pair < count_[i] / 2; ++pair) {
                jobs_[parents++] = {
                    .input = values_[first_[i] + 2 * pair].data(),
                    .length = block_size,
                    .counter = 0,
                    .flags = static_cast<std::uint8_t>(flags_ | flag::parent | (count_[i] == 2 ? flag::root : 0)),
                    .first = 0,
                    .last = 0};
            }
        }
        return parents;
    }

    void place_parents() noexcept {
        std::size_t parents = 0;
        for (std::size_t i = 0; i < inputs_; ++i) {
            const std::size_t pairs = count_[i] / 2;
            const bool odd = count_[i] % 2 != 0;
            for (std::size_t pair = 0; pair < pairs; ++pair) {
                values_[first_[i] + pair] = scratch_[parents++];
            }
            if (odd) {
                values_[first_[i] + pairs] = values_[first_[i] + 2 * pairs];
            }
            count_[i] = pairs + (odd ? 1 : 0);
        }
    }

    words key_;
    std::uint8_t flags_;
    level level_;
    std::size_t inputs_ = 0;
    std::size_t used_ = 0;                        // chunks of all inputs
    std::array<std::size_t, most_values> first_;  // of input i, among the values
    std::array<std::size_t, most_values> count_;  // its values on the present level
    std::array<job, most_values> jobs_;
    std::array<std::array<std::byte, value_size>, most_values> values_;
    std::array<std::array<std::byte, value_size>, most_values> scratch_;
};

}  // namespace lastro::inline v0::hash::detail::blake3_core
