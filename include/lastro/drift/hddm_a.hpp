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
    static constexpr const char* kind = "hddm_a";

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
            ++position_.ignored;
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

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The mean since the last drift; NaN before the first value.
    [[nodiscard]] double mean() const noexcept {
        return state_.all.count == 0 ? std::numeric_limits<double>::quiet_NaN() : state_.all.mean();
    }

    /// At the last drift: how many of the newest values came after the moment that was compared. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.all.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const hddm_a_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static hddm_a from_state(core::byte_span bytes) { return detail::state_bytes::read<hddm_a>(bytes); }

    /// What `calibrate_within` sets, and the warning with it: smaller is surer, always below 1.
    [[nodiscard]] static double threshold(const hddm_a_settings& s) noexcept { return s.drift_confidence; }
    [[nodiscard]] static hddm_a_settings with_threshold(hddm_a_settings s, double value) noexcept {
        detail::set_with_warning(s.drift_confidence, s.warning_confidence, value, 1.0);
        return s;
    }
    static constexpr bool larger_is_surer = false;
    static constexpr bool below_one = true;
    static constexpr bool grows_deaf = true;  ///< Its lives have no mean to be set (calibrate.hpp).

    friend bool operator==(const hddm_a&, const hddm_a&) = default;

private:
    friend struct detail::state_bytes;

    struct stretch {
        std::uint64_t count = 0;
        double sum = 0.0;

        [[nodiscard]] double mean() const noexcept { return sum / static_cast<double>(count); }
        friend bool operator==(const stretch&, const stretch&) = default;
    };

    struct numbers {
        stretch all{};   ///< Since the restart.
        stretch low{};   ///< The beginning of `all` with the smallest upper bound of its mean.
        stretch high{};  ///< The beginning of `all` with the largest lower bound of its mean.

        friend bool operator==(const numbers&, const numbers&) = default;
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
        position_.drifted(state_.all.count, state_.all.count - beginning.count);
        state_ = {};
        return signal::drift;
    }

    static void each_setting(auto& s, auto&& each) {
        each("drift_confidence", s.drift_confidence);
        each("warning_confidence", s.warning_confidence);
        each("two_sided", s.two_sided);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        for (auto* part : {&s.all, &s.low, &s.high}) {
            each(part->count, part->sum);
        }
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        const auto is_beginning = [this](const stretch& part) {
            return part.count <= state_.all.count && part.sum >= 0.0 && part.sum <= static_cast<double>(part.count) &&
                   (part.count == 0) == (state_.all.count == 0) && part.sum <= state_.all.sum;
        };
        return position_.consistent() && is_beginning(state_.all) && is_beginning(state_.low) &&
               is_beginning(state_.high);
    }

    hddm_a_settings settings_;
    double cut_log_ = 0.0;
    double drift_log_ = 0.0;
    double warning_log_ = 0.0;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<hddm_a>);

}  // namespace lastro::inline v0::drift
