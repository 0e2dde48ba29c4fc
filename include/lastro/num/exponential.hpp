// SPDX-License-Identifier: MIT
// lastro/num/exponential.hpp
//
// What is e to the power of x, to the last bit?
//
//   num::exp(x);                                         // one double or float
//   num::exp(inputs, outputs);                           // spans, element by element; in place too
//
// Within 2 ulp of the true value; special values as in C's Annex F, every NaN result the one quiet NaN.
#pragma once

#include <span>  // span

#include <lastro/num/elementary_constants.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/elementwise.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num {

namespace detail {

struct exp_function {
    /// 2^k exp(r), the first factor between 1/2 and 2.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = elementary_constants<typename Pack::value_type>;
        Pack k;
        Pack rest;
        Pack low;
        const Pack r = reduce_by_log2(at_most(at_least(x, c::exp_low), c::exp_high), k, rest);
        return unless_nan(x, scaled(exp_of_small(r, rest, low), k));
    }
};

}  // namespace detail

/// e to the power of x. exp(-inf) = 0, exp(inf) = inf.
[[nodiscard]] inline double exp(double x) noexcept { return detail::apply<detail::exp_function>(x); }
[[nodiscard]] inline float exp(float x) noexcept { return detail::apply<detail::exp_function>(x); }
/// y[i] = exp(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void exp(std::span<const double> x, std::span<double> y) { detail::map<detail::exp_function>("exp", x, y); }
inline void exp(std::span<const float> x, std::span<float> y) { detail::map<detail::exp_function>("exp", x, y); }

}  // namespace lastro::inline v0::num
