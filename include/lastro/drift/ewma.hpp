// SPDX-License-Identifier: MIT
// lastro/drift/ewma.hpp
//
// Has the mean of a stream moved, by how many of its own standard deviations? The exponentially weighted moving average chart.
//
//   drift::ewma watch{{.lambda = 0.05, .limit = 3.0}};                   // rises and falls, values of any scale
//   if (watch.update(reading) == drift::signal::drift) learn_from_the_last(watch.since_change());
//
// z = (1 - lambda) z + lambda (x - mean), drift where |z| > limit sigma sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^(2 n))):
// the limits of [2], with mean and sigma those of all values since the restart. Unlike `gma`, its threshold has no unit. Tables
// of run lengths for a known mean do not apply: `calibrate` finds the limit. Promises: signal.hpp.
//
// References
//   [1] S. W. Roberts, Control chart tests based on geometric moving averages, Technometrics 1(3), 1959.
//   [2] J. M. Lucas, M. S. Saccucci, Exponentially weighted moving average control schemes, Technometrics 32(1), 1990.
#pragma once

#include <cstddef>    // byte
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct ewma_settings {
    std::uint64_t min_instances = 30;  ///< Values after each restart before the first drift.
    double lambda = 0.05;              ///< The weight of the newest value.
    double limit = 3.0;                ///< In standard deviations of z; the larger, the later and the surer.
    bool two_sided = true;             ///< Falls are drift too.

    friend bool operator==(const ewma_settings&, const ewma_settings&) = default;
};

/// An EWMA chart [1, 2] against the mean and the deviation since the restart.
class ewma {
public:
    static constexpr const char* kind = "ewma";

    /// @throws std::invalid_argument unless 0 < lambda < 1 and limit > 0, finite.
    explicit ewma(const ewma_settings& settings = {}) : settings_{settings} {
        detail::require_inside_unit_interval(settings.lambda, "drift::ewma: lambda");
        detail::require_positive(settings.limit, "drift::ewma: limit");
        scale_ = settings.limit * settings.limit * settings.lambda / (2.0 - settings.lambda);
    }

    signal update(double x) noexcept {
        if (!detail::measurable(x)) {
            ++position_.ignored;
            return signal::none;
        }
        const double n = detail::as_real(++state_.count);
        const double before = x - state_.mean;
        state_.mean += num::rounded(before * (1.0 / n));
        const double after = x - state_.mean;
        state_.squares += num::rounded(before * after);
        const double kept = 1.0 - settings_.lambda;
        state_.average = num::rounded(kept * state_.average) + num::rounded(settings_.lambda * after);
        state_.fade = state_.fade < 0x1p-60 ? 0.0 : state_.fade * (kept * kept);  // 1 - it is 1
        const bool above = side();
        state_.since = state_.average == 0.0 ? state_.count : above != state_.side ? state_.count - 1 : state_.since;
        state_.side = above;
        if (state_.count < settings_.min_instances || !(settings_.two_sided || state_.average > 0.0) ||
            !(state_.average * state_.average > num::rounded(state_.squares / n * scale_) * (1.0 - state_.fade))) {
            return signal::none;
        }
        position_.drifted(state_.count, state_.count - state_.since);
        state_ = {};
        return signal::drift;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The mean since the last drift; NaN before the first value.
    [[nodiscard]] double mean() const noexcept {
        return state_.count == 0 ? std::numeric_limits<double>::quiet_NaN() : state_.mean;
    }

    /// With divisor n; NaN before the first value.
    [[nodiscard]] double variance() const noexcept {
        return state_.count == 0 ? std::numeric_limits<double>::quiet_NaN()
                                 : state_.squares / static_cast<double>(state_.count);
    }

    /// z, in the unit of the values.
    [[nodiscard]] double statistic() const noexcept { return state_.average; }

    /// At the last drift: how many of the newest values came since z was last 0 or changed its sign. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const ewma_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static ewma from_state(core::byte_span bytes) { return detail::state_bytes::read<ewma>(bytes); }

    /// What `calibrate` sets: larger is surer.
    [[nodiscard]] static double threshold(const ewma_settings& s) noexcept { return s.limit; }
    [[nodiscard]] static ewma_settings with_threshold(ewma_settings s, double value) noexcept {
        s.limit = value;
        return s;
    }
    static constexpr bool larger_is_surer = true;
    static constexpr bool below_one = false;

    friend bool operator==(const ewma&, const ewma&) = default;

private:
    friend struct detail::state_bytes;

    struct numbers {
        std::uint64_t count = 0;
        double mean = 0.0;
        double squares = 0.0;  ///< Of deviations from the mean, summed.
        double average = 0.0;
        double fade = 1.0;        ///< (1 - lambda)^(2 count).
        bool side = false;        ///< Is z above 0?
        std::uint64_t since = 0;  ///< The count before it changed its side.

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    [[nodiscard]] bool side() const noexcept { return state_.average > 0.0; }

    static void each_setting(auto& s, auto&& each) {
        each("min_instances", s.min_instances);
        each("lambda", s.lambda);
        each("limit", s.limit);
        each("two_sided", s.two_sided);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        each(s.count, s.mean, s.squares, s.average, s.fade, s.side, s.since);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        return position_.consistent() && num::magnitude(state_.mean) <= 0x1p481 && state_.squares >= 0.0 &&
               num::is_finite(state_.squares) && num::magnitude(state_.average) <= 0x1p482 &&
               detail::in_unit_interval(state_.fade) && state_.side == side() && state_.since <= state_.count &&
               (state_.count > 0 || (state_.mean == 0.0 && state_.squares == 0.0 && state_.average == 0.0));
    }

    ewma_settings settings_;
    double scale_ = 0.0;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<ewma>);

}  // namespace lastro::inline v0::drift
