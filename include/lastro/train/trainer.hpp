// SPDX-License-Identifier: MIT
// lastro/train/trainer.hpp
//
// How is a model trained so that anyone can train it again, bit for bit?
//
//   const train::run_result run = train::fit(rain, rows, {.epochs = 60, .batch_size = 32, .seed = 42,
//       .optimizer = train::adam{.learning_rate = 1e-2}, .validation = held_out,
//       .callbacks = {train::early_stopping{.patience = 8}, train::progress_bar{}}});
//
// Equal data, settings and seed give equal bytes, with any number of threads. The order of rows in epoch e (from 1) is
// permutation(stream(seed)["shuffle"][e]); batches are consecutive pieces of it, computed as sharded_gradient says.
// Nothing else is random but what the model draws from stream(seed)["init"] and stream(seed)["model"][e].
// A loss or gradient that is not finite ends the run before it reaches the parameters.
#pragma once

#include <cmath>      // floor
#include <concepts>   // copyable, floating_point, same_as
#include <cstddef>    // size_t
#include <optional>   // nullopt, optional
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/class_weight.hpp>
#include <lastro/train/evaluation.hpp>
#include <lastro/train/fit_settings.hpp>
#include <lastro/train/gradient_learner.hpp>
#include <lastro/train/run_hooks.hpp>
#include <lastro/train/run_identity.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/training_loop.hpp>

namespace lastro::inline v0::train {

/// A model that learns from tables: it prepares itself for their columns, and turns them into examples.
template <class Model>
concept table_trainable = model::trainable<Model> && std::copyable<Model> &&
    requires(Model& model, const Model& fixed, const data::table& rows, const random::stream& draws) {
    model.prepare(rows, draws);
    { fixed.examples(rows) } -> std::same_as<examples<model::scalar_of<Model>>>;
};

namespace detail {

/// BLAKE3 over "lastro.examples/1", the number of columns, all inputs row after row, and all targets.
template <std::floating_point T>
[[nodiscard]] hash::digest digest(const examples<T>& rows) {
    hash::blake3 hasher;
    hash::append(hasher, std::string_view{"lastro.examples/1"});
    hash::append(hasher, rows.columns);
    hash::append(hasher, rows.inputs);
    hash::append(hasher, rows.targets);
    if (!rows.weights.empty()) {
        hash::append(hasher, rows.weights);
    }
    return hasher.finalize();
}

/// The rows, each with the weight of its class beside its own.
///
/// @throws std::invalid_argument unless every target is a class number.
template <std::floating_point T>
[[nodiscard]] examples<T> balanced(examples<T> rows) {
    for (const T target : rows.targets) {
        core::require<std::invalid_argument>(target >= T{0} && target < T{1e6} && target == std::floor(target),
                                             "train::fit: class_weights", "targets 0, 1, 2, ...", target);
    }
    std::vector<T> weights = weights_of_rows<T>(rows.targets, balanced_class_weights<T>(rows.targets));
    for (std::size_t i = 0; i < rows.weights.size(); ++i) {
        weights[i] *= rows.weights[i];
    }
    rows.weights = std::move(weights);
    return rows;
}

/// What identifies the rows of a run.
struct data_digests {
    hash::digest rows;
    std::optional<hash::digest> validation;
};

template <std::floating_point T>
[[nodiscard]] data_digests digests(const examples<T>& rows, const examples<T>& validation) {
    return {digest(rows), validation.rows() > 0 ? std::optional{digest(validation)} : std::nullopt};
}

/// @throws std::invalid_argument if settings, rows and model do not fit together.
template <class Model>
void check_fit(const examples<model::scalar_of<Model>>& rows, const fit_settings& settings,
               const examples<model::scalar_of<Model>>& validation) {
    rows.check("train::fit: rows");
    settings.check(rows.rows());
    core::require<std::invalid_argument>(!settings.validation, "train::fit: validation",
                                         "examples as the last argument", "a table");
    if (validation.rows() > 0) {
        validation.check("train::fit: validation");
        core::require<std::invalid_argument>(validation.columns == rows.columns, "train::fit: validation",
                                             std::to_string(rows.columns) + " columns", validation.columns);
    }
    if constexpr (!scores_classes<Model>) {
        core::require<std::invalid_argument>(settings.label_smoothing == 0.0, "train::fit: label_smoothing",
                                             "0 for a model that tells no classes", settings.label_smoothing);
        core::require<std::invalid_argument>(settings.class_weights == class_weighting::none,
                                             "train::fit: class_weights", "none for a model that tells no classes",
                                             "balanced");
    }
}

/// @throws std::invalid_argument if the rows have another width than the model, or a target that is none of its classes.
template <class Model>
void check_classes(const Model& m, const examples<model::scalar_of<Model>>& rows, const char* where) {
    if constexpr (requires {
                      { m.inputs() } -> std::same_as<std::size_t>;
                  }) {
        core::require<std::invalid_argument>(rows.columns == m.inputs(), where,
                                             "the " + std::to_string(m.inputs()) + " columns that the model takes",
                                             rows.columns);
    }
    if constexpr (scores_classes<Model>) {
        typename Model::workspace space;
        const std::size_t scores = m.scores(rows.all().slice(0, 1).inputs(), space).cols;
        const std::size_t classes = scores == 1 ? 2 : scores;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const auto y = rows.targets[i];
            if (!(y >= 0 && y < static_cast<model::scalar_of<Model>>(classes) && y == std::floor(y))) [[unlikely]] {
                core::require<std::invalid_argument>(false, std::string{where} + ": target of row " + std::to_string(i),
                                                     "a class from 0 to " + std::to_string(classes - 1), y);
            }
        }
    }
}

/// What is asked for, as far as it is known before the first step.
template <class Model>
[[nodiscard]] run_result described(Model& m, const examples<model::scalar_of<Model>>& rows,
                                   const fit_settings& settings, const examples<model::scalar_of<Model>>& validation,
                                   const data_digests& data) {
    run_result result;
    result.seed = settings.seed;
    result.random_specification = random::stream::specification;
    result.epochs = settings.epochs;
    result.batch_size = settings.batch_size;
    result.shards = settings.slices();
    result.optimizer = describe(settings.optimizer);
    result.adjustments = settings.adjustments();
    result.callbacks = describe(settings.callbacks);
    result.rows = rows.rows();
    result.columns = rows.columns;
    result.data = data.rows;
    result.validation_rows = validation.rows();
    result.validation = data.validation;
    describe_model(m, result);
    result.threads = settings.threads;
    return result;
}

/// Checks, then trains, with hooks of the caller's or else with the checkpoints of the settings.
template <class Model>
run_result fit_with(Model& m, const examples<model::scalar_of<Model>>& rows, const fit_settings& settings,
                    const examples<model::scalar_of<Model>>& validation, const data_digests& data,
                    const run_hooks* hooks) {
    check_fit<Model>(rows, settings, validation);
    const bool balance = settings.class_weights == class_weighting::balanced;
    examples<model::scalar_of<Model>> weighted;
    if (balance) {
        weighted = balanced(rows);
    }
    check_classes(m, rows, "train::fit: rows");
    if (validation.rows() > 0) {
        check_classes(m, validation, "train::fit: validation");
    }
    const run_result asked = described(m, rows, settings, validation, data);
    const auto run = [&](const run_hooks& attached) {
        gradient_learner<Model> learner{m, balance ? weighted : rows, validation, settings};
        const loop_settings how{.epochs = settings.epochs,
                                .rows = rows.rows(),
                                .rows_per_step = settings.batch_size * settings.accumulate,
                                .seed = settings.seed,
                                .callbacks = settings.callbacks,
                                .chain = settings.chain};
        return training_loop<gradient_learner<Model>>{learner, how, attached}.run(asked);
    };
    if (hooks != nullptr || !settings.checkpoints) {
        return run(hooks != nullptr ? *hooks : run_hooks{});
    }
    return run_with_checkpoints(*settings.checkpoints, identity(asked), run);
}

/// A table as a model that has prepared itself for it sees it.
template <class Model>
struct prepared_run {
    Model model;
    examples<model::scalar_of<Model>> rows;
    examples<model::scalar_of<Model>> validation;
    fit_settings settings;  // without the table to validate on
    data_digests data;
};

template <table_trainable Model>
[[nodiscard]] prepared_run<Model> prepared(const Model& m, const data::table& rows, const fit_settings& settings) {
    core::require<schema_error>(rows.rows() > 0, rows.source().empty() ? "train::fit: rows" : rows.source(),
                                "at least one row to learn from", "none");
    settings.check(rows.rows());
    prepared_run<Model> run{m, {}, {}, settings, {data::fingerprint(rows), std::nullopt}};
    run.model.prepare(rows, random::stream{settings.seed}["init"]);
    run.rows = run.model.examples(rows);
    run.settings.validation.reset();
    if (settings.validation) {
        core::require<schema_error>(settings.validation->rows() > 0, "train::fit: validation", "at least one row",
                                    "none");
        run.validation = run.model.examples(*settings.validation);
        run.data.validation = data::fingerprint(*settings.validation);
    }
    return run;
}

}  // namespace detail

/// Trains `model`, whose parameters have their first values already, on `rows`.
///
/// Where it throws, the model is left as the last finished step made it. Where the settings name a directory of
/// checkpoints with one in it, the run goes on from there.
///
/// @throws std::invalid_argument if a setting is out of range or there are no rows; lastro::error if the process does
///         not compute as IEEE 754 has it, or a loss, gradient or parameter is not finite; schema_error if the directory
///         has a checkpoint of another run; io_error if a checkpoint cannot be written.
template <model::trainable Model>
run_result fit(Model& model, const examples<model::scalar_of<Model>>& rows, const fit_settings& settings,
               const examples<model::scalar_of<Model>>& validation = {}) {
    num::require_strict();
    return detail::fit_with(model, rows, settings, validation, detail::digests(rows, validation), nullptr);
}

/// Trains `model` on a table from the beginning: whatever it learned before is forgotten.
///
/// Where it throws, the model is unchanged.
///
/// @throws schema_error if the model finds something wrong with the rows; and as the other `fit`.
template <table_trainable Model>
run_result fit(Model& model, const data::table& rows, const fit_settings& settings) {
    num::require_strict();
    detail::prepared_run<Model> run = detail::prepared(model, rows, settings);
    run_result result = detail::fit_with(run.model, run.rows, run.settings, run.validation, run.data, nullptr);
    model = std::move(run.model);
    return result;
}

}  // namespace lastro::inline v0::train
