// SPDX-License-Identifier: MIT
// lastro/random/detail/parameter.hpp
//
// Which numbers may a distribution be made of? One check for every scale, rate and shape.
//
//   shape_{detail::positive("random::gamma: shape", shape)}     // the shape, or std::invalid_argument
#pragma once

#include <stdexcept>    // invalid_argument
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>

namespace lastro::inline v0::random::detail {

/// `value`, if it is so far from 0 and infinity that nothing made of it overflows at once.
///
/// @throws std::invalid_argument otherwise, naming `where`.
inline double positive(std::string_view where, double value) {
    core::require<std::invalid_argument>(value >= 1e-300 && value <= 1e300, where, "a number from 1e-300 to 1e+300",
                                         value);
    return value;
}

}  // namespace lastro::inline v0::random::detail
