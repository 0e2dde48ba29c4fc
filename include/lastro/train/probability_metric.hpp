// SPDX-License-Identifier: MIT
// lastro/train/probability_metric.hpp
//
// How good are told probabilities? Two proper scores: a model gains nothing by telling other than what it believes.
//
//   train::log_loss(targets, probabilities);              // nats; of class 1, or a matrix with a column per class
//   train::brier_score(targets, probabilities, weights);  // mean squared distance
//
// A probability of 0 for what happened costs infinity. scikit-learn moves probabilities into [eps, 1 - eps] first, with
// an eps that has changed between versions; clip before the call where that is wanted.
//
// References
//   [1] T. Gneiting, A. E. Raftery, Strictly proper scoring rules, prediction, and estimation, JASA 102, 2007.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/weighted_mean.hpp>

namespace lastro::inline v0::train {

/// Mean of -log(probability of the true class), for targets 0 and 1 and probabilities of class 1.
class log_loss_state {
public:
    /// @throws std::invalid_argument if the target is neither 0 nor 1, or the probability or the weight out of range.
    void add(double target, double probability, double weight = 1.0) {
        detail::require_class_0_or_1("train::log_loss", target);
        detail::require_probability("train::log_loss", probability);
        mean_.add(target == 1.0 ? -num::log(probability) : -num::log1p(-probability), weight);
    }
    void merge(const log_loss_state& other) { mean_.merge(other.mean_); }
    [[nodiscard]] double value() const { return mean_.value(); }

private:
    weighted_mean mean_;
};

/// Mean squared difference between target (0 or 1) and probability of class 1.
class brier_state {
public:
    /// @throws as log_loss_state::add.
    void add(double target, double probability, double weight = 1.0) {
        detail::require_class_0_or_1("train::brier_score", target);
        detail::require_probability("train::brier_score", probability);
        const double difference = target - probability;
        mean_.add(num::rounded(difference * difference), weight);
    }
    void merge(const brier_state& other) { mean_.merge(other.mean_); }
    [[nodiscard]] double value() const { return mean_.value(); }

private:
    weighted_mean mean_;
};

/// Mean of -log(probability of the true class), targets 0 or 1, `probabilities` those of class 1; infinite where a
/// true class was given probability 0.
///
/// @throws std::invalid_argument on no rows, unequal sizes, or values out of range.
[[nodiscard]] inline double log_loss(std::span<const double> targets, std::span<const double> probabilities,
                                     std::span<const double> weights = {}) {
    return detail::filled("train::log_loss", log_loss_state{}, targets, probabilities, weights).value();
}

/// The same for class numbers 0, 1, ... and a matrix of probabilities [rows, classes].
///
/// Rows are not scaled to a sum of 1. @throws as above, and if a target is no class number.
[[nodiscard]] inline double log_loss(std::span<const double> targets,
                                     const num::matrix_view<const double>& probabilities,
                                     std::span<const double> weights = {}) {
    detail::require_rows("train::log_loss", targets.size(), probabilities.rows, weights.size());
    weighted_mean mean;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const double y = targets[i];
        core::require<std::invalid_argument>(
            y >= 0.0 && y < static_cast<double>(probabilities.cols) && y == num::floor(y), "train::log_loss",
            "class numbers below " + std::to_string(probabilities.cols), y);
        const double p = probabilities(i, static_cast<std::size_t>(y));
        detail::require_probability("train::log_loss", p);
        mean.add(-num::log(p), weights.empty() ? 1.0 : weights[i]);
    }
    return mean.value();
}

/// Mean squared difference between target (0 or 1) and probability of class 1. @throws as log_loss.
[[nodiscard]] inline double brier_score(std::span<const double> targets, std::span<const double> probabilities,
                                        std::span<const double> weights = {}) {
    return detail::filled("train::brier_score", brier_state{}, targets, probabilities, weights).value();
}

}  // namespace lastro::inline v0::train
