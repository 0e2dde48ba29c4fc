// SPDX-License-Identifier: MIT
// lastro/train/least_squares.hpp
//
// How is a linear regression fitted without a single step? In closed form: ordinary least squares, ridge regression.
//
//   model::linear m{{.l2 = 1e-3}};
//   const train::run_result run = train::fit_least_squares(m, rows);       // examples
//   train::fit_least_squares(rides, past);                                 // a model::regressor on a table
//
// The least of sum(w (z - y)^2) / n + l2/2 * |weights|^2, which train::fit approaches, by linalg::least_squares: QR of
// the rows, each times the root of its weight, above the square root of the penalty; never of X'X, which would cost half
// the digits. Columns that depend on others get the weight 0. One thread; equal bits everywhere.
#pragma once

#include <algorithm>  // copy, copy_n
#include <cmath>      // sqrt
#include <cstddef>    // size_t
#include <stdexcept>  // invalid_argument
#include <utility>    // move
#include <variant>    // get, get_if, holds_alternative
#include <vector>     // vector

#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/linalg/least_squares.hpp>
#include <lastro/model/linear.hpp>
#include <lastro/model/parameters_digest.hpp>
#include <lastro/model/regressor.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/regression_loss.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/trainer.hpp>

namespace lastro::inline v0::train {

namespace detail {

/// Weights, then intercept, of the least squares of `rows` with the penalty `l2`; [columns + 1].
[[nodiscard]] inline std::vector<double> least_squares_of(const examples<double>& rows, double l2) {
    const std::size_t n = rows.rows();
    const std::size_t d = rows.columns;
    const std::size_t penalties = l2 > 0.0 ? d : 0;
    std::vector<double> a((n + penalties) * (d + 1));
    std::vector<double> b(n + penalties);
    for (std::size_t i = 0; i < n; ++i) {
        const double root = rows.weights.empty() ? 1.0 : std::sqrt(rows.weights[i]);
        double* const row = a.data() + i * (d + 1);
        for (std::size_t j = 0; j < d; ++j) {
            row[j] = root * rows.inputs[i * d + j];
        }
        row[d] = root;
        b[i] = root * rows.targets[i];
    }
    const double penalty = std::sqrt(0.5 * l2 * static_cast<double>(n));  // of the sum: n times that of the mean
    for (std::size_t j = 0; j < penalties; ++j) {
        a[(n + j) * (d + 1) + j] = penalty;
    }
    return linalg::least_squares(num::row_major<const double>(a.data(), n + penalties, d + 1), b).coefficients;
}

inline void require_squared_loss(const regression_loss& loss) {
    core::require<std::invalid_argument>(std::holds_alternative<squared_loss>(loss), "train::fit_least_squares: loss",
                                         "squared_loss", "another one");
}

}  // namespace detail

/// Gives `model` the weights and the intercept with the least squared loss on `rows`, whatever it had before. The
/// history has one "epoch" with the "loss", penalty included.
///
/// @throws std::invalid_argument if the model's loss is not squared_loss, or rows do not fit together or are not
///         finite; lastro::error if the process does not compute as IEEE 754 has it.
/// Cost: about 2.5 rows * columns^2 multiply-adds; a copy of the inputs, and three as large as that.
inline run_result fit_least_squares(model::linear& model, const examples<double>& rows) {
    num::require_strict();
    rows.check("train::fit_least_squares: rows");
    detail::require_squared_loss(model.settings().loss);
    const double begin = core::steady_seconds();
    const std::vector<double> found = detail::least_squares_of(rows, model.settings().l2);
    model.initialise(rows.columns);
    const auto parameters = model.parameters();
    std::copy_n(found.begin(), rows.columns, parameters[0].values.begin());
    parameters[1].values[0] = found.back();

    model::gradients<double> unused{parameters};
    model::linear::workspace space;
    run_result result;
    result.random_specification = random::stream::specification;
    result.epochs = 1;
    result.batch_size = rows.rows();
    result.shards = 1;
    result.optimizer = {"least_squares"};
    result.rows = rows.rows();
    result.columns = rows.columns;
    result.data = detail::digest(rows);
    result.history.push_back(
        {.epoch = 1,
         .metrics = {{"loss", model.loss_and_gradient(rows.all(), unused, random::stream{0}, space)}},
         .learning_rate = 1.0});
    result.kept_epoch = 1;
    result.parameters = found.size();
    result.final_parameters = model::parameters_digest(parameters);
    result.bit_exact_model = true;
    result.profile = num::measure_profile();
    result.elapsed_seconds = core::steady_seconds() - begin;
    return result;
}

/// The same for a regressor and a table, from the beginning; where it throws, the model is unchanged.
///
/// @throws schema_error if the model finds something wrong with the rows; std::invalid_argument if its network is not
///         linear; and as the other `fit_least_squares`.
inline run_result fit_least_squares(model::regressor& model, const data::table& rows) {
    const auto* network = std::get_if<model::linear>(&model.network());
    core::require<std::invalid_argument>(network != nullptr, "train::fit_least_squares: network", "model::linear",
                                         "another one");
    detail::require_squared_loss(network->settings().loss);
    model::regressor trained = model;
    trained.prepare(rows, random::stream{0});
    examples<double> scaled = trained.examples(rows);
    for (double& y : scaled.targets) {
        y = trained.scale()(y);
    }
    model::linear line = std::get<model::linear>(trained.network());
    run_result result = fit_least_squares(line, scaled);
    const auto from = line.parameters();
    const auto to = trained.parameters();
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::copy(from[i].values.begin(), from[i].values.end(), to[i].values.begin());
    }
    result.data = data::fingerprint(rows);
    model = std::move(trained);
    return result;
}

}  // namespace lastro::inline v0::train
