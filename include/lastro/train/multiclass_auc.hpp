// SPDX-License-Identifier: MIT
// lastro/train/multiclass_auc.hpp
//
// Are several classes told apart by their scores? The area under the ROC curve, class against class.
//
//   train::multiclass_roc_auc(targets, probabilities);                                    // one against the rest
//   train::multiclass_roc_auc(targets, probabilities, {.pairing = train::pairing::one_vs_one});
//
// Targets are class numbers, scores a matrix [rows, classes]. Every class must occur, as in scikit-learn.
//
// References
//   [1] D. J. Hand, R. J. Till, A simple generalisation of the area under the ROC curve for multiple class
//       classification problems, Machine Learning 45, 2001: one against one.
//   [2] F. Provost, P. Domingos, Well-trained PETs: improving probability estimation trees, CeDER working paper, 2000:
//       one against the rest, weighted by class.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint8_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/exact_sum.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/ranked_scores.hpp>
#include <lastro/train/weighted_mean.hpp>

namespace lastro::inline v0::train {

/// Which classes are compared.
enum class pairing : std::uint8_t { one_vs_rest, one_vs_one };

struct multiclass_auc_settings {
    train::pairing pairing = train::pairing::one_vs_rest;
    bool weighted = false;  ///< Weigh classes (pairs) by their rows instead of equally.
};

/// Mean area under the ROC curve over the classes [2], or over the pairs of classes, each seen from both sides [1].
///
/// @throws std::invalid_argument on no rows, unequal sizes, fewer than two classes, targets that are no class numbers,
///         NaN scores, bad weights, or a class without rows.
[[nodiscard]] inline double multiclass_roc_auc(std::span<const double> targets,
                                               const num::matrix_view<const double>& scores,
                                               const multiclass_auc_settings& settings = {},
                                               std::span<const double> weights = {}) {
    constexpr const char* where = "train::multiclass_roc_auc";
    detail::require_rows(where, targets.size(), scores.rows, weights.size());
    const std::size_t classes = scores.cols;
    core::require<std::invalid_argument>(classes >= 2, where, "at least two columns of scores", classes);
    std::vector<std::vector<std::size_t>> rows(classes);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const double y = targets[i];
        core::require<std::invalid_argument>(y >= 0.0 && y < static_cast<double>(classes) && y == num::floor(y), where,
                                             "class numbers below " + std::to_string(classes), y);
        rows[static_cast<std::size_t>(y)].push_back(i);
    }
    for (std::size_t k = 0; k < classes; ++k) {
        core::require<std::invalid_argument>(!rows[k].empty(), where, "rows of every class",
                                             "none of class " + std::to_string(k));
    }
    const auto weight = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };
    const auto total = [&](std::size_t k) {
        num::exact_sum sum;
        for (const std::size_t i : rows[k]) {
            sum.add(weight(i));
        }
        return sum.value();
    };
    const auto add = [&](ranked_scores& ranked, double target, std::size_t k, std::size_t by) {
        for (const std::size_t i : rows[k]) {
            ranked.add(target, scores(i, by), weight(i));
        }
    };
    const auto area = [&](std::size_t positive, std::size_t negative) {  // by the score of `positive`
        ranked_scores ranked;
        add(ranked, 1.0, positive, positive);
        add(ranked, 0.0, negative, positive);
        return ranked.roc_auc();
    };
    weighted_mean mean;
    for (std::size_t a = 0; a < classes; ++a) {
        if (settings.pairing == pairing::one_vs_one) {
            for (std::size_t b = a + 1; b < classes; ++b) {
                const double both = (area(a, b) + area(b, a)) / 2.0;
                mean.add(both, settings.weighted ? total(a) + total(b) : 1.0);
            }
            continue;
        }
        ranked_scores ranked;
        for (std::size_t b = 0; b < classes; ++b) {
            add(ranked, a == b ? 1.0 : 0.0, b, a);
        }
        mean.add(ranked.roc_auc(), settings.weighted ? total(a) : 1.0);
    }
    return mean.value();
}

}  // namespace lastro::inline v0::train
