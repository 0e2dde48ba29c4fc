// SPDX-License-Identifier: MIT
// lastro/data/detail/counted_wholes.hpp
//
// How often does each whole number of a small range occur? A counter for each.
//
//   const whole_range range = range_of(values);
//   if (range.size() <= counted_wholes::most) counted_wholes{values, range}.counts();     // of range.low, and so on
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // int64_t, uint16_t, uint32_t, uint64_t, uint8_t
#include <span>     // span

#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data::detail {

[[nodiscard]] inline std::int64_t whole(std::int64_t x) noexcept { return x; }
[[nodiscard]] inline std::int64_t whole(std::uint8_t x) noexcept { return x; }
[[nodiscard]] inline std::int64_t whole(date x) noexcept { return x.days; }
[[nodiscard]] inline std::int64_t whole(timestamp x) noexcept { return x.microseconds; }

/// From the smallest to the largest of some numbers.
struct whole_range {
    std::int64_t low = 0;
    std::int64_t high = 0;

    /// How many whole numbers there are in it, or 2^64 - 1.
    [[nodiscard]] std::uint64_t size() const noexcept {
        const std::uint64_t distance = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
        return distance == ~std::uint64_t{0} ? distance : distance + 1;
    }
};

template <class T>
[[nodiscard]] whole_range range_of(std::span<const T> values) noexcept {
    whole_range range{whole(values[0]), whole(values[0])};
    for (const T& x : values) {
        range.low = whole(x) < range.low ? whole(x) : range.low;
        range.high = range.high < whole(x) ? whole(x) : range.high;
    }
    return range;
}

/// Precondition: up to 2^16 values, and a range of up to `most`.
class counted_wholes {
public:
    static constexpr std::size_t most = 8192;

    template <class T>
    counted_wholes(std::span<const T> values, const whole_range& range) noexcept : range_(range) {
        // Two tables, for equal neighbours: a counter that was just stored is slow to load again.
        std::uint16_t odd[most];
        std::uint16_t even[most];
        for (std::size_t i = 0; i < range.size(); ++i) {
            odd[i] = even[i] = 0;
        }
        std::size_t i = 0;
        for (; i + 1 < values.size(); i += 2) {
            ++odd[at(values[i])];
            ++even[at(values[i + 1])];
        }
        for (std::size_t k = 0; k < range.size(); ++k) {
            counts_[k] = std::uint32_t{odd[k]} + even[k];
        }
        if (i < values.size()) {
            ++counts_[at(values[i])];
        }
    }

    void take_off(std::int64_t x, std::uint64_t times) noexcept { counts_[at(x)] -= static_cast<std::uint32_t>(times); }

    [[nodiscard]] const std::uint32_t (&counts() const noexcept)[most] { return counts_; }

private:
    template <class T>
    [[nodiscard]] std::size_t at(T x) const noexcept {
        return static_cast<std::size_t>(static_cast<std::uint64_t>(whole(x)) - static_cast<std::uint64_t>(range_.low));
    }

    whole_range range_;
    std::uint32_t counts_[most];
};

}  // namespace lastro::inline v0::data::detail
