// SPDX-License-Identifier: MIT
// lastro/store/detail/gear_scan.hpp
//
// Where does the Gear hash of the bytes before first have zeros in these bits?
//
// After each byte b, hash = 2 * hash + table[b] modulo 2^64, so that a byte is forgotten after 64 more [1].
//
// Reference
//   [1] W. Xia et al., Ddelta: a deduplication-inspired fast delta compression approach, Performance Evaluation 79, 2014.
#pragma once

#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t

#include <lastro/core/bytes.hpp>
#include <lastro/store/detail/gear_tables.hpp>

namespace lastro::inline v0::store::detail {

/// After how many bytes nothing is left of a byte in the hash.
inline constexpr std::size_t gear_window = 64;

/// What was found: the position of the byte after which the hash has zeros under the mask (the end of the search where
/// there is none), and the hash after the last byte that was looked at.
struct gear_match {
    std::size_t at = 0;
    std::uint64_t hash = 0;
};

/// The hash after bytes [begin, end), which was `hash` before.
[[nodiscard]] inline std::uint64_t gear_hash(const gear_table& table, core::byte_span data, std::size_t begin,
                                             std::size_t end, std::uint64_t hash) noexcept {
    for (std::size_t i = begin; i < end; ++i) {
        hash = (hash << 1U) + table[std::to_integer<std::size_t>(data[i])];
    }
    return hash;
}

/// The first of the bytes [begin, end) after which `(hash & mask) == 0`; `hash` is what it was before `begin`.
///
/// Precondition: begin <= end <= data.size(). Cost: O(end - begin), no allocation.
[[nodiscard]] inline gear_match gear_scan(const gear_table& table, core::byte_span data, std::size_t begin,
                                          std::size_t end, std::uint64_t mask, std::uint64_t hash) noexcept {
    const auto number = [&](std::size_t i) { return table[std::to_integer<std::size_t>(data[i])]; };
    std::size_t i = begin;
    // Four bytes a turn. What the bytes add is summed beside the hash, so that two bytes wait for it once, not twice.
    for (; end - i >= 4; i += 4) {
        const std::uint64_t n0 = number(i);
        const std::uint64_t n1 = number(i + 1);
        const std::uint64_t n2 = number(i + 2);
        const std::uint64_t n3 = number(i + 3);
        const std::uint64_t h0 = (hash << 1U) + n0;
        const std::uint64_t h1 = (hash << 2U) + ((n0 << 1U) + n1);
        const std::uint64_t h2 = (h1 << 1U) + n2;
        const std::uint64_t h3 = (h1 << 2U) + ((n2 << 1U) + n3);
        if ((h0 & mask) == 0) {
            return {i, h0};
        }
        if ((h1 & mask) == 0) {
            return {i + 1, h1};
        }
        if ((h2 & mask) == 0) {
            return {i + 2, h2};
        }
        if ((h3 & mask) == 0) {
            return {i + 3, h3};
        }
        hash = h3;
    }
    for (; i < end; ++i) {
        hash = (hash << 1U) + number(i);
        if ((hash & mask) == 0) {
            return {i, hash};
        }
    }
    return {end, hash};
}

}  // namespace lastro::inline v0::store::detail
