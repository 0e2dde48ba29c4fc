// SPDX-License-Identifier: MIT
// lastro/drift/gma.hpp
//
// Has the mean of a stream risen, or fallen? The geometric moving average (EWMA) of the deviations from the mean so far.
//
//   drift::gma watch{{.alpha = 0.95, .threshold = 0.5 * sigma}};
//   if (watch.update(reading) == drift::signal::drift) retrain();
//
// s = alpha s + (1 - alpha) (x - mean), drift where s > threshold, in the unit of the values. For independent values with
// standard deviation sigma, s comes to have sigma sqrt((1 - alpha) / (1 + alpha)).
// Promises: signal.hpp.
//
// References
//   [1] S. W. Roberts, Control chart tests based on geometric moving averages, Technometrics 1(3), 1959.
#pragma once

#include <cstddef>    // byte
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct gma_settings {
    std::uint64_t min_instances = 30;  ///< Values after each restart before the first drift.
    double alpha = 0.99;               ///< The part of s that each step keeps.
    double threshold = 1.0;            ///< Of s; the larger, the later and the surer.
    bool two_sided = false;            ///< Falls are drift too: of |s|.

    friend bool operator==(const gma_settings&, const gma_settings&) = default;
};

/// A geometric moving average [1] of deviations from the mean since the restart.
class gma {
public:
    static constexpr const char* kind = "gma";

    /// @throws std::invalid_argument unless 0 < alpha < 1 and threshold > 0, finite.
    explicit gma(const gma_settings& settings = {}) : settings_{settings} {
        detail::require_inside_unit_interval(settings.alpha, "drift::gma: alpha");
        detail::require_positive(settings.threshold, "drift::gma: threshold");
    }

    signal update(double x) noexcept {
        if (!detail::measurable(x)) {
            ++position_.ignored;
            return signal::none;
        }
        state_.mean += num::rounded((x - state_.mean) * (1.0 / detail::as_real(++state_.count)));
        state_.average =
            num::rounded(settings_.alpha * state_.average) + num::rounded((1.0 - settings_.alpha) * (x - state_.mean));
        state_.since = state_.average <= 0.0 ? state_.count : state_.since;
        state_.fall_since = state_.average >= 0.0 ? state_.count : state_.fall_since;
        const double size = settings_.two_sided ? num::magnitude(state_.average) : state_.average;
        if (state_.count < settings_.min_instances || !(size > settings_.threshold)) {
            return signal::none;
        }
        position_.drifted(state_.count, state_.count - (state_.average > 0.0 ? state_.since : state_.fall_since));
        state_ = {};
        return signal::drift;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The mean since the last drift; NaN before the first value.
    [[nodiscard]] double mean() const noexcept {
        return state_.count == 0 ? std::numeric_limits<double>::quiet_NaN() : state_.mean;
    }

    /// s, which is compared with the threshold.
    [[nodiscard]] double statistic() const noexcept { return state_.average; }

    /// At the last drift: how many of the newest values came after s was last not above 0, or below it. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const gma_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static gma from_state(core::byte_span bytes) { return detail::state_bytes::read<gma>(bytes); }

    /// What `calibrate` sets: larger is surer.
    [[nodiscard]] static double threshold(const gma_settings& s) noexcept { return s.threshold; }
    [[nodiscard]] static gma_settings with_threshold(gma_settings s, double value) noexcept {
        s.threshold = value;
        return s;
    }
    static constexpr bool larger_is_surer = true;
    static constexpr bool below_one = false;

    friend bool operator==(const gma&, const gma&) = default;

private:
    friend struct detail::state_bytes;

    struct numbers {
        std::uint64_t count = 0;
        double mean = 0.0;
        double average = 0.0;
        std::uint64_t since = 0;       ///< The count when the average was last not above 0.
        std::uint64_t fall_since = 0;  ///< When it was last not below 0.

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    static void each_setting(auto& s, auto&& each) {
        each("min_instances", s.min_instances);
        each("alpha", s.alpha);
        each("threshold", s.threshold);
        each("two_sided", s.two_sided);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        each(s.count, s.mean, s.average, s.since, s.fall_since);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        return position_.consistent() && state_.since <= state_.count && state_.fall_since <= state_.count &&
               num::magnitude(state_.mean) <= 0x1p481 && num::magnitude(state_.average) <= 0x1p482 &&
               (state_.count > 0 || (state_.mean == 0.0 && state_.average == 0.0));
    }

    gma_settings settings_;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<gma>);

}  // namespace lastro::inline v0::drift
