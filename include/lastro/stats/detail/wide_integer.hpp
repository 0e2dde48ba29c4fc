// SPDX-License-Identifier: MIT
// lastro/stats/detail/wide_integer.hpp
//
// How are numbers of thousands of bits added and multiplied, without memory of their own? Word by word.
//
//   detail::wide_integer a = detail::wide_integer::of_sum(limbs, 34);   // two's complement, as sums are kept
//   (a * a - b).scaled();                                               // mantissa and exponent, rounded once
//
// References
//   [1] D. E. Knuth, The Art of Computer Programming, volume 2, 4.3.1 (the classical algorithms).
#pragma once

#include <bit>      // countl_zero
#include <cstddef>  // size_t
#include <cstdint>  // int64_t, uint64_t

namespace lastro::inline v0::stats::detail {

__extension__ using wide_word = unsigned __int128;

/// Adds `term`, shifted up by `bit` bits, to a sum in two's complement of `size` words, or takes it off.
/// Precondition: the result fits; `term` has at most 5 words.
inline void add_shifted(std::uint64_t* sum, std::size_t size, const std::uint64_t* term, std::size_t words,
                        std::size_t bit, bool negative) noexcept {
    const std::size_t first = bit / 64;
    const auto shift = static_cast<unsigned>(bit % 64);
    std::uint64_t below = 0;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; first + i < size && (i <= words || carry != 0); ++i) {
        const std::uint64_t word = i < words ? term[i] : 0;
        const std::uint64_t shifted = word << shift | (shift == 0 ? 0 : below >> (64 - shift));
        below = word;
        std::uint64_t& at = sum[first + i];
        const wide_word changed = negative ? wide_word{at} - shifted - carry : wide_word{at} + shifted + carry;
        at = static_cast<std::uint64_t>(changed);
        carry = static_cast<std::uint64_t>(changed >> 64U) & 1U;
    }
}

/// A whole number of up to 140 words, with its sign apart.
struct wide_integer {
    static constexpr std::size_t most = 140;
    std::uint64_t word[most];  ///< The lowest first; those from `size` on mean nothing.
    std::size_t size = 0;      ///< The highest word is not 0.
    bool negative = false;

    wide_integer() noexcept {}  // NOLINT(modernize-use-equals-default): leaves the words alone
    explicit wide_integer(std::uint64_t x) noexcept : size{x == 0 ? 0U : 1U} { word[0] = x; }

    /// A number in two's complement. Precondition: at most 140 words.
    [[nodiscard]] static wide_integer of_sum(const std::uint64_t* sum, std::size_t words) noexcept {
        wide_integer x;
        x.negative = sum[words - 1] >> 63U != 0;
        std::uint64_t carry = x.negative ? 1 : 0;
        for (std::size_t i = 0; i < words; ++i) {
            x.word[i] = (x.negative ? ~sum[i] : sum[i]) + carry;
            carry = carry != 0 && x.word[i] == 0 ? 1 : 0;
        }
        x.size = words;
        x.trim();
        return x;
    }

    friend wide_integer operator*(const wide_integer& a, const wide_integer& b) noexcept {  // [1], algorithm M
        wide_integer product;
        product.size = a.size + b.size < most ? a.size + b.size : most;
        for (std::size_t i = 0; i < product.size; ++i) {
            product.word[i] = 0;
        }
        for (std::size_t i = 0; i < a.size; ++i) {
            std::uint64_t carry = 0;
            for (std::size_t j = 0; a.word[i] != 0 && i + j < product.size && (j < b.size || carry != 0); ++j) {
                const wide_word sum = wide_word{a.word[i]} * (j < b.size ? b.word[j] : 0) + product.word[i + j] + carry;
                product.word[i + j] = static_cast<std::uint64_t>(sum);
                carry = static_cast<std::uint64_t>(sum >> 64U);
            }
        }
        product.negative = a.negative != b.negative;
        product.trim();
        return product;
    }

    friend wide_integer operator+(const wide_integer& a, const wide_integer& b) noexcept {
        if (a.negative == b.negative) {
            wide_integer sum = a.size < b.size ? b : a;
            const wide_integer& other = a.size < b.size ? a : b;
            std::uint64_t carry = 0;
            for (std::size_t i = 0; i < other.size || carry != 0; ++i) {
                if (i == sum.size) {
                    sum.word[sum.size++] = 0;
                }
                const wide_word added = wide_word{sum.word[i]} + (i < other.size ? other.word[i] : 0) + carry;
                sum.word[i] = static_cast<std::uint64_t>(added);
                carry = static_cast<std::uint64_t>(added >> 64U);
            }
            return sum;
        }
        const bool first_larger = larger(a, b);
        wide_integer difference = first_larger ? a : b;
        const wide_integer& other = first_larger ? b : a;
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < other.size || borrow != 0; ++i) {
            const wide_word taken = wide_word{difference.word[i]} - (i < other.size ? other.word[i] : 0) - borrow;
            difference.word[i] = static_cast<std::uint64_t>(taken);
            borrow = static_cast<std::uint64_t>(taken >> 64U) & 1U;
        }
        difference.trim();
        return difference;
    }
    friend wide_integer operator-(const wide_integer& a, wide_integer b) noexcept {
        b.negative = !b.negative;
        return a + b;
    }

    /// mantissa * 2^exponent, with a mantissa of magnitude 1 to 2, or 0: the number, rounded to nearest, ties to even.
    struct scaled_number {
        double mantissa;
        std::int64_t exponent;
    };
    [[nodiscard]] scaled_number scaled() const noexcept {
        if (size == 0) {
            return {0.0, 0};
        }
        const auto zeros = static_cast<unsigned>(std::countl_zero(word[size - 1]));
        std::uint64_t top = word[size - 1] << zeros;  // the 64 highest bits ...
        bool rest = false;                            // ... and whether there are more
        if (size > 1) {
            top |= zeros == 0 ? 0 : word[size - 2] >> (64 - zeros);
            rest = word[size - 2] << zeros != 0;
            for (std::size_t i = 0; i + 2 < size; ++i) {
                rest = rest || word[i] != 0;
            }
        }
        constexpr std::uint64_t half = 1U << 10U;
        const std::uint64_t lost = top & (2 * half - 1);
        std::uint64_t kept = top >> 11U;
        kept += lost > half || (lost == half && (rest || kept % 2 == 1)) ? 1U : 0U;
        const double mantissa = static_cast<double>(kept) * 0x1p-52;
        return {negative ? -mantissa : mantissa, static_cast<std::int64_t>(64 * size - 1 - zeros)};
    }

private:
    void trim() noexcept {
        while (size > 0 && word[size - 1] == 0) {
            --size;
        }
        negative = negative && size > 0;
    }
    [[nodiscard]] static bool larger(const wide_integer& a, const wide_integer& b) noexcept {
        if (a.size != b.size) {
            return a.size > b.size;
        }
        for (std::size_t i = a.size; i-- > 0;) {
            if (a.word[i] != b.word[i]) {
                return a.word[i] > b.word[i];
            }
        }
        return false;
    }
};

/// x * 2^exponent, rounded once more where it is too small to be normal.
[[nodiscard]] inline double times_power_of_two(double x, std::int64_t exponent) noexcept {
    for (; exponent > 1000; exponent -= 1000) {
        x *= 0x1p1000;
        if (x == 0.0 || x - x != 0.0) {
            return x;
        }
    }
    for (; exponent < -1000; exponent += 1000) {
        if (x < 0x1p-500 && x > -0x1p-500) {
            return x * 0.0;
        }
        x *= 0x1p-1000;
    }
    for (; exponent > 0; --exponent) {
        x *= 2.0;
    }
    double factor = 1.0;
    for (; exponent < 0; ++exponent) {
        factor *= 0.5;
    }
    return x * factor;
}

}  // namespace lastro::inline v0::stats::detail
