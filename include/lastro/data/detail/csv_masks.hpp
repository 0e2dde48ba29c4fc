// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_masks.hpp
//
// Where in 64 bytes of CSV are delimiters, quotes and line ends? Bit i of a mask is set where byte i is one.
//
//   const auto found = csv_block_avx2::masks(text, {.delimiter = ',', .quote = '"'});
//   std::countr_zero(found.delimiter);                  // the first delimiter among 64 bytes
//   run_on_blocks<my_loop>(text, size);                 // my_loop::run<Block>(text, size), for the processor's level
//
// Comparing a register of bytes with one character and gathering the sign bits costs a few instructions for 64 bytes [1].
// A loop is written once over a block type and compiled for AVX-512, for AVX2 and for the baseline (SSE2, NEON); the level is
// chosen when the program runs (num/dispatch.hpp). Masks are integers: every level gives the same ones.
//
// References
//   [1] G. Langdale, D. Lemire, Parsing gigabytes of JSON per second, VLDB Journal 28, 2019, section 3.1.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <cstring>  // memcpy

#include <lastro/num/dispatch.hpp>

namespace lastro::inline v0::data::detail {

/// Which characters the masks tell.
struct csv_characters {
    char delimiter = ',';
    char quote = '"';
};

/// A bit for each of 64 bytes, the first lowest.
struct csv_masks {
    std::uint64_t delimiter;
    std::uint64_t quote;
    std::uint64_t line_feed;
    std::uint64_t carriage_return;
    std::uint64_t not_ascii;

    friend bool operator==(const csv_masks&, const csv_masks&) = default;
};

/// 64 bytes by plain vectors of 16: SSE2 or NEON where the baseline has them, and correct everywhere.
struct csv_block_portable {
    using bytes [[gnu::vector_size(16)]] = unsigned char;
    using halves [[gnu::vector_size(16)]] = std::uint64_t;

    [[nodiscard]] static csv_masks masks(const char* at, csv_characters c) {
        csv_masks found{};
        for (unsigned part = 0; part < 4; ++part) {
            bytes b;
            std::memcpy(&b, at + 16 * std::size_t{part}, sizeof b);
            const unsigned shift = 16 * part;
            found.delimiter |= gathered((bytes)(b == all(c.delimiter))) << shift;
            found.quote |= gathered((bytes)(b == all(c.quote))) << shift;
            found.line_feed |= gathered((bytes)(b == all('\n'))) << shift;
            found.carriage_return |= gathered((bytes)(b == all('\r'))) << shift;
            found.not_ascii |= gathered((bytes)(b >= all('\x80'))) << shift;
        }
        return found;
    }

private:
    [[nodiscard]] static bytes all(char c) { return bytes{} + static_cast<unsigned char>(c); }

    // One bit of each byte; bytes carry different bits, so that a multiplication adds them up without a carry.
    [[nodiscard]] static std::uint64_t gathered(bytes marks) {
        constexpr bytes bits{1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
        constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
        const auto two = (halves)(marks & bits);
        return (two[0] * ones) >> 56U | (two[1] * ones) >> 56U << 8U;
    }
};

#if defined(__x86_64__)

/// 64 bytes by two AVX2 registers.
struct csv_block_avx2 {
    using bytes [[gnu::vector_size(32)]] = char;

    [[gnu::target("avx2")]] static csv_masks masks(const char* at, csv_characters c) {
        bytes low;
        bytes high;
        std::memcpy(&low, at, sizeof low);
        std::memcpy(&high, at + 32, sizeof high);
        return {equal(low, high, c.delimiter), equal(low, high, c.quote), equal(low, high, '\n'),
                equal(low, high, '\r'), gathered(low, high)};
    }

private:
    [[gnu::target("avx2")]] static std::uint64_t gathered(const bytes& low, const bytes& high) {
        return static_cast<std::uint64_t>(static_cast<unsigned>(__builtin_ia32_pmovmskb256(low))) |
               static_cast<std::uint64_t>(static_cast<unsigned>(__builtin_ia32_pmovmskb256(high))) << 32U;
    }
    [[gnu::target("avx2")]] static std::uint64_t equal(const bytes& low, const bytes& high, char c) {
        return gathered((bytes)(low == bytes{} + c), (bytes)(high == bytes{} + c));
    }
};

/// 64 bytes by one AVX-512 register.
struct csv_block_avx512 {
    using bytes [[gnu::vector_size(64)]] = char;

    [[gnu::target("avx512f,avx512bw")]] static csv_masks masks(const char* at, csv_characters c) {
        bytes b;
        std::memcpy(&b, at, sizeof b);
        return {equal(b, c.delimiter), equal(b, c.quote), equal(b, '\n'), equal(b, '\r'), gathered(b)};
    }

private:
    [[gnu::target("avx512f,avx512bw")]] static std::uint64_t gathered(const bytes& b) {
        return __builtin_ia32_cvtb2mask512(b);
    }
    [[gnu::target("avx512f,avx512bw")]] static std::uint64_t equal(const bytes& b, char c) {
        return __builtin_ia32_cmpb512_mask(b, bytes{} + c, 0, ~std::uint64_t{0});  // b == c would make a vector first
    }
};

template <class Loop, class... Arguments>
[[gnu::noinline, gnu::target("avx2,bmi")]] auto run_on_avx2_blocks(Arguments... arguments) {
    return Loop::template run<csv_block_avx2>(arguments...);
}

template <class Loop, class... Arguments>
[[gnu::noinline, gnu::target("avx512f,avx512bw,bmi")]] auto run_on_avx512_blocks(Arguments... arguments) {
    return Loop::template run<csv_block_avx512>(arguments...);
}

#endif

/// `Loop::run<Block>(arguments...)`, which must be always_inline, compiled for the active level. Arguments are pointers and
/// numbers, or small structures of them.
template <class Loop, class... Arguments>
auto run_on_blocks(Arguments... arguments) {
#if defined(__x86_64__)
    switch (num::active_level()) {
        case num::level::avx512:
            return run_on_avx512_blocks<Loop>(arguments...);
        case num::level::avx2:
            return run_on_avx2_blocks<Loop>(arguments...);
        case num::level::portable:
        case num::level::neon:
            break;
    }
#endif
    return Loop::template run<csv_block_portable>(arguments...);
}

/// The masks of the last `size` bytes of a text, fewer than 64: no byte beyond is read.
template <class Block>
[[gnu::always_inline]] inline csv_masks masks_of_rest(const char* at, std::size_t size, csv_characters c) {
    char padded[64] = {};
    std::memcpy(static_cast<char*>(padded), at, size);
    csv_masks found = Block::masks(static_cast<const char*>(padded), c);
    const std::uint64_t here = (std::uint64_t{1} << size) - 1;
    found.delimiter &= here;  // either may be NUL
    found.quote &= here;
    return found;
}

/// Bit i: an odd number of bits of `x` are set up to bit i.
[[nodiscard]] constexpr std::uint64_t parity_up_to(std::uint64_t x) noexcept {
    for (unsigned step = 1; step < 64; step *= 2) {
        x ^= x << step;
    }
    return x;
}

}  // namespace lastro::inline v0::data::detail
