// SPDX-License-Identifier: MIT
// lastro/drift/deal.hpp
//
// If nothing moved, how many of the next t pooled values belong to the first sample? The step of every exact count.
//
//   drift::for_each_deal(10, 20, 3, [&](std::uint64_t a, double p) { ... });   // 10 of 30 left are the first's; 3 are dealt
//
// Exact distributions given the ties deal the pooled values block by block: all positive terms, full relative accuracy.
#pragma once

#include <cstdint>  // uint64_t

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

/// Calls `take(a, p)` with every number a of values of the first sample among the next `block`, where `first_left` and
/// `second_left` are still to be dealt, and with its probability: hypergeometric.
template <class Take>
void for_each_deal(std::uint64_t first_left, std::uint64_t second_left, std::uint64_t block, Take&& take) {
    const std::uint64_t lowest = block > second_left ? block - second_left : 0;
    const std::uint64_t highest = block < first_left ? block : first_left;
    const auto total = static_cast<double>(first_left + second_left);
    if (block == 1) {
        if (second_left > 0) {
            take(std::uint64_t{0}, static_cast<double>(second_left) / total);
        }
        if (first_left > 0) {
            take(std::uint64_t{1}, static_cast<double>(first_left) / total);
        }
        return;
    }
    // P(lowest): either none of the block is the first's, or all that is left of the second's is in the block
    double p = 1.0;
    if (lowest == 0) {
        for (std::uint64_t k = 0; k < block; ++k) {
            p *= static_cast<double>(second_left - k) / (total - static_cast<double>(k));
        }
    } else {
        for (std::uint64_t k = 0; k < second_left; ++k) {
            p *= static_cast<double>(block - k) / (total - static_cast<double>(k));
        }
    }
    for (std::uint64_t a = lowest; a <= highest; ++a) {
        take(a, p);
        const double rise = static_cast<double>(first_left - a) / static_cast<double>(a + 1) *
                            static_cast<double>(block - a) / static_cast<double>(second_left + a + 1 - block);
        p *= a < highest ? rise : 1.0;
    }
}

}  // namespace lastro::inline v0::drift
