// SPDX-License-Identifier: MIT
// lastro/model/logistic.hpp
//
// What is the simplest honest classifier? Logistic regression: one score per class, linear in the inputs.
//
//   model::classifier rain{features, model::logistic{{.l2 = 1e-3}}, {.target = "wet"}};
//   train::fit(rain, rows, {.epochs = 200});
//
// Two classes: one score, the logit of class 1. K classes: K scores, softmax. Starts at zero; the loss is convex, so
// every optimizer ends at the same place. Mean log loss + l2/2 * |weights|^2; the bias is not penalised.
#pragma once

#include <cmath>    // isfinite
#include <cstddef>  // size_t
#include <vector>   // vector

#include <Eigen/Core>  // MatrixXd, VectorXd

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/dense.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/num/affine.hpp>
#include <lastro/num/workspace.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/loss.hpp>

namespace lastro::inline v0::model {

/// How a logistic regression is trained.
struct logistic_settings {
    double l2 = 0.0;  ///< Strength of the penalty l2/2 * |weights|^2 beside the mean loss.

    friend bool operator==(const logistic_settings&, const logistic_settings&) = default;
};

/// Scores = x*weights + bias.
class logistic {
public:
    static constexpr schema_id schema{"lastro.logistic", 1};

    /// Intermediate results of one shard, kept from step to step.
    struct workspace {
        std::vector<double> scores, derivative;
        num::product_memory products;
    };

    logistic() = default;

    /// @throws std::invalid_argument if l2 is negative or not finite.
    explicit logistic(logistic_settings settings) : settings_(settings) {
        detail::require_penalty("model::logistic: l2", settings_.l2);
    }

    [[nodiscard]] const logistic_settings& settings() const noexcept { return settings_; }
    [[nodiscard]] const Eigen::MatrixXd& weights() const noexcept { return weights_; }  ///< [inputs, outputs]
    [[nodiscard]] const Eigen::VectorXd& bias() const noexcept { return bias_; }        ///< [outputs]
    [[nodiscard]] std::size_t inputs() const noexcept { return static_cast<std::size_t>(weights_.rows()); }
    [[nodiscard]] std::size_t outputs() const noexcept { return static_cast<std::size_t>(weights_.cols()); }

    /// Takes its shape, at zero; nothing is drawn.
    void initialise(std::size_t inputs, std::size_t outputs, const random::stream&) {
        weights_ = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(inputs), static_cast<Eigen::Index>(outputs));
        bias_ = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(outputs));
    }

    [[nodiscard]] auto parameters() { return model::parameters("weights", weights_, "bias", bias_); }

    /// The scores of every row, valid until `space` is used again.
    num::matrix_view<double> scores(const num::matrix_view<const double>& x, workspace& space) const {
        const auto y = detail::scratch(space.scores, x.rows, outputs());
        dense_forward(x, detail::view(weights_), detail::flat(bias_), y, num::activation::identity, &space.products);
        return y;
    }

    /// Mean loss of the batch and penalty; adds the gradient.
    double loss_and_gradient(const train::batch<double>& batch, gradients<double>& g, const random::stream&,
                             workspace& space) const {
        const auto y = scores(batch.inputs(), space);
        const auto delta = detail::scratch(space.derivative, y.rows, y.cols);
        const double loss = train::classification_loss<double>(detail::flat(y), batch.targets, detail::flat(delta),
                                                               {batch.weights, batch.label_smoothing});
        dense_gradient(batch.inputs(), delta, g[0].view(), g[1].values, &space.products);
        return detail::with_penalty(loss, settings_.l2, detail::flat(weights_), g[0].values);
    }

    /// @throws format_error unless the shapes fit together and every number is finite.
    void check() const {
        core::require<format_error>(std::isfinite(settings_.l2) && settings_.l2 >= 0.0, "lastro.logistic: l2",
                                    "a finite number of at least 0", settings_.l2);
        detail::check_layer("lastro.logistic", weights_, bias_);
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("l2", self.settings_.l2);
        visit("weights", self.weights_);
        visit("bias", self.bias_);
    }

private:
    logistic_settings settings_;
    Eigen::MatrixXd weights_;
    Eigen::VectorXd bias_;
};

template <>
inline constexpr bool bit_exact<logistic> = true;

static_assert(reflectable<logistic> && trainable<logistic>);

}  // namespace lastro::inline v0::model
