// SPDX-License-Identifier: MIT
// lastro/train/fit_settings.hpp
//
// What can be chosen about a training run? Every setting of train::fit, with its default.
//
//   const train::fit_settings settings{.epochs = 60, .batch_size = 32, .seed = 42,
//                                      .optimizer = train::adam{.learning_rate = 1e-2}};
//   settings.check(584);                                 // throws if they cannot be right for 584 rows
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <variant>    // visit
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/data/table.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/optimizer.hpp>

namespace lastro::inline v0::train {

/// How to train. Everything but `threads` can change the result; `threads` cannot.
struct fit_settings {
    std::uint64_t epochs = 10;      ///< How often every row is seen, at most.
    std::uint64_t batch_size = 32;  ///< Rows per step; the last batch of an epoch may be smaller.
    std::uint64_t seed = 0;         ///< Decides first weights and the order of rows.
    std::size_t threads = 1;        ///< How many threads share the work of a step.
    std::size_t shards = 8;         ///< Into how many slices a batch is cut; at least as many as threads pays.
    train::optimizer optimizer = adam{};
    std::optional<data::table> validation = {};  ///< Rows to check on after every epoch; never learned from.
    std::vector<callback> callbacks = {};

    /// @throws std::invalid_argument naming the setting that is out of range, for `rows` rows to learn from.
    void check(std::uint64_t rows) const {
        core::require<std::invalid_argument>(epochs > 0, "train::fit: epochs", "at least 1", epochs);
        core::require<std::invalid_argument>(batch_size > 0, "train::fit: batch_size", "at least 1", batch_size);
        core::require<std::invalid_argument>(batch_size <= rows, "train::fit: batch_size",
                                             "at most the " + std::to_string(rows) + " rows to learn from", batch_size);
        core::require<std::invalid_argument>(threads > 0, "train::fit: threads", "at least 1", threads);
        core::require<std::invalid_argument>(shards > 0, "train::fit: shards", "at least 1", shards);
        std::visit([](const auto& rule) { rule.check(); }, optimizer);
    }
};

}  // namespace lastro::inline v0::train
