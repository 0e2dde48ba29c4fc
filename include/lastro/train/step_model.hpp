// SPDX-License-Identifier: MIT
// lastro/train/step_model.hpp
//
// How is a model trained whose gradient and optimizer belong to another library? It takes its steps itself; everything
// around them is here: epochs, the order of rows, early stopping, checkpoints, the chain, the record.
//
//   struct torch_net {                                                   // any library's
//       double step(const train::batch<float>&, const random::stream& draws);   // one step; the mean loss before it
//       std::vector<std::byte> state() const;                            // parameters AND optimizer, as bytes
//       void restore(core::byte_span);                                   // back to them
//       double loss(const train::batch<float>&) const;                   // only for validation rows
//       double learning_rate() const;                                    // only for the record
//   };
//   train::fit(net, rows, train::step_settings{.epochs = 20, .callbacks = {train::early_stopping{}}}, held_out);
//
// `draws` is stream(seed)["model"][epoch][step]: a seed for the library's own generator is draws.bits(0), and then a
// resumed run draws what an uninterrupted one draws. Another library's arithmetic may change with processor and
// threads: the grade of such a run is `same_build`.
#pragma once

#include <concepts>   // convertible_to, copyable, floating_point, same_as
#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/build.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/check_resume.hpp>
#include <lastro/train/checkpoints.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/replay.hpp>
#include <lastro/train/run_hooks.hpp>
#include <lastro/train/run_identity.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/step_learner.hpp>
#include <lastro/train/trainer.hpp>
#include <lastro/train/training_loop.hpp>

namespace lastro::inline v0::train {

/// A model that learns from a batch by itself, and whose whole state is bytes.
template <class Model, class T>
concept step_model =
    std::floating_point<T> && !model::trainable<Model> &&
    requires(Model & m, const Model& fixed, const batch<T>& rows, const random::stream& draws, core::byte_span bytes) {
    { m.step(rows, draws) } -> std::convertible_to<double>;
    { fixed.state() } -> std::same_as<std::vector<std::byte>>;
    m.restore(bytes);
};

/// How to train such a model. `checkpoints` and `chain` cannot change what is learned; everything else can.
struct step_settings {
    std::uint64_t epochs = 10;      ///< How often every row is seen, at most.
    std::uint64_t batch_size = 32;  ///< Rows per step; the last batch of an epoch may be smaller.
    std::uint64_t seed = 0;         ///< Decides the order of rows, and what the model draws.
    std::vector<callback> callbacks = {};
    std::optional<train::checkpoints> checkpoints = {};  ///< Where the run can be resumed from, if anywhere.
    chaining chain = chaining::epochs;                   ///< With `steps`, `state` is asked for after every step.

    /// @throws std::invalid_argument naming the setting that is out of range, for `rows` rows to learn from.
    void check(std::uint64_t rows) const {
        core::require<std::invalid_argument>(epochs > 0, "train::fit: epochs", "at least 1", epochs);
        core::require<std::invalid_argument>(batch_size > 0, "train::fit: batch_size", "at least 1", batch_size);
        core::require<std::invalid_argument>(batch_size <= rows, "train::fit: batch_size",
                                             "at most the " + std::to_string(rows) + " rows to learn from", batch_size);
        if (checkpoints) {
            checkpoints->check();
        }
    }
};

namespace detail {

template <class Model, std::floating_point T>
void check_fit(const examples<T>& rows, const step_settings& settings, const examples<T>& validation) {
    rows.check("train::fit: rows");
    settings.check(rows.rows());
    if (validation.rows() > 0) {
        validation.check("train::fit: validation");
        core::require<std::invalid_argument>(validation.columns == rows.columns, "train::fit: validation",
                                             std::to_string(rows.columns) + " columns", validation.columns);
        core::require<std::invalid_argument>(tells_loss<Model, T>, "train::fit: validation",
                                             "a model with a member loss(batch)", "none");
    }
}

template <class Model, std::floating_point T>
[[nodiscard]] run_result described(const Model& m, const examples<T>& rows, const step_settings& settings,
                                   const examples<T>& validation) {
    run_result result;
    result.seed = settings.seed;
    result.random_specification = random::stream::specification;
    result.epochs = settings.epochs;
    result.batch_size = settings.batch_size;
    result.optimizer = {"the model's own"};
    result.callbacks = describe(settings.callbacks);
    result.model = describe_model(m);
    result.rows = rows.rows();
    result.columns = rows.columns;
    result.data = digest(rows);
    result.validation_rows = validation.rows();
    result.validation = validation.rows() > 0 ? std::optional{digest(validation)} : std::nullopt;
    result.profile = num::measure_profile();
    result.build = core::this_build();
    return result;
}

template <class Model, std::floating_point T>
run_result fit_with(Model& m, const examples<T>& rows, const step_settings& settings, const examples<T>& validation,
                    const run_hooks* hooks) {
    check_fit<Model>(rows, settings, validation);
    const run_result asked = described(m, rows, settings, validation);
    const auto run = [&](const run_hooks& attached) {
        step_learner<Model, T> learner{m, rows, validation, static_cast<std::size_t>(settings.batch_size)};
        const loop_settings how{.epochs = settings.epochs,
                                .rows = rows.rows(),
                                .rows_per_step = settings.batch_size,
                                .seed = settings.seed,
                                .callbacks = settings.callbacks,
                                .chain = settings.chain};
        return training_loop<step_learner<Model, T>>{learner, how, attached}.run(asked);
    };
    if (hooks != nullptr || !settings.checkpoints) {
        return run(hooks != nullptr ? *hooks : run_hooks{});
    }
    return run_with_checkpoints(*settings.checkpoints, identity(asked), run);
}

}  // namespace detail

/// Trains `model` from the state that it has, or from the newest checkpoint of the settings' directory.
///
/// Where it throws, the model is left as the last step made it; a loss that is not finite is noticed after the step.
///
/// @throws std::invalid_argument if a setting is out of range or there are no rows; lastro::error if a loss is not
///         finite; schema_error if the directory has a checkpoint of another run; what the model throws.
template <class Model, std::floating_point T>
requires step_model<Model, T> run_result fit(Model& model, const examples<T>& rows, const step_settings& settings,
                                             const examples<T>& validation = {}) {
    return detail::fit_with(model, rows, settings, validation, nullptr);
}

/// `check_resume` for such a model: its copies start in the state that `m` has.
template <class Model, std::floating_point T>
requires step_model<Model, T> && std::copyable<Model>
[[nodiscard]] resume_check check_resume(const Model& m, const examples<T>& rows, step_settings settings,
                                        const examples<T>& validation = {}) {
    settings.chain = chaining::steps;
    settings.callbacks = deciding(settings.callbacks);
    const std::vector<std::byte> start = m.state();
    return detail::resumed_everywhere([&](const detail::run_hooks& hooks) {
        Model fresh = m;
        fresh.restore(start);  // a copy of another library's model may share its numbers
        return detail::fit_with(fresh, rows, settings, validation, &hooks);
    });
}

/// `replay` for such a model, which has its first state.
template <class Model, std::floating_point T>
requires step_model<Model, T>
[[nodiscard]] replay_result replay(const run_result& recorded, Model m, const examples<T>& rows, step_settings settings,
                                   const examples<T>& validation = {}) {
    settings.chain = recorded.chain.level;
    settings.callbacks = deciding(settings.callbacks);
    detail::check_fit<Model>(rows, settings, validation);
    const run_identity before = identity(recorded);
    replay_result result = detail::compare(
        {before, recorded.chain, true}, identity(detail::described(m, rows, settings, validation)),
        [&](const detail::run_hooks& hooks) { return detail::fit_with(m, rows, settings, validation, &hooks); });
    result.environment = detail::environment_difference(recorded);
    return result;
}

}  // namespace lastro::inline v0::train
