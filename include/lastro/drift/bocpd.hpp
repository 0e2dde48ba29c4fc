// SPDX-License-Identifier: MIT
// lastro/drift/bocpd.hpp
//
// How long has the stream been as it is now? Bayesian online change-point detection: a probability for every run length.
//
//   drift::bocpd watch{{.mean_run_length = 1000, .prior_mean = 20.0, .prior_rate = 4.0}};
//   if (watch.update(reading) == drift::signal::drift) learn_from_the_last(watch.since_change());
//   watch.run_length();                                                  // the most probable one now
//
// Normal values whose mean and variance are unknown and change at once, every mean_run_length values on average [1]; what is
// believed of both before a change is a normal-gamma distribution [2]: precisions from a gamma distribution with prior_shape and
// prior_rate, means around prior_mean with prior_count values' weight. Bounded: of more than `most` run lengths the least probable
// is dropped, where [1] grows without end. Drift where a run that began after the restart, and has lasted `least` values, has
// the stated probability: an outlier alone has not. Values that are not normal, or have another scale than was believed, make
// that probability a mere number, and what follows a value far outside is another run: `calibrate` gives it a meaning. Promises: signal.hpp.
//
// References
//   [1] R. P. Adams, D. J. C. MacKay, Bayesian online changepoint detection, arXiv:0710.3742, 2007.
//   [2] K. P. Murphy, Conjugate Bayesian analysis of the Gaussian distribution, 2007 (the predictive Student distribution).
#pragma once

#include <array>      // array
#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <numbers>    // pi
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/exponential.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/log_gamma.hpp>
#include <lastro/num/logarithm.hpp>

namespace lastro::inline v0::drift {

struct bocpd_settings {
    double mean_run_length = 250.0;  ///< Between changes, before anything is known: 1 / hazard.
    double prior_mean = 0.0;
    double prior_count = 1.0;  ///< How many values the prior mean is worth.
    double prior_shape = 1.0;  ///< Half of how many values the prior variance is worth.
    double prior_rate = 1.0;   ///< The prior variance is about prior_rate / prior_shape.
    std::size_t most = 100;    ///< Run lengths that are kept, up to `bocpd::capacity`.
    std::uint64_t least = 10;  ///< A run that is shorter is no drift yet.
    double probability = 0.9;  ///< That makes it one.

    friend bool operator==(const bocpd_settings&, const bocpd_settings&) = default;
};

/// Bounded Bayesian online change-point detection [1].
class bocpd {
public:
    static constexpr const char* kind = "bocpd";
    static constexpr std::size_t capacity = 256;  ///< The most run lengths.

    /// @throws std::invalid_argument unless mean_run_length > 1, prior_mean, prior_count, prior_shape and prior_rate are finite, the
    ///         last three above 0, 2 <= most <= capacity, least >= 1 and 0 < probability < 1.
    explicit bocpd(const bocpd_settings& settings = {}) : settings_{settings} {
        core::require<std::invalid_argument>(settings.mean_run_length > 1.0 && settings.mean_run_length <= 0x1p52,
                                             "drift::bocpd: mean_run_length", "above 1, up to 2^52",
                                             settings.mean_run_length);
        core::require<std::invalid_argument>(detail::measurable(settings.prior_mean), "drift::bocpd: prior_mean",
                                             "a finite number of at most 2^480", settings.prior_mean);
        for (const auto& [value, where] : {prior{settings.prior_count, "drift::bocpd: prior_count"},
                                           prior{settings.prior_shape, "drift::bocpd: prior_shape"},
                                           prior{settings.prior_rate, "drift::bocpd: prior_rate"}}) {
            core::require<std::invalid_argument>(value >= 0x1p-500 && value <= 0x1p500, where, "from 2^-500 to 2^500",
                                                 value);
        }
        core::require<std::invalid_argument>(settings.most >= 2 && settings.most <= capacity, "drift::bocpd: most",
                                             "from 2 to 256", settings.most);
        core::require<std::invalid_argument>(settings.least >= 1, "drift::bocpd: least", "at least 1", settings.least);
        detail::require_inside_unit_interval(settings.probability, "drift::bocpd: probability");
        hazard_ = 1.0 / settings.mean_run_length;
        fresh_ = {.probability = 1.0,
                  .mean = settings.prior_mean,
                  .rate = settings.prior_rate,
                  .gammas = gamma_ratio(settings.prior_shape)};
        state_.runs[0] = fresh_;
    }

    signal update(double x) noexcept {
        if (!detail::measurable(x)) {
            ++position_.ignored;
            return signal::none;
        }
        ++state_.count;
        take(x);
        begin_run();
        if (!(statistic() > settings_.probability)) {
            return signal::none;
        }
        position_.drifted(state_.count, run_length());
        begin_anew();
        return signal::drift;
    }

    void reset() noexcept { begin_anew(), position_ = {}; }

    /// The probability of runs that began after the restart and have lasted `least` values.
    [[nodiscard]] double statistic() const noexcept {
        double sum = 0.0;
        for (std::size_t i = 0; i < state_.held; ++i) {
            const run& r = state_.runs[i];
            sum += r.length >= settings_.least && r.length < state_.count ? r.probability : 0.0;
        }
        return sum;
    }

    /// The most probable run length; the shortest of those that are equally probable.
    [[nodiscard]] std::uint64_t run_length() const noexcept {
        std::size_t best = 0;
        for (std::size_t i = 1; i < state_.held; ++i) {
            best = state_.runs[i].probability >= state_.runs[best].probability ? i : best;
        }
        return state_.runs[best].length;
    }

    /// The probability that the run has this length; 0 where it is not kept.
    [[nodiscard]] double probability_of(std::uint64_t length) const noexcept {
        for (std::size_t i = 0; i < state_.held; ++i) {
            if (state_.runs[i].length == length) {
                return state_.runs[i].probability;
            }
        }
        return 0.0;
    }

    /// At the last drift: the most probable run length. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const bocpd_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static bocpd from_state(core::byte_span bytes) { return detail::state_bytes::read<bocpd>(bytes); }

    /// What `calibrate` sets: larger is surer, always below 1.
    [[nodiscard]] static double threshold(const bocpd_settings& s) noexcept { return s.probability; }
    [[nodiscard]] static bocpd_settings with_threshold(bocpd_settings s, double value) noexcept {
        s.probability = value;
        return s;
    }
    static constexpr bool larger_is_surer = true;
    static constexpr bool below_one = true;

    friend bool operator==(const bocpd&, const bocpd&) = default;

private:
    friend struct detail::state_bytes;

    struct prior {
        double value;
        const char* where;
    };

    /// A run of `length` values, and what they taught: the normal-gamma distribution of mean and precision.
    struct run {
        std::uint64_t length = 0;
        double probability = 0.0;
        double mean = 0.0;
        double rate = 0.0;
        double gammas = 0.0;  ///< Gamma(shape + 1/2) / Gamma(shape), with shape = prior_shape + length / 2.

        friend bool operator==(const run&, const run&) = default;
    };

    struct numbers {
        std::array<run, capacity> runs{};  ///< Longest first.
        std::size_t held = 1;
        std::uint64_t count = 0;

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    /// Gamma(s + 1/2) / Gamma(s); where large logarithms leave little of their difference, the series to s^-3.
    [[nodiscard]] static double gamma_ratio(double s) noexcept {
        const double u = 1.0 / s;
        return s < 1000.0 ? num::exp(num::lgamma(s + 0.5) - num::lgamma(s))
                          : num::square_root(s) *
                                num::fma(num::fma(num::fma(5.0 / 1024.0, u, 1.0 / 128.0), u, -0.125), u, 1.0);
    }

    void begin_anew() noexcept {
        state_ = {};
        state_.runs[0] = fresh_;
    }

    /// Weighs every run by the density it gives to x [2, equation 110], and teaches it.
    void take(double x) noexcept {
        double logs[capacity];
        double highest = 0.0;
        for (std::size_t i = 0; i < state_.held; ++i) {
            run& r = state_.runs[i];
            const auto n = static_cast<double>(r.length);
            const double weight = settings_.prior_count + n;
            const double shape = settings_.prior_shape + 0.5 * n;
            const double gap = x - r.mean;
            const double spread = 2.0 * r.rate * ((weight + 1.0) / weight);
            const double tail = num::log1p(gap / spread * gap);
            const double density = num::log(r.gammas / num::square_root(std::numbers::pi * spread));
            logs[i] = num::fma(-(shape + 0.5), tail, density);
            highest = i == 0 || logs[i] > highest ? logs[i] : highest;
            r.rate += num::rounded(0.5 * weight / (weight + 1.0) * gap * gap);
            r.mean += gap / (weight + 1.0);
            r.gammas = shape / r.gammas;  // Gamma(s + 1) / Gamma(s + 1/2)
            ++r.length;
        }
        double sum = 0.0;
        for (std::size_t i = 0; i < state_.held; ++i) {
            state_.runs[i].probability = num::rounded(state_.runs[i].probability * num::exp(logs[i] - highest));
            sum += state_.runs[i].probability;
        }
        if (!(sum >=
              0x1p-900)) {  // a value that only runs of no probability foresaw: it is over, nothing else is known
            state_.runs[0].probability = 1.0;
            state_.held = 1;
            sum = 1.0;
        }
        for (std::size_t i = 0; i < state_.held; ++i) {
            state_.runs[i].probability *= (1.0 - hazard_) / sum;
        }
    }

    /// One more run, of no values yet; where there is no room, instead of the least probable, whose probability all others share.
    void begin_run() noexcept {
        if (state_.held == settings_.most) {
            std::size_t least = 0;
            for (std::size_t i = 1; i < state_.held; ++i) {
                least = state_.runs[i].probability < state_.runs[least].probability ? i : least;
            }
            const double rest = 1.0 - hazard_ - state_.runs[least].probability;
            const double share = rest > 0.0 ? (1.0 - hazard_) / rest : 1.0;
            --state_.held;
            for (std::size_t i = 0; i < state_.held; ++i) {
                state_.runs[i] = state_.runs[i < least ? i : i + 1];
                state_.runs[i].probability *= share;
            }
        }
        state_.runs[state_.held] = fresh_;
        state_.runs[state_.held].probability = hazard_;
        ++state_.held;
        for (std::size_t i = state_.held; i < capacity && state_.runs[i] != run{}; ++i) {
            state_.runs[i] = {};  // what is not held is cleared, so that equal detectors compare equal
        }
    }

    static void each_setting(auto& s, auto&& each) {
        each("mean_run_length", s.mean_run_length);
        each("prior_mean", s.prior_mean);
        each("prior_count", s.prior_count);
        each("prior_shape", s.prior_shape);
        each("prior_rate", s.prior_rate);
        each("most", s.most), each("least", s.least);
        each("probability", s.probability);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        each(s.count);
        each.bounded(s.held, self.settings_.most);
        for (std::size_t i = 0; i < s.held; ++i) {
            auto& r = s.runs[i];
            each(r.length, r.probability, r.mean, r.rate, r.gammas);
        }
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        double sum = 0.0;
        bool possible = position_.consistent() && state_.held >= 1;
        for (std::size_t i = 0; possible && i < state_.held; ++i) {
            const run& r = state_.runs[i];
            sum += r.probability;
            possible = r.length <= state_.count && (i == 0 || r.length < state_.runs[i - 1].length) &&
                       detail::in_unit_interval(r.probability) && num::magnitude(r.mean) <= 0x1p481 &&
                       r.rate >= settings_.prior_rate && num::is_finite(r.rate) && r.gammas > 0.0 &&
                       r.gammas <= 0x1p300;
        }
        return possible && sum > 0.999 && sum < 1.001 && state_.runs[state_.held - 1].length == 0 &&
               statistic() <= settings_.probability;
    }

    bocpd_settings settings_;
    double hazard_ = 0.0;
    run fresh_;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<bocpd>);

}  // namespace lastro::inline v0::drift
