// SPDX-License-Identifier: MIT
// lastro/drift/ddm.hpp
//
// Does a classifier err more often than at its best? The drift detection method, DDM.
//
//   drift::ddm watch;
//   const drift::signal s = watch.update(prediction == truth ? 0.0 : 1.0);      // 1: an error
//
// With p the share of errors and s = sqrt(p (1 - p) / n): warning above p_min + 2 s_min, drift above p_min + 3 s_min, where
// the pair is that of the smallest p + s so far. Three sigma at each of many steps is no false alarm rate, and a stretch
// that begins without any error makes the first one an alarm (s_min = 0): a longer warm-up, or hddm_a, where that hurts.
// Promises: signal.hpp.
//
// References
//   [1] J. Gama, P. Medas, G. Castillo, P. Rodrigues, Learning with drift detection, SBIA 2004.
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

struct ddm_settings {
    std::uint64_t warm_start = 30;   ///< Values after each restart that are only counted.
    double warning_threshold = 2.0;  ///< In units of s_min.
    double drift_threshold = 3.0;    ///< In units of s_min; at least warning_threshold.

    friend bool operator==(const ddm_settings&, const ddm_settings&) = default;
};

/// DDM [1] over a stream of 0 (right) and 1 (wrong); whatever else arrives is ignored and counted.
class ddm {
public:
    static constexpr const char* kind = "ddm";

    /// @throws std::invalid_argument unless 0 < warning_threshold <= drift_threshold, both finite.
    explicit ddm(const ddm_settings& settings = {}) : settings_{settings} {
        detail::require_positive(settings.warning_threshold, "drift::ddm: warning_threshold");
        detail::require_positive(settings.drift_threshold, "drift::ddm: drift_threshold");
        core::require<std::invalid_argument>(settings.warning_threshold <= settings.drift_threshold,
                                             "drift::ddm: warning_threshold", "at most drift_threshold",
                                             settings.warning_threshold);
    }

    /// Takes the next outcome: 1 an error, 0 none.
    signal update(double error) noexcept {
        if (!detail::is_bit(error)) {
            ++position_.ignored;
            return signal::none;
        }
        ++state_.count;
        state_.errors += error == 1.0 ? 1U : 0U;
        if (state_.count <= settings_.warm_start) {
            return signal::none;
        }
        const double n = detail::as_real(state_.count);
        const double p = error_rate();
        if (nothing_new(p, n)) {
            state_.warned = 0;
            return signal::none;
        }
        const double s = num::square_root(p * (1.0 - p) / n);
        if (p + s <= state_.best) {
            state_.best = p + s;
            state_.p_min = p;
            state_.s_min = s;
        }
        if (p + s > state_.p_min + num::rounded(settings_.drift_threshold * state_.s_min)) {
            position_.drifted(state_.count, state_.warned == 0 ? 1 : state_.count - state_.warned + 1);
            state_ = {};
            return signal::drift;
        }
        if (p + s > state_.p_min + num::rounded(settings_.warning_threshold * state_.s_min)) {
            state_.warned = state_.warned == 0 ? state_.count : state_.warned;
            return signal::warning;
        }
        state_.warned = 0;
        return signal::none;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The share of errors since the last drift; NaN before the first value.
    [[nodiscard]] double error_rate() const noexcept {
        return state_.count == 0 ? std::numeric_limits<double>::quiet_NaN()
                                 : detail::as_real(state_.errors) / detail::as_real(state_.count);
    }

    /// At the last drift: how many of the newest values to learn from anew, those since the warning that led to it [1].
    /// 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const ddm_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static ddm from_state(core::byte_span bytes) { return detail::state_bytes::read<ddm>(bytes); }

    /// What `calibrate_within` sets, and the warning with it: larger is surer.
    [[nodiscard]] static double threshold(const ddm_settings& s) noexcept { return s.drift_threshold; }
    [[nodiscard]] static ddm_settings with_threshold(ddm_settings s, double value) noexcept {
        detail::set_with_warning(s.drift_threshold, s.warning_threshold, value);
        return s;
    }
    static constexpr bool larger_is_surer = true;
    static constexpr bool below_one = false;
    static constexpr bool grows_deaf = true;  ///< Its lives have no mean to be set (calibrate.hpp).

    friend bool operator==(const ddm&, const ddm&) = default;

private:
    friend struct detail::state_bytes;

    struct numbers {
        std::uint64_t count = 0;
        std::uint64_t errors = 0;
        std::uint64_t warned = 0;  ///< The count at the warning that still lasts; 0: none does.
        double best = std::numeric_limits<double>::infinity();
        double p_min = 0.0;
        double s_min = 0.0;

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    /// Is p + s surely above the smallest so far, and surely no warning? Answered by squares, 1e-9 from the border, far more than
    /// what is rounded: the root and its division are then not needed.
    [[nodiscard]] bool nothing_new(double p, double n) const noexcept {
        constexpr double border = 1e-9;
        const double best = state_.best - p + border;
        const double warning = state_.p_min + settings_.warning_threshold * state_.s_min - p - border;
        const double variance = p * (1.0 - p);
        return (best < 0.0 || best * best * n < variance) && warning > 0.0 && warning * warning * n > variance;
    }

    static void each_setting(auto& s, auto&& each) {
        each("warm_start", s.warm_start);
        each("warning_threshold", s.warning_threshold);
        each("drift_threshold", s.drift_threshold);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        each(s.count, s.errors, s.warned, s.best, s.p_min, s.s_min);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        const bool judged = state_.best < std::numeric_limits<double>::infinity();
        return position_.consistent() && state_.errors <= state_.count && state_.warned <= state_.count &&
               detail::in_unit_interval(state_.p_min) && detail::in_unit_interval(state_.s_min) && state_.best >= 0.0 &&
               (!judged || state_.best == state_.p_min + state_.s_min) &&
               judged == (state_.count > settings_.warm_start);
    }

    ddm_settings settings_;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<ddm>);

}  // namespace lastro::inline v0::drift
