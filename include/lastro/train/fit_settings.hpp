// SPDX-License-Identifier: MIT
// lastro/train/fit_settings.hpp
//
// What can be chosen about a training run? Every setting of train::fit, with its default.
//
//   const train::fit_settings settings{.epochs = 60, .batch_size = 32, .seed = 42,
//                                      .optimizer = train::adam{.learning_rate = 1e-2},
//                                      .schedule = train::cosine_decay{.steps = 60}, .schedule_unit =
//                                      train::schedule_unit::epoch, .clip = train::clip_by_global_norm{.most = 1.0}};
//   settings.check(584);                                 // throws if they cannot be right for 584 rows
#pragma once

#include <algorithm>  // clamp
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t, uint8_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <variant>    // holds_alternative, visit
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/data/table.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/checkpoints.hpp>
#include <lastro/train/class_weight.hpp>
#include <lastro/train/clip.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/optimizer.hpp>
#include <lastro/train/plateau.hpp>
#include <lastro/train/schedule.hpp>

namespace lastro::inline v0::train {

/// What the clock of a schedule counts.
enum class schedule_unit : std::uint8_t { step, epoch };

/// How to train. `threads`, `checkpoints` and `chain` cannot change what is learned; everything else can.
struct fit_settings {
    std::uint64_t epochs = 10;      ///< How often every row is seen, at most.
    std::uint64_t batch_size = 32;  ///< Rows per step; the last batch of an epoch may be smaller.
    std::uint64_t seed = 0;         ///< Decides first weights and the order of rows.
    std::size_t threads = 1;        ///< How many threads share the work of a step.
    std::optional<std::size_t> shards =
        {};  ///< Into how many slices a batch is cut, for threads to share; none: one per 64 rows, at most 8.
    train::optimizer optimizer = adam{};
    std::vector<parameter_group> groups =
        {};                         ///< Parameters with a rule of their own, by name; the first match counts.
    train::schedule schedule = {};  ///< What every learning rate is multiplied by.
    train::schedule_unit schedule_unit = train::schedule_unit::step;  ///< Its clock: steps or epochs done before.
    std::optional<reduce_on_plateau> plateau = {};                    ///< Multiplies the rates as well, epoch by epoch.
    clipping clip = {};                                               ///< A limit on the gradient of a step.
    std::uint64_t accumulate = 1;                           ///< How many batches make one step of the optimizer.
    class_weighting class_weights = class_weighting::none;  ///< For models of classes.
    double label_smoothing = 0.0;                           ///< For models of classes; see train::loss_options.
    std::optional<data::table> validation = {};             ///< Rows to check on after every epoch; never learned from.
    std::vector<callback> callbacks = {};
    std::optional<train::checkpoints> checkpoints = {};  ///< Where the run can be resumed from, if anywhere.
    chaining chain = chaining::epochs;                   ///< How often a digest of all that happened is recorded.

    /// The number of slices: `shards`, or what follows from the size of a batch. A slice costs a gradient of its own, so
    /// small batches stay whole.
    [[nodiscard]] std::size_t slices() const noexcept {
        return shards.value_or(static_cast<std::size_t>(std::clamp<std::uint64_t>(batch_size / 64, 1, 8)));
    }

    /// @throws std::invalid_argument naming the setting that is out of range, for `rows` rows to learn from.
    void check(std::uint64_t rows) const {
        core::require<std::invalid_argument>(epochs > 0, "train::fit: epochs", "at least 1", epochs);
        core::require<std::invalid_argument>(batch_size > 0, "train::fit: batch_size", "at least 1", batch_size);
        core::require<std::invalid_argument>(batch_size <= rows, "train::fit: batch_size",
                                             "at most the " + std::to_string(rows) + " rows to learn from", batch_size);
        core::require<std::invalid_argument>(threads > 0, "train::fit: threads", "at least 1", threads);
        core::require<std::invalid_argument>(slices() > 0, "train::fit: shards", "at least 1", slices());
        core::require<std::invalid_argument>(accumulate > 0, "train::fit: accumulate", "at least 1", accumulate);
        core::require<std::invalid_argument>(label_smoothing >= 0.0 && label_smoothing < 1.0,
                                             "train::fit: label_smoothing", "0 <= label_smoothing < 1",
                                             label_smoothing);
        std::visit([](const auto& rule) { rule.check(); }, optimizer);
        for (const parameter_group& group : groups) {
            group.check();
        }
        schedule.check();
        if (plateau) {
            plateau->check();
        }
        std::visit([](const auto& limit) { limit.check(); }, clip);
        if (checkpoints) {
            checkpoints->check();
        }
    }

    /// What changes the optimizer's steps, for the record of a run; nothing for what was left at its default.
    [[nodiscard]] std::vector<named_settings> adjustments() const {
        std::vector<named_settings> list;
        for (const parameter_group& group : groups) {
            list.push_back(group.settings());
        }
        if (!schedule.is_constant()) {
            list.push_back(schedule.settings());
            list.back().values.emplace_back(
                "unit", std::string{schedule_unit == train::schedule_unit::step ? "step" : "epoch"});
        }
        if (plateau) {
            list.push_back(plateau->settings());
        }
        if (!std::holds_alternative<no_clipping>(clip)) {
            list.push_back(std::visit([](const auto& limit) { return limit.settings(); }, clip));
        }
        if (accumulate > 1) {
            list.push_back({"accumulate", {{"batches", static_cast<double>(accumulate)}}});
        }
        if (class_weights != class_weighting::none) {
            list.push_back({"class_weights", {{"weighting", std::string{"balanced"}}}});
        }
        if (label_smoothing > 0.0) {
            list.push_back({"label_smoothing", {{"share", label_smoothing}}});
        }
        return list;
    }
};

}  // namespace lastro::inline v0::train
