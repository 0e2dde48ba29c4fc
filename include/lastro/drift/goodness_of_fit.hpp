// SPDX-License-Identifier: MIT
// lastro/drift/goodness_of_fit.hpp
//
// Does one sample come from a distribution that is known beforehand? One-sample Kolmogorov-Smirnov and Cramer-von Mises.
//
//   const drift::sorted_sample scores{...};
//   drift::kolmogorov_smirnov_fit(scores, drift::normal_distribution{.mean = 0.0, .deviation = 1.0}).p_value;
//   drift::cramer_von_mises_fit(scores, [](double x) { return my_cdf(x); });     // any distribution function
//
// The distribution must be fixed before the data are seen: with parameters fitted to the same sample both p-values are far
// too large. Bit-equal everywhere for the distributions given here.
//
// References
//   [1] R. Simard and P. L'Ecuyer, Computing the two-sided Kolmogorov-Smirnov distribution, J. Stat. Softw. 39(11), 2011.
//   [2] S. Csorgo and J. J. Faraway, The exact and asymptotic distributions of Cramer-von Mises statistics,
//       J. R. Statist. Soc. B 58(1), 1996.
#pragma once

#include <concepts>   // convertible_to
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/drift/alternative.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/cramer_von_mises.hpp>
#include <lastro/stats/kolmogorov_one_sample.hpp>
#include <lastro/stats/normal.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// A distribution function: called with a number, gives the probability of values up to it.
template <class F>
concept distribution_function = requires(const F& f, double x) {
    { f(x) } -> std::convertible_to<double>;
};

struct normal_distribution {
    double mean = 0.0;
    double deviation = 1.0;  ///< Precondition: positive.
    [[nodiscard]] double operator()(double x) const { return stats::normal_cdf((x - mean) / deviation); }
};

struct exponential_distribution {
    double rate = 1.0;  ///< Precondition: positive.
    [[nodiscard]] double operator()(double x) const noexcept { return x <= 0.0 ? 0.0 : 0.0 - num::expm1(-(rate * x)); }
};

struct uniform_distribution {
    double low = 0.0;
    double high = 1.0;  ///< Precondition: above low.
    [[nodiscard]] double operator()(double x) const noexcept {
        return x <= low ? 0.0 : x >= high ? 1.0 : (x - low) / (high - low);
    }
};

/// What a test found.
struct fit_result {
    double statistic = 0.0;                  ///< D_n, D_n+ or D_n-; or W.
    double p_value = 1.0;                    ///< P(a statistic this large) for a sample from the distribution.
    double log10_p = 0.0;                    ///< The same, where a double would underflow.
    p_method method = p_method::asymptotic;  ///< `exact` for Kolmogorov-Smirnov where n^2 D <= 4e6 or one tail counts.

    friend bool operator==(const fit_result&, const fit_result&) = default;
};

namespace detail {

template <distribution_function Cdf>
[[nodiscard]] double checked(const Cdf& cdf, double x) {
    const auto p = static_cast<double>(cdf(x));
    core::require<std::invalid_argument>(p >= 0.0 && p <= 1.0, "drift: distribution function", "values from 0 to 1", p);
    return p;
}

}  // namespace detail

/// The largest gap between the sample's distribution function and `cdf`; `greater` is sup (F_n - F).
///
/// The p-value is that of the finite sample, for a continuous `cdf`; for a discrete one it is too large.
/// @throws std::invalid_argument if `cdf` gives a number outside [0, 1].
/// Cost: n calls of `cdf`, and that of `stats::ks_one_sample_tail`.
template <distribution_function Cdf>
[[nodiscard]] fit_result kolmogorov_smirnov_fit(const sorted_sample& sample, const Cdf& cdf,
                                                alternative side = alternative::two_sided) {
    const auto n = static_cast<double>(sample.size());
    double above = 0.0;
    double below = 0.0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double f = detail::checked(cdf, sample.values()[i]);
        const double over = static_cast<double>(i + 1) / n - f;
        const double under = f - static_cast<double>(i) / n;
        above = over > above ? over : above;
        below = under > below ? under : below;
    }
    const bool two_sided = side == alternative::two_sided;
    const bool use_above = two_sided ? above > below : side == alternative::greater;
    fit_result result{.statistic = use_above ? above : below, .method = p_method::exact};
    const stats::tail tail = two_sided ? stats::ks_one_sample_tail(sample.size(), result.statistic)
                                       : stats::ks_one_sided_tail(sample.size(), result.statistic);
    constexpr double counted_until = 4e6;
    if (two_sided && n * n * result.statistic > counted_until) {
        result.method = p_method::asymptotic;
    }
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

/// W = 1 / (12 n) + sum ((2 i - 1) / (2 n) - F(x_i))^2: the gap on the whole.
///
/// The p-value is the limit with its correction for n values [2], for a continuous `cdf`.
/// @throws std::invalid_argument if `cdf` gives a number outside [0, 1]. Cost: n calls of `cdf`.
template <distribution_function Cdf>
[[nodiscard]] fit_result cramer_von_mises_fit(const sorted_sample& sample, const Cdf& cdf) {
    const auto n = static_cast<double>(sample.size());
    double sum = 0.0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double middle = (static_cast<double>(i) + 0.5) / n;
        const double gap = middle - detail::checked(cdf, sample.values()[i]);
        sum = num::fma(gap, gap, sum);
    }
    fit_result result{.statistic = sum + 1.0 / (12.0 * n)};
    const stats::tail tail = stats::cramer_von_mises_tail(result.statistic, sample.size());
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace lastro::inline v0::drift
