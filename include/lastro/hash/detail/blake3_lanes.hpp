// SPDX-License-Identifier: MIT
// lastro/hash/detail/blake3_lanes.hpp
//
// How does BLAKE3 compress 4, 8 or 16 inputs side by side, on whatever processor the program finds itself?
//
// Vectors are a language extension of g++ and clang++, so there is one kernel template and no intrinsics header (which
// would cost more to include than the rest of the library). The template is inlined into functions with a target
// attribute: a program built for any x86-64 uses AVX2 or AVX-512 where the processor has it. Inputs need not be
// neighbours nor equally long: lanes hold the chunks of one input, the parents of a level, or many short inputs.
#pragma once

#include <cstddef>  // byte, size_t
#include <cstdint>  // uint32_t
#include <cstring>  // memcpy, memset

#include <lastro/hash/detail/blake3_compress.hpp>
#include <lastro/hash/detail/blake3_rounds.hpp>
#include <lastro/hash/detail/blake3_vector.hpp>
#include <lastro/hash/level.hpp>

namespace lastro::inline v0::hash::detail::blake3_core {

template <class Vector>
[[gnu::always_inline]] inline void fetch(Vector& to, const std::uint32_t (&from)[lane_count<Vector>]) noexcept {
    std::memcpy(&to, from, sizeof to);
}

/// Starts the state of every lane with `key`.
template <class Vector>
[[gnu::always_inline]] inline void start(lanes<Vector>& l, const words& key) noexcept {
    for (std::size_t i = 0; i < 8; ++i) {
        l.v[i] = Vector{} + key[i];
    }
    for (std::size_t i = 0; i < 4; ++i) {
        l.v[8 + i] = Vector{} + initial_value[i];
    }
}

/// The values of `count` lanes, 32 bytes each, to `out`.
template <class Vector>
[[gnu::always_inline]] inline void finish(const Vector* values, std::size_t count, std::byte* out) noexcept {
    if (count == lane_count<Vector>) {
        store_values(values, out);
    } else {
        std::byte all[lane_count<Vector> * value_size];
        store_values(values, all);
        std::memcpy(out, all, count * value_size);
    }
}

/// Compresses the first `count` inputs of a batch, from 1 to as many as `Vector` has lanes; 32 bytes of each go to
/// `out`, one after the other. `mix(l, rows, at, blocks)` compresses some blocks of every lane, from byte `at` of the
/// rows on.
template <class Vector, class Mix>
[[gnu::always_inline]] inline void compress_lanes(const batch& work, std::size_t count, const words& key,
                                                  std::byte* out, const Mix& mix) noexcept {
    constexpr std::size_t n = lane_count<Vector>;
    const std::byte* rows[n];
    rows[0] = work.inputs;
    for (std::size_t lane = 1; lane < n; ++lane) {  // lanes without an input do the last one again
        rows[lane] = rows[lane - 1] + (lane < count ? work.stride : 0);
    }
    lanes<Vector> l;
    start(l, key);
    constexpr std::uint32_t numbers[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    Vector number;
    std::memcpy(&number, numbers, sizeof number);
    const auto low = static_cast<std::uint32_t>(work.counter);
    l.v[12] = number * work.increment + low;
    l.v[13] = reinterpret_cast<Vector>(l.v[12] < low) & 1;  // a carry
    l.v[13] += static_cast<std::uint32_t>(work.counter >> 32U);
    l.v[14] = Vector{} + block_size;
    const auto run = [&](std::size_t first, std::size_t blocks, std::uint32_t flags) {
        l.v[15] = Vector{} + flags;
        mix(l, rows, first * block_size, blocks);
    };
    run(0, 1, work.flags_of(0));
    if (work.blocks > 1) {
        run(1, work.blocks - 2, work.flags);
        run(work.blocks - 1, 1, work.flags_of(work.blocks - 1));
    }
    finish(l.v, count, out);
}

/// The jobs of `N` lanes, taken apart.
template <std::size_t N>
struct lane_jobs {
    std::uint32_t counter_low[N];
    std::uint32_t counter_high[N];
    std::uint32_t flags[N];
    std::uint32_t first[N];
    std::uint32_t last[N];
    std::uint32_t end[N];   ///< Which block is the last ...
    std::uint32_t rest[N];  ///< ... and how many bytes it has.
    const std::byte* input[N];
    const std::byte* tail[N];  ///< The last block, in `padded` unless it is full.
    std::size_t shortest;      ///< The least and the greatest `end`.
    std::size_t longest;
    std::byte padded[N][block_size];

    /// The first `count` jobs, from 1 to `N`; further lanes do the last one again.
    lane_jobs(const job* jobs, std::size_t count) noexcept
        : shortest(jobs[0].last_block()), longest(jobs[0].last_block()) {
        for (std::size_t lane = 0; lane < N; ++lane) {
            const job& work = jobs[lane < count ? lane : count - 1];
            const std::size_t at = work.last_block();
            counter_low[lane] = static_cast<std::uint32_t>(work.counter);
            counter_high[lane] = static_cast<std::uint32_t>(work.counter >> 32U);
            flags[lane] = work.flags;
            first[lane] = work.first;
            last[lane] = work.last;
            end[lane] = static_cast<std::uint32_t>(at);
            rest[lane] = static_cast<std::uint32_t>(work.length - at * block_size);
            input[lane] = work.input;
            tail[lane] = work.input + at * block_size;
            if (rest[lane] < block_size) {
                std::memset(padded[lane], 0, block_size);
                if (rest[lane] > 0) {  // else the input may be null, which memcpy refuses even for no bytes
                    std::memcpy(padded[lane], tail[lane], rest[lane]);
                }
                tail[lane] = padded[lane];
            }
            shortest = at < shortest ? at : shortest;
            longest = at > longest ? at : longest;
        }
    }
};

/// Compresses the first `count` jobs, from 1 to as many as `Vector` has lanes; 32 bytes of each go to `out`, one after
/// the other. `mix(l, rows, at, blocks)` compresses some blocks of every lane, from byte `at` of the rows on.
template <class Vector, class Mix>
[[gnu::always_inline]] inline void compress_lanes(const job* const& jobs, std::size_t count, const words& key,
                                                  std::byte* out, const Mix& mix) noexcept {
    constexpr std::size_t n = lane_count<Vector>;
    const lane_jobs<n> work{jobs, count};
    lanes<Vector> l;
    start(l, key);
    fetch(l.v[12], work.counter_low);
    fetch(l.v[13], work.counter_high);
    Vector flags;
    Vector first;
    fetch(flags, work.flags);
    fetch(first, work.first);
    if (work.shortest > 0) {  // blocks that are full and not the last one in any lane
        l.v[14] = Vector{} + block_size;
        l.v[15] = flags | first;
        mix(l, work.input, 0, 1);
        l.v[15] = flags;
        mix(l, work.input, block_size, work.shortest - 1);
    }
    Vector end;
    Vector last;
    Vector rest;
    fetch(end, work.end);
    fetch(last, work.last);
    fetch(rest, work.rest);
    Vector result[8]{};
    for (std::size_t block = work.shortest; block <= work.longest; ++block) {
        const std::byte* rows[n];
        for (std::size_t lane = 0; lane < n; ++lane) {  // lanes that have ended stay where they are
            rows[lane] = block < work.end[lane] ? work.input[lane] + block * block_size : work.tail[lane];
        }
        const Vector ends = reinterpret_cast<Vector>(end == static_cast<std::uint32_t>(block));
        l.v[14] = (ends & rest) | (~ends & static_cast<std::uint32_t>(block_size));
        l.v[15] = flags | (ends & last);
        if (block == 0) {
            l.v[15] |= first;
        }
        mix(l, rows, 0, 1);
        for (std::size_t i = 0; i < 8; ++i) {
            result[i] |= ends & l.v[i];
        }
    }
    finish(result, count, out);
}

#if defined(__x86_64__)
template <class Work>
[[gnu::target("sse4.1")]] inline void compress_sse41(const Work& work, std::size_t count, const words& key,
                                                     std::byte* out) noexcept {
    compress_lanes<words4>(work, count, key, out, mix_sse41);
}
template <class Work>
[[gnu::target("avx2")]] inline void compress_avx2(const Work& work, std::size_t count, const words& key,
                                                  std::byte* out) noexcept {
    compress_lanes<words8>(work, count, key, out, mix_avx2);
}
template <class Work>
[[gnu::target("avx512f,avx512bw,avx512vl")]] inline void compress_avx512_8(const Work& work, std::size_t count,
                                                                           const words& key, std::byte* out) noexcept {
    compress_lanes<words8>(work, count, key, out, mix_avx512_8);
}
template <class Work>
[[gnu::target("avx512f,avx512bw,avx512vl")]] inline void compress_avx512_16(const Work& work, std::size_t count,
                                                                            const words& key, std::byte* out) noexcept {
    compress_lanes<words16>(work, count, key, out, mix_avx512_16);
}
#elif defined(__aarch64__) && defined(__ARM_NEON)
/// NEON has 32 registers: the compiler's own order does.
inline void mix_neon(lanes<words4>& l, const std::byte* const* rows, std::size_t at, std::size_t blocks) noexcept {
    for (; blocks > 0; --blocks, at += block_size) {
        look_ahead<lane_count<words4>>(rows, at);
        const std::byte* const here[4] = {rows[0] + at, rows[1] + at, rows[2] + at, rows[3] + at};
        load_message(l.m, here);
        words4 v[16];
        for (std::size_t i = 0; i < 16; ++i) {
            v[i] = l.v[i];
        }
        mix_seven(v, l.m);
        for (std::size_t i = 0; i < 8; ++i) {
            l.v[i] = v[i] ^ v[i + 8];
        }
    }
}
template <class Work>
void compress_neon(const Work& work, std::size_t count, const words& key, std::byte* out) noexcept {
    compress_lanes<words4>(work, count, key, out, mix_neon);
}
#endif

/// Compresses `count` inputs of a batch, or jobs, to 32 bytes each at `out`, one after the other. `out` may lie on the
/// inputs, where no result begins after its input.
template <class Work>
void compress_many(level use, Work work, std::size_t count, const words& key, std::byte* out) noexcept {
    [[maybe_unused]] const auto in_groups = [&](std::size_t widest, auto compress_group) {
        while (count > 1) {  // a single input is done sooner alone
            const std::size_t some = count < widest ? count : widest;
            compress_group(some);
            work = after(work, some);
            out += some * value_size;
            count -= some;
        }
    };
    switch (use) {
#if defined(__x86_64__)
        case level::sse41:
            in_groups(4, [&](std::size_t some) { compress_sse41(work, some, key, out); });
            break;
        case level::avx2:
            in_groups(8, [&](std::size_t some) { compress_avx2(work, some, key, out); });
            break;
        case level::avx512:
            in_groups(16, [&](std::size_t some) {
                some > 8 ? compress_avx512_16(work, some, key, out) : compress_avx512_8(work, some, key, out);
            });
            break;
#elif defined(__aarch64__) && defined(__ARM_NEON)
        case level::neon:
            in_groups(4, [&](std::size_t some) { compress_neon(work, some, key, out); });
            break;
#endif
        default:
            break;
    }
    for (; count > 0; --count, work = after(work, 1), out += value_size) {
        compress_one(work, key, out);
    }
}

}  // namespace lastro::inline v0::hash::detail::blake3_core
