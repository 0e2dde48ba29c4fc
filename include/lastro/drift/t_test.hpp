// SPDX-License-Identifier: MIT
// lastro/drift/t_test.hpp
//
// Did the mean move, and by how many standard deviations? Student's and Welch's t tests.
//
//   const auto t = drift::welch_t_test(reference, live);
//   t.p_value;                              // variances may differ
//   t.effect; t.low; t.high;                // Hedges' g: the difference in standard deviations, with its 95 % interval
//   drift::student_t_test(reference, live); // equal variances assumed
//
// Values must be finite. The sums have one written-down order: bit-equal everywhere, whatever the order of arrival.
//
// References
//   [1] Student, The probable error of a mean, Biometrika 6(1), 1908.
//   [2] B. L. Welch, The generalization of Student's problem when several different population variances are involved,
//       Biometrika 34, 1947; F. E. Satterthwaite, Biometrics Bull. 2(6), 1946 (degrees of freedom).
//   [3] L. V. Hedges and I. Olkin, Statistical Methods for Meta-Analysis, chapter 5, 1985 (g and its variance).
#pragma once

#include <cstddef>    // size_t
#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/drift/alternative.hpp>
#include <lastro/drift/mann_whitney.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/stats/beta.hpp>
#include <lastro/stats/normal.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

struct t_test_settings {
    drift::alternative alternative = drift::alternative::two_sided;  ///< `greater`: the first mean is larger.
    double confidence = 0.95;                                        ///< Of the interval around the effect.
};

/// What the test found.
struct t_test_result {
    double statistic = 0.0;   ///< (mean of the first - mean of the second) / its standard error.
    double degrees = 0.0;     ///< n + m - 2, or Welch and Satterthwaite's.
    double p_value = 1.0;     ///< P(t this extreme) if the means are equal.
    double log10_p = 0.0;     ///< The same, where a double would underflow.
    double difference = 0.0;  ///< Of the means, in the unit of the values.
    double effect = 0.0;      ///< Hedges' g [3]: the difference over the pooled standard deviation, bias-corrected.
    double low = 0.0;         ///< The true standardised difference is above this ...
    double high = 0.0;        ///< ... and below this with about the confidence asked for (normal approximation [3]).

    friend bool operator==(const t_test_result&, const t_test_result&) = default;
};

namespace detail {

struct mean_and_spread {
    double n;
    double mean;
    double squares;  ///< sum of squared deviations
};

[[nodiscard]] inline mean_and_spread spread_of(const sorted_sample& sample, const char* where) {
    const auto values = sample.values();
    core::require<std::invalid_argument>(!num::is_infinite(values.front()) && !num::is_infinite(values.back()), where,
                                         "finite values", values.front() < 0.0 ? values.front() : values.back());
    const auto n = static_cast<double>(values.size());
    if (values.front() == values.back()) {
        return {.n = n, .mean = values.front(), .squares = 0.0};
    }
    return {.n = n, .mean = num::mean(values), .squares = num::rounded(num::variance(values) * n)};
}

[[nodiscard]] inline t_test_result t_test_from(const mean_and_spread& a, const mean_and_spread& b, double error,
                                               double degrees, const t_test_settings& settings) {
    core::require<std::invalid_argument>(settings.confidence > 0.0 && settings.confidence < 1.0, "t_test: confidence",
                                         "above 0 and below 1", settings.confidence);
    constexpr double infinite = std::numeric_limits<double>::infinity();
    t_test_result result{.degrees = degrees, .difference = a.mean - b.mean};
    const double pooled = num::square_root((a.squares + b.squares) / (a.n + b.n - 2.0));
    const double ratio = pooled > 0.0 ? result.difference / pooled : 0.0;
    const double bias = 1.0 - 3.0 / num::fma(4.0, a.n + b.n - 2.0, -1.0);
    result.effect = num::rounded(bias * ratio);
    const double variance = (a.n + b.n) / a.n / b.n + num::rounded(result.effect * result.effect) / (2.0 * (a.n + b.n));
    const double width =
        num::rounded(stats::normal_quantile(0.5 + settings.confidence / 2.0) * num::square_root(variance));
    result.low = result.effect - width;
    result.high = result.effect + width;
    if (error > 0.0) {
        result.statistic = result.difference / error;
    } else if (result.difference != 0.0) {  // no spread at all, and different: certain
        result.statistic = result.difference > 0.0 ? infinite : -infinite;
        result.effect = result.low = result.high = result.statistic;
    } else {
        return result;  // no spread at all, and equal
    }
    const bool two_sided = settings.alternative == alternative::two_sided;
    const double towards = two_sided                                      ? num::magnitude(result.statistic)
                           : settings.alternative == alternative::greater ? result.statistic
                                                                          : -result.statistic;
    stats::tail tail = stats::student_t_tail(towards, degrees > 0.0 ? degrees : 1.0);
    tail = two_sided ? doubled(tail) : tail;
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace detail

/// Student's test [1]: normal values or many of them, and equal variances.
///
/// Where no value differs from any other, p is 1; where both samples are constant and different, p is 0.
/// @throws std::invalid_argument if there are fewer than 3 values in all, a value is infinite, or the confidence is not
/// between 0 and 1. Cost: O(n + m).
[[nodiscard]] inline t_test_result student_t_test(const sorted_sample& first, const sorted_sample& second,
                                                  const t_test_settings& settings = {}) {
    core::require<std::invalid_argument>(first.size() + second.size() >= 3, "student_t_test",
                                         "at least 3 values in all", first.size() + second.size());
    const detail::mean_and_spread a = detail::spread_of(first, "student_t_test: first");
    const detail::mean_and_spread b = detail::spread_of(second, "student_t_test: second");
    const double degrees = a.n + b.n - 2.0;
    const double variance = (a.squares + b.squares) / degrees;
    return detail::t_test_from(a, b, num::square_root(variance * (1.0 / a.n + 1.0 / b.n)), degrees, settings);
}

/// Welch's test [2]: as Student's, but the variances may differ. The better default.
///
/// @throws std::invalid_argument if a sample has fewer than 2 values, a value is infinite, or the confidence is not
/// between 0 and 1. Cost: O(n + m).
[[nodiscard]] inline t_test_result welch_t_test(const sorted_sample& first, const sorted_sample& second,
                                                const t_test_settings& settings = {}) {
    core::require<std::invalid_argument>(first.size() >= 2, "welch_t_test: first", "at least 2 values", first.size());
    core::require<std::invalid_argument>(second.size() >= 2, "welch_t_test: second", "at least 2 values",
                                         second.size());
    const detail::mean_and_spread a = detail::spread_of(first, "welch_t_test: first");
    const detail::mean_and_spread b = detail::spread_of(second, "welch_t_test: second");
    const double of_a = a.squares / (a.n - 1.0) / a.n;
    const double of_b = b.squares / (b.n - 1.0) / b.n;
    const double sum = of_a + of_b;
    const double share_a = sum > 0.0 ? of_a / sum : 0.5;
    const double share_b = sum > 0.0 ? of_b / sum : 0.5;
    const double degrees =
        1.0 / num::fma(share_a, share_a / (a.n - 1.0), num::rounded(share_b * share_b / (b.n - 1.0)));
    return detail::t_test_from(a, b, num::square_root(sum), degrees, settings);
}

}  // namespace lastro::inline v0::drift
