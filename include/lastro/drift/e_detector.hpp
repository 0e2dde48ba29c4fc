// SPDX-License-Identifier: MIT
// lastro/drift/e_detector.hpp
//
// When did the mean of a stream leave its band, and how often is that a false alarm? A detector whose false alarms are
// bounded by a theorem, not by a simulation.
//
//   drift::e_detector watch{{.mean_low = 0.08, .mean_high = 0.12, .mean_time_between_false_alarms = 10'000}};
//   if (watch.update(is_error ? 1.0 : 0.0) == drift::signal::drift) look_at_the_last(watch.since_change());
//
// While the mean of each value, given those before it, stays in [mean_low, mean_high], alarms come on average at least
// mean_time_between_false_alarms values apart: for every distribution between the bounds, independent or not. An e-detector
// of the Shiryaev-Roberts kind [1]: M = (M + 1) (1 + bet (x - mean_high)), averaged over bets for rises and falls, large and
// small [2]; drift where the average reaches that time. Constant memory; the same bits everywhere. Promises: signal.hpp.
//
// References
//   [1] J. Shin, A. Ramdas, A. Rinaldo, E-detectors: a nonparametric framework for sequential change detection,
//       New England J. Stat. Data Sci. 2(2), 2024.
//   [2] I. Waudby-Smith, A. Ramdas, Estimating means of bounded random variables by betting, J. R. Stat. Soc. B 86(1), 2024.
#pragma once

#include <array>      // array
#include <cstddef>    // byte, size_t
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

struct e_detector_settings {
    double mean_low = 0.0;                             ///< The mean before a change is at least this ...
    double mean_high = 0.5;                            ///< ... and at most this. A band as wide as what one tolerates.
    double low = 0.0;                                  ///< No value is below ...
    double high = 1.0;                                 ///< ... or above. Others are counted in `ignored()`.
    double mean_time_between_false_alarms = 10'000.0;  ///< Values, at least, on average.

    friend bool operator==(const e_detector_settings&, const e_detector_settings&) = default;
};

/// Finds that a mean has left its band.
class e_detector {
public:
    static constexpr const char* kind = "e_detector";

    /// @throws std::invalid_argument unless low <= mean_low <= mean_high <= high, low < high, all finite, and the time is at
    ///         least 1.
    explicit e_detector(const e_detector_settings& settings = {}) : settings_(settings) {
        const auto& [mean_low, mean_high, low, high, time] = settings;
        core::require<std::invalid_argument>(low < high && num::is_finite(high - low), "drift::e_detector: high",
                                             "a finite number above low", high);
        core::require<std::invalid_argument>(low <= mean_low && mean_low <= mean_high && mean_high <= high,
                                             "drift::e_detector: mean_high", "low <= mean_low <= mean_high <= high",
                                             mean_high);
        core::require<std::invalid_argument>(time >= 1.0 && num::is_finite(time),
                                             "drift::e_detector: mean_time_between_false_alarms",
                                             "a finite number of at least 1", time);
        rises_.most = (mean_high - low) / (high - low);
        falls_.most = (high - mean_low) / (high - low);
    }

    /// After drift it begins anew.
    signal update(double value) noexcept {
        if (!(value >= settings_.low && value <= settings_.high)) {
            ++position_.ignored;
            return signal::none;
        }
        ++count_;
        const double x = (value - settings_.low) / (settings_.high - settings_.low);
        rises_.update(x);
        falls_.update(1.0 - x);
        statistic_ = (rises_.mean() + falls_.mean()) * 0.5;
        if (statistic_ < settings_.mean_time_between_false_alarms) {
            return signal::none;
        }
        const bet& rise = rises_.strongest();
        const bet& fall = falls_.strongest();
        position_.drifted(count_, rise.evidence >= fall.evidence ? rise.since : fall.since);
        begin_anew();
        return signal::drift;
    }

    void reset() noexcept {
        begin_anew();
        position_ = {};
    }

    /// What is compared with the time: under no change its mean after n values is at most n.
    [[nodiscard]] double statistic() const noexcept { return statistic_; }

    /// At the last drift: how many of the newest values the strongest evidence for a change comes from. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const e_detector_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static e_detector from_state(core::byte_span bytes) {
        return detail::state_bytes::read<e_detector>(bytes);
    }

    friend bool operator==(const e_detector&, const e_detector&) = default;

private:
    friend struct detail::state_bytes;

    struct bet {
        double wealth = 0.0;      // Shiryaev-Roberts: the alarm's
        double evidence = 1.0;    // the same begun anew wherever it is used up (CUSUM): the change point's
        std::uint64_t since = 0;  // how many values are in it

        friend bool operator==(const bet&, const bet&) = default;
    };

    // Bets against "the mean is at most `most`", for x in [0, 1]: 1/2, 1/4, ... of the largest that cannot be ruined.
    struct one_side {
        double most = 0.5;
        std::array<bet, 8> bets{};

        void update(double x) noexcept {
            double share = 1.0;
            for (bet& b : bets) {
                share *= 0.5;
                // Where most is 0, a value above it should not be there at all.
                const double gain = most > 0.0 ? share * ((x - most) / most) : x > 0.0 ? 0x1p60 : 0.0;
                b.wealth = grown(b.wealth + 1.0, gain);
                b.since = b.evidence <= 1.0 ? 1 : b.since + 1;
                b.evidence = grown(b.evidence <= 1.0 ? 1.0 : b.evidence, gain);
            }
        }

        [[nodiscard]] double mean() const noexcept {
            double sum = 0.0;
            for (const bet& b : bets) {
                sum += b.wealth;
            }
            return sum / static_cast<double>(bets.size());
        }

        [[nodiscard]] const bet& strongest() const noexcept {
            std::size_t best = 0;
            for (std::size_t i = 1; i < bets.size(); ++i) {
                best = bets[i].evidence > bets[best].evidence ? i : best;
            }
            return bets[best];
        }

        friend bool operator==(const one_side&, const one_side&) = default;

    private:
        // Bounded, or infinity would be compared with infinity.
        [[nodiscard]] static double grown(double amount, double gain) noexcept {
            const double more = num::fma(amount, gain, amount);
            return more < 0x1p1000 ? more : 0x1p1000;
        }
    };

    void begin_anew() noexcept {
        rises_.bets = {};
        falls_.bets = {};
        statistic_ = 0.0;
        count_ = 0;
    }

    static void each_setting(auto& s, auto&& each) {
        each("mean_low", s.mean_low);
        each("mean_high", s.mean_high);
        each("low", s.low);
        each("high", s.high);
        each("mean_time_between_false_alarms", s.mean_time_between_false_alarms);
    }
    static void each_number(auto& self, auto&& each) {
        for (auto* side : {&self.rises_, &self.falls_}) {
            for (auto& b : side->bets) {
                each(b.wealth, b.evidence, b.since);
            }
        }
        each(self.statistic_, self.count_);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        bool possible = position_.consistent();
        for (const one_side* side : {&rises_, &falls_}) {
            for (const bet& b : side->bets) {
                possible = possible && b.wealth >= 0.0 && b.wealth <= 0x1p1000 && b.evidence >= 0.0 &&
                           b.evidence <= 0x1p1000 && b.since <= count_;
            }
        }
        return possible && statistic_ == (rises_.mean() + falls_.mean()) * 0.5 &&
               statistic_ < settings_.mean_time_between_false_alarms;
    }

    e_detector_settings settings_;
    one_side rises_;
    one_side falls_;
    double statistic_ = 0.0;
    std::uint64_t count_ = 0;
    detail::stream_position position_;
};

static_assert(detector<e_detector>);

}  // namespace lastro::inline v0::drift
