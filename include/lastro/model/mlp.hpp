// SPDX-License-Identifier: MIT
// lastro/model/mlp.hpp
//
// What can learn a bent boundary? A multilayer perceptron: fully connected layers, bent between them.
//
//   model::mlp net{{.hidden = {16}, .activation = model::activation::tanh, .l2 = 1e-3}};
//   model::classifier rain{features, net, {.target = "wet"}};             // the classifier gives it its shape
//   net.initialise(3, 1, random::stream{42}["init"]);                     // or you do, for train::fit on examples
//
// Two classes: one score, the logit of class 1. K classes: K scores, softmax. Numbers (model::regressor): one score.
// Mean log loss, or `loss` for numbers, + l2/2 * |weights|^2; the biases are not penalised. Dropout [3] is of training
// only. Equal bits on every compiler, instruction set and number of threads.
//
// References
//   [1] K. He et al., Delving deep into rectifiers, ICCV 2015: weights for relu.
//   [2] X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward networks, AISTATS 2010: tanh.
//   [3] N. Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, JMLR 15, 2014.
#pragma once

#include <algorithm>    // copy_n
#include <cmath>        // fma, isfinite, sqrt
#include <concepts>     // floating_point
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_const_v
#include <utility>      // move
#include <vector>       // vector

#include <Eigen/Core>  // Matrix

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/model/activation.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/dense.hpp>
#include <lastro/model/dropout.hpp>
#include <lastro/model/mlp_settings.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/model/prediction.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/workspace.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/loss.hpp>
#include <lastro/train/regression_loss.hpp>

namespace lastro::inline v0::model {

/// Scores = layers of x*w + b with an activation between them; in T, double or float.
template <std::floating_point T>
class basic_mlp {
public:
    using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

    static constexpr schema_id schema{"lastro.mlp", 1};

    /// Intermediate results of one shard, kept from step to step.
    struct workspace {
        std::vector<std::vector<T>> outputs;  ///< Of every layer, after its activation.
        std::vector<std::vector<T>> inputs;   ///< Of every layer's activation, where its slope needs them.
        std::vector<std::vector<T>> masks;    ///< What dropout makes of every hidden unit: 0 or 1 / (1 - p).
        std::vector<std::vector<T>> thinned;  ///< Outputs times masks.
        std::vector<T> delta, next_delta;
        num::product_memory products;
    };

    basic_mlp() = default;

    /// @throws std::invalid_argument unless settings.check() is content.
    explicit basic_mlp(mlp_settings settings) : settings_(std::move(settings)) { settings_.check(); }

    [[nodiscard]] const mlp_settings& settings() const noexcept { return settings_; }
    [[nodiscard]] const std::vector<matrix>& weights() const noexcept { return weights_; }  ///< [in, out] each
    [[nodiscard]] const std::vector<vector>& biases() const noexcept { return biases_; }    ///< [out] each
    [[nodiscard]] std::size_t inputs() const noexcept {
        return weights_.empty() ? 0 : static_cast<std::size_t>(weights_.front().rows());
    }
    [[nodiscard]] std::size_t outputs() const noexcept {
        return weights_.empty() ? 0 : static_cast<std::size_t>(weights_.back().cols());
    }

    /// Takes its shape; biases 0, weight i (in memory order) of layer l uniform in [-r, r) by draw i of draws[l], with
    /// r = sqrt(6 / in) for relu and gelu [1] and sqrt(6 / (in + out)) for tanh [2] and for the last layer.
    void initialise(std::size_t inputs, std::size_t outputs, const random::stream& draws) {
        weights_.clear();
        biases_.clear();
        std::size_t in = inputs;
        for (std::size_t layer = 0; layer <= settings_.hidden.size(); ++layer) {
            const bool last = layer == settings_.hidden.size();
            const std::size_t out = last ? outputs : static_cast<std::size_t>(settings_.hidden[layer]);
            const bool rectified = !last && settings_.activation != activation::tanh;
            const double range = std::sqrt(6.0 / static_cast<double>(rectified ? in : in + out));
            const random::stream weights = draws[std::uint64_t{layer}];
            matrix w(static_cast<Eigen::Index>(in), static_cast<Eigen::Index>(out));
            for (std::size_t i = 0; i < in * out; ++i) {
                w.data()[i] = static_cast<T>(std::fma(2.0 * range, random::uniform(weights, i), -range));
            }
            weights_.push_back(std::move(w));
            biases_.emplace_back(vector::Zero(static_cast<Eigen::Index>(out)));
            in = out;
        }
    }

    /// "layer0/weights", "layer0/bias", "layer1/weights", ...
    [[nodiscard]] parameter_list<T> parameters() {
        std::vector<tensor<T>> list;
        for (std::size_t layer = 0; layer < weights_.size(); ++layer) {
            const std::string name = "layer" + std::to_string(layer);
            const auto named = model::parameters(name + "/weights", weights_[layer], name + "/bias", biases_[layer]);
            list.insert(list.end(), named.begin(), named.end());
        }
        return parameter_list<T>{std::move(list)};
    }

    /// The scores of every row, valid until `space` is used again; nothing is dropped. Precondition: it has a shape.
    num::matrix_view<T> scores(const num::matrix_view<const T>& x, workspace& space) const {
        return forward(x, space, [&](std::size_t layer) { return rows_of(space.outputs[layer], x.rows, layer); });
    }

    /// Mean log loss of the batch and penalty; adds the gradient. Unit u of hidden layer l is dropped from row i by the
    /// 32-bit draw u of draws["dropout"][l][batch.ids[i]]: wherever and with whatever other rows it is computed.
    ///
    /// @throws std::invalid_argument if there is dropout, and the rows have no ids.
    double loss_and_gradient(const train::batch<T>& batch, gradients<T>& g, const random::stream& draws,
                             workspace& space) const {
        return descend(batch, g, draws, space, [&](std::span<const T> y, std::span<T> derivative) {
            return train::classification_loss<T>(y, batch.targets, derivative, {batch.weights, batch.label_smoothing});
        });
    }

    /// The same with the mean of settings().loss, for one score and targets that are numbers.
    double regression_loss_and_gradient(const train::batch<T>& batch, gradients<T>& g, const random::stream& draws,
                                        workspace& space) const {
        return descend(batch, g, draws, space, [&](std::span<const T> y, std::span<T> derivative) {
            return train::mean_loss<T>(settings_.loss, y, batch.targets, derivative, batch.weights);
        });
    }

    /// For a perceptron read from a file.
    ///
    /// @throws format_error unless the layers fit together and to `hidden`, and every number is finite.
    void check() const {
        const std::string where = "lastro.mlp";
        core::require<format_error>(std::isfinite(settings_.l2) && settings_.l2 >= 0.0, where + ": l2",
                                    "a finite number of at least 0", settings_.l2);
        core::require<format_error>(settings_.dropout >= 0.0 && settings_.dropout < 1.0, where + ": dropout",
                                    "0 <= dropout < 1", settings_.dropout);
        detail::check_loss(where + ": loss", settings_.loss);
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
            self.settings_.activation = activation_named(activation, "lastro.mlp: activation");
        }
        visit("l2", self.settings_.l2);
        defaulted dropout{self.settings_.dropout, 0.0};
        visit("dropout", dropout);
        defaulted loss{self.settings_.loss, train::regression_loss{}};
        visit("loss", loss);
        visit("weights", self.weights_);
        visit("biases", self.biases_);
    }

private:
    [[nodiscard]] std::size_t units(std::size_t layer) const noexcept {
        return static_cast<std::size_t>(weights_[layer].cols());
    }

    // The scores; the layer after hidden layer l reads thin(l).
    template <class Thin>
    num::matrix_view<T> forward(const num::matrix_view<const T>& x, workspace& space, Thin&& thin) const {
        space.outputs.resize(weights_.size());
        space.inputs.resize(weights_.size());
        space.masks.resize(weights_.size());
        space.thinned.resize(weights_.size());
        num::matrix_view<const T> in = x;
        num::matrix_view<T> out{};
        for (std::size_t layer = 0; layer < weights_.size(); ++layer) {
            out = detail::scratch(space.outputs[layer], x.rows, units(layer));
            if (layer + 1 == weights_.size()) {
                dense_forward(in, detail::view(weights_[layer]), detail::flat(biases_[layer]), out,
                              num::activation::identity, &space.products);
                break;
            }
            activated_layer(settings_.activation, in, weights_[layer], biases_[layer], out, space.inputs[layer],
                            &space.products);
            in = thin(layer);
        }
        return out;
    }

    // Mean loss and penalty; `loss_of(scores, derivative)` is the mean loss and leaves its derivative.
    template <class Loss>
    double descend(const train::batch<T>& batch, gradients<T>& g, const random::stream& draws, workspace& space,
                   Loss&& loss_of) const {
        const std::size_t n = batch.rows();
        const bool drops = settings_.dropout > 0.0;
        core::require<std::invalid_argument>(!drops || batch.ids.size() == n, "model::mlp: dropout",
                                             "an id for each row of the batch", batch.ids.size());
        const num::matrix_view<T> y = forward(batch.inputs(), space, [&](std::size_t layer) {
            const auto out = rows_of(space.outputs[layer], n, layer);
            if (!drops) {
                return out;
            }
            const auto mask = detail::scratch(space.masks[layer], n, units(layer));
            dropout_mask(mask, settings_.dropout, batch.ids, draws["dropout"][std::uint64_t{layer}]);
            const auto thinned = detail::flat(detail::scratch(space.thinned[layer], n, units(layer)));
            std::copy_n(out.data, thinned.size(), thinned.begin());
            detail::times(detail::flat(mask), thinned);
            return rows_of(space.thinned[layer], n, layer);
        });
        num::matrix_view<T> delta = detail::scratch(space.delta, y.rows, y.cols);
        double loss = loss_of(detail::flat(y), detail::flat(delta));
        for (std::size_t layer = weights_.size(); layer-- > 0;) {
            const num::matrix_view<const T> in =
                layer == 0 ? batch.inputs()
                           : rows_of(drops ? space.thinned[layer - 1] : space.outputs[layer - 1], n, layer - 1);
            dense_gradient(in, delta, g[2 * layer].view(), g[2 * layer + 1].values, &space.products);
            loss = detail::with_penalty(loss, settings_.l2, detail::flat(weights_[layer]), g[2 * layer].values);
            if (layer > 0) {
                const num::matrix_view<T> before = detail::scratch(space.next_delta, in.rows, in.cols);
                dense_backward(delta, detail::view(weights_[layer]), before, &space.products);
                const std::span<T> slopes = detail::flat(before);
                if (drops) {
                    detail::times(std::span{space.masks[layer - 1]}.first(slopes.size()), slopes);
                }
                activated_backward(settings_.activation, space.inputs[layer - 1],
                                   std::span{space.outputs[layer - 1]}.first(slopes.size()), slopes);
                space.delta.swap(space.next_delta);
                delta = before;
            }
        }
        return loss;
    }

    [[nodiscard]] num::matrix_view<const T> rows_of(const std::vector<T>& values, std::size_t rows,
                                                    std::size_t layer) const noexcept {
        return num::row_major(values.data(), rows, units(layer));
    }

    mlp_settings settings_;
    std::vector<matrix> weights_;
    std::vector<vector> biases_;
};

/// The perceptron that classifiers and regressors are made of.
using mlp = basic_mlp<double>;

/// Half the memory and twice the numbers in a vector register: for train::fit on examples<float>.
using mlp_float = basic_mlp<float>;

template <std::floating_point T>
inline constexpr bool bit_exact<basic_mlp<T>> = true;

static_assert(reflectable<mlp> && trainable<mlp> && reflectable<mlp_float> && trainable<mlp_float>);

}  // namespace lastro::inline v0::model
