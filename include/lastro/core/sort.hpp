// SPDX-License-Identifier: MIT
// lastro/core/sort.hpp
//
// How are many numbers sorted in linear time?
//
//   core::sort(std::span<double>{values});               // ascending; -0.0 before 0.0
//   const std::vector<double> ascending = core::sorted(values);
//
// They are thrown into buckets that ascend like the values do, each small enough for a processor's cache, and sorted
// there; values that crowd in a bucket once more. The result is a function of the values alone, not of their order of
// arrival.
//
// References
//   [1] D. E. Knuth, The Art of Computer Programming, volume 3, 5.2.5 (distribution).
#pragma once

#include <bit>      // bit_cast, bit_width
#include <cstddef>  // size_t
#include <cstdint>  // int32_t, uint16_t, uint64_t
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

/// A function from values to bucket numbers that never descends: linear between the ends.
struct value_scale {
    double low;
    double scale;

    [[nodiscard]] std::size_t bucket(double x) const noexcept {
        return static_cast<std::size_t>(static_cast<std::int32_t>((x - low) * scale));  // each step keeps the order
    }
    /// The same among the 2^bits parts of x's bucket.
    [[nodiscard]] std::size_t part(double x, unsigned bits) const noexcept {
        const double place = (x - low) * scale;
        const double beyond = place - static_cast<double>(static_cast<std::int32_t>(place));  // exact, below 1
        return static_cast<std::size_t>(static_cast<std::int32_t>(beyond * static_cast<double>(1U << bits)));
    }
};

/// The same, linear in the bits: as good as logarithmic, for values of all magnitudes.
struct bit_scale {
    std::uint64_t low;
    unsigned shift;

    [[nodiscard]] std::size_t bucket(double x) const noexcept {
        return static_cast<std::size_t>((ordered_bits(x) - low) >> shift);
    }
    [[nodiscard]] std::size_t part(double x, unsigned bits) const noexcept {
        const unsigned used = bits < shift ? bits : shift;
        return static_cast<std::size_t>(((ordered_bits(x) - low) >> (shift - used)) % (std::uint64_t{1} << used));
    }
};

/// In how many of the buckets are some 256 of the values?
template <class Scale>
[[nodiscard]] std::size_t spread(std::span<const double> values, const Scale& scale, std::size_t buckets) {
    constexpr std::size_t asked = 256;
    std::vector<bool> seen(buckets);
    std::size_t found = 0;
    for (std::size_t i = 0; i < asked; ++i) {
        const std::size_t at = scale.bucket(values[values.size() / asked * i]);
        found += seen[at] ? 0U : 1U;
        seen[at] = true;
    }
    return found;
}

void sort_by_buckets(std::span<const double> from, std::span<double> to, unsigned depth);

inline constexpr std::size_t worth_counting = 2048;  // below, the counters cost more than they save

/// Sorts what is no bucket of nearby values.
inline void sort_unlike(std::span<double> values, unsigned depth) {
    constexpr unsigned deepest = 3;  // values that crowd again and again
    if (values.size() < worth_counting || depth >= deepest) {
        stable_sort(values, [](double a, double b) { return a < b; });
    } else {
        sort_by_buckets(std::vector<double>(values.begin(), values.end()), values, depth + 1);
    }
}

/// Sorts one bucket: its values by their parts, then, among the few of a part, by insertion.
template <class Scale>
void sort_bucket(std::span<double> values, const Scale& scale, std::vector<double>& buffer,
                 std::vector<std::uint16_t>& counts, unsigned depth) {
    constexpr std::size_t few = 16;
    constexpr std::size_t most = std::size_t{1} << 15U;
    const std::size_t n = values.size();
    if (n > most) {
        return sort_unlike(values, depth);
    }
    const double* from = values.data();
    if (n > few) {
        const auto bits = static_cast<unsigned>(std::bit_width(2 * n - 1));
        counts.assign((std::size_t{1} << bits) + 1, 0);
        buffer.resize(n > buffer.size() ? n : buffer.size());
        for (const double x : values) {
            ++counts[scale.part(x, bits) + 1];
        }
        for (std::size_t k = 1; k < counts.size(); ++k) {
            counts[k] = static_cast<std::uint16_t>(counts[k] + counts[k - 1]);
        }
        for (const double x : values) {
            buffer[counts[scale.part(x, bits)]++] = x;
        }
        from = buffer.data();
    }
    std::size_t budget = 8 * n + few * few;
    for (std::size_t i = 0; i < n; ++i) {
        const double x = from[i];
        std::size_t at = i;
        for (; at > 0 && x < values[at - 1]; --at) {
            values[at] = values[at - 1];
        }
        values[at] = x;
        if (i - at > budget) {
            for (++i; i < n; ++i) {
                values[i] = from[i];
            }
            return sort_unlike(values, depth);
        }
        budget -= i - at;
    }
}

template <class Scale>
void sort_on(std::span<const double> from, std::span<double> to, const Scale& scale, std::size_t buckets,
             unsigned depth) {
    std::vector<std::size_t> ends(buckets);
    for (const double x : from) {
        ++ends[scale.bucket(x)];
    }
    std::size_t before = 0;
    for (std::size_t& end : ends) {
        before += end;
        end = before - end;
    }
    for (const double x : from) {
        to[ends[scale.bucket(x)]++] = x;
    }
    std::vector<double> buffer;
    std::vector<std::uint16_t> counts;
    before = 0;
    for (const std::size_t end : ends) {
        sort_bucket(to.subspan(before, end - before), scale, buffer, counts, depth);
        before = end;
    }
}

/// Zeros are equal and stand together in sorted values: puts the negative ones first.
inline void order_zeros(std::span<double> values) noexcept {
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

/// Sorts the values of `from` into `to`, but for the signs of zeros. Precondition: no NaN, `worth_counting` or more.
inline void sort_by_buckets(std::span<const double> from, std::span<double> to, unsigned depth) {
    double low = from[0];
    double high = from[0];
    for (const double x : from) {
        low = x < low ? x : low;
        high = high < x ? x : high;
    }
    // Buckets of some thousand values, as long as a processor can keep so many ends at hand.
    const unsigned bits = from.size() > std::size_t{1} << 19U ? 10 : from.size() > std::size_t{1} << 18U ? 9 : 8;
    const std::size_t buckets = std::size_t{1} << bits;
    const std::uint64_t first = ordered_bits(low == 0.0 ? -0.0 : low);
    const std::uint64_t range = ordered_bits(high == 0.0 ? 0.0 : high) - first;
    const auto used = static_cast<unsigned>(std::bit_width(range));
    const bit_scale logarithmic{first, used > bits ? used - bits : 0};
    const value_scale linear{low, static_cast<double>(buckets - 1) / (high - low)};
    if (__builtin_isfinite(high - low) && __builtin_isfinite(linear.scale) && linear.scale > 0.0 &&
        spread(from, linear, buckets) >= spread(from, logarithmic, buckets)) {
        sort_on(from, to, linear, buckets, depth);
    } else {
        sort_on(from, to, logarithmic, buckets, depth);
    }
}

}  // namespace detail

/// Sorts ascending; -0.0 stands before 0.0, infinities at the ends. Precondition: no NaN.
///
/// Cost: O(n) time for most distributions, O(n log n) for every other; 8 bytes of buffer per value, 16 where values crowd.
inline void sort(std::span<double> values) {
    if (values.size() < detail::worth_counting) {
        return stable_sort(values,
                           [](double a, double b) { return detail::ordered_bits(a) < detail::ordered_bits(b); });
    }
    detail::sort_by_buckets(std::vector<double>(values.begin(), values.end()), values, 0);
    detail::order_zeros(values);
}

/// A sorted copy, at no more memory than it takes itself.
[[nodiscard]] inline std::vector<double> sorted(std::span<const double> values) {
    std::vector<double> result(values.size());
    if (values.size() < detail::worth_counting) {
        result.assign(values.begin(), values.end());
        sort(result);
    } else {
        detail::sort_by_buckets(values, result, 0);
        detail::order_zeros(result);
    }
    return result;
}

}  // namespace lastro::inline v0::core
