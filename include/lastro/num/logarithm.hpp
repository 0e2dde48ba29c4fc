// SPDX-License-Identifier: MIT
// lastro/num/logarithm.hpp
//
// What is the logarithm of x, to the last bit?
//
//   num::log(x);                                         // one double or float
//   num::log1p(inputs, outputs);                         // spans, element by element; in place too
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

struct log_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        Pack k;
        const Pack m = decompose_any(x, k);
        const Pack y = log_of_parts(k, m - Pack::all(1), Pack::all(0));
        if constexpr (requires { exponent(x); }) {  // it is -infinity for 0 and infinity for infinity, and so is y
            return nan_below_0(x, y);
        } else {
            return with_log_limits(x, y);
        }
    }
};

struct log1p_function {
    /// log(1 + x) from u = 1 + x rounded, and the error of that sum [1] divided by u; no rounding near zero, where
    /// f = x itself.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = elementary_constants<typename Pack::value_type>;
        const Pack zero = Pack::all(0);
        const Pack one = Pack::all(1);
        const Pack u = x + one;
        const Pack x_in_u = u - one;
        const Pack error = (one - (u - x_in_u)) + (x - x_in_u);
        Pack k;
        const Pack m = decompose(u, k);
        const auto near = equal(k, zero);
        const Pack f = select(near, x, m - one);
        const Pack correction = select(near, zero, error / u);
        const Pack y = select(less(magnitude(x), Pack::all(c::negligible)), x, log_of_parts(k, f, correction));
        return with_log_limits(u, y);
    }
};

}  // namespace detail

/// The natural logarithm. log(0) = -inf, NaN below 0.
[[nodiscard]] inline double log(double x) noexcept { return detail::apply<detail::log_function>(x); }
[[nodiscard]] inline float log(float x) noexcept { return detail::apply<detail::log_function>(x); }
/// y[i] = log(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void log(std::span<const double> x, std::span<double> y) { detail::map<detail::log_function>("log", x, y); }
inline void log(std::span<const float> x, std::span<float> y) { detail::map<detail::log_function>("log", x, y); }

/// log(1 + x) without cancellation near 0. log1p(-1) = -inf, NaN below, log1p(-0.0) = -0.0.
[[nodiscard]] inline double log1p(double x) noexcept { return detail::apply<detail::log1p_function>(x); }
[[nodiscard]] inline float log1p(float x) noexcept { return detail::apply<detail::log1p_function>(x); }
/// y[i] = log1p(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void log1p(std::span<const double> x, std::span<double> y) {
    detail::map<detail::log1p_function>("log1p", x, y);
}
inline void log1p(std::span<const float> x, std::span<float> y) { detail::map<detail::log1p_function>("log1p", x, y); }

}  // namespace lastro::inline v0::num
