// SPDX-License-Identifier: MIT
// lastro/train/full_batch.hpp
//
// How is a convex model trained to its optimum, rather than near it? With all rows in every step, by L-BFGS.
//
//   model::logistic m{{.l2 = 1e-3}};
//   m.initialise(30, 1, random::stream{0});
//   const train::run_result run = train::fit_full_batch(m, rows, train::lbfgs{.gradient_tolerance = 1e-10});
//   run.stopped;                               // gradient_tolerance was met
//
// Nothing is random, and equal data and settings give equal bytes with any number of threads. The history has an
// "epoch" per iteration with "loss" and "largest_derivative".
#pragma once

#include <algorithm>  // copy, min
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/thread_team.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/model/parameters_digest.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/lbfgs.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/sharded_gradient.hpp>
#include <lastro/train/trainer.hpp>

namespace lastro::inline v0::train {

/// How the work of an evaluation is shared. Only `threads` cannot change the result.
struct full_batch_settings {
    std::size_t threads = 1;
    std::size_t shards = 8;           ///< Slices of a block.
    std::uint64_t block_rows = 4096;  ///< Rows whose intermediate results are in memory at a time.

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        core::require<std::invalid_argument>(threads > 0, "train::fit_full_batch: threads", "at least 1", threads);
        core::require<std::invalid_argument>(shards > 0, "train::fit_full_batch: shards", "at least 1", shards);
        core::require<std::invalid_argument>(block_rows > 0, "train::fit_full_batch: block_rows", "at least 1",
                                             block_rows);
    }
};

/// Trains `model` on all rows at once, from the parameters that it has. The model has no draws of its own.
///
/// @throws std::invalid_argument if a setting is out of range or the rows do not fit together; lastro::error if the
///         process does not compute as IEEE 754 has it, or loss or gradient are not finite at the start.
template <model::trainable Model>
requires std::same_as < model::scalar_of<Model>,
double > run_result fit_full_batch(Model& model, const examples<double>& rows, const lbfgs& settings = {},
                                   const full_batch_settings& how = {}) {
    num::require_strict();
    rows.check("train::fit_full_batch: rows");
    how.check();
    const double begin = core::steady_seconds();
    const model::parameter_list<double> parameters = model.parameters();
    const auto block = static_cast<std::size_t>((std::min)(how.block_rows, std::uint64_t{rows.rows()}));
    core::thread_team team{(std::min)(how.threads, how.shards)};
    sharded_gradient<Model> gradient{
        parameters, {.columns = rows.columns, .batch_size = block, .shards = how.shards}, team};
    std::vector<std::uint64_t> ids(rows.rows());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        ids[i] = i;
    }
    const random::stream draws{0};

    const auto put = [&](std::span<const double> x) {
        for (const model::tensor<double>& t : parameters) {
            std::copy(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(t.values.size()), t.values.begin());
            x = x.subspan(t.values.size());
        }
    };
    const auto objective = [&](std::span<const double> x, std::span<double> g) {
        put(x);
        const double loss = gradient.compute(model, rows, ids, draws);
        const std::span<const double> values = gradient.gradient().values();
        std::copy(values.begin(), values.end(), g.begin());
        return loss;
    };
    std::vector<double> x;
    for (const model::tensor<double>& t : parameters) {
        x.insert(x.end(), t.values.begin(), t.values.end());
    }

    run_result result;
    result.random_specification = random::stream::specification;
    result.epochs = settings.iterations;
    result.batch_size = rows.rows();
    result.shards = how.shards;
    result.optimizer = settings.settings();
    result.adjustments.push_back({"full_batch", {{"block_rows", static_cast<double>(block)}}});
    result.rows = rows.rows();
    result.columns = rows.columns;
    result.parameters = x.size();
    result.bit_exact_model = model::bit_exact<Model>;
    result.profile = num::measure_profile();
    result.threads = how.threads;
    result.data = detail::digest(rows);
    const lbfgs_result found = minimise(objective, x, settings, [&](const lbfgs_result& now) {
        result.history.push_back({.epoch = now.iterations,
                                  .metrics = {{"loss", now.value}, {"largest_derivative", now.largest_derivative}},
                                  .learning_rate = 1.0});
    });
    put(x);
    result.kept_epoch = found.iterations;
    result.stopped = found.stopped;
    result.final_parameters = model::parameters_digest(parameters);
    result.elapsed_seconds = core::steady_seconds() - begin;
    return result;
}

/// Trains `model` on a table from the beginning; where it throws, the model is unchanged.
///
/// @throws schema_error if the model finds something wrong with the rows; and as the other `fit_full_batch`.
template <table_trainable Model>
run_result fit_full_batch(Model& model, const data::table& rows, const lbfgs& settings = {},
                          const full_batch_settings& how = {}) {
    Model trained = model;
    trained.prepare(rows, random::stream{0}["init"]);
    run_result result = fit_full_batch(trained, trained.examples(rows), settings, how);
    result.data = data::fingerprint(rows);
    model = std::move(trained);
    return result;
}

}  // namespace lastro::inline v0::train
