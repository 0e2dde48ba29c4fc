// SPDX-License-Identifier: MIT
// lastro/train/checkpoint_directory.hpp
//
// Which checkpoint does a run go on from, and which may be deleted?
//
//   train::checkpoint_directory directory{{.directory = "run", .keep_last = 2, .keep_best = 3}};
//   if (const auto found = directory.newest(); found.content) go_on_from(*found.content);
//   directory.put(now);                                     // durable before an older one is deleted
//
// One file per checkpoint, "checkpoint-<epochs done>-<steps done>.lastro", ten digits each: the order of names is the
// order of time. A file appears whole or not at all, and a damaged one (its digest tells) is passed over, not deleted.
// A process that is killed leaves at most a temporary file, which the next one removes. The directory is locked while
// an object lives: who comes second waits.
#pragma once

#include <unistd.h>  // unlink (POSIX)

#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <limits>       // numeric_limits
#include <optional>     // optional
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/directory.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/file_lock.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/path.hpp>
#include <lastro/train/checkpoint.hpp>
#include <lastro/train/checkpoint_file.hpp>
#include <lastro/train/checkpoints.hpp>
#include <lastro/train/goal.hpp>

namespace lastro::inline v0::train {

/// What there is to go on from.
struct found_checkpoint {
    std::optional<checkpoint> content = {};
    std::string file = {};                  ///< With the directory.
    std::vector<std::string> damaged = {};  ///< What is wrong with newer ones.
};

/// The checkpoints of one run.
class checkpoint_directory {
public:
    /// Makes the directory, waits for its lock, removes what a killed process left half-written.
    ///
    /// @throws std::invalid_argument if a setting is out of range; io_error if the directory cannot be used.
    explicit checkpoint_directory(checkpoints settings)
        : settings_((settings.check(), std::move(settings))), lock_((make(settings_.directory), path_of("lock"))) {
        for (const std::string& name : core::list_directory(settings_.directory)) {
            if (name.starts_with(".lastro-") && name.ends_with(".tmp")) {
                ::unlink(path_of(name).c_str());
            }
        }
    }

    [[nodiscard]] static std::string name_of(std::uint64_t epoch, std::uint64_t step) {
        const auto digits = [](std::uint64_t number) {
            const std::string text = std::to_string(number);
            return std::string(text.size() < 10 ? 10 - text.size() : 0, '0') + text;
        };
        return "checkpoint-" + digits(epoch) + '-' + digits(step) + ".lastro";
    }

    /// The newest checkpoint that is whole.
    ///
    /// @throws io_error if a file cannot be read; format_error if one is whole, but of another format.
    [[nodiscard]] found_checkpoint newest() {
        kept_.clear();
        found_checkpoint result;
        const std::vector<std::string> names = core::list_directory(settings_.directory);
        for (auto name = names.rbegin(); name != names.rend(); ++name) {
            if (!name->starts_with("checkpoint-") || !name->ends_with(".lastro")) {
                continue;
            }
            try {
                checkpoint content = read_checkpoint(path_of(*name));
                kept_.insert(kept_.begin(), {*name, monitored(content)});
                if (!result.content) {
                    result.content = std::move(content);
                    result.file = path_of(*name);
                }
            } catch (const integrity_error& e) {
                if (!result.content) {
                    result.damaged.emplace_back(e.what());
                }
            }
        }
        return result;
    }

    /// True where the settings ask for a checkpoint after `step` steps within an epoch.
    [[nodiscard]] bool due_after_step(std::uint64_t step) const noexcept {
        return settings_.every_steps > 0 && step % settings_.every_steps == 0;
    }

    /// True where the settings ask for one after `epoch` epochs.
    [[nodiscard]] bool due_after_epoch(std::uint64_t epoch) const noexcept {
        return settings_.every_epochs > 0 && epoch % settings_.every_epochs == 0;
    }

    /// Writes a checkpoint, then deletes those that are neither among the last nor among the best.
    ///
    /// @throws io_error if it cannot be written; those before are still there.
    void put(const checkpoint& now) {
        const std::string name = name_of(now.epoch, now.step);
        core::write_file(path_of(name), encode(now));
        std::erase_if(kept_, [&](const entry& e) { return e.name == name; });
        kept_.push_back({name, monitored(now)});
        std::vector<bool> wanted(kept_.size(), false);
        for (std::size_t i = kept_.size(); i-- > 0 && kept_.size() - i <= settings_.keep_last;) {
            wanted[i] = true;
        }
        std::vector<std::size_t> ranked;
        for (std::size_t i = 0; i < kept_.size(); ++i) {
            if (kept_[i].monitored == kept_[i].monitored) {
                ranked.push_back(i);
            }
        }
        core::stable_sort(std::span{ranked}, [&](std::size_t a, std::size_t b) {
            return settings_.goal == goal::smaller ? kept_[a].monitored < kept_[b].monitored
                                                   : kept_[a].monitored > kept_[b].monitored;
        });
        for (std::size_t i = 0; i < ranked.size() && i < settings_.keep_best; ++i) {
            wanted[ranked[i]] = true;
        }
        std::vector<entry> left;
        for (std::size_t i = 0; i < kept_.size(); ++i) {
            if (wanted[i]) {
                left.push_back(std::move(kept_[i]));
            } else {
                ::unlink(path_of(kept_[i].name).c_str());
            }
        }
        kept_ = std::move(left);
    }

    [[nodiscard]] const checkpoints& settings() const noexcept { return settings_; }

private:
    struct entry {
        std::string name;
        double monitored;
    };

    static void make(const std::string& directory) { core::create_directories(directory); }

    // What keep_best ranks by; NaN within an epoch.
    [[nodiscard]] double monitored(const checkpoint& c) const noexcept {
        if (c.step == 0 && !c.history.empty()) {
            for (const metric_value& m : c.history.back().metrics) {
                if (m.name == settings_.monitor) {
                    return m.value;
                }
            }
        }
        return std::numeric_limits<double>::quiet_NaN();
    }

    [[nodiscard]] std::string path_of(const std::string& name) const {
        return core::join_path(settings_.directory, name);
    }

    checkpoints settings_;
    core::file_lock lock_;
    std::vector<entry> kept_;  // whole ones, the oldest first
};

}  // namespace lastro::inline v0::train
