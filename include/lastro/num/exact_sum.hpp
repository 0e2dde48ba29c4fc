// SPDX-License-Identifier: MIT
// lastro/num/exact_sum.hpp
//
// What is the sum of numbers that come in any order, in any number of parts? The exact one, rounded once.
//
//   num::exact_sum day, week;
//   for (const double x : readings) day.add(x);
//   week.merge(day);                            // as if all numbers had been added to one, in whatever order
//   week.value();                               // the double nearest to the true sum
//
// A fixed-point number that is wide enough for every double and every sum of up to 2^62 of them [1]: equal numbers give
// equal bits, however they are cut into shards. Some ten integer operations for each number, and 560 bytes; where one
// order is at hand, num::sum is several times faster.
//
// References
//   [1] U. Kulisch, Computer Arithmetic and Validity, 2nd edition, De Gruyter, 2013, chapter 8: complete arithmetic.
#pragma once

#include <array>    // array
#include <bit>      // bit_cast, countl_zero
#include <cstddef>  // size_t
#include <cstdint>  // int64_t, uint32_t, uint64_t
#include <limits>   // numeric_limits

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::num {

/// The exact sum of the doubles added so far.
class exact_sum {
public:
    /// Adds x. Infinities and NaN add up as in arithmetic.
    void add(double x) noexcept {
        const auto bits = std::bit_cast<std::uint64_t>(x);
        const auto exponent = static_cast<std::uint32_t>(bits >> 52U) & 0x7FFU;
        const std::uint64_t fraction = bits & 0xFFFFFFFFFFFFFU;
        const bool negative = bits >> 63U != 0;
        if (exponent == 0x7FFU) [[unlikely]] {
            (fraction != 0 ? nan_ : negative ? minus_infinite_ : plus_infinite_) = true;
            return;
        }
        // x = mantissa * 2^(place - 1074); the mantissa's 53 bits, shifted by up to 31, fall on three limbs.
        const std::uint64_t mantissa = exponent == 0 ? fraction : fraction | std::uint64_t{1} << 52U;
        const std::uint32_t place = exponent == 0 ? 0 : exponent - 1;
        const std::uint64_t low = (mantissa & low_half) << place % limb_bits;
        const std::uint64_t high = (mantissa >> limb_bits) << place % limb_bits;
        const std::int64_t sign = negative ? -1 : 1;
        std::int64_t* const limb = limbs_.data() + place / limb_bits;
        limb[0] += sign * static_cast<std::int64_t>(low & low_half);
        limb[1] += sign * static_cast<std::int64_t>((low >> limb_bits) + (high & low_half));
        limb[2] += sign * static_cast<std::int64_t>(high >> limb_bits);
        if (++pending_ == most_pending) [[unlikely]] {
            carry();
        }
    }

    /// Adds the exact product of a and b, save what lies below 2^-1074.
    void add_product(double a, double b) noexcept {
        const double product = rounded(a * b);
        add(product);
        if (magnitude(product) < std::numeric_limits<double>::infinity()) {
            add(fma(a, b, -product));
        }
    }

    /// Adds all that was added to `other`.
    void merge(const exact_sum& other) noexcept {
        exact_sum theirs = other;
        theirs.carry();
        carry();
        for (std::size_t i = 0; i < limbs_.size(); ++i) {
            limbs_[i] += theirs.limbs_[i];
        }
        carry();
        nan_ = nan_ || other.nan_;
        plus_infinite_ = plus_infinite_ || other.plus_infinite_;
        minus_infinite_ = minus_infinite_ || other.minus_infinite_;
    }

    /// The double nearest to the sum, ties to the even one; 0 for no numbers.
    [[nodiscard]] double value() const noexcept {
        if (nan_ || (plus_infinite_ && minus_infinite_)) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        if (plus_infinite_ || minus_infinite_) {
            return plus_infinite_ ? infinity : -infinity;
        }
        exact_sum positive = *this;
        positive.carry();
        const bool negative = positive.limbs_.back() < 0;
        if (negative) {
            for (std::int64_t& limb : positive.limbs_) {
                limb = -limb;
            }
            positive.carry();
        }
        const double size = positive.rounded_value();
        return negative ? -size : size;
    }

    /// What `value()` has lost to rounding: value() + remainder() has twice its digits.
    [[nodiscard]] double remainder() const noexcept {
        exact_sum rest = *this;
        rest.add(-value());
        return rest.value();
    }

    /// Equal sums, whatever was added.
    friend bool operator==(const exact_sum& a, const exact_sum& b) noexcept {
        exact_sum x = a;
        exact_sum y = b;
        x.carry();
        y.carry();
        return x.limbs_ == y.limbs_ && a.nan_ == b.nan_ && a.plus_infinite_ == b.plus_infinite_ &&
               a.minus_infinite_ == b.minus_infinite_;
    }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    static constexpr std::uint32_t limb_bits = 32;
    static constexpr std::uint64_t low_half = 0xFFFFFFFFU;
    static constexpr std::uint32_t most_pending = 1U << 29U;  // each adds less than 2^33 to a limb

    // Every limb but the last, which has the sign, comes into [0, 2^32).
    void carry() noexcept {
        std::int64_t over = 0;
        for (std::size_t i = 0; i + 1 < limbs_.size(); ++i) {
            const std::int64_t sum = limbs_[i] + over;
            over = sum >> limb_bits;  // rounds down
            limbs_[i] = sum & static_cast<std::int64_t>(low_half);
        }
        limbs_.back() += over;
        pending_ = 0;
    }

    // The bits from `first` on, 64 of them; bit 0 counts 2^-1074.
    [[nodiscard]] std::uint64_t bits_from(std::size_t first) const noexcept {
        std::uint64_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const std::size_t at = first / limb_bits + k;
            const std::uint64_t limb = at < limbs_.size() ? static_cast<std::uint64_t>(limbs_[at]) : 0;
            const auto left = static_cast<std::uint32_t>(k) * limb_bits;
            const auto shift = static_cast<std::uint32_t>(first % limb_bits);
            bits |= left >= shift ? (left - shift < 64 ? limb << (left - shift) : 0) : limb >> (shift - left);
        }
        return bits;
    }

    // Precondition: carried, and not negative.
    [[nodiscard]] double rounded_value() const noexcept {
        std::size_t top = limbs_.size();
        while (top > 0 && limbs_[top - 1] == 0) {
            --top;
        }
        if (top == 0) {
            return 0.0;
        }
        const auto leading = static_cast<std::uint64_t>(limbs_[top - 1]);
        const std::size_t highest =
            top * limb_bits + limb_bits - 1 - static_cast<std::size_t>(std::countl_zero(leading));
        if (highest < 53) {  // below 2^-1021 a double is its bits, and nothing is lost
            return std::bit_cast<double>(bits_from(0));
        }
        const std::size_t lowest = highest - 52;  // of the 53 bits that stay
        if (lowest >= 2046) {
            return infinity;
        }
        const std::uint64_t kept = bits_from(lowest) & 0x1FFFFFFFFFFFFFU;
        const bool half = (bits_from(lowest - 1) & 1U) != 0;
        bool more = false;
        for (std::size_t i = 0; i < (lowest - 1) / limb_bits && !more; ++i) {
            more = limbs_[i] != 0;
        }
        const std::uint64_t below = (std::uint64_t{1} << (lowest - 1) % limb_bits) - 1;
        more = more || (static_cast<std::uint64_t>(limbs_[(lowest - 1) / limb_bits]) & below) != 0;
        const std::uint64_t up = half && (more || kept % 2 == 1) ? 1 : 0;
        return std::bit_cast<double>((static_cast<std::uint64_t>(lowest) << 52U) + kept + up);  // may carry to infinity
    }

    std::array<std::int64_t, 68> limbs_{};  ///< Sum = sum of limbs_[i] * 2^(32 i - 1074).
    std::uint32_t pending_ = 0;             ///< Additions since the last carry.
    bool nan_ = false;
    bool plus_infinite_ = false;
    bool minus_infinite_ = false;
};

}  // namespace lastro::inline v0::num
