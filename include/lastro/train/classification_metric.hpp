// SPDX-License-Identifier: MIT
// lastro/train/classification_metric.hpp
//
// How good are told classes? Functions over what was true and what was told.
//
//   train::accuracy(targets, predicted);
//   train::f_score(targets, predicted, 1.0, {.average = train::average::macro});
//   train::precision(targets, predicted, {.positive = 1, .zero_division = 1.0}, weights);
//   train::confusion_matrix_of(targets, predicted).matthews();        // several metrics from one count
//
// A class is any number, often 0, 1, ...; the labels are those that occur in either sequence. All functions throw
// std::invalid_argument on no rows, unequal sizes, a NaN, or weights that are negative, not finite or all 0.
#pragma once

#include <cstddef>           // size_t
#include <initializer_list>  // initializer_list
#include <span>              // span
#include <stdexcept>         // invalid_argument
#include <string_view>       // string_view
#include <utility>           // move
#include <vector>            // vector

#include <lastro/core/sort.hpp>
#include <lastro/train/confusion_matrix.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/weighted_mean.hpp>

namespace lastro::inline v0::train {

namespace detail {

/// The distinct numbers in `values`, ascending.
[[nodiscard]] inline std::vector<double> distinct(std::vector<double> values) {
    core::sort(std::span<double>{values});
    std::size_t kept = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (kept == 0 || values[i] != values[kept - 1]) {
            values[kept++] = values[i];
        }
    }
    values.resize(kept);
    return values;
}

[[nodiscard]] inline confusion_matrix counted(std::string_view where, std::span<const double> targets,
                                              std::span<const double> predicted, std::span<const double> weights) {
    require_rows(where, targets.size(), predicted.size(), weights.size());
    std::vector<double> labels;
    labels.reserve(targets.size() + predicted.size());
    for (const std::span<const double> part : {targets, predicted}) {
        for (const double x : part) {
            require_number(where, "classes that are numbers", x);
            labels.push_back(x);
        }
    }
    return filled(where, confusion_matrix{distinct(std::move(labels))}, targets, predicted, weights);
}

}  // namespace detail

/// The counts of these rows, for the labels that occur in them.
[[nodiscard]] inline confusion_matrix confusion_matrix_of(std::span<const double> targets,
                                                          std::span<const double> predicted,
                                                          std::span<const double> weights = {}) {
    return detail::counted("train::confusion_matrix", targets, predicted, weights);
}

/// Share of rows told right.
[[nodiscard]] inline double accuracy(std::span<const double> targets, std::span<const double> predicted,
                                     std::span<const double> weights = {}) {
    detail::require_rows("train::accuracy", targets.size(), predicted.size(), weights.size());
    weighted_mean right;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        detail::require_number("train::accuracy", "classes that are numbers", targets[i]);
        detail::require_number("train::accuracy", "classes that are numbers", predicted[i]);
        right.add(targets[i] == predicted[i] ? 1.0 : 0.0, weights.empty() ? 1.0 : weights[i]);
    }
    return right.value();
}

/// Mean recall of the classes that occur in `targets`.
[[nodiscard]] inline double balanced_accuracy(std::span<const double> targets, std::span<const double> predicted,
                                              std::span<const double> weights = {}) {
    return detail::counted("train::balanced_accuracy", targets, predicted, weights).balanced_accuracy();
}

/// Of the rows told a class, the share that is of it. @throws also if `positive` is asked for and does not occur.
[[nodiscard]] inline double precision(std::span<const double> targets, std::span<const double> predicted,
                                      const score_settings& settings = {}, std::span<const double> weights = {}) {
    return detail::counted("train::precision", targets, predicted, weights).precision(settings);
}

/// Of the rows of a class, the share that was told it. @throws as precision.
[[nodiscard]] inline double recall(std::span<const double> targets, std::span<const double> predicted,
                                   const score_settings& settings = {}, std::span<const double> weights = {}) {
    return detail::counted("train::recall", targets, predicted, weights).recall(settings);
}

/// Harmonic mean of precision and recall, the latter beta times as important. @throws as precision.
[[nodiscard]] inline double f_score(std::span<const double> targets, std::span<const double> predicted,
                                    double beta = 1.0, const score_settings& settings = {},
                                    std::span<const double> weights = {}) {
    return detail::counted("train::f_score", targets, predicted, weights).f_score(beta, settings);
}

/// Matthews' correlation coefficient, of two classes or more.
[[nodiscard]] inline double matthews_correlation(std::span<const double> targets, std::span<const double> predicted,
                                                 std::span<const double> weights = {}) {
    return detail::counted("train::matthews_correlation", targets, predicted, weights).matthews();
}

/// Cohen's kappa; for `linear` and `quadratic` the labels' order is that of their numbers.
/// @throws also if both sequences are always one and the same class.
[[nodiscard]] inline double cohen_kappa(std::span<const double> targets, std::span<const double> predicted,
                                        kappa_weights disagreement = kappa_weights::none,
                                        std::span<const double> weights = {}) {
    return detail::counted("train::cohen_kappa", targets, predicted, weights).cohen_kappa(disagreement);
}

}  // namespace lastro::inline v0::train
