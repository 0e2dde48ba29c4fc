// SPDX-License-Identifier: MIT
// lastro/random/detail/rounded.hpp
//
// How is a product kept a product? A value that has passed `rounded` is a finished double: no compiler can fuse the
// multiplication that made it with an addition that follows.
//
//   const double step = detail::rounded(mean * ratio);
//   sum += step;                                          // an addition on every compiler, never a fused one
#pragma once

namespace lastro::inline v0::random::detail {

/// `x` itself, as it would be read back from memory. Costs nothing on x86-64 and AArch64.
[[nodiscard, gnu::always_inline]] inline double rounded(double x) noexcept {
#if defined(__x86_64__)
    __asm__("" : "+x"(x));
#elif defined(__aarch64__)
    __asm__("" : "+w"(x));
#else
    __asm__("" : "+m"(x));
#endif
    return x;
}

}  // namespace lastro::inline v0::random::detail
