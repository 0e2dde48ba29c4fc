// SPDX-License-Identifier: MIT
// lastro/drift/alternative.hpp
//
// Which departure from "nothing moved" counts: any, or one in a given direction?
//
//   drift::kolmogorov_smirnov(a, b, {.alternative = drift::alternative::greater});
//   drift::mann_whitney(a, b, {.alternative = drift::alternative::less});
//
// Each test says what its `greater` means. For tests of location (Mann-Whitney, t, proportions) it is: the first sample
// tends to be larger. For Kolmogorov-Smirnov it is: F of the first lies above, so the first tends to be smaller.
#pragma once

#include <cstdint>  // uint8_t

namespace lastro::inline v0::drift {

/// Which departure counts, where F is the distribution function of the first sample and G that of the second.
enum class alternative : std::uint8_t {
    two_sided,  ///< Either direction; for gaps: sup |F - G|.
    greater,    ///< The first is greater: its values, or for gaps its distribution function, sup (F - G).
    less        ///< The first is less: its values, or for gaps its distribution function, sup (G - F).
};

/// The alternative that says the same after the two samples were swapped.
[[nodiscard]] constexpr alternative swapped(alternative side) noexcept {
    return side == alternative::greater ? alternative::less : side == alternative::less ? alternative::greater : side;
}

}  // namespace lastro::inline v0::drift
