// SPDX-License-Identifier: MIT
// lastro/train/full_batch_settings.hpp
//
// What can be chosen about a run that sees all rows in every step, beside the search itself?
//
//   train::fit_full_batch(m, rows, train::lbfgs{}, {.threads = 2, .checkpoints = train::checkpoints{.directory = "run"}});
#pragma once

#include <algorithm>  // min
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/train/checkpoints.hpp>
#include <lastro/train/digest_chain.hpp>

namespace lastro::inline v0::train {

/// How the work of an evaluation is shared. `threads`, `checkpoints` and `chain` cannot change the result.
struct full_batch_settings {
    std::size_t threads = 1;
    std::size_t shards = 8;                              ///< Slices of a block.
    std::uint64_t block_rows = 4096;                     ///< Rows whose intermediate results are in memory at a time.
    std::optional<train::checkpoints> checkpoints = {};  ///< An "epoch" is an iteration.
    chaining chain = chaining::epochs;                   ///< A link per iteration, or `off`.

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        core::require<std::invalid_argument>(threads > 0, "train::fit_full_batch: threads", "at least 1", threads);
        core::require<std::invalid_argument>(shards > 0, "train::fit_full_batch: shards", "at least 1", shards);
        core::require<std::invalid_argument>(block_rows > 0, "train::fit_full_batch: block_rows", "at least 1",
                                             block_rows);
        if (checkpoints) {
            checkpoints->check();
        }
    }

    /// Of so many in all.
    [[nodiscard]] std::size_t rows_at_a_time(std::size_t rows) const noexcept {
        return static_cast<std::size_t>((std::min)(block_rows, std::uint64_t{rows}));
    }
};

}  // namespace lastro::inline v0::train
