// SPDX-License-Identifier: MIT
// lastro/model/mlp_settings.hpp
//
// What shape has a perceptron, and what holds its weights back? What is decided before the data are seen.
//
//   model::mlp net{{.hidden = {32, 16}, .activation = model::activation::gelu, .dropout = 0.1}};
//
// References
//   [1] N. Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, JMLR 15, 2014.
#pragma once

#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <variant>    // visit
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/model/activation.hpp>
#include <lastro/model/dense.hpp>
#include <lastro/train/regression_loss.hpp>

namespace lastro::inline v0::model {

/// The shape of a perceptron between its inputs and outputs, which the data decide, and its penalty.
struct mlp_settings {
    std::vector<std::uint64_t> hidden = {16};  ///< Units per hidden layer; empty: a linear model.
    model::activation activation = model::activation::relu;
    double l2 = 0.0;       ///< Strength of the penalty l2/2 * |weights|^2 beside the mean loss.
    double dropout = 0.0;  ///< In training each hidden unit is left out of a row with this probability [1]; 0 <= p < 1.
    train::regression_loss loss = train::squared_loss{};  ///< In a model::regressor; for classes it is the log loss.

    /// @throws std::invalid_argument if a layer has no units, or l2, dropout or the loss is out of range.
    void check() const {
        for (const std::uint64_t units : hidden) {
            core::require<std::invalid_argument>(units > 0, "model::mlp: hidden", "at least 1 unit in every layer",
                                                 units);
        }
        detail::require_penalty("model::mlp: l2", l2);
        core::require<std::invalid_argument>(dropout >= 0.0 && dropout < 1.0, "model::mlp: dropout", "0 <= dropout < 1",
                                             dropout);
        std::visit([](const auto& one) { one.check(); }, loss);
    }

    friend bool operator==(const mlp_settings&, const mlp_settings&) = default;
};

}  // namespace lastro::inline v0::model
