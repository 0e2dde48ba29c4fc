// SPDX-License-Identifier: MIT
// lastro/train/confusion_matrix.hpp
//
// Which class is taken for which? The counts from which every metric of told classes follows.
//
//   train::confusion_matrix counts{3};                       // classes 0, 1, 2
//   counts.add(truth, told), counts.merge(other_shard);
//   counts.f_score(1.0, {.average = train::average::macro}); // classification_metric.hpp has functions over spans
//   counts.cohen_kappa(train::kappa_weights::quadratic);
//
// Counts are integers, sums of other weights exact: equal rows give equal bits in any order and any shards.
//
// References
//   [1] C. J. van Rijsbergen, Information Retrieval, 2nd edition, 1979, chapter 7: the F measure.
//   [2] J. Gorodkin, Comparing two K-category assignments by a K-category correlation coefficient,
//       Comput. Biol. Chem. 28, 2004: Matthews' coefficient for several classes.
//   [3] J. Cohen, Weighted kappa, Psychol. Bull. 70(4), 1968.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t, uint8_t
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/num/exact_sum.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/train/metric.hpp>

namespace lastro::inline v0::train {

/// How the precision, recall or F of several classes becomes one number.
enum class average : std::uint8_t {
    binary,    ///< That of the class `positive` alone.
    macro,     ///< Their mean over the classes that occur as truth or as told.
    micro,     ///< That of all decisions together; where every row is told one class, this is the accuracy.
    weighted,  ///< Their mean, weighted by how often a class is true.
};

/// What precision, recall and F need to know.
struct score_settings {
    train::average average = train::average::binary;
    double positive = 1.0;       ///< The label that `binary` looks at.
    double zero_division = 0.0;  ///< What 0/0 counts as; NaN leaves such a class out of an average.
};

/// How much a disagreement by d places in the order of labels counts for Cohen's kappa.
enum class kappa_weights : std::uint8_t { none, linear, quadratic };

/// How often each class was told for each true one.
class confusion_matrix {
public:
    /// Classes 0, 1, ..., `classes` - 1. @throws std::invalid_argument for no classes.
    explicit confusion_matrix(std::size_t classes) {
        core::require<std::invalid_argument>(classes > 0, "train::confusion_matrix", "at least one class", "none");
        for (std::size_t k = 0; k < classes; ++k) {
            labels_.push_back(static_cast<double>(k));
        }
        counts_.resize(classes * classes);
    }

    /// Classes of any numbers. @throws std::invalid_argument unless they ascend strictly.
    explicit confusion_matrix(std::vector<double> labels) : labels_(std::move(labels)) {
        core::require<std::invalid_argument>(!labels_.empty(), "train::confusion_matrix", "at least one class", "none");
        for (std::size_t k = 0; k < labels_.size(); ++k) {
            core::require<std::invalid_argument>(k == 0 ? labels_[0] == labels_[0] : labels_[k - 1] < labels_[k],
                                                 "train::confusion_matrix: labels", "numbers that ascend", labels_[k]);
        }
        counts_.resize(labels_.size() * labels_.size());
    }

    /// One row. @throws std::invalid_argument if a label is none of the classes, or the weight is out of range.
    void add(double truth, double told, double weight = 1.0) {
        const std::size_t at = position(truth) * classes() + position(told);
        detail::require_weight("train::confusion_matrix", weight);
        if (weight == 1.0) {
            ++counts_[at];
            return;
        }
        if (weights_.empty()) {
            weights_.resize(counts_.size());
        }
        weights_[at].add(weight);
    }

    /// All rows of `other`. @throws std::invalid_argument unless it has the same labels.
    void merge(const confusion_matrix& other) {
        core::require<std::invalid_argument>(labels_ == other.labels_, "train::confusion_matrix: merge",
                                             "the same labels", "others");
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            counts_[i] += other.counts_[i];
        }
        weights_.resize(other.weights_.empty() ? weights_.size() : counts_.size());
        for (std::size_t i = 0; i < other.weights_.size(); ++i) {
            weights_[i].merge(other.weights_[i]);
        }
    }

    [[nodiscard]] std::size_t classes() const noexcept { return labels_.size(); }
    [[nodiscard]] const std::vector<double>& labels() const noexcept { return labels_; }

    /// The weight of the rows of class number `truth` that were told `told`. Precondition: both below classes().
    [[nodiscard]] double operator()(std::size_t truth, std::size_t told) const noexcept {
        const std::size_t at = truth * classes() + told;
        if (weights_.empty()) {
            return static_cast<double>(counts_[at]);
        }
        num::exact_sum sum = weights_[at];
        sum.add(static_cast<double>(counts_[at]));
        return sum.value();
    }

    /// The weight of the rows of class number `k`, that were told `k`, and of all rows.
    [[nodiscard]] double true_total(std::size_t k) const noexcept { return sum(k, k + 1, 0, classes()); }
    [[nodiscard]] double told_total(std::size_t k) const noexcept { return sum(0, classes(), k, k + 1); }
    [[nodiscard]] double total() const noexcept { return sum(0, classes(), 0, classes()); }

    /// Share of rows told right, which is also the state's value(). All functions from here on @throw
    /// std::invalid_argument if there are no rows of positive weight.
    [[nodiscard]] double accuracy() const { return correct() / require_total(); }
    [[nodiscard]] double value() const { return accuracy(); }

    /// Mean recall of the classes that occur as truth. `adjusted`: 0 for guessing, still 1 for perfection.
    [[nodiscard]] double balanced_accuracy(bool adjusted = false) const;

    /// Of the rows told a class, the share that is of it; of the rows of a class, the share that was told it.
    /// @throws also if the average is binary and `positive` is no label.
    [[nodiscard]] double precision(const score_settings& s = {}) const { return score(s, 1.0, 1.0, 0.0); }
    [[nodiscard]] double recall(const score_settings& s = {}) const { return score(s, 1.0, 0.0, 1.0); }

    /// (1 + beta^2) TP / ((1 + beta^2) TP + beta^2 FN + FP) [1]: recall counts beta times as much as precision.
    /// @throws also unless beta is finite and at least 0.
    [[nodiscard]] double f_score(double beta = 1.0, const score_settings& s = {}) const {
        core::require<std::invalid_argument>(beta >= 0.0 && !num::is_infinite(beta), "train::f_score: beta",
                                             "a finite number of at least 0", beta);
        const double square = num::rounded(beta * beta);
        return score(s, 1.0 + square, 1.0, square);
    }

    /// Correlation between truth and told [2], from -1 to 1; 0 where either is always one class.
    [[nodiscard]] double matthews() const;

    /// Agreement beyond chance [3]: 1 - (weighted disagreement) / (the same of independent ratings).
    /// @throws also if truth and told are always one and the same class.
    [[nodiscard]] double cohen_kappa(kappa_weights weights = kappa_weights::none) const;

private:
    [[nodiscard]] std::size_t position(double label) const {
        std::size_t first = 0;
        for (std::size_t size = labels_.size(); size > 0;) {
            const std::size_t half = size / 2;
            const bool beyond = labels_[first + half] < label;
            first = beyond ? first + half + 1 : first;
            size = beyond ? size - half - 1 : half;
        }
        if (first == labels_.size() || labels_[first] != label) {
            std::string known;
            for (std::size_t k = 0; k < labels_.size() && k < 10; ++k) {
                known += (k == 0 ? "" : ", ") + core::to_text(labels_[k]);
            }
            core::fail<std::invalid_argument>(
                "train::confusion_matrix", "one of the labels " + known + (labels_.size() > 10 ? ", ..." : ""), label);
        }
        return first;
    }

    // Sums over a block of cells.
    [[nodiscard]] double sum(std::size_t row, std::size_t row_end, std::size_t column,
                             std::size_t column_end) const noexcept {
        num::exact_sum total;
        for (std::size_t i = row; i < row_end; ++i) {
            for (std::size_t j = column; j < column_end; ++j) {
                total.add(static_cast<double>(counts_[i * classes() + j]));
                if (!weights_.empty()) {
                    total.merge(weights_[i * classes() + j]);
                }
            }
        }
        return total.value();
    }

    [[nodiscard]] double correct() const noexcept {
        num::exact_sum sum;
        for (std::size_t k = 0; k < classes(); ++k) {
            sum.add((*this)(k, k));
        }
        return sum.value();
    }

    [[nodiscard]] double require_total() const {
        const double all = total();
        core::require<std::invalid_argument>(all > 0.0, "train::confusion_matrix", "rows of positive weight", "none");
        return all;
    }

    // hit TP / (hit TP + false_alarm FP + miss FN): precision, recall and F by their coefficients.
    [[nodiscard]] double score(const score_settings& s, double hit, double false_alarm, double miss) const;

    std::vector<double> labels_;
    std::vector<std::uint64_t> counts_;    ///< Rows of weight 1: truth * classes + told.
    std::vector<num::exact_sum> weights_;  ///< All other weights; empty as long as there are none.
};

inline double confusion_matrix::balanced_accuracy(bool adjusted) const {
    static_cast<void>(require_total());
    num::exact_sum recalls;
    double present = 0.0;
    for (std::size_t k = 0; k < classes(); ++k) {
        if (const double support = true_total(k); support > 0.0) {
            recalls.add((*this)(k, k) / support);
            present += 1.0;
        }
    }
    const double mean = recalls.value() / present;
    if (!adjusted) {
        return mean;
    }
    core::require<std::invalid_argument>(present > 1.0, "train::balanced_accuracy: adjusted",
                                         "at least two true classes", "one");
    const double chance = 1.0 / present;
    return (mean - chance) / (1.0 - chance);
}

inline double confusion_matrix::score(const score_settings& s, double hit, double false_alarm, double miss) const {
    const auto ratio = [&](double right, double told, double truth) {
        const double top = num::rounded(hit * right);
        const double bottom = num::fma(false_alarm, told - right, num::fma(miss, truth - right, top));
        return bottom > 0.0 ? top / bottom : s.zero_division;
    };
    const double all = require_total();
    if (s.average == average::binary) {
        const std::size_t k = position(s.positive);
        return ratio((*this)(k, k), told_total(k), true_total(k));
    }
    if (s.average == average::micro) {
        return ratio(correct(), all, all);
    }
    num::exact_sum sum;
    num::exact_sum parts;
    for (std::size_t k = 0; k < classes(); ++k) {
        const double truth = true_total(k);
        const double told = told_total(k);
        const double part = ratio((*this)(k, k), told, truth);
        if ((truth == 0.0 && told == 0.0) || num::is_nan(part)) {
            continue;  // a class that does not occur, or whose 0/0 shall not count
        }
        const double share = s.average == average::macro ? 1.0 : truth;
        sum.add_product(part, share);
        parts.add(share);
    }
    return parts.value() > 0.0 ? sum.value() / parts.value() : s.zero_division;
}

inline double confusion_matrix::matthews() const {
    const double all = require_total();
    num::exact_sum together, truth, told;  // covariance and variances, times all^2
    together.add_product(correct(), all);
    truth.add_product(all, all);
    told.add_product(all, all);
    for (std::size_t k = 0; k < classes(); ++k) {
        const double t = true_total(k);
        const double p = told_total(k);
        together.add_product(-t, p);
        truth.add_product(-t, t);
        told.add_product(-p, p);
    }
    if (!(truth.value() > 0.0 && told.value() > 0.0)) {
        return 0.0;
    }
    return together.value() / (truth.value() * num::square_root(told.value() / truth.value()));  // no overflow
}

inline double confusion_matrix::cohen_kappa(kappa_weights weights) const {
    const double all = require_total();
    std::vector<double> truth(classes());
    std::vector<double> told(classes());
    for (std::size_t k = 0; k < classes(); ++k) {
        truth[k] = true_total(k);
        told[k] = told_total(k);
    }
    num::exact_sum observed;
    num::exact_sum expected;  // times `all`
    for (std::size_t i = 0; i < classes(); ++i) {
        for (std::size_t j = 0; j < classes(); ++j) {
            const auto distance = static_cast<double>(i < j ? j - i : i - j);
            const double cost = weights == kappa_weights::none     ? (i == j ? 0.0 : 1.0)
                                : weights == kappa_weights::linear ? distance
                                                                   : distance * distance;  // exact
            observed.add_product(cost, (*this)(i, j));
            expected.add_product(cost, num::rounded(truth[i] * told[j]));
        }
    }
    core::require<std::invalid_argument>(expected.value() > 0.0, "train::cohen_kappa", "more than one class", "one");
    return num::fma(-all, observed.value() / expected.value(), 1.0);
}

}  // namespace lastro::inline v0::train
