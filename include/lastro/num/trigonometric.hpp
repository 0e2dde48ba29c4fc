// SPDX-License-Identifier: MIT
// lastro/num/trigonometric.hpp
//
// What is the sine or cosine of any number, to the last bit?
//
//   num::sin(1e300);  num::cos(x);                       // radians, one double or float of any size
//   num::sin_2pi(u);  num::cos_2pi(u);                   // turns: exact where u is a multiple of 1/4
//   num::sin(inputs, outputs);                           // spans, element by element; in place too
//
// Within 2 ulp of the true value; special values as in C's Annex F, every NaN result the one quiet NaN. Texts in double;
// a float result is the double result, rounded once more.
//
// References
//   [1] W. J. Cody, W. Waite, Software Manual for the Elementary Functions, 1980: reduction by a constant in parts.
//   [2] Sun Microsystems, fdlibm 5.3 (1993), k_sin.c and k_cos.c: the minimax polynomials (S1 ... S6, C1 ... C6).
//       "Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems,
//       Inc. business. Permission to use, copy, modify, and distribute this software is freely granted, provided that
//       this notice is preserved."
#pragma once

#include <cstdint>  // uint64_t
#include <limits>   // numeric_limits
#include <span>     // span

#include <lastro/num/elementary_constants.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/elementwise_in_double.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/trigonometric_reduction.hpp>
#include <lastro/num/two_part_kernels.hpp>

namespace lastro::inline v0::num {

namespace detail {

/// The series of sine and cosine on |r| <= pi / 4, from the third power on [2].
struct sine_series {
    static constexpr double of_sine[] = {-1.66666666666666324348e-01, 8.33333333332248946124e-03,
                                         -1.98412698298579493134e-04, 2.75573137070700676789e-06,
                                         -2.50507602534068634195e-08, 1.58969099521155010221e-10};
    static constexpr double of_cosine[] = {4.16666666666666019037e-02, -1.38888888888741095749e-03,
                                           2.48015872894767294178e-05, -2.75573143513906633035e-07,
                                           2.08757232129817482790e-09, -1.13596475577881948265e-11};
};

/// sin(count pi / 2 + r + rest) for |r| <= pi / 4 and a tiny rest; `count` is the integer in the last bits of its lanes.
template <class Pack>
[[gnu::always_inline]] inline Pack sine_of_parts(const Pack& count, const Pack& r, const Pack& rest) {
    const Pack one = Pack::all(1);
    const Pack minus_half = Pack::all(-0.5);
    const Pack z = r * r;
    const Pack z_low = fma(r, r, negative(z));
    const Pack rest_part = fma(rest * z, minus_half, rest);  // rest times cos(r), nearly
    const Pack sine = r + fma(z * r, polynomial(z, sine_series::of_sine), rest_part);
    const Pack top = fma(z, minus_half, one);
    const Pack lost = fma(z, minus_half, one - top);
    const Pack low = fma(z_low, minus_half, fma(negative(r), rest, lost));
    const Pack cosine = top + fma(z * z, polynomial(z, sine_series::of_cosine), low);
    const Pack odd = bits_left(bits_and(count, 1), 62);  // 2 where the last bit is 1
    const Pack sign = bits_left(bits_and(count, 2), 62);
    return select(equal(odd, Pack::all(0)), sine, cosine) * bits_or(sign, one);
}

/// x = k pi / 2 + r + rest with |r| <= pi / 4, for |x| < 2^27 [1]; `count` holds k in its last bits. The first difference
/// is exact, the error of the second is kept.
template <class Pack>
[[gnu::always_inline]] inline Pack reduce_by_half_pi(const Pack& x, Pack& count, Pack& rest) {
    using t = trigonometric_constants;
    const Pack shifter = Pack::all(elementary_constants<double>::shifter);
    count = fma(x, Pack::all(t::two_over_pi), shifter);
    const Pack minus_k = shifter - count;
    const Pack high = fma(minus_k, Pack::all(t::half_pi[0]), x);
    const Pack middle = Pack::all(t::half_pi[1]);
    const Pack low = Pack::all(t::half_pi[2]);
    const Pack less_high = fma(minus_k, middle, minus_k * low);
    const Pack less_low = fma(minus_k, low, fma(minus_k, middle, negative(less_high)));
    const Pack r = sum_of(high, less_high, rest);
    rest = rest + less_low;
    return r;
}

/// The sine, or with `Ahead` = 1 the cosine, of x, which is a quarter turn ahead.
template <std::uint64_t Ahead>
struct circular_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        Pack count;
        Pack rest;
        const Pack r = reduce_by_half_pi(x, count, rest);
        const Pack y = sine_of_parts(bits_add(count, Ahead), r, rest);
        if constexpr (Ahead == 0) {
            const auto tiny = less(magnitude(x), Pack::all(elementary_constants<double>::negligible_cube));
            return unless_nan(x, select(tiny, x, y));
        } else {
            return unless_nan(x, y);
        }
    }

    [[nodiscard]] static bool is_rare(double x) noexcept { return num::magnitude(x) >= trigonometric_constants::large; }

    template <class Number>
    [[gnu::always_inline]] static Number rare(const Number& x) {
        if (is_infinite(x.v)) {
            return Number::all(std::numeric_limits<double>::quiet_NaN());
        }
        const quarter_turns turned = reduce_large(x.v);
        const Number count = bits_add(Number::all(0), turned.count + Ahead);
        return sine_of_parts(count, Number::all(turned.r), Number::all(turned.rest));
    }
};

struct sin_function : circular_function<0> {};
struct cos_function : circular_function<1> {};

/// The sine, or a quarter turn ahead the cosine, of 2 pi u; exact reduction to at most an eighth of a turn.
template <std::uint64_t Ahead>
struct circular_2pi_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& u) {
        using c = elementary_constants<double>;
        using t = trigonometric_constants;
        const Pack zero = Pack::all(0);
        const Pack shifter = Pack::all(c::shifter);
        const Pack all_whole = Pack::all(c::exponent_shifter);
        const Pack size = select(less(magnitude(u), all_whole), magnitude(u), zero);  // larger ones are whole turns
        const Pack fraction = size - ((size + all_whole) - all_whole);
        const Pack count = fma(fraction, Pack::all(4), shifter);
        const Pack quarters = fma(fraction, Pack::all(4), shifter - count);
        const Pack half_pi = Pack::all(t::half_pi[0]);
        const Pack half_pi_low = Pack::all(t::half_pi[1]);
        const Pack r = fma(quarters, half_pi, quarters * half_pi_low);
        const Pack rest = fma(quarters, half_pi_low, fma(quarters, half_pi, negative(r)));
        const Pack y = sine_of_parts(bits_add(count, Ahead), r, rest);
        if constexpr (Ahead == 0) {
            const Pack minus_if_negative = bits_or(bits_and(u, c::sign_mask), Pack::all(1));
            return unless_nan(u - u, select(equal(y, zero), zero, y) * minus_if_negative);
        } else {
            return unless_nan(u - u, select(equal(y, zero), zero, y));
        }
    }
};

struct sin_2pi_function : circular_2pi_function<0> {};
struct cos_2pi_function : circular_2pi_function<1> {};

}  // namespace detail

/// The sine of x radians. NaN for infinities; sin(-0.0) = -0.0.
[[nodiscard]] inline double sin(double x) noexcept { return detail::apply_in_double<detail::sin_function>(x); }
[[nodiscard]] inline float sin(float x) noexcept { return detail::apply_in_double<detail::sin_function>(x); }
/// y[i] = sin(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void sin(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::sin_function>("sin", x, y);
}
inline void sin(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::sin_function>("sin", x, y);
}

/// The cosine of x radians. NaN for infinities.
[[nodiscard]] inline double cos(double x) noexcept { return detail::apply_in_double<detail::cos_function>(x); }
[[nodiscard]] inline float cos(float x) noexcept { return detail::apply_in_double<detail::cos_function>(x); }
/// y[i] = cos(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void cos(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::cos_function>("cos", x, y);
}
inline void cos(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::cos_function>("cos", x, y);
}

/// The sine of u turns, sin(2 pi u): exact where u is a multiple of 1/4, and odd to the bit. A zero has the sign of u. NaN for
/// infinities.
[[nodiscard]] inline double sin_2pi(double u) noexcept { return detail::apply_in_double<detail::sin_2pi_function>(u); }
[[nodiscard]] inline float sin_2pi(float u) noexcept { return detail::apply_in_double<detail::sin_2pi_function>(u); }
/// y[i] = sin_2pi(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void sin_2pi(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::sin_2pi_function>("sin_2pi", x, y);
}
inline void sin_2pi(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::sin_2pi_function>("sin_2pi", x, y);
}

/// The cosine of u turns, cos(2 pi u): exact where u is a multiple of 1/4, with zeros +0. NaN for infinities.
[[nodiscard]] inline double cos_2pi(double u) noexcept { return detail::apply_in_double<detail::cos_2pi_function>(u); }
[[nodiscard]] inline float cos_2pi(float u) noexcept { return detail::apply_in_double<detail::cos_2pi_function>(u); }
/// y[i] = cos_2pi(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void cos_2pi(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::cos_2pi_function>("cos_2pi", x, y);
}
inline void cos_2pi(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::cos_2pi_function>("cos_2pi", x, y);
}

}  // namespace lastro::inline v0::num
