// SPDX-License-Identifier: MIT
// lastro/train/full_batch_run.hpp
//
// What happens in a run that sees all rows in every step? The search of lbfgs.hpp, with a record, a chain, checkpoints.
//
//   detail::full_batch_run<net>{model, rows, settings, how, hooks}.run(described);     // what fit_full_batch calls
//
// The position of such a run is the number of its iterations, its steps within an epoch are always 0.
#pragma once

#include <algorithm>  // copy, min
#include <cstddef>    // ptrdiff_t, size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <string>     // string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/clock.hpp>
#include <lastro/core/process.hpp>
#include <lastro/core/thread_team.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/model/parameters_digest.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/chain_recorder.hpp>
#include <lastro/train/checkpoint.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/full_batch_settings.hpp>
#include <lastro/train/lbfgs.hpp>
#include <lastro/train/run_hooks.hpp>
#include <lastro/train/run_identity.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/sharded_gradient.hpp>

namespace lastro::inline v0::train::detail {

/// A search over the parameters of a model, as a run.
template <model::trainable Model>
class full_batch_run {
public:
    full_batch_run(Model& m, const examples<double>& rows, const lbfgs& settings, const full_batch_settings& how,
                   const run_hooks& hooks)
        : model_(m),
          rows_(rows),
          settings_(settings),
          hooks_(hooks),
          parameters_(m.parameters()),
          team_((std::min)(how.threads, how.shards)),
          gradient_(parameters_,
                    {.columns = rows.columns, .batch_size = how.rows_at_a_time(rows.rows()), .shards = how.shards},
                    team_),
          slopes_(parameters_),
          state_(numbers_of(parameters_), settings),
          ids_(rows.rows()),
          recorder_(how.chain, names_of(parameters_), hooks.expected) {
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            ids_[i] = i;
        }
    }

    [[nodiscard]] run_result run(run_result described) {
        const double begin = core::steady_seconds();
        const double cpu = core::cpu_seconds();
        result_ = std::move(described);
        result_.resumed_from = hooks_.resumed_from;
        result_.damaged_checkpoints = hooks_.damaged;
        identity_ = identity(result_);
        if (!hooks_.monitor.empty()) {
            require_metric("train::checkpoints: monitor", hooks_.monitor, {"loss", "largest_derivative"});
        }
        if (hooks_.resume != nullptr) {
            load(*hooks_.resume);
        } else if (recorder_.level() != chaining::off) {
            link();
        }
        const random::stream draws{0};
        const auto objective = [&](std::span<const double> x, std::span<double> g) {
            put(x);
            const double loss = gradient_.compute(model_, rows_, ids_, draws);
            const std::span<const double> values = gradient_.gradient().values();
            std::copy(values.begin(), values.end(), g.begin());
            return loss;
        };
        minimise(objective, state_, settings_, [&](const lbfgs_state& now) {
            result_.history.push_back(
                {.epoch = now.result.iterations,
                 .metrics = {{"loss", now.result.value}, {"largest_derivative", now.result.largest_derivative}},
                 .learning_rate = 1.0});
            if (recorder_.level() != chaining::off) {
                link();
            }
            if (hooks_.sink != nullptr && now.result.stopped.empty() &&
                hooks_.sink->due_after_epoch(now.result.iterations)) {
                hooks_.sink->put(snapshot());
            }
        });
        if (hooks_.sink != nullptr) {
            hooks_.sink->put(snapshot());
        }
        put(state_.x);
        result_.kept_epoch = state_.result.iterations;
        result_.stopped = state_.result.stopped;
        result_.chain = recorder_.chain();
        result_.final_parameters = model::parameters_digest(parameters_);
        result_.elapsed_seconds = core::steady_seconds() - begin;
        result_.cpu_seconds = core::cpu_seconds() - cpu;
        result_.peak_memory = core::peak_memory();
        return std::move(result_);
    }

private:
    [[nodiscard]] static std::vector<double> numbers_of(const model::parameter_list<double>& parameters) {
        std::vector<double> x;
        for (const model::tensor<double>& t : parameters) {
            x.insert(x.end(), t.values.begin(), t.values.end());
        }
        return x;
    }

    [[nodiscard]] static std::vector<std::string> names_of(const model::parameter_list<double>& parameters) {
        std::vector<std::string> names;
        for (const model::tensor<double>& t : parameters) {
            names.push_back(t.name);
        }
        return names;
    }

    void put(std::span<const double> x) const {
        for (const model::tensor<double>& t : parameters_) {
            std::copy(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(t.values.size()), t.values.begin());
            x = x.subspan(t.values.size());
        }
    }

    void link() {
        put(state_.x);
        std::copy(state_.gradient.begin(), state_.gradient.end(), slopes_.values().begin());
        recorder_.open(
            state_.result.iterations, state_.result.iterations > 0 ? 1 : 0, state_.result.value,
            state_.result.iterations > 0 ? std::span<const std::uint64_t>{ids_} : std::span<const std::uint64_t>{});
        recorder_.tensors(slopes_.tensors(), parameters_);
        recorder_.close();
    }

    // The search's own numbers as tensors "optimizer/...".
    template <class Use>
    void for_each_number(Use&& use) {
        use("gradient", std::span{state_.gradient});
        state_.memory.storage(use);
    }

    [[nodiscard]] checkpoint snapshot() {
        const lbfgs_result& now = state_.result;
        checkpoint c{.identity = identity_,
                     .epoch = now.iterations,
                     .stopped = now.stopped,
                     .history = result_.history,
                     .chain = recorder_.chain()};
        put(state_.x);
        save_tensors(c, "parameters/", parameters_);
        for_each_number([&](const char* name, std::span<double> values) {
            const model::tensor<double> t{name, values.size(), 1, values};
            save_tensors(c, "optimizer/", model::parameter_list<double>{{t}});
        });
        c.numbers = {{"value", now.value},
                     {"largest_derivative", now.largest_derivative},
                     {"evaluations", static_cast<double>(now.evaluations)},
                     {"converged", now.converged ? 1.0 : 0.0},
                     {"pairs", static_cast<double>(state_.memory.added())}};
        return c;
    }

    void load(const checkpoint& then) {
        for_each_number([&](const char* name, std::span<double> values) {
            const model::tensor<double> t{name, values.size(), 1, values};
            load_tensors(then, "optimizer/", model::parameter_list<double>{{t}});
        });
        load_parameters(then, parameters_);
        state_.x = numbers_of(parameters_);
        state_.memory.set_added(static_cast<std::size_t>(then.number("pairs")));
        state_.result = {.value = then.number("value"),
                         .largest_derivative = then.number("largest_derivative"),
                         .iterations = then.epoch,
                         .evaluations = static_cast<std::uint64_t>(then.number("evaluations")),
                         .converged = then.number("converged") != 0.0,
                         .stopped = then.stopped};
        result_.history = then.history;
        recorder_.resume(then.chain);
    }

    Model& model_;
    const examples<double>& rows_;
    const lbfgs& settings_;
    run_hooks hooks_;
    model::parameter_list<double> parameters_;
    core::thread_team team_;
    sharded_gradient<Model> gradient_;
    model::gradients<double> slopes_;  // for the chain
    lbfgs_state state_;
    std::vector<std::uint64_t> ids_;
    chain_recorder recorder_;
    run_result result_;
    run_identity identity_;
};

}  // namespace lastro::inline v0::train::detail
