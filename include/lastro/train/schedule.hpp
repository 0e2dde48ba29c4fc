// SPDX-License-Identifier: MIT
// lastro/train/schedule.hpp
//
// How does the learning rate change during a run? By a factor that is a function of how many steps are done.
//
//   train::fit(net, rows, {.optimizer = train::adam{.learning_rate = 1e-3},
//                          .schedule = train::warm_up_then(100, train::cosine_decay{.steps = 2000})});
//   train::factor(train::step_decay{.every = 30}, 65);          // 0.01: two decays by 0.1
//
// Every rate in a schedule is a multiple of the optimizer's own, so that one schedule serves all groups of parameters.
// A schedule remembers nothing: a run that is resumed at step t goes on as if it had never stopped. The clock t counts
// what was completed before, steps or epochs as the run says (from 0); before 0 it is 0.
#pragma once

#include <cmath>      // isfinite
#include <concepts>   // constructible_from, same_as
#include <cstddef>    // size_t
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move
#include <variant>    // holds_alternative, variant, visit
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/train/cyclic_schedule.hpp>
#include <lastro/train/decay_schedule.hpp>
#include <lastro/train/named_settings.hpp>

namespace lastro::inline v0::train {

class schedule;

/// One schedule after another: parts[i] from starts[i - 1] on, with a clock that begins there at 0.
struct sequential {
    std::vector<schedule> parts;
    std::vector<double> starts = {};  ///< One fewer than parts, ascending, above 0.

    void check() const;
    [[nodiscard]] named_settings settings() const;
    [[nodiscard]] double factor(double t) const;
};

/// Several schedules at once: the product of their factors.
struct chained {
    std::vector<schedule> parts;

    void check() const;
    [[nodiscard]] named_settings settings() const;
    [[nodiscard]] double factor(double t) const;
};

/// Any of the schedules. A regular value; one that nobody chose is constant.
class schedule {
public:
    using any = std::variant<constant_rate, constant_factor, step_decay, multi_step_decay, piecewise_constant, warm_up,
                             linear_ramp, exponential_decay, inverse_time_decay, polynomial_decay, cosine_decay,
                             cosine_restarts, cyclic, one_cycle, sequential, chained>;

    schedule() = default;

    template <class Rule>
    requires(!std::same_as<Rule, schedule> && std::constructible_from<any, Rule>)
        schedule(Rule rule)  // NOLINT(google-explicit-constructor)
        : rule_(std::move(rule)) {}

    [[nodiscard]] const any& rule() const noexcept { return rule_; }

    /// True where the rate never changes.
    [[nodiscard]] bool is_constant() const noexcept { return std::holds_alternative<constant_rate>(rule_); }

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        std::visit([](const auto& rule) { rule.check(); }, rule_);
    }

    [[nodiscard]] named_settings settings() const {
        return std::visit([](const auto& rule) { return rule.settings(); }, rule_);
    }

private:
    any rule_;
};

/// What the learning rate is multiplied by when `t` steps (or epochs) are done.
///
/// Precondition: the schedule's check() does not throw, and t is below 2^52.
[[nodiscard]] inline double factor(const schedule& rule, double t) {
    const double clock = t > 0.0 ? t : 0.0;
    return std::visit([clock](const auto& r) { return r.factor(clock); }, rule.rule());
}

/// `steps` of warm-up, then `rest`, whose clock begins after them.
[[nodiscard]] inline schedule warm_up_then(double steps, schedule rest) {
    return sequential{.parts = {warm_up{.steps = steps}, std::move(rest)}, .starts = {steps}};
}

inline void sequential::check() const {
    core::require<std::invalid_argument>(!parts.empty(), "train::sequential: parts", "at least one", "none");
    core::require<std::invalid_argument>(starts.size() + 1 == parts.size(), "train::sequential: starts",
                                         std::to_string(parts.size() - 1) + ", one fewer than parts", starts.size());
    double before = 0.0;
    for (const double start : starts) {
        core::require<std::invalid_argument>(start > before && std::isfinite(start), "train::sequential: starts",
                                             "ascending numbers above 0", start);
        before = start;
    }
    for (const schedule& part : parts) {
        part.check();
    }
}

inline named_settings sequential::settings() const {
    named_settings s{"sequential"};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) {
            s.values.emplace_back("from" + std::to_string(i), starts[i - 1]);
        }
        s.values.emplace_back("part" + std::to_string(i), to_string(parts[i].settings()));
    }
    return s;
}

inline double sequential::factor(double t) const {
    std::size_t part = 0;
    while (part < starts.size() && t >= starts[part]) {
        ++part;
    }
    return train::factor(parts[part], part == 0 ? t : t - starts[part - 1]);
}

inline void chained::check() const {
    core::require<std::invalid_argument>(!parts.empty(), "train::chained: parts", "at least one", "none");
    for (const schedule& part : parts) {
        part.check();
    }
}

inline named_settings chained::settings() const {
    named_settings s{"chained"};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        s.values.emplace_back("part" + std::to_string(i), to_string(parts[i].settings()));
    }
    return s;
}

inline double chained::factor(double t) const {
    double product = 1.0;
    for (const schedule& part : parts) {
        product *= train::factor(part, t);
    }
    return product;
}

}  // namespace lastro::inline v0::train
