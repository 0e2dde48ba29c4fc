// SPDX-License-Identifier: MIT
// lastro/num/error_function_kernels.hpp
//
// Which steps do erf, erfc and gelu share? The tail of the normal distribution in two parts, and the series around 0,
// written over packs of double (num/pack.hpp).
//
// References
//   [1] M. M. Shepherd, J. G. Laframboise, Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < infinity,
//       Mathematics of Computation 36, 1981: that function hardly varies, and is smooth in t = (x - K) / (x + K).
#pragma once

#include <lastro/num/elementary_constants.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/two_part_kernels.hpp>

namespace lastro::inline v0::num::detail {

/// Polynomials are interpolated at the Chebyshev points of their interval, in 220 bits, and then rounded to double.
struct error_function_constants {
    static constexpr double largest = 28;             // erfc(x) underflows to 0 above
    static constexpr double gelu_largest = 39;        // and so does gelu(-x)
    static constexpr double series_until = 0.476875;  // erf(x) is about 1/2 here
    static constexpr double center = 4;               // K of [1]
    // (1 + 2x) exp(x^2) erfc(x) as a polynomial in t, 0 <= x <= 28: error below 2^-56 (2^-61 before rounding).
    static constexpr double scaled_erfc_0 = 0x1.3ba5916e9fd7fp+0;
    static constexpr double scaled_erfc_0_low = -0x1.ac30edc64d8bcp-55;
    static constexpr double scaled_erfc[] = {
        -0x1.1df1ad154a28fp-3,  0x1.f7f5df66fd7e6p-7,   0x1.16ecefcfa5400p-4,   -0x1.9ddb23c3e924bp-4,
        0x1.7fee004e113a0p-4,   -0x1.0fb06dfe46db3p-4,  0x1.3079edf6ae2ebp-5,   -0x1.09623885955c8p-6,
        0x1.49c6727714f22p-8,   -0x1.8d4a996717f16p-11, -0x1.a1df1879570cbp-13, 0x1.3be033841dfc4p-13,
        -0x1.995b13f6b0a3fp-16, -0x1.7882d18e29e35p-17, 0x1.7f3e45c1e5061p-18,  0x1.3926a52c331a6p-22,
        -0x1.bc665b6377870p-21, 0x1.4adcd53cbbc96p-24,  0x1.e689355383b88p-24,  -0x1.483e5f2f13f5cp-26,
        -0x1.1d56405fb00c0p-26, 0x1.cfaa94405e761p-30,  0x1.210c970eb46d4p-29,  0x1.401609bf915e2p-32};
    // Its slope, to a hundredth: for what t itself lost.
    static constexpr double scaled_erfc_slope[] = {-0.1357, -0.002246, 0.1207, -0.1408, 0.7588, -0.8475};
    // erf(x) / x as a polynomial in x^2 <= 0.26: error below 2^-57.
    static constexpr double series_0 = 0x1.20dd750429b6dp+0;
    static constexpr double series_0_low = 0x1.1a3a94c85bebdp-56;
    static constexpr double series[] = {-0x1.812746b0379e6p-2,  0x1.ce2f21a042ae6p-4,   -0x1.b82ce3127c93ap-6,
                                        0x1.565bcd09ab445p-8,   -0x1.c02db1ddad9c1p-11, 0x1.f9a2911c1b223p-14,
                                        -0x1.f4b8dfa9705f4p-17, 0x1.b7456a317015dp-20,  -0x1.3892d132862c9p-23};
    static constexpr double half_root = 0x1.6a09e667f3bcdp-1;  // sqrt(1/2), in two parts
    static constexpr double half_root_low = -0x1.bdd3413b26456p-55;
    static constexpr double density_0 = 0x1.9884533d43651p-2;  // 1 / sqrt(2 pi), in two parts
    static constexpr double density_0_low = -0x1.cbc0d30ebfd15p-56;
    // The slope of gelu, over its zero: a polynomial in t = x - zero, |t| <= 1/4, error below 2^-55; what the zero lacks,
    // times the first coefficient, is the offset.
    static constexpr double gelu_zero = -0x1.80ead197f00b4p-1;
    static constexpr double gelu_zero_offset = -0x1.dc33ec6564406p-58;
    static constexpr double gelu_zero_width = 0.25;
    static constexpr double gelu_slope[] = {0x1.b9d98fa5a3215p-2,   0x1.8d9a941de3ac5p-2,  -0x1.2a2ef9bb86622p-6,
                                            -0x1.d2fa4c17c7e84p-4,  -0x1.e4088244ea8d1p-7, 0x1.3e346def41ff3p-6,
                                            0x1.297b9d6521f94p-8,   -0x1.258a6d855091ep-9, -0x1.8680e7ccdeff9p-11,
                                            0x1.86c8638180b9ep-13,  0x1.6955a6611422dp-14, -0x1.784a7e74fd459p-17,
                                            -0x1.ffafff4e0e463p-18, 0x1.d058093e844d3p-22};
};

/// exp(x^2) erfc(x) for 0 <= x <= 28 given in two parts, as the returned number + low [1].
template <class Pack>
[[gnu::always_inline]] inline Pack scaled_erfc(const Pack& x, const Pack& x_low, Pack& low) {
    using c = error_function_constants;
    const Pack one = Pack::all(1);
    const Pack two = Pack::all(2);
    const Pack center = Pack::all(c::center);
    const Pack above = x - center;
    const Pack below = x + center;
    const Pack above_low = (x - (above + center)) + x_low;
    const Pack below_low = (x - (below - center)) + x_low;
    const Pack inverse_below = one / below;
    const Pack t = above * inverse_below;
    const Pack missing = fma(negative(t), below, above) + above_low;  // of t, times below
    const Pack t_low = fma(negative(t), below_low, missing) * inverse_below;
    const Pack tail = polynomial(t, c::scaled_erfc);
    const Pack flat_0 = Pack::all(c::scaled_erfc_0);
    const Pack flat = fma(t, tail, flat_0);
    const Pack flat_tail = fma(t, tail, flat_0 - flat) + Pack::all(c::scaled_erfc_0_low);
    const Pack flat_low = fma(t_low, polynomial(t, c::scaled_erfc_slope), flat_tail);
    const Pack bottom = fma(x, two, one);
    const Pack bottom_low = fma(x_low, two, fma(x, two, one - bottom));
    const Pack inverse = one / bottom;
    const Pack quotient = flat * inverse;
    const Pack excess = fma(quotient, bottom_low, fma(quotient, bottom, negative(flat))) - flat_low;
    low = negative(excess) * inverse;
    return quotient;
}

/// 1 - (y + y_low) 2^k for a product of at most 1, as the returned number + low.
template <class Pack>
[[gnu::always_inline]] inline Pack one_minus(const Pack& y, const Pack& y_low, const Pack& k, Pack& low) {
    const Pack one = Pack::all(1);
    const Pack factor = negative(power_of_two(at_least(k, -200)));  // less cannot be seen beside 1
    const Pack high = fma(y, factor, one);
    low = fma(y_low, factor, fma(y, factor, one - high));
    return high;
}

/// erfc(x) / 2^k for 0 <= x <= 28, as the returned number + low.
template <class Pack>
[[gnu::always_inline]] inline Pack erfc_tail(const Pack& x, Pack& k, Pack& low) {
    const Pack square = x * x;
    Pack e_low;
    Pack ratio_low;
    const Pack e = exp_in_parts(negative(square), fma(negative(x), x, square), k, e_low);
    const Pack ratio = scaled_erfc(x, Pack::all(0), ratio_low);
    return product(e, e_low, ratio, ratio_low, low);
}

/// erf(x) for |x| <= 1/2, as the returned number + low.
template <class Pack>
[[gnu::always_inline]] inline Pack erf_series(const Pack& x, Pack& low) {
    using c = error_function_constants;
    const Pack square = x * x;
    const Pack first = Pack::all(c::series_0);
    const Pack more = fma(square, polynomial(square, c::series), Pack::all(c::series_0_low));
    const Pack high = fma(x, first, x * more);
    low = fma(x, more, fma(x, first, negative(high)));
    return high;
}

}  // namespace lastro::inline v0::num::detail
