// SPDX-License-Identifier: MIT
// lastro/num/gelu.hpp
//
// What is the Gaussian error linear unit of x, to the last bit?
//
//   num::gelu(x);                                        // x Phi(x), exact and not by way of tanh
//   num::gelu(inputs, outputs);                          // spans, element by element; in place too
//   num::gelu_derivative(inputs, slopes);                // for training
//
// Within 2 ulp of the true value, down to subnormal results and around the zero of the derivative; every NaN result is
// the one quiet NaN. Texts in double; a float result is the double result, rounded once more.
//
// References
//   [1] D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (GELUs), 2016.
#pragma once

#include <span>  // span

#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/elementwise_in_double.hpp>
#include <lastro/num/error_function_kernels.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/two_part_kernels.hpp>

namespace lastro::inline v0::num {

namespace detail {

/// exp(-x^2 / 2) / 2^k and exp(x^2 / 2) Q(x), Q being the upper tail of the normal distribution, for 0 <= x <= 39, each
/// as a number + low.
template <class Pack>
[[gnu::always_inline]] inline void normal_tail(const Pack& x, Pack& k, Pack& e, Pack& e_low, Pack& ratio,
                                               Pack& ratio_low) {
    using c = error_function_constants;
    const Pack half = Pack::all(0.5);
    const Pack half_x = x * half;
    const Pack s = x * half_x;
    e = exp_in_parts(negative(s), fma(negative(x), half_x, s), k, e_low);
    const Pack root = Pack::all(c::half_root);
    const Pack root_low = Pack::all(c::half_root_low);
    const Pack z = fma(x, root, x * root_low);
    const Pack z_low = fma(x, root_low, fma(x, root, negative(z)));
    ratio = scaled_erfc(z, z_low, ratio_low) * half;
    ratio_low = ratio_low * half;
}

struct gelu_function {
    /// x Phi(x), with Phi(x) = Q(|x|) below 0 and 1 - Q(|x|) above.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = error_function_constants;
        const Pack zero = Pack::all(0);
        const Pack size = at_most(magnitude(x), c::gelu_largest);
        Pack k;
        Pack e;
        Pack e_low;
        Pack ratio;
        Pack ratio_low;
        normal_tail(size, k, e, e_low, ratio, ratio_low);
        Pack tail_low;
        const Pack tail = product(e, e_low, ratio, ratio_low, tail_low);
        Pack rest_low;
        const Pack rest = one_minus(tail, tail_low, k, rest_low);
        const auto below = less(x, zero);
        const Pack factor = select(below, tail, rest);
        const Pack factor_low = select(below, tail_low, rest_low);
        const Pack clamped = with_sign(size, x);
        const Pack y = scaled(fma(clamped, factor, clamped * factor_low), select(below, k, zero));
        return unless_nan(x, select(less(Pack::all(c::gelu_largest), x), x, y));
    }
};

struct gelu_derivative_function {
    /// Phi(x) + x phi(x): with D = exp(-x^2 / 2) (exp(x^2 / 2) Q(|x|) - |x| / sqrt(2 pi)), D below 0 and 1 - D above;
    /// a polynomial around the zero.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = error_function_constants;
        const Pack zero = Pack::all(0);
        const Pack size = at_most(magnitude(x), c::gelu_largest);
        Pack k;
        Pack e;
        Pack e_low;
        Pack ratio;
        Pack ratio_low;
        normal_tail(size, k, e, e_low, ratio, ratio_low);
        const Pack density = Pack::all(c::density_0);
        const Pack density_low = Pack::all(c::density_0_low);
        const Pack slope = negative(fma(size, density, size * density_low));
        const Pack slope_low = negative(fma(size, density_low, fma(size, density, slope)));
        Pack lost;
        const Pack sum = sum_of(ratio, slope, lost);
        Pack tail_low;
        const Pack tail = product(e, e_low, sum, lost + (ratio_low + slope_low), tail_low);
        Pack rest_low;
        const Pack rest = one_minus(tail, tail_low, k, rest_low);
        const Pack t = x - Pack::all(c::gelu_zero);
        const Pack near = fma(t, polynomial(t, c::gelu_slope), Pack::all(c::gelu_zero_offset));
        const Pack far = select(less(x, zero), scaled(tail + tail_low, k), rest + rest_low);
        return unless_nan(x, select(less(magnitude(t), Pack::all(c::gelu_zero_width)), near, far));
    }
};

}  // namespace detail

/// x Phi(x), the exact Gaussian error linear unit; Phi is the normal distribution function. gelu(-inf) = -0.0.
[[nodiscard]] inline double gelu(double x) noexcept { return detail::apply_in_double<detail::gelu_function>(x); }
[[nodiscard]] inline float gelu(float x) noexcept { return detail::apply_in_double<detail::gelu_function>(x); }
/// y[i] = gelu(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void gelu(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::gelu_function>("gelu", x, y);
}
inline void gelu(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::gelu_function>("gelu", x, y);
}

/// Phi(x) + x phi(x), the slope of gelu.
[[nodiscard]] inline double gelu_derivative(double x) noexcept {
    return detail::apply_in_double<detail::gelu_derivative_function>(x);
}
[[nodiscard]] inline float gelu_derivative(float x) noexcept {
    return detail::apply_in_double<detail::gelu_derivative_function>(x);
}
/// y[i] = gelu_derivative(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void gelu_derivative(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::gelu_derivative_function>("gelu_derivative", x, y);
}
inline void gelu_derivative(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::gelu_derivative_function>("gelu_derivative", x, y);
}

}  // namespace lastro::inline v0::num
