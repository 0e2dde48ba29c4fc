// SPDX-License-Identifier: MIT
// lastro/drift/effect_interval.hpp
//
// How far may the effect in these two samples be from the effect in the world they were drawn from?
//
//   drift::ks_margin(731, 1461, 0.95);        // 0.0765: D is within D_observed +- 0.0765 with probability 0.95 or more
//   drift::total_variation_margin(731, 1461, 5, 0.95);
//   drift::ks_deviation_tail(0.2, 731, 1461).log10;   // P(|D_observed - D| >= 0.2) is at most 10 to this
//
// Finite-sample and distribution-free: no large n, no continuity, no shape is assumed, only independent values. The
// price is width: the intervals cover more often than they promise (docs/drift.md has the measured shares).
//
// Kolmogorov-Smirnov. |D_observed - D| <= sup|F_n - F| + sup|G_m - G|, by the triangle inequality. Each supremum
// exceeds x with probability at most min(1, 2 exp(-2 n x^2)) [1][2], and the two are independent, so the sum exceeds s
// with at most the probability with which X + Y does, X and Y independent and distributed exactly so. With a = sqrt(ln
// 2 / 2n), b = sqrt(ln 2 / 2m), where the two bounds reach 1,
//
//   P(X + Y >= s) = 2 exp(-2 n (s - b)^2) + integral from a to s - b of 8 n x exp(-2 n x^2) 2 exp(-2 m (s - x)^2) dx
//
// and completing the square leaves exponentials and a normal distribution function.
//
// Total variation. |T_observed - T| <= Z = max over sets A of categories of (p_n(A) - p(A)) - (q_m(A) - q(A)).
// Hoeffding's inequality for each of the 2^k - 2 sets that can differ gives P(Z >= s) <= (2^k - 2) exp(-2 h s^2), h = n
// m / (n + m); McDiarmid's gives exp(-2 h (s - e)^2) for s >= e, where e = sqrt((k - 1) / h) / 2 is at least the mean
// of Z. Neither depends on the data, so the smaller one may be used.
//
// References
//   [1] A. Dvoretzky, J. Kiefer, J. Wolfowitz, Asymptotic minimax character of the sample distribution function,
//       Ann. Math. Statist. 27(3), 1956.
//   [2] P. Massart, The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality, Ann. Probab. 18(3), 1990.
//   [3] W. Hoeffding, Probability inequalities for sums of bounded random variables, J. Amer. Statist. Assoc. 58, 1963.
//   [4] C. McDiarmid, On the method of bounded differences, Surveys in Combinatorics, 1989.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <numbers>    // ln2, pi
#include <stdexcept>  // invalid_argument
#include <utility>    // swap

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/normal.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// A bound on P(|D_observed - D| >= s) for Kolmogorov-Smirnov distances from samples of n and m independent values.
///
/// @throws std::invalid_argument if n or m is 0 or s is NaN.
[[nodiscard]] inline stats::tail ks_deviation_tail(double s, std::uint64_t n, std::uint64_t m) {
    core::require<std::invalid_argument>(n > 0 && m > 0, "ks_deviation_tail", "samples that are not empty", 0);
    core::require<std::invalid_argument>(s == s, "ks_deviation_tail: s", "a number", s);
    const auto small = static_cast<double>(core::smaller(n, m));
    const auto large = static_cast<double>(core::larger(n, m));
    const double from = num::square_root(std::numbers::ln2 / (2.0 * small));
    const double rest = num::square_root(std::numbers::ln2 / (2.0 * large));
    const double to = s - rest;
    if (to <= from) {
        return stats::tail_from_probability(1.0);
    }
    const double total = small + large;
    const double leading = -2.0 * small / total * large * s * s;  // the exponent at the centre of the square
    const double centre = large / total * s;
    const double scale = 2.0 * num::square_root(total);
    const double at_from = num::fma(-large / total, s, from) * scale;
    const double at_to = num::fma(-large / total, s, to) * scale;
    const double alone = 2.0 * num::exp(num::fma(-2.0 * small * to, to, -leading));
    const double ends = num::exp(-at_from * at_from / 2.0) - num::exp(-at_to * at_to / 2.0);
    const double inside = stats::normal_cdf(at_to) - stats::normal_cdf(at_from);
    // 16 n (ends / (4 N) + centre sqrt(pi / (2 N)) inside)
    const double width = centre * num::square_root(std::numbers::pi / (2.0 * total)) * inside;
    const double together = num::fma(16.0 * small, width, 4.0 * small / total * ends);
    return stats::tail_from_log(num::fma(-2.0 * small / total * large * s, s, num::log(alone + together)));
}

/// A bound on P(|T_observed - T| >= s) for total variation distances over `categories` possible values.
///
/// @throws std::invalid_argument if n, m or categories is 0, or s is NaN.
[[nodiscard]] inline stats::tail total_variation_deviation_tail(double s, std::uint64_t n, std::uint64_t m,
                                                                std::size_t categories) {
    core::require<std::invalid_argument>(n > 0 && m > 0 && categories > 0, "total_variation_deviation_tail",
                                         "samples and categories that are not empty", 0);
    core::require<std::invalid_argument>(s == s, "total_variation_deviation_tail: s", "a number", s);
    if (s <= 0.0 || categories == 1) {
        return stats::tail_from_probability(s <= 0.0 ? 1.0 : 0.0);
    }
    const auto small = static_cast<double>(core::smaller(n, m));
    const auto large = static_cast<double>(core::larger(n, m));
    const double h = small / (small + large) * large;
    const auto k = static_cast<double>(categories);
    const double log_sets = num::fma(k, std::numbers::ln2, num::log1p(-num::exp((1.0 - k) * std::numbers::ln2)));
    const double by_sets = num::fma(-2.0 * h * s, s, log_sets);
    const double beyond = core::larger(0.0, num::fma(-0.5, num::square_root((k - 1.0) / h), s));
    const double by_mean = -2.0 * h * beyond * beyond;
    return stats::tail_from_log(core::smaller(by_sets, by_mean));
}

namespace detail {

/// The smallest s at which a falling tail reaches 1 - confidence, to the last bit but a few.
template <class Tail>
[[nodiscard]] double margin_of(double confidence, const char* where, Tail&& tail_at) {
    core::require<std::invalid_argument>(confidence > 0.0 && confidence < 1.0, where, "a confidence between 0 and 1",
                                         confidence);
    const double alpha = 1.0 - confidence;
    double low = 0.0;
    double high = 1.0;
    while (tail_at(high) > alpha) {
        low = high;
        high *= 2.0;
    }
    constexpr int halvings = 52;
    for (int i = 0; i < halvings; ++i) {
        const double middle = low + (high - low) / 2.0;
        (tail_at(middle) > alpha ? low : high) = middle;
    }
    return high;
}

}  // namespace detail

/// Half the width of the interval around an observed Kolmogorov-Smirnov distance; above 1 it says nothing.
///
/// @throws std::invalid_argument if n or m is 0, or confidence is not between 0 and 1.
[[nodiscard]] inline double ks_margin(std::uint64_t n, std::uint64_t m, double confidence) {
    return detail::margin_of(confidence, "ks_margin", [=](double s) { return ks_deviation_tail(s, n, m).probability; });
}

/// Half the width of the interval around an observed total variation distance; above 1 it says nothing.
///
/// @throws std::invalid_argument if n, m or categories is 0, or confidence is not between 0 and 1.
[[nodiscard]] inline double total_variation_margin(std::uint64_t n, std::uint64_t m, std::size_t categories,
                                                   double confidence) {
    return detail::margin_of(confidence, "total_variation_margin",
                             [=](double s) { return total_variation_deviation_tail(s, n, m, categories).probability; });
}

}  // namespace lastro::inline v0::drift
