// SPDX-License-Identifier: MIT
// lastro/drift/detail/bit_ring.hpp
//
// Which were the last outcomes? The newest bits of a stream, value i at i mod window.
#pragma once

#include <array>    // array
#include <bit>      // popcount
#include <cstddef>  // size_t
#include <cstdint>  // uint64_t

namespace lastro::inline v0::drift::detail {

/// Room for `Capacity` bits, a multiple of 64, of which `window` are used.
template <std::size_t Capacity>
struct bit_ring {
    std::array<std::uint64_t, Capacity / 64> bits{};
    std::uint64_t ones = 0;  ///< In the window.

    /// Value number `count`, from 0 on, takes the place of the one that leaves.
    void push(std::uint64_t count, std::size_t window, bool one) noexcept {
        const auto at = static_cast<std::size_t>(count % window);
        const std::uint64_t mask = std::uint64_t{1} << (at % 64);
        std::uint64_t& word = bits[at / 64];
        ones -= (word & mask) != 0 ? 1U : 0U;  // 0 while the window fills
        word = one ? word | mask : word & ~mask;
        ones += one ? 1U : 0U;
    }

    static void each_number(auto& self, std::size_t window, auto&& each) {
        for (std::size_t i = 0; i < (window + 63) / 64; ++i) {
            each(self.bits[i]);
        }
        each(self.ones);
    }

    /// Nothing where no value is yet, and so many ones as are there.
    [[nodiscard]] bool consistent(std::uint64_t count, std::size_t window) const noexcept {
        const std::size_t held = count < window ? static_cast<std::size_t>(count) : window;
        std::uint64_t sum = 0;
        bool clean = true;
        for (std::size_t i = 0; i < bits.size(); ++i) {
            sum += static_cast<std::uint64_t>(std::popcount(bits[i]));
            clean =
                clean && (held >= 64 * (i + 1) || (held <= 64 * i ? bits[i] == 0 : bits[i] >> (held - 64 * i) == 0));
        }
        return clean && sum == ones;
    }

    friend bool operator==(const bit_ring&, const bit_ring&) = default;
};

}  // namespace lastro::inline v0::drift::detail
