// SPDX-License-Identifier: MIT
// lastro/num/activation.hpp
//
// What do the neurons of a network compute, to the last bit?
//
//   num::sigmoid(x);  num::softplus(x);                  // one double or float
//   num::sigmoid(inputs, outputs);                       // spans, element by element; in place too
//
// Within 2 ulp of the true value; every NaN result the one quiet NaN. Two others stand in num/hyperbolic.hpp (tanh) and
// num/gelu.hpp.
#pragma once

#include <span>  // span

#include <lastro/num/elementary_constants.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/elementwise.hpp>
#include <lastro/num/exponential.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num {

namespace detail {

/// 1 / (1 + e) for x >= 0 and e / (1 + e) below, with e = exp(-|x|): no overflow, and small values keep digits.
/// The quotient is corrected by its remainder, in which 1 + e counts with its rounding error.
template <class Pack>
[[gnu::always_inline]] inline Pack sigmoid_of(const Pack& x, const Pack& e) {
    const Pack zero = Pack::all(0);
    const Pack one = Pack::all(1);
    const Pack top = select(less(x, zero), e, one);
    const Pack bottom = e + one;
    const Pack bottom_low = (one - bottom) + e;
    const Pack inverse = one / bottom;
    const Pack quotient = top * inverse;
    const Pack excess = fma(quotient, bottom_low, fma(quotient, bottom, zero - top));
    return unless_nan(x, fma(zero - excess, inverse, quotient));
}

struct sigmoid_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        return sigmoid_of(x, exp_function::apply(Pack::all(0) - magnitude(x)));
    }
};

struct softplus_function {
    /// log(1 + exp(x)), which rises since both functions do; x itself where exp(-x) is below half an ulp of x.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = elementary_constants<typename Pack::value_type>;
        const Pack y = log1p_function::apply(exp_function::apply(x));
        return unless_nan(x, select(less(Pack::all(c::softplus_high), x), x, y));
    }
};

}  // namespace detail

/// The logistic function 1 / (1 + exp(-x)).
[[nodiscard]] inline double sigmoid(double x) noexcept { return detail::apply<detail::sigmoid_function>(x); }
[[nodiscard]] inline float sigmoid(float x) noexcept { return detail::apply<detail::sigmoid_function>(x); }
/// y[i] = sigmoid(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void sigmoid(std::span<const double> x, std::span<double> y) {
    detail::map<detail::sigmoid_function>("sigmoid", x, y);
}
inline void sigmoid(std::span<const float> x, std::span<float> y) {
    detail::map<detail::sigmoid_function>("sigmoid", x, y);
}

/// log(1 + exp(x)), a smooth max(x, 0).
[[nodiscard]] inline double softplus(double x) noexcept { return detail::apply<detail::softplus_function>(x); }
[[nodiscard]] inline float softplus(float x) noexcept { return detail::apply<detail::softplus_function>(x); }
/// y[i] = softplus(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void softplus(std::span<const double> x, std::span<double> y) {
    detail::map<detail::softplus_function>("softplus", x, y);
}
inline void softplus(std::span<const float> x, std::span<float> y) {
    detail::map<detail::softplus_function>("softplus", x, y);
}

}  // namespace lastro::inline v0::num
