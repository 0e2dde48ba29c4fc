// SPDX-License-Identifier: MIT
// lastro/drift/multiplicity.hpp
//
// A hundred columns, a hundred p-values: which of them may still be called a finding?
//
//   const std::vector<bool> drifted = drift::benjamini_hochberg(p_values, 0.05);
//   const std::vector<double> adjusted = drift::adjusted_benjamini_hochberg(p_values);   // compare with any level
//
// Pure functions; results stand in the order of the input. Bit-equal on every compiler.
//
// References
//   [1] Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, J. R. Statist. Soc. B 57(1), 1995.
//   [2] Y. Benjamini and D. Yekutieli, The control of the false discovery rate in multiple testing under dependency,
//       Ann. Statist. 29(4), 2001.
//   [3] S. Holm, A simple sequentially rejective multiple test procedure, Scand. J. Statist. 6(2), 1979.
//   [4] Y. Hochberg, A sharper Bonferroni procedure for multiple tests of significance, Biometrika 75(4), 1988.
//   [5] J. D. Storey, J. E. Taylor, D. Siegmund, Strong control, conservative point estimation and simultaneous
//       conservative consistency of false discovery rates, J. R. Statist. Soc. B 66(1), 2004.
//   [6] R. Wang and A. Ramdas, False discovery rate control with e-values, J. R. Statist. Soc. B 84(3), 2022.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>

namespace lastro::inline v0::drift {

namespace detail {

[[nodiscard]] constexpr double cut_at_one(double p) noexcept { return p < 1.0 ? p : 1.0; }

/// The places of `p` from the smallest to the largest p-value, equal ones in order of appearance.
[[nodiscard]] inline std::vector<std::size_t> ascending(std::span<const double> p, const char* where) {
    std::vector<std::size_t> order(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        core::require<std::invalid_argument>(p[i] >= 0.0 && p[i] <= 1.0, where, "p-values from 0 to 1", p[i]);
        order[i] = i;
    }
    core::stable_sort(std::span<std::size_t>{order}, [p](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    return order;
}

/// min over larger p-values of penalty * p * (count / rank): the step-up procedures.
[[nodiscard]] inline std::vector<double> stepped_up(std::span<const double> p, double penalty, const char* where) {
    const std::vector<std::size_t> order = ascending(p, where);
    const auto count = static_cast<double>(p.size());
    std::vector<double> adjusted(p.size());
    double smallest = 1.0;
    for (std::size_t rank = p.size(); rank > 0; --rank) {
        const std::size_t at = order[rank - 1];
        const double scaled = penalty * (count / static_cast<double>(rank)) * p[at];
        smallest = scaled < smallest ? scaled : smallest;
        adjusted[at] = smallest;
    }
    return adjusted;
}

}  // namespace detail

/// p-values adjusted for the false discovery rate [1]: those up to alpha are findings of which, on average, a share of
/// at most alpha is false. Holds for independent p-values and for positively dependent ones.
///
/// @throws std::invalid_argument if a p-value is not a number from 0 to 1.
[[nodiscard]] inline std::vector<double> adjusted_benjamini_hochberg(std::span<const double> p) {
    return detail::stepped_up(p, 1.0, "adjusted_benjamini_hochberg");
}

/// As `adjusted_benjamini_hochberg`, but valid under any dependence [2]; more cautious by a factor 1 + 1/2 + ... + 1/n.
///
/// @throws std::invalid_argument if a p-value is not a number from 0 to 1.
[[nodiscard]] inline std::vector<double> adjusted_benjamini_yekutieli(std::span<const double> p) {
    double penalty = 0.0;
    for (std::size_t rank = p.size(); rank > 0; --rank) {
        penalty += 1.0 / static_cast<double>(rank);
    }
    return detail::stepped_up(p, penalty, "adjusted_benjamini_yekutieli");
}

/// p-values adjusted so that alpha bounds the probability of a single false finding [3], under any dependence.
///
/// @throws std::invalid_argument if a p-value is not a number from 0 to 1.
[[nodiscard]] inline std::vector<double> adjusted_holm(std::span<const double> p) {
    const std::vector<std::size_t> order = detail::ascending(p, "adjusted_holm");
    std::vector<double> adjusted(p.size());
    double largest = 0.0;
    for (std::size_t rank = 0; rank < p.size(); ++rank) {
        const std::size_t at = order[rank];
        const double scaled = detail::cut_at_one(static_cast<double>(p.size() - rank) * p[at]);
        largest = scaled > largest ? scaled : largest;
        adjusted[at] = largest;
    }
    return adjusted;
}

/// As `adjusted_holm`, by the simplest and most cautious rule: every p-value times their number.
///
/// @throws std::invalid_argument if a p-value is not a number from 0 to 1.
[[nodiscard]] inline std::vector<double> adjusted_bonferroni(std::span<const double> p) {
    std::vector<double> adjusted(p.size());
    for (const std::size_t at : detail::ascending(p, "adjusted_bonferroni")) {
        adjusted[at] = detail::cut_at_one(static_cast<double>(p.size()) * p[at]);
    }
    return adjusted;
}

/// As `adjusted_holm`, but stepping up [4]: never larger, and valid for independent and positively dependent p-values.
///
/// @throws std::invalid_argument if a p-value is not a number from 0 to 1.
[[nodiscard]] inline std::vector<double> adjusted_hochberg(std::span<const double> p) {
    const std::vector<std::size_t> order = detail::ascending(p, "adjusted_hochberg");
    std::vector<double> adjusted(p.size());
    double smallest = 1.0;
    for (std::size_t rank = p.size(); rank > 0; --rank) {
        const std::size_t at = order[rank - 1];
        const double scaled = static_cast<double>(p.size() - rank + 1) * p[at];
        smallest = scaled < smallest ? scaled : smallest;
        adjusted[at] = smallest;
    }
    return adjusted;
}

/// Storey's q-values [5]: Benjamini-Hochberg times an estimate of the share of true nulls, (1 + #{p > lambda}) /
/// ((1 - lambda) n), which is at most 1. For independent p-values.
///
/// @throws std::invalid_argument if a p-value is not a number from 0 to 1, or unless 0 <= lambda < 1.
[[nodiscard]] inline std::vector<double> adjusted_storey(std::span<const double> p, double lambda = 0.5) {
    core::require<std::invalid_argument>(lambda >= 0.0 && lambda < 1.0, "adjusted_storey: lambda",
                                         "at least 0 and below 1", lambda);
    double above = 1.0;
    for (const double value : p) {
        above += value > lambda ? 1.0 : 0.0;
    }
    const double nulls = above / ((1.0 - lambda) * static_cast<double>(p.empty() ? 1 : p.size()));
    return detail::stepped_up(p, detail::cut_at_one(nulls), "adjusted_storey");
}

/// Adjusted p-values of the e-BH procedure [6]: those up to alpha are findings at a false discovery rate of alpha, under
/// any dependence. An e-value is a number from 0 on whose mean is at most 1 if nothing moved; larger is more evidence.
///
/// @throws std::invalid_argument if an e-value is negative or NaN.
[[nodiscard]] inline std::vector<double> adjusted_e_benjamini_hochberg(std::span<const double> e) {
    std::vector<double> inverse;
    for (const double value : e) {
        core::require<std::invalid_argument>(value >= 0.0, "adjusted_e_benjamini_hochberg", "e-values from 0 on",
                                             value);
        inverse.push_back(value > 1.0 ? 1.0 / value : 1.0);  // by Markov's inequality a p-value
    }
    return detail::stepped_up(inverse, 1.0, "adjusted_e_benjamini_hochberg");
}

/// Which p-values are findings at a false discovery rate of `alpha` [1].
///
/// @throws std::invalid_argument if a p-value or alpha is not a number from 0 to 1.
[[nodiscard]] inline std::vector<bool> benjamini_hochberg(std::span<const double> p, double alpha) {
    core::require<std::invalid_argument>(alpha >= 0.0 && alpha <= 1.0, "benjamini_hochberg: alpha",
                                         "a number from 0 to 1", alpha);
    const std::vector<double> adjusted = adjusted_benjamini_hochberg(p);
    std::vector<bool> finding(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        finding[i] = adjusted[i] <= alpha;
    }
    return finding;
}

}  // namespace lastro::inline v0::drift
