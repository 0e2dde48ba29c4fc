// SPDX-License-Identifier: MIT
// lastro/train/evaluation.hpp
//
// How good is this model on these rows?
//
//   train::accuracy(rain, later);                       // share of rows whose class is told right
//   train::evaluate(rain, later);                       // {"loss", 0.43}, {"accuracy", 0.80}
//   train::evaluate(rides, later);                      // "loss", "mean_squared_error", "mean_absolute_error", "r2_score"
//
// Rows are taken a few hundred at a time: memory is bounded, and the result is the same bits on every machine.
#pragma once

#include <algorithm>  // min
#include <cmath>      // fma
#include <concepts>   // convertible_to
#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/loss.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/regression_metric.hpp>

namespace lastro::inline v0::train {

namespace detail {

/// A model that tells scores of classes.
template <class Model>
concept scores_classes = requires(const Model& model, const num::matrix_view<const model::scalar_of<Model>>& x,
                                  typename Model::workspace& space) {
    model.scores(x, space);
};

/// A model that tells numbers, and its mean loss without penalty.
template <class Model>
concept tells_numbers = requires(const Model& model, const num::matrix_view<const double>& x,
                                 const batch<double>& batch, typename Model::workspace& space) {
    { model.predict(x, space) } -> std::convertible_to<std::span<const double>>;
    { model.loss(batch, space) } -> std::convertible_to<double>;
};

inline constexpr std::size_t evaluation_block = 256;

}  // namespace detail

/// Mean log loss without penalty, and share of rows told right. Precondition: at least one row.
template <detail::scores_classes Model>
[[nodiscard]] std::vector<metric_value> evaluate(const Model& model, const examples<model::scalar_of<Model>>& rows) {
    using scalar = model::scalar_of<Model>;
    typename Model::workspace space;
    std::vector<scalar> derivative;
    double loss = 0.0;
    std::size_t right = 0;
    for (std::size_t first = 0; first < rows.rows(); first += detail::evaluation_block) {
        const auto block = rows.all().slice(first, (std::min)(detail::evaluation_block, rows.rows() - first));
        const num::matrix_view<scalar> y = model.scores(block.inputs(), space);
        const std::span<const scalar> scores{y.data, y.rows * y.cols};
        derivative.resize(scores.size());
        loss = std::fma(classification_loss<scalar>(scores, block.targets, derivative),
                        static_cast<double>(block.rows()), loss);
        for (std::size_t i = 0; i < block.rows(); ++i) {
            std::size_t told = y.cols == 1 && y(i, 0) >= scalar{0} ? 1 : 0;
            for (std::size_t k = 1; k < y.cols; ++k) {
                told = y(i, k) > y(i, told) ? k : told;
            }
            right += static_cast<scalar>(told) == block.targets[i] ? 1U : 0U;
        }
    }
    const auto n = static_cast<double>(rows.rows());
    return {{"loss", loss / n}, {"accuracy", static_cast<double>(right) / n}};
}

/// Mean loss without penalty, and how far what is told is from the targets; r2_score unless all targets are equal.
/// Precondition: at least one row.
template <detail::tells_numbers Model>
[[nodiscard]] std::vector<metric_value> evaluate(const Model& model, const examples<double>& rows) {
    typename Model::workspace space;
    double loss = 0.0;
    mean_error<squared_error> squared;
    mean_error<absolute_error> absolute;
    r2_state fit;
    bool equal = true;
    for (std::size_t first = 0; first < rows.rows(); first += detail::evaluation_block) {
        auto block = rows.all().slice(first, (std::min)(detail::evaluation_block, rows.rows() - first));
        block.weights = {};
        loss = std::fma(model.loss(block, space), static_cast<double>(block.rows()), loss);
        const std::span<const double> told = model.predict(block.inputs(), space);
        for (std::size_t i = 0; i < told.size(); ++i) {
            squared.add(block.targets[i], told[i]);
            absolute.add(block.targets[i], told[i]);
            fit.add(block.targets[i], told[i]);
            equal = equal && block.targets[i] == rows.targets[0];
        }
    }
    std::vector<metric_value> metrics{{"loss", loss / static_cast<double>(rows.rows())},
                                      {"mean_squared_error", squared.value()},
                                      {"mean_absolute_error", absolute.value()}};
    if (!equal) {
        metrics.push_back({"r2_score", fit.value()});
    }
    return metrics;
}

/// Mean loss as the model's `loss_and_gradient` has it. Precondition: at least one row.
template <model::trainable Model>
requires(!detail::scores_classes<Model> && !detail::tells_numbers<Model>)
    [[nodiscard]] std::vector<metric_value> evaluate(Model& model, const examples<model::scalar_of<Model>>& rows,
                                                     const random::stream& draws) {
    model::gradients<model::scalar_of<Model>> unused{model.parameters()};
    double loss = 0.0;
    for (std::size_t first = 0; first < rows.rows(); first += detail::evaluation_block) {
        const auto block = rows.all().slice(first, (std::min)(detail::evaluation_block, rows.rows() - first));
        double mean = 0.0;
        if constexpr (model::has_workspace<Model>) {
            typename Model::workspace space;
            mean = model.loss_and_gradient(block, unused, draws, space);
        } else {
            mean = model.loss_and_gradient(block, unused, draws);
        }
        loss = std::fma(mean, static_cast<double>(block.rows()), loss);
    }
    return {{"loss", loss / static_cast<double>(rows.rows())}};
}

/// `evaluate` on the rows of a table.
///
/// @throws schema_error if there are no rows, or the model finds something wrong with them.
template <class Model>
requires requires(const Model& model, const data::table& rows) { model.examples(rows); }
[[nodiscard]] std::vector<metric_value> evaluate(const Model& model, const data::table& rows) {
    core::require<schema_error>(rows.rows() > 0, rows.source().empty() ? "train::evaluate" : rows.source(),
                                "at least one row", "none");
    return evaluate(model, model.examples(rows));
}

/// Share of the rows whose class the model tells right. @throws as `evaluate`.
template <class Model>
requires requires(const Model& model, const data::table& rows) { model.examples(rows); }
[[nodiscard]] double accuracy(const Model& model, const data::table& rows) {
    for (const metric_value& m : evaluate(model, rows)) {
        if (m.name == "accuracy") {
            return m.value;
        }
    }
    core::fail<std::invalid_argument>("train::accuracy", "a model that tells classes", "another one");
}

}  // namespace lastro::inline v0::train
