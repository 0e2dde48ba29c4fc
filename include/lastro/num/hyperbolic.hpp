// SPDX-License-Identifier: MIT
// lastro/num/hyperbolic.hpp
//
// What are exp(x) - 1 and the hyperbolic tangent, which is made of it, to the last bit?
//
//   num::expm1(x);  num::tanh(x);                        // one double or float
//   num::tanh(inputs, outputs);                          // spans, element by element; in place too
//
// Within 2 ulp of the true value; special values as in C's Annex F, every NaN result the one quiet NaN.
//
// References
//   [1] D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B: the exact error of a sum.
#pragma once

#include <span>  // span

#include <lastro/num/elementary_constants.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/elementwise.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num {

namespace detail {

/// (exp(x) - 1) / scale as the returned number + low, for x from expm1_low to exp_high; scale is 1 or 2.
///
/// With t = 2^k: exp(x) - 1 = (t - 1) + t r + t w, w = r^2 (1/2 + r/6 + ...) + rest; the products by t are exact, and
/// the errors of the three sums are kept [1].
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

struct expm1_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = elementary_constants<typename Pack::value_type>;
        Pack low;
        Pack scale;
        const Pack high = exp_minus_one(at_most(at_least(x, c::expm1_low), c::exp_high), low, scale);
        const Pack y = (high + low) * scale;
        return unless_nan(x, select(less(magnitude(x), Pack::all(c::negligible)), x, y));
    }
};

struct tanh_function {
    /// tanh |x| = -e / (2 + e) with e = exp(-2 |x|) - 1, the quotient corrected by its remainder.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = elementary_constants<typename Pack::value_type>;
        const Pack zero = Pack::all(0);
        const Pack one = Pack::all(1);
        const Pack two = Pack::all(2);
        const Pack size = magnitude(x);
        const Pack clamped = at_most(size, c::tanh_high);
        Pack low;
        Pack scale;
        const Pack high = exp_minus_one(clamped * Pack::all(-2), low, scale);
        const Pack bottom = high + two;
        const Pack bottom_low = (two - bottom) + high + low;
        const Pack inverse = one / bottom;
        const Pack quotient = (zero - high) * inverse;
        const Pack excess = fma(quotient, bottom, high) + fma(quotient, bottom_low, low);
        const Pack y = select(less(size, Pack::all(c::negligible_cube)), size, fma(zero - excess, inverse, quotient));
        return unless_nan(x, with_sign(y, x));
    }
};

}  // namespace detail

/// exp(x) - 1 without cancellation near 0. expm1(-0.0) = -0.0.
[[nodiscard]] inline double expm1(double x) noexcept { return detail::apply<detail::expm1_function>(x); }
[[nodiscard]] inline float expm1(float x) noexcept { return detail::apply<detail::expm1_function>(x); }
/// y[i] = expm1(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void expm1(std::span<const double> x, std::span<double> y) {
    detail::map<detail::expm1_function>("expm1", x, y);
}
inline void expm1(std::span<const float> x, std::span<float> y) { detail::map<detail::expm1_function>("expm1", x, y); }

/// The hyperbolic tangent, an odd function: tanh(-x) = -tanh(x) to the bit, also for zeros.
[[nodiscard]] inline double tanh(double x) noexcept { return detail::apply<detail::tanh_function>(x); }
[[nodiscard]] inline float tanh(float x) noexcept { return detail::apply<detail::tanh_function>(x); }
/// y[i] = tanh(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void tanh(std::span<const double> x, std::span<double> y) { detail::map<detail::tanh_function>("tanh", x, y); }
inline void tanh(std::span<const float> x, std::span<float> y) { detail::map<detail::tanh_function>("tanh", x, y); }

}  // namespace lastro::inline v0::num
