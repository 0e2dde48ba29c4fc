// SPDX-License-Identifier: MIT
// lastro/model/regressor.hpp
//
// Which number belongs to a row of a table? Features, a network and the target's scale in one value.
//
//   model::regressor rides{model::features{{"temp", "hum", "windspeed"}}, model::mlp{}, {.target = "cnt"}};
//   train::fit(rides, past, {.epochs = 60, .seed = 42});
//   const std::vector<double> told = rides.predict(later);              // in the target's own unit
//   train::evaluate(rides, later);                                      // loss, mean_squared_error, ..., r2_score
//
// The network is trained on (target - mean) / sd of the rows learned from: its loss, and settings of the loss such as
// huber_loss::delta, are in that unit, and a learning rate need not know the target's. With poisson_loss, whose targets
// are counts, nothing is scaled. A regular value. Predicting is const, draws nothing, and may be done by several
// threads at once.
#pragma once

#include <algorithm>  // copy, find, min
#include <cmath>      // fma
#include <cstddef>    // ptrdiff_t, size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move
#include <variant>    // get, get_if, holds_alternative, variant, visit
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/row_value.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/features.hpp>
#include <lastro/model/linear.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/model/numeric_target.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/model/prediction.hpp>
#include <lastro/model/scaler.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/regression_loss.hpp>

namespace lastro::inline v0::model {

/// What turns inputs into the score of a number.
using regression_network = std::variant<linear, mlp>;

/// What a regressor is to tell.
struct regressor_settings {
    std::string target;  ///< The column that holds the number: int64 or float64.

    friend bool operator==(const regressor_settings&, const regressor_settings&) = default;
};

/// A model from the rows of a table to numbers.
class regressor {
public:
    static constexpr schema_id schema{"lastro.regressor", 1};

    /// Intermediate results of one shard, of whichever network it is.
    struct workspace {
        linear::workspace line;
        mlp::workspace perceptron;
        std::vector<double> targets, derivative;
    };

    regressor() = default;

    /// @throws std::invalid_argument if no target is named, or the target is one of the features' columns.
    regressor(model::features features, regression_network network, regressor_settings settings)
        : features_(std::move(features)), network_(std::move(network)), target_(std::move(settings.target)) {
        core::require<std::invalid_argument>(!target_.empty(), "model::regressor: target", "a column", "none");
        const auto& columns = features_.columns();
        core::require<std::invalid_argument>(std::find(columns.begin(), columns.end(), target_) == columns.end(),
                                             "model::regressor: target", "a column that is no feature",
                                             core::quoted(target_));
    }

    [[nodiscard]] const model::features& features() const noexcept { return features_; }
    [[nodiscard]] const regression_network& network() const noexcept { return network_; }
    [[nodiscard]] const std::string& target() const noexcept { return target_; }
    [[nodiscard]] bool trained() const noexcept { return features_.fitted(); }

    /// Mean and sd of the target in the rows learned from; 0 and 1 with poisson_loss.
    [[nodiscard]] const scaler& scale() const noexcept { return scale_; }

    /// What the network minimises.
    [[nodiscard]] const train::regression_loss& loss() const noexcept {
        const auto* net = std::get_if<mlp>(&network_);
        return net != nullptr ? net->settings().loss : std::get_if<linear>(&network_)->settings().loss;
    }

    /// The number of every row, in the target's unit.
    ///
    /// @throws schema_error if the features find something wrong; std::invalid_argument before training.
    [[nodiscard]] std::vector<double> predict(const data::table& rows) const;

    /// The number of one row, whose values are those of the features' columns in their order: the bits that a table of this
    /// row would give. @throws as features::transform of a row; std::invalid_argument before training.
    [[nodiscard]] double predict(std::span<const data::row_value> row) const {
        require_trained();
        const std::vector<double> x = features_.transform(row);
        workspace space;
        return predict(num::row_major(x.data(), 1, x.size()), space)[0];
    }

    /// The target column as numbers.
    ///
    /// @throws schema_error if it is unknown or neither int64 nor float64, or a value is missing or not finite.
    [[nodiscard]] std::vector<double> targets(const data::table& rows) const { return numeric_target(rows, target_); }

    // What train::fit needs.

    /// Learns features and scale from `rows` and gives the network its shape and first weights from `draws`.
    ///
    /// @throws schema_error if there are no rows, or features or target are not as they should be.
    void prepare(const data::table& rows, const random::stream& draws);

    /// Inputs and targets, in the target's unit, of `rows`. @throws as `predict` and `targets`.
    [[nodiscard]] train::examples<double> examples(const data::table& rows) const {
        require_trained();
        return {.inputs = features_.transform(rows), .targets = targets(rows), .columns = features_.width()};
    }

    [[nodiscard]] parameter_list<double> parameters() {
        return std::visit([](auto& n) -> parameter_list<double> { return n.parameters(); }, network_);
    }

    double loss_and_gradient(const train::batch<double>& batch, gradients<double>& g, const random::stream& draws,
                             workspace& space) const {
        const train::batch<double> scaled = with_scaled_targets(batch, space);
        if (const auto* net = std::get_if<mlp>(&network_)) {
            return net->regression_loss_and_gradient(scaled, g, draws, space.perceptron);
        }
        return std::get<linear>(network_).loss_and_gradient(scaled, g, draws, space.line);
    }

    /// Mean loss of the batch, without penalty and dropout.
    double loss(const train::batch<double>& batch, workspace& space) const {
        const train::batch<double> scaled = with_scaled_targets(batch, space);
        const std::span<const double> y = scores(batch.inputs(), space);
        space.derivative.resize(y.size());
        return train::mean_loss<double>(loss(), y, scaled.targets, std::span{space.derivative}, batch.weights);
    }

    /// The number of every row of some inputs, valid until `space` is used again. Precondition: trained().
    std::span<const double> predict(const num::matrix_view<const double>& x, workspace& space) const {
        const std::span<double> y = scores(x, space);
        if (scales()) {
            for (double& told : y) {
                told = std::fma(told, scale_.sd(), scale_.mean());
            }
        }
        predict_from_scores(loss(), y);
        return y;
    }

    /// For a regressor read from a file. @throws format_error unless its parts fit together.
    void check() const;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("target", self.target_);
        visit("scale", self.scale_);
        visit("features", self.features_);
        visit("network", self.network_);
    }

private:
    void require_trained() const {
        core::require<std::invalid_argument>(trained(), "model::regressor", "a trained model",
                                             "one that was never trained");
    }

    [[nodiscard]] bool scales() const noexcept { return !std::holds_alternative<train::poisson_loss>(loss()); }

    [[nodiscard]] train::batch<double> with_scaled_targets(const train::batch<double>& batch, workspace& space) const {
        space.targets.assign(batch.targets.begin(), batch.targets.end());
        for (double& y : space.targets) {
            y = scale_(y);
        }
        train::batch<double> scaled = batch;
        scaled.targets = space.targets;
        return scaled;
    }

    std::span<double> scores(const num::matrix_view<const double>& x, workspace& space) const {
        if (const auto* net = std::get_if<mlp>(&network_)) {
            return detail::flat(net->scores(x, space.perceptron));
        }
        return std::get<linear>(network_).linear_predictor(x, space.line);
    }

    model::features features_;
    regression_network network_;
    std::string target_;
    scaler scale_;
};

template <>
inline constexpr bool bit_exact<regressor> = true;

static_assert(reflectable<regressor> && trainable<regressor>);

inline void regressor::prepare(const data::table& rows, const random::stream& draws) {
    core::require<schema_error>(rows.rows() > 0, rows.source().empty() ? "model::regressor" : rows.source(),
                                "at least one row to learn from", "none");
    const std::vector<double> y = targets(rows);
    model::features learned = features_;
    learned.fit(rows);
    scaler scale;
    if (scales()) {
        try {
            scale = scaler{y};
        } catch (const std::invalid_argument& e) {  // the column's fault, not the caller's
            throw schema_error{rows.place(target_) + ": " + e.what()};
        }
    } else {
        for (const double count : y) {
            core::require<schema_error>(count >= 0.0, rows.place(target_), "counts of at least 0 for poisson_loss",
                                        count);
        }
    }
    features_ = std::move(learned);
    scale_ = scale;
    if (auto* net = std::get_if<mlp>(&network_)) {
        net->initialise(features_.width(), 1, draws);
    } else {
        std::get<linear>(network_).initialise(features_.width());
    }
}

inline std::vector<double> regressor::predict(const data::table& rows) const {
    require_trained();
    const std::vector<double> x = features_.transform(rows);
    std::vector<double> result(rows.rows());
    constexpr std::size_t block = 256;  // bounds the memory; a row's result does not depend on its neighbours
    const std::size_t width = features_.width();
    workspace space;
    for (std::size_t first = 0; first < rows.rows(); first += block) {
        const std::size_t count = (std::min)(block, rows.rows() - first);
        const auto y = predict(num::row_major(x.data() + first * width, count, width), space);
        std::copy(y.begin(), y.end(), result.begin() + static_cast<std::ptrdiff_t>(first));
    }
    return result;
}

inline void regressor::check() const {
    const std::string where = "lastro.regressor";
    features_.check();
    scale_.check();
    std::visit([](const auto& n) { n.check(); }, network_);
    core::require<format_error>(scales() || scale_ == scaler{}, where + ": scale",
                                "a mean of 0 and an sd of 1 with poisson_loss",
                                core::to_text(scale_.mean()) + " and " + core::to_text(scale_.sd()));
    if (!trained()) {
        return;
    }
    const std::size_t inputs = std::visit([](const auto& n) { return n.inputs(); }, network_);
    core::require<format_error>(inputs == features_.width(), where + ": network",
                                std::to_string(features_.width()) + " inputs, as many as the features give", inputs);
    if (const auto* net = std::get_if<mlp>(&network_)) {
        core::require<format_error>(net->outputs() == 1, where + ": network", "1 output", net->outputs());
    }
}

}  // namespace lastro::inline v0::model
