// SPDX-License-Identifier: MIT
// lastro/num/ieee.hpp
//
// Which operations does IEEE 754 round correctly everywhere? These, without the 5,000 preprocessed lines of <cmath>.
//
//   num::fma(a, b, c);                 // a * b + c, rounded once
//   num::square_root(2.0);             // the double nearest to the root
//   num::is_nan(x);
//
// Each gives the same bits on every machine; on a CPU without a fused multiply-add the C library computes it.
#pragma once

#include <cstdint>      // uint32_t, uint64_t
#include <type_traits>  // conditional_t

namespace lastro::inline v0::num {

namespace detail {

/// The unsigned integer of T's size.
template <class T>
using bits_of = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

}  // namespace detail

/// a * b + c, rounded once.
[[nodiscard]] inline double fma(double a, double b, double c) noexcept { return __builtin_fma(a, b, c); }
[[nodiscard]] inline float fma(float a, float b, float c) noexcept { return __builtin_fmaf(a, b, c); }

/// The number nearest to the square root; NaN below -0.
[[nodiscard]] inline double square_root(double x) noexcept { return __builtin_sqrt(x); }
[[nodiscard]] inline float square_root(float x) noexcept { return __builtin_sqrtf(x); }

/// The largest whole number that is at most x.
[[nodiscard]] inline double floor(double x) noexcept { return __builtin_floor(x); }

/// The smallest whole number that is at least x.
[[nodiscard]] inline double ceil(double x) noexcept { return __builtin_ceil(x); }

/// |x|; clears the sign of a NaN and of -0 too.
[[nodiscard]] constexpr double magnitude(double x) noexcept { return __builtin_fabs(x); }
[[nodiscard]] constexpr float magnitude(float x) noexcept { return __builtin_fabsf(x); }

/// `x` itself, as a finished number: no compiler can fuse the product that made it with an addition that follows.
template <class T>
[[nodiscard, gnu::always_inline]] inline T rounded(T x) noexcept {
#if defined(__x86_64__)
    __asm__("" : "+x"(x));
#elif defined(__aarch64__)
    __asm__("" : "+w"(x));
#elif defined(__s390x__)
    __asm__("" : "+f"(x));
#else
    __asm__("" : "+m"(x));
#endif
    return x;
}

[[nodiscard]] constexpr bool is_nan(double x) noexcept { return __builtin_isnan(x); }
[[nodiscard]] constexpr bool is_infinite(double x) noexcept { return __builtin_isinf(x) != 0; }
[[nodiscard]] constexpr bool is_finite(double x) noexcept { return __builtin_isfinite(x) != 0; }

}  // namespace lastro::inline v0::num
