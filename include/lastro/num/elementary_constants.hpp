// SPDX-License-Identifier: MIT
// lastro/num/elementary_constants.hpp
//
// Which numbers are exp, log and their kin made of, in double and in float?
//
//   using c = num::detail::elementary_constants<double>;
//   c::log2_high + c::log2_low;          // log 2 to twice the precision, as two numbers
//
// References
//   [1] W. J. Cody, W. Waite, Software Manual for the Elementary Functions, 1980: log 2 in two parts.
//   [2] Sun Microsystems, fdlibm 5.3 (1993), e_log.c, and its float form in FreeBSD's e_logf.c: the minimax polynomials
//       of log (Lg1 ... Lg7). "Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a
//       Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely
//       granted, provided that this notice is preserved."
#pragma once

#include <cstdint>  // uint32_t, uint64_t

namespace lastro::inline v0::num::detail {

/// The constants of one precision. log2_high + log2_low is log 2 to twice the precision; split_high has so few bits
/// that its product with an exponent is exact.
template <class T>
struct elementary_constants;

template <>
struct elementary_constants<double> {
    static constexpr int mantissa_bits = 52;
    static constexpr std::uint64_t bias = 1023;
    static constexpr std::uint64_t mantissa_mask = 0x000FFFFFFFFFFFFFU;
    static constexpr std::uint64_t magnitude_mask = 0x7FFFFFFFFFFFFFFFU;
    static constexpr std::uint64_t sign_mask = 0x8000000000000000U;
    static constexpr std::uint64_t half_root_bits = 0x3FE6A09E00000000U;  // just below sqrt(1/2)
    static constexpr double shifter = 0x1.8p52;         // x + shifter - shifter rounds x to an integer, |x| < 2^51
    static constexpr double exponent_shifter = 0x1p52;  // its low mantissa bits take an integer below 2^52
    static constexpr double smallest_normal = 0x1p-1022;
    static constexpr double lift = 0x1p54;  // brings every subnormal into the normal range
    static constexpr double lift_exponent = 54;
    static constexpr double negligible = 0x1p-54;       // |x| below: exp(x) - 1 = x = log(1 + x) to half an ulp
    static constexpr double negligible_cube = 0x1p-28;  // |x| below: tanh(x) = x to half an ulp
    static constexpr double log2_e = 0x1.71547652b82fep0;
    static constexpr double log2_high = 0x1.62e42fefa39efp-1;
    static constexpr double log2_low = 0x1.abc9e3b39803fp-56;
    static constexpr double split_high = 0x1.62e42feep-1;
    static constexpr double split_low = 0x1.a39ef35793c76p-33;
    static constexpr double exp_low = -746;    // exp underflows to 0 below
    static constexpr double exp_high = 710;    // and overflows above
    static constexpr double exp2_low = -1076;  // 2^x likewise
    static constexpr double exp2_high = 1025;
    static constexpr double expm1_low = -50;     // exp(x) - 1 is -1 below
    static constexpr double tanh_high = 22;      // tanh is 1 above
    static constexpr double softplus_high = 40;  // softplus(x) is x above
    static constexpr double largest_exponent = 1023;
    // 1/2!, 1/3!, ...: Taylor's coefficients; on |r| <= log(2) / 2 the first term left out is below 2^-61 of r.
    static constexpr double exp_tail[] = {
        1.0 / 2,      1.0 / 6,       1.0 / 24,       1.0 / 120,       1.0 / 720,        1.0 / 5040,       1.0 / 40320,
        1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200};
    static constexpr double log_series[] = {
        // Lg1 ... Lg7 of [2]: error below 2^-58.45
        6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
        1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01};
};

template <>
struct elementary_constants<float> {
    static constexpr int mantissa_bits = 23;
    static constexpr std::uint32_t bias = 127;
    static constexpr std::uint32_t mantissa_mask = 0x007FFFFFU;
    static constexpr std::uint32_t magnitude_mask = 0x7FFFFFFFU;
    static constexpr std::uint32_t sign_mask = 0x80000000U;
    static constexpr std::uint32_t half_root_bits = 0x3F3504F3U;
    static constexpr float shifter = 0x1.8p23F;
    static constexpr float exponent_shifter = 0x1p23F;
    static constexpr float smallest_normal = 0x1p-126F;
    static constexpr float lift = 0x1p25F;
    static constexpr float lift_exponent = 25;
    static constexpr float negligible = 0x1p-25F;
    static constexpr float negligible_cube = 0x1p-13F;
    static constexpr float log2_e = 0x1.715476p0F;
    static constexpr float log2_high = 0x1.62e430p-1F;
    static constexpr float log2_low = -0x1.05c610p-29F;
    static constexpr float split_high = 0x1.62e3p-1F;
    static constexpr float split_low = 0x1.2fefa2p-17F;
    static constexpr float exp_low = -105;
    static constexpr float exp_high = 89;
    static constexpr float exp2_low = -151;
    static constexpr float exp2_high = 129;
    static constexpr float expm1_low = -22;
    static constexpr float tanh_high = 10;
    static constexpr float softplus_high = 20;
    static constexpr float largest_exponent = 127;
    static constexpr float exp_tail[] = {1.0F / 2,   1.0F / 6,    1.0F / 24,   1.0F / 120,
                                         1.0F / 720, 1.0F / 5040, 1.0F / 40320};
    static constexpr float log_series[] = {0xaaaaaa.0p-24F, 0xccce13.0p-25F, 0x91e9ee.0p-25F, 0xf89e26.0p-26F};
};

}  // namespace lastro::inline v0::num::detail
