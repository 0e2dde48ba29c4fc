// SPDX-License-Identifier: MIT
// lastro/train/checkpoints.hpp
//
// Where does a run keep what it needs to go on after a crash, how often, and how many of them?
//
//   train::fit(net, rows, {.epochs = 60, .checkpoints = train::checkpoints{.directory = "run"}});
//   train::fit(net, rows, {.epochs = 60, .validation = held_out, .checkpoints =
//       train::checkpoints{.directory = "run", .every_steps = 500, .keep_last = 2, .keep_best = 3}});
//
// Settings only. Called again after a crash, the same lines go on from the newest checkpoint in the directory.
#pragma once

#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <string>     // string

#include <lastro/core/contract.hpp>
#include <lastro/train/goal.hpp>

namespace lastro::inline v0::train {

/// When checkpoints are written, and which are kept. The end of a run always writes one.
struct checkpoints {
    std::string directory = {};      ///< Of one run; it is made where it is missing.
    std::uint64_t every_epochs = 1;  ///< At the end of every so many epochs; 0: of none.
    std::uint64_t every_steps = 0;   ///< After every so many steps within an epoch; 0: of none.
    std::uint64_t keep_last = 2;     ///< The newest; with two there is one to fall back to.
    std::uint64_t keep_best = 0;     ///< And those at the end of the best epochs; the earlier of equals, NaN is none.
    std::string monitor = "validation/loss";
    train::goal goal = train::goal::smaller;

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        core::require<std::invalid_argument>(!directory.empty(), "train::checkpoints: directory", "a name", "none");
        core::require<std::invalid_argument>(every_epochs > 0 || every_steps > 0, "train::checkpoints: every_epochs",
                                             "at least 1 where every_steps is 0", every_epochs);
        core::require<std::invalid_argument>(keep_last > 0, "train::checkpoints: keep_last", "at least 1", keep_last);
    }

    friend bool operator==(const checkpoints&, const checkpoints&) = default;
};

}  // namespace lastro::inline v0::train
