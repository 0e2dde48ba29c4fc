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

#include <algorithm>  // copy_n, min, stable_sort
#include <cmath>      // fma
#include <concepts>   // copyable, same_as
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <memory>     // unique_ptr
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/model/parameters_digest.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/evaluation.hpp>
#include <lastro/train/finite.hpp>
#include <lastro/train/fit_settings.hpp>
#include <lastro/train/optimizer.hpp>
#include <lastro/train/optimizer_state.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/sharded_gradient.hpp>

namespace lastro::inline v0::train {

/// A model that learns from tables: it prepares itself for their columns, and turns them into examples.
template <class Model>
concept table_trainable = model::trainable<Model> && std::copyable<Model> &&
    requires(Model& model, const Model& fixed, const data::table& rows, const random::stream& draws) {
    model.prepare(rows, draws);
    { fixed.examples(rows) } -> std::same_as<examples<model::scalar_of<Model>>>;
};

namespace detail {

/// One run of training, from the first step to the last.
template <class Model>
class trainer {
public:
    using scalar = model::scalar_of<Model>;

    trainer(Model& model, const examples<scalar>& rows, const examples<scalar>& validation,
            const fit_settings& settings)
        : model_(model),
          rows_(rows),
          validation_(validation),
          settings_(settings),
          streams_(settings.seed),
          parameters_(model.parameters()),
          optimizer_(settings.optimizer, parameters_),
          gradient_(parameters_, {.columns = rows.columns,
                                  .batch_size = static_cast<std::size_t>(settings.batch_size),
                                  .shards = settings.shards,
                                  .threads = settings.threads}) {}

    [[nodiscard]] run_result run() {
        const double begin = core::steady_seconds();
        run_result result = described();
        begin_callbacks();
        for (std::uint64_t epoch = 1; epoch <= settings_.epochs && control_.why().empty(); ++epoch) {
            result.history.push_back(one_epoch(epoch));
            const epoch_report report{.epoch = epoch, .metrics = result.history.back().metrics};
            for (const auto& callback : callbacks_) {
                callback->epoch_end(report, control_);
                if (control_.take_keep()) {
                    keep();
                    result.kept_epoch = epoch;
                }
            }
        }
        if (kept_.empty()) {
            result.kept_epoch = result.epochs_run();
        } else {
            restore();
        }
        result.stopped = control_.why();
        result.final_parameters = model::parameters_digest(parameters_);
        result.elapsed_seconds = core::steady_seconds() - begin;
        for (const auto& callback : callbacks_) {
            callback->end(result);
        }
        return result;
    }

private:
    [[nodiscard]] run_result described() const {
        run_result result;
        result.seed = settings_.seed;
        result.random_specification = random::stream::specification;
        result.epochs = settings_.epochs;
        result.batch_size = settings_.batch_size;
        result.shards = settings_.shards;
        result.optimizer = describe(settings_.optimizer);
        for (const callback& c : settings_.callbacks) {
            if (named_settings described = c.settings(); !described.name.empty()) {
                result.callbacks.push_back(std::move(described));
            }
        }
        result.rows = rows_.rows();
        result.columns = rows_.columns;
        result.validation_rows = validation_.rows();
        result.parameters = parameters_.count();
        result.bit_exact_model = model::bit_exact<Model>;
        result.profile = num::measure_profile();
        result.threads = settings_.threads;
        return result;
    }

    void begin_callbacks() {
        fit_plan plan{.epochs = settings_.epochs,
                      .steps_per_epoch = (rows_.rows() + settings_.batch_size - 1) / settings_.batch_size,
                      .rows = rows_.rows(),
                      .metrics = {"loss"}};
        for (const metric_value& m : validate(0)) {
            plan.metrics.push_back(m.name);
        }
        std::vector<const callback*> ordered;
        for (const callback& c : settings_.callbacks) {
            ordered.push_back(&c);
        }
        std::stable_sort(ordered.begin(), ordered.end(),
                         [](const callback* a, const callback* b) { return a->phase() < b->phase(); });
        for (const callback* c : ordered) {
            callbacks_.push_back(c->begin(plan));
            if (callbacks_.back()->wants_steps()) {
                step_callbacks_.push_back(callbacks_.back().get());
            }
        }
    }

    // Metrics on the validation rows, none without such rows.
    [[nodiscard]] std::vector<metric_value> validate(std::uint64_t epoch) {
        if (validation_.rows() == 0) {
            return {};
        }
        std::vector<metric_value> metrics;
        if constexpr (scores_classes<Model>) {
            metrics = evaluate(model_, validation_);
        } else {
            metrics = evaluate(model_, validation_, streams_["validation"][epoch]);
        }
        for (metric_value& m : metrics) {
            m.name.insert(0, "validation/");
        }
        return metrics;
    }

    [[nodiscard]] epoch_record one_epoch(std::uint64_t epoch) {
        const std::vector<std::uint64_t> order = random::permutation(streams_["shuffle"][epoch], rows_.rows());
        const random::stream draws = streams_["model"][epoch];
        double sum = 0.0;
        std::uint64_t step = 0;
        for (std::size_t first = 0; first < order.size();) {
            const auto count = static_cast<std::size_t>(
                (std::min)(settings_.batch_size, static_cast<std::uint64_t>(order.size() - first)));
            const std::span ids = std::span{order}.subspan(first, count);
            const double loss = gradient_.compute(model_, rows_, ids, draws);
            require_finite_step(loss, gradient_.gradient(), {.epoch = epoch, .step = step + 1, .ids = ids});
            optimizer_.step(parameters_, gradient_.gradient());
            sum = std::fma(static_cast<double>(count), loss, sum);
            first += count;
            ++step;
            for (running_callback* const callback : step_callbacks_) {
                callback->step_end({.epoch = epoch, .step = step, .loss = loss});
            }
        }
        require_finite_parameters(parameters_, epoch);
        epoch_record record{.epoch = epoch, .metrics = {{"loss", sum / static_cast<double>(rows_.rows())}}};
        for (metric_value& m : validate(epoch)) {
            record.metrics.push_back(std::move(m));
        }
        return record;
    }

    void keep() {
        kept_.clear();
        for (const model::tensor<scalar>& t : parameters_) {
            kept_.insert(kept_.end(), t.values.begin(), t.values.end());
        }
    }

    void restore() const {
        auto from = kept_.begin();
        for (const model::tensor<scalar>& t : parameters_) {
            std::copy_n(from, t.values.size(), t.values.begin());
            from += static_cast<std::ptrdiff_t>(t.values.size());
        }
    }

    Model& model_;
    const examples<scalar>& rows_;
    const examples<scalar>& validation_;
    const fit_settings& settings_;
    random::stream streams_;
    model::parameter_list<scalar> parameters_;
    optimizer_state<scalar> optimizer_;
    sharded_gradient<Model> gradient_;
    fit_control control_;
    std::vector<std::unique_ptr<running_callback>> callbacks_;
    std::vector<running_callback*> step_callbacks_;
    std::vector<scalar> kept_;
};

/// BLAKE3 over "lastro.examples/1", the number of columns, all inputs row after row, and all targets.
template <std::floating_point T>
[[nodiscard]] hash::digest digest(const examples<T>& rows) {
    hash::blake3 hasher;
    hash::append(hasher, std::string_view{"lastro.examples/1"});
    hash::append(hasher, rows.columns);
    hash::append(hasher, rows.inputs);
    hash::append(hasher, rows.targets);
    return hasher.finalize();
}

}  // namespace detail

/// Trains `model`, whose parameters have their first values already, on `rows`.
///
/// Where it throws, the model is left as the last finished step made it.
///
/// @throws std::invalid_argument if a setting is out of range or there are no rows; lastro::error if the process does
///         not compute as IEEE 754 has it, or a loss, gradient or parameter is not finite.
template <model::trainable Model>
run_result fit(Model& model, const examples<model::scalar_of<Model>>& rows, const fit_settings& settings,
               const examples<model::scalar_of<Model>>& validation = {}) {
    num::require_strict();
    rows.check("train::fit: rows");
    settings.check(rows.rows());
    core::require<std::invalid_argument>(!settings.validation, "train::fit: validation",
                                         "examples as the last argument", "a table");
    if (validation.rows() > 0) {
        validation.check("train::fit: validation");
        core::require<std::invalid_argument>(validation.columns == rows.columns, "train::fit: validation",
                                             std::to_string(rows.columns) + " columns", validation.columns);
    }
    run_result result = detail::trainer<Model>{model, rows, validation, settings}.run();
    result.data = detail::digest(rows);
    if (validation.rows() > 0) {
        result.validation = detail::digest(validation);
    }
    return result;
}

/// Trains `model` on a table from the beginning: whatever it learned before is forgotten.
///
/// Where it throws, the model is unchanged.
///
/// @throws schema_error if the model finds something wrong with the rows; and as the other `fit`.
template <table_trainable Model>
run_result fit(Model& model, const data::table& rows, const fit_settings& settings) {
    core::require<schema_error>(rows.rows() > 0, rows.source().empty() ? "train::fit: rows" : rows.source(),
                                "at least one row to learn from", "none");
    settings.check(rows.rows());
    Model trained = model;
    trained.prepare(rows, random::stream{settings.seed}["init"]);
    fit_settings rest = settings;
    rest.validation.reset();
    examples<model::scalar_of<Model>> validation;
    if (settings.validation) {
        core::require<schema_error>(settings.validation->rows() > 0, "train::fit: validation", "at least one row",
                                    "none");
        validation = trained.examples(*settings.validation);
    }
    run_result result = fit(trained, trained.examples(rows), rest, validation);
    result.data = data::fingerprint(rows);
    if (settings.validation) {
        result.validation = data::fingerprint(*settings.validation);
    }
    model = std::move(trained);
    return result;
}

}  // namespace lastro::inline v0::train
