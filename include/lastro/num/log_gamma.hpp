// SPDX-License-Identifier: MIT
// lastro/num/log_gamma.hpp
//
// What is the logarithm of the gamma function of x, to the last bit?
//
//   num::lgamma(5.0);                                    // log(4!), 3.178...
//   num::lgamma(inputs, outputs);                        // spans, element by element; in place too
//
// Within 2 ulp of the true value for x > 0, also around the zeros at 1 and 2; special values as in C's Annex F. Below 0
// the function is log |gamma(x)|, and has a zero on either side of every pole from -3 on and two between -3 and -2:
// the error there is within 2 ulp or below 2^-51, whichever is larger. The text is in double; a float result is the
// double result, rounded once more, and so keeps its digits around those zeros too.
//
// References
//   [1] NIST Digital Library of Mathematical Functions, 5.5.3 (reflection), 5.7.3 (series), 5.11.1 (Stirling's series).
#pragma once

#include <cstddef>  // size_t
#include <limits>   // numeric_limits
#include <span>     // span

#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/elementwise_in_double.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/trigonometric.hpp>
#include <lastro/num/two_part_kernels.hpp>

namespace lastro::inline v0::num {

namespace detail {

/// Polynomials are interpolated at the Chebyshev points of their interval, in 220 bits, and then rounded to double.
struct log_gamma_constants {
    // log gamma(1 + t) / t, |t| <= 1/4: error below 2^-56 (2^-61 before rounding); the first coefficient in two parts.
    static constexpr double one_0 = -0x1.2788cfc6fb619p-1;  // minus Euler's constant
    static constexpr double one_0_low = 0x1.74e292bd18953p-58;
    static constexpr double one[] = {
        0x1.a51a6625307d3p-1, -0x1.9a4d55beab2ddp-2, 0x1.151322ac7d84ep-2, -0x1.a8b9c17aa4707p-3,
        0x1.5b40cb100a9eep-3, -0x1.2703a1de396c3p-3, 0x1.010b36b0c68b9p-3, -0x1.c8066f5e2cda3p-4,
        0x1.9a01e282b40a1p-4, -0x1.748c71ee13f0ap-4, 0x1.556b12446863fp-4, -0x1.3b14bf7d9155cp-4,
        0x1.248e6c7b09ba8p-4, -0x1.11d72c1a90627p-4, 0x1.00bc3fa8df407p-4, -0x1.cd9b02c0d6b30p-5,
        0x1.b3bc98d8742cfp-5, -0x1.1fed7d75d3a3ep-4, 0x1.11e874e4f59a9p-4};
    // log gamma(3/2 + t), |t| <= 1/4: error below 2^-55 (2^-60 before rounding).
    static constexpr double middle[] = {-0x1.eeb95b094c191p-4,  0x1.2aed059bd608bp-5,   0x1.de9e64df22ef3p-2,
                                        -0x1.1ae55b18072dbp-3,  0x1.e0f840dad62f1p-5,   -0x1.da59d53719d74p-6,
                                        0x1.f9ca39da6c120p-7,   -0x1.1a8ba516ee219p-7,  0x1.456f1b064c185p-8,
                                        -0x1.7edb619def02bp-9,  0x1.c9733323ea935p-10,  -0x1.14919cf56c3acp-10,
                                        0x1.5185b301be9d0p-11,  -0x1.9d04ccbd7af66p-12, 0x1.ff0a5d852f34fp-13,
                                        -0x1.62dd4a9d8e172p-13, 0x1.bbd8bfce13a62p-14};
    // log gamma(2 + t) / t, -1/4 <= t <= 1: error below 2^-54 (2^-63 before rounding).
    static constexpr double two_0 = 0x1.b0ee6072093cep-2;
    static constexpr double two_0_low = 0x1.6e2653ab0f0afp-58;
    static constexpr double two[] = {
        0x1.4a34cc4a60fa6p-2,  -0x1.13e001a557608p-4,  0x1.51322ac7d84bep-6,  -0x1.e404fc218ed23p-8,
        0x1.7add6eadaa432p-9,  -0x1.38ac5c2c3a0e4p-10, 0x1.0b36af8f4ca3fp-11, -0x1.d3fd4c9889c6fp-13,
        0x1.a127ab60f1f95p-14, -0x1.78de3539874bep-15, 0x1.580e276b8b64bp-16, -0x1.3cc4dd6fc9cd1p-17,
        0x1.25b9a5db713aep-18, -0x1.118fbaa34962dp-19, 0x1.f97205d295280p-21, -0x1.bd81ecb09a6eep-22,
        0x1.5ad4182215ad3p-23, -0x1.a97cd503e9046p-25, 0x1.5dafbf31779c6p-27, -0x1.1809b7d1dc750p-30};
    // Stirling's series [1], B(2k) / (2k (2k - 1)) for k = 1, 2, ...; at x = 8 the first term left out is below 2^-53.
    static constexpr double stirling[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                                          1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400};
    static constexpr double stirling_from = 8;
    static constexpr double stirling_0 = 0x1.acfe390c97d69p-2;  // (log(2 pi) - 1) / 2
    static constexpr double log_pi = 0x1.250d048e7a1bdp0;
    static constexpr double log_pi_low = 0x1.7abf2ad8d5088p-57;
};

struct lgamma_function {
    static constexpr bool one_by_one = true;

    template <class Number>
    [[gnu::always_inline]] static Number apply(const Number& x) {
        using limits = std::numeric_limits<double>;
        const double size = num::magnitude(x.v);
        if (!(size < limits::infinity())) {
            return Number::all(is_nan(size) ? limits::quiet_NaN() : limits::infinity());
        }
        Number low;
        if (x.v > 0.0) {
            const Number high = above_0(x, low);
            return high + low;
        }
        if (floor(size) == size) {  // the poles
            return Number::all(limits::infinity());
        }
        return below_0(Number::all(size));
    }

private:
    using c = log_gamma_constants;

    /// log x for x > 0, as the returned number + low.
    template <class Number>
    [[gnu::always_inline]] static Number log_in_parts(const Number& x, Number& low) {
        Number k;
        const Number mantissa_log = log_of_mantissa(decompose_any(x, k), low);
        return add_exponent(k, mantissa_log, low);
    }

    /// a + b + (a_low + b_low), as the returned number + low.
    template <class Number>
    [[gnu::always_inline]] static Number sum_of_parts(const Number& a, const Number& a_low, const Number& b,
                                                      const Number& b_low, Number& low) {
        const Number sum = sum_of(a, b, low);
        low = low + (a_low + b_low);
        return sum;
    }

    /// t (first + t (...)), as the returned number + low.
    template <class Number, std::size_t Count>
    [[gnu::always_inline]] static Number series(const Number& t, double first, double first_low,
                                                const double (&more)[Count], Number& low) {
        const Number tail = fma(t, polynomial(t, more), Number::all(first_low));
        const Number high = fma(t, Number::all(first), t * tail);
        low = fma(t, tail, fma(t, Number::all(first), negative(high)));
        return high;
    }

    /// log gamma(1 + x) for 0 <= x < 2, as the returned number + low.
    template <class Number>
    [[gnu::always_inline]] static Number after_1(const Number& x, Number& low) {
        if (x.v < 0.25) {
            return series(x, c::one_0, c::one_0_low, c::one, low);
        }
        if (x.v < 0.75) {
            low = Number::all(0);
            return polynomial(x - Number::all(0.5), c::middle);
        }
        return series(x - Number::all(1), c::two_0, c::two_0_low, c::two, low);
    }

    /// log gamma(x) for x > 0, as the returned number + low.
    template <class Number>
    [[gnu::always_inline]] static Number above_0(const Number& x, Number& low) {
        const Number one = Number::all(1);
        Number log_low;
        if (x.v < 0.75) {  // log gamma(1 + x) - log x
            Number after_low;
            const Number after = after_1(x, after_low);
            const Number log_x = log_in_parts(x, log_low);
            return sum_of_parts(negative(log_x), negative(log_low), after, after_low, low);
        }
        if (x.v < 1.25) {
            return series(x - one, c::one_0, c::one_0_low, c::one, low);
        }
        if (x.v < 3.0) {
            return after_1(x - one, low);
        }
        if (x.v < c::stirling_from) {  // log((x - 1)(x - 2) ... y) + log gamma(y), y from 2 to 3
            Number y = x;
            Number product = one;
            while (y.v >= 3.0) {
                y = y - one;
                product = product * y;
            }
            Number after_low;
            const Number after = after_1(y - one, after_low);
            const Number log_product = log_in_parts(product, log_low);
            return sum_of_parts(log_product, log_low, after, after_low, low);
        }
        const Number log_x = log_in_parts(x, log_low);
        const Number inverse = one / x;
        const Number correction = fma(inverse, polynomial(inverse * inverse, c::stirling), Number::all(c::stirling_0));
        const Number before = x - Number::all(0.5);
        const Number factor = log_x - one;  // exact
        const Number first = fma(before, factor, before * log_low);
        if (!(first.v < std::numeric_limits<double>::infinity())) {
            low = Number::all(0);
            return first;
        }
        const Number first_low = fma(before, log_low, fma(before, factor, negative(first)));
        return sum_of_parts(first, first_low, correction, Number::all(0), low);
    }

    /// log |gamma(-x)| for x > 0 that is not whole: log(pi / |sin(pi x)|) - log gamma(1 + x) [1].
    template <class Number>
    [[gnu::always_inline]] static Number below_0(const Number& x) {
        Number log_low;
        if (x.v < 0x1p-60) {  // the other terms cannot be seen
            const Number log_x = log_in_parts(x, log_low);
            return negative(log_x);
        }
        Number sine = magnitude(sin_2pi_function::apply(x * Number::all(0.5)));
        Number after;
        Number after_low;
        Number sine_low = Number::all(0);
        if (x.v < 2.0) {
            after = after_1(x, after_low);
        } else {  // log gamma(1 + x) = log x + log gamma(x)
            after = above_0(x, after_low);
            const Number sine_x = sine * x;
            sine_low = fma(sine, x, negative(sine_x)) / sine_x;
            sine = sine_x;
        }
        const Number log_sine = log_in_parts(sine, log_low);
        Number low;
        const Number sum = sum_of_parts(log_sine, log_low + sine_low, after, after_low, low);
        const Number high =
            sum_of_parts(Number::all(c::log_pi), Number::all(c::log_pi_low), negative(sum), negative(low), low);
        return high + low;
    }
};

}  // namespace detail

/// log |gamma(x)|. Infinity at 0, at the negative whole numbers and for infinities.
[[nodiscard]] inline double lgamma(double x) noexcept { return detail::apply_in_double<detail::lgamma_function>(x); }
[[nodiscard]] inline float lgamma(float x) noexcept { return detail::apply_in_double<detail::lgamma_function>(x); }
/// y[i] = lgamma(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void lgamma(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::lgamma_function>("lgamma", x, y);
}
inline void lgamma(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::lgamma_function>("lgamma", x, y);
}

}  // namespace lastro::inline v0::num
