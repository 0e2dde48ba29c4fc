// SPDX-License-Identifier: MIT
// lastro/train/metric.hpp
//
// How good are predictions? Plain functions over what was true and what was predicted.
//
//   train::accuracy(targets, predicted);          // share of equal class numbers
//   train::log_loss(targets, probabilities);      // nats; probabilities of class 1
//   train::roc_auc(targets, scores);              // ties count half
//
// Counts are integers and sums have a fixed order: equal bits everywhere. Sizes are checked, values are not changed.
//
// References
//   [1] scikit-learn 1.2, model evaluation: the same definitions.
//   [2] J. A. Hanley, B. J. McNeil, The meaning and use of the area under a ROC curve, Radiology 143, 1982.
#pragma once

#include <algorithm>    // sort
#include <cmath>        // abs, isnan
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <numeric>      // iota
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::train {

/// One named number about a model, such as {"validation/loss", 0.4405}.
struct metric_value {
    std::string name;
    double value = 0.0;

    friend bool operator==(const metric_value&, const metric_value&) = default;
};

namespace detail {

inline void require_pairs(std::string_view where, std::span<const double> targets, std::span<const double> predicted) {
    core::require<std::invalid_argument>(!targets.empty(), where, "at least one row", "none");
    core::require<std::invalid_argument>(targets.size() == predicted.size(), where,
                                         "as many predictions as targets (" + std::to_string(targets.size()) + ")",
                                         predicted.size());
}

inline void require_binary(std::string_view where, std::span<const double> targets) {
    for (const double y : targets) {
        core::require<std::invalid_argument>(y == 0.0 || y == 1.0, where, "targets of 0 or 1", y);
    }
}

/// The mean of term(target, prediction), summed in num::sum's order.
template <class Term>
[[nodiscard]] double mean_of(std::span<const double> targets, std::span<const double> predicted, Term&& term) {
    std::vector<double> terms(targets.size());
    for (std::size_t i = 0; i < terms.size(); ++i) {
        terms[i] = term(targets[i], predicted[i]);
    }
    return num::sum(terms) / static_cast<double>(terms.size());
}

[[nodiscard]] inline double squared_distance(std::span<const double> a, std::span<const double> b) {
    std::vector<double> difference(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference[i] = a[i] - b[i];
    }
    return num::squared_norm(difference);
}

}  // namespace detail

/// Share of rows where both class numbers are equal. @throws std::invalid_argument on no rows or unequal sizes.
[[nodiscard]] inline double accuracy(std::span<const double> targets, std::span<const double> predicted) {
    detail::require_pairs("train::accuracy", targets, predicted);
    std::uint64_t equal = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        equal += targets[i] == predicted[i] ? 1U : 0U;
    }
    return static_cast<double>(equal) / static_cast<double>(targets.size());
}

/// Mean of -log(probability of the true class), targets 0 or 1, `probabilities` those of class 1; infinite where a
/// true class was given probability 0. @throws std::invalid_argument on no rows, unequal sizes, or values out of range.
[[nodiscard]] inline double log_loss(std::span<const double> targets, std::span<const double> probabilities) {
    detail::require_pairs("train::log_loss", targets, probabilities);
    detail::require_binary("train::log_loss", targets);
    for (const double p : probabilities) {
        core::require<std::invalid_argument>(p >= 0.0 && p <= 1.0, "train::log_loss", "probabilities in [0, 1]", p);
    }
    return detail::mean_of(targets, probabilities,
                           [](double y, double p) { return y == 1.0 ? -num::log(p) : -num::log1p(-p); });
}

/// Mean squared difference between target (0 or 1) and probability of class 1. @throws as log_loss.
[[nodiscard]] inline double brier_score(std::span<const double> targets, std::span<const double> probabilities) {
    detail::require_pairs("train::brier_score", targets, probabilities);
    detail::require_binary("train::brier_score", targets);
    return detail::squared_distance(targets, probabilities) / static_cast<double>(targets.size());
}

/// Area under the ROC curve [2]: the probability that a row of class 1 scores above a row of class 0, ties counting
/// half. Exact up to 2^26 rows of each class.
///
/// @throws std::invalid_argument on no rows, unequal sizes, targets other than 0 and 1, NaN scores, or one class only.
/// Cost: O(n log n).
[[nodiscard]] inline double roc_auc(std::span<const double> targets, std::span<const double> scores) {
    detail::require_pairs("train::roc_auc", targets, scores);
    detail::require_binary("train::roc_auc", targets);
    for (const double s : scores) {
        core::require<std::invalid_argument>(!std::isnan(s), "train::roc_auc", "scores that are numbers", s);
    }
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    std::uint64_t negatives = 0;  // of class 0 with a lower score
    std::uint64_t positives = 0;
    std::uint64_t twice_area = 0;  // 2 * (pairs in the right order) + pairs that tie
    for (std::size_t i = 0; i < order.size();) {
        std::uint64_t tied[2] = {0, 0};
        const double score = scores[order[i]];
        for (; i < order.size() && scores[order[i]] == score; ++i) {
            ++tied[targets[order[i]] == 1.0 ? 1 : 0];
        }
        twice_area += tied[1] * (2 * negatives + tied[0]);
        negatives += tied[0];
        positives += tied[1];
    }
    core::require<std::invalid_argument>(negatives > 0 && positives > 0, "train::roc_auc", "targets of both classes",
                                         negatives > 0 ? "only 0" : "only 1");
    return static_cast<double>(twice_area) / static_cast<double>(2 * negatives * positives);
}

/// Mean squared error. @throws std::invalid_argument on no rows or unequal sizes.
[[nodiscard]] inline double mean_squared_error(std::span<const double> targets, std::span<const double> predicted) {
    detail::require_pairs("train::mean_squared_error", targets, predicted);
    return detail::squared_distance(targets, predicted) / static_cast<double>(targets.size());
}

/// Mean absolute error. @throws std::invalid_argument on no rows or unequal sizes.
[[nodiscard]] inline double mean_absolute_error(std::span<const double> targets, std::span<const double> predicted) {
    detail::require_pairs("train::mean_absolute_error", targets, predicted);
    return detail::mean_of(targets, predicted, [](double y, double p) { return std::abs(y - p); });
}

/// Coefficient of determination: 1 - (squared error) / (squared deviation of the targets from their mean).
///
/// @throws std::invalid_argument on no rows, unequal sizes, or targets that are all equal.
[[nodiscard]] inline double r2_score(std::span<const double> targets, std::span<const double> predicted) {
    detail::require_pairs("train::r2_score", targets, predicted);
    const double mean = num::sum(targets) / static_cast<double>(targets.size());
    const double total = detail::squared_distance(targets, std::vector<double>(targets.size(), mean));
    core::require<std::invalid_argument>(total > 0.0, "train::r2_score", "targets that differ", "equal ones");
    return 1.0 - detail::squared_distance(targets, predicted) / total;
}

}  // namespace lastro::inline v0::train
