// SPDX-License-Identifier: MIT
// lastro/num/trigonometric_reduction.hpp
//
// How far is x from the nearest multiple of pi / 2, however large x is?
//
//   detail::quarter_turns turned = detail::reduce_large(1e300);   // x = (4 n + count) pi / 2 + r + rest
//
// Integers and fma only.
//
// References
//   [1] M. Payne, R. Hanek, Radian reduction for trigonometric functions, SIGNUM Newsletter 18, 1983: of the product
//       x * 2 / pi only the bits around the point matter, and few bits of 2 / pi make them.
//   [2] J.-M. Muller, Elementary Functions, 3rd edition, 2016: no double is closer to a multiple of pi / 2 than about 2^-61,
//       so 75 bits remain of the 137 that are kept.
#pragma once

#include <bit>      // bit_cast, countl_zero
#include <cstddef>  // size_t
#include <cstdint>  // uint32_t, uint64_t

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::num::detail {

struct trigonometric_constants {
    static constexpr double half_pi[] = {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};
    static constexpr double two_over_pi = 0x1.45f306dc9c883p-1;
    static constexpr double large = 0x1p27;  // from here on reduce_large takes over
};

/// 2 / pi: a word of zeros before the point, then 37 words of its binary fraction.
inline constexpr std::uint32_t two_over_pi_words[] = {
    0,          0xA2F9836E, 0x4E441529, 0xFC2757D1, 0xF534DDC0, 0xDB629599, 0x3C439041, 0xFE5163AB,
    0xDEBBC561, 0xB7246E3A, 0x424DD2E0, 0x06492EEA, 0x09D1921C, 0xFE1DEB1C, 0xB129A73E, 0xE88235F5,
    0x2EBB4484, 0xE99C7026, 0xB45F7E41, 0x3991D639, 0x835339F4, 0x9C845F8B, 0xBDF9283B, 0x1FF897FF,
    0xDE05980F, 0xEF2F118B, 0x5A0A6D1F, 0x6D367ECF, 0x27CB09B7, 0x4F463F66, 0x9E5FEA2D, 0x7527BAC7,
    0xEBE5F17B, 0x3D0739F7, 0x8A5292EA, 0x6BFB5FB1, 0x1F8D5D08, 0x56033046};

/// x = (4 n + count) pi / 2 + r + rest with |r| <= pi / 4.
struct quarter_turns {
    std::uint64_t count;
    double r, rest;
};

/// Precondition: x is finite and |x| >= 2^27.
[[nodiscard]] inline quarter_turns reduce_large(double x) noexcept {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const std::uint64_t mantissa = (bits & 0x000FFFFFFFFFFFFFU) | 0x0010000000000000U;
    const std::uint64_t exponent = (bits >> 52U) & 0x7FFU;  // |x| = mantissa * 2^(exponent - 1075)

    // The window: 192 bits of 2 / pi, of which the first makes half turns (weight 2 in quarters) of the mantissa's unit.
    // Bits before it make whole turns. It begins at bit exponent - 1075 - 1 after the point (1 is the first).
    const std::uint64_t begin = 32 + exponent - 1077;
    std::uint32_t window[6];
    for (std::uint64_t i = 0; i < 6; ++i) {
        const std::uint64_t word = begin / 32 + i;
        const std::uint64_t two = std::uint64_t{two_over_pi_words[word]} << 32U | two_over_pi_words[word + 1];
        window[i] = static_cast<std::uint32_t>(two >> (32 - begin % 32));
    }

    // mantissa * window modulo 2^192, last word first.
    std::uint32_t product[6] = {};
    for (std::uint64_t half = 0; half < 2; ++half) {
        const std::uint64_t factor = (mantissa >> (32 * half)) & 0xFFFFFFFFU;
        std::uint64_t carry = 0;
        for (std::uint64_t i = 6 - half; i-- > 0;) {
            carry += product[i] + factor * window[i + half];
            product[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32U;
        }
    }

    // The first two bits count quarters; the others are a fraction of one, made signed by rounding the count.
    const auto words = [&](std::size_t i) { return std::uint64_t{product[i]} << 32U | product[i + 1]; };
    std::uint64_t count = words(0) >> 62U;
    std::uint64_t high = words(0) << 2U | words(2) >> 62U;
    std::uint64_t low = words(2) << 2U | words(4) >> 62U;
    const bool down = (high >> 63U) != 0;
    if (down) {
        ++count;
        high = ~high;
        low = ~low;
    }
    const int zeros = std::countl_zero(high);
    if (zeros > 0) {
        high = zeros < 64 ? high << zeros | low >> (64 - zeros) : low;
        low = zeros < 64 ? low << zeros : 0;
    }
    const double scale = std::bit_cast<double>(static_cast<std::uint64_t>(1023 - 64 - zeros) << 52U);
    const double first = static_cast<double>(high >> 11U << 11U) * scale;
    const double second = static_cast<double>((high & 0x7FFU) << 42U | low >> 22U) * (scale * 0x1p-42);

    const auto& half_pi = trigonometric_constants::half_pi;
    const double r = fma(first, half_pi[0], fma(first, half_pi[1], second * half_pi[0]));
    const double rest = fma(second, half_pi[0], fma(first, half_pi[1], fma(first, half_pi[0], -r)));
    const bool flip = down != ((bits >> 63U) != 0);
    return {(bits >> 63U) != 0 ? 0 - count : count, flip ? -r : r, flip ? -rest : rest};
}

}  // namespace lastro::inline v0::num::detail
