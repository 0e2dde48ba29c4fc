// SPDX-License-Identifier: MIT
// lastro/train/ranked_scores.hpp
//
// Do rows of class 1 score above rows of class 0? The areas under the ROC and the precision-recall curve.
//
//   train::roc_auc(targets, scores);                        // ties count half
//   train::average_precision(targets, scores, weights);
//   train::ranked_scores shard;                             // the state behind both
//   shard.add(target, score), shard.merge(other), shard.roc_auc();
//
// A state keeps every score, 8 bytes for a row of weight 1: no histogram can tell these areas exactly. Rows are brought
// into one order first, so equal rows give equal bits, in any order and any shards.
//
// References
//   [1] J. A. Hanley, B. J. McNeil, The meaning and use of the area under a ROC curve, Radiology 143, 1982.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/sort.hpp>
#include <lastro/num/exact_sum.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/train/metric.hpp>

namespace lastro::inline v0::train {

/// The scores of rows of class 1 and of class 0.
class ranked_scores {
public:
    /// One row of class 0 or 1; a larger score speaks for class 1.
    /// @throws std::invalid_argument if the target is neither 0 nor 1, the score NaN, or the weight out of range.
    void add(double target, double score, double weight = 1.0) {
        detail::require_class_0_or_1("train::ranked_scores", target);
        detail::require_number("train::ranked_scores", "scores that are numbers", score);
        detail::require_weight("train::ranked_scores", weight);
        side& mine = target == 1.0 ? positive_ : negative_;
        if (weight == 1.0) {
            mine.unit.push_back(score);
        } else if (weight > 0.0) {
            mine.weighted.push_back({score, weight});
        }
    }

    void merge(const ranked_scores& other) {
        positive_.merge(other.positive_);
        negative_.merge(other.negative_);
    }

    /// The probability that a row of class 1 scores above a row of class 0, ties counting half [1]. With weights of 1
    /// exact, up to 2^26 rows of each class.
    ///
    /// @throws std::invalid_argument unless both classes have rows of positive weight. Cost: O(n), or O(n log n) for
    ///         other weights.
    [[nodiscard]] double roc_auc() const {
        core::require<std::invalid_argument>(!positive_.empty() && !negative_.empty(), "train::roc_auc",
                                             "targets of both classes",
                                             positive_.empty() ? negative_.empty() ? "none" : "only 0" : "only 1");
        const std::vector<step> steps = descending();
        running_sum positives;
        running_sum negatives;
        for (const step& s : steps) {
            positives.add(s.positive);
            negatives.add(s.negative);
        }
        num::exact_sum twice_area;  // a positive row counts twice the negatives below its step, and once those on it
        running_sum passed;
        for (const step& s : steps) {
            passed.add(s.negative);
            twice_area.add_product(s.positive, 2.0 * (negatives.value() - passed.value()) + s.negative);
        }
        return twice_area.value() / (2.0 * negatives.value() * positives.value());
    }

    /// Sum over the distinct scores, from the highest, of the gain in recall times the precision there: the area under
    /// the precision-recall curve as steps, without interpolation.
    ///
    /// @throws std::invalid_argument unless class 1 has rows of positive weight. Cost: as roc_auc.
    [[nodiscard]] double average_precision() const {
        core::require<std::invalid_argument>(!positive_.empty(), "train::average_precision", "targets of class 1",
                                             "none");
        num::exact_sum area;
        running_sum right;
        running_sum all;
        for (const step& s : descending()) {
            right.add(s.positive);
            all.add(s.positive);
            all.add(s.negative);
            if (s.positive > 0.0) {
                area.add_product(s.positive, right.value() / all.value());
            }
        }
        return area.value() / right.value();
    }

    /// The same as roc_auc, so that this is a metric_state.
    [[nodiscard]] double value() const { return roc_auc(); }

private:
    struct weighted_score {
        double score;
        double weight;
    };

    /// The rows of one class.
    struct side {
        std::vector<double> unit;  ///< Scores of weight 1.
        std::vector<weighted_score> weighted;

        [[nodiscard]] bool empty() const noexcept { return unit.empty() && weighted.empty(); }
        void merge(const side& other) {
            unit.insert(unit.end(), other.unit.begin(), other.unit.end());
            weighted.insert(weighted.end(), other.weighted.begin(), other.weighted.end());
        }
        void sort() {
            core::sort(std::span<double>{unit});
            core::stable_sort(std::span<weighted_score>{weighted}, [](const auto& a, const auto& b) {
                return a.score != b.score ? a.score < b.score : a.weight < b.weight;
            });
        }
    };

    /// All rows of one score.
    struct step {
        double positive;
        double negative;
    };

    /// A sum in order that also keeps what each addition loses (Neumaier).
    class running_sum {
    public:
        void add(double x) noexcept {
            const double sum = sum_ + x;
            lost_ += num::magnitude(sum_) >= num::magnitude(x) ? (sum_ - sum) + x : (x - sum) + sum_;
            sum_ = sum;
        }
        [[nodiscard]] double value() const noexcept { return sum_ + lost_; }

    private:
        double sum_ = 0.0;
        double lost_ = 0.0;
    };

    /// From the highest score to the lowest.
    [[nodiscard]] std::vector<step> descending() const {
        side sides[2] = {positive_, negative_};
        std::vector<step> steps;
        std::size_t unit[2];
        std::size_t weighted[2];
        for (int k = 0; k < 2; ++k) {
            sides[k].sort();
            unit[k] = sides[k].unit.size();
            weighted[k] = sides[k].weighted.size();
        }
        for (;;) {
            bool any = false;
            double score = 0.0;
            const auto see = [&](double candidate) {
                score = any && candidate < score ? score : candidate;
                any = true;
            };
            for (int k = 0; k < 2; ++k) {
                if (unit[k] > 0) {
                    see(sides[k].unit[unit[k] - 1]);
                }
                if (weighted[k] > 0) {
                    see(sides[k].weighted[weighted[k] - 1].score);
                }
            }
            if (!any) {
                return steps;
            }
            double weight[2] = {0.0, 0.0};
            for (int k = 0; k < 2; ++k) {
                running_sum sum;
                for (; unit[k] > 0 && sides[k].unit[unit[k] - 1] == score; --unit[k]) {
                    weight[k] += 1.0;
                }
                sum.add(weight[k]);
                for (; weighted[k] > 0 && sides[k].weighted[weighted[k] - 1].score == score; --weighted[k]) {
                    sum.add(sides[k].weighted[weighted[k] - 1].weight);
                }
                weight[k] = sum.value();
            }
            steps.push_back({weight[0], weight[1]});
        }
    }

    side positive_;
    side negative_;
};

/// Area under the ROC curve [1]. @throws std::invalid_argument on no rows, unequal sizes, targets other than 0 and 1,
/// NaN scores, bad weights, or one class only.
[[nodiscard]] inline double roc_auc(std::span<const double> targets, std::span<const double> scores,
                                    std::span<const double> weights = {}) {
    return detail::filled("train::roc_auc", ranked_scores{}, targets, scores, weights).roc_auc();
}

/// Area under the precision-recall curve, as steps. @throws as roc_auc; rows of class 0 may be absent.
[[nodiscard]] inline double average_precision(std::span<const double> targets, std::span<const double> scores,
                                              std::span<const double> weights = {}) {
    return detail::filled("train::average_precision", ranked_scores{}, targets, scores, weights).average_precision();
}

}  // namespace lastro::inline v0::train
