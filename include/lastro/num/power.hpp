// SPDX-License-Identifier: MIT
// lastro/num/power.hpp
//
// What is x to the power of y, and how do powers of 2 grow, to the last bit?
//
//   num::pow(x, 0.75);                                   // one double or float
//   num::pow(bases, exponents, outputs);                 // spans, element by element
//   num::pow(bases, 0.75, outputs);                      // one exponent for all; in place too
//   num::exp2(x);  num::log2(x);                         // 2 to the power of x, and back; spans as well
//
// Within 2 ulp of the true value, exact where the true value is a double or float; special values as in C's Annex F,
// every NaN result the one quiet NaN. The texts of pow and log2 are in double; a float result is the double result,
// rounded once more.
#pragma once

#include <limits>  // numeric_limits
#include <span>    // span

#include <lastro/num/elementary_constants.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/elementwise.hpp>
#include <lastro/num/elementwise_in_double.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/two_part_kernels.hpp>

namespace lastro::inline v0::num {

namespace detail {

/// x, or the whole number nearest to it, for x >= 0: equal to x where x is whole.
template <class Pack>
[[gnu::always_inline]] inline Pack to_whole(const Pack& x) {
    const Pack all_whole = Pack::all(0x1p52);  // from here on there are no fractions
    return select(less(x, all_whole), (x + all_whole) - all_whole, x);
}

struct exp2_function {
    /// 2^k exp(r log 2) with the integer k nearest to x; r = x - k is exact, and so is 2^k for a whole x.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = elementary_constants<typename Pack::value_type>;
        const Pack clamped = at_most(at_least(x, c::exp2_low), c::exp2_high);
        const Pack k = (clamped + Pack::all(c::shifter)) - Pack::all(c::shifter);
        const Pack fraction = clamped - k;
        const Pack log2_high = Pack::all(c::log2_high);
        const Pack log2_low = Pack::all(c::log2_low);
        const Pack r = fma(fraction, log2_high, fraction * log2_low);
        const Pack rest = fma(fraction, log2_low, fma(fraction, log2_high, negative(r)));
        Pack low;
        return unless_nan(x, scaled(exp_of_small(r, rest, low), k));
    }
};

struct log2_function {
    /// k + log(m) / log 2, the second term to twice the precision: exact for powers of two, digits kept around 1.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = two_part_constants;
        Pack k;
        Pack low;
        const Pack high = log_of_mantissa(decompose_any(x, k), low);
        const Pack inverse_high = Pack::all(elementary_constants<double>::log2_e);
        const Pack inverse_low = Pack::all(c::log2_e_low);
        const Pack part = fma(high, inverse_high, high * inverse_low);
        const Pack part_low = fma(low, inverse_high, fma(high, inverse_low, fma(high, inverse_high, negative(part))));
        const Pack sum = k + part;
        return with_log_limits(x, sum + ((part - (sum - k)) + part_low));
    }
};

struct pow_function {
    /// exp(y log |x|), the logarithm and the product in two parts. Below 0 the sign is that of x where y is odd.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x, const Pack& y) {
        using c = elementary_constants<double>;
        const Pack zero = Pack::all(0);
        const Pack one = Pack::all(1);
        const Pack infinity = Pack::all(std::numeric_limits<double>::infinity());
        const Pack size = magnitude(x);
        Pack k;
        Pack low;
        const Pack mantissa_log = log_of_mantissa(decompose_any(size, k), low);
        Pack high = add_exponent(k, mantissa_log, low);
        high = select(equal(size, zero), negative(infinity), select(equal(size, infinity), infinity, high));
        const Pack times = select(equal(size, one), zero, y);  // 1 to the power of infinity is 1
        const Pack product = times * high;
        const Pack product_low = fma(times, low, fma(times, high, negative(product)));
        const Pack clamped = at_most(at_least(product, c::exp_low), c::exp_high);
        const Pack more = select(equal(clamped, product), product_low, zero);
        Pack unused;
        const Pack factor = exp_in_parts(clamped, more, k, unused);
        const Pack result = scaled(factor, k);
        const Pack signed_result = select(less(with_sign(one, x), zero), of_negative(size, y, result), result);
        const Pack number = unless_nan(x, unless_nan(y, signed_result));
        return select(equal(y, zero), one, select(equal(x, one), one, number));
    }

private:
    /// (-size)^y from size^y.
    template <class Pack>
    [[gnu::always_inline]] static Pack of_negative(const Pack& size, const Pack& y, const Pack& result) {
        using limits = std::numeric_limits<double>;
        const Pack zero = Pack::all(0);
        const Pack y_size = magnitude(y);
        const Pack half = y_size * Pack::all(0.5);
        const Pack sign_if_odd = select(equal(to_whole(half), half), zero, Pack::all(-0.0));
        const Pack nan_if_finite =
            select(less(size, Pack::all(limits::infinity())), Pack::all(limits::quiet_NaN()), result);
        const Pack fractional = select(equal(size, zero), result, nan_if_finite);
        return select(equal(to_whole(y_size), y_size), bits_or(result, sign_if_odd), fractional);
    }
};

}  // namespace detail

/// 2 to the power of x, exact for whole x. exp2(-inf) = 0, exp2(inf) = inf.
[[nodiscard]] inline double exp2(double x) noexcept { return detail::apply<detail::exp2_function>(x); }
[[nodiscard]] inline float exp2(float x) noexcept { return detail::apply<detail::exp2_function>(x); }
/// y[i] = exp2(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void exp2(std::span<const double> x, std::span<double> y) { detail::map<detail::exp2_function>("exp2", x, y); }
inline void exp2(std::span<const float> x, std::span<float> y) { detail::map<detail::exp2_function>("exp2", x, y); }

/// The logarithm to base 2, exact for powers of two. log2(0) = -inf, NaN below 0.
[[nodiscard]] inline double log2(double x) noexcept { return detail::apply_in_double<detail::log2_function>(x); }
[[nodiscard]] inline float log2(float x) noexcept { return detail::apply_in_double<detail::log2_function>(x); }
/// y[i] = log2(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void log2(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::log2_function>("log2", x, y);
}
inline void log2(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::log2_function>("log2", x, y);
}

/// x to the power of y; 1 where y is 0 or x is 1, even beside a NaN. NaN where x is below 0 and y is not whole.
[[nodiscard]] inline double pow(double x, double y) noexcept {
    return detail::apply_in_double<detail::pow_function>(x, y);
}
[[nodiscard]] inline float pow(float x, float y) noexcept {
    return detail::apply_in_double<detail::pow_function>(x, y);
}
/// z[i] = pow(x[i], y[i]); z may be x or y itself.
/// @throws std::invalid_argument if the sizes differ.
inline void pow(std::span<const double> x, std::span<const double> y, std::span<double> z) {
    detail::require_same_size("pow", x.size(), y.size(), "exponents");
    detail::require_same_size("pow", x.size(), z.size());
    detail::map_in_double<detail::pow_function>(z, x.data(), y.data());
}
inline void pow(std::span<const float> x, std::span<const float> y, std::span<float> z) {
    detail::require_same_size("pow", x.size(), y.size(), "exponents");
    detail::require_same_size("pow", x.size(), z.size());
    detail::map_in_double<detail::pow_function>(z, x.data(), y.data());
}
/// z[i] = pow(x[i], y); z may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void pow(std::span<const double> x, double y, std::span<double> z) {
    detail::require_same_size("pow", x.size(), z.size());
    detail::map_in_double<detail::pow_function>(z, x.data(), y);
}
inline void pow(std::span<const float> x, float y, std::span<float> z) {
    detail::require_same_size("pow", x.size(), z.size());
    detail::map_in_double<detail::pow_function>(z, x.data(), static_cast<double>(y));
}

}  // namespace lastro::inline v0::num
