// SPDX-License-Identifier: MIT
// lastro/stats/detail/circular.hpp
//
// Sine and cosine for the distributions and tests of this room and of drift, to the same bits on every compiler.
//
//   stats::detail::sine(x); stats::detail::cosine(x);
//
// To be replaced by lastro::num's own once it has them: the two names here are all that has to change.
//
// References
//   [1] W. J. Cody and W. Waite, Software Manual for the Elementary Functions, 1980 (argument reduction in parts).
#pragma once

#include <cstdint>  // int64_t

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::stats::detail {

/// x = quarters * pi / 2 + rest, |rest| at most a little above pi / 4.
struct reduced_angle {
    std::int64_t quarters;
    double rest;
};

/// Precondition: |x| <= 2^50. The first product is subtracted without error, as it is a multiple of 2^-52 below 2 [1].
[[nodiscard]] inline reduced_angle reduce_angle(double x) noexcept {
    constexpr double two_over_pi = 0.63661977236758134308;
    constexpr double part1 = 0x1.921fb54442d18p+0;   // pi / 2 ...
    constexpr double part2 = 0x1.1a62633145c07p-54;  // ... in three parts
    constexpr double part3 = -0x1.f1976b7ed8fbcp-110;
    const double k = num::floor(num::fma(x, two_over_pi, 0.5));
    const double rest = num::fma(-k, part3, num::fma(-k, part2, num::fma(-k, part1, x)));
    return {.quarters = static_cast<std::int64_t>(k), .rest = rest};
}

/// Taylor's series on |r| <= 0.8: the first term left out is below 1e-18.
[[nodiscard]] inline double sine_near_zero(double r) noexcept {
    const double q = r * r;
    double sum = 1.0 / 355687428096000.0;  // 1 / 17!
    sum = num::fma(sum, q, -1.0 / 1307674368000.0);
    sum = num::fma(sum, q, 1.0 / 6227020800.0);
    sum = num::fma(sum, q, -1.0 / 39916800.0);
    sum = num::fma(sum, q, 1.0 / 362880.0);
    sum = num::fma(sum, q, -1.0 / 5040.0);
    sum = num::fma(sum, q, 1.0 / 120.0);
    sum = num::fma(sum, q, -1.0 / 6.0);
    return num::fma(sum * q, r, r);
}

[[nodiscard]] inline double cosine_near_zero(double r) noexcept {
    const double q = r * r;
    double sum = 1.0 / 20922789888000.0;  // 1 / 16!
    sum = num::fma(sum, q, -1.0 / 87178291200.0);
    sum = num::fma(sum, q, 1.0 / 479001600.0);
    sum = num::fma(sum, q, -1.0 / 3628800.0);
    sum = num::fma(sum, q, 1.0 / 40320.0);
    sum = num::fma(sum, q, -1.0 / 720.0);
    sum = num::fma(sum, q, 1.0 / 24.0);
    sum = num::fma(sum, q, -0.5);
    return num::fma(sum, q, 1.0);
}

/// sin(x), absolute error about 1e-16. Precondition: |x| <= 2^50.
[[nodiscard]] inline double sine(double x) noexcept {
    const auto [quarters, rest] = reduce_angle(x);
    const double value = (quarters & 1) != 0 ? cosine_near_zero(rest) : sine_near_zero(rest);
    return (quarters & 2) != 0 ? -value : value;
}

/// cos(x), absolute error about 1e-16. Precondition: |x| <= 2^50.
[[nodiscard]] inline double cosine(double x) noexcept {
    const auto [quarters, rest] = reduce_angle(x);
    const double value = (quarters & 1) != 0 ? sine_near_zero(rest) : cosine_near_zero(rest);
    return ((quarters + 1) & 2) != 0 ? -value : value;
}

}  // namespace lastro::inline v0::stats::detail
