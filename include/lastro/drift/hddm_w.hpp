// SPDX-License-Identifier: MIT
// lastro/drift/hddm_w.hpp
//
// Is the recent mean larger than it was, with recent values weighing more? HDDM with exponentially weighted averages.
//
//   drift::hddm_w watch{{.lambda = 0.05}};
//   if (watch.update(error) == drift::signal::drift) learn_from_the_last(watch.since_change());
//
// Compared are the average up to the moment where average + bound was smallest, and the average since, by McDiarmid's
// inequality, for independent values in [0, 1]. In the long run they must differ by
// sqrt(lambda / (2 - lambda) ln(1 / drift_confidence)), 0.42 with the defaults: smaller steps are hddm_a's, unless chance
// helps. The confidence belongs to one comparison at a moment chosen in advance. Promises: signal.hpp.
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

struct hddm_w_settings {
    double drift_confidence = 0.001;    ///< Chance of one comparison to alarm; the smaller, the later and the surer.
    double warning_confidence = 0.005;  ///< At least drift_confidence.
    double lambda = 0.05;               ///< The weight of the newest value in an average.

    friend bool operator==(const hddm_w_settings&, const hddm_w_settings&) = default;
};

/// The W-test of [1], for rises, over values in [0, 1], errors for example; what lies outside is ignored and counted.
class hddm_w {
public:
    static constexpr const char* kind = "hddm_w";

    /// @throws std::invalid_argument unless 0 < drift_confidence <= warning_confidence < 1 and 0 < lambda < 1.
    explicit hddm_w(const hddm_w_settings& settings = {}) : settings_{settings} {
        detail::require_inside_unit_interval(settings.drift_confidence, "drift::hddm_w: drift_confidence");
        detail::require_inside_unit_interval(settings.warning_confidence, "drift::hddm_w: warning_confidence");
        core::require<std::invalid_argument>(settings.drift_confidence <= settings.warning_confidence,
                                             "drift::hddm_w: drift_confidence", "at most warning_confidence",
                                             settings.drift_confidence);
        detail::require_inside_unit_interval(settings.lambda, "drift::hddm_w: lambda");
        drift_log_ = -num::log(settings.drift_confidence);
        warning_log_ = -num::log(settings.warning_confidence);
    }

    signal update(double x) noexcept {
        if (!detail::in_unit_interval(x)) {
            ++position_.ignored;
            return signal::none;
        }
        take(state_.all, x);
        const double above = state_.all.estimate + num::square_root(state_.all.weight * drift_log_ / 2.0);
        if (above < state_.cut) {
            state_.cut = above;
            state_.before = state_.all;
            state_.after = {};
            return signal::none;
        }
        take(state_.after, x);
        if (rose(drift_log_)) {
            position_.drifted(state_.all.count, state_.after.count);
            state_ = {};
            return signal::drift;
        }
        return rose(warning_log_) ? signal::warning : signal::none;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The weighted mean since the last drift; NaN before the first value.
    [[nodiscard]] double mean() const noexcept {
        return state_.all.count == 0 ? std::numeric_limits<double>::quiet_NaN() : state_.all.estimate;
    }

    /// At the last drift: how many of the newest values came after the moment that was compared. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.all.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const hddm_w_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static hddm_w from_state(core::byte_span bytes) { return detail::state_bytes::read<hddm_w>(bytes); }

    friend bool operator==(const hddm_w&, const hddm_w&) = default;

private:
    friend struct detail::state_bytes;

    struct average {
        std::uint64_t count = 0;
        double estimate = 0.0;
        double weight = 0.0;  ///< The sum of the squared weights of all its values.

        friend bool operator==(const average&, const average&) = default;
    };

    struct numbers {
        average all{};                                         ///< Since the restart.
        average before{};                                      ///< `all` as it was at the cut.
        average after{};                                       ///< Since the cut.
        double cut = std::numeric_limits<double>::infinity();  ///< The smallest upper bound of the average.

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    /// Rounded as written, product by product: `weight` converges, and where it stops decides when a cut stops moving.
    void take(average& a, double x) const noexcept {
        const double lambda = settings_.lambda;
        const double decay = 1.0 - lambda;
        a.estimate = a.count == 0 ? x : num::rounded(lambda * x) + num::rounded(decay * a.estimate);
        a.weight = a.count == 0 ? 1.0 : num::rounded(lambda * lambda) + num::rounded(decay * decay * a.weight);
        ++a.count;
    }

    [[nodiscard]] bool rose(double log) const noexcept {
        return state_.before.count != 0 && state_.after.count != 0 &&
               state_.after.estimate - state_.before.estimate >
                   num::square_root((state_.before.weight + state_.after.weight) * log / 2.0);
    }

    static void each_setting(auto& s, auto&& each) {
        each("drift_confidence", s.drift_confidence);
        each("warning_confidence", s.warning_confidence);
        each("lambda", s.lambda);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        for (auto* part : {&s.all, &s.before, &s.after}) {
            each(part->count, part->estimate, part->weight);
        }
        each(s.cut);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        const auto is_average = [](const average& part) {
            return detail::in_unit_interval(part.estimate) && part.weight >= 0.0 && part.weight <= 1.0 &&
                   (part.count > 0) == (part.weight > 0.0);
        };
        return position_.consistent() && is_average(state_.all) && is_average(state_.before) &&
               is_average(state_.after) && state_.before.count + state_.after.count == state_.all.count &&
               (state_.cut < std::numeric_limits<double>::infinity()) == (state_.before.count > 0) && state_.cut >= 0.0;
    }

    hddm_w_settings settings_;
    double drift_log_ = 0.0;
    double warning_log_ = 0.0;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<hddm_w>);

}  // namespace lastro::inline v0::drift
