// SPDX-License-Identifier: MIT
// lastro/train/training_loop.hpp
//
// What happens in a training run, whatever it is that learns? Epochs, steps, callbacks, checkpoints, the chain.
//
//   detail::training_loop loop{learner, how, hooks};
//   const run_result result = loop.run(described);               // what train::fit calls
//
// The order of rows in epoch e (from 1) is permutation(stream(seed)["shuffle"][e]); steps take consecutive pieces of it.
// A learner takes the steps: gradient_learner.hpp for models that tell their gradient, step_learner.hpp for those that
// step by themselves. Between two steps a run is a `checkpoint`: it can be written, read back and gone on with.
// After the first epoch the loop allocates nothing in a step.
#pragma once

#include <algorithm>  // min
#include <cmath>      // fma
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/process.hpp>
#include <lastro/random/claims.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/callback_list.hpp>
#include <lastro/train/chain_recorder.hpp>
#include <lastro/train/checkpoint.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/finite.hpp>
#include <lastro/train/run_hooks.hpp>
#include <lastro/train/run_identity.hpp>
#include <lastro/train/run_result.hpp>

namespace lastro::inline v0::train::detail {

/// How long a run is and what is done beside its steps.
struct loop_settings {
    std::uint64_t epochs;
    std::uint64_t rows;
    std::uint64_t rows_per_step;
    std::uint64_t seed;
    const std::vector<callback>& callbacks;
    chaining chain;
};

/// One run of training, from its first step, or from a checkpoint, to its last.
template <class Learner>
class training_loop {
public:
    training_loop(Learner& learner, const loop_settings& how, const run_hooks& hooks)
        : learner_(learner),
          how_(how),
          hooks_(hooks),
          streams_(random::stream{how.seed}),
          shuffle_(streams_.claim("shuffle", "order of rows")),
          draws_(streams_.claim("model", "draws of the model")),
          validation_(streams_.claim("validation", "draws on validation rows")),
          recorder_(how.chain, learner.tensor_names(), hooks.expected) {}

    /// Completes `described`, which says what the run was asked to do.
    [[nodiscard]] run_result run(run_result described) {
        const double begin = core::steady_seconds();
        const double cpu = core::cpu_seconds();
        result_ = std::move(described);
        result_.resumed_from = hooks_.resumed_from;
        result_.damaged_checkpoints = hooks_.damaged;
        static_cast<void>(streams_.claim("init", "first parameters"));  // where a model prepares itself for a table
        result_.streams = streams_.owners();
        identity_ = identity(result_);
        const checkpoint* const then = hooks_.resume;
        if (then != nullptr) {
            core::require<std::invalid_argument>(
                then->epoch + (then->step > 0 ? 1 : 0) <= how_.epochs, "train::fit: epochs",
                "at least the " + std::to_string(then->epoch) + " that the checkpoint has behind it", how_.epochs);
        }
        begin_callbacks(then != nullptr ? then->epoch : 0);
        if (then != nullptr) {
            load(*then);
        } else if (recorder_.level() != chaining::off) {
            recorder_.reserve(1);
            recorder_.open(0, 0, 0.0, {});
            learner_.link(recorder_, true);
            recorder_.close();
        }
        bool written = then != nullptr;
        while (epoch_ < how_.epochs && control_.why().empty()) {
            result_.history.push_back(one_epoch(epoch_ + 1));
            ++epoch_;
            end_epoch(result_.history.back());
            written = hooks_.sink != nullptr && hooks_.sink->due_after_epoch(epoch_);
            if (written) {
                hooks_.sink->put(snapshot());
            }
        }
        if (!written && hooks_.sink != nullptr) {
            hooks_.sink->put(snapshot());
        }
        finish();
        result_.elapsed_seconds = core::steady_seconds() - begin;
        result_.cpu_seconds = core::cpu_seconds() - cpu;
        result_.peak_memory = core::peak_memory();
        callbacks_.end(result_);
        return std::move(result_);
    }

private:
    void begin_callbacks(std::uint64_t epochs_done) {
        fit_plan plan{.epochs = how_.epochs,
                      .steps_per_epoch = steps_per_epoch(),
                      .rows = how_.rows,
                      .epochs_done = epochs_done,
                      .metrics = {"loss"}};
        for (const metric_value& m : validate(0)) {
            plan.metrics.push_back(m.name);
        }
        learner_.check_metrics(plan.metrics);
        if (!hooks_.monitor.empty()) {
            require_metric("train::checkpoints: monitor", hooks_.monitor, plan.metrics);
        }
        callbacks_ = callback_list{how_.callbacks, plan};
    }

    [[nodiscard]] std::uint64_t steps_per_epoch() const noexcept {
        return (how_.rows + how_.rows_per_step - 1) / how_.rows_per_step;
    }

    // Metrics on the validation rows, none without such rows.
    [[nodiscard]] std::vector<metric_value> validate(std::uint64_t epoch) {
        std::vector<metric_value> metrics = learner_.validate(validation_[epoch]);
        for (metric_value& m : metrics) {
            m.name.insert(0, "validation/");
        }
        return metrics;
    }

    [[nodiscard]] epoch_record one_epoch(std::uint64_t epoch) {
        const std::vector<std::uint64_t> order = random::permutation(shuffle_[epoch], how_.rows);
        const random::stream draws = draws_[epoch];
        recorder_.reserve(recorder_.level() == chaining::steps ? static_cast<std::size_t>(steps_per_epoch()) : 1);
        epoch_record record{.epoch = epoch};
        for (std::size_t first = static_cast<std::size_t>(step_ * how_.rows_per_step); first < order.size();) {
            const auto count = static_cast<std::size_t>(
                (std::min)(how_.rows_per_step, static_cast<std::uint64_t>(order.size() - first)));
            const std::span ids = std::span{order}.subspan(first, count);
            const std::span next = std::span{order}.subspan(first + count);
            const double loss = learner_.step({.epoch = epoch, .step = step_ + 1, .ids = ids, .next = next}, draws);
            sum_ = std::fma(static_cast<double>(count), loss, sum_);
            first += count;
            ++step_;
            if (recorder_.level() == chaining::steps) {
                link(epoch, loss, ids);
            }
            if (callbacks_.wants_steps()) {
                callbacks_.step_end(
                    {.epoch = epoch, .step = step_, .loss = loss, .learning_rate = learner_.learning_rate()});
            }
            if (hooks_.sink != nullptr && first < order.size() && hooks_.sink->due_after_step(step_)) {
                hooks_.sink->put(snapshot());
            }
        }
        learner_.require_finite(epoch);
        const double loss = sum_ / static_cast<double>(how_.rows);
        if (recorder_.level() == chaining::epochs) {
            link(epoch, loss, order);
        }
        record.learning_rate = learner_.learning_rate();
        record.metrics.push_back({"loss", loss});
        for (metric_value& m : validate(epoch)) {
            record.metrics.push_back(std::move(m));
        }
        step_ = 0;
        sum_ = 0.0;
        return record;
    }

    void link(std::uint64_t epoch, double loss, std::span<const std::uint64_t> ids) {
        recorder_.open(epoch, step_, loss, ids);
        learner_.link(recorder_, false);
        recorder_.close();
    }

    void end_epoch(const epoch_record& record) {
        const epoch_report report{.epoch = record.epoch, .metrics = record.metrics};
        learner_.epoch_end(report);
        callbacks_.epoch_end(report, control_, [&] {
            learner_.keep();
            result_.kept_epoch = record.epoch;
        });
    }

    void finish() {
        if (learner_.has_kept()) {
            learner_.restore_kept();
        } else {
            result_.kept_epoch = result_.epochs_run();
        }
        result_.stopped = control_.why();
        result_.chain = recorder_.chain();
        result_.final_parameters = learner_.parameters_digest();
    }

    // All that the rest of the run depends on.
    [[nodiscard]] checkpoint snapshot() {
        checkpoint now{.identity = identity_,
                       .epoch = epoch_,
                       .step = step_,
                       .kept_epoch = result_.kept_epoch,
                       .stopped = control_.why(),
                       .history = result_.history,
                       .chain = recorder_.chain()};
        now.numbers.push_back({"sum of losses", sum_});
        learner_.save(now);
        callbacks_.save(now);
        return now;
    }

    void load(const checkpoint& then) {
        learner_.load(then);
        callbacks_.load(then);
        sum_ = then.number("sum of losses");
        epoch_ = then.epoch;
        step_ = then.step;
        result_.kept_epoch = then.kept_epoch;
        result_.history = then.history;
        if (!then.stopped.empty()) {
            control_.stop(then.stopped);
        }
        recorder_.resume(then.chain);
    }

    Learner& learner_;
    loop_settings how_;
    run_hooks hooks_;
    random::claims streams_;
    random::stream shuffle_, draws_, validation_;
    chain_recorder recorder_;
    callback_list callbacks_;
    fit_control control_;
    run_result result_;
    run_identity identity_;
    std::uint64_t epoch_ = 0;  // completed
    std::uint64_t step_ = 0;   // completed in the epoch after these
    double sum_ = 0.0;         // of the losses of the rows of these
};

}  // namespace lastro::inline v0::train::detail
