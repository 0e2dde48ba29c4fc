// SPDX-License-Identifier: MIT
// lastro/drift/stepd.hpp
//
// Does a classifier err more often lately than before? A test of two equal proportions: STEPD.
//
//   drift::stepd watch{{.window = 30}};
//   const drift::signal s = watch.update(prediction == truth ? 0.0 : 1.0);      // 1: an error
//
// The last `window` outcomes against all before them since the restart, by the chi-squared test of equal proportions with the
// correction for continuity. The levels belong to one comparison, and there is one at each value: no rate of false alarms
// follows from them. Promises: signal.hpp.
//
// References
//   [1] K. Nishida, K. Yamauchi, Detecting concept drift using statistical testing, Discovery Science 2007.
#pragma once

#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/bit_ring.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/normal_quantile.hpp>

namespace lastro::inline v0::drift {

struct stepd_settings {
    std::size_t window = 30;      ///< The newest values, which are compared; up to `stepd::capacity`.
    double drift_level = 0.003;   ///< Two-sided p-value of one comparison.
    double warning_level = 0.05;  ///< At least drift_level.
    bool two_sided = false;       ///< Fewer errors are drift too.

    friend bool operator==(const stepd_settings&, const stepd_settings&) = default;
};

/// STEPD [1] over a stream of 0 (right) and 1 (wrong); whatever else arrives is ignored and counted.
class stepd {
public:
    static constexpr const char* kind = "stepd";
    static constexpr std::size_t capacity = 1024;  ///< The largest window.

    /// @throws std::invalid_argument unless 1 <= window <= capacity and 0 < drift_level <= warning_level < 1.
    explicit stepd(const stepd_settings& settings = {}) : settings_{settings} {
        core::require<std::invalid_argument>(settings.window >= 1 && settings.window <= capacity,
                                             "drift::stepd: window", "from 1 to 1024", settings.window);
        detail::require_inside_unit_interval(settings.drift_level, "drift::stepd: drift_level");
        detail::require_inside_unit_interval(settings.warning_level, "drift::stepd: warning_level");
        core::require<std::invalid_argument>(settings.drift_level <= settings.warning_level,
                                             "drift::stepd: drift_level", "at most warning_level",
                                             settings.drift_level);
        drift_z_ = 0.0 - random::normal_quantile(settings.drift_level / 2.0);
        warning_z_ = 0.0 - random::normal_quantile(settings.warning_level / 2.0);
    }

    /// Takes the next outcome: 1 an error, 0 none.
    signal update(double error) noexcept {
        if (!detail::is_bit(error)) {
            ++position_.ignored;
            return signal::none;
        }
        const bool wrong = error == 1.0;
        state_.recent.push(state_.count++, settings_.window, wrong);
        state_.errors += wrong ? 1U : 0U;
        if (state_.count < 2 * settings_.window) {
            return signal::none;
        }
        const double z = statistic();
        const bool counts = settings_.two_sided || rose();
        if (counts && z > drift_z_) {
            position_.drifted(state_.count,
                              state_.warned == 0 ? settings_.window : state_.count - state_.warned + settings_.window);
            state_ = {};
            return signal::drift;
        }
        if (counts && z > warning_z_) {
            state_.warned = state_.warned == 0 ? state_.count : state_.warned;
            return signal::warning;
        }
        state_.warned = 0;
        return signal::none;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The difference of both shares of errors less the correction, in standard deviations; 0 before there are two windows.
    [[nodiscard]] double statistic() const noexcept {
        if (state_.count < 2 * settings_.window) {
            return 0.0;
        }
        const auto n = static_cast<double>(state_.count);
        const auto m = static_cast<double>(settings_.window);
        const double inverse = 1.0 / (n - m) + 1.0 / m;
        const double p = static_cast<double>(state_.errors) / n;
        const double gap = num::magnitude(older() - newer()) - 0.5 * inverse;
        return gap > 0.0 ? gap / num::square_root(p * (1.0 - p) * inverse) : 0.0;  // then p is neither 0 nor 1
    }

    /// At the last drift: how many of the newest values came since the first window that led to a warning. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const stepd_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static stepd from_state(core::byte_span bytes) { return detail::state_bytes::read<stepd>(bytes); }

    /// What `calibrate` sets, and the warning with it: smaller is surer, always below 1.
    [[nodiscard]] static double threshold(const stepd_settings& s) noexcept { return s.drift_level; }
    [[nodiscard]] static stepd_settings with_threshold(stepd_settings s, double value) noexcept {
        detail::set_with_warning(s.drift_level, s.warning_level, value, 1.0);
        return s;
    }
    static constexpr bool larger_is_surer = false;
    static constexpr bool below_one = true;

    friend bool operator==(const stepd&, const stepd&) = default;

private:
    friend struct detail::state_bytes;

    struct numbers {
        detail::bit_ring<capacity> recent{};
        std::uint64_t count = 0;
        std::uint64_t errors = 0;
        std::uint64_t warned = 0;  ///< The count at the warning that still lasts; 0: none does.

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    [[nodiscard]] double newer() const noexcept {
        return static_cast<double>(state_.recent.ones) / static_cast<double>(settings_.window);
    }
    [[nodiscard]] double older() const noexcept {
        return static_cast<double>(state_.errors - state_.recent.ones) /
               static_cast<double>(state_.count - settings_.window);
    }
    [[nodiscard]] bool rose() const noexcept { return newer() > older(); }

    static void each_setting(auto& s, auto&& each) {
        each("window", s.window);
        each("drift_level", s.drift_level);
        each("warning_level", s.warning_level);
        each("two_sided", s.two_sided);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        s.recent.each_number(s.recent, self.settings_.window, each);
        each(s.count, s.errors, s.warned);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        return position_.consistent() && state_.recent.consistent(state_.count, settings_.window) &&
               state_.errors <= state_.count && state_.recent.ones <= state_.errors &&
               (state_.count > settings_.window ? state_.errors - state_.recent.ones <= state_.count - settings_.window
                                                : state_.errors == state_.recent.ones) &&
               (state_.warned == 0 || (state_.warned <= state_.count && state_.warned >= 2 * settings_.window));
    }

    stepd_settings settings_;
    double drift_z_ = 0.0;
    double warning_z_ = 0.0;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<stepd>);

}  // namespace lastro::inline v0::drift
