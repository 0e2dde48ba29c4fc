// SPDX-License-Identifier: MIT
// lastro/random/fill_kernels.hpp
//
// How are many Philox blocks made at once? Eight, in the lanes of AVX2 or NEON registers, where the CPU has them.
//
//   std::uint64_t words[16];
//   random::detail::blocks(random::stream{42}, 100, words, 8);     // draws 200 to 215
//
// Integers only, so the words are those of `stream::bits` on every machine; chosen at run time (num/dispatch.hpp).
#pragma once

#include <array>    // array
#include <cstddef>  // size_t
#include <cstdint>  // int32_t, uint32_t, uint64_t
#include <cstring>  // memcpy

#include <lastro/num/dispatch.hpp>
#include <lastro/random/philox.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random::detail {

/// Two draws a block, one block after the other.
inline void blocks_portable(const stream& draws, std::uint64_t first, std::uint64_t* to, std::size_t count) noexcept {
    for (std::size_t b = 0; b < count; ++b) {
        const auto words = draws.block(first + b);
        to[2 * b] = words[0] | std::uint64_t{words[1]} << 32U;
        to[2 * b + 1] = words[2] | std::uint64_t{words[3]} << 32U;
    }
}

#if defined(__x86_64__)

using wide_lanes [[gnu::vector_size(32)]] = std::uint64_t;
using half_lanes [[gnu::vector_size(32)]] = std::int32_t;

/// The 64-bit products of the low halves of a's and b's lanes.
[[gnu::target("avx2"), gnu::always_inline]] inline wide_lanes product_of_low_halves(const wide_lanes& a,
                                                                                    const wide_lanes& b) noexcept {
#if defined(__clang__)
    return (a & 0xFFFFFFFFU) * (b & 0xFFFFFFFFU);  // one instruction: LLVM sees that the high halves are 0
#else
    return (wide_lanes)__builtin_ia32_pmuludq256((half_lanes)a, (half_lanes)b);
#endif
}

// Four counters, one in each 64-bit lane; a word is the low half of a lane, and the high half is never looked at. Their
// four words are passed by reference, not as a struct: g++ 12 would keep that in memory.

/// One round of Philox.
[[gnu::target("avx2"), gnu::always_inline]] inline void philox_round(wide_lanes& c0, wide_lanes& c1, wide_lanes& c2,
                                                                     wide_lanes& c3, std::uint64_t key0,
                                                                     std::uint64_t key1) noexcept {
    const wide_lanes product0 = product_of_low_halves(c0, wide_lanes{} + 0xD2511F53U);
    const wide_lanes product1 = product_of_low_halves(c2, wide_lanes{} + 0xCD9E8D57U);
    c0 = (product1 >> 32) ^ c1 ^ key0;
    c2 = (product0 >> 32) ^ c3 ^ key1;
    c1 = product1;
    c3 = product0;
}

/// Eight draws, from lanes that hold the blocks 0, 2, 1 and 3 (so that interleaving brings them into order).
[[gnu::target("avx2"), gnu::always_inline]] inline void store_draws(const wide_lanes& c0, const wide_lanes& c1,
                                                                    const wide_lanes& c2, const wide_lanes& c3,
                                                                    std::uint64_t* to) noexcept {
    const wide_lanes even = (c0 & 0xFFFFFFFFU) | (c1 << 32);
    const wide_lanes odd = (c2 & 0xFFFFFFFFU) | (c3 << 32);
    const wide_lanes low = __builtin_shufflevector(even, odd, 0, 4, 2, 6);
    const wide_lanes high = __builtin_shufflevector(even, odd, 1, 5, 3, 7);
    std::memcpy(to, &low, sizeof low);
    std::memcpy(to + 4, &high, sizeof high);
}

/// `blocks_portable` with AVX2. Precondition: `count` is a multiple of 8.
[[gnu::target("avx2")]] inline void blocks_avx2(const stream& draws, std::uint64_t first, std::uint64_t* to,
                                                std::size_t count) noexcept {
    std::array<std::uint64_t, 20> keys{};
    std::uint32_t key0 = low_word(draws.key());
    std::uint32_t key1 = high_word(draws.key());
    for (std::size_t r = 0; r < 20; r += 2) {
        keys[r] = key0;
        keys[r + 1] = key1;
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
    }
    for (std::size_t b = 0; b < count; b += 8) {
        // two at a time, so that one's products hide the other's latency
        wide_lanes a0 = (first + b) + wide_lanes{0, 2, 1, 3};
        wide_lanes a1 = a0 >> 32;
        wide_lanes a2 = {};
        wide_lanes a3 = wide_lanes{} + std::uint64_t{static_cast<std::uint32_t>(purpose::draw)};
        wide_lanes b0 = a0 + 4;
        wide_lanes b1 = b0 >> 32;
        wide_lanes b2 = a2;
        wide_lanes b3 = a3;
        for (std::size_t r = 0; r < 20; r += 2) {
            philox_round(a0, a1, a2, a3, keys[r], keys[r + 1]);
            philox_round(b0, b1, b2, b3, keys[r], keys[r + 1]);
        }
        store_draws(a0, a1, a2, a3, to + 2 * b);
        store_draws(b0, b1, b2, b3, to + 2 * b + 8);
    }
}

#endif

#if defined(__AARCH64EL__)

using quad_lanes [[gnu::vector_size(16)]] = std::uint32_t;
using pair_lanes [[gnu::vector_size(16)]] = std::uint64_t;
using low_lanes [[gnu::vector_size(8)]] = std::uint32_t;

/// The high and the low halves of the products of four lanes with `factor`.
[[gnu::always_inline]] inline void multiply_lanes(const quad_lanes& a, std::uint32_t factor, quad_lanes& high,
                                                  quad_lanes& low) noexcept {
    const low_lanes first = __builtin_shufflevector(a, a, 0, 1);
#if __has_builtin(__builtin_aarch64_intrinsic_vec_umult_lo_v2si_uuu) && \
    __has_builtin(__builtin_aarch64_vec_widen_umult_hi_v4si_uuu)
    const pair_lanes products01 = __builtin_aarch64_intrinsic_vec_umult_lo_v2si_uuu(first, low_lanes{} + factor);
    const pair_lanes products23 = __builtin_aarch64_vec_widen_umult_hi_v4si_uuu(a, quad_lanes{} + factor);
#else  // one instruction each: LLVM sees that the factors have 32 bits
    const low_lanes second = __builtin_shufflevector(a, a, 2, 3);
    const pair_lanes wide_factor = pair_lanes{} + std::uint64_t{factor};
    const pair_lanes products01 = __builtin_convertvector(first, pair_lanes) * wide_factor;
    const pair_lanes products23 = __builtin_convertvector(second, pair_lanes) * wide_factor;
#endif
    low = __builtin_shufflevector((quad_lanes)products01, (quad_lanes)products23, 0, 2, 4, 6);
    high = __builtin_shufflevector((quad_lanes)products01, (quad_lanes)products23, 1, 3, 5, 7);
}

/// One round of Philox for the four blocks in the lanes.
[[gnu::always_inline]] inline void philox_round(quad_lanes& c0, quad_lanes& c1, quad_lanes& c2, quad_lanes& c3,
                                                std::uint32_t key0, std::uint32_t key1) noexcept {
    quad_lanes high0;
    quad_lanes high1;
    quad_lanes low0;
    quad_lanes low1;
    multiply_lanes(c0, 0xD2511F53U, high0, low0);
    multiply_lanes(c2, 0xCD9E8D57U, high1, low1);
    c0 = high1 ^ c1 ^ key0;
    c2 = high0 ^ c3 ^ key1;
    c1 = low1;
    c3 = low0;
}

/// Eight draws from four blocks: a transposition.
[[gnu::always_inline]] inline void store_draws(const quad_lanes& c0, const quad_lanes& c1, const quad_lanes& c2,
                                               const quad_lanes& c3, std::uint64_t* to) noexcept {
    const auto even01 = (pair_lanes)__builtin_shufflevector(c0, c1, 0, 4, 1, 5);
    const auto even23 = (pair_lanes)__builtin_shufflevector(c0, c1, 2, 6, 3, 7);
    const auto odd01 = (pair_lanes)__builtin_shufflevector(c2, c3, 0, 4, 1, 5);
    const auto odd23 = (pair_lanes)__builtin_shufflevector(c2, c3, 2, 6, 3, 7);
    const pair_lanes block[] = {
        __builtin_shufflevector(even01, odd01, 0, 2), __builtin_shufflevector(even01, odd01, 1, 3),
        __builtin_shufflevector(even23, odd23, 0, 2), __builtin_shufflevector(even23, odd23, 1, 3)};
    std::memcpy(to, block, sizeof block);
}

/// `blocks_portable` with NEON. Precondition: `count` is a multiple of 8.
inline void blocks_neon(const stream& draws, std::uint64_t first, std::uint64_t* to, std::size_t count) noexcept {
    for (std::size_t b = 0; b < count; b += 8) {
        // two at a time, so that one's products hide the other's latency
        const auto low = [&](std::size_t i) { return low_word(first + b + i); };
        const auto high = [&](std::size_t i) { return high_word(first + b + i); };
        quad_lanes a0 = {low(0), low(1), low(2), low(3)};
        quad_lanes a1 = {high(0), high(1), high(2), high(3)};
        quad_lanes a2 = {};
        quad_lanes a3 = quad_lanes{} + static_cast<std::uint32_t>(purpose::draw);
        quad_lanes b0 = {low(4), low(5), low(6), low(7)};
        quad_lanes b1 = {high(4), high(5), high(6), high(7)};
        quad_lanes b2 = a2;
        quad_lanes b3 = a3;
        std::uint32_t key0 = low_word(draws.key());
        std::uint32_t key1 = high_word(draws.key());
        for (int round = 0; round < 10; ++round) {
            philox_round(a0, a1, a2, a3, key0, key1);
            philox_round(b0, b1, b2, b3, key0, key1);
            key0 += 0x9E3779B9U;
            key1 += 0xBB67AE85U;
        }
        store_draws(a0, a1, a2, a3, to + 2 * b);
        store_draws(b0, b1, b2, b3, to + 2 * b + 8);
    }
}

#endif

/// The draws of `count` blocks from block `first` on: 2 * count of them.
inline void blocks(const stream& draws, std::uint64_t first, std::uint64_t* to, std::size_t count) noexcept {
    std::size_t done = 0;
#if defined(__x86_64__)
    if (num::active_level() >= num::level::avx2) {
        done = count / 8 * 8;
        blocks_avx2(draws, first, to, done);
    }
#elif defined(__AARCH64EL__)
    if (num::active_level() == num::level::neon) {
        done = count / 8 * 8;
        blocks_neon(draws, first, to, done);
    }
#endif
    blocks_portable(draws, first + done, to + 2 * done, count - done);
}

}  // namespace lastro::inline v0::random::detail
