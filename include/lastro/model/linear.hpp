// SPDX-License-Identifier: MIT
// lastro/model/linear.hpp
//
// What is the simplest honest model of a number? Linear regression: intercept + weights . inputs.
//
//   model::regressor rides{features, model::linear{{.l2 = 1e-3}}, {.target = "cnt"}};
//   train::fit_least_squares(rides, rows);               // the optimum, in closed form; or train::fit, train::fit_full_batch
//   model::linear high{{.loss = train::quantile_loss{.quantile = 0.9}}};         // any regression loss
//
// Starts at zero; the loss is convex. Mean loss + l2/2 * |weights|^2; the intercept is not penalised. With poisson_loss
// what is predicted is exp(score), a mean count; with every other loss the score itself.
#pragma once

#include <cmath>      // isfinite
#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <variant>    // visit
#include <vector>     // vector

#include <Eigen/Core>  // VectorXd

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/dense.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/model/prediction.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/regression_loss.hpp>

namespace lastro::inline v0::model {

/// How a linear regression is trained.
struct linear_settings {
    train::regression_loss loss = train::squared_loss{};
    double l2 = 0.0;  ///< Strength of the penalty l2/2 * |weights|^2 beside the mean loss.

    friend bool operator==(const linear_settings&, const linear_settings&) = default;
};

/// Score = x . weights + intercept.
class linear {
public:
    static constexpr schema_id schema{"lastro.linear", 1};

    /// Intermediate results of one shard, kept from step to step.
    struct workspace {
        std::vector<double> scores, derivative;
    };

    linear() = default;

    /// @throws std::invalid_argument if l2 is negative or not finite, or a setting of the loss is out of range.
    explicit linear(const linear_settings& settings) : settings_(settings) {
        detail::require_penalty("model::linear: l2", settings_.l2);
        std::visit([](const auto& loss) { loss.check(); }, settings_.loss);
    }

    [[nodiscard]] const linear_settings& settings() const noexcept { return settings_; }
    [[nodiscard]] const Eigen::VectorXd& weights() const noexcept { return weights_; }  ///< [inputs]
    [[nodiscard]] double intercept() const noexcept { return intercept_(0); }
    [[nodiscard]] std::size_t inputs() const noexcept { return static_cast<std::size_t>(weights_.size()); }

    /// Takes its shape, at zero; nothing is drawn.
    void initialise(std::size_t inputs, const random::stream& = random::stream{0}) {
        weights_ = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(inputs));
        intercept_ = Eigen::VectorXd::Zero(1);
    }

    [[nodiscard]] auto parameters() { return model::parameters("weights", weights_, "intercept", intercept_); }

    /// intercept + weights . inputs of every row, valid until `space` is used again.
    std::span<double> linear_predictor(const num::matrix_view<const double>& x, workspace& space) const {
        const auto y = detail::scratch(space.scores, x.rows, 1);
        dense_forward(x, num::column_major(weights_.data(), inputs(), 1), detail::flat(intercept_), y);
        return detail::flat(y);
    }

    /// The prediction for every row, valid until `space` is used again.
    std::span<const double> predict(const num::matrix_view<const double>& x, workspace& space) const {
        const std::span<double> y = linear_predictor(x, space);
        predict_from_scores(settings_.loss, y);
        return y;
    }

    /// Mean loss of the batch, without penalty.
    double loss(const train::batch<double>& batch, workspace& space) const {
        const std::span<const double> y = linear_predictor(batch.inputs(), space);
        const std::span<double> unused = detail::flat(detail::scratch(space.derivative, y.size(), 1));
        return train::mean_loss<double>(settings_.loss, y, batch.targets, unused, batch.weights);
    }

    /// Mean loss of the batch and penalty; adds the gradient.
    double loss_and_gradient(const train::batch<double>& batch, gradients<double>& g, const random::stream&,
                             workspace& space) const {
        const double mean = loss(batch, space);
        const num::matrix_view<const double> delta = detail::scratch(space.derivative, batch.rows(), 1);
        dense_gradient(batch.inputs(), delta, g[0].view(), g[1].values);
        return detail::with_penalty(mean, settings_.l2, detail::flat(weights_), g[0].values);
    }

    /// @throws format_error unless the settings are in range, there is one intercept and every number is finite.
    void check() const {
        core::require<format_error>(std::isfinite(settings_.l2) && settings_.l2 >= 0.0, "lastro.linear: l2",
                                    "a finite number of at least 0", settings_.l2);
        detail::check_loss("lastro.linear: loss", settings_.loss);
        core::require<format_error>(intercept_.size() == 1, "lastro.linear: intercept", "1 number", intercept_.size());
        for (const auto numbers : {detail::flat(weights_), detail::flat(intercept_)}) {
            for (const double x : numbers) {
                core::require<format_error>(std::isfinite(x), "lastro.linear", "finite parameters", x);
            }
        }
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("loss", self.settings_.loss);
        visit("l2", self.settings_.l2);
        visit("weights", self.weights_);
        visit("intercept", self.intercept_);
    }

private:
    linear_settings settings_;
    Eigen::VectorXd weights_;
    Eigen::VectorXd intercept_ = Eigen::VectorXd::Zero(1);
};

template <>
inline constexpr bool bit_exact<linear> = true;

static_assert(reflectable<linear> && trainable<linear>);

}  // namespace lastro::inline v0::model
