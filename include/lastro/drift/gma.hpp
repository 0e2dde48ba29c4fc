// SPDX-License-Identifier: MIT
// lastro/drift/gma.hpp
//
// Has the mean of a stream risen? The geometric moving average (EWMA) of the deviations from the mean so far.
//
//   drift::gma watch{{.alpha = 0.95, .threshold = 0.5 * sigma}};
//   if (watch.update(reading) == drift::signal::drift) retrain();
//
// s = alpha s + (1 - alpha) (x - mean), drift where s > threshold, in the unit of the values. For independent values with
// standard deviation sigma, s comes to have sigma sqrt((1 - alpha) / (1 + alpha)). For a fall, give it -x. Says nothing
// about where the change was. Promises: signal.hpp.
//
// References
//   [1] S. W. Roberts, Control chart tests based on geometric moving averages, Technometrics 1(3), 1959.
#pragma once

#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument

#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct gma_settings {
    std::uint64_t min_instances = 30;  ///< Values after each restart before the first drift.
    double alpha = 0.99;               ///< The part of s that each step keeps.
    double threshold = 1.0;            ///< Of s; the larger, the later and the surer.

    friend bool operator==(const gma_settings&, const gma_settings&) = default;
};

/// A geometric moving average [1] of deviations from the mean since the restart.
class gma {
public:
    /// @throws std::invalid_argument unless 0 < alpha < 1 and threshold > 0, finite.
    explicit gma(const gma_settings& settings = {}) : settings_{settings} {
        detail::require_inside_unit_interval(settings.alpha, "drift::gma: alpha");
        detail::require_positive(settings.threshold, "drift::gma: threshold");
    }

    signal update(double x) noexcept {
        if (!detail::measurable(x)) {
            ++state_.ignored;
            return signal::none;
        }
        ++state_.count;
        state_.mean += (x - state_.mean) / static_cast<double>(state_.count);
        state_.average =
            num::fma(settings_.alpha, state_.average, num::rounded((1.0 - settings_.alpha) * (x - state_.mean)));
        if (state_.count < settings_.min_instances || !(state_.average > settings_.threshold)) {
            return signal::none;
        }
        state_ = {.ignored = state_.ignored};
        return signal::drift;
    }

    void reset() noexcept { state_ = {}; }

    /// The mean since the last drift; NaN before the first value.
    [[nodiscard]] double mean() const noexcept {
        return state_.count == 0 ? std::numeric_limits<double>::quiet_NaN() : state_.mean;
    }

    /// s, which is compared with the threshold.
    [[nodiscard]] double statistic() const noexcept { return state_.average; }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return state_.ignored; }
    [[nodiscard]] const gma_settings& settings() const noexcept { return settings_; }

    friend bool operator==(const gma&, const gma&) = default;

private:
    struct state {
        std::uint64_t count = 0;
        double mean = 0.0;
        double average = 0.0;
        std::uint64_t ignored = 0;

        friend bool operator==(const state&, const state&) = default;
    };

    gma_settings settings_;
    state state_;
};

static_assert(detector<gma>);

}  // namespace lastro::inline v0::drift
