// SPDX-License-Identifier: MIT
// lastro/drift/risk_monitor.hpp
//
// Did the deployed model get worse, by more than one tolerates? Not whether its inputs moved: whether it matters.
//
//   drift::risk_monitor watch{validation_losses, {.tolerance = 0.02, .alpha = 0.05}};    // losses between 0 and 1
//   if (watch.update(loss) == drift::signal::drift) roll_back();
//
// Drift is said when the live losses' mean is above that of the reference plus the tolerance, with certainty: as long as it
// is not, the probability that this ever happens is at most alpha, however often and however long one looks [1]. Half of
// alpha goes to the upper bound of the reference's mean, half to the lower one of the live mean, both
// mean_confidence_sequence.hpp. `warning`: the live mean is above the reference's *observed* mean plus the tolerance. After
// drift it stays drift until reset(): the evidence does not go away.
//
// Assumed: the reference's losses are independent and of one distribution, in any order (sorted, say: they are brought into
// an addressed random one); each live loss has, given those before, the same mean.
//
// References
//   [1] A. Podkopaev, A. Ramdas, Tracking the risk of a deployed model and detecting harmful distribution shifts, ICLR 2022.
#pragma once

#include <cstddef>    // byte
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/mean_confidence_sequence.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

struct risk_settings {
    double tolerance = 0.0;  ///< How much worse, in units of the loss, is no reason to act.
    double alpha = 0.05;     ///< A model that is no worse is ever said to be with at most this probability.
    double low = 0.0;        ///< No loss is below ...
    double high = 1.0;       ///< ... or above.

    friend bool operator==(const risk_settings&, const risk_settings&) = default;
};

/// Watches the losses of a deployed model.
class risk_monitor {
public:
    static constexpr const char* kind = "risk_monitor";

    /// @throws std::invalid_argument if there is no reference loss, one is outside the bounds, or no mean fits all of them; unless
    ///         tolerance >= 0 and 0 < alpha < 1.
    explicit risk_monitor(std::span<const double> reference, const risk_settings& settings = {})
        : risk_monitor(settings) {
        core::require<std::invalid_argument>(!reference.empty(), "drift::risk_monitor: reference", "at least one loss",
                                             "none");
        mean_confidence_sequence bound{bounds_of(settings)};
        for (const std::uint64_t i : random::permutation(random::stream{0}["risk_monitor"], reference.size())) {
            bound.update(reference[i]);
            core::require<std::invalid_argument>(bound.ignored() == 0, "drift::risk_monitor: reference",
                                                 "losses between low and high", reference[i]);
        }
        core::require<std::invalid_argument>(!bound.is_empty(), "drift::risk_monitor: reference",
                                             "losses of one distribution", "a mean that changes");
        reference_mean_ = num::sum(reference) / static_cast<double>(reference.size());
        reference_high_ = bound.interval().high;
    }

    /// Takes the next loss. One outside the bounds, or a NaN, is counted in `ignored()` and changes nothing else.
    signal update(double loss) noexcept {
        live_.update(loss);
        const double surely = live_.interval().low - settings_.tolerance;
        return surely > reference_high_ ? signal::drift : surely > reference_mean_ ? signal::warning : signal::none;
    }

    void reset() noexcept { live_.reset(); }

    /// The live mean is at least this, at all times, with 1 - alpha/2.
    [[nodiscard]] double live_at_least() const noexcept { return live_.interval().low; }
    /// The reference's mean is at most this, with 1 - alpha/2.
    [[nodiscard]] double reference_at_most() const noexcept { return reference_high_; }
    [[nodiscard]] double reference_mean() const noexcept { return reference_mean_; }

    [[nodiscard]] std::uint64_t count() const noexcept { return live_.count(); }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return live_.ignored(); }
    [[nodiscard]] const risk_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static risk_monitor from_state(core::byte_span bytes) {
        return detail::state_bytes::read<risk_monitor>(bytes);
    }

    friend bool operator==(const risk_monitor&, const risk_monitor&) = default;

private:
    friend struct detail::state_bytes;

    // Without a reference yet.
    explicit risk_monitor(const risk_settings& settings) : settings_(settings), live_(bounds_of(settings)) {
        detail::require_not_negative(settings.tolerance, "drift::risk_monitor: tolerance");
    }

    // One side is used of each sequence, and has half of the sequence's alpha.
    static confidence_sequence_settings bounds_of(const risk_settings& settings) noexcept {
        return {.alpha = settings.alpha, .low = settings.low, .high = settings.high};
    }

    static void each_setting(auto& s, auto&& each) {
        each("tolerance", s.tolerance);
        each("alpha", s.alpha);
        each("low", s.low);
        each("high", s.high);
    }
    static void each_number(auto& self, auto&& each) {
        each(self.reference_mean_, self.reference_high_);
        detail::state_bytes::numbers_of(self.live_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        return num::is_finite(reference_mean_) && reference_high_ >= settings_.low &&
               reference_high_ <= settings_.high && detail::state_bytes::consistent(live_);
    }

    risk_settings settings_;
    mean_confidence_sequence live_;
    double reference_mean_ = 0.0;
    double reference_high_ = 1.0;
};

}  // namespace lastro::inline v0::drift
