// SPDX-License-Identifier: MIT
// lastro/train/early_stopping.hpp
//
// When has a model learned what it can? When what is watched has not improved for some epochs; the best one is kept.
//
//   train::fit(rain, rows, {.epochs = 200, .validation = held_out, .callbacks = {train::early_stopping{.patience =
//   8}}});
//
// The rule is Keras' [1]: an epoch improves if its value is below best - min_delta (or above best + min_delta); the run
// stops at the first epoch that is the patience-th in a row without improvement, and never at the first one. NaN never
// improves. The run ends with the parameters of the best epoch, whether it was stopped or not.
//
// References
//   [1] Keras 3, callbacks.EarlyStopping, restore_best_weights.
#pragma once

#include <cmath>      // isfinite
#include <cstddef>    // byte
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/goal.hpp>

namespace lastro::inline v0::train {

class early_stopping_state;

/// Stops a run that no longer improves. Settings; the state of a run is made by `begin`.
struct early_stopping {
    static constexpr train::phase phase = train::phase::decide;

    std::string monitor = "validation/loss";
    std::uint64_t patience = 5;  ///< How many epochs in a row may be without improvement.
    double min_delta = 0.0;      ///< What is less than this is no improvement.
    train::goal goal = train::goal::smaller;

    /// @throws std::invalid_argument if the run reports no such metric, or min_delta is negative or not finite.
    [[nodiscard]] early_stopping_state begin(const fit_plan& plan) const;

    [[nodiscard]] named_settings settings() const {
        return {"early_stopping",
                {{"monitor", monitor},
                 {"patience", static_cast<double>(patience)},
                 {"min_delta", min_delta},
                 {"goal", std::string{goal == train::goal::smaller ? "smaller" : "larger"}}}};
    }
};

/// What early stopping has seen so far.
class early_stopping_state {
public:
    explicit early_stopping_state(early_stopping settings) : settings_(std::move(settings)) {}

    void epoch_end(const epoch_report& report, fit_control& control) {
        if (observe(report[settings_.monitor])) {
            control.keep();
        } else if (waited_ >= settings_.patience && seen_ > 1) {
            control.stop(settings_.monitor + " has not improved for " + std::to_string(waited_) +
                         (waited_ == 1 ? " epoch" : " epochs"));
        }
    }

    /// What it remembers, for a checkpoint.
    [[nodiscard]] std::vector<std::byte> state() const {
        core::byte_writer out;
        out.put(best_);
        out.put(waited_);
        out.put(seen_);
        return out.take();
    }

    /// @throws format_error unless `state` wrote it.
    void restore(core::byte_span state) {
        core::byte_reader in{state, "train::early_stopping: state"};
        best_ = in.get<double>();
        waited_ = in.get<std::uint64_t>();
        seen_ = in.get<std::uint64_t>();
        in.finish();
    }

private:
    // True if `value` is the best so far.
    bool observe(double value) noexcept {
        ++seen_;
        const bool better =
            settings_.goal == goal::smaller ? value < best_ - settings_.min_delta : value > best_ + settings_.min_delta;
        if (better || (seen_ == 1 && value == value)) {
            best_ = value;
            waited_ = 0;
            return true;
        }
        ++waited_;
        return false;
    }

    early_stopping settings_;
    double best_ = settings_.goal == goal::smaller ? std::numeric_limits<double>::infinity()
                                                   : -std::numeric_limits<double>::infinity();
    std::uint64_t waited_ = 0;
    std::uint64_t seen_ = 0;
};

inline early_stopping_state early_stopping::begin(const fit_plan& plan) const {
    require_metric("train::early_stopping: monitor", monitor, plan.metrics);
    core::require<std::invalid_argument>(min_delta >= 0.0 && std::isfinite(min_delta),
                                         "train::early_stopping: min_delta", "a finite number of at least 0",
                                         min_delta);
    return early_stopping_state{*this};
}

}  // namespace lastro::inline v0::train
