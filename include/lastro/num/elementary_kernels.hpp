// SPDX-License-Identifier: MIT
// lastro/num/elementary_kernels.hpp
//
// Which steps do exp, log and their kin share? Argument reductions and polynomials, written over packs (num/pack.hpp).
// With the texts of the functions (num/exponential.hpp and its neighbours) they define the functions' bits.
//
// Every operation is +, -, *, / or fma of IEEE 754, or works on the bit pattern; no product is an operand of + or -,
// so that no compiler can fuse anything that is not written as fma here. NaN in, the one quiet NaN out.
//
// References
//   [1] W. J. Cody, W. Waite, Software Manual for the Elementary Functions, 1980: reduction by multiples of log 2.
//   [2] Sun Microsystems, fdlibm 5.3 (1993), e_log.c and s_log1p.c, and its float form in FreeBSD's e_logf.c: the
//       decomposition of log and its minimax polynomials.
#pragma once

#include <bit>      // bit_cast
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
    if constexpr (requires { smaller(x, x); }) {
        return smaller(Pack::all(most), x);
    } else {
        return select(less(Pack::all(most), x), Pack::all(most), x);
    }
}

/// The larger of x and a number; NaN stays.
template <class Pack>
[[gnu::always_inline]] inline Pack at_least(const Pack& x, typename Pack::value_type least) {
    if constexpr (requires { larger(x, x); }) {
        return larger(Pack::all(least), x);
    } else {
        return select(less(x, Pack::all(least)), Pack::all(least), x);
    }
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
    if constexpr (requires { scale(k, k); }) {
        return scale(Pack::all(1), k);
    } else {
        return bits_left(bits_add(k + Pack::all(c::shifter), c::bias), c::mantissa_bits);
    }
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
    if constexpr (requires { scale(y, k); }) {
        return scale(y, k);
    } else {
        const Pack half_k = fma(k, Pack::all(T{0.5}), Pack::all(c::shifter)) - Pack::all(c::shifter);
        return y * power_of_two(half_k) * power_of_two(k - half_k);
    }
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
    if constexpr (requires { mantissa(x); }) {
        const Pack m = mantissa(x);
        const Pack half = Pack::all(T{0.5});
        const auto low = less(m, Pack::all(T{2} * std::bit_cast<T>(c::half_root_bits)));
        k = exponent(x) + select(low, Pack::all(0), Pack::all(1));
        return select(low, m, m * half);
    } else {
        const Pack moved = bits_add(x, one_bits - c::half_root_bits);
        const Pack shifted = bits_or(bits_right(moved, c::mantissa_bits), Pack::all(c::exponent_shifter));
        k = shifted - Pack::all(c::exponent_shifter + static_cast<T>(c::bias));
        return bits_add(bits_and(moved, c::mantissa_mask), c::half_root_bits);
    }
}

/// `decompose` for any x > 0, also subnormal.
template <class Pack>
[[gnu::always_inline]] inline Pack decompose_any(const Pack& x, Pack& k) {
    using c = elementary_constants<typename Pack::value_type>;
    if constexpr (requires { mantissa(x); }) {
        return decompose(x, k);
    } else {
        const auto subnormal = less(x, Pack::all(c::smallest_normal));
        Pack lifted_k;
        const Pack m = decompose(select(subnormal, x * Pack::all(c::lift), x), lifted_k);
        k = lifted_k - select(subnormal, Pack::all(c::lift_exponent), Pack::all(0));
        return m;
    }
}

/// `y` where x is 0 or above, else (x may be NaN) the quiet NaN.
template <class Pack>
[[gnu::always_inline]] inline Pack nan_below_0(const Pack& x, const Pack& y) {
    return select(equal(magnitude(x), x), y, Pack::all(std::numeric_limits<typename Pack::value_type>::quiet_NaN()));
}

/// What log and its kin are outside (0, infinity): -infinity at 0, NaN below, infinity at infinity.
template <class Pack>
[[gnu::always_inline]] inline Pack with_log_limits(const Pack& argument, const Pack& result) {
    using limits = std::numeric_limits<typename Pack::value_type>;
    const Pack zero = Pack::all(0);
    const Pack infinity = Pack::all(limits::infinity());
    Pack y = select(equal(argument, infinity), infinity, result);
    y = select(equal(argument, zero), zero - infinity, y);
    return nan_below_0(argument, y);
}

}  // namespace lastro::inline v0::num::detail
