// SPDX-License-Identifier: MIT
// lastro/train/calibration.hpp
//
// Does it rain on three of ten days that were told 0.3? The reliability table, and the calibration error.
//
//   train::calibration rain{10};                              // ten bins of equal width
//   rain.add(target, probability), rain.merge(other_shard);
//   rain.expected_error();                                    // ECE [1]
//   for (const train::reliability_bin& b : rain.table()) plot(b.mean_probability, b.share);
//
// Bin k holds probabilities in (k/n, (k+1)/n], the first one 0 as well [1]. The error depends on the number of bins and
// is never 0 by chance alone on few rows: compare models on the same rows and bins. All sums are exact.
//
// References
//   [1] C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On calibration of modern neural networks, ICML 2017.
//   [2] M. P. Naeini, G. F. Cooper, M. Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning,
//       AAAI 2015: expected and maximum calibration error.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/exact_sum.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/weighted_mean.hpp>

namespace lastro::inline v0::train {

/// What was told and what happened, for the probabilities in (lower, upper].
struct reliability_bin {
    double lower = 0.0;
    double upper = 1.0;
    std::uint64_t rows = 0;
    double weight = 0.0;            ///< Of the rows; their number where all have weight 1.
    double mean_probability = 0.0;  ///< What was told; 0 without weight.
    double share = 0.0;             ///< What happened: the share of rows of class 1; 0 without weight.

    friend bool operator==(const reliability_bin&, const reliability_bin&) = default;
};

/// Probabilities of class 1 beside what happened, in bins of equal width.
class calibration {
public:
    /// @throws std::invalid_argument for no bins.
    explicit calibration(std::size_t bins = 10) : told_(bins), happened_(bins) {
        core::require<std::invalid_argument>(bins > 0, "train::calibration: bins", "at least 1", bins);
    }

    /// One row. @throws std::invalid_argument if the target is neither 0 nor 1, or probability or weight out of range.
    void add(double target, double probability, double weight = 1.0) {
        detail::require_class_0_or_1("train::calibration", target);
        detail::require_probability("train::calibration", probability);
        const std::size_t bin = position(probability);
        told_[bin].add(probability, weight);
        happened_[bin].add(target, weight);
    }

    /// All rows of `other`. @throws std::invalid_argument unless it has as many bins.
    void merge(const calibration& other) {
        core::require<std::invalid_argument>(told_.size() == other.told_.size(), "train::calibration: merge",
                                             std::to_string(told_.size()) + " bins", other.told_.size());
        for (std::size_t k = 0; k < told_.size(); ++k) {
            told_[k].merge(other.told_[k]);
            happened_[k].merge(other.happened_[k]);
        }
    }

    /// Every bin, the empty ones too.
    [[nodiscard]] std::vector<reliability_bin> table() const {
        std::vector<reliability_bin> bins;
        for (std::size_t k = 0; k < told_.size(); ++k) {
            const double weight = told_[k].weight();
            bins.push_back({.lower = edge(k),
                            .upper = edge(k + 1),
                            .rows = told_[k].rows(),
                            .weight = weight,
                            .mean_probability = weight > 0.0 ? told_[k].value() : 0.0,
                            .share = weight > 0.0 ? happened_[k].value() : 0.0});
        }
        return bins;
    }

    /// Mean over all rows of |told - happened| in their bin: the expected calibration error [1, 2].
    /// @throws std::invalid_argument if there are no rows of positive weight.
    [[nodiscard]] double expected_error() const {
        num::exact_sum distance;
        num::exact_sum all;
        for (std::size_t k = 0; k < told_.size(); ++k) {
            distance.add(num::magnitude(told_[k].sum() - happened_[k].sum()));
            all.add(told_[k].weight());
        }
        const double weight = all.value();
        core::require<std::invalid_argument>(weight > 0.0, "train::calibration", "rows of positive weight", "none");
        return distance.value() / weight;
    }

    /// The same, so that this is a metric_state.
    [[nodiscard]] double value() const { return expected_error(); }

    /// The largest |told - happened| of a bin: the maximum calibration error [2]. @throws as expected_error.
    [[nodiscard]] double maximum_error() const {
        double largest = -1.0;
        for (const reliability_bin& bin : table()) {
            const double distance = num::magnitude(bin.mean_probability - bin.share);
            largest = bin.weight > 0.0 && distance > largest ? distance : largest;
        }
        core::require<std::invalid_argument>(largest >= 0.0, "train::calibration", "rows of positive weight", "none");
        return largest;
    }

private:
    [[nodiscard]] double edge(std::size_t k) const noexcept {
        return static_cast<double>(k) / static_cast<double>(told_.size());
    }

    // The k with edge(k) < p <= edge(k + 1); the product may be off by one where p lies on an edge.
    [[nodiscard]] std::size_t position(double p) const noexcept {
        auto k = static_cast<std::size_t>(num::floor(num::rounded(p * static_cast<double>(told_.size()))));
        k = k < told_.size() ? k : told_.size() - 1;
        while (k > 0 && p <= edge(k)) {
            --k;
        }
        while (k + 1 < told_.size() && p > edge(k + 1)) {
            ++k;
        }
        return k;
    }

    std::vector<weighted_mean> told_;      ///< By bin, of the probabilities.
    std::vector<weighted_mean> happened_;  ///< By bin, of the targets.
};

/// The expected calibration error with `bins` bins [1].
///
/// @throws std::invalid_argument on no rows, unequal sizes, targets other than 0 and 1, or probabilities, weights or
///         bins out of range.
[[nodiscard]] inline double expected_calibration_error(std::span<const double> targets,
                                                       std::span<const double> probabilities, std::size_t bins = 10,
                                                       std::span<const double> weights = {}) {
    return detail::filled("train::expected_calibration_error", calibration{bins}, targets, probabilities, weights)
        .expected_error();
}

}  // namespace lastro::inline v0::train
