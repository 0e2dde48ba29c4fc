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

#include <lastro/core/bytes.hpp>

namespace lastro::inline v0::hash::detail::blake3_core {

inline constexpr std::size_t block_size = 64;
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
template <class Word>
struct rotation {
    template <int Bits>
    [[gnu::always_inline]] static inline void apply(Word& x) noexcept {
        x = (x >> Bits) | (x << (32 - Bits));
    }
};

/// The quarter round G [1, 2.2]. `x` and `y` are the two message words.
template <class Word>
[[gnu::always_inline]] inline void mix(Word& a, Word& b, Word& c, Word& d, const Word& x, const Word& y) noexcept {
    a = a + b + x;
    d = d ^ a;
    rotation<Word>::template apply<16>(d);
    c = c + d;
    b = b ^ c;
    rotation<Word>::template apply<12>(b);
    a = a + b + y;
    d = d ^ a;
    rotation<Word>::template apply<8>(d);
    c = c + d;
    b = b ^ c;
    rotation<Word>::template apply<7>(b);
}

/// One round over the state `v` with the message `m`: the columns, then the diagonals.
template <std::size_t Round, class Word>
[[gnu::always_inline]] inline void mix_all(Word (&v)[16], const Word (&m)[16]) noexcept {
    constexpr auto& s = schedule[Round];
    mix(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
    mix(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
    mix(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
    mix(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
    mix(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
    mix(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
    mix(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
    mix(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
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

/// Several inputs of equal length, to be compressed to one chaining value each.
struct batch {
    const std::byte* inputs;  ///< The first input; the next one begins `stride` bytes further.
    std::size_t stride;       ///< 1024 for chunks, 64 for parents.
    std::size_t blocks;       ///< Of 64 bytes, in each input.
    std::uint64_t counter;    ///< Of the first input.
    std::uint64_t increment;  ///< From input to input: 1 for chunks, 0 for parents.
    std::uint8_t flags;       ///< Of every block ...
    std::uint8_t first;       ///< ... and of the first ...
    std::uint8_t last;        ///< ... and of the last block besides.

    /// The same without the first `count` inputs.
    [[nodiscard]] batch after(std::size_t count) const noexcept {
        batch rest = *this;
        rest.inputs += count * stride;
        rest.counter += count * increment;
        return rest;
    }

    [[nodiscard]] std::uint32_t flags_of(std::size_t block) const noexcept {
        return static_cast<std::uint32_t>(flags | (block == 0 ? first : 0) | (block + 1 == blocks ? last : 0));
    }
};

/// The first input of `work`, one block after the other, to 32 bytes at `out`.
inline void compress_one(const batch& work, const words& key, std::byte* out) noexcept {
    words value = key;
    for (std::size_t block = 0; block < work.blocks; ++block) {
        const auto mixed =
            compressed(value, work.inputs + block * block_size, work.counter, block_size, work.flags_of(block));
        for (std::size_t i = 0; i < 8; ++i) {
            value[i] = mixed[i];
        }
    }
    for (std::size_t i = 0; i < 8; ++i) {
        core::store_le(value[i], out + 4 * i);
    }
}

}  // namespace lastro::inline v0::hash::detail::blake3_core
