// SPDX-License-Identifier: MIT
// lastro/train/regression_metric.hpp
//
// How far from the truth are told numbers?
//
//   train::mean_absolute_error(targets, predicted);
//   train::mean_pinball_loss(targets, predicted, 0.9, weights);          // for a model of the 0.9-quantile
//   train::mean_error<train::squared_error> shard;                   // the state behind mean_squared_error
//   train::r2_state fit;                                             // the state behind r2_score
//
// References
//   [1] R. Koenker, G. Bassett, Regression quantiles, Econometrica 46(1), 1978.
#pragma once

#include <initializer_list>  // initializer_list
#include <span>              // span
#include <stdexcept>         // invalid_argument
#include <string_view>       // string_view

#include <lastro/core/contract.hpp>
#include <lastro/num/exact_sum.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/weighted_mean.hpp>

namespace lastro::inline v0::train {

/// (y - p)^2
struct squared_error {
    [[nodiscard]] double operator()(double y, double p) const noexcept {
        const double difference = y - p;
        return num::rounded(difference * difference);
    }
};

/// |y - p|
struct absolute_error {
    [[nodiscard]] double operator()(double y, double p) const noexcept { return num::magnitude(y - p); }
};

/// |y - p| / |y|; a target of 0 has none, and where scikit-learn divides by 2.2e-16 this refuses.
struct absolute_percentage_error {
    [[nodiscard]] double operator()(double y, double p) const {
        core::require<std::invalid_argument>(y != 0.0, "train::mean_absolute_percentage_error", "targets other than 0",
                                             y);
        return num::magnitude(y - p) / num::magnitude(y);
    }
};

/// q (y - p) where p is too low, (1 - q) (p - y) where it is too high [1]; least for the q-quantile.
struct pinball_error {
    double quantile = 0.5;

    [[nodiscard]] double operator()(double y, double p) const noexcept {
        return num::rounded(y >= p ? quantile * (y - p) : (1.0 - quantile) * (p - y));
    }
};

/// The weighted mean of one of the errors above, or of your own.
template <class Error>
class mean_error {
public:
    mean_error() = default;
    explicit mean_error(Error error) : error_(error) {}

    /// @throws std::invalid_argument if a value is NaN, or the weight or the target is out of range.
    void add(double target, double predicted, double weight = 1.0) {
        detail::require_number("train::mean_error", "targets that are numbers", target);
        detail::require_number("train::mean_error", "predictions that are numbers", predicted);
        mean_.add(error_(target, predicted), weight);
    }
    void merge(const mean_error& other) { mean_.merge(other.mean_); }
    [[nodiscard]] double value() const { return mean_.value(); }

private:
    Error error_{};
    weighted_mean mean_;
};

/// Coefficient of determination: 1 - (squared error) / (squared deviation of the targets from their mean).
///
/// The deviation comes from the exact sums of y and y^2, of which twice the digits of a double are kept: as good as
/// with two passes while the mean is below 1e8 deviations.
class r2_state {
public:
    /// @throws std::invalid_argument if a value is not finite, or the weight is out of range.
    void add(double target, double predicted, double weight = 1.0) {
        for (const double x : {target, predicted}) {
            core::require<std::invalid_argument>(!num::is_nan(x) && !num::is_infinite(x), "train::r2_score",
                                                 "finite targets and predictions", x);
        }
        error_.add(squared_error{}(target, predicted), weight);
        weight_.add(weight);
        const double product = num::rounded(weight * target);
        const double lost = num::fma(weight, target, -product);
        first_.add(product);
        first_.add(lost);
        second_.add_product(product, target);
        second_.add_product(lost, target);
    }

    void merge(const r2_state& other) {
        error_.merge(other.error_);
        weight_.merge(other.weight_);
        first_.merge(other.first_);
        second_.merge(other.second_);
    }

    /// @throws std::invalid_argument if there are no rows of positive weight, or all targets are equal.
    [[nodiscard]] double value() const {
        core::require<std::invalid_argument>(error_.weight() > 0.0, "train::r2_score", "rows of positive weight",
                                             "none");
        // weight * second - first^2, each with a high and a low part
        const double w = weight_.value();
        const double s = first_.value();
        const double t = first_.remainder();
        num::exact_sum spread;
        spread.add_product(w, second_.value());
        spread.add_product(w, second_.remainder());
        spread.add_product(weight_.remainder(), second_.value());
        spread.add_product(-s, s);
        spread.add_product(-2.0 * s, t);
        spread.add_product(-t, t);
        const double total = spread.value() / w;
        // what rounding may have left where all are equal: 2^-106 of the squares
        core::require<std::invalid_argument>(total > second_.value() * 0x1p-100, "train::r2_score",
                                             "targets that differ", "equal ones");
        return 1.0 - error_.sum() / total;
    }

private:
    weighted_mean error_;
    num::exact_sum weight_;
    num::exact_sum first_;   ///< Of weight * y.
    num::exact_sum second_;  ///< Of weight * y^2.
};

namespace detail {

template <class Error>
[[nodiscard]] double mean_error_of(std::string_view where, Error error, std::span<const double> targets,
                                   std::span<const double> predicted, std::span<const double> weights) {
    return filled(where, mean_error<Error>{error}, targets, predicted, weights).value();
}

}  // namespace detail

/// Mean of (y - p)^2. All functions here @throw std::invalid_argument on no rows, unequal sizes, NaN, or weights that
/// are negative, not finite, or all 0.
[[nodiscard]] inline double mean_squared_error(std::span<const double> targets, std::span<const double> predicted,
                                               std::span<const double> weights = {}) {
    return detail::mean_error_of("train::mean_squared_error", squared_error{}, targets, predicted, weights);
}

/// Square root of mean_squared_error: in the unit of the targets.
[[nodiscard]] inline double root_mean_squared_error(std::span<const double> targets, std::span<const double> predicted,
                                                    std::span<const double> weights = {}) {
    return num::square_root(
        detail::mean_error_of("train::root_mean_squared_error", squared_error{}, targets, predicted, weights));
}

/// Mean of |y - p|.
[[nodiscard]] inline double mean_absolute_error(std::span<const double> targets, std::span<const double> predicted,
                                                std::span<const double> weights = {}) {
    return detail::mean_error_of("train::mean_absolute_error", absolute_error{}, targets, predicted, weights);
}

/// Mean of |y - p| / |y|, as a share and not in percent. @throws also if a target is 0.
[[nodiscard]] inline double mean_absolute_percentage_error(std::span<const double> targets,
                                                           std::span<const double> predicted,
                                                           std::span<const double> weights = {}) {
    return detail::mean_error_of("train::mean_absolute_percentage_error", absolute_percentage_error{}, targets,
                                 predicted, weights);
}

/// Mean pinball loss for predictions of the q-quantile [1]. @throws also unless 0 < q < 1.
[[nodiscard]] inline double mean_pinball_loss(std::span<const double> targets, std::span<const double> predicted,
                                              double q, std::span<const double> weights = {}) {
    core::require<std::invalid_argument>(q > 0.0 && q < 1.0, "train::mean_pinball_loss: quantile", "between 0 and 1",
                                         q);
    return detail::mean_error_of("train::mean_pinball_loss", pinball_error{q}, targets, predicted, weights);
}

/// Coefficient of determination; 1 for exact predictions, 0 for their mean, below for worse. @throws also if all
/// targets are equal, where scikit-learn tells 0 or 1.
[[nodiscard]] inline double r2_score(std::span<const double> targets, std::span<const double> predicted,
                                     std::span<const double> weights = {}) {
    return detail::filled("train::r2_score", r2_state{}, targets, predicted, weights).value();
}

}  // namespace lastro::inline v0::train
