// SPDX-License-Identifier: MIT
// lastro/train/loss.hpp
//
// How wrong are the scores of a classifier, and which way is less wrong? Mean log loss in nats, and its derivative.
//
//   // two classes: one score per row, the logit of class 1; K classes: K scores per row
//   const double loss = train::classification_loss<double>(scores, targets, derivative);
//   const double fair = train::classification_loss<double>(scores, targets, derivative, {.weights = w});
//
// Of a probability p given to the true class the loss is -log(p); computed from scores, so that nothing overflows and
// nothing cancels. Only num:: functions and additions in a fixed order: equal bits everywhere. Allocates nothing.
// A mean is over the rows, weights or not: sum(w * loss) / n. So the parts of a batch add up, whatever their weights.
#pragma once

#include <algorithm>    // max
#include <cmath>        // fma
#include <concepts>     // floating_point
#include <cstddef>      // size_t
#include <span>         // span
#include <type_traits>  // type_identity_t

#include <lastro/num/elementary.hpp>
#include <lastro/num/logistic_loss.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::train {

/// What the loss of a classifier can take into account.
template <std::floating_point T>
struct loss_options {
    std::type_identity_t<std::span<const T>> weights = {};  ///< One per row, at least 0; none: all 1.
    T label_smoothing = 0;  ///< This share of a target goes to all classes in equal parts; 0 <= share < 1.
};

namespace detail {

/// x *= w, row by row.
template <std::floating_point T>
void weigh(std::span<T> x, std::span<const T> w) noexcept {
    const std::size_t columns = w.empty() ? 0 : x.size() / w.size();
    for (std::size_t i = 0; i < w.size(); ++i) {
        for (std::size_t k = 0; k < columns; ++k) {
            x[i * columns + k] = std::fma(w[i], x[i * columns + k], T{0});
        }
    }
}

}  // namespace detail

/// Mean of log(1 + exp(-s*z)), s = 1 for targets 1 and -1 for targets 0; `derivative` gets d loss / d scores.
///
/// `scores`, `targets` and `derivative` have one number per row; targets are 0 or 1.
/// Precondition: at least one row, equal sizes.
template <std::floating_point T>
double logistic_loss(std::span<const T> scores, std::span<const T> targets, std::span<T> derivative,
                     const loss_options<T>& options = {}) noexcept {
    const auto n = static_cast<T>(scores.size());
    const T sum = num::logistic_loss<T>(
        scores, targets, derivative,
        {.weights = options.weights, .spread = options.label_smoothing / T{2}, .scale = T{1} / n});
    return static_cast<double>(sum) / static_cast<double>(n);
}

/// Mean of -log(softmax(scores)[target]); `derivative` gets d loss / d scores.
///
/// `scores` and `derivative` hold K numbers per row, row after row; a target is a class number below K.
/// Precondition: at least one row, scores.size() == targets.size() * K == derivative.size().
template <std::floating_point T>
double softmax_loss(std::span<const T> scores, std::span<const T> targets, std::span<T> derivative,
                    const loss_options<T>& options = {}) noexcept {
    const std::size_t rows = targets.size();
    const std::size_t classes = scores.size() / rows;
    const auto n = static_cast<T>(rows);
    const T spread = options.label_smoothing / static_cast<T>(classes);
    const T keep = T{1} - options.label_smoothing;
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
        T shifted = d[target];
        if (spread > T{0}) {  // the mean of the shifted scores under the smoothed target
            shifted = std::fma(keep, shifted, std::fma(spread, num::sum(d), T{0}));
        }
        num::exp(d, d);
        const T sum = num::sum(d);
        const T of_row = num::log(sum) - shifted;
        loss += options.weights.empty() ? static_cast<double>(of_row)
                                        : static_cast<double>(std::fma(options.weights[i], of_row, T{0}));
        for (std::size_t k = 0; k < classes; ++k) {
            d[k] = (d[k] / sum - (k == target ? keep + spread : spread)) / n;
        }
    }
    detail::weigh(derivative, options.weights);
    return loss / static_cast<double>(rows);
}

/// logistic_loss where there is one score per row, else softmax_loss.
template <std::floating_point T>
double classification_loss(std::span<const T> scores, std::span<const T> targets, std::span<T> derivative,
                           const loss_options<T>& options = {}) noexcept {
    return scores.size() == targets.size() ? logistic_loss<T>(scores, targets, derivative, options)
                                           : softmax_loss<T>(scores, targets, derivative, options);
}

/// Mean of max(0, 1 - s*z), s = 1 for targets 1 and -1 for targets 0: the loss of a support vector machine.
///
/// One score per row, as logistic_loss; labels are not smoothed.
template <std::floating_point T>
double hinge_loss(std::span<const T> scores, std::span<const T> targets, std::span<T> derivative,
                  std::type_identity_t<std::span<const T>> weights = {}) noexcept {
    const auto n = static_cast<T>(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const T gap = T{1} - (targets[i] == T{0} ? -scores[i] : scores[i]);
        derivative[i] = gap <= T{0} ? T{0} : gap;  // NaN stays NaN
    }
    detail::weigh(derivative, weights);
    const auto loss = static_cast<double>(num::sum(derivative)) / static_cast<double>(n);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const T side = targets[i] == T{0} ? T{1} : T{-1};
        derivative[i] = side * scores[i] > T{-1} ? side / n : T{0};
    }
    detail::weigh(derivative, weights);
    return loss;
}

}  // namespace lastro::inline v0::train
