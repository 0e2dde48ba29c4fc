// SPDX-License-Identifier: MIT
// lastro/train/plateau.hpp
//
// When has a learning rate done what it can? When a metric no longer improves: then it is reduced.
//
//   train::fit(net, rows, {.validation = held_out, .plateau = train::reduce_on_plateau{.factor = 0.5, .patience = 4}});
//   train::plateau_state state;                                     // or by hand, once per epoch:
//   state.observe(train::reduce_on_plateau{}, validation_loss);     // rate = learning_rate * state.factor
//
// The rule is PyTorch's [1]. The state is a few numbers: save it, and a resumed run goes on as if it had never stopped.
//
// References
//   [1] PyTorch 2 documentation and source, torch.optim.lr_scheduler.ReduceLROnPlateau.
#pragma once

#include <algorithm>  // max, min
#include <cmath>      // fma
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument
#include <string>     // string

#include <lastro/core/contract.hpp>
#include <lastro/train/goal.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

/// After more than `patience` epochs in a row without improvement the learning rate is multiplied by `factor`.
struct reduce_on_plateau {
    std::string monitor = "validation/loss";
    train::goal goal = train::goal::smaller;
    double factor = 0.1;
    std::uint64_t patience = 10;
    double threshold = 1e-4;     ///< What is less than this is no improvement.
    bool relative = true;        ///< The threshold is a share of the best value.
    std::uint64_t cooldown = 0;  ///< For so many epochs after a reduction none is counted as bad.
    double smallest = 0.0;       ///< The least multiple of the optimizer's rate.

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        core::require<std::invalid_argument>(factor > 0.0 && factor < 1.0, "train::reduce_on_plateau: factor",
                                             "0 < factor < 1", factor);
        detail::require_not_negative("train::reduce_on_plateau", "threshold", threshold);
        detail::require_not_negative("train::reduce_on_plateau", "smallest", smallest);
    }

    [[nodiscard]] named_settings settings() const {
        return {"reduce_on_plateau",
                {{"monitor", monitor},
                 {"goal", std::string{goal == train::goal::smaller ? "smaller" : "larger"}},
                 {"factor", factor},
                 {"patience", static_cast<double>(patience)},
                 {"threshold", threshold},
                 {"relative", relative},
                 {"cooldown", static_cast<double>(cooldown)},
                 {"smallest", smallest}}};
    }

    friend bool operator==(const reduce_on_plateau&, const reduce_on_plateau&) = default;
};

/// What was seen so far: all that the rule remembers.
struct plateau_state {
    double factor = 1.0;                                     ///< What the learning rate is multiplied by now.
    double best = std::numeric_limits<double>::quiet_NaN();  ///< NaN: nothing was seen yet.
    std::uint64_t bad_epochs = 0;
    std::uint64_t cooldown = 0;  ///< Epochs that are left of it.

    /// Takes the value of one more epoch. NaN is never an improvement.
    void observe(const reduce_on_plateau& rule, double value) {
        if (improves(rule, value)) {
            best = value;
            bad_epochs = 0;
        } else {
            ++bad_epochs;
        }
        if (cooldown > 0) {
            --cooldown;
            bad_epochs = 0;
        }
        if (bad_epochs > rule.patience) {
            factor = (std::max)(factor * rule.factor, (std::min)(factor, rule.smallest));
            cooldown = rule.cooldown;
            bad_epochs = 0;
        }
    }

    friend bool operator==(const plateau_state&, const plateau_state&) = default;

private:
    [[nodiscard]] bool improves(const reduce_on_plateau& rule, double value) const {
        if (best != best) {
            constexpr double infinity = std::numeric_limits<double>::infinity();
            return rule.goal == goal::smaller ? value < infinity : value > -infinity;
        }
        const double margin = rule.goal == goal::smaller ? -rule.threshold : rule.threshold;
        const double bar = rule.relative ? std::fma(best, margin, best) : best + margin;
        return rule.goal == goal::smaller ? value < bar : value > bar;
    }
};

}  // namespace lastro::inline v0::train
