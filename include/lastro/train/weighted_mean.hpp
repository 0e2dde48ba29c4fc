// SPDX-License-Identifier: MIT
// lastro/train/weighted_mean.hpp
//
// What is the mean of some rows' errors, when the rows are weighted and lie on several shards? The exact one.
//
//   train::weighted_mean error;
//   error.add(0.25), error.add(1.0, 2.0);                   // the second row counts twice
//   error.merge(other_shard);
//   error.value();                                          // (0.25 + 2 * 1.0 + ...) / (1 + 2 + ...)
//
// Both sums are exact, so neither the order of rows nor the cut into shards can be seen in the result.
#pragma once

#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/exact_sum.hpp>
#include <lastro/train/metric.hpp>

namespace lastro::inline v0::train {

/// Sum of weight * term over sum of weights.
class weighted_mean {
public:
    /// Adds one row. @throws std::invalid_argument if the weight is negative or not finite.
    void add(double term, double weight = 1.0) {
        detail::require_weight("train::weighted_mean", weight);
        ++rows_;
        if (weight == 1.0) {
            sum_.add(term);
        } else if (weight > 0.0) {  // weight 0 leaves a row out, whatever its term
            sum_.add_product(term, weight);
        }
        weight_.add(weight);
    }

    /// Adds all rows of `other`.
    void merge(const weighted_mean& other) {
        rows_ += other.rows_;
        sum_.merge(other.sum_);
        weight_.merge(other.weight_);
    }

    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    [[nodiscard]] double weight() const noexcept { return weight_.value(); }
    [[nodiscard]] double sum() const noexcept { return sum_.value(); }

    /// @throws std::invalid_argument if there are no rows, or only such of weight 0.
    [[nodiscard]] double value() const {
        const double weight = weight_.value();
        core::require<std::invalid_argument>(weight > 0.0, "train::weighted_mean", "rows of positive weight", "none");
        return sum_.value() / weight;
    }

    friend bool operator==(const weighted_mean&, const weighted_mean&) = default;

private:
    std::uint64_t rows_ = 0;
    num::exact_sum sum_;
    num::exact_sum weight_;
};

}  // namespace lastro::inline v0::train
