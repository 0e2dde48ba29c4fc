// SPDX-License-Identifier: MIT
// lastro/train/metric.hpp
//
// What is a metric? One named number about a model; and, while it is measured, a state that shards can share.
//
//   train::metric_value{"validation/loss", 0.4405};
//   train::weighted_mean error;                             // a state: add what you see ...
//   error.add(loss, weight);
//   error.merge(other_shard), error.value();                // ... put shards together, read the number
//
// The metrics themselves stand beside this file: confusion_matrix.hpp (accuracy, F1, kappa ...), probability_metric.hpp
// (log loss, Brier), calibration.hpp, ranked_scores.hpp (ROC, precision-recall), regression_metric.hpp,
// retrieval_metric.hpp (NDCG ...). Each is a state, and a function over spans that fills one. Sums are exact
// (num::exact_sum) or of canonical order: equal rows give equal bits, in any order and cut into any shards.
#pragma once

#include <concepts>     // convertible_to, copyable
#include <cstddef>      // size_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::train {

/// One named number about a model, such as {"validation/loss", 0.4405}.
struct metric_value {
    std::string name;
    double value = 0.0;

    friend bool operator==(const metric_value&, const metric_value&) = default;
};

/// A state that takes in rows, can be put together with others of its kind, and is worth a number.
template <class State>
concept metric_state = std::copyable<State> && requires(State& state, const State& other) {
    state.merge(other);
    { other.value() } -> std::convertible_to<double>;
};

namespace detail {

/// @throws std::invalid_argument on no rows, unequal sizes, or as many weights as neither rows nor none.
inline void require_rows(std::string_view where, std::size_t targets, std::size_t predictions, std::size_t weights) {
    core::require<std::invalid_argument>(targets > 0, where, "at least one row", "none");
    core::require<std::invalid_argument>(
        predictions == targets, where, "as many predictions as targets (" + std::to_string(targets) + ")", predictions);
    core::require<std::invalid_argument>(weights == 0 || weights == targets, where,
                                         "as many weights as targets (" + std::to_string(targets) + "), or none",
                                         weights);
}

inline void require_weight(std::string_view where, double weight) {
    core::require<std::invalid_argument>(weight >= 0.0 && !num::is_infinite(weight), where,
                                         "a finite weight of at least 0", weight);
}

inline void require_class_0_or_1(std::string_view where, double target) {
    core::require<std::invalid_argument>(target == 0.0 || target == 1.0, where, "targets of 0 or 1", target);
}

inline void require_probability(std::string_view where, double p) {
    core::require<std::invalid_argument>(p >= 0.0 && p <= 1.0, where, "probabilities in [0, 1]", p);
}

inline void require_number(std::string_view where, std::string_view what, double x) {
    core::require<std::invalid_argument>(!num::is_nan(x), where, what, x);
}

/// `state` after `add(target, prediction, weight)` for every row. @throws as `require_rows`.
template <class State>
[[nodiscard]] State filled(std::string_view where, State state, std::span<const double> targets,
                           std::span<const double> predictions, std::span<const double> weights) {
    require_rows(where, targets.size(), predictions.size(), weights.size());
    for (std::size_t i = 0; i < targets.size(); ++i) {
        state.add(targets[i], predictions[i], weights.empty() ? 1.0 : weights[i]);
    }
    return state;
}

}  // namespace detail

}  // namespace lastro::inline v0::train
