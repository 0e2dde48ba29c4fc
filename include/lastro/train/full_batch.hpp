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

#include <concepts>  // same_as
#include <utility>   // move

#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/check_resume.hpp>
#include <lastro/train/full_batch_run.hpp>
#include <lastro/train/full_batch_settings.hpp>
#include <lastro/train/lbfgs.hpp>
#include <lastro/train/replay.hpp>
#include <lastro/train/run_hooks.hpp>
#include <lastro/train/run_identity.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/trainer.hpp>

namespace lastro::inline v0::train {

namespace detail {

template <class Model>
[[nodiscard]] run_result described(Model& m, const examples<double>& rows, const lbfgs& settings,
                                   const full_batch_settings& how, const hash::digest& data) {
    run_result result;
    result.random_specification = random::stream::specification;
    result.epochs = settings.iterations;
    result.batch_size = rows.rows();
    result.shards = how.shards;
    result.optimizer = settings.settings();
    result.adjustments.push_back(
        {"full_batch", {{"block_rows", static_cast<double>(how.rows_at_a_time(rows.rows()))}}});
    result.rows = rows.rows();
    result.columns = rows.columns;
    result.data = data;
    describe_model(m, result);
    result.threads = how.threads;
    return result;
}

template <class Model>
run_result fit_full_batch_with(Model& m, const examples<double>& rows, const lbfgs& settings,
                               const full_batch_settings& how, const hash::digest& data, const run_hooks* hooks) {
    rows.check("train::fit_full_batch: rows");
    settings.check();
    how.check();
    check_classes(m, rows, "train::fit_full_batch: rows");
    const run_result asked = described(m, rows, settings, how, data);
    const auto run = [&](const run_hooks& attached) {
        return full_batch_run<Model>{m, rows, settings, how, attached}.run(asked);
    };
    if (hooks != nullptr || !how.checkpoints) {
        return run(hooks != nullptr ? *hooks : run_hooks{});
    }
    return run_with_checkpoints(*how.checkpoints, identity(asked), run);
}

}  // namespace detail

/// Trains `model` on all rows at once, from the parameters that it has, or from the newest checkpoint of the settings'
/// directory. The model has no draws of its own.
///
/// @throws std::invalid_argument if a setting is out of range or the rows do not fit together; lastro::error if the
///         process does not compute as IEEE 754 has it, or loss or gradient are not finite at the start; as `fit` of
///         checkpoints.
template <model::trainable Model>
requires(std::same_as<model::scalar_of<Model>, double>) run_result
    fit_full_batch(Model& model, const examples<double>& rows, const lbfgs& settings = {},
                   const full_batch_settings& how = {}) {
    num::require_strict();
    return detail::fit_full_batch_with(model, rows, settings, how, detail::digest(rows), nullptr);
}

/// Trains `model` on a table from the beginning; where it throws, the model is unchanged.
///
/// @throws schema_error if the model finds something wrong with the rows; and as the other `fit_full_batch`.
template <table_trainable Model>
run_result fit_full_batch(Model& model, const data::table& rows, const lbfgs& settings = {},
                          const full_batch_settings& how = {}) {
    num::require_strict();
    Model trained = model;
    trained.prepare(rows, random::stream{0}["init"]);
    run_result result =
        detail::fit_full_batch_with(trained, trained.examples(rows), settings, how, data::fingerprint(rows), nullptr);
    model = std::move(trained);
    return result;
}

/// `check_resume` for such a run: killed after every iteration.
template <model::trainable Model>
requires(std::same_as<model::scalar_of<Model>, double>) [[nodiscard]] resume_check
    check_resume(const Model& m, const examples<double>& rows, const lbfgs& settings,
                 const full_batch_settings& how = {}) {
    return detail::resumed_everywhere([&](const detail::run_hooks& hooks) {
        Model fresh = m;
        return detail::fit_full_batch_with(fresh, rows, settings, how, detail::digest(rows), &hooks);
    });
}

/// `replay` for such a run of a model with its first parameters.
template <model::trainable Model>
requires(std::same_as<model::scalar_of<Model>, double>) [[nodiscard]] replay_result
    replay(const run_result& recorded, Model m, const examples<double>& rows, const lbfgs& settings,
           full_batch_settings how = {}) {
    how.chain = recorded.chain.level;
    const hash::digest data = detail::digest(rows);
    const run_identity before = identity(recorded);
    replay_result result = detail::compare(
        {before, recorded.chain, true}, identity(detail::described(m, rows, settings, how, data)),
        [&](const detail::run_hooks& h) { return detail::fit_full_batch_with(m, rows, settings, how, data, &h); });
    result.environment = detail::environment_difference(recorded);
    return result;
}

}  // namespace lastro::inline v0::train
