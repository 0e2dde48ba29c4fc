// SPDX-License-Identifier: MIT
// lastro/drift/fhddm.hpp
//
// Has a classifier been right less often, over its last hundred answers, than it was at its best? FHDDM.
//
//   drift::fhddm watch{{.window = 100, .delta = 1e-6}};
//   const drift::signal s = watch.update(prediction == truth ? 1.0 : 0.0);      // 1: right, unlike ddm
//
// Drift where the share of ones in the window lies sqrt(ln(1 / delta) / (2 window)) or more below the largest share of any
// window since the restart. delta belongs to one comparison by Hoeffding's inequality, not to the stream. Promises:
// signal.hpp.
//
// References
//   [1] A. Pesaranghader and H. L. Viktor, Fast Hoeffding drift detection method for evolving data streams, ECML PKDD 2016.
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
#include <lastro/num/logarithm.hpp>

namespace lastro::inline v0::drift {

struct fhddm_settings {
    std::size_t window = 100;  ///< Values that are looked at together, up to `fhddm::capacity`.
    double delta = 1e-6;       ///< The chance of one comparison to alarm on an unchanged stream, at most.

    friend bool operator==(const fhddm_settings&, const fhddm_settings&) = default;
};

/// FHDDM [1] over a stream of 1 (right) and 0 (wrong); whatever else arrives is ignored and counted.
class fhddm {
public:
    static constexpr const char* kind = "fhddm";
    static constexpr std::size_t capacity = 4096;  ///< The largest window: 512 bytes of bits.

    /// @throws std::invalid_argument unless 1 <= window <= capacity and 0 < delta < 1; or if delta is so small that shares cannot
    ///         differ so much: below exp(-2 window).
    explicit fhddm(const fhddm_settings& settings = {}) : settings_{settings} {
        core::require<std::invalid_argument>(settings.window >= 1 && settings.window <= capacity,
                                             "drift::fhddm: window", "from 1 to 4096", settings.window);
        detail::require_inside_unit_interval(settings.delta, "drift::fhddm: delta");
        gap_ = num::square_root(-num::log(settings.delta) / (2.0 * static_cast<double>(settings.window)));
        core::require<std::invalid_argument>(gap_ <= 1.0, "drift::fhddm: delta",
                                             "a delta that so small a window can reach", settings.delta);
    }

    /// Takes the next outcome: 1 right, 0 wrong.
    signal update(double correct) noexcept {
        if (!detail::is_bit(correct)) {
            ++position_.ignored;
            return signal::none;
        }
        state_.recent.push(state_.count++, settings_.window, correct == 1.0);
        if (state_.count < settings_.window) {
            return signal::none;
        }
        if (state_.recent.ones >= state_.most) {
            state_.most = state_.recent.ones;
            state_.most_at = state_.count;
        }
        if (static_cast<double>(state_.most - state_.recent.ones) / static_cast<double>(settings_.window) < gap_) {
            return signal::none;
        }
        position_.drifted(state_.count, state_.count - state_.most_at);
        state_ = {};
        return signal::drift;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// At the last drift: how many of the newest values came after the last window with the largest share. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const fhddm_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static fhddm from_state(core::byte_span bytes) { return detail::state_bytes::read<fhddm>(bytes); }

    /// What `calibrate` sets: smaller is surer, always below 1.
    [[nodiscard]] static double threshold(const fhddm_settings& s) noexcept { return s.delta; }
    [[nodiscard]] static fhddm_settings with_threshold(fhddm_settings s, double value) noexcept {
        s.delta = value;
        return s;
    }
    static constexpr bool larger_is_surer = false;
    static constexpr bool below_one = true;

    friend bool operator==(const fhddm&, const fhddm&) = default;

private:
    friend struct detail::state_bytes;

    struct numbers {
        detail::bit_ring<capacity> recent{};
        std::uint64_t count = 0;
        std::uint64_t most = 0;     ///< In any full window since the restart.
        std::uint64_t most_at = 0;  ///< The count when a window last had so many.

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    static void each_setting(auto& s, auto&& each) {
        each("window", s.window);
        each("delta", s.delta);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        s.recent.each_number(s.recent, self.settings_.window, each);
        each(s.count, s.most, s.most_at);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        return position_.consistent() && state_.recent.consistent(state_.count, settings_.window) &&
               state_.most <= settings_.window && state_.most_at <= state_.count &&
               (state_.count < settings_.window ? state_.most == 0 : state_.recent.ones <= state_.most);
    }

    fhddm_settings settings_;
    double gap_ = 0.0;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<fhddm>);

}  // namespace lastro::inline v0::drift
