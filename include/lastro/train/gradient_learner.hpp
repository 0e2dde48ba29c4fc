// SPDX-License-Identifier: MIT
// lastro/train/gradient_learner.hpp
//
// What does train::fit do in one step of a model that tells its gradient?
//
//   detail::gradient_learner<net> learner{model, rows, validation, settings};
//   const double loss = learner.step({.epoch = 1, .step = 1, .ids = ids}, draws);
//
// Loss and gradient (sharded_gradient), a check that they are finite, clipping, the optimizer at the rate that schedule
// and plateau make. The threads of a run are started once. After the first epoch a step allocates nothing.
#pragma once

#include <algorithm>  // copy_n, min
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/thread_team.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/model/parameters_digest.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/chain_recorder.hpp>
#include <lastro/train/checkpoint.hpp>
#include <lastro/train/clip.hpp>
#include <lastro/train/evaluation.hpp>
#include <lastro/train/finite.hpp>
#include <lastro/train/fit_settings.hpp>
#include <lastro/train/optimizer.hpp>
#include <lastro/train/optimizer_state.hpp>
#include <lastro/train/plateau.hpp>
#include <lastro/train/schedule.hpp>
#include <lastro/train/sharded_gradient.hpp>

namespace lastro::inline v0::train::detail {

/// Takes the steps of a run, by gradient and optimizer.
template <class Model>
class gradient_learner {
public:
    using scalar = model::scalar_of<Model>;

    gradient_learner(Model& model, const examples<scalar>& rows, const examples<scalar>& validation,
                     const fit_settings& settings)
        : model_(model),
          rows_(rows),
          validation_(validation),
          settings_(settings),
          parameters_(model.parameters()),
          optimizer_(settings.optimizer, parameters_, settings.groups),
          team_(settings.threads),
          gradient_(parameters_,
                    {.columns = rows.columns,
                     .batch_size = static_cast<std::size_t>(settings.batch_size),
                     .shards = settings.slices(),
                     .label_smoothing = settings.label_smoothing},
                    team_) {}

    /// Mean loss of the rows, before the step. @throws lastro::error if it or the gradient is not finite.
    double step(const step_place& place, const random::stream& draws) {
        const double loss = gradient_.compute(model_, rows_, place.ids, draws, place.next);
        require_finite_step(loss, gradient_.gradient(), place);
        clip(gradient_.gradient(), settings_.clip);
        const double factor = rate_factor(place.epoch);
        optimizer_.step(parameters_, gradient_.gradient(), factor, team_);
        rate_ = train::learning_rate(settings_.optimizer) * factor;
        return loss;
    }

    /// Of the last step.
    [[nodiscard]] double learning_rate() const noexcept { return rate_; }

    void require_finite(std::uint64_t epoch) const { require_finite_parameters(parameters_, epoch); }

    [[nodiscard]] std::vector<metric_value> validate(const random::stream& draws) {
        if (validation_.rows() == 0) {
            return {};
        }
        if constexpr (scores_classes<Model> || tells_numbers<Model>) {
            return evaluate(model_, validation_);
        } else {
            return evaluate(model_, validation_, draws);
        }
    }

    void check_metrics(const std::vector<std::string>& metrics) const {
        if (settings_.plateau) {
            require_metric("train::reduce_on_plateau: monitor", settings_.plateau->monitor, metrics);
        }
    }

    void epoch_end(const epoch_report& report) {
        if (settings_.plateau) {
            plateau_.observe(*settings_.plateau, report[settings_.plateau->monitor]);
        }
    }

    void keep() {
        if (kept_.empty()) {
            kept_.emplace_back(parameters_);
        }
        copy(parameters_, kept_.front().tensors());
    }
    [[nodiscard]] bool has_kept() const noexcept { return !kept_.empty(); }
    void restore_kept() { copy(kept_.front().tensors(), parameters_); }

    [[nodiscard]] hash::digest parameters_digest() const { return model::parameters_digest(parameters_); }

    [[nodiscard]] std::vector<std::string> tensor_names() const {
        std::vector<std::string> names;
        for (const model::tensor<scalar>& t : parameters_) {
            names.push_back(t.name);
        }
        return names;
    }

    /// The link's tensors; before the first step every gradient is 0.
    void link(chain_recorder& recorder, bool first) {
        if (first) {
            gradient_.gradient().set_zero();
        }
        recorder.tensors(gradient_.gradient().tensors(), parameters_);
    }

    void save(checkpoint& to) {
        save_tensors(to, "parameters/", parameters_);
        save_tensors(to, "optimizer/", optimizer_.memory());
        if (has_kept()) {
            save_tensors(to, "kept/", kept_.front().tensors());
        }
        const auto number = [&](const std::string& name, double value) { to.numbers.push_back({name, value}); };
        const std::vector<step_counters> counters = optimizer_.counters();
        for (std::size_t r = 0; r < counters.size(); ++r) {
            const std::string rule = "optimizer " + std::to_string(r) + '/';
            number(rule + "steps", static_cast<double>(counters[r].steps));
            number(rule + "correction1", counters[r].correction1);
            number(rule + "correction2", counters[r].correction2);
            number(rule + "product", counters[r].product);
        }
        number("plateau/factor", plateau_.factor);
        number("plateau/best", plateau_.best);
        number("plateau/bad_epochs", static_cast<double>(plateau_.bad_epochs));
        number("plateau/cooldown", static_cast<double>(plateau_.cooldown));
    }

    void load(const checkpoint& from) {
        load_tensors(from, "optimizer/", optimizer_.memory());
        const auto count = [&](const std::string& name) { return static_cast<std::uint64_t>(from.number(name)); };
        std::vector<step_counters> counters = optimizer_.counters();
        for (std::size_t r = 0; r < counters.size(); ++r) {
            const std::string rule = "optimizer " + std::to_string(r) + '/';
            counters[r] = {count(rule + "steps"), from.number(rule + "correction1"), from.number(rule + "correction2"),
                           from.number(rule + "product")};
        }
        optimizer_.restore(counters);
        plateau_.factor = from.number("plateau/factor");
        plateau_.best = from.number("plateau/best");
        plateau_.bad_epochs = count("plateau/bad_epochs");
        plateau_.cooldown = count("plateau/cooldown");
        if (from.kept_epoch > 0) {
            keep();
            load_tensors(from, "kept/", kept_.front().tensors());
        }
        load_parameters(from, parameters_);
    }

private:
    static void copy(const model::parameter_list<scalar>& from, const model::parameter_list<scalar>& to) {
        for (std::size_t t = 0; t < from.size(); ++t) {
            std::copy_n(from[t].values.begin(), from[t].values.size(), to[t].values.begin());
        }
    }

    // What schedule and plateau make of every learning rate in the next step.
    [[nodiscard]] double rate_factor(std::uint64_t epoch) const {
        if (settings_.schedule.is_constant()) {
            return plateau_.factor;
        }
        const std::uint64_t done = settings_.schedule_unit == schedule_unit::step ? optimizer_.steps() : epoch - 1;
        return factor(settings_.schedule, static_cast<double>(done)) * plateau_.factor;
    }

    Model& model_;
    const examples<scalar>& rows_;
    const examples<scalar>& validation_;
    const fit_settings& settings_;
    model::parameter_list<scalar> parameters_;
    optimizer_state<scalar> optimizer_;
    plateau_state plateau_;
    core::thread_team team_;
    sharded_gradient<Model> gradient_;
    double rate_ = 0.0;
    std::vector<model::gradients<scalar>> kept_;  // none or one
};

}  // namespace lastro::inline v0::train::detail
