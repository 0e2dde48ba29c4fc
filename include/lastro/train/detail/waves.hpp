// SPDX-License-Identifier: MIT
// lastro/train/detail/waves.hpp
//
// What are powers and half cosines, with the same bits on every machine? The two functions that schedules need.
//
//   detail::half_wave(0.5);          // (1 + cos(pi/2)) / 2 = 0.5
//   detail::power(0.9, 12.5);        // 0.9^12.5
#pragma once

#include <cmath>    // fma
#include <numbers>  // pi

#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::train::detail {

/// cos(z) and sin(z) for 0 <= z <= pi/4, by their Taylor series: the first term left out is below 1e-18.
[[nodiscard]] inline double short_cosine(double z) noexcept {
    const double y = num::rounded(z * z);
    double sum = 0.0;
    for (int k = 18; k > 0; k -= 2) {  // 1 - y/(1*2) * (1 - y/(3*4) * (...))
        sum = 1.0 - num::rounded(y / static_cast<double>(k * (k - 1)) * (k == 18 ? 1.0 : sum));
    }
    return sum;
}
[[nodiscard]] inline double short_sine(double z) noexcept {
    const double y = num::rounded(z * z);
    double sum = 0.0;
    for (int k = 19; k > 1; k -= 2) {
        sum = 1.0 - num::rounded(y / static_cast<double>(k * (k - 1)) * (k == 19 ? 1.0 : sum));
    }
    return num::rounded(z * sum);
}

/// (1 + cos(pi*x)) / 2 for x >= 0: 1 at 0, 0 at 1, exactly.
[[nodiscard]] inline double half_wave(double x) noexcept {
    double within = std::fma(-2.0, num::floor(x * 0.5), x);  // exact: [0, 2)
    within = within > 1.0 ? 2.0 - within : within;
    constexpr double pi = std::numbers::pi;
    double cosine = 0.0;
    if (within <= 0.25) {
        cosine = short_cosine(pi * within);
    } else if (within < 0.5) {
        cosine = short_sine(pi * (0.5 - within));
    } else if (within < 0.75) {
        cosine = -short_sine(pi * (within - 0.5));
    } else {
        cosine = -short_cosine(pi * (1.0 - within));
    }
    return (1.0 + cosine) / 2.0;
}

/// base^exponent for base >= 0 and exponent >= 0; whole powers below 64 by multiplications alone. 0^0 = 1.
[[nodiscard]] inline double power(double base, double exponent) noexcept {
    if (exponent < 64.0 && num::floor(exponent) == exponent) {
        double result = 1.0;
        for (int k = static_cast<int>(exponent); k > 0; --k) {
            result = num::rounded(result * base);
        }
        return result;
    }
    return base == 0.0 ? 0.0 : num::exp(exponent * num::log(base));
}

/// from + (to - from) * share.
[[nodiscard]] inline double between(double from, double to, double share) noexcept {
    return std::fma(to - from, share, from);
}

}  // namespace lastro::inline v0::train::detail
