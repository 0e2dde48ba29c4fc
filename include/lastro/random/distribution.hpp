// SPDX-License-Identifier: MIT
// lastro/random/distribution.hpp
//
// How do random bits become numbers? Draw i of a stream as a uniform, a normal or a bounded integer.
//
//   const random::stream s = random::stream{42}["init"];
//   random::uniform(s, 0);            // in [0, 1), a multiple of 2^-53
//   random::normal(s, 1);             // mean 0, variance 1
//   random::bounded(s, 2, 6);         // 0, 1, ..., 5, exactly uniform
//
// One draw per number: value i does not depend on which others were asked for. The bits of every value are the same on
// every compiler, flag and instruction set (std:: distributions differ between standard libraries).
//
// References
//   [1] D. Lemire, Fast random integer generation in an interval, ACM Trans. Model. Comput. Simul. 29(1), 2019.
//   [2] M. J. Wichura, Algorithm AS 241: the percentage points of the normal distribution, Appl. Statist. 37(3), 1988.
#pragma once

#include <concepts>   // same_as
#include <cstdint>    // uint32_t, uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/random/normal_quantile.hpp>
#include <lastro/random/philox.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// A source of 64 random bits per call, such as `generator`.
template <class Source>
concept bit_source = requires(Source& source) {
    { source() } -> std::same_as<std::uint64_t>;
};

namespace detail {

/// (bits >> 11) * 2^-53: the 2^53 multiples of 2^-53 in [0, 1), equally likely. Exact, so nothing can be contracted.
[[nodiscard]] constexpr double unit_interval(std::uint64_t bits) noexcept {
    return static_cast<double>(bits >> 11U) * 0x1p-53;
}
[[nodiscard]] constexpr float unit_interval(std::uint32_t bits) noexcept {
    return static_cast<float>(bits >> 8U) * 0x1p-24F;
}

/// ((bits >> 12) + 1/2) * 2^-52: neither 0 nor 1. Exact.
[[nodiscard]] constexpr double open_interval(std::uint64_t bits) noexcept {
    return (static_cast<double>(bits >> 12U) + 0.5) * 0x1p-52;
}

/// The product of a word and the bound decides; its low half tells whether it may be kept [1]. `draw(a)` is the draw's
/// a-th attempt; words and bound have 64 or 32 bits.
template <class Draw, class Word>
[[nodiscard]] constexpr Word bounded_by(Draw&& draw, Word bound) {
    if (bound == 0) {
        throw std::invalid_argument{"random::bounded: bound: expected at least 1, found 0"};
    }
    const auto times_bound = [bound](Word word) -> wide_product {
        if constexpr (sizeof(Word) == 8) {
            return multiply(word, bound);
        } else {
            const std::uint64_t product = std::uint64_t{word} * bound;
            return {.high = product >> 32U, .low = product & 0xFFFFFFFFU};
        }
    };
    std::uint32_t attempt = 0;
    wide_product product = times_bound(draw(attempt));
    if (product.low < bound) {
        const Word threshold = (Word{0} - bound) % bound;  // 2^W mod bound
        while (product.low < threshold) {
            product = times_bound(draw(++attempt));
        }
    }
    return static_cast<Word>(product.high);
}

}  // namespace detail

/// Draw `i` as a number in [0, 1): (bits >> 11) * 2^-53.
[[nodiscard]] constexpr double uniform(const stream& draws, std::uint64_t i) noexcept {
    return detail::unit_interval(draws.bits(i));
}

/// 32-bit draw `i` as a number in [0, 1): (bits32 >> 8) * 2^-24.
[[nodiscard]] constexpr float uniform_float(const stream& draws, std::uint64_t i) noexcept {
    return detail::unit_interval(draws.bits32(i));
}

/// Draw `i` as a number in (0, 1), neither end possible: ((bits >> 12) + 1/2) * 2^-52.
[[nodiscard]] constexpr double uniform_open(const stream& draws, std::uint64_t i) noexcept {
    return detail::open_interval(draws.bits(i));
}

/// Draw `i` as a standard normal number: the AS 241 quantile [2] of `uniform_open`. |value| < 8.3.
[[nodiscard]] inline double normal(const stream& draws, std::uint64_t i) noexcept {
    return detail::normal_quantile(uniform_open(draws, i));
}

/// Draw `i` as an integer in [0, bound), exactly uniform [1]; a rejected draw is replaced by its own spare bits, so the
/// other draws stay where they are.
///
/// @throws std::invalid_argument if `bound` is 0.
[[nodiscard]] constexpr std::uint64_t bounded(const stream& draws, std::uint64_t i, std::uint64_t bound) {
    return detail::bounded_by([&](std::uint32_t attempt) { return draws.bits(i, attempt); }, bound);
}

/// The next integer in [0, bound) from `source`, exactly uniform [1]; a rejected draw is followed by the next one.
///
/// @throws std::invalid_argument if `bound` is 0.
template <bit_source Source>
[[nodiscard]] constexpr std::uint64_t bounded(Source& source, std::uint64_t bound) {
    return detail::bounded_by([&](std::uint32_t) { return source(); }, bound);
}

}  // namespace lastro::inline v0::random
