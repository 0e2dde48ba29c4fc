// SPDX-License-Identifier: MIT
// lastro/train/check_resume.hpp
//
// Does my model, with my callbacks, really go on after a crash as if nothing had happened? A test for your tests.
//
//   const train::resume_check check = train::check_resume(make_net(), rows, {.epochs = 2, .batch_size = 8, .seed = 1});
//   CHECK(check.exact());                                   // or read to_string(check)
//
// The run is made once without interruption and once from every boundary between two steps: what is known there goes
// through the bytes of a checkpoint into a fresh copy of the model, which is trained to the end. All that the two runs
// end with must be equal, to the byte: parameters, optimizer, callbacks' state, history, chain. Nothing is written to
// disk. Cost: (steps + 1) / 2 runs, and a checkpoint in memory for every step: meant for a few dozen steps.
#pragma once

#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <string>   // string, to_string
#include <utility>  // move
#include <vector>   // vector

#include <lastro/core/text.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/checkpoint.hpp>
#include <lastro/train/checkpoint_file.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/fit_settings.hpp>
#include <lastro/train/run_hooks.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/trainer.hpp>

namespace lastro::inline v0::train {

/// What was found.
struct resume_check {
    std::size_t boundaries = 0;                 ///< How many times the run was killed and resumed.
    std::vector<std::string> differences = {};  ///< For every boundary after which something was different: what.

    [[nodiscard]] bool exact() const noexcept { return boundaries > 0 && differences.empty(); }
};

/// "exact at 12 boundaries", or the first difference.
[[nodiscard]] inline std::string to_string(const resume_check& check) {
    return check.exact() ? "exact at " + std::to_string(check.boundaries) + " boundaries"
           : check.differences.empty()
               ? std::string{"no boundary between two steps"}
               : std::to_string(check.differences.size()) + " of " + std::to_string(check.boundaries) +
                     " boundaries differ, first " + check.differences.front();
}

namespace detail {

/// Keeps the bytes of every boundary.
class memory_sink final : public checkpoint_sink {
public:
    [[nodiscard]] bool due_after_step(std::uint64_t) const noexcept override { return true; }
    [[nodiscard]] bool due_after_epoch(std::uint64_t) const noexcept override { return true; }
    void put(const checkpoint& now) override { taken.push_back(encode(now)); }

    std::vector<std::vector<std::byte>> taken;
};

/// What is different first, in words; empty if nothing is.
[[nodiscard]] inline std::string difference(const checkpoint& expected, const checkpoint& found) {
    if (const auto d = first_difference(expected.chain, found.chain)) {
        return to_string(*d);
    }
    for (std::size_t i = 0; i < expected.tensors.size() && i < found.tensors.size(); ++i) {
        if (!(expected.tensors[i] == found.tensors[i])) {
            return "tensor " + core::quoted(expected.tensors[i].name);
        }
    }
    for (std::size_t i = 0; i < expected.states.size() && i < found.states.size(); ++i) {
        if (!(expected.states[i] == found.states[i])) {
            return "state of " + core::quoted(expected.states[i].name);
        }
    }
    for (std::size_t i = 0; i < expected.history.size() && i < found.history.size(); ++i) {
        if (!(expected.history[i] == found.history[i])) {
            return "history of epoch " + std::to_string(expected.history[i].epoch);
        }
    }
    if (expected.history.size() != found.history.size()) {
        return "the run ended after epoch " + std::to_string(expected.epoch) + ", and after epoch " +
               std::to_string(found.epoch) + " when it was resumed";
    }
    return encode(expected) == encode(found) ? std::string{} : std::string{"numbers or settings"};
}

/// run(hooks) trains a fresh copy of the model.
template <class Run>
[[nodiscard]] resume_check resumed_everywhere(Run&& run) {
    memory_sink whole;
    const run_result straight = run(run_hooks{.sink = &whole});
    const checkpoint end = decode(whole.taken.back(), "train::check_resume");
    resume_check check;
    for (std::size_t k = 0; k + 1 < whole.taken.size(); ++k) {
        const checkpoint then = decode(whole.taken[k], "train::check_resume");
        memory_sink rest;
        const run_result resumed = run(run_hooks{.sink = &rest, .resume = &then});
        std::string text = difference(end, decode(rest.taken.back(), "train::check_resume"));
        if (text.empty() && resumed.final_parameters != straight.final_parameters) {
            text = "the parameters that the run keeps";
        }
        if (!text.empty()) {
            check.differences.push_back("resumed after epoch " + std::to_string(then.epoch) + " and " +
                                        std::to_string(then.step) + " steps: " + text);
        }
        ++check.boundaries;
    }
    return check;
}

template <class Model>
[[nodiscard]] resume_check check_examples(const Model& m, const examples<model::scalar_of<Model>>& rows,
                                          fit_settings settings, const examples<model::scalar_of<Model>>& validation,
                                          const data_digests& data) {
    settings.chain = chaining::steps;
    settings.callbacks = deciding(settings.callbacks);
    return resumed_everywhere([&](const run_hooks& hooks) {
        Model fresh = m;
        return fit_with(fresh, rows, settings, validation, data, &hooks);
    });
}

}  // namespace detail

/// Trains copies of `m` from every boundary between two steps. `checkpoints` and `chain` of the settings are not used.
///
/// @throws what `fit` throws.
template <model::trainable Model>
[[nodiscard]] resume_check check_resume(const Model& m, const examples<model::scalar_of<Model>>& rows,
                                        const fit_settings& settings,
                                        const examples<model::scalar_of<Model>>& validation = {}) {
    return detail::check_examples(m, rows, settings, validation, detail::digests(rows, validation));
}

/// The same for a model of tables.
template <table_trainable Model>
[[nodiscard]] resume_check check_resume(const Model& m, const data::table& rows, const fit_settings& settings) {
    const detail::prepared_run<Model> run = detail::prepared(m, rows, settings);
    return detail::check_examples(run.model, run.rows, run.settings, run.validation, run.data);
}

}  // namespace lastro::inline v0::train
