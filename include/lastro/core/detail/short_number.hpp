// SPDX-License-Identifier: MIT
// lastro/core/detail/short_number.hpp
//
// How are ordinary numbers read in a few nanoseconds? Those with few digits need no more than integers and one division.
//
// A decimal number of which the digits make a whole number up to 2^53, times or divided by a power of ten up to 10^22, is
// the product or quotient of two doubles that are exact; one rounding makes it the nearest [1]. Everything else is left to
// the reader that knows all numbers (decimal_number.hpp), so both give the same bits.
//
// References
//   [1] W. D. Clinger, How to read floating point numbers accurately, PLDI 1990.
#pragma once

#include <bit>          // endian
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <cstring>      // memcpy
#include <string_view>  // string_view

namespace lastro::inline v0::core::detail {

/// The number that eight ASCII digits spell, the first in the lowest byte of `word`. Three multiplications.
[[nodiscard]] constexpr std::uint64_t value_of_eight(std::uint64_t word) noexcept {
    word -= 0x3030'3030'3030'3030U;
    word = word * 10 + (word >> 8U);  // pairs
    const std::uint64_t even = (word & 0x0000'00FF'0000'00FFU) * (100 + (std::uint64_t{1'000'000} << 32U));
    const std::uint64_t odd = ((word >> 16U) & 0x0000'00FF'0000'00FFU) * (1 + (std::uint64_t{10'000} << 32U));
    return (even + odd) >> 32U;
}

/// True if all eight bytes are ASCII digits.
[[nodiscard]] constexpr bool are_eight_digits(std::uint64_t word) noexcept {
    constexpr std::uint64_t highs = 0xF0F0'F0F0'F0F0'F0F0U;
    constexpr std::uint64_t zeros = 0x3030'3030'3030'3030U;
    return (word & highs) == zeros && ((word + 0x0606'0606'0606'0606U) & highs) == zeros;
}

/// The value of [-] 1 to 8 digits without a leading zero; false for every other text of `size` bytes. No branch depends on sign
/// or length, which cannot be predicted. Preconditions: size > 0, and nine bytes from `text` on may be read.
[[nodiscard, gnu::always_inline]] inline bool int64_of_eight(const char* text, std::size_t size,
                                                             std::int64_t& value) noexcept {
    if constexpr (std::endian::native != std::endian::little) {
        return false;
    }
    const auto minus = static_cast<std::size_t>(*text == '-');
    size -= minus;
    if (size - 1 >= 8) {
        return false;
    }
    std::uint64_t word = 0;
    std::memcpy(&word, text + minus, sizeof word);
    word = word << (64 - 8 * size) | 0x0030'3030'3030'3030U >> (8 * size - 8);  // "42" as "00000042"
    const unsigned leading_zero = static_cast<unsigned>(text[minus] == '0') & static_cast<unsigned>(size > 1);
    if (!are_eight_digits(word) || leading_zero != 0) {
        return false;
    }
    value = static_cast<std::int64_t>((value_of_eight(word) ^ (0 - std::uint64_t{minus})) + minus);
    return true;
}

/// The value of [-] 1 to 18 digits; false for every other text, which may be a number all the same.
[[nodiscard]] inline bool short_int64(std::string_view text, std::int64_t& value) noexcept {
    const auto minus = static_cast<std::size_t>(text.starts_with('-'));
    if (text.size() - minus - 1 >= 18) {
        return false;
    }
    std::uint64_t result = 0;
    for (std::size_t i = minus; i < text.size(); ++i) {
        const unsigned digit = static_cast<unsigned char>(text[i]) - unsigned{'0'};
        if (digit > 9) {
            return false;
        }
        result = result * 10 + digit;
    }
    value = static_cast<std::int64_t>((result ^ (0 - std::uint64_t{minus})) + minus);
    return true;
}

/// The double nearest to a decimal number of few digits; false for every other text, which may be a number all the same.
[[nodiscard]] inline bool short_double(std::string_view text, double& value) noexcept {
    constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char* at = text.data();
    const char* const end = at + text.size();
    const bool negative = at != end && *at == '-';
    at += negative ? 1 : 0;
    std::uint64_t whole = 0;
    int digits = 0;
    int point = 0;  // digits behind the point
    bool dot = false;
    for (; at != end; ++at) {
        const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
        if (digit <= 9) {
            whole = whole * 10 + digit;  // 19 digits at most, or the number is refused below
            point += dot ? 1 : 0;
            if (++digits > 19) {
                return false;
            }
        } else if (*at == '.' && !dot) {
            dot = true;
        } else {
            break;
        }
    }
    int exponent = 0;
    if (at != end) {
        if (*at != 'e' && *at != 'E') {
            return false;
        }
        ++at;
        const bool below = at != end && *at == '-';
        at += at != end && (*at == '-' || *at == '+') ? 1 : 0;
        if (at == end || end - at > 3) {
            return false;
        }
        for (; at != end; ++at) {
            const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
            if (digit > 9) {
                return false;
            }
            exponent = exponent * 10 + static_cast<int>(digit);
        }
        exponent = below ? -exponent : exponent;
    }
    exponent -= point;
    if (digits == 0 || whole > std::uint64_t{1} << 53U || exponent < -22 || exponent > 22) {
        return false;
    }
    const auto exact = static_cast<double>(whole);
    const double size = exponent < 0 ? exact / powers[-exponent] : exact * powers[exponent];
    value = negative ? -size : size;
    return true;
}

}  // namespace lastro::inline v0::core::detail
