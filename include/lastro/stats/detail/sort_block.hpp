// SPDX-License-Identifier: MIT
// lastro/stats/detail/sort_block.hpp
//
// How are some thousand numbers put in order at a few nanoseconds each, without taking memory?
//
//   detail::block_sorter sorter;                       // 88 kB, for the stack
//   sorter.arrange(values, n);                         // nearly: only within a bucket of few are there inversions
//   sorter.sort(values, n);                            // wholly
//
// Each value goes to one of 4,096 buckets by its place between the smallest and the largest [1]; where too many share one, as
// with a long tail, by x / (1 + |x|), with x in quartile distances from the median of a sample; and where that fails, by its
// bits, which grow as a logarithm does. A bucket that is still full, of different values, is merge-sorted.
//
// References
//   [1] D. E. Knuth, The Art of Computer Programming, volume 3, 5.2.1 and 5.2.5 (insertion, distribution).
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // int32_t, uint16_t, uint32_t, uint64_t

#include <lastro/core/sort.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/detail/kll_levels.hpp>

namespace lastro::inline v0::stats::detail {

class block_sorter {
public:
    static constexpr std::size_t most = 8192;

    block_sorter() noexcept {}  // NOLINT(modernize-use-equals-default): leaves its memory alone

    /// Sorts ascending. Precondition: no NaN, n <= most.
    void sort(double* values, std::size_t n) noexcept {
        if (n >= few) {
            arrange(values, n);
        }
        for (std::size_t i = 1; i < n; ++i) {
            const double x = values[i];
            std::size_t at = i;
            for (; at > 0 && x < values[at - 1]; --at) {
                values[at] = values[at - 1];
            }
            values[at] = x;
        }
    }

    /// Sorts by buckets; where a bucket holds more than `few` different values, sorted, otherwise as they came.
    void arrange(double* values, std::size_t n) noexcept {
        double low = values[0];
        double high = values[0];
        for (std::size_t i = 0; i < n; ++i) {
            low = values[i] < low ? values[i] : low;
            high = high < values[i] ? values[i] : high;
        }
        const double scale = last / (high - low);
        const bool even = scale > 0.0 && scale < 0x1p1000 && count(values, n, [low, scale](double x) {
                              return num::rounded(num::rounded(x - low) * scale);
                          });
        if (!even && low < high && !by_quartiles(values, n)) {
            const std::uint64_t first = core::detail::ordered_bits(low + 0.0);  // -0.0 as 0.0: they are equal
            unsigned shift = 0;
            while ((core::detail::ordered_bits(high + 0.0) - first) >> shift >= buckets) {
                ++shift;
            }
            const auto place = [first, shift](double x) {
                return (core::detail::ordered_bits(x + 0.0) - first) >> shift;
            };
            count(values, n, place, true);
        }
        if (low < high) {
            distribute(values, n);
            tidy(values, n);
        }
    }

private:
    static constexpr std::size_t buckets = 4096;
    static constexpr std::size_t few = 24;
    static constexpr double last = buckets - 1;

    [[nodiscard]] bool by_quartiles(const double* values, std::size_t n) noexcept {
        constexpr std::size_t asked = 31;
        double sample[asked];
        for (std::size_t i = 0; i < asked; ++i) {
            sample[i] = values[(2 * i + 1) * n / (2 * asked)];
        }
        sort_runs(sample, sorted_, asked);
        const double middle = sample[15];
        const double per = 2.0 / (sample[23] - sample[7]);
        return per > 0.0 && per < 0x1p1000 && count(values, n, [middle, per](double x) {
                   const double y = num::rounded((x - middle) * per);
                   const double z = num::is_finite(y) ? y / (1.0 + num::magnitude(y)) : y > 0.0 ? 1.0 : -1.0;
                   return num::rounded((z + 1.0) * (last / 2.0));
               });
    }

    // Counts values by their bucket; false, unless it is the last way perhaps before the end, where too many that differ are
    // together.
    template <class Place>
    bool count(const double* values, std::size_t n, const Place& place, bool last_way = false) noexcept {
        for (std::size_t b = 0; b < buckets; ++b) {
            counts_[b] = 0;
            sorted_[b] = 0.0;  // for now, the value that last came to the bucket
        }
        std::size_t together = 0;
        for (std::size_t i = 0; i < n; ++i) {
            if (i == n / 8 && together > i && !last_way) {
                return false;
            }
            const auto b = static_cast<std::uint32_t>(static_cast<std::int32_t>(place(values[i])));
            places_[i] = static_cast<std::uint16_t>(b);
            together += sorted_[b] != values[i] ? counts_[b] : 0U;
            ++counts_[b];
            sorted_[b] = values[i];
        }
        return together <= 8 * n;
    }

    // counts_[b] becomes the end of bucket b.
    void distribute(double* values, std::size_t n) noexcept {
        std::size_t before = 0;
        for (std::size_t b = 0; b < buckets; ++b) {
            const std::size_t here = counts_[b];
            counts_[b] = static_cast<std::uint16_t>(before);
            before += here;
        }
        for (std::size_t i = 0; i < n; ++i) {
            sorted_[counts_[places_[i]]++] = values[i];
        }
        for (std::size_t i = 0; i < n; ++i) {
            values[i] = sorted_[i];
        }
    }

    void tidy(double* values, std::size_t n) noexcept {
        std::size_t begin = 0;
        for (std::size_t b = 0; b < buckets && begin < n; ++b) {
            const std::size_t size = counts_[b] - begin;
            bool equal = true;
            for (std::size_t i = 1; size > few && i < size && equal; ++i) {
                equal = values[begin + i] == values[begin];
            }
            if (!equal) {
                sort_runs(values + begin, sorted_, size);
            }
            begin += size;
        }
    }

    std::uint16_t counts_[buckets];
    std::uint16_t places_[most];
    double sorted_[most];
};

}  // namespace lastro::inline v0::stats::detail
