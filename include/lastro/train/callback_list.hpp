// SPDX-License-Identifier: MIT
// lastro/train/callback_list.hpp
//
// In which order do the callbacks of a run have their turns, and how do they survive a resume?
//
//   detail::callback_list running{settings.callbacks, plan};     // begun, in the order of their phases
//   running.epoch_end(report, control);
//   running.save(now), running.load(then);
#pragma once

#include <cstddef>  // byte, size_t
#include <span>     // span
#include <string>   // string, to_string
#include <utility>  // move
#include <vector>   // vector

#include <lastro/core/order.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/checkpoint.hpp>
#include <lastro/train/run_result.hpp>

namespace lastro::inline v0::train::detail {

/// The callbacks of one run.
class callback_list {
public:
    callback_list() = default;

    /// Starts a copy of each. @throws what their `begin` throws.
    callback_list(const std::vector<callback>& callbacks, const fit_plan& plan) {
        std::vector<const callback*> ordered;
        for (const callback& c : callbacks) {
            ordered.push_back(&c);
        }
        core::stable_sort(std::span{ordered},
                          [](const callback* a, const callback* b) { return a->phase() < b->phase(); });
        for (const callback* c : ordered) {
            std::string name = c->settings().name;
            name = "callback/" + (name.empty() ? "observer" : name);
            std::size_t before = 0;
            for (const entry& other : running_) {
                before += other.kind == name ? 1U : 0U;
            }
            running_.push_back({name, name + '/' + std::to_string(before), c->begin(plan)});
            wants_steps_ = wants_steps_ || running_.back().value.wants_steps();
        }
    }

    [[nodiscard]] bool wants_steps() const noexcept { return wants_steps_; }

    void step_end(const step_report& report) {
        for (entry& e : running_) {
            if (e.value.wants_steps()) {
                e.value.step_end(report);
            }
        }
    }

    /// `keep()` is called once for every callback that asks to keep the parameters.
    template <class Keep>
    void epoch_end(const epoch_report& report, fit_control& control, Keep&& keep) {
        for (entry& e : running_) {
            e.value.epoch_end(report, control);
            if (control.take_keep()) {
                keep();
            }
        }
    }

    void end(const run_result& result) {
        for (entry& e : running_) {
            e.value.end(result);
        }
    }

    /// What they remember; one that remembers nothing is not in it.
    void save(checkpoint& to) const {
        for (const entry& e : running_) {
            if (std::vector<std::byte> bytes = e.value.state(); !bytes.empty()) {
                to.states.push_back({e.name, std::move(bytes)});
            }
        }
    }

    /// @throws what their `restore` throws.
    void load(const checkpoint& from) {
        for (entry& e : running_) {
            for (const saved_state& s : from.states) {
                if (s.name == e.name) {
                    e.value.restore(s.bytes);
                }
            }
        }
    }

private:
    struct entry {
        std::string kind;
        std::string name;  // kind, and its number among those of the kind
        running_callback value;
    };

    std::vector<entry> running_;
    bool wants_steps_ = false;
};

}  // namespace lastro::inline v0::train::detail
