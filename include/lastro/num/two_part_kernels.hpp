// SPDX-License-Identifier: MIT
// lastro/num/two_part_kernels.hpp
//
// How are exp and log computed to more digits than a double has? As a number + low, low being what the number lacks. Steps
// that pow, erfc, gelu and lgamma share, written over packs of double (num/pack.hpp).
//
// References
//   [1] D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B: the exact error of a sum.
//   [2] T. J. Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18, 1971.
#pragma once

#include <lastro/num/elementary_constants.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num::detail {

struct two_part_constants {
    static constexpr double log2_e_low = 0x1.777d0ffda0d24p-56;
    static constexpr double two_thirds_high = 0x1.5555555555555p-1;
    static constexpr double two_thirds_low = 0x1.5555555555555p-55;
    // 2/5 + 2/7 z + 2/9 z^2 + ..., interpolated at the Chebyshev points of 0 <= z <= 0.0295: error below 2^-53.
    static constexpr double atanh_tail[] = {0x1.999999999999ap-2, 0x1.2492492492522p-2, 0x1.c71c71c6ea5acp-3,
                                            0x1.745d177ad436ap-3, 0x1.3b1395b82701ep-3, 0x1.1118cd67251c5p-3,
                                            0x1.df7ba1f4809c3p-4, 0x1.e03a7acf07f85p-4};
};

/// a + b as the returned number + low, exactly [1].
template <class Pack>
[[gnu::always_inline]] inline Pack sum_of(const Pack& a, const Pack& b, Pack& low) {
    const Pack sum = a + b;
    const Pack arrived = sum - a;
    low = (a - (sum - arrived)) + (b - arrived);
    return sum;
}

/// (a + a_low)(b + b_low) as the returned number + low [2].
template <class Pack>
[[gnu::always_inline]] inline Pack product(const Pack& a, const Pack& a_low, const Pack& b, const Pack& b_low,
                                           Pack& low) {
    const Pack y = fma(a, b, a * b_low);
    low = fma(a_low, b, fma(a, b_low, fma(a, b, negative(y))));
    return y;
}

/// exp(x + x_low) / 2^k as the returned number + low, for x from exp_low to exp_high and x_low below an ulp of x.
template <class Pack>
[[gnu::always_inline]] inline Pack exp_in_parts(const Pack& x, const Pack& x_low, Pack& k, Pack& low) {
    Pack rest;
    Pack lost;
    const Pack r = sum_of(reduce_by_log2(x, k, rest), x_low, lost);
    const Pack remainder = rest + lost;
    return exp_of_small(r, fma(remainder, r, remainder), low);  // remainder exp(r), nearly
}

/// log m for sqrt(1/2) <= m < sqrt(2), as the returned number + low, to 2^-65 of its value.
///
/// With s = (m - 1) / (m + 1): log m = 2 atanh(s) = 2 s + 2/3 s^3 + s^5 (2/5 + 2/7 s^2 + ...); s, s^3 and the two sums
/// are kept in two parts.
template <class Pack>
[[gnu::always_inline]] inline Pack log_of_mantissa(const Pack& m, Pack& low) {
    using c = two_part_constants;
    const Pack one = Pack::all(1);
    const Pack two = Pack::all(2);
    const Pack f = m - one;
    const Pack bottom = m + one;
    const Pack bottom_low = m - (bottom - one);
    const Pack inverse = one / bottom;
    const Pack s = f * inverse;
    const Pack s_low = fma(negative(s), bottom_low, fma(negative(s), bottom, f)) * inverse;
    const Pack twice = s * two;  // exact
    const Pack square = s * s;
    const Pack square_low = fma(twice, s_low, fma(s, s, negative(square)));
    const Pack cube = s * square;
    const Pack cube_low = fma(s, square_low, fma(s_low, square, fma(s, square, negative(cube))));
    const Pack third = Pack::all(c::two_thirds_high);
    const Pack sum = fma(cube, third, twice);
    const Pack lost = fma(cube, third, twice - sum);
    Pack tail = fma(cube, Pack::all(c::two_thirds_low), lost);
    tail = fma(cube_low, third, tail);
    tail = fma(s_low, two, tail);
    const Pack fifth = fma(cube, square_low, fma(cube_low, square, cube * square));
    tail = fma(fifth, polynomial(square, c::atanh_tail), tail);
    const Pack high = sum + tail;
    low = tail - (high - sum);
    return high;
}

/// k log 2 + high + low, likewise.
template <class Pack>
[[gnu::always_inline]] inline Pack add_exponent(const Pack& k, const Pack& high, Pack& low) {
    using c = elementary_constants<typename Pack::value_type>;
    const Pack sum = fma(k, Pack::all(c::split_high), high);
    const Pack lost = high - fma(negative(k), Pack::all(c::split_high), sum);
    const Pack tail = fma(k, Pack::all(c::split_low), lost + low);
    const Pack y = sum + tail;
    low = tail - (y - sum);
    return y;
}

}  // namespace lastro::inline v0::num::detail
