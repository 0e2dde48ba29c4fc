// SPDX-License-Identifier: MIT
// lastro/store/detail/digest_table.hpp
//
// Has this digest come before, and what came with it? One look into memory instead of the seventeen of a tree of 100,000.
//
//   store::detail::digest_table<extent> index;
//   if (!index.contains(name)) index.add(name, extent{...});
//   for (const std::uint32_t i : index.order()) index.name(i), index.value(i);   // ascending by name
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint32_t, uint64_t
#include <span>     // span
#include <utility>  // move
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/order.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::store::detail {

/// Digests of one algorithm, each with a value, in the order in which they came; fewer than 2^32.
template <class Value>
class digest_table {
public:
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] const hash::digest& name(std::size_t i) const noexcept { return entries_[i].name; }
    [[nodiscard]] const Value& value(std::size_t i) const noexcept { return entries_[i].value; }

    [[nodiscard]] bool contains(const hash::digest& name) const noexcept {
        return !slots_.empty() && slots_[slot_of(name)] != 0;
    }

    /// Precondition: the digest has not come before.
    void add(const hash::digest& name, Value value) {
        if (2 * (entries_.size() + 1) > slots_.size()) {
            std::vector<std::uint32_t>(slots_.empty() ? 64 : 2 * slots_.size()).swap(slots_);
            for (std::size_t i = 0; i < entries_.size(); ++i) {
                slots_[slot_of(entries_[i].name)] = static_cast<std::uint32_t>(i + 1);
            }
        }
        const std::size_t slot = slot_of(name);
        entries_.push_back({.name = name, .value = std::move(value)});
        slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    }

    /// The numbers of all entries, ascending by their digests.
    [[nodiscard]] std::vector<std::uint32_t> order() const {
        struct key {
            std::uint64_t front = 0;
            std::uint32_t number = 0;
        };
        std::vector<key> keys(entries_.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            std::uint64_t front = 0;
            for (std::size_t k = 0; k < 8; ++k) {
                front = front << 8U | std::to_integer<std::uint64_t>(entries_[i].name.bytes()[k]);
            }
            keys[i] = {.front = front, .number = static_cast<std::uint32_t>(i)};
        }
        core::stable_sort(std::span{keys}, [this](const key& a, const key& b) {
            return a.front != b.front ? a.front < b.front : entries_[a.number].name < entries_[b.number].name;
        });
        std::vector<std::uint32_t> numbers(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            numbers[i] = keys[i].number;
        }
        return numbers;
    }

private:
    struct entry {
        hash::digest name;
        Value value;
    };

    // Where the digest stands, or the free slot where it would: its bytes are as good as random, and half of the slots free.
    [[nodiscard]] std::size_t slot_of(const hash::digest& name) const noexcept {
        std::size_t slot =
            static_cast<std::size_t>(core::load_le<std::uint64_t>(name.bytes().data())) & (slots_.size() - 1);
        while (slots_[slot] != 0 && entries_[slots_[slot] - 1].name != name) {
            slot = (slot + 1) & (slots_.size() - 1);
        }
        return slot;
    }

    std::vector<entry> entries_;
    std::vector<std::uint32_t> slots_;  // 0, or the number of an entry and 1; a power of two of them
};

}  // namespace lastro::inline v0::store::detail
