// SPDX-License-Identifier: MIT
// lastro/train/replay.hpp
//
// Is that really how this model was trained? Train it again and compare every link of the recorded chain.
//
//   const train::replay_result again = train::replay(recorded, make_net(), rows, settings);
//   if (!again.identical()) std::cout << to_string(again);  // epoch 2, step 5: gradient of "w1": expected ..., found ...
//
// `recorded` is a run_result, or a checkpoint of a run. A chain of steps (`.chain = train::chaining::steps`) finds the
// step, one of epochs the epoch. The replay ends at the first difference; it writes no checkpoints, and callbacks that
// cannot change a result stay silent.
#pragma once

#include <cstddef>      // size_t
#include <optional>     // optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move

#include <lastro/core/build.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/chain_recorder.hpp>
#include <lastro/train/checkpoint.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/fit_settings.hpp>
#include <lastro/train/run_hooks.hpp>
#include <lastro/train/run_identity.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/trainer.hpp>

namespace lastro::inline v0::train {

/// How a replay went.
struct replay_result {
    std::size_t links = 0;  ///< How many were found equal.
    std::optional<chain_difference> difference = {};
    std::string environment = {};  ///< How this program and processor differ from those of the record, where it says.

    [[nodiscard]] bool identical() const noexcept { return !difference && links > 0; }
};

/// "identical in 41 links", or the difference, and that of the environments where there is one.
[[nodiscard]] inline std::string to_string(const replay_result& r) {
    std::string text = r.difference ? to_string(*r.difference) : "identical in " + std::to_string(r.links) + " links";
    return r.environment.empty() ? text : text + " (" + r.environment + ')';
}

namespace detail {

/// What there is to compare with.
struct recorded_run {
    const run_identity& identity;
    const digest_chain& chain;
    bool finished;  // else the chain may go on
};

[[nodiscard]] inline std::string environment_difference(const run_result& recorded) {
    std::string text = num::difference(recorded.profile, num::measure_profile());
    if (const core::build here = core::this_build(); !(recorded.build == here)) {
        text += (text.empty() ? "" : "; ") + std::string{"build: expected "} + to_string(recorded.build) + ", found " +
                to_string(here);
    }
    return text;
}

/// run(hooks) is the run once more; `asked` is its identity.
template <class Run>
[[nodiscard]] replay_result compare(const recorded_run& recorded, const run_identity& asked, Run&& run) {
    core::require<std::invalid_argument>(!recorded.chain.empty(), "train::replay: recorded",
                                         "a run with a chain of digests", "none (fit_settings::chain was off)");
    replay_result result{.difference = first_difference(recorded.identity, asked)};
    if (result.difference) {
        return result;
    }
    try {
        const run_result again = run(run_hooks{.expected = &recorded.chain});
        result.difference = first_difference(recorded.chain, again.chain);
    } catch (const chain_broken& broken) {
        result.difference = broken.difference;
    } catch (const error& e) {  // a loss that is no longer finite
        result.difference = chain_difference{.what = "run", .expected = "no error", .found = e.what()};
    }
    const auto& links = recorded.chain.links;
    if (result.difference && !recorded.finished && result.difference->found == more_links) {
        result.difference.reset();
    }
    while (result.links < links.size() &&
           !(result.difference && result.difference->epoch == links[result.links].epoch &&
             result.difference->step == links[result.links].step)) {
        ++result.links;
    }
    return result;
}

template <class Model>
[[nodiscard]] replay_result replay_examples(const recorded_run& recorded, Model& m,
                                            const examples<model::scalar_of<Model>>& rows, fit_settings settings,
                                            const examples<model::scalar_of<Model>>& validation,
                                            const data_digests& data) {
    settings.chain = recorded.chain.level;
    settings.callbacks = deciding(settings.callbacks);
    check_fit<Model>(rows, settings, validation);
    return compare(recorded, identity(described(m, rows, settings, validation, data)),
                   [&](const run_hooks& hooks) { return fit_with(m, rows, settings, validation, data, &hooks); });
}

template <class Model>
[[nodiscard]] replay_result replay_table(const recorded_run& recorded, const Model& m, const data::table& rows,
                                         const fit_settings& settings) {
    prepared_run<Model> run = prepared(m, rows, settings);
    return replay_examples(recorded, run.model, run.rows, run.settings, run.validation, run.data);
}

}  // namespace detail

/// Trains `m`, which has its first parameters, again as `recorded` says that it was trained; the argument is a copy.
///
/// @throws std::invalid_argument if the record has no chain, or a setting is out of range; what `fit` throws of data.
template <model::trainable Model>
[[nodiscard]] replay_result replay(const run_result& recorded, Model m, const examples<model::scalar_of<Model>>& rows,
                                   const fit_settings& settings,
                                   const examples<model::scalar_of<Model>>& validation = {}) {
    const run_identity asked = identity(recorded);
    replay_result result = detail::replay_examples({asked, recorded.chain, true}, m, rows, settings, validation,
                                                   detail::digests(rows, validation));
    result.environment = detail::environment_difference(recorded);
    return result;
}

/// The same for a model of tables, trained from the beginning.
template <table_trainable Model>
[[nodiscard]] replay_result replay(const run_result& recorded, const Model& m, const data::table& rows,
                                   const fit_settings& settings) {
    const run_identity asked = identity(recorded);
    replay_result result = detail::replay_table({asked, recorded.chain, true}, m, rows, settings);
    result.environment = detail::environment_difference(recorded);
    return result;
}

/// The same up to a checkpoint; what comes after it is not compared.
template <model::trainable Model>
[[nodiscard]] replay_result replay(const checkpoint& recorded, Model m, const examples<model::scalar_of<Model>>& rows,
                                   const fit_settings& settings,
                                   const examples<model::scalar_of<Model>>& validation = {}) {
    return detail::replay_examples({recorded.identity, recorded.chain, false}, m, rows, settings, validation,
                                   detail::digests(rows, validation));
}

template <table_trainable Model>
[[nodiscard]] replay_result replay(const checkpoint& recorded, const Model& m, const data::table& rows,
                                   const fit_settings& settings) {
    return detail::replay_table({recorded.identity, recorded.chain, false}, m, rows, settings);
}

}  // namespace lastro::inline v0::train
