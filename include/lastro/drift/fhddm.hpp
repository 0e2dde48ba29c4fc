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

#include <array>      // array
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
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
    static constexpr std::size_t capacity = 4096;  ///< The largest window: 512 bytes of bits.

    /// @throws std::invalid_argument unless 1 <= window <= capacity and 0 < delta < 1.
    explicit fhddm(const fhddm_settings& settings = {}) : settings_{settings} {
        core::require<std::invalid_argument>(settings.window >= 1 && settings.window <= capacity,
                                             "drift::fhddm: window", "from 1 to 4096", settings.window);
        detail::require_inside_unit_interval(settings.delta, "drift::fhddm: delta");
        gap_ = num::square_root(-num::log(settings.delta) / (2.0 * static_cast<double>(settings.window)));
    }

    /// Takes the next outcome: 1 right, 0 wrong.
    signal update(double correct) noexcept {
        if (!detail::is_bit(correct)) {
            ++state_.ignored;
            return signal::none;
        }
        const std::size_t at = static_cast<std::size_t>(state_.count % settings_.window);
        const std::uint64_t mask = std::uint64_t{1} << (at % 64);
        std::uint64_t& word = state_.bits[at / 64];
        state_.ones -= (word & mask) != 0 ? 1U : 0U;  // the value that leaves; 0 while the window fills
        word = correct == 1.0 ? word | mask : word & ~mask;
        state_.ones += correct == 1.0 ? 1U : 0U;
        ++state_.count;
        if (state_.count < settings_.window) {
            return signal::none;
        }
        state_.most = state_.ones > state_.most ? state_.ones : state_.most;
        if (static_cast<double>(state_.most - state_.ones) / static_cast<double>(settings_.window) < gap_) {
            return signal::none;
        }
        state_ = {.ignored = state_.ignored};
        return signal::drift;
    }

    void reset() noexcept { state_ = {}; }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return state_.ignored; }
    [[nodiscard]] const fhddm_settings& settings() const noexcept { return settings_; }

    friend bool operator==(const fhddm&, const fhddm&) = default;

private:
    struct state {
        std::array<std::uint64_t, capacity / 64> bits{};  ///< The window as a ring, value i at i mod window.
        std::uint64_t count = 0;
        std::uint64_t ones = 0;  ///< In the window.
        std::uint64_t most = 0;  ///< In any full window since the restart.
        std::uint64_t ignored = 0;

        friend bool operator==(const state&, const state&) = default;
    };

    fhddm_settings settings_;
    double gap_ = 0.0;
    state state_;
};

static_assert(detector<fhddm>);

}  // namespace lastro::inline v0::drift
