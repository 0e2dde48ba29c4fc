// SPDX-License-Identifier: MIT
// lastro/train/loss.hpp
//
// How wrong are the scores of a classifier, and which way is less wrong? Mean log loss in nats, and its derivative.
//
//   // two classes: one score per row, the logit of class 1; K classes: K scores per row
//   const double loss = train::classification_loss<double>(scores, targets, derivative);
//
// Of a probability p given to the true class the loss is -log(p); computed from scores, so that nothing overflows and
// nothing cancels. Only num:: functions and additions in a fixed order: equal bits everywhere. Allocates nothing.
#pragma once

#include <algorithm>  // max
#include <cmath>      // isfinite
#include <concepts>   // floating_point
#include <cstddef>    // size_t
#include <span>       // span

#include <lastro/num/elementary.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::train {

/// Mean of log(1 + exp(-s*z)), s = 1 for targets 1 and -1 for targets 0; `derivative` gets d loss / d scores.
///
/// `scores`, `targets` and `derivative` have one number per row; targets are 0 or 1.
/// Precondition: at least one row, equal sizes.
template <std::floating_point T>
double logistic_loss(std::span<const T> scores, std::span<const T> targets, std::span<T> derivative) noexcept {
    const auto n = static_cast<T>(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        derivative[i] = targets[i] == T{0} ? scores[i] : -scores[i];
    }
    num::softplus(derivative, derivative);
    const auto loss = static_cast<double>(num::sum(derivative)) / static_cast<double>(n);
    num::sigmoid(scores, derivative);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        derivative[i] = (derivative[i] - targets[i]) / n;
    }
    return loss;
}

/// Mean of -log(softmax(scores)[target]); `derivative` gets d loss / d scores.
///
/// `scores` and `derivative` hold K numbers per row, row after row; a target is a class number below K.
/// Precondition: at least one row, scores.size() == targets.size() * K == derivative.size().
template <std::floating_point T>
double softmax_loss(std::span<const T> scores, std::span<const T> targets, std::span<T> derivative) noexcept {
    const std::size_t rows = targets.size();
    const std::size_t classes = scores.size() / rows;
    const auto n = static_cast<T>(rows);
    double loss = 0.0;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::span<const T> z = scores.subspan(i * classes, classes);
        const std::span<T> d = derivative.subspan(i * classes, classes);
        const auto target = static_cast<std::size_t>(targets[i]);
        T top = z[0];
        for (const T score : z) {
            top = (std::max)(top, score);
        }
        for (std::size_t k = 0; k < classes; ++k) {
            d[k] = z[k] - top;
        }
        const T shifted = d[target];
        num::exp(d, d);
        const T sum = num::sum(d);
        loss += static_cast<double>(num::log(sum) - shifted);
        for (std::size_t k = 0; k < classes; ++k) {
            d[k] = (d[k] / sum - (k == target ? T{1} : T{0})) / n;
        }
    }
    return loss / static_cast<double>(rows);
}

/// logistic_loss where there is one score per row, else softmax_loss.
template <std::floating_point T>
double classification_loss(std::span<const T> scores, std::span<const T> targets, std::span<T> derivative) noexcept {
    return scores.size() == targets.size() ? logistic_loss<T>(scores, targets, derivative)
                                           : softmax_loss<T>(scores, targets, derivative);
}

}  // namespace lastro::inline v0::train
