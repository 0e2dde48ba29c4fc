// SPDX-License-Identifier: MIT
// lastro/num/elementary_kernels.hpp
//
// Which steps do exp, log and their kin share? Argument reductions, polynomials and sums kept in two parts, written over
// packs (num/pack.hpp). With the texts of the functions, which stand beside them (num/exponential.hpp and its
// neighbours), they define the functions' bits.
//
// Every operation is +, -, *, / or fma of IEEE 754, or works on the bit pattern; no product is an operand of + or -,
// so that no compiler can fuse anything that is not written as fma here. NaN in, the one quiet NaN out.
//
// References
//   [1] W. J. Cody, W. Waite, Software Manual for the Elementary Functions, 1980: reduction by multiples of log 2.
//   [2] Sun Microsystems, fdlibm 5.3 (1993), e_log.c and s_log1p.c, and its float form in FreeBSD's e_logf.c: the
//       decomposition of log and its minimax polynomials.
//   [3] D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B: the exact error of a sum.
#pragma once

#include <cstddef>  // size_t
#include <limits>   // numeric_limits

#include <lastro/num/elementary_constants.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num::detail {

/// c[At] + c[At + 1] x + c[At + 2] x^2 + ..., by Horner's rule, one fma per step; a recursion, so that it is always
/// straight code.
template <std::size_t At = 0, class Pack, class T, std::size_t Count>
[[gnu::always_inline]] inline Pack polynomial(const Pack& x, const T (&c)[Count]) {
    if constexpr (At + 1 == Count) {
        return Pack::all(c[At]);
    } else {
        return fma(polynomial<At + 1>(x, c), x, Pack::all(c[At]));
    }
}

template <class Pack>
[[gnu::always_inline]] inline Pack magnitude(const Pack& x) {
    return bits_and(x, elementary_constants<typename Pack::value_type>::magnitude_mask);
}

/// |x| with the sign of `sign`.
template <class Pack>
[[gnu::always_inline]] inline Pack with_sign(const Pack& x, const Pack& sign) {
    return bits_or(magnitude(x), bits_and(sign, elementary_constants<typename Pack::value_type>::sign_mask));
}

/// -x, also of zeros.
template <class Pack>
[[gnu::always_inline]] inline Pack negative(const Pack& x) {
    return bits_add(x, elementary_constants<typename Pack::value_type>::sign_mask);
}

/// The smaller of x and a number; NaN stays.
template <class Pack>
[[gnu::always_inline]] inline Pack at_most(const Pack& x, typename Pack::value_type most) {
    return select(less(Pack::all(most), x), Pack::all(most), x);
}

/// The larger of x and a number; NaN stays.
template <class Pack>
[[gnu::always_inline]] inline Pack at_least(const Pack& x, typename Pack::value_type least) {
    return select(less(x, Pack::all(least)), Pack::all(least), x);
}

/// `y` where x is a number, else the quiet NaN.
template <class Pack>
[[gnu::always_inline]] inline Pack unless_nan(const Pack& x, const Pack& y) {
    using T = typename Pack::value_type;
    return select(equal(x, x), y, Pack::all(std::numeric_limits<T>::quiet_NaN()));
}

/// 2^k for an integer k from 1 - bias to bias.
template <class Pack>
[[gnu::always_inline]] inline Pack power_of_two(const Pack& k) {
    using c = elementary_constants<typename Pack::value_type>;
    return bits_left(bits_add(k + Pack::all(c::shifter), c::bias), c::mantissa_bits);
}

/// x = k log 2 + r + rest with an integer k, |r| <= log(2) / 2 and a tiny rest [1]; returns r. x - k log2_high is
/// exact. (References, not a struct of packs: g++ 12 would move that through memory.)
template <class Pack>
[[gnu::always_inline]] inline Pack reduce_by_log2(const Pack& x, Pack& k, Pack& rest) {
    using c = elementary_constants<typename Pack::value_type>;
    const Pack minus_low = Pack::all(-c::log2_low);
    k = fma(x, Pack::all(c::log2_e), Pack::all(c::shifter)) - Pack::all(c::shifter);
    const Pack high = fma(k, Pack::all(-c::log2_high), x);
    const Pack r = fma(k, minus_low, high);
    rest = fma(k, minus_low, high - r);
    return r;
}

/// y 2^k for |k| <= 2 bias; 2^k in two factors, so that only the last product rounds or overflows.
template <class Pack>
[[gnu::always_inline]] inline Pack scaled(const Pack& y, const Pack& k) {
    using T = typename Pack::value_type;
    using c = elementary_constants<T>;
    const Pack half_k = fma(k, Pack::all(T{0.5}), Pack::all(c::shifter)) - Pack::all(c::shifter);
    return y * power_of_two(half_k) * power_of_two(k - half_k);
}

/// exp(r + rest) for |r| <= log(2) / 2 and a tiny rest: 1 + r + r^2 (1/2 + r/6 + ...), as the returned number + low.
template <class Pack>
[[gnu::always_inline]] inline Pack exp_of_small(const Pack& r, const Pack& rest, Pack& low) {
    using c = elementary_constants<typename Pack::value_type>;
    const Pack one = Pack::all(1);
    const Pack sum = r + one;
    const Pack lost = (r - (sum - one)) + rest;
    const Pack tail = fma(r * r, polynomial(r, c::exp_tail), lost);
    const Pack high = sum + tail;
    low = tail - (high - sum);
    return high;
}

/// (exp(x) - 1) / scale as the returned number + low, for x from expm1_low to exp_high; scale is 1 or 2.
///
/// With t = 2^k: exp(x) - 1 = (t - 1) + t r + t w, w = r^2 (1/2 + r/6 + ...) + rest; the products by t are exact, and
/// the errors of the three sums are kept [3].
template <class Pack>
[[gnu::always_inline]] inline Pack exp_minus_one(const Pack& x, Pack& low, Pack& scale) {
    using c = elementary_constants<typename Pack::value_type>;
    const Pack zero = Pack::all(0);
    const Pack one = Pack::all(1);
    Pack whole_k;
    Pack rest;
    const Pack r = reduce_by_log2(x, whole_k, rest);
    const Pack top = Pack::all(c::largest_exponent);
    const Pack k = select(less(top, whole_k), top, whole_k);
    const Pack t = power_of_two(k);
    const Pack w = fma(r * r, polynomial(r, c::exp_tail), rest);
    const Pack a = t - one;
    const Pack sum = fma(t, r, a);
    const Pack b = sum - a;  // the part of t r that reached the sum
    const Pack lost_b = (a - (sum - b)) + fma(t, r, zero - b);
    const Pack high = fma(t, w, sum);
    const Pack lost_a = t - (a + one);
    const Pack d = high - sum;
    const Pack lost_d = (sum - (high - d)) + fma(t, w, zero - d);
    low = (lost_a + lost_b) + lost_d;
    scale = power_of_two(whole_k - k);
    return high;
}

/// log(2^k (1 + f)) + correction for sqrt(1/2) <= 1 + f < sqrt(2) [2].
///
/// With s = f / (2 + f): log(1 + f) = 2 atanh(s) = f - (f^2/2 - s (f^2/2 + R(s^2))).
template <class Pack>
[[gnu::always_inline]] inline Pack log_of_parts(const Pack& k, const Pack& f, const Pack& correction) {
    using c = elementary_constants<typename Pack::value_type>;
    const Pack s = f / (f + Pack::all(2));
    const Pack z = s * s;
    const Pack half_f = f * Pack::all(typename Pack::value_type{0.5});
    const Pack sum = fma(z, polynomial(z, c::log_series), half_f * f);
    const Pack low = fma(s, sum, fma(k, Pack::all(c::split_low), correction));
    const Pack fall = fma(half_f, f, Pack::all(0) - low);
    return fma(k, Pack::all(c::split_high), f - fall);
}

/// x = 2^k m with sqrt(1/2) <= m < sqrt(2), for a normal x > 0; returns m.
template <class Pack>
[[gnu::always_inline]] inline Pack decompose(const Pack& x, Pack& k) {
    using T = typename Pack::value_type;
    using c = elementary_constants<T>;
    constexpr auto one_bits = c::bias << c::mantissa_bits;
    const Pack moved = bits_add(x, one_bits - c::half_root_bits);
    const Pack shifted = bits_or(bits_right(moved, c::mantissa_bits), Pack::all(c::exponent_shifter));
    k = shifted - Pack::all(c::exponent_shifter + static_cast<T>(c::bias));
    return bits_add(bits_and(moved, c::mantissa_mask), c::half_root_bits);
}

/// `decompose` for any x > 0, also subnormal.
template <class Pack>
[[gnu::always_inline]] inline Pack decompose_any(const Pack& x, Pack& k) {
    using c = elementary_constants<typename Pack::value_type>;
    const auto subnormal = less(x, Pack::all(c::smallest_normal));
    Pack lifted_k;
    const Pack m = decompose(select(subnormal, x * Pack::all(c::lift), x), lifted_k);
    k = lifted_k - select(subnormal, Pack::all(c::lift_exponent), Pack::all(0));
    return m;
}

/// What log and its kin are outside (0, infinity): -infinity at 0, NaN below, infinity at infinity.
template <class Pack>
[[gnu::always_inline]] inline Pack with_log_limits(const Pack& argument, const Pack& result) {
    using limits = std::numeric_limits<typename Pack::value_type>;
    const Pack zero = Pack::all(0);
    const Pack infinity = Pack::all(limits::infinity());
    Pack y = select(equal(argument, infinity), infinity, result);
    y = select(equal(argument, zero), zero - infinity, y);
    y = select(less(argument, zero), Pack::all(limits::quiet_NaN()), y);
    return unless_nan(argument, y);
}

}  // namespace lastro::inline v0::num::detail
