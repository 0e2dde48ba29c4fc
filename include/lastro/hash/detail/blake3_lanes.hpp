// SPDX-License-Identifier: MIT
// lastro/hash/detail/blake3_lanes.hpp
//
// How does BLAKE3 compress 4, 8 or 16 inputs side by side, on whatever processor the program finds itself?
//
// Vectors are a language extension of g++ and clang++, so there is one kernel template and no intrinsics header (which
// would cost more to include than the rest of the library). The template is inlined into functions with a target
// attribute: a program built for any x86-64 uses AVX2 or AVX-512 where the processor has it, and every level gives
// the same bytes, for there is only integer arithmetic.
#pragma once

#include <bit>      // endian
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint8_t, uint32_t
#include <cstring>  // memcpy
#include <utility>  // index_sequence, make_index_sequence

#include <lastro/hash/detail/blake3_compress.hpp>

namespace lastro::inline v0::hash::detail::blake3_core {

/// How many inputs go side by side.
enum class level : std::uint8_t { portable = 1, lanes4 = 4, lanes8 = 8, lanes16 = 16 };

#if defined(__x86_64__) || (defined(__aarch64__) && defined(__ARM_NEON))
#define LASTRO_BLAKE3_LANES 1
#endif

#ifdef LASTRO_BLAKE3_LANES

using words4 [[gnu::vector_size(16)]] = std::uint32_t;
using words8 [[gnu::vector_size(32)]] = std::uint32_t;
using words16 [[gnu::vector_size(64)]] = std::uint32_t;
using bytes16 [[gnu::vector_size(16)]] = std::uint8_t;
using bytes32 [[gnu::vector_size(32)]] = std::uint8_t;

template <class Vector>
inline constexpr std::size_t lane_count = sizeof(Vector) / 4;

/// Rotates by whole bytes with one byte shuffle where there is one. (AVX-512 rotates by any count: `words16` does not
/// need this.)
template <class Vector, class Bytes>
struct byte_rotation {
    template <int Bits>
    [[gnu::always_inline]] static inline void apply(Vector& x) noexcept {
        if constexpr (Bits % 8 == 0) {
            shuffle<Bits>(x, std::make_index_sequence<sizeof(Vector)>{});
        } else {
            x = (x >> Bits) | (x << (32 - Bits));
        }
    }

private:
    template <int Bits, std::size_t... I>
    [[gnu::always_inline]] static inline void shuffle(Vector& x, std::index_sequence<I...>) noexcept {
        const auto bytes = reinterpret_cast<Bytes>(x);
        x = reinterpret_cast<Vector>(__builtin_shufflevector(bytes, bytes, (I / 4 * 4 + (I + Bits / 8) % 4)...));
    }
};

template <>
struct rotation<words4> : byte_rotation<words4, bytes16> {};
template <>
struct rotation<words8> : byte_rotation<words8, bytes32> {};

/// Swaps blocks of `Step` elements across the diagonal of a pair of rows: a step of transposing a square.
template <std::size_t Step, class Vector, std::size_t... I>
[[gnu::always_inline]] inline void exchange_blocks(Vector& a, Vector& b, std::index_sequence<I...>) noexcept {
    constexpr std::size_t n = sizeof...(I);
    const Vector upper = __builtin_shufflevector(a, b, ((I & Step) == 0 ? I : n + I - Step)...);
    b = __builtin_shufflevector(a, b, ((I & Step) == 0 ? I + Step : n + I)...);
    a = upper;
}

/// Transposes the square whose rows are `rows`.
template <std::size_t Step = 1, class Vector>
[[gnu::always_inline]] inline void transpose(Vector* rows) noexcept {
    constexpr std::size_t n = lane_count<Vector>;
    if constexpr (Step < n) {
        for (std::size_t i = 0; i < n; ++i) {
            if ((i & Step) == 0) {
                exchange_blocks<Step>(rows[i], rows[i + Step], std::make_index_sequence<n>{});
            }
        }
        transpose<2 * Step>(rows);
    }
}

/// Compresses as many inputs as `Vector` has lanes; 32 bytes of each go to `out`, one after the other.
template <class Vector>
[[gnu::always_inline]] inline void compress_lanes(const batch& work, const words& key, std::byte* out) noexcept {
    constexpr std::size_t n = lane_count<Vector>;
    Vector value[8];
    for (std::size_t i = 0; i < 8; ++i) {
        value[i] = Vector{} + key[i];
    }
    Vector counter_low;
    Vector counter_high;
    for (std::size_t lane = 0; lane < n; ++lane) {
        const std::uint64_t counter = work.counter + lane * work.increment;
        counter_low[lane] = static_cast<std::uint32_t>(counter);
        counter_high[lane] = static_cast<std::uint32_t>(counter >> 32U);
    }
    for (std::size_t block = 0; block < work.blocks; ++block) {
        Vector m[16];
        for (std::size_t part = 0; part < 16; part += n) {  // word w of every input: a transposition
            for (std::size_t lane = 0; lane < n; ++lane) {
                std::memcpy(&m[part + lane], work.inputs + lane * work.stride + block * block_size + part * 4, n * 4);
            }
            transpose(&m[part]);
        }
        Vector v[16];
        for (std::size_t i = 0; i < 8; ++i) {
            v[i] = value[i];
        }
        for (std::size_t i = 0; i < 4; ++i) {
            v[8 + i] = Vector{} + initial_value[i];
        }
        v[12] = counter_low;
        v[13] = counter_high;
        v[14] = Vector{} + static_cast<std::uint32_t>(block_size);
        v[15] = Vector{} + work.flags_of(block);
        mix_seven(v, m);
        for (std::size_t i = 0; i < 8; ++i) {
            value[i] = v[i] ^ v[i + 8];
        }
    }
    std::uint32_t result[8][n];
    std::memcpy(result, value, sizeof result);
    for (std::size_t lane = 0; lane < n; ++lane) {
        for (std::size_t i = 0; i < 8; ++i) {
            std::memcpy(out + lane * value_size + 4 * i, &result[i][lane], 4);
        }
    }
}

#if defined(__x86_64__)
[[gnu::target("sse4.1")]] inline void compress_4(const batch& work, const words& key, std::byte* out) noexcept {
    compress_lanes<words4>(work, key, out);
}

[[gnu::target("avx2")]] inline void compress_8(const batch& work, const words& key, std::byte* out) noexcept {
    compress_lanes<words8>(work, key, out);
}

[[gnu::target("avx512f,avx512bw,avx512vl")]] inline void compress_16(const batch& work, const words& key,
                                                                     std::byte* out) noexcept {
    compress_lanes<words16>(work, key, out);
}
#else
inline void compress_4(const batch& work, const words& key, std::byte* out) noexcept {
    compress_lanes<words4>(work, key, out);
}
#endif
#endif

/// The widest level of this processor.
[[nodiscard]] inline level best_level() noexcept {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
        __builtin_cpu_supports("avx512vl") != 0) {
        return level::lanes16;
    }
    if (__builtin_cpu_supports("avx2") != 0) {
        return level::lanes8;
    }
    return __builtin_cpu_supports("sse4.1") != 0 ? level::lanes4 : level::portable;
#elif defined(LASTRO_BLAKE3_LANES)
    return std::endian::native == std::endian::little ? level::lanes4 : level::portable;
#else
    return level::portable;
#endif
}

/// Compresses `count` inputs, at most `widest` side by side; 32 bytes of each go to `out`, one after the other.
inline void compress_many(level widest, batch work, std::size_t count, const words& key, std::byte* out) noexcept {
    const auto advance = [&](std::size_t done) {
        work = work.after(done);
        out += done * value_size;
        return count - done;
    };
#if defined(__x86_64__)
    while (widest >= level::lanes16 && count >= 16) {
        compress_16(work, key, out);
        count = advance(16);
    }
    while (widest >= level::lanes8 && count >= 8) {
        compress_8(work, key, out);
        count = advance(8);
    }
#endif
#ifdef LASTRO_BLAKE3_LANES
    while (widest >= level::lanes4 && count >= 4) {
        compress_4(work, key, out);
        count = advance(4);
    }
#endif
    while (count > 0) {
        compress_one(work, key, out);
        count = advance(1);
    }
}

#undef LASTRO_BLAKE3_LANES

}  // namespace lastro::inline v0::hash::detail::blake3_core
