// SPDX-License-Identifier: MIT
// lastro/model/mlp.hpp
//
// What can learn a bent boundary? A multilayer perceptron: fully connected layers with relu or tanh between them.
//
//   model::mlp net{{.hidden = {16}, .activation = model::activation::tanh, .l2 = 1e-3}};
//   model::classifier rain{features, net, {.target = "wet"}};             // the classifier gives it its shape
//   net.initialise(3, 1, random::stream{42}["init"]);                     // or you do, for train::fit on examples
//
// Two classes: one score, the logit of class 1. K classes: K scores, softmax. Mean log loss + l2/2 * |weights|^2; the
// biases are not penalised. Equal bits on every compiler, instruction set and number of threads.
//
// References
//   [1] K. He et al., Delving deep into rectifiers, ICCV 2015: weights for relu.
//   [2] X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward networks, AISTATS 2010: tanh.
#pragma once

#include <cmath>        // fma, isfinite, sqrt
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t, uint8_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_const_v
#include <utility>      // move
#include <vector>       // vector

#include <Eigen/Core>  // MatrixXd, VectorXd

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/dense.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/num/affine.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/loss.hpp>

namespace lastro::inline v0::model {

/// What stands between two layers.
enum class activation : std::uint8_t { relu, tanh };

/// The name as it is written above.
[[nodiscard]] constexpr std::string_view to_string(activation value) noexcept {
    return value == activation::tanh ? "tanh" : "relu";
}

/// The shape of a perceptron between its inputs and outputs, which the data decide, and its penalty.
struct mlp_settings {
    std::vector<std::uint64_t> hidden = {16};  ///< Units per hidden layer; empty: a linear model.
    model::activation activation = model::activation::relu;
    double l2 = 0.0;  ///< Strength of the penalty l2/2 * |weights|^2 beside the mean loss.

    friend bool operator==(const mlp_settings&, const mlp_settings&) = default;
};

/// Scores = layers of x*w + b with an activation between them.
class mlp {
public:
    static constexpr schema_id schema{"lastro.mlp", 1};

    /// Intermediate results of one shard, kept from step to step.
    struct workspace {
        std::vector<std::vector<double>> outputs;  ///< Of every layer, after its activation.
        std::vector<double> delta, next_delta;
    };

    mlp() = default;

    /// @throws std::invalid_argument if a layer has no units, or l2 is negative or not finite.
    explicit mlp(mlp_settings settings) : settings_(std::move(settings)) {
        for (const std::uint64_t units : settings_.hidden) {
            core::require<std::invalid_argument>(units > 0, "model::mlp: hidden", "at least 1 unit in every layer",
                                                 units);
        }
        detail::require_penalty("model::mlp: l2", settings_.l2);
    }

    [[nodiscard]] const mlp_settings& settings() const noexcept { return settings_; }
    [[nodiscard]] const std::vector<Eigen::MatrixXd>& weights() const noexcept { return weights_; }  ///< [in, out] each
    [[nodiscard]] const std::vector<Eigen::VectorXd>& biases() const noexcept { return biases_; }    ///< [out] each
    [[nodiscard]] std::size_t inputs() const noexcept {
        return weights_.empty() ? 0 : static_cast<std::size_t>(weights_.front().rows());
    }
    [[nodiscard]] std::size_t outputs() const noexcept {
        return weights_.empty() ? 0 : static_cast<std::size_t>(weights_.back().cols());
    }

    /// Takes its shape; biases 0, weight i (in memory order) of layer l uniform in [-r, r) by draw i of draws[l], with
    /// r = sqrt(6 / in) for relu [1] and sqrt(6 / (in + out)) for tanh [2] and for the last layer.
    void initialise(std::size_t inputs, std::size_t outputs, const random::stream& draws) {
        weights_.clear();
        biases_.clear();
        std::size_t in = inputs;
        for (std::size_t layer = 0; layer <= settings_.hidden.size(); ++layer) {
            const bool last = layer == settings_.hidden.size();
            const std::size_t out = last ? outputs : static_cast<std::size_t>(settings_.hidden[layer]);
            const bool rectified = !last && settings_.activation == activation::relu;
            const double range = std::sqrt(6.0 / static_cast<double>(rectified ? in : in + out));
            const random::stream weights = draws[std::uint64_t{layer}];
            Eigen::MatrixXd w(static_cast<Eigen::Index>(in), static_cast<Eigen::Index>(out));
            for (std::size_t i = 0; i < in * out; ++i) {
                w.data()[i] = std::fma(2.0 * range, random::uniform(weights, i), -range);
            }
            weights_.push_back(std::move(w));
            biases_.emplace_back(Eigen::VectorXd::Zero(static_cast<Eigen::Index>(out)));
            in = out;
        }
    }

    /// "layer0/weights", "layer0/bias", "layer1/weights", ...
    [[nodiscard]] parameter_list<double> parameters() {
        std::vector<tensor<double>> list;
        for (std::size_t layer = 0; layer < weights_.size(); ++layer) {
            const std::string name = "layer" + std::to_string(layer);
            const auto named = model::parameters(name + "/weights", weights_[layer], name + "/bias", biases_[layer]);
            list.insert(list.end(), named.begin(), named.end());
        }
        return parameter_list<double>{std::move(list)};
    }

    /// The scores of every row, valid until `space` is used again. Precondition: it has a shape.
    num::matrix_view<double> scores(const num::matrix_view<const double>& x, workspace& space) const {
        space.outputs.resize(weights_.size());
        num::matrix_view<const double> in = x;
        num::matrix_view<double> out{};
        for (std::size_t layer = 0; layer < weights_.size(); ++layer) {
            out = detail::scratch(space.outputs[layer], x.rows, static_cast<std::size_t>(weights_[layer].cols()));
            dense_forward(in, detail::view(weights_[layer]), detail::flat(biases_[layer]), out,
                          layer + 1 < weights_.size() ? hidden_activation() : num::activation::identity);
            in = out;
        }
        return out;
    }

    /// Mean loss of the batch and penalty; adds the gradient.
    double loss_and_gradient(const train::batch<double>& batch, gradients<double>& g, const random::stream&,
                             workspace& space) const {
        const num::matrix_view<double> y = scores(batch.inputs(), space);
        num::matrix_view<double> delta = detail::scratch(space.delta, y.rows, y.cols);
        double loss = train::classification_loss<double>(detail::flat(y), batch.targets, detail::flat(delta),
                                                         {batch.weights, batch.label_smoothing});
        for (std::size_t layer = weights_.size(); layer-- > 0;) {
            const num::matrix_view<const double> in = layer == 0 ? batch.inputs() : output(space, layer - 1, y.rows);
            dense_gradient(in, delta, g[2 * layer].view(), g[2 * layer + 1].values);
            loss = detail::with_penalty(loss, settings_.l2, detail::flat(weights_[layer]), g[2 * layer].values);
            if (layer > 0) {
                const num::matrix_view<double> before = detail::scratch(space.next_delta, in.rows, in.cols);
                dense_backward(delta, detail::view(weights_[layer]), before);
                num::activation_backward(hidden_activation(), detail::flat(output(space, layer - 1, y.rows)),
                                         detail::flat(before));
                space.delta.swap(space.next_delta);
                delta = before;
            }
        }
        return loss;
    }

    /// For a perceptron read from a file.
    ///
    /// @throws format_error unless the layers fit together and to `hidden`, and every number is finite.
    void check() const {
        const std::string where = "lastro.mlp";
        core::require<format_error>(std::isfinite(settings_.l2) && settings_.l2 >= 0.0, where + ": l2",
                                    "a finite number of at least 0", settings_.l2);
        core::require<format_error>(biases_.size() == weights_.size(), where, "a bias per layer", biases_.size());
        if (weights_.empty()) {
            return;  // never given a shape
        }
        core::require<format_error>(weights_.size() == settings_.hidden.size() + 1, where,
                                    std::to_string(settings_.hidden.size() + 1) + " layers", weights_.size());
        for (std::size_t layer = 0; layer < weights_.size(); ++layer) {
            const std::string here = where + ": layer " + std::to_string(layer);
            detail::check_layer(here, weights_[layer], biases_[layer]);
            const bool last = layer + 1 == weights_.size();
            const auto units = static_cast<std::uint64_t>(weights_[layer].cols());
            const std::uint64_t expected = last ? units : settings_.hidden[layer];
            core::require<format_error>(units == expected && units > 0, here, std::to_string(expected) + " units",
                                        units);
            core::require<format_error>(last || weights_[layer + 1].rows() == weights_[layer].cols(), here,
                                        "as many units as the next layer has inputs", units);
        }
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("hidden", self.settings_.hidden);
        std::string activation{to_string(self.settings_.activation)};
        visit("activation", activation);
        if constexpr (!std::is_const_v<Self>) {
            self.settings_.activation = activation_named(activation);
        }
        visit("l2", self.settings_.l2);
        visit("weights", self.weights_);
        visit("biases", self.biases_);
    }

private:
    static model::activation activation_named(std::string_view name) {
        core::require<format_error>(name == "relu" || name == "tanh", "lastro.mlp: activation", "\"relu\" or \"tanh\"",
                                    core::quoted(name));
        return name == "tanh" ? model::activation::tanh : model::activation::relu;
    }

    [[nodiscard]] num::activation hidden_activation() const noexcept {
        return settings_.activation == activation::tanh ? num::activation::tanh : num::activation::relu;
    }

    [[nodiscard]] num::matrix_view<const double> output(const workspace& space, std::size_t layer,
                                                        std::size_t rows) const noexcept {
        return num::row_major(space.outputs[layer].data(), rows, static_cast<std::size_t>(weights_[layer].cols()));
    }

    mlp_settings settings_;
    std::vector<Eigen::MatrixXd> weights_;
    std::vector<Eigen::VectorXd> biases_;
};

template <>
inline constexpr bool bit_exact<mlp> = true;

static_assert(reflectable<mlp> && trainable<mlp>);

}  // namespace lastro::inline v0::model
