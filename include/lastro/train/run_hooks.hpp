// SPDX-License-Identifier: MIT
// lastro/train/run_hooks.hpp
//
// What can be attached to a run from outside? A place for its checkpoints, one to go on from, a chain to repeat.
//
//   detail::run_with_checkpoints(settings.checkpoints, described, [&](const detail::run_hooks& hooks) { ... });
//
// What train::fit, train::replay and train::check_resume have in common.
#pragma once

#include <cstdint>      // uint64_t
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/train/checkpoint.hpp>
#include <lastro/train/checkpoint_directory.hpp>
#include <lastro/train/checkpoints.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/run_identity.hpp>
#include <lastro/train/run_result.hpp>

namespace lastro::inline v0::train::detail {

/// Where checkpoints go.
class checkpoint_sink {
public:
    checkpoint_sink() = default;
    checkpoint_sink(const checkpoint_sink&) = delete;
    checkpoint_sink& operator=(const checkpoint_sink&) = delete;
    virtual ~checkpoint_sink() = default;

    [[nodiscard]] virtual bool due_after_step(std::uint64_t step) const noexcept = 0;
    [[nodiscard]] virtual bool due_after_epoch(std::uint64_t epoch) const noexcept = 0;
    virtual void put(const checkpoint& now) = 0;
};

/// What is attached to a run; nothing by default. All of it must live as long.
struct run_hooks {
    checkpoint_sink* sink = nullptr;
    const checkpoint* resume = nullptr;      ///< Of a run of the same identity.
    const digest_chain* expected = nullptr;  ///< The run ends with `chain_broken` where it parts from it.
    std::string monitor = {};                ///< A metric that the run must report.
    std::string resumed_from = {};           ///< For the record.
    std::vector<std::string> damaged = {};   ///< The same.
};

/// Checkpoints go to the files of a directory.
class directory_sink final : public checkpoint_sink {
public:
    explicit directory_sink(checkpoint_directory& directory) : directory_(&directory) {}

    [[nodiscard]] bool due_after_step(std::uint64_t step) const noexcept override {
        return directory_->due_after_step(step);
    }
    [[nodiscard]] bool due_after_epoch(std::uint64_t epoch) const noexcept override {
        return directory_->due_after_epoch(epoch);
    }
    void put(const checkpoint& now) override { directory_->put(now); }

private:
    checkpoint_directory* directory_;
};

/// @throws schema_error naming what differs, unless a run of this identity can go on from the checkpoint.
inline void require_same_run(const checkpoint& then, const run_identity& asked, const std::string& where) {
    if (const auto d = first_difference(asked, then.identity)) {
        core::fail<schema_error>(where + ": a checkpoint of another run: " + d->what, d->expected,
                                 std::string_view{d->found});
    }
}

/// run(hooks), which goes on from the newest checkpoint of the directory and writes new ones there.
///
/// @throws as checkpoint_directory, `require_same_run` and `run`.
template <class Run>
[[nodiscard]] run_result run_with_checkpoints(const checkpoints& settings, const run_identity& asked, Run&& run) {
    checkpoint_directory directory{settings};
    const found_checkpoint found = directory.newest();
    if (found.content) {
        require_same_run(*found.content, asked, found.file);
    }
    directory_sink sink{directory};
    return run(run_hooks{.sink = &sink,
                         .resume = found.content ? &*found.content : nullptr,
                         .monitor = settings.keep_best > 0 ? settings.monitor : std::string{},
                         .resumed_from = found.file,
                         .damaged = found.damaged});
}

}  // namespace lastro::inline v0::train::detail
