// SPDX-License-Identifier: MIT
// lastro/train/callback.hpp
//
// How does a program watch a training run, or end it? Any value with some of four members; no base class.
//
//   struct log_loss_curve {                                              // a callback of your own
//       std::vector<double>* curve;
//       void epoch_end(const train::epoch_report& e) { curve->push_back(e["loss"]); }
//   };
//   train::fit(rain, rows, {.callbacks = {log_loss_curve{&curve}, train::early_stopping{.patience = 8}}});
//
// Members, all optional but one: begin(const fit_plan&), step_end(const step_report&), epoch_end(const epoch_report&)
// or epoch_end(const epoch_report&, fit_control&), end(const run_result&). Each run works on a copy; where `begin` is
// const and returns an object, that object is called from then on, so that settings stay apart from state. Those with
// `static constexpr train::phase phase` observe, decide, persist go in this order, equals in the order of the list.
// What a callback must know again after a resume is in its checkpoint: std::vector<std::byte> state() const, and
// restore(core::byte_span); core::byte_writer and byte_reader make them.
#pragma once

#include <any>          // any, any_cast
#include <concepts>     // copy_constructible, same_as
#include <cstddef>      // byte
#include <cstdint>      // uint64_t, uint8_t
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // is_void_v
#include <utility>      // exchange, move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/run_result.hpp>

namespace lastro::inline v0::train {

/// When a callback has its turn at the end of an epoch.
enum class phase : std::uint8_t { observe, decide, persist };

/// What a run is about to do.
struct fit_plan {
    std::uint64_t epochs = 0;
    std::uint64_t steps_per_epoch = 0;
    std::uint64_t rows = 0;
    std::uint64_t epochs_done = 0;          ///< Before, where the run is resumed.
    std::vector<std::string> metrics = {};  ///< What every epoch will report: "loss", "validation/loss", ...
};

/// @throws std::invalid_argument beginning with `where` unless the run reports a metric called `name`.
inline void require_metric(const char* where, const std::string& name, const std::vector<std::string>& metrics) {
    std::string known;
    for (const std::string& metric : metrics) {
        if (metric == name) {
            return;
        }
        known += (known.empty() ? "" : ", ") + core::quoted(metric);
    }
    core::fail<std::invalid_argument>(where, "one of " + known, core::quoted(name));
}

/// After one step of the optimizer.
struct step_report {
    std::uint64_t epoch = 0;     ///< From 1.
    std::uint64_t step = 0;      ///< Within the epoch, from 1.
    double loss = 0.0;           ///< Mean of the rows of the step.
    double learning_rate = 0.0;  ///< Of the optimizer (not of its groups), after schedule and plateau.
};

/// After one epoch.
struct epoch_report {
    std::uint64_t epoch = 0;  ///< From 1.
    const std::vector<metric_value>& metrics;

    /// @throws std::out_of_range if there is no such metric.
    [[nodiscard]] double operator[](std::string_view name) const { return value_of(metrics, name); }
};

/// What a callback may ask for at the end of an epoch.
class fit_control {
public:
    /// Ends the run after this epoch. Nothing takes that back, and the first reason stays.
    void stop(std::string why) {
        if (why_.empty()) {
            why_ = why.empty() ? "a callback asked for it" : std::move(why);
        }
    }

    /// Keeps the parameters as they are now: the run will end with those kept last, not with those of its last epoch.
    void keep() noexcept { keep_ = true; }

    [[nodiscard]] const std::string& why() const noexcept { return why_; }

    /// True if `keep` was called since the last question.
    [[nodiscard]] bool take_keep() noexcept { return std::exchange(keep_, false); }

private:
    std::string why_;
    bool keep_ = false;
};

namespace detail {

template <class T>
concept hears_begin = requires(T& t, const fit_plan& plan) {
    t.begin(plan);
};
template <class T>
concept hears_steps = requires(T& t, const step_report& report) {
    t.step_end(report);
};
template <class T>
concept hears_epochs = requires(T& t, const epoch_report& report) {
    t.epoch_end(report);
};
template <class T>
concept decides = requires(T& t, const epoch_report& report, fit_control& control) {
    t.epoch_end(report, control);
};
template <class T>
concept hears_end = requires(T& t, const run_result& result) {
    t.end(result);
};

/// A value that a checkpoint can save and put back.
template <class T>
concept remembers = requires(T& t, const T& fixed, core::byte_span bytes) {
    { fixed.state() } -> std::same_as<std::vector<std::byte>>;
    t.restore(bytes);
};

/// A value whose `begin` returns the object that is to be called.
template <class T>
concept starts_another = requires(const T& t, const fit_plan& plan) {
    requires !std::is_void_v<decltype(t.begin(plan))>;
};

}  // namespace detail

/// A value with at least one of the members of a callback.
template <class T>
concept callback_like = std::copy_constructible<T> &&
    (detail::hears_begin<T> || detail::hears_steps<T> || detail::hears_epochs<T> || detail::decides<T> ||
     detail::hears_end<T>);

/// A callback in the middle of one run; a value.
class running_callback {
public:
    template <class T>
    requires(!std::same_as<T, running_callback>) explicit running_callback(T value)
        : value_(std::move(value)), calls_(&calls_of<T>) {}

    void step_end(const step_report& report) { calls_->step_end(value_, report); }
    void epoch_end(const epoch_report& report, fit_control& control) { calls_->epoch_end(value_, report, control); }
    void end(const run_result& result) { calls_->end(value_, result); }

    /// False where step_end does nothing, so that no one need call it.
    [[nodiscard]] bool wants_steps() const noexcept { return calls_->wants_steps; }

    /// What it remembers, for a checkpoint; nothing where it has no `state`.
    [[nodiscard]] std::vector<std::byte> state() const { return calls_->state(value_); }

    /// Puts back what `state` gave. @throws format_error if it is something else.
    void restore(core::byte_span state) { calls_->restore(value_, state); }

private:
    struct calls {
        void (*step_end)(std::any&, const step_report&);
        void (*epoch_end)(std::any&, const epoch_report&, fit_control&);
        void (*end)(std::any&, const run_result&);
        std::vector<std::byte> (*state)(const std::any&);
        void (*restore)(std::any&, core::byte_span);
        bool wants_steps;
    };

    template <class T>
    static T& in(std::any& value) noexcept {
        return *std::any_cast<T>(&value);
    }

    template <class T>
    static constexpr calls calls_of{[](std::any& value, const step_report& report) {
                                        if constexpr (detail::hears_steps<T>) {
                                            in<T>(value).step_end(report);
                                        }
                                    },
                                    [](std::any& value, const epoch_report& report, fit_control& control) {
                                        if constexpr (detail::decides<T>) {
                                            in<T>(value).epoch_end(report, control);
                                        } else if constexpr (detail::hears_epochs<T>) {
                                            in<T>(value).epoch_end(report);
                                        }
                                    },
                                    [](std::any& value, const run_result& result) {
                                        if constexpr (detail::hears_end<T>) {
                                            in<T>(value).end(result);
                                        }
                                    },
                                    [](const std::any& value) -> std::vector<std::byte> {
                                        if constexpr (detail::remembers<T>) {
                                            return std::any_cast<T>(&value)->state();
                                        }
                                        return {};
                                    },
                                    [](std::any& value, core::byte_span state) {
                                        if constexpr (detail::remembers<T>) {
                                            in<T>(value).restore(state);
                                        }
                                    },
                                    detail::hears_steps<T>};

    std::any value_;
    const calls* calls_;
};

/// Any callback, as a list of them holds it. A regular value: the original is never changed.
class callback {
public:
    template <class T>
    requires(!std::same_as<T, callback>) && callback_like<T> callback(T value)  // NOLINT(google-explicit-constructor)
        : value_(std::move(value)),
    questions_(&questions_of<T>) {}

    [[nodiscard]] train::phase phase() const noexcept { return questions_->phase; }

    /// What the record of a run says about it; nothing with an empty name if it cannot change the result.
    [[nodiscard]] named_settings settings() const { return questions_->settings(value_); }

    /// Starts on a copy. @throws what the callback's `begin` throws.
    [[nodiscard]] running_callback begin(const fit_plan& plan) const { return questions_->begin(value_, plan); }

private:
    struct questions {
        train::phase phase;
        named_settings (*settings)(const std::any&);
        running_callback (*begin)(const std::any&, const fit_plan&);
    };

    template <class T>
    static constexpr train::phase phase_of() noexcept {
        if constexpr (requires { T::phase; }) {
            return T::phase;
        } else {
            return train::phase::observe;
        }
    }

    template <class T>
    static constexpr questions questions_of{phase_of<T>(),
                                            [](const std::any& value) -> named_settings {
                                                const T& self = *std::any_cast<T>(&value);
                                                if constexpr (requires { self.settings(); }) {
                                                    return self.settings();
                                                } else if constexpr (detail::decides<T>) {
                                                    return {"callback of the program"};
                                                } else {
                                                    return {};
                                                }
                                            },
                                            [](const std::any& value, const fit_plan& plan) -> running_callback {
                                                const T& self = *std::any_cast<T>(&value);
                                                if constexpr (detail::starts_another<T>) {
                                                    return running_callback{self.begin(plan)};
                                                } else {
                                                    T copy = self;
                                                    if constexpr (detail::hears_begin<T>) {
                                                        copy.begin(plan);
                                                    }
                                                    return running_callback{std::move(copy)};
                                                }
                                            }};

    std::any value_;
    const questions* questions_;
};

/// Those of them that can change the result of a run.
[[nodiscard]] inline std::vector<callback> deciding(const std::vector<callback>& callbacks) {
    std::vector<callback> list;
    for (const callback& c : callbacks) {
        if (!c.settings().name.empty()) {
            list.push_back(c);
        }
    }
    return list;
}

/// What the record of a run says about those of them that can change the result.
[[nodiscard]] inline std::vector<named_settings> describe(const std::vector<callback>& callbacks) {
    std::vector<named_settings> list;
    for (const callback& c : deciding(callbacks)) {
        list.push_back(c.settings());
    }
    return list;
}

}  // namespace lastro::inline v0::train
