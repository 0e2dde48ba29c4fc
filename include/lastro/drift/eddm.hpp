// SPDX-License-Identifier: MIT
// lastro/drift/eddm.hpp
//
// Do a classifier's errors come closer together than they did? The early drift detection method, EDDM: not recommended.
//
//   drift::eddm watch;
//   const drift::signal s = watch.update(prediction == truth ? 0.0 : 1.0);      // 1: an error
//
// Drift where mean + 2 deviations of the distances between errors fall below 90 % of their largest so far. The ratio is the same
// whether 30 errors were seen or 3,000, and the largest so far only grows, so that chance suffices: several alarms in 10,000
// values without any change (docs/drift.md), with the largest taken from the 30th error on; programs that take it from the 30th
// value on alarm more. It is here to be compared with; `ddm`, `hddm_a` and `adwin` serve its purpose. Promises: signal.hpp.
//
// References
//   [1] M. Baena-Garcia, J. del Campo-Avila, R. Fidalgo, A. Bifet, R. Gavalda, R. Morales-Bueno, Early drift detection
//       method, IWKDDS 2006.
#pragma once

#include <cstddef>    // byte
#include <cstdint>    // uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct eddm_settings {
    std::uint64_t min_errors = 30;    ///< Errors after each restart that are only counted.
    double warning_threshold = 0.95;  ///< Of the largest distance so far.
    double drift_threshold = 0.9;     ///< At most warning_threshold.

    friend bool operator==(const eddm_settings&, const eddm_settings&) = default;
};

/// EDDM [1] over a stream of 0 (right) and 1 (wrong); whatever else arrives is ignored and counted.
class eddm {
public:
    static constexpr const char* kind = "eddm";

    /// @throws std::invalid_argument unless 0 < drift_threshold <= warning_threshold < 1.
    explicit eddm(const eddm_settings& settings = {}) : settings_{settings} {
        detail::require_inside_unit_interval(settings.drift_threshold, "drift::eddm: drift_threshold");
        detail::require_inside_unit_interval(settings.warning_threshold, "drift::eddm: warning_threshold");
        core::require<std::invalid_argument>(settings.drift_threshold <= settings.warning_threshold,
                                             "drift::eddm: drift_threshold", "at most warning_threshold",
                                             settings.drift_threshold);
    }

    /// Takes the next outcome: 1 an error, 0 none. Nothing is said but at errors.
    signal update(double error) noexcept {
        if (!detail::is_bit(error)) {
            ++position_.ignored;
            return signal::none;
        }
        ++state_.count;
        if (error == 0.0) {
            return signal::none;
        }
        const std::uint64_t distance = state_.count - state_.last;
        state_.last = state_.count;
        const auto n = static_cast<double>(++state_.errors);
        const double before = static_cast<double>(distance) - state_.mean;
        state_.mean += before / n;
        state_.squares += num::rounded(before * (static_cast<double>(distance) - state_.mean));
        if (state_.errors < settings_.min_errors) {
            return signal::none;
        }
        const double level = state_.mean + 2.0 * num::square_root(state_.squares / n);
        if (level >= state_.largest) {
            state_.largest = level;
            state_.warned = 0;
            return signal::none;
        }
        if (level < settings_.drift_threshold * state_.largest) {
            position_.drifted(state_.count, state_.warned == 0 ? distance : state_.count - state_.warned + 1);
            state_ = {};
            return signal::drift;
        }
        if (level < settings_.warning_threshold * state_.largest) {
            state_.warned = state_.warned == 0 ? state_.count : state_.warned;
            return signal::warning;
        }
        state_.warned = 0;
        return signal::none;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The mean distance between errors since the last drift; 0 before the first.
    [[nodiscard]] double distance() const noexcept { return state_.mean; }

    /// At the last drift: how many of the newest values came since the warning that led to it, or else the last error but one.
    /// 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const eddm_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static eddm from_state(core::byte_span bytes) { return detail::state_bytes::read<eddm>(bytes); }

    /// What `calibrate_within` sets, and the warning with it: smaller is surer, always below 1.
    [[nodiscard]] static double threshold(const eddm_settings& s) noexcept { return s.drift_threshold; }
    [[nodiscard]] static eddm_settings with_threshold(eddm_settings s, double value) noexcept {
        detail::set_with_warning(s.drift_threshold, s.warning_threshold, value, 1.0);
        return s;
    }
    static constexpr bool larger_is_surer = false;
    static constexpr bool below_one = true;
    static constexpr bool grows_deaf = true;  ///< Its lives have no mean to be set (calibrate.hpp).

    friend bool operator==(const eddm&, const eddm&) = default;

private:
    friend struct detail::state_bytes;

    struct numbers {
        std::uint64_t count = 0;
        std::uint64_t errors = 0;
        std::uint64_t last = 0;    ///< The count at the last error.
        std::uint64_t warned = 0;  ///< The count at the warning that still lasts; 0: none does.
        double mean = 0.0;         ///< Of the distances.
        double squares = 0.0;      ///< Of their deviations, summed.
        double largest = 0.0;      ///< Mean + 2 deviations.

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    static void each_setting(auto& s, auto&& each) {
        each("min_errors", s.min_errors);
        each("warning_threshold", s.warning_threshold);
        each("drift_threshold", s.drift_threshold);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        each(s.count, s.errors, s.last, s.warned, s.mean, s.squares, s.largest);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        return position_.consistent() && state_.errors <= state_.last && state_.last <= state_.count &&
               state_.warned <= state_.last && (state_.errors == 0) == (state_.last == 0) && state_.mean >= 0.0 &&
               state_.mean <= static_cast<double>(state_.count) && state_.squares >= 0.0 && state_.squares <= 0x1p190 &&
               state_.largest >= 0.0 && state_.largest <= 0x1p70;
    }

    eddm_settings settings_;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<eddm>);

}  // namespace lastro::inline v0::drift
