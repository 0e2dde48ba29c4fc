// SPDX-License-Identifier: MIT
// lastro/drift/hddm_a.hpp
//
// Is the mean since some moment larger than the mean before it, by more than chance allows? HDDM with plain averages.
//
//   drift::hddm_a watch{{.drift_confidence = 0.001}};
//   if (watch.update(error) == drift::signal::drift) learn_from_the_last(watch.since_change());
//
// The moment is where mean + bound was smallest; what came before it is compared with all by Hoeffding's inequality, for
// independent values in [0, 1]. The confidence belongs to one comparison at a moment chosen in advance. Promises: signal.hpp.
//
// References
//   [1] I. Frias-Blanco, J. del Campo-Avila, G. Ramos-Jimenez, R. Morales-Bueno, A. Ortiz-Diaz, Y. Caballero-Mota, Online
//       and non-parametric drift detection methods based on Hoeffding's bounds, IEEE Trans. Knowl. Data Eng. 27(3), 2015.
#pragma once

#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/logarithm.hpp>

namespace lastro::inline v0::drift {

struct hddm_a_settings {
    double drift_confidence = 0.001;    ///< Chance of one comparison to alarm; the smaller, the later and the surer.
    double warning_confidence = 0.005;  ///< At least drift_confidence.
    bool two_sided = false;             ///< Falls of the mean are drift too.

    friend bool operator==(const hddm_a_settings&, const hddm_a_settings&) = default;
};

/// The A-test of [1] over values in [0, 1], errors for example; what lies outside is ignored and counted.
class hddm_a {
public:
    /// @throws std::invalid_argument unless 0 < drift_confidence <= warning_confidence < 1.
    explicit hddm_a(const hddm_a_settings& settings = {}) : settings_{settings} {
        detail::require_inside_unit_interval(settings.drift_confidence, "drift::hddm_a: drift_confidence");
        detail::require_inside_unit_interval(settings.warning_confidence, "drift::hddm_a: warning_confidence");
        core::require<std::invalid_argument>(settings.drift_confidence <= settings.warning_confidence,
                                             "drift::hddm_a: drift_confidence", "at most warning_confidence",
                                             settings.drift_confidence);
        cut_log_ = -num::log(settings.drift_confidence);
        drift_log_ = num::log(2.0 / settings.drift_confidence);
        warning_log_ = num::log(2.0 / settings.warning_confidence);
    }

    signal update(double x) noexcept {
        if (!detail::in_unit_interval(x)) {
            ++state_.ignored;
            return signal::none;
        }
        stretch& all = state_.all;
        ++all.count;
        all.sum += x;
        if (state_.low.count == 0 || state_.low.mean() + bound(state_.low) >= all.mean() + bound(all)) {
            state_.low = all;
        }
        if (state_.high.count == 0 || state_.high.mean() - bound(state_.high) <= all.mean() - bound(all)) {
            state_.high = all;
        }
        const double rise = all.mean() - state_.low.mean();
        if (differs(state_.low, rise, drift_log_)) {
            return restarted_after(state_.low);
        }
        if (settings_.two_sided && differs(state_.high, state_.high.mean() - all.mean(), drift_log_)) {
            return restarted_after(state_.high);
        }
        return differs(state_.low, rise, warning_log_) ? signal::warning : signal::none;
    }

    void reset() noexcept { state_ = {}; }

    /// The mean since the last drift; NaN before the first value.
    [[nodiscard]] double mean() const noexcept {
        return state_.all.count == 0 ? std::numeric_limits<double>::quiet_NaN() : state_.all.mean();
    }

    /// At the last drift: how many of the newest values came after the moment that was compared. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return state_.since_change; }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.all.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return state_.ignored; }
    [[nodiscard]] const hddm_a_settings& settings() const noexcept { return settings_; }

    friend bool operator==(const hddm_a&, const hddm_a&) = default;

private:
    struct stretch {
        std::uint64_t count = 0;
        double sum = 0.0;

        [[nodiscard]] double mean() const noexcept { return sum / static_cast<double>(count); }
        friend bool operator==(const stretch&, const stretch&) = default;
    };

    struct state {
        stretch all{};   ///< Since the restart.
        stretch low{};   ///< The beginning of `all` with the smallest upper bound of its mean.
        stretch high{};  ///< The beginning of `all` with the largest lower bound of its mean.
        std::uint64_t ignored = 0;
        std::uint64_t since_change = 0;

        friend bool operator==(const state&, const state&) = default;
    };

    [[nodiscard]] double bound(const stretch& s) const noexcept {
        return num::square_root(cut_log_ / (2.0 * static_cast<double>(s.count)));
    }

    /// Is the mean of all further from that of its `beginning` than Hoeffding's bound for the difference [1]?
    [[nodiscard]] bool differs(const stretch& beginning, double difference, double log) const noexcept {
        if (beginning.count == state_.all.count) {
            return false;
        }
        const auto n = static_cast<double>(state_.all.count);
        const auto before = static_cast<double>(beginning.count);
        const double m = (n - before) / (before * n);
        return difference >= num::square_root(m / 2.0 * log);
    }

    signal restarted_after(const stretch& beginning) noexcept {
        state_ = {.ignored = state_.ignored, .since_change = state_.all.count - beginning.count};
        return signal::drift;
    }

    hddm_a_settings settings_;
    double cut_log_ = 0.0;
    double drift_log_ = 0.0;
    double warning_log_ = 0.0;
    state state_;
};

static_assert(detector<hddm_a>);

}  // namespace lastro::inline v0::drift
