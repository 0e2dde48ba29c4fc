// SPDX-License-Identifier: MIT
// lastro/random/philox.hpp
//
// Which random bits belong to this address? Philox: a counter and a key go in, four random words come out.
//
//   const auto words = random::philox4x32_10({0, 0, 0, 0}, {1, 2});    // std::array<std::uint32_t, 4>
//   const auto wide = random::philox4x64_10({7, 0, 0, 0}, {1, 2});     // std::array<std::uint64_t, 4>
//
// Pure functions: no state, no order, equal words on every machine. Ten rounds, as in Random123 and NumPy.
//
// References
//   [1] J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, Parallel random numbers: as easy as 1, 2, 3, SC'11, 2011.
#pragma once

#include <array>    // array
#include <cstdint>  // uint32_t, uint64_t

namespace lastro::inline v0::random {

namespace detail {

/// The 128-bit product of two 64-bit numbers: the compiler's own, or four 32-bit ones where it has none.
struct wide_product {
    std::uint64_t high;
    std::uint64_t low;
};

[[nodiscard]] constexpr wide_product multiply(std::uint64_t a, std::uint64_t b) noexcept {
#if defined(__SIZEOF_INT128__)
    __extension__ using wide = unsigned __int128;
    const wide product = wide{a} * b;
    return {.high = static_cast<std::uint64_t>(product >> 64U), .low = static_cast<std::uint64_t>(product)};
#else
    constexpr std::uint64_t mask = 0xFFFFFFFFU;
    const std::uint64_t low = (a & mask) * (b & mask);
    const std::uint64_t cross = (a >> 32U) * (b & mask) + (low >> 32U);  // at most 2^64 - 2^32: no overflow
    const std::uint64_t middle = (a & mask) * (b >> 32U) + (cross & mask);
    return {.high = (a >> 32U) * (b >> 32U) + (cross >> 32U) + (middle >> 32U), .low = (middle << 32U) | (low & mask)};
#endif
}

}  // namespace detail

/// Four random 32-bit words at `counter`, in the family that `key` selects [1]. Word 0 first everywhere.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                                                   std::array<std::uint32_t, 2> key) noexcept {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = std::uint64_t{0xD2511F53U} * counter[0];
        const std::uint64_t product1 = std::uint64_t{0xCD9E8D57U} * counter[2];
        counter = {
            static_cast<std::uint32_t>(product1 >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
            static_cast<std::uint32_t>(product0 >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product0)};
        key[0] += 0x9E3779B9U;  // the Weyl increments of [1]: golden ratio and sqrt(3) - 1
        key[1] += 0xBB67AE85U;
    }
    return counter;
}

/// Four random 64-bit words at `counter`, in the family that `key` selects [1]. Word 0 first everywhere.
[[nodiscard]] constexpr std::array<std::uint64_t, 4> philox4x64_10(std::array<std::uint64_t, 4> counter,
                                                                   std::array<std::uint64_t, 2> key) noexcept {
    for (int round = 0; round < 10; ++round) {
        const auto product0 = detail::multiply(0xD2E7470EE14C6C93U, counter[0]);
        const auto product1 = detail::multiply(0xCA5A826395121157U, counter[2]);
        counter = {product1.high ^ counter[1] ^ key[0], product1.low, product0.high ^ counter[3] ^ key[1],
                   product0.low};
        key[0] += 0x9E3779B97F4A7C15U;
        key[1] += 0xBB67AE8584CAA73BU;
    }
    return counter;
}

}  // namespace lastro::inline v0::random
