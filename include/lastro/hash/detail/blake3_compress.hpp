// SPDX-License-Identifier: MIT
// lastro/hash/detail/blake3_compress.hpp
//
// How does BLAKE3 mix 64 bytes into a chaining value?
//
// One template holds the arithmetic. Its word type is a 32-bit integer, or a vector of them in which every lane works
// on an input of its own (blake3_lanes.hpp). Vectors go by reference, for their calling convention depends on flags.
//
// Reference
//   [1] J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, BLAKE3: one function, fast everywhere, 2021, 2.1-2.2.
#pragma once

#include <array>    // array
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint8_t, uint32_t, uint64_t
#include <cstring>  // memcpy

#include <lastro/core/bytes.hpp>

namespace lastro::inline v0::hash::detail::blake3_core {

inline constexpr std::uint32_t block_size = 64;
inline constexpr std::size_t chunk_size = 1024;
inline constexpr std::size_t value_size = 32;  // of a chaining value, a key and a digest

/// Domain separation [1, table 3].
enum flag : std::uint8_t {
    chunk_start = 1,
    chunk_end = 2,
    parent = 4,
    root = 8,
    keyed_hash = 16,
    derive_key_context = 32,
    derive_key_material = 64,
};

/// A key or chaining value as words.
using words = std::array<std::uint32_t, 8>;

/// The fractional parts of the square roots of the first eight primes (also SHA-256's) [1, table 1].
inline constexpr words initial_value{0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                     0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

/// Which message words a round mixes, in the order of their use: `permutation` applied round - 1 times [1, table 2].
[[nodiscard]] consteval std::array<std::array<std::uint8_t, 16>, 7> message_schedule() {
    constexpr std::array<std::uint8_t, 16> permutation{2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
    std::array<std::array<std::uint8_t, 16>, 7> schedule{};
    for (std::uint8_t i = 0; i < 16; ++i) {
        schedule[0][i] = i;
    }
    for (std::size_t round = 1; round < 7; ++round) {
        for (std::size_t i = 0; i < 16; ++i) {
            schedule[round][i] = schedule[round - 1][permutation[i]];
        }
    }
    return schedule;
}

inline constexpr auto schedule = message_schedule();

/// Rotates the bits of a word, or of every lane of a vector of words, to the right.
template <int Bits, class Word>
[[gnu::always_inline]] inline void rotate(Word& x) noexcept {
    x = (x >> Bits) | (x << (32 - Bits));
}

/// Half of the quarter round G [1, 2.2] on the columns, or with `Shift` 1 on the diagonals: all four side by side, for
/// their chains are independent. `x0` to `x3` are their message words.
template <std::size_t Shift, int First, int Second, class Word>
[[gnu::always_inline]] inline void mix_half(Word (&v)[16], const Word& x0, const Word& x1, const Word& x2,
                                            const Word& x3) noexcept {
    Word& b0 = v[4 + (0 + Shift) % 4];
    Word& b1 = v[4 + (1 + Shift) % 4];
    Word& b2 = v[4 + (2 + Shift) % 4];
    Word& b3 = v[4 + (3 + Shift) % 4];
    Word& c0 = v[8 + (0 + 2 * Shift) % 4];
    Word& c1 = v[8 + (1 + 2 * Shift) % 4];
    Word& c2 = v[8 + (2 + 2 * Shift) % 4];
    Word& c3 = v[8 + (3 + 2 * Shift) % 4];
    Word& d0 = v[12 + (0 + 3 * Shift) % 4];
    Word& d1 = v[12 + (1 + 3 * Shift) % 4];
    Word& d2 = v[12 + (2 + 3 * Shift) % 4];
    Word& d3 = v[12 + (3 + 3 * Shift) % 4];
    v[0] = v[0] + x0, v[1] = v[1] + x1, v[2] = v[2] + x2, v[3] = v[3] + x3;
    v[0] = v[0] + b0, v[1] = v[1] + b1, v[2] = v[2] + b2, v[3] = v[3] + b3;
    d0 = d0 ^ v[0], d1 = d1 ^ v[1], d2 = d2 ^ v[2], d3 = d3 ^ v[3];
    rotate<First>(d0), rotate<First>(d1), rotate<First>(d2), rotate<First>(d3);
    c0 = c0 + d0, c1 = c1 + d1, c2 = c2 + d2, c3 = c3 + d3;
    b0 = b0 ^ c0, b1 = b1 ^ c1, b2 = b2 ^ c2, b3 = b3 ^ c3;
    rotate<Second>(b0), rotate<Second>(b1), rotate<Second>(b2), rotate<Second>(b3);
}

/// One round over the state `v` with the message `m`: the columns, then the diagonals.
template <std::size_t Round, class Word>
[[gnu::always_inline]] inline void mix_all(Word (&v)[16], const Word (&m)[16]) noexcept {
    constexpr auto& s = schedule[Round];
    mix_half<0, 16, 12>(v, m[s[0]], m[s[2]], m[s[4]], m[s[6]]);
    mix_half<0, 8, 7>(v, m[s[1]], m[s[3]], m[s[5]], m[s[7]]);
    mix_half<1, 16, 12>(v, m[s[8]], m[s[10]], m[s[12]], m[s[14]]);
    mix_half<1, 8, 7>(v, m[s[9]], m[s[11]], m[s[13]], m[s[15]]);
}

/// The seven rounds of the compression function.
template <class Word>
[[gnu::always_inline]] inline void mix_seven(Word (&v)[16], const Word (&m)[16]) noexcept {
    mix_all<0>(v, m);
    mix_all<1>(v, m);
    mix_all<2>(v, m);
    mix_all<3>(v, m);
    mix_all<4>(v, m);
    mix_all<5>(v, m);
    mix_all<6>(v, m);
}

/// The whole compression function for one input: 16 words, of which the first 8 are the new chaining value.
[[nodiscard]] inline std::array<std::uint32_t, 16> compressed(const words& value, const std::byte* block,
                                                              std::uint64_t counter, std::uint32_t length,
                                                              std::uint32_t flags) noexcept {
    std::uint32_t m[16];
    for (std::size_t i = 0; i < 16; ++i) {
        m[i] = core::load_le<std::uint32_t>(block + 4 * i);
    }
    std::uint32_t v[16];
    for (std::size_t i = 0; i < 8; ++i) {
        v[i] = value[i];
        v[i + 8] = i < 4 ? initial_value[i] : 0;
    }
    v[12] = static_cast<std::uint32_t>(counter);
    v[13] = static_cast<std::uint32_t>(counter >> 32U);
    v[14] = length;
    v[15] = flags;
    mix_seven(v, m);
    std::array<std::uint32_t, 16> out{};
    for (std::size_t i = 0; i < 8; ++i) {
        out[i] = v[i] ^ v[i + 8];
        out[i + 8] = v[i + 8] ^ value[i];
    }
    return out;
}

/// Several inputs of equal length at equal distances, to be compressed to one chaining value each.
struct batch {
    const std::byte* inputs;  ///< The first input; the next one begins `stride` bytes further.
    std::size_t stride;       ///< 1024 for chunks, 64 for parents.
    std::size_t blocks;       ///< Of 64 bytes, in each input; at least one.
    std::uint64_t counter;    ///< Of the first input.
    std::uint32_t increment;  ///< From input to input: 1 for chunks, 0 for parents.
    std::uint8_t flags;       ///< Of every block ...
    std::uint8_t first;       ///< ... and of the first ...
    std::uint8_t last;        ///< ... and of the last block besides.

    [[nodiscard]] std::uint32_t flags_of(std::size_t block) const noexcept {
        return static_cast<std::uint32_t>(flags | (block == 0 ? first : 0) | (block + 1 == blocks ? last : 0));
    }
};

/// An input of any length up to a chunk, at any place, to be compressed to one chaining value.
struct job {
    const std::byte* input;
    std::size_t length;
    std::uint64_t counter;
    std::uint8_t flags;
    std::uint8_t first;
    std::uint8_t last;

    /// Which block is the last, counted from 0; an empty input has one.
    [[nodiscard]] std::size_t last_block() const noexcept { return length == 0 ? 0 : (length - 1) / block_size; }
};

/// What is left after the first `count` inputs.
[[nodiscard]] inline batch after(const batch& work, std::size_t count) noexcept {
    batch rest = work;
    rest.inputs += count * work.stride;
    rest.counter += count * work.increment;
    return rest;
}
[[nodiscard]] inline const job* after(const job* jobs, std::size_t count) noexcept { return jobs + count; }

/// One job, one block after the other, to 32 bytes at `out`.
inline void compress_one(const job* work, const words& key, std::byte* out) noexcept {
    words value = key;
    const std::size_t last = work->last_block();
    for (std::size_t block = 0; block <= last; ++block) {
        const std::byte* from = work->input + block * block_size;
        const std::size_t length = block < last ? block_size : work->length - last * block_size;
        std::array<std::byte, block_size> padded{};
        if (length < block_size) {
            if (length > 0) {  // else the input may be null, which memcpy refuses even for no bytes
                std::memcpy(padded.data(), from, length);
            }
            from = padded.data();
        }
        const auto flags =
            static_cast<std::uint32_t>(work->flags | (block == 0 ? work->first : 0) | (block == last ? work->last : 0));
        const auto mixed = compressed(value, from, work->counter, static_cast<std::uint32_t>(length), flags);
        std::memcpy(value.data(), mixed.data(), sizeof value);
    }
    for (std::size_t i = 0; i < 8; ++i) {
        core::store_le(value[i], out + 4 * i);
    }
}

/// The first input of a batch, in the same way.
inline void compress_one(const batch& work, const words& key, std::byte* out) noexcept {
    const job first{.input = work.inputs,
                    .length = work.blocks * block_size,
                    .counter = work.counter,
                    .flags = work.flags,
                    .first = work.first,
                    .last = work.last};
    compress_one(&first, key, out);
}

}  // namespace lastro::inline v0::hash::detail::blake3_core
