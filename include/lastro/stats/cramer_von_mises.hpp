// SPDX-License-Identifier: MIT
// lastro/stats/cramer_von_mises.hpp
//
// How large may Cramer and von Mises' one-sample statistic be by chance, for n values and in the limit?
//
//   stats::cramer_von_mises_tail(0.46136).probability;        // 0.05, the limit
//   stats::cramer_von_mises_tail(0.46, 20).probability;       // for 20 values
//   stats::cramer_von_mises_cdf(0.12068, 10);                 // 0.5
//
// For n values, the expansion up to 1/n of [1], eq. 1.8. It is an approximation: within 2e-4 of the tables in [1] from
// n = 4 on. Far out, where its correction would take more than 95 % of the limiting tail, an exponential goes on in its
// place, so that no p-value is negative. Bit-equal on every compiler.
//
// References
//   [1] S. Csorgo and J. J. Faraway, The exact and asymptotic distributions of Cramer-von Mises statistics,
//       J. R. Statist. Soc. B 58(1), 1996.
//   [2] NIST Digital Library of Mathematical Functions, 10.32.9 (integral for K) and 3.5(i) (trapezoidal rule).
#pragma once

#include <cstdint>    // uint64_t
#include <numbers>    // inv_sqrtpi, pi
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/tail.hpp>
#include <lastro/stats/weighted_chi_squared.hpp>

namespace lastro::inline v0::stats {

namespace detail {

/// e^q K_nu(q), the integral over t >= 0 of exp(-q (cosh t - 1)) cosh(nu t) by the trapezoidal rule [2]: its error
/// falls exponentially in 1 / step, and is below 1e-16 for these. Precondition: q > 0, |nu| <= 2.
[[nodiscard]] inline double scaled_bessel_k(double nu, double q) noexcept {
    constexpr double widest = 0.125;
    const double narrow = 0.6 / num::square_root(q);  // exp(-q t^2 / 2) is what matters for a large q
    const double step = narrow < widest ? narrow : widest;
    double sum = 0.5;
    for (double k = 1.0;; k += 1.0) {
        const double t = k * step;
        const double sinh_half = (num::exp(t / 2.0) - num::exp(-t / 2.0)) / 2.0;
        const double exponent = num::rounded(-2.0 * q * sinh_half * sinh_half);  // -q (cosh t - 1)
        const double wave = (num::exp(num::fma(nu, t, exponent)) + num::exp(num::fma(-nu, t, exponent))) / 2.0;
        sum += wave;
        if (wave < 1e-18 * sum) {
            return sum * step;
        }
    }
}

/// What eq. 1.8 of [1] adds to the limit, times n: F / 12 + psi_1.
[[nodiscard]] inline double cramer_von_mises_correction(double x, double limit_cdf) noexcept {
    const double root = num::square_root(x);
    const double quarter = num::square_root(root);
    const double y1 = root * quarter;  // x^(3/4)
    const double y2 = x * quarter;     // x^(5/4)
    const auto second = [](double y) {
        const double half = y / 2.0;
        const double z = half * half;
        const double k = scaled_bessel_k(0.25, z) + scaled_bessel_k(0.75, z);
        return num::exp(-2.0 * z) * half * num::square_root(half) * k * std::numbers::inv_sqrtpi;
    };
    const auto third = [](double y) {
        const double half = y / 2.0;
        const double z = half * half;
        const double k =
            num::fma(2.0, scaled_bessel_k(0.25, z), num::fma(3.0, scaled_bessel_k(0.75, z), -scaled_bessel_k(1.25, z)));
        return num::exp(-2.0 * z) * half * half * num::square_root(half) * k * std::numbers::inv_sqrtpi;
    };
    double ratio = 1.0 / std::numbers::inv_sqrtpi;  // Gamma(k + 1/2) / Gamma(k + 1)
    double psi = 0.0;
    for (double k = 0.0; k < 1000.0; k += 1.0) {
        const double m = 2.0 * k + 1.0;
        const double across = 2.0 * root;
        const double e1 = m * second((4.0 * k + 3.0) / across) / (9.0 * y1);
        const double e2 = third((4.0 * k + 1.0) / across) / (72.0 * y2);
        const double e3 = (m + 2.0) * (k + 0.5) * third((4.0 * k + 5.0) / across) / (6.0 * y2);
        const double e45 = m * (second((4.0 * k + 1.0) / across) + second((4.0 * k + 5.0) / across));
        const double term = num::rounded(ratio * (e1 + e2 + e3 + 7.0 * e45 / (144.0 * y1))) / std::numbers::pi;
        psi -= term;
        ratio *= (k + 0.5) / (k + 1.0);
        if (num::magnitude(term) < 1e-17) {
            break;
        }
    }
    return limit_cdf / 12.0 + psi;
}

}  // namespace detail

/// P(W >= x) in the limit of many values.
///
/// @throws std::invalid_argument if x is NaN.
[[nodiscard]] inline tail cramer_von_mises_tail(double x) { return cramer_von_mises_limit_tail(x); }

/// P(W >= x) for n values, W = 1 / (12 n) + sum ((2 i - 1) / (2 n) - F(x_i))^2, which lies in [1 / (12 n), n / 3].
///
/// @throws std::invalid_argument if n is 0 or x is NaN.
[[nodiscard]] inline tail cramer_von_mises_tail(double x, std::uint64_t n) {
    core::require<std::invalid_argument>(n > 0, "stats::cramer_von_mises_tail: n", "at least 1", n);
    core::require<std::invalid_argument>(!num::is_nan(x), "stats::cramer_von_mises_tail: x", "a number", x);
    const auto count = static_cast<double>(n);
    if (x <= 1.0 / (12.0 * count) || x >= count / 3.0) {
        return tail_from_probability(x >= count / 3.0 ? 0.0 : 1.0);
    }
    const tail limit = cramer_von_mises_limit_tail(x);
    if (limit.probability < 1e-12) {  // the correction is then rounding error
        return limit;
    }
    const double correction = detail::cramer_von_mises_correction(x, 1.0 - limit.probability) / count;
    const double share = correction / limit.probability;
    constexpr double knee = 0.95;
    if (share > knee) {  // goes on smoothly, from the same value and slope
        return tail_from_log(num::log(limit.probability * (1.0 - knee)) - (share - knee) / (1.0 - knee));
    }
    return tail_from_probability(limit.probability - correction);
}

/// P(W < x) in the limit, and for n values.
///
/// @throws std::invalid_argument if n is 0 or x is NaN.
[[nodiscard]] inline double cramer_von_mises_cdf(double x) { return 1.0 - cramer_von_mises_tail(x).probability; }
[[nodiscard]] inline double cramer_von_mises_cdf(double x, std::uint64_t n) {
    return 1.0 - cramer_von_mises_tail(x, n).probability;
}

}  // namespace lastro::inline v0::stats
