// SPDX-License-Identifier: MIT
// lastro/random/detail/saddle_point.hpp
//
// How probable is this count, to the last digits, also among billions? Loader's forms: no factorial is ever computed.
//
//   detail::log_poisson_mass(1e9, 1e9);              // ln P(k = 1e9) at mean 1e9
//   detail::log_binomial_mass(40.0, 100.0, 0.4, 0.6);
//
// References
//   [1] C. Loader, Fast and accurate computation of binomial probabilities, 2000.
#pragma once

#include <cstddef>  // size_t

#include <lastro/num/ieee.hpp>
#include <lastro/num/logarithm.hpp>

namespace lastro::inline v0::random::detail {

inline constexpr double log_two_pi = 1.8378770664093454836;

/// ln(k!) - (k ln k - k + ln(2 pi k) / 2) for an integer k >= 1, to 1e-17.
[[nodiscard]] inline double stirling_error(double k) noexcept {
    constexpr double table[] = {
        0.00000000000000000000,   0.08106146679532725822,   0.041340695955409294094,  0.027677925684998339149,
        0.020790672103765093112,  0.016644691189821192163,  0.013876128823070747999,  0.011896709945891770095,
        0.010411265261972096497,  0.0092554621827127329177, 0.0083305634333628712565, 0.007573675487951840795,
        0.0069428401072095298657, 0.0064089941880042070684, 0.0059513701127588477356, 0.005554733551962801371};
    if (k < 16.0) {
        return table[static_cast<std::size_t>(k)];
    }
    const double b = 1.0 / k;
    const double c = num::rounded(b * b);
    double sum = 1.0 / 1188.0;
    sum = __builtin_fma(sum, c, -1.0 / 1680.0);
    sum = __builtin_fma(sum, c, 1.0 / 1260.0);
    sum = __builtin_fma(sum, c, -1.0 / 360.0);
    sum = __builtin_fma(sum, c, 1.0 / 12.0);
    return num::rounded(sum * b);
}

/// k ln(k / m) + m - k, without cancellation where k is near m [1]. Precondition: k, m > 0.
[[nodiscard]] inline double deviance(double k, double m) noexcept {
    const double difference = k - m;
    if (__builtin_fabs(difference) >= 0.1 * (k + m)) {
        return __builtin_fma(k, num::log(k / m), -difference);
    }
    const double v = difference / (k + m);
    const double v2 = num::rounded(v * v);
    double power = num::rounded(2.0 * k * v);
    double sum = num::rounded(difference * v);
    for (double odd = 3.0; odd < 41.0; odd += 2.0) {  // |v| <= 0.1: each term is a hundredth of the one before
        power = num::rounded(power * v2);
        sum += power / odd;
    }
    return sum;
}

/// ln(m^k e^-m / k!) for an integer k >= 0 and m > 0.
[[nodiscard]] inline double log_poisson_mass(double k, double m) noexcept {
    if (k == 0.0) {
        return -m;
    }
    const double spread = num::rounded(0.5 * (log_two_pi + num::log(k)));
    return -(stirling_error(k) + deviance(k, m)) - spread;
}

/// ln of the probability of k successes in n at chance p = 1 - q, for integers 0 <= k <= n and 0 < p < 1.
[[nodiscard]] inline double log_binomial_mass(double k, double n, double p, double q) noexcept {
    if (k == 0.0 || k == n) {
        return num::rounded(n * num::log(k == 0.0 ? q : p));
    }
    const double spread = num::rounded(0.5 * (log_two_pi + num::log(k) + num::log1p(-(k / n))));
    const double corrections = stirling_error(n) - stirling_error(k) - stirling_error(n - k);
    return corrections - deviance(k, num::rounded(n * p)) - deviance(n - k, num::rounded(n * q)) - spread;
}

}  // namespace lastro::inline v0::random::detail
