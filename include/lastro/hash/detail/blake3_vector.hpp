// SPDX-License-Identifier: MIT
// lastro/hash/detail/blake3_vector.hpp
//
// How do the words of several inputs become vectors, a lane for each input, and vectors inputs again?
//
// Every step is one shuffle within quarters of 128 bits, which all vector lengths have alike: quarter q of a vector
// belongs to the inputs 4 q to 4 q + 3, and four vectors are a square of 4 x 4 words in each quarter. Vectors go by
// reference, for their calling convention depends on flags.
#pragma once

#include <array>    // array
#include <bit>      // bit_cast
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint32_t, uintptr_t
#include <cstring>  // memcpy
#include <utility>  // index_sequence, make_index_sequence

namespace lastro::inline v0::hash::detail::blake3_core {

using words4 [[gnu::vector_size(16)]] = std::uint32_t;
using words8 [[gnu::vector_size(32)]] = std::uint32_t;
using words16 [[gnu::vector_size(64)]] = std::uint32_t;

template <class Vector>
inline constexpr std::size_t lane_count = sizeof(Vector) / 4;

/// What a compression of several inputs works on: the state (chaining value, constants, counter, length and flags) and
/// the message, a vector for each word.
template <class Vector>
struct lanes {
    Vector v[16];
    Vector m[16];
    Vector spilled;  ///< For the rounds, which count the vectors through (blake3_rounds.hpp).
};

template <std::size_t A, std::size_t B, std::size_t C, std::size_t D, class Vector, std::size_t... I>
[[gnu::always_inline]] inline void pick_at(Vector& to, const Vector& x, const Vector& y,
                                           std::index_sequence<I...>) noexcept {
    constexpr std::array<std::size_t, 4> from{A, B, C, D};
    to = __builtin_shufflevector(x, y, (I / 4 * 4 + from[I % 4] % 4 + from[I % 4] / 4 * sizeof...(I))...);
}

/// In every quarter, words A, B, C, D of eight: 0 to 3 are those of `x`, 4 to 7 those of `y`.
template <std::size_t A, std::size_t B, std::size_t C, std::size_t D, class Vector>
[[gnu::always_inline]] inline void pick(Vector& to, const Vector& x, const Vector& y) noexcept {
    pick_at<A, B, C, D>(to, x, y, std::make_index_sequence<lane_count<Vector>>{});
}

/// Transposes the 4 x 4 words in each quarter of four vectors.
template <class Vector>
[[gnu::always_inline]] inline void transpose(Vector& a, Vector& b, Vector& c, Vector& d) noexcept {
    Vector ab_low;
    Vector ab_high;
    Vector cd_low;
    Vector cd_high;
    pick<0, 4, 1, 5>(ab_low, a, b);
    pick<2, 6, 3, 7>(ab_high, a, b);
    pick<0, 4, 1, 5>(cd_low, c, d);
    pick<2, 6, 3, 7>(cd_high, c, d);
    pick<0, 1, 4, 5>(a, ab_low, cd_low);
    pick<2, 3, 6, 7>(b, ab_low, cd_low);
    pick<0, 1, 4, 5>(c, ab_high, cd_high);
    pick<2, 3, 6, 7>(d, ab_high, cd_high);
}

/// Four words from each of the rows j, j + 4, ... at `offset`, one row in each quarter.
[[gnu::always_inline]] inline void load(words4& to, const std::byte* const* rows, std::size_t offset) noexcept {
    std::memcpy(&to, rows[0] + offset, sizeof to);
}
[[gnu::always_inline]] inline void load(words8& to, const std::byte* const* rows, std::size_t offset) noexcept {
    words4 low;
    words4 high;
    load(low, rows, offset);
    load(high, rows + 4, offset);
    to = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
}
[[gnu::always_inline]] inline void load(words16& to, const std::byte* const* rows, std::size_t offset) noexcept {
    words8 low;
    words8 high;
    load(low, rows, offset);
    load(high, rows + 8, offset);
    to = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/// 64 bytes of each row to 16 vectors, word w of every row in vector w.
template <class Vector>
[[gnu::always_inline]] inline void load_message(Vector (&m)[16], const std::byte* const* rows) noexcept {
    for (std::size_t w = 0; w < 16; w += 4) {
        Vector a;
        Vector b;
        Vector c;
        Vector d;
        load(a, rows, 4 * w);
        load(b, rows + 1, 4 * w);
        load(c, rows + 2, 4 * w);
        load(d, rows + 3, 4 * w);
        transpose(a, b, c, d);
        m[w] = a;
        m[w + 1] = b;
        m[w + 2] = c;
        m[w + 3] = d;
    }
}

template <std::size_t Quarter, class Vector>
[[gnu::always_inline]] inline void store_quarter(const Vector& from, std::byte* to) noexcept {
    const words4 part =
        __builtin_shufflevector(from, from, 4 * Quarter, 4 * Quarter + 1, 4 * Quarter + 2, 4 * Quarter + 3);
    std::memcpy(to, &part, sizeof part);
}

template <class Vector, std::size_t... Lane>
[[gnu::always_inline]] inline void store_rows(const Vector (&rows)[4], std::byte* out,
                                              std::index_sequence<Lane...>) noexcept {
    (store_quarter<Lane / 4>(rows[Lane % 4], out + 32 * Lane), ...);
}

/// The lanes of 8 vectors to 32 bytes each at `out`, one after the other.
template <class Vector>
[[gnu::always_inline]] inline void store_values(const Vector* value, std::byte* out) noexcept {
    for (std::size_t w = 0; w < 8; w += 4) {
        Vector rows[4] = {value[w], value[w + 1], value[w + 2], value[w + 3]};
        transpose(rows[0], rows[1], rows[2], rows[3]);
        store_rows(rows, out + 4 * w, std::make_index_sequence<lane_count<Vector>>{});
    }
}

/// Asks for the block that each row will read when the next group of `Lanes` chunks comes: a chunk is too short for the
/// processor to see where its reader is going. The loop stays a loop, for one instruction with one stride is what
/// processors recognise. With 16 lanes a group and the next one fill the first cache: then it is the second.
template <std::size_t Lanes>
[[gnu::always_inline]] inline void look_ahead(const std::byte* const* rows, std::size_t at) noexcept {
    constexpr std::size_t chunk = 1024;
    std::size_t lanes = Lanes;
    __asm__("" : "+r"(lanes));
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        // An integer, for there may be nothing at that place; no row at all, where lanes are left over.
        const std::uintptr_t next = std::bit_cast<std::uintptr_t>(rows[lane]) + at + Lanes * chunk;
        __builtin_prefetch(std::bit_cast<const std::byte*>(next), 0, Lanes < 16 ? 3 : 2);
    }
}

}  // namespace lastro::inline v0::hash::detail::blake3_core
