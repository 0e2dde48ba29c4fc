// SPDX-License-Identifier: MIT
// lastro/train/training_loop.hpp
//
// What does train::fit do between its first check and its result? Epochs, steps, callbacks.
//
//   detail::training_loop<net>{model, rows, validation, settings}.run();     // what train::fit calls
//
// The order of rows in epoch e (from 1) is permutation(stream(seed)["shuffle"][e]); steps take consecutive pieces of it.
// In a step: loss and gradient (sharded_gradient), a check that they are finite, clipping, the optimizer. The threads
// of a run are started once. After the first epoch nothing is allocated in a step.
#pragma once

#include <algorithm>  // copy_n, min, stable_sort
#include <cmath>      // fma
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <memory>     // unique_ptr
#include <span>       // span
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/clock.hpp>
#include <lastro/core/thread_team.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/model/parameters_digest.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/clip.hpp>
#include <lastro/train/evaluation.hpp>
#include <lastro/train/finite.hpp>
#include <lastro/train/fit_settings.hpp>
#include <lastro/train/optimizer.hpp>
#include <lastro/train/optimizer_state.hpp>
#include <lastro/train/plateau.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/schedule.hpp>
#include <lastro/train/sharded_gradient.hpp>

namespace lastro::inline v0::train::detail {

/// One run of training, from the first step to the last.
template <class Model>
class training_loop {
public:
    using scalar = model::scalar_of<Model>;

    training_loop(Model& model, const examples<scalar>& rows, const examples<scalar>& validation,
                  const fit_settings& settings)
        : model_(model),
          rows_(rows),
          validation_(validation),
          settings_(settings),
          streams_(settings.seed),
          parameters_(model.parameters()),
          optimizer_(settings.optimizer, parameters_, settings.groups),
          team_((std::min)(settings.threads, settings.shards)),
          gradient_(parameters_,
                    {.columns = rows.columns,
                     .batch_size = static_cast<std::size_t>(settings.batch_size),
                     .shards = settings.shards,
                     .label_smoothing = settings.label_smoothing},
                    team_) {}

    [[nodiscard]] run_result run() {
        const double begin = core::steady_seconds();
        run_result result = described();
        begin_callbacks();
        for (std::uint64_t epoch = 1; epoch <= settings_.epochs && control_.why().empty(); ++epoch) {
            result.history.push_back(one_epoch(epoch));
            const epoch_report report{.epoch = epoch, .metrics = result.history.back().metrics};
            if (settings_.plateau) {
                plateau_.observe(*settings_.plateau, report[settings_.plateau->monitor]);
            }
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
        result.adjustments = settings_.adjustments();
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
                      .steps_per_epoch = (rows_.rows() + rows_per_step() - 1) / rows_per_step(),
                      .rows = rows_.rows(),
                      .metrics = {"loss"}};
        for (const metric_value& m : validate(0)) {
            plan.metrics.push_back(m.name);
        }
        if (settings_.plateau) {
            require_metric("train::reduce_on_plateau: monitor", settings_.plateau->monitor, plan.metrics);
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
        if constexpr (scores_classes<Model> || tells_numbers<Model>) {
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
        epoch_record record{.epoch = epoch};
        double sum = 0.0;
        std::uint64_t step = 0;
        for (std::size_t first = 0; first < order.size();) {
            const auto count =
                static_cast<std::size_t>((std::min)(rows_per_step(), static_cast<std::uint64_t>(order.size() - first)));
            const std::span ids = std::span{order}.subspan(first, count);
            const double loss = gradient_.compute(model_, rows_, ids, draws, std::span{order}.subspan(first + count));
            require_finite_step(loss, gradient_.gradient(), {.epoch = epoch, .step = step + 1, .ids = ids});
            clip(gradient_.gradient(), settings_.clip);
            const double factor = rate_factor(epoch);
            optimizer_.step(parameters_, gradient_.gradient(), factor);
            record.learning_rate = learning_rate(settings_.optimizer) * factor;
            sum = std::fma(static_cast<double>(count), loss, sum);
            first += count;
            ++step;
            for (running_callback* const callback : step_callbacks_) {
                callback->step_end({.epoch = epoch, .step = step, .loss = loss, .learning_rate = record.learning_rate});
            }
        }
        require_finite_parameters(parameters_, epoch);
        record.metrics.push_back({"loss", sum / static_cast<double>(rows_.rows())});
        for (metric_value& m : validate(epoch)) {
            record.metrics.push_back(std::move(m));
        }
        return record;
    }

    [[nodiscard]] std::uint64_t rows_per_step() const noexcept { return settings_.batch_size * settings_.accumulate; }

    // What schedule and plateau make of every learning rate in the next step.
    [[nodiscard]] double rate_factor(std::uint64_t epoch) const {
        if (settings_.schedule.is_constant()) {
            return plateau_.factor;
        }
        const std::uint64_t done = settings_.schedule_unit == schedule_unit::step ? optimizer_.steps() : epoch - 1;
        return factor(settings_.schedule, static_cast<double>(done)) * plateau_.factor;
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
    plateau_state plateau_;
    core::thread_team team_;
    sharded_gradient<Model> gradient_;
    fit_control control_;
    std::vector<std::unique_ptr<running_callback>> callbacks_;
    std::vector<running_callback*> step_callbacks_;
    std::vector<scalar> kept_;
};

}  // namespace lastro::inline v0::train::detail
