// SPDX-License-Identifier: MIT
// lastro/stats/detail/power_sums.hpp
//
// How are the first four powers of many numbers added up exactly, at a few instructions each?
//
//   detail::whole_power_sums s;                        // of whole numbers of magnitude below 2^27
//   s.take(x, weight);
//   detail::power_sums_by_exponent t;                  // of doubles: those of one sign and exponent share their sums
//   if (!t.take(x)) t.drain(...), t.take(x);
#pragma once

#include <bit>      // bit_cast
#include <cstddef>  // size_t
#include <cstdint>  // int64_t, uint64_t

namespace lastro::inline v0::stats::detail {

__extension__ using wide_difference = __int128;
__extension__ using wide_count = unsigned __int128;

/// A finite double as mantissa * 2^(place - 1074).
struct binary_number {
    std::uint64_t mantissa;
    std::int64_t place;
    bool negative;

    explicit binary_number(double x) noexcept {
        const auto bits = std::bit_cast<std::uint64_t>(x);
        const auto exponent = static_cast<std::int64_t>(bits >> 52U & 0x7FFU);
        const std::uint64_t fraction = bits & 0xFFFFFFFFFFFFFU;
        mantissa = exponent == 0 ? fraction : fraction | std::uint64_t{1} << 52U;
        place = exponent == 0 ? 0 : exponent - 1;
        negative = bits >> 63U != 0;
    }
};

/// Precondition: |x| < 2^27, and less than 2^18 values in all.
struct whole_power_sums {
    static constexpr std::int64_t below = std::int64_t{1} << 27U;
    std::uint64_t count = 0;
    wide_difference first = 0;
    wide_difference second = 0;
    wide_difference third = 0;
    wide_difference fourth = 0;

    void take(std::int64_t x) noexcept {
        const std::int64_t square = x * x;
        ++count;
        first += x;
        second += square;
        third += wide_difference{square} * x;
        fourth += wide_difference{square} * square;
    }
    void take(std::int64_t x, std::uint64_t weight) noexcept {
        const auto w = static_cast<std::int64_t>(weight);
        const std::int64_t square = x * x;
        count += weight;
        first += x * w;
        second += wide_difference{square} * w;
        third += wide_difference{square} * (x * w);
        fourth += wide_difference{square} * square * w;
    }
};

/// Sums for up to 48 pairs of sign and exponent at a time, of up to 2^16 values.
class power_sums_by_exponent {
public:
    static constexpr std::uint64_t most_values = std::uint64_t{1} << 16U;

    struct slot {
        std::uint64_t first[2];
        std::uint64_t second[2];
        std::uint64_t third[3];
        std::uint64_t fourth[4];
        std::uint64_t count;
        std::int64_t place;
        bool negative;
    };

    /// Adds a finite number `weight` times, or says that it has no room. Precondition: weight <= most_values.
    [[nodiscard, gnu::always_inline]] bool take(double x, std::uint64_t weight = 1) noexcept {
        const auto bits = std::bit_cast<std::uint64_t>(x);
        const std::size_t key = bits >> 52U;
        if (slot_of_[key] == 0 || taken_ + weight > most_values) [[unlikely]] {
            if (used_ == most || taken_ + weight > most_values) {
                return false;
            }
            const binary_number b{x};
            slots_[used_] = {{}, {}, {}, {}, 0, b.place, b.negative};
            keys_[used_++] = static_cast<std::uint16_t>(key);
            slot_of_[key] = static_cast<unsigned char>(used_);
        }
        taken_ += weight;
        const std::uint64_t m = (bits & 0xFFFFFFFFFFFFFU) | std::uint64_t{(key & 0x7FFU) != 0} << 52U;
        slot& s = slots_[slot_of_[key] - 1];
        const wide_count square = wide_count{m} * m;
        const auto low = static_cast<std::uint64_t>(square);
        const auto high = static_cast<std::uint64_t>(square >> 64U);  // below 2^42
        const wide_count cube_low = wide_count{low} * m;
        const wide_count cube_high = wide_count{high} * m + (cube_low >> 64U);
        const wide_count middle = wide_count{low} * high;  // below 2^106; counts 2^65
        const wide_count fourth_bottom = wide_count{low} * low;
        const wide_count fourth_low = fourth_bottom + (middle << 65U);
        const wide_count fourth_high =
            wide_count{high} * high + (middle >> 63U) + (fourth_low < fourth_bottom ? 1U : 0U);
        // Times the weight, from the lowest word on, with what is carried into the next.
        const wide_count third0 = wide_count{static_cast<std::uint64_t>(cube_low)} * weight;
        const wide_count third1 = cube_high * weight + (third0 >> 64U);
        const wide_count fourth0 = wide_count{static_cast<std::uint64_t>(fourth_low)} * weight;
        const wide_count fourth1 = (fourth_low >> 64U) * weight + (fourth0 >> 64U);
        s.count += weight;
        add(s.first, wide_count{m} * weight);
        add(s.second, square * weight);
        const bool carry3 = add(s.third, third1 << 64U | static_cast<std::uint64_t>(third0));
        s.third[2] += static_cast<std::uint64_t>(third1 >> 64U) + (carry3 ? 1U : 0U);
        const bool carry4 = add(s.fourth, fourth1 << 64U | static_cast<std::uint64_t>(fourth0));
        const wide_count sum_high = joined(s.fourth + 2) + fourth_high * weight + (fourth1 >> 64U) + (carry4 ? 1U : 0U);
        s.fourth[2] = static_cast<std::uint64_t>(sum_high);
        s.fourth[3] = static_cast<std::uint64_t>(sum_high >> 64U);
        return true;
    }

    /// Hands every slot to `sink` and is empty again.
    template <class Sink>
    void drain(const Sink& sink) noexcept {
        for (std::size_t i = 0; i < used_; ++i) {
            sink(slots_[i]);
            slot_of_[keys_[i]] = 0;
        }
        used_ = 0;
        taken_ = 0;
    }

private:
    static constexpr std::size_t most = 48;
    [[nodiscard]] static wide_count joined(const std::uint64_t* words) noexcept {
        return wide_count{words[1]} << 64U | words[0];
    }

    // Adds to the lowest two words; true where a carry is left.
    static bool add(std::uint64_t* words, wide_count term) noexcept {
        const wide_count sum = joined(words) + term;
        words[0] = static_cast<std::uint64_t>(sum);
        words[1] = static_cast<std::uint64_t>(sum >> 64U);
        return sum < term;
    }

    unsigned char slot_of_[4096] = {};  ///< By sign and exponent; from 1.
    std::uint16_t keys_[most];
    slot slots_[most];
    std::size_t used_ = 0;
    std::uint64_t taken_ = 0;
};

}  // namespace lastro::inline v0::stats::detail
