// SPDX-License-Identifier: MIT
// lastro/drift/power_divergence.hpp
//
// Do counts fit shares that are known beforehand? Power divergence goodness of fit: Pearson, G and their family.
//
//   const std::vector<double> observed{18, 22, 25, 35}, expected{25, 25, 25, 25};
//   drift::power_divergence(observed, expected).p_value;                       // Pearson
//   drift::power_divergence(observed, expected, {.power = 2.0 / 3.0}).p_value;  // Cressie and Read
//
// The expected counts must be known, not counted: where the reference is itself a sample, `chi_squared` is the test, and
// this one would give false alarms one time in three. Bit-equal everywhere.
//
// References
//   [1] N. Cressie and T. R. C. Read, Multinomial goodness-of-fit tests, J. R. Statist. Soc. B 46(3), 1984.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/drift/chi_squared.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/gamma.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

struct power_divergence_settings {
    double power = 1.0;           ///< 1 Pearson, 0 likelihood ratio (G), 2/3 Cressie-Read, -1/2 Freeman-Tukey [1].
    std::uint64_t estimated = 0;  ///< Parameters of `expected` that were fitted to `observed`: degrees of freedom lost.
};

/// What the test found.
struct power_divergence_result {
    double statistic = 0.0;
    double degrees = 0.0;            ///< Categories - 1 - estimated.
    double effect = 0.0;             ///< sqrt(statistic / total), Cohen's w for Pearson's statistic.
    double p_value = 1.0;            ///< P(chi-squared >= statistic).
    double log10_p = 0.0;            ///< The same, where a double would underflow.
    double smallest_expected = 0.0;  ///< Below 5 the p-value is only a rough guide.

    friend bool operator==(const power_divergence_result&, const power_divergence_result&) = default;
};

/// Compares `observed` with `expected`, entry i of both standing for the same category.
///
/// `expected` is used as given, not rescaled: its sum should be that of `observed`.
/// @throws std::invalid_argument if the sizes differ or leave no degree of freedom, a number is negative or not finite, an
/// expected one is 0, nothing was observed, or the power is not finite.
[[nodiscard]] inline power_divergence_result power_divergence(std::span<const double> observed,
                                                              std::span<const double> expected,
                                                              const power_divergence_settings& settings = {}) {
    core::require<std::invalid_argument>(observed.size() == expected.size(), "power_divergence: expected",
                                         "as many numbers as observed", expected.size());
    core::require<std::invalid_argument>(observed.size() >= 2 && settings.estimated < observed.size() - 1,
                                         "power_divergence: observed", "a degree of freedom", observed.size());
    core::require<std::invalid_argument>(settings.power - settings.power == 0.0, "power_divergence: power",
                                         "a finite number", settings.power);
    power_divergence_result result{.degrees = static_cast<double>(observed.size() - 1 - settings.estimated),
                                   .smallest_expected = expected[0]};
    double total = 0.0;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        core::require<std::invalid_argument>(observed[i] >= 0.0 && !num::is_infinite(observed[i]),
                                             "power_divergence: observed", "finite, not negative", observed[i]);
        core::require<std::invalid_argument>(expected[i] > 0.0 && !num::is_infinite(expected[i]),
                                             "power_divergence: expected", "finite and positive", expected[i]);
        total += observed[i];
        result.smallest_expected = expected[i] < result.smallest_expected ? expected[i] : result.smallest_expected;
        result.statistic += detail::divergence_of_cell(observed[i], expected[i], settings.power);
    }
    core::require<std::invalid_argument>(total > 0.0, "power_divergence: observed", "at least one count", total);
    const double size = result.statistic > 0.0 ? result.statistic : 0.0;
    result.effect = num::square_root(size / total);
    const stats::tail tail = stats::chi_squared_tail(size, result.degrees);
    result.p_value = tail.probability;
    result.log10_p = tail.log10;
    return result;
}

}  // namespace lastro::inline v0::drift
