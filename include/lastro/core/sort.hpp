// SPDX-License-Identifier: MIT
// lastro/core/sort.hpp
//
// How are many numbers sorted in linear time?
//
//   core::sort(std::span<double>{values});               // ascending; -0.0 before 0.0
//
// By their place between the smallest and the largest, where that tells most of them apart; else by their bits, digit
// after digit. The result is a function of the values alone, not of their order of arrival.
//
// References
//   [1] D. E. Knuth, The Art of Computer Programming, volume 3, 5.2.5 (distribution).
#pragma once

#include <bit>      // bit_cast
#include <cstddef>  // size_t
#include <cstdint>  // int32_t, uint32_t, uint64_t
#include <span>     // span
#include <vector>   // vector

#include <lastro/core/order.hpp>

namespace lastro::inline v0::core {

namespace detail {

/// A number that orders like the double: negative ones reversed, positive ones above them.
[[nodiscard]] inline std::uint64_t ordered_bits(double x) noexcept {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const std::uint64_t sign = std::uint64_t{1} << 63U;
    return (bits & sign) != 0 ? ~bits : bits | sign;
}

[[nodiscard]] inline double from_ordered_bits(std::uint64_t key) noexcept {
    const std::uint64_t sign = std::uint64_t{1} << 63U;
    return std::bit_cast<double>((key & sign) != 0 ? key ^ sign : ~key);
}

/// Least significant digit first, 11 bits at a time; digits that all keys share are passed over.
inline void radix_sort(std::span<double> values) {
    constexpr unsigned digit_bits = 11;
    constexpr std::size_t digits = std::size_t{1} << digit_bits;
    constexpr unsigned passes = 6;  // 66 bits
    const std::size_t n = values.size();
    std::vector<std::uint64_t> keys(n);
    std::vector<std::uint64_t> sorted(n);
    std::vector<std::size_t> counts(passes * digits);
    for (std::size_t i = 0; i < n; ++i) {
        keys[i] = ordered_bits(values[i]);
        for (unsigned pass = 0; pass < passes; ++pass) {
            ++counts[pass * digits + (keys[i] >> (pass * digit_bits)) % digits];
        }
    }
    for (unsigned pass = 0; pass < passes; ++pass) {
        const std::span<std::size_t> count{counts.data() + pass * digits, digits};
        if (count[(keys[0] >> (pass * digit_bits)) % digits] == n) {
            continue;
        }
        std::size_t before = 0;
        for (std::size_t& c : count) {
            before += c;
            c = before - c;
        }
        for (const std::uint64_t key : keys) {
            sorted[count[(key >> (pass * digit_bits)) % digits]++] = key;
        }
        keys.swap(sorted);
    }
    for (std::size_t i = 0; i < n; ++i) {
        values[i] = from_ordered_bits(keys[i]);
    }
}

/// A function from values to whole numbers below 2^22 that never descends: the place between the ends.
struct linear_places {
    static constexpr unsigned digit_bits = 11;  // two digits
    double low;
    double scale;

    [[nodiscard]] std::uint32_t operator()(double x) const noexcept {
        return static_cast<std::uint32_t>(static_cast<std::int32_t>((x - low) * scale));  // each step keeps the order
    }
};

/// Would sorting by place leave few values to be moved? Asks some 500 of them: of n (n - 1) / 2 pairs, half of those that
/// share a place and differ are still in the wrong order.
[[nodiscard]] inline bool mostly_apart(std::span<const double> values, const linear_places& place) {
    constexpr std::size_t asked = 512;
    std::vector<double> some(asked);
    for (std::size_t i = 0; i < asked; ++i) {
        some[i] = values[values.size() / asked * i];
    }
    stable_sort(std::span{some}, [](double a, double b) { return a < b; });
    std::size_t together = 0;
    for (std::size_t i = 0; i < asked; ++i) {
        for (std::size_t j = i; j-- > 0 && place(some[j]) == place(some[i]);) {
            together += some[j] < some[i] ? 1U : 0U;
        }
    }
    const double pairs = static_cast<double>(asked * (asked - 1) / 2);
    return static_cast<double>(together) * static_cast<double>(values.size()) <= 16.0 * pairs;  // 4 moves per value
}

/// Sorts values that are spread evenly enough: by place, least significant digit first, and what shares a place by
/// insertion. Else returns false; the values may then have changed their order. Precondition: no NaN.
[[nodiscard]] inline bool place_sort(std::span<double> values) {
    double low = values[0];
    double high = values[0];
    for (const double x : values) {
        low = x < low ? x : low;
        high = high < x ? x : high;
    }
    constexpr std::size_t digits = std::size_t{1} << linear_places::digit_bits;
    const linear_places place{low, static_cast<double>(digits * digits - 1) / (high - low)};
    if (!__builtin_isfinite(high - low) || !__builtin_isfinite(place.scale) || place.scale == 0.0 ||
        !mostly_apart(values, place)) {
        return false;
    }
    std::vector<double> buffer(values.size());
    std::vector<std::size_t> counts(2 * digits);
    for (const double x : values) {
        const std::uint32_t at = place(x);
        ++counts[at % digits];
        ++counts[digits + at / digits];
    }
    for (const std::size_t first : {std::size_t{0}, digits}) {
        std::size_t before = 0;
        for (std::size_t& c : std::span{counts}.subspan(first, digits)) {
            before += c;
            c = before - c;
        }
    }
    for (const double x : values) {
        buffer[counts[place(x) % digits]++] = x;
    }
    for (const double x : buffer) {
        values[counts[digits + place(x) / digits]++] = x;
    }
    std::size_t budget = 16 * values.size();
    for (std::size_t i = 1; i < values.size(); ++i) {
        const double x = values[i];
        std::size_t at = i;
        for (; at > 0 && x < values[at - 1]; --at) {
            values[at] = values[at - 1];
        }
        values[at] = x;
        if (i - at > budget) {
            return false;
        }
        budget -= i - at;
    }
    if (low <= 0.0 && high >= 0.0) {  // zeros are equal and stand together: the negative ones go first
        std::size_t first = 0;
        for (std::size_t length = values.size(); length > 0;) {
            const bool negative = values[first + length / 2] < 0.0;
            first += negative ? length / 2 + 1 : 0;
            length = negative ? length - length / 2 - 1 : length / 2;
        }
        std::size_t negative = 0;
        std::size_t last = first;
        for (; last < values.size() && values[last] == 0.0; ++last) {
            negative += std::bit_cast<std::uint64_t>(values[last]) != 0 ? 1U : 0U;
        }
        for (std::size_t i = first; i < last; ++i) {
            values[i] = i - first < negative ? -0.0 : 0.0;
        }
    }
    return true;
}

}  // namespace detail

/// Sorts ascending; -0.0 stands before 0.0, infinities at the ends. Precondition: no NaN.
///
/// Cost: O(n) time, 16 bytes of buffer per value.
inline void sort(std::span<double> values) {
    constexpr std::size_t worth_counting =
        2048;  // below, the 12,288 counters of the radix sort cost more than they save
    if (values.size() >= worth_counting) {
        if (!detail::place_sort(values)) {
            detail::radix_sort(values);
        }
        return;
    }
    stable_sort(values, [](double a, double b) { return detail::ordered_bits(a) < detail::ordered_bits(b); });
}

}  // namespace lastro::inline v0::core
