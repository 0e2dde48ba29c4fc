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
#pragma once

#include <concepts>     // copy_constructible, same_as
#include <cstdint>      // uint64_t, uint8_t
#include <memory>       // make_shared, make_unique, shared_ptr, unique_ptr
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // is_void_v
#include <utility>      // exchange, move
#include <vector>       // vector

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

/// A callback in the middle of one run.
class running_callback {
public:
    running_callback() = default;
    running_callback(const running_callback&) = delete;
    running_callback& operator=(const running_callback&) = delete;
    virtual ~running_callback() = default;

    virtual void step_end(const step_report& report) = 0;
    virtual void epoch_end(const epoch_report& report, fit_control& control) = 0;
    virtual void end(const run_result& result) = 0;

    /// False where step_end does nothing, so that no one need call it.
    [[nodiscard]] virtual bool wants_steps() const noexcept = 0;
};

namespace detail {

template <class T>
class running final : public running_callback {
public:
    explicit running(T value) : value_(std::move(value)) {}

    void begin(const fit_plan& plan) {
        if constexpr (hears_begin<T> && !starts_another<T>) {
            value_.begin(plan);
        }
    }
    void step_end(const step_report& report) override {
        if constexpr (hears_steps<T>) {
            value_.step_end(report);
        }
    }
    void epoch_end(const epoch_report& report, fit_control& control) override {
        if constexpr (decides<T>) {
            value_.epoch_end(report, control);
        } else if constexpr (hears_epochs<T>) {
            value_.epoch_end(report);
        }
    }
    void end(const run_result& result) override {
        if constexpr (hears_end<T>) {
            value_.end(result);
        }
    }
    [[nodiscard]] bool wants_steps() const noexcept override { return hears_steps<T>; }

private:
    T value_;
};

}  // namespace detail

/// Any callback, as a list of them holds it. A regular value: the original is never changed.
class callback {
public:
    template <class T>
    requires(!std::same_as<T, callback>) && callback_like<T> callback(T value)  // NOLINT(google-explicit-constructor)
        : self_(std::make_shared<const holder<T>>(std::move(value))) {}

    [[nodiscard]] train::phase phase() const noexcept { return self_->phase(); }

    /// What the record of a run says about it; nothing with an empty name if it cannot change the result.
    [[nodiscard]] named_settings settings() const { return self_->settings(); }

    /// Starts on a copy. @throws what the callback's `begin` throws.
    [[nodiscard]] std::unique_ptr<running_callback> begin(const fit_plan& plan) const { return self_->begin(plan); }

private:
    struct interface {
        interface() = default;
        interface(const interface&) = delete;
        interface& operator=(const interface&) = delete;
        virtual ~interface() = default;
        [[nodiscard]] virtual train::phase phase() const noexcept = 0;
        [[nodiscard]] virtual named_settings settings() const = 0;
        [[nodiscard]] virtual std::unique_ptr<running_callback> begin(const fit_plan& plan) const = 0;
    };

    template <class T>
    struct holder final : interface {
        explicit holder(T v) : value(std::move(v)) {}
        [[nodiscard]] train::phase phase() const noexcept override {
            if constexpr (requires { T::phase; }) {
                return T::phase;
            } else {
                return train::phase::observe;
            }
        }
        [[nodiscard]] named_settings settings() const override {
            if constexpr (requires { value.settings(); }) {
                return value.settings();
            } else if constexpr (detail::decides<T>) {
                return {"callback of the program"};
            } else {
                return {};
            }
        }
        [[nodiscard]] std::unique_ptr<running_callback> begin(const fit_plan& plan) const override {
            if constexpr (detail::starts_another<T>) {
                using started = decltype(value.begin(plan));
                return std::make_unique<detail::running<started>>(value.begin(plan));
            } else {
                auto copy = std::make_unique<detail::running<T>>(value);
                copy->begin(plan);
                return copy;
            }
        }
        T value;
    };

    std::shared_ptr<const interface> self_;
};

}  // namespace lastro::inline v0::train
