// SPDX-License-Identifier: MIT
// lastro/num/error_function.hpp
//
// How much of a normal distribution lies within, or beyond, x?
//
//   num::erf(x);                                         // 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x
//   num::erfc(x);                                        // 1 - erf(x), with all digits where that is tiny
//   num::erfc(inputs, outputs);                          // spans, element by element; in place too
//
// Within 2 ulp of the true value; special values as in C's Annex F, every NaN result the one quiet NaN. Texts in double;
// a float result is the double result, rounded once more.
#pragma once

#include <span>  // span

#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/elementwise_in_double.hpp>
#include <lastro/num/error_function_kernels.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num {

namespace detail {

struct erf_function {
    /// The series near 0, else 1 - erfc |x|.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = error_function_constants;
        const Pack size = magnitude(x);
        Pack series_low;
        const Pack series = erf_series(size, series_low);
        Pack k;
        Pack low;
        const Pack tail = erfc_tail(at_most(size, c::largest), k, low);
        Pack complement_low;
        const Pack complement = one_minus(tail, low, k, complement_low);
        const Pack y = select(less(size, Pack::all(c::series_until)), series, complement + complement_low);
        return unless_nan(x, with_sign(y, x));
    }
};

struct erfc_function {
    /// 1 - erf(x) near 0; the tail itself above, 2 less the tail of -x below.
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        using c = error_function_constants;
        const Pack one = Pack::all(1);
        const Pack size = magnitude(x);
        Pack series_low;
        const Pack series = erf_series(x, series_low);
        const Pack near = one - series;
        const Pack near_low = ((one - near) - series) - series_low;
        Pack k;
        Pack low;
        const Pack tail = erfc_tail(at_most(size, c::largest), k, low);
        Pack complement_low;
        const Pack complement = one_minus(tail, low, k, complement_low);
        const Pack below = one + complement;
        const Pack below_low = (complement - (below - one)) + complement_low;
        const Pack far = select(less(x, Pack::all(0)), below + below_low, scaled(tail + low, k));
        return unless_nan(x, select(less(size, Pack::all(c::series_until)), near + near_low, far));
    }
};

}  // namespace detail

/// The error function, odd to the bit. erf(inf) = 1.
[[nodiscard]] inline double erf(double x) noexcept { return detail::apply_in_double<detail::erf_function>(x); }
[[nodiscard]] inline float erf(float x) noexcept { return detail::apply_in_double<detail::erf_function>(x); }
/// y[i] = erf(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void erf(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::erf_function>("erf", x, y);
}
inline void erf(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::erf_function>("erf", x, y);
}

/// The complementary error function 1 - erf(x), down to the smallest subnormal number. erfc(-inf) = 2.
[[nodiscard]] inline double erfc(double x) noexcept { return detail::apply_in_double<detail::erfc_function>(x); }
[[nodiscard]] inline float erfc(float x) noexcept { return detail::apply_in_double<detail::erfc_function>(x); }
/// y[i] = erfc(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void erfc(std::span<const double> x, std::span<double> y) {
    detail::map_in_double<detail::erfc_function>("erfc", x, y);
}
inline void erfc(std::span<const float> x, std::span<float> y) {
    detail::map_in_double<detail::erfc_function>("erfc", x, y);
}

}  // namespace lastro::inline v0::num
