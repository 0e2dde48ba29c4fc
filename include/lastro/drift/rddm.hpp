// SPDX-License-Identifier: MIT
// lastro/drift/rddm.hpp
//
// Does a classifier err more often than at its best, in the recent past? DDM that forgets: the reactive one, RDDM.
//
//   drift::rddm watch;
//   const drift::signal s = watch.update(prediction == truth ? 0.0 : 1.0);      // 1: an error
//
// `ddm` grows deaf in long stretches: its shares change ever more slowly. So a stretch of `max_concept` values without a warning
// is shortened to its last `min_concept`, its best stays; and a warning that lasts `max_warning` values is a drift. After a drift
// it is empty, as every detector here; [1] keeps what came since the warning. Promises: signal.hpp.
//
// References
//   [1] R. S. M. Barros, D. R. L. Cabral, P. M. Goncalves, S. G. T. C. Santos, RDDM: reactive drift detection method, Expert
//       Systems with Applications 90, 2017 (the defaults).
#pragma once

#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/bit_ring.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct rddm_settings {
    std::uint64_t warm_start = 129;      ///< Values after each restart that are only counted.
    double warning_threshold = 1.773;    ///< In units of s_min.
    double drift_threshold = 2.258;      ///< In units of s_min; at least warning_threshold.
    std::uint64_t max_concept = 40'000;  ///< A calm stretch that is longer is shortened ...
    std::size_t min_concept = 7'000;     ///< ... to so many values, up to `rddm::capacity`; at most max_concept.
    std::uint64_t max_warning = 1'400;   ///< A longer warning is a drift.

    friend bool operator==(const rddm_settings&, const rddm_settings&) = default;
};

/// RDDM [1] over a stream of 0 (right) and 1 (wrong); whatever else arrives is ignored and counted.
class rddm {
public:
    static constexpr const char* kind = "rddm";
    static constexpr std::size_t capacity = 16384;  ///< The largest min_concept: 2 KB of bits.

    /// @throws std::invalid_argument unless 0 < warning_threshold <= drift_threshold, both finite, 1 <= min_concept <= capacity,
    ///         min_concept <= max_concept and max_warning >= 1.
    explicit rddm(const rddm_settings& settings = {}) : settings_{settings} {
        detail::require_positive(settings.warning_threshold, "drift::rddm: warning_threshold");
        detail::require_positive(settings.drift_threshold, "drift::rddm: drift_threshold");
        core::require<std::invalid_argument>(settings.warning_threshold <= settings.drift_threshold,
                                             "drift::rddm: warning_threshold", "at most drift_threshold",
                                             settings.warning_threshold);
        core::require<std::invalid_argument>(settings.min_concept >= 1 && settings.min_concept <= capacity,
                                             "drift::rddm: min_concept", "from 1 to 16384", settings.min_concept);
        core::require<std::invalid_argument>(settings.max_concept >= settings.min_concept, "drift::rddm: max_concept",
                                             "at least min_concept", settings.max_concept);
        core::require<std::invalid_argument>(settings.max_warning >= 1, "drift::rddm: max_warning", "at least 1",
                                             settings.max_warning);
    }

    /// Takes the next outcome: 1 an error, 0 none.
    signal update(double error) noexcept {
        if (!detail::is_bit(error)) {
            ++position_.ignored;
            return signal::none;
        }
        const bool wrong = error == 1.0;
        state_.recent.push(state_.count++, settings_.min_concept, wrong);
        ++state_.concept_count;
        state_.errors += wrong ? 1U : 0U;
        if (state_.concept_count <= settings_.warm_start) {
            return signal::none;
        }
        const double p = error_rate();
        const double s = num::square_root(p * (1.0 - p) / static_cast<double>(state_.concept_count));
        if (p + s <= state_.best) {
            state_.best = p + s;
            state_.p_min = p;
            state_.s_min = s;
        }
        if (p + s > state_.p_min + num::rounded(settings_.drift_threshold * state_.s_min)) {
            return ended();
        }
        if (p + s > state_.p_min + num::rounded(settings_.warning_threshold * state_.s_min)) {
            state_.warned = state_.warned == 0 ? state_.count : state_.warned;
            return state_.count - state_.warned >= settings_.max_warning ? ended() : signal::warning;
        }
        state_.warned = 0;
        if (state_.concept_count >= settings_.max_concept) {
            state_.concept_count = settings_.min_concept;
            state_.errors = state_.recent.ones;  // its best stays what it was
        }
        return signal::none;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The share of errors in the stretch as it was shortened; NaN before the first value.
    [[nodiscard]] double error_rate() const noexcept {
        return state_.concept_count == 0
                   ? std::numeric_limits<double>::quiet_NaN()
                   : static_cast<double>(state_.errors) / static_cast<double>(state_.concept_count);
    }

    /// At the last drift: how many of the newest values to learn from anew, those since the warning that led to it.
    /// 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const rddm_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static rddm from_state(core::byte_span bytes) { return detail::state_bytes::read<rddm>(bytes); }

    /// What `calibrate_within` sets, and the warning with it: larger is surer.
    [[nodiscard]] static double threshold(const rddm_settings& s) noexcept { return s.drift_threshold; }
    [[nodiscard]] static rddm_settings with_threshold(rddm_settings s, double value) noexcept {
        detail::set_with_warning(s.drift_threshold, s.warning_threshold, value);
        return s;
    }
    static constexpr bool larger_is_surer = true;
    static constexpr bool below_one = false;
    static constexpr bool grows_deaf = true;  ///< Its lives have no mean to be set (calibrate.hpp).

    friend bool operator==(const rddm&, const rddm&) = default;

private:
    friend struct detail::state_bytes;

    struct numbers {
        detail::bit_ring<capacity> recent{};
        std::uint64_t count = 0;
        std::uint64_t concept_count = 0;  ///< Values that the shares are of.
        std::uint64_t errors = 0;         ///< Among them.
        std::uint64_t warned = 0;         ///< The count at the warning that still lasts; 0: none does.
        double best = std::numeric_limits<double>::infinity();
        double p_min = 0.0;
        double s_min = 0.0;

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    signal ended() noexcept {
        position_.drifted(state_.count, state_.warned == 0 ? 1 : state_.count - state_.warned + 1);
        state_ = {};
        return signal::drift;
    }

    static void each_setting(auto& s, auto&& each) {
        each("warm_start", s.warm_start);
        each("warning_threshold", s.warning_threshold);
        each("drift_threshold", s.drift_threshold);
        each("max_concept", s.max_concept);
        each("min_concept", s.min_concept);
        each("max_warning", s.max_warning);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        s.recent.each_number(s.recent, self.settings_.min_concept, each);
        each(s.count, s.concept_count, s.errors, s.warned, s.best, s.p_min, s.s_min);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        const bool judged = state_.best < std::numeric_limits<double>::infinity();
        return position_.consistent() && state_.recent.consistent(state_.count, settings_.min_concept) &&
               state_.concept_count <= state_.count && state_.errors <= state_.concept_count &&
               state_.warned <= state_.count && detail::in_unit_interval(state_.p_min) &&
               detail::in_unit_interval(state_.s_min) && state_.best >= 0.0 &&
               (!judged || state_.best == state_.p_min + state_.s_min);
    }

    rddm_settings settings_;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<rddm>);

}  // namespace lastro::inline v0::drift
