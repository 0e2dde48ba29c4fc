// SPDX-License-Identifier: MIT
// lastro/stats/detail/kll_values.hpp
//
// Where are the values of a KLL sketch, and what happens where there are too many?
//
//   detail::kll_values held{200, coins};
//   held.put(0, x);                                    // at level 0; of level h, x stands for 2^h
//   held.for_each([](double x, std::uint64_t weight) { ... });
//
// References
//   [1] Z. Karnin, K. Lang, E. Liberty, Optimal quantile approximation in streams, FOCS 2016.
//   [2] N. Ivkin, E. Liberty, K. Lang, Z. Karnin, V. Braverman, Streaming quantiles algorithms with small space and update
//       time, Sensors 22(24), 2022 (every second coin is the opposite of the one before it).
#pragma once

#include <array>    // array
#include <cstddef>  // size_t
#include <cstdint>  // uint64_t

#include <lastro/random/stream.hpp>
#include <lastro/stats/detail/heap_array.hpp>
#include <lastro/stats/detail/kll_levels.hpp>

namespace lastro::inline v0::stats::detail {

struct sketch_bytes;

/// Level H - 1, the highest, has room for k values, each below it for 2/3 of that, and at least 8 [1].
class kll_values {
public:
    kll_values(std::size_t k, random::stream coins)
        : coins_{coins}, shape_{k}, values_{shape_.room(most_levels)}, buffer_{values_.size()}, room_{k} {}

    [[nodiscard]] std::size_t size() const noexcept { return used_; }
    [[nodiscard]] std::size_t levels() const noexcept { return levels_; }

    /// Makes `count` levels, unless there are as many.
    void grow(std::size_t count) noexcept {
        while (levels_ < count) {
            add_level();
        }
    }

    /// The next draw below 2^bits.
    [[nodiscard]] std::uint64_t draw(std::size_t bits) noexcept {
        return bits == 0 ? 0 : coins_.bits32(tossed_++) % (std::uint64_t{1} << bits);
    }

    /// Calls visit(x, h) for each value of level h, the highest level first.
    template <class Visit>
    void for_each(const Visit& visit) const {
        std::size_t at = 0;
        for (std::size_t h = levels_; h-- > 0;) {
            for (std::size_t i = 0; i < sizes_[h]; ++i) {
                visit(values_[at++], h);
            }
        }
    }

    /// Puts x at the end of level h; the highest level stands first in `values_`, so that level 0 grows at the end.
    void put(std::size_t h, double x) noexcept {
        std::size_t at = used_;
        for (std::size_t lower = 0; lower < h; ++lower) {
            at -= sizes_[lower];
        }
        for (std::size_t i = used_; i > at; --i) {
            values_[i] = values_[i - 1];
        }
        values_[at] = x;
        ++used_;
        ++sizes_[h];
        while (used_ >= room_) {
            compact();
        }
    }

    friend bool operator==(const kll_values& a, const kll_values& b) noexcept {
        bool equal = a.coins_ == b.coins_ && a.levels_ == b.levels_ && a.sizes_ == b.sizes_ && a.tossed_ == b.tossed_ &&
                     a.upper_ == b.upper_ && a.opposite_ == b.opposite_ && a.values_.size() == b.values_.size();
        for (std::size_t i = 0; equal && i < a.used_; ++i) {
            equal = a.values_[i] == b.values_[i];
        }
        return equal;
    }

private:
    friend struct sketch_bytes;
    static constexpr std::size_t most_levels = kll_levels::most;

    void add_level() noexcept {
        ++levels_;
        room_ = shape_.room(levels_);
    }

    /// Halves the lowest level that is full. There is one: all of them together are.
    void compact() noexcept {
        std::size_t h = 0;
        while (sizes_[h] < shape_.capacity[levels_ - 1 - h]) {
            ++h;
        }
        if (h + 1 == levels_) {
            add_level();
        }
        std::size_t first = used_;
        for (std::size_t lower = 0; lower <= h; ++lower) {
            first -= sizes_[lower];
        }
        double* const level = values_.data() + first;
        const std::size_t n = sizes_[h];
        sort_runs(level, buffer_.data(), n);
        const std::size_t kept = n % 2;  // of an odd number one stays, the smallest or the largest
        const std::size_t half = n / 2;
        const std::size_t start = toss(h);
        const bool stays_first = kept == 1 && (tossed_ % 2 == 0);
        const double odd = stays_first ? level[0] : level[n - 1];
        double* const even = level + (stays_first ? 1 : 0);
        for (std::size_t i = 0; i < half; ++i) {
            level[i] = even[2 * i + start];
        }
        if (kept == 1) {
            level[half] = odd;
        }
        for (std::size_t i = first + n; i < used_; ++i) {
            values_[i - half] = values_[i];
        }
        used_ -= half;
        sizes_[h] = kept;
        sizes_[h + 1] += half;
    }

    /// 0 or 1: at each level a coin, then its opposite [2], then another coin.
    [[nodiscard]] std::size_t toss(std::size_t h) noexcept {
        const std::uint64_t level = std::uint64_t{1} << h;
        if ((opposite_ & level) != 0) {
            upper_ ^= level;
        } else {
            const bool head = coins_.bits32(tossed_++) % 2 == 1;
            upper_ = head ? upper_ | level : upper_ & ~level;
        }
        opposite_ ^= level;
        return (upper_ & level) != 0 ? 1 : 0;
    }

    random::stream coins_;
    kll_levels shape_;
    heap_array<double> values_;                     ///< The highest level first; within a level in no order.
    heap_array<double> buffer_;                     ///< For sorting a level.
    std::array<std::size_t, most_levels> sizes_{};  ///< Of the levels, the lowest first.
    std::size_t levels_ = 1;
    std::size_t used_ = 0;
    std::size_t room_;
    std::uint64_t tossed_ = 0;    ///< Coins so far.
    std::uint64_t upper_ = 0;     ///< Bit h: the last coin of level h.
    std::uint64_t opposite_ = 0;  ///< Bit h: its next one is the opposite.
};

}  // namespace lastro::inline v0::stats::detail
