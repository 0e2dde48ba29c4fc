// SPDX-License-Identifier: MIT
// lastro/hash/detail/sha256_compress.hpp
//
// How does SHA-256 mix blocks into its state: in portable code, and with the SHA instructions of x86-64 and ARMv8?
//
// References
//   [1] FIPS 180-4, Secure Hash Standard, sections 4.1.2, 4.2.2, 5.3.3 and 6.2.
//   [2] S. Gulley, V. Gopal, K. Yap, W. Feghali, J. Guilford, G. Wolrich, Intel SHA Extensions, 2013.
//   [3] Arm Architecture Reference Manual for A-profile (DDI 0487), SHA256H, SHA256H2, SHA256SU0, SHA256SU1.
#pragma once

#include <array>    // array
#include <bit>      // rotr
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint32_t
#include <cstring>  // memcpy
#if defined(__x86_64__)
#include <cpuid.h>  // __get_cpuid_count
#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>  // getauxval
#endif

namespace lastro::inline v0::hash::detail::sha256_core {

/// The state as words a to h.
using words = std::array<std::uint32_t, 8>;

/// The fractional parts of the square roots of the first eight primes [1, 5.3.3].
inline constexpr words initial_value{0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                     0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

/// The fractional parts of the cube roots of the first 64 primes [1, 4.2.2].
alignas(16) inline constexpr std::array<std::uint32_t, 64> constants{
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

/// Mixes `count` blocks of 64 bytes into `state` [1, 6.2.2].
inline void compress_portable(words& state, const std::byte* blocks, std::size_t count) noexcept {
    for (; count > 0; --count, blocks += 64) {
        std::array<std::uint32_t, 64> w;
        for (std::size_t t = 0; t < 16; ++t) {
            w[t] = 0;
            for (std::size_t i = 0; i < 4; ++i) {
                w[t] = w[t] << 8U | std::to_integer<std::uint32_t>(blocks[4 * t + i]);
            }
        }
        for (std::size_t t = 16; t < 64; ++t) {
            const std::uint32_t s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ w[t - 15] >> 3U;
            const std::uint32_t s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ w[t - 2] >> 10U;
            w[t] = s1 + w[t - 7] + s0 + w[t - 16];
        }
        auto [a, b, c, d, e, f, g, h] = state;
        for (std::size_t t = 0; t < 64; ++t) {
            const std::uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
            const std::uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + constants[t] + w[t];
            const std::uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
            const std::uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        const words mixed{a, b, c, d, e, f, g, h};
        for (std::size_t i = 0; i < 8; ++i) {
            state[i] += mixed[i];
        }
    }
}

#if defined(__x86_64__)

/// The same with the SHA instructions [2]: two rounds each, four message words at a time.
[[gnu::target("sha,sse4.1")]] inline void compress_native(words& state, const std::byte* blocks,
                                                          std::size_t count) noexcept {
    using unsigned4 [[gnu::vector_size(16)]] = std::uint32_t;
    using signed4 [[gnu::vector_size(16)]] = std::int32_t;
    using bytes16 [[gnu::vector_size(16)]] = std::uint8_t;
    unsigned4 abef{state[5], state[4], state[1], state[0]};
    unsigned4 cdgh{state[7], state[6], state[3], state[2]};
    for (; count > 0; --count, blocks += 64) {
        const unsigned4 abef_before = abef;
        const unsigned4 cdgh_before = cdgh;
        unsigned4 w[4];
        for (std::size_t group = 0; group < 16; ++group) {
            unsigned4& now = w[group % 4];
            const unsigned4 last = w[(group + 3) % 4];
            if (group < 4) {
                bytes16 bytes;
                std::memcpy(&bytes, blocks + 16 * group, 16);
                now = reinterpret_cast<unsigned4>(
                    __builtin_shufflevector(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
            } else {
                const unsigned4 begun = reinterpret_cast<unsigned4>(__builtin_ia32_sha256msg1(
                    reinterpret_cast<signed4>(now), reinterpret_cast<signed4>(w[(group + 1) % 4])));
                const unsigned4 seven_before = __builtin_shufflevector(w[(group + 2) % 4], last, 1, 2, 3, 4);
                now = reinterpret_cast<unsigned4>(__builtin_ia32_sha256msg2(
                    reinterpret_cast<signed4>(begun + seven_before), reinterpret_cast<signed4>(last)));
            }
            unsigned4 constant;
            std::memcpy(&constant, &constants[4 * group], 16);
            const unsigned4 low = now + constant;
            const unsigned4 high = __builtin_shufflevector(low, low, 2, 3, 2, 3);
            cdgh = reinterpret_cast<unsigned4>(__builtin_ia32_sha256rnds2(
                reinterpret_cast<signed4>(cdgh), reinterpret_cast<signed4>(abef), reinterpret_cast<signed4>(low)));
            abef = reinterpret_cast<unsigned4>(__builtin_ia32_sha256rnds2(
                reinterpret_cast<signed4>(abef), reinterpret_cast<signed4>(cdgh), reinterpret_cast<signed4>(high)));
        }
        abef += abef_before;
        cdgh += cdgh_before;
    }
    state = {abef[3], abef[2], cdgh[3], cdgh[2], abef[1], abef[0], cdgh[1], cdgh[0]};
}

/// True where the processor has the SHA instructions (leaf 7, EBX bit 29; g++ 12 and clang++ 14 share no name for it).
[[nodiscard]] inline bool has_native() noexcept {
    static const bool answer = [] {  // asked once: in a virtual machine, CPUID takes microseconds
        unsigned a = 0;
        unsigned b = 0;
        unsigned c = 0;
        unsigned d = 0;
        return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b >> 29U & 1U) != 0 &&
               __builtin_cpu_supports("sse4.1") != 0;
    }();
    return answer;
}

#elif defined(__aarch64__) && defined(__ARM_NEON) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && \
    (defined(__linux__) || defined(__APPLE__))

/// The same with the SHA instructions [3], which the two compilers give different names: written as such.
#if defined(__clang__)
[[gnu::target("sha2")]]
#else
[[gnu::target("+crypto")]]
#endif
inline void
compress_native(words& state, const std::byte* blocks, std::size_t count) noexcept {
    using words4 [[gnu::vector_size(16)]] = std::uint32_t;
    words4 abcd;
    words4 efgh;
    std::memcpy(&abcd, state.data(), 16);
    std::memcpy(&efgh, state.data() + 4, 16);
    for (; count > 0; --count, blocks += 64) {
        const words4 abcd_before = abcd;
        const words4 efgh_before = efgh;
        words4 w[4];
        for (std::size_t group = 0; group < 16; ++group) {
            words4& now = w[group % 4];
            if (group < 4) {
                std::memcpy(&now, blocks + 16 * group, 16);
                __asm__("rev32 %0.16b, %0.16b" : "+w"(now));
            } else {
                __asm__("sha256su0 %0.4s, %1.4s\n\tsha256su1 %0.4s, %2.4s, %3.4s"
                        : "+&w"(now)
                        : "w"(w[(group + 1) % 4]), "w"(w[(group + 2) % 4]), "w"(w[(group + 3) % 4]));
            }
            words4 constant;
            std::memcpy(&constant, &constants[4 * group], 16);
            const words4 mixed = now + constant;
            const words4 abcd_now = abcd;
            __asm__("sha256h %q0, %q1, %2.4s" : "+w"(abcd) : "w"(efgh), "w"(mixed));
            __asm__("sha256h2 %q0, %q1, %2.4s" : "+w"(efgh) : "w"(abcd_now), "w"(mixed));
        }
        abcd += abcd_before;
        efgh += efgh_before;
    }
    std::memcpy(state.data(), &abcd, 16);
    std::memcpy(state.data() + 4, &efgh, 16);
}

/// True where the processor has the SHA instructions.
[[nodiscard]] inline bool has_native() noexcept {
#if defined(__APPLE__)
    return true;  // every 64-bit processor of theirs
#else
    constexpr unsigned long sha2 = 1UL << 6U;  // HWCAP_SHA2 of Linux
    return (::getauxval(16 /* AT_HWCAP */) & sha2) != 0;
#endif
}

#else

inline void compress_native(words& state, const std::byte* blocks, std::size_t count) noexcept {
    compress_portable(state, blocks, count);
}

[[nodiscard]] inline bool has_native() noexcept { return false; }

#endif

}  // namespace lastro::inline v0::hash::detail::sha256_core
