// SPDX-License-Identifier: MIT
// lastro/random/normal_quantile.hpp
//
// Below which number does a standard normal variable stay with probability p? Wichura's algorithm AS 241, to the bit.
//
//   random::normal_quantile(0.975);       // 1.959963984540054
//   random::normal_quantile(1e-300);      // -37.0471...
//
// Relative error about 1e-16. The same bits on every compiler and instruction set: the texts are written over packs
// (num/pack.hpp), and one number goes through them as many do.
//
// References
//   [1] M. J. Wichura, Algorithm AS 241: the percentage points of the normal distribution, Appl. Statist. 37(3), 1988.
#pragma once

#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/logarithm.hpp>

namespace lastro::inline v0::random {

namespace detail {

/// Rational functions of degree 7 (PPND16 of [1]), each for its part of the distribution.
struct quantile_coefficients {
    static constexpr double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                    3.3430575583588128105e4, 2.5090809287301226727e3};
    static constexpr double b[8] = {1.0000000000000000000e0, 4.2313330701600911252e1, 6.8718700749205790830e2,
                                    5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
                                    2.8729085735721942674e4, 5.2264952788528545610e3};
    static constexpr double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                    3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static constexpr double d[8] = {1.0000000000000000000e0,   2.05319162663775882187e0,  1.67638483018380384940e0,
                                    6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
                                    5.47593808499534494600e-4, 1.05075007164441684324e-9};
    static constexpr double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static constexpr double f[8] = {1.0000000000000000000e0,   5.99832206555887937690e-1, 1.36929880922735805310e-1,
                                    1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
                                    1.42151175831644588870e-7, 2.04426310338993978564e-15};
    static constexpr double center_half_width = 0.425;  // |p - 1/2| of the first function; its square is 0.180625
    static constexpr double far = 5.0;                  // sqrt(-log(tail)) from which the third one is used
};

/// The quantile at p = 1/2 + q for |q| <= 0.425.
struct normal_center_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& q) {
        using k = quantile_coefficients;
        const Pack r = fma(Pack::all(0) - q, q, Pack::all(0.180625));
        return q * num::detail::polynomial(r, k::a) / num::detail::polynomial(r, k::b);
    }
};

/// The distance from 0 of the quantile whose tail is exp(-r^2), for r <= 5.
struct normal_tail_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& r) {
        using k = quantile_coefficients;
        const Pack x = r - Pack::all(1.6);
        return num::detail::polynomial(x, k::c) / num::detail::polynomial(x, k::d);
    }
};

/// The same for r > 5: one draw of a normal variable in 4e10.
struct normal_far_tail_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& r) {
        using k = quantile_coefficients;
        const Pack x = r - Pack::all(5.0);
        return num::detail::polynomial(x, k::e) / num::detail::polynomial(x, k::f);
    }
};

/// All of it, for one number in (0, 1).
struct normal_quantile_function {
    template <class Pack>
    requires(Pack::size == 1) [[gnu::always_inline]] static Pack apply(const Pack& p) {
        using k = quantile_coefficients;
        const Pack q = p - Pack::all(0.5);
        if (q.v >= -k::center_half_width && q.v <= k::center_half_width) {
            return normal_center_function::apply(q);
        }
        const Pack tail = q.v < 0.0 ? p : Pack::all(1.0) - p;
        const Pack r = {__builtin_sqrt(-num::detail::log_function::apply(tail).v)};
        const Pack x = r.v <= k::far ? normal_tail_function::apply(r) : normal_far_tail_function::apply(r);
        return {q.v < 0.0 ? -x.v : x.v};
    }
};

/// Precondition: 0 < p < 1.
[[nodiscard]] inline double normal_quantile(double p) noexcept {
    return num::detail::apply<normal_quantile_function>(p);
}

}  // namespace detail

/// The number that a standard normal variable stays below with probability `p`; -infinity at 0, infinity at 1.
///
/// @throws std::invalid_argument unless 0 <= p <= 1.
[[nodiscard]] inline double normal_quantile(double p) {
    core::require<std::invalid_argument>(p >= 0.0 && p <= 1.0, "random::normal_quantile: p", "from 0 to 1", p);
    if (p == 0.0 || p == 1.0) {
        return p == 0.0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    }
    return detail::normal_quantile(p);
}

}  // namespace lastro::inline v0::random
