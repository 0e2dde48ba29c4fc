// SPDX-License-Identifier: MIT
// lastro/stats/exact_moments.hpp
//
// Mean, spread, skewness and tails of a stream, the same to the last bit in whatever order and parts its values come?
//
//   stats::exact_moments day, week;
//   day.add(readings);                                 // a span, or one value at a time
//   week.merge(day);                                   // as if all values had been added to one
//   week.mean(); week.standard_deviation(); week.skewness(); week.excess_kurtosis();
//
// The sums of the values and of their second, third and fourth powers are kept exactly, in fixed point [1]; distances from
// the mean come of them in whole numbers, without cancellation. 2.7 kB; central_moments is smaller and faster, and rounds.
// Nothing is allocated. Up to 2^62 values.
//
// References
//   [1] U. Kulisch, Computer Arithmetic and Validity, 2nd edition, De Gruyter, 2013, chapter 8: complete arithmetic.
#pragma once

#include <bit>      // bit_cast
#include <cstddef>  // size_t
#include <cstdint>  // int64_t, uint32_t, uint64_t
#include <limits>   // numeric_limits
#include <span>     // span

#include <lastro/num/ieee.hpp>
#include <lastro/stats/detail/power_sums.hpp>
#include <lastro/stats/detail/wide_integer.hpp>

namespace lastro::inline v0::stats {

namespace detail {
struct sketch_bytes;
}

/// Count and exact sums of the first four powers. Infinities and NaN make everything but the count NaN.
class exact_moments {
public:
    /// Takes a value in, `count` times.
    void add(double x, std::uint64_t count = 1) noexcept {
        if (count == 0) {
            return;
        }
        count_ += count;
        if (!num::is_finite(x)) {
            unbounded_ = true;
            return;
        }
        const detail::binary_number b{x};
        add_powers(b.mantissa, b.place, b.negative, count);
    }
    void add(std::int64_t x, std::uint64_t count = 1) noexcept {
        count_ += count;
        const auto bits = static_cast<std::uint64_t>(x);
        add_powers(x < 0 ? ~bits + 1 : bits, one, x < 0, count);
    }

    /// Adds many: 2 ns for a whole number below 2^27, where there are only such, and 10 ns for others.
    void add(std::span<const double> values) noexcept {
        constexpr std::size_t block = 4096;
        detail::power_sums_by_exponent sums;
        for (std::size_t i = 0; i < values.size(); i += block) {
            const auto part = values.subspan(i, values.size() - i < block ? values.size() - i : block);
            if (add_wholes(part)) {
                continue;
            }
            for (const double x : part) {
                if (!num::is_finite(x)) {
                    add(x);
                } else if (!sums.take(x)) {
                    add(sums);
                    (void)sums.take(x);
                }
            }
        }
        add(sums);
    }

    /// Adds many, each as often as `counts` says. Precondition: there are as many counts.
    void add(std::span<const double> values, std::span<const std::uint32_t> counts) noexcept {
        detail::power_sums_by_exponent sums;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!num::is_finite(values[i]) || counts[i] > sums.most_values) {
                add(values[i], counts[i]);
            } else if (!sums.take(values[i], counts[i])) {
                add(sums);
                (void)sums.take(values[i], counts[i]);
            }
        }
        add(sums);
    }

    /// Adds the sums of some whole numbers.
    void add(const detail::whole_power_sums& s) noexcept {
        count_ += s.count;
        detail::wide_difference const sums[4] = {s.first, s.second, s.third, s.fourth};
        for (std::size_t power = 1; power <= 4; ++power) {
            const bool negative = sums[power - 1] < 0;
            const auto size = static_cast<detail::wide_word>(negative ? -sums[power - 1] : sums[power - 1]);
            const std::uint64_t words[2] = {static_cast<std::uint64_t>(size), static_cast<std::uint64_t>(size >> 64U)};
            add_term(power, words, 2, one, negative);
        }
    }

    /// Takes in all that `other` has seen.
    void merge(const exact_moments& other) noexcept {
        const exact_moments theirs = other;  // which may be this one
        for (std::size_t power = 1; power <= 4; ++power) {
            std::uint64_t carry = 0;
            for (std::size_t i = first_of(power); i < first_of(power + 1); ++i) {
                const detail::wide_word sum = detail::wide_word{limbs_[i]} + theirs.limbs_[i] + carry;
                limbs_[i] = static_cast<std::uint64_t>(sum);
                carry = static_cast<std::uint64_t>(sum >> 64U);
            }
        }
        count_ += theirs.count_;
        unbounded_ = unbounded_ || theirs.unbounded_;
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

    /// NaN before the first value. Off by at most one unit in the last place.
    [[nodiscard]] double mean() const noexcept {
        if (count_ == 0 || unbounded_) {
            return nothing;
        }
        const auto s = sum(1).scaled();
        return detail::times_power_of_two(s.mantissa / static_cast<double>(count_), s.exponent - one);
    }

    /// With divisor n - 1; NaN before the second value. This and what follows: off by a few units in the last place.
    [[nodiscard]] double variance() const noexcept {
        if (count_ < 2 || unbounded_) {
            return nothing;
        }
        const auto s = second().scaled();
        const double n = static_cast<double>(count_);
        return detail::times_power_of_two(s.mantissa / n / static_cast<double>(count_ - 1), s.exponent - 2 * one);
    }
    [[nodiscard]] double standard_deviation() const noexcept { return num::square_root(variance()); }

    /// m3 / m2^(3/2), with m_k the mean k-th power of the distance from the mean; NaN where all values are equal.
    [[nodiscard]] double skewness() const noexcept {
        const detail::wide_integer n{count_};
        const detail::wide_integer s1 = sum(1);
        const detail::wide_integer s2 = sum(2);
        const detail::wide_integer third =
            n * n * sum(3) - detail::wide_integer{3} * n * s1 * s2 + detail::wide_integer{2} * s1 * s1 * s1;  // n^3 m3
        return over(third, second(), 3);
    }

    /// m4 / m2^2 - 3, which is 0 for a normal distribution; NaN where all values are equal.
    [[nodiscard]] double excess_kurtosis() const noexcept {
        const detail::wide_integer n{count_};
        const detail::wide_integer s1 = sum(1);
        const detail::wide_integer square = s1 * s1;
        const detail::wide_integer m2 = second();
        const detail::wide_integer fourth = n * n * n * sum(4) - detail::wide_integer{4} * n * n * s1 * sum(3) +
                                            detail::wide_integer{6} * n * square * sum(2) -
                                            detail::wide_integer{3} * square * square;  // n^4 m4
        return over(fourth - detail::wide_integer{3} * m2 * m2, m2, 4);
    }

    friend bool operator==(const exact_moments& a, const exact_moments& b) noexcept {
        bool equal = a.count_ == b.count_ && a.unbounded_ == b.unbounded_;
        for (std::size_t i = 0; i < limbs; ++i) {
            equal = equal && a.limbs_[i] == b.limbs_[i];
        }
        return equal;
    }

private:
    friend struct detail::sketch_bytes;
    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    static constexpr std::int64_t one = 1074;  ///< The place of 1.0: the lowest bit stands for 2^-1074.

    // The words before the sum of a power: each has 2098 * power bits for one value, and 63 for their number and the sign.
    [[nodiscard]] static constexpr std::size_t first_of(std::size_t power) noexcept {
        constexpr std::size_t at[6] = {0, 0, 34, 34 + 67, 34 + 67 + 100, limbs};
        return at[power];
    }
    static constexpr std::size_t limbs = 34 + 67 + 100 + 133;

    void add_term(std::size_t power, const std::uint64_t* words, std::size_t count, std::int64_t place,
                  bool negative) noexcept {
        detail::add_shifted(limbs_ + first_of(power), first_of(power + 1) - first_of(power), words, count,
                            static_cast<std::size_t>(place) * power, negative);
    }

    // Adds the values if all of them are whole, and small enough.
    [[nodiscard]] bool add_wholes(std::span<const double> values) noexcept {
        constexpr auto below = static_cast<double>(detail::whole_power_sums::below);
        detail::whole_power_sums sums;
        for (const double x : values) {
            const std::int64_t whole = x > -below && x < below ? static_cast<std::int64_t>(x) : 0;
            if (static_cast<double>(whole) != x) {
                return false;
            }
            sums.take(whole);
        }
        add(sums);
        return true;
    }

    void add_powers(std::uint64_t mantissa, std::int64_t place, bool negative, std::uint64_t weight) noexcept {
        std::uint64_t words[5] = {weight, 0, 0, 0, 0};
        for (std::size_t power = 1; power <= 4; ++power) {
            std::uint64_t carry = 0;
            for (std::size_t i = 0; i <= power; ++i) {
                const detail::wide_word product = detail::wide_word{words[i]} * mantissa + carry;
                words[i] = static_cast<std::uint64_t>(product);
                carry = static_cast<std::uint64_t>(product >> 64U);
            }
            add_term(power, words, power + 1, place, negative && power % 2 == 1);
        }
    }

    void add(detail::power_sums_by_exponent& sums) noexcept {
        sums.drain([this](const detail::power_sums_by_exponent::slot& s) {
            count_ += s.count;
            add_term(1, s.first, 2, s.place, s.negative);
            add_term(2, s.second, 2, s.place, false);
            add_term(3, s.third, 3, s.place, s.negative);
            add_term(4, s.fourth, 4, s.place, false);
        });
    }

    [[nodiscard]] detail::wide_integer sum(std::size_t power) const noexcept {
        return detail::wide_integer::of_sum(limbs_ + first_of(power), first_of(power + 1) - first_of(power));
    }

    // n^2 m2: n times the sum of squares, less the square of the sum.
    [[nodiscard]] detail::wide_integer second() const noexcept {
        const detail::wide_integer s1 = sum(1);
        return detail::wide_integer{count_} * sum(2) - s1 * s1;
    }

    // x / m2^(power / 2): whatever the number of values, it cancels.
    [[nodiscard]] double over(const detail::wide_integer& x, const detail::wide_integer& m2, int power) const noexcept {
        if (m2.size == 0 || unbounded_) {
            return nothing;
        }
        const auto above = x.scaled();
        auto below = m2.scaled();
        if (below.exponent % 2 != 0) {
            below = {2.0 * below.mantissa, below.exponent - 1};
        }
        const double root = num::square_root(below.mantissa);
        const double divisor = power == 3 ? below.mantissa * root : below.mantissa * below.mantissa;
        return detail::times_power_of_two(above.mantissa / divisor, above.exponent - below.exponent / 2 * power);
    }

    std::uint64_t limbs_[limbs] = {};  ///< The four sums in two's complement; bit 0 of power p stands for 2^(-1074 p).
    std::uint64_t count_ = 0;
    bool unbounded_ = false;
};

}  // namespace lastro::inline v0::stats
