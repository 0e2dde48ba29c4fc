// SPDX-License-Identifier: MIT
// lastro/drift/calibrate.hpp
//
// Which threshold lets false alarms come so many values apart? Found by simulating the stream while nothing changes.
//
//   const auto found = drift::calibrate(drift::cusum{{.delta = 0.5}}, {.mean_time_between_false_alarms = 5000},
//                                       drift::quiet_stream{readings_of_a_quiet_month});
//   auto watch = found.detector;                                     // found.time.mean: 5000, but for the simulation's error
//
// Settings other than the threshold stay as they are; a warning's threshold moves with that of drift. Holds for streams like the
// simulated one: readings that are correlated in time need a `quiet_stream` that is. As many streams are simulated as
// there are `lives`, the same for each threshold that is tried, so the result has the same bits everywhere; its relative error
// is about 1 / sqrt(lives).
//
// Not for `ddm`, `eddm`, `hddm_a` and `rddm`, which compare all values with the best beginning of them. While nothing changes the mean of
// all converges, and the limit, which the best beginning set, stays. Where it lies beyond what the mean converges to, there comes a
// time without alarms after it: with a probability above 0 there is never one, and lives have no mean, whatever the threshold (of
// `ddm`, if it is above 1). `rddm` forgets, and wakes again, but its few longest lives make up most of its mean. What all have
// is a probability of an alarm within so many values:
//
//   const auto found = drift::calibrate_within(drift::ddm{}, {.horizon = 10'000, .probability = 0.05}, quiet);
#pragma once

#include <concepts>   // convertible_to, same_as
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/drift/quiet_stream.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/exponential.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

/// A detector with one number that decides how often it alarms.
template <class T>
concept adjustable = detector<T> && requires(const T& c, double value) {
    { T::threshold(c.settings()) } -> std::same_as<double>;
    T{T::with_threshold(c.settings(), value)};
    { T::larger_is_surer } -> std::convertible_to<bool>;
    { T::below_one } -> std::convertible_to<bool>;  // always in (0, 1), rather than any number above 0
};

/// One whose lives have a mean: it does not say that it `grows_deaf`.
template <class T>
concept calibratable = adjustable<T> && !requires {
    requires T::grows_deaf;
};

struct calibration_settings {
    double mean_time_between_false_alarms = 10'000.0;  ///< Values.
    std::uint64_t lives = 1000;                        ///< Streams that are simulated for each threshold.
    std::uint64_t seed = 0;

    friend bool operator==(const calibration_settings&, const calibration_settings&) = default;
};

struct horizon_settings {
    std::uint64_t horizon = 10'000;  ///< Values.
    double probability = 0.05;       ///< Of an alarm within them, at most.
    std::uint64_t lives = 1000;      ///< Streams that are simulated for each threshold.
    std::uint64_t seed = 0;

    friend bool operator==(const horizon_settings&, const horizon_settings&) = default;
};

/// How long detectors live until their first alarm, of so many that were simulated.
struct mean_life {
    double mean = 0.0;            ///< Values; where some were still alive at the end, at least.
    double standard_error = 0.0;  ///< Of the mean.
    std::uint64_t lives = 0;
    std::uint64_t alarms = 0;  ///< Lives that ended.

    friend bool operator==(const mean_life&, const mean_life&) = default;
};

template <class Detector>
struct calibration {
    Detector detector;             ///< Empty, with the threshold that was found.
    double threshold = 0.0;        ///< It.
    mean_life time;                ///< Of as many other lives, which had no say in it.
    double autocorrelation = 0.0;  ///< Of the stream that was simulated.
};

/// How long detectors with the settings of `fresh` live on a stream without a change. No life is followed beyond `longest` values.
/// @throws std::invalid_argument if there are no lives.
template <detector Detector>
[[nodiscard]] mean_life simulate_lives(const Detector& fresh, const quiet_stream& quiet, std::uint64_t lives,
                                       std::uint64_t seed, std::uint64_t longest) {
    core::require<std::invalid_argument>(lives >= 1, "drift::simulate_lives: lives", "at least 1", lives);
    mean_life result{.lives = lives};
    double sum = 0.0;
    double squares = 0.0;
    const random::stream draws = random::stream{seed}["drift.lives"];
    for (std::uint64_t k = 0; k < lives; ++k) {
        Detector watch = fresh;
        watch.reset();
        quiet_stream::life values = quiet.begin(draws[k]);
        std::uint64_t lived = 0;
        bool alarm = false;
        while (!alarm && lived < longest) {
            ++lived;
            alarm = watch.update(values.next()) == signal::drift;
        }
        const auto n = static_cast<double>(lived);
        sum += n;
        squares += num::rounded(n * n);
        result.alarms += alarm ? 1U : 0U;
    }
    const auto n = static_cast<double>(lives);
    result.mean = sum / n;
    const double variance = squares / n - num::rounded(result.mean * result.mean);
    result.standard_error = num::square_root((variance > 0.0 ? variance : 0.0) / n);
    return result;
}

namespace detail {

/// Thresholds on a line: the logarithm, or that of the odds where they are below 1; larger is surer.
template <class Detector>
struct threshold_line {
    static double place(double threshold) noexcept {
        const double u = num::log(Detector::below_one ? threshold / (1.0 - threshold) : threshold);
        return Detector::larger_is_surer ? u : -u;
    }
    static double threshold(double place) noexcept {
        const double e = num::exp(Detector::larger_is_surer ? place : -place);
        return Detector::below_one ? e / (1.0 + e) : e;
    }
    static bool is_taken(const Detector& like, double place) {
        const double t = threshold(place);
        if (!(t > 0x1p-1000 && t < (Detector::below_one ? 1.0 : 0x1p1000))) {
            return false;
        }
        try {
            static_cast<void>(Detector{Detector::with_threshold(like.settings(), t)});
            return true;
        } catch (const std::invalid_argument&) {
            return false;
        }
    }
};

constexpr double least_step = 0.0002;  ///< How exactly a place is found.

/// Is the mean life at least `time`? As soon as all lives together have lasted so long, it is.
template <class Detector>
[[nodiscard]] bool lives_long(const Detector& fresh, const quiet_stream& quiet, std::uint64_t lives, std::uint64_t seed,
                              double time) {
    double left = time * static_cast<double>(lives);
    const random::stream draws = random::stream{seed}["drift.lives"];
    for (std::uint64_t k = 0; k < lives; ++k) {
        Detector watch = fresh;
        quiet_stream::life values = quiet.begin(draws[k]);
        do {
            left -= 1.0;
        } while (watch.update(values.next()) != signal::drift && left > 0.0);
        if (left <= 0.0) {
            return true;
        }
    }
    return false;
}

/// Are there at most so many alarms within the horizon?
template <class Detector>
[[nodiscard]] bool seldom_within(const Detector& fresh, const quiet_stream& quiet, std::uint64_t lives,
                                 const horizon_settings& settings) {
    double left = settings.probability * static_cast<double>(lives);
    const random::stream draws = random::stream{settings.seed}["drift.lives"];
    for (std::uint64_t k = 0; k < lives && left >= 0.0; ++k) {
        Detector watch = fresh;
        quiet_stream::life values = quiet.begin(draws[k]);
        std::uint64_t lived = 0;
        while (lived < settings.horizon && watch.update(values.next()) != signal::drift) {
            ++lived;
        }
        left -= lived < settings.horizon ? 1.0 : 0.0;
    }
    return left >= 0.0;
}

/// The least place, up to `tolerance`, that is quiet; `wanted` is what a refusal names.
template <class Detector, class Quiet>
[[nodiscard]] double surest_place(const Detector& like, double place, double step, double tolerance,
                                  const char* setting, const char* expected, double wanted, Quiet&& is_quiet) {
    using line = threshold_line<Detector>;
    const auto quiet_at = [&](double at) {
        return is_quiet(Detector{Detector::with_threshold(like.settings(), line::threshold(at))});
    };
    const bool first = quiet_at(place);
    double other = place;
    do {
        place = other;
        double ahead = first ? -step : step;
        for (; !line::is_taken(like, place + ahead); ahead /= 2.0) {  // beyond the last that the detector takes
            core::require<std::invalid_argument>(num::magnitude(ahead) > least_step, setting, expected, wanted);
        }
        other = place + ahead;
        step = 2.0 * num::magnitude(ahead);
    } while (quiet_at(other) == first);
    double low = first ? other : place;
    double high = first ? place : other;
    while (high - low > tolerance) {
        const double middle = (low + high) / 2.0;
        (quiet_at(middle) ? high : low) = middle;
    }
    return high;
}

/// Roughly with a sixteenth of the lives, then with all: `is_quiet(detector, lives)`.
template <class Detector, class Quiet>
[[nodiscard]] double surest_threshold(const Detector& like, std::uint64_t lives, const char* setting,
                                      const char* expected, double wanted, Quiet&& is_quiet) {
    using line = threshold_line<Detector>;
    const double start = line::place(Detector::threshold(like.settings()));
    const double about = surest_place(like, start, 0.5, 0.02, setting, expected, wanted,
                                      [&](const Detector& d) { return is_quiet(d, (lives + 15) / 16); });
    return line::threshold(surest_place(like, about, 0.02, least_step, setting, expected, wanted,
                                        [&](const Detector& d) { return is_quiet(d, lives); }));
}

}  // namespace detail

/// A detector like this one, with the threshold whose false alarms are so far apart on average.
///
/// Where thresholds make steps (a statistic has few values) the next surer one. Roughly found with a sixteenth of the lives, then with all.
/// @throws std::invalid_argument unless the time is at least 2 and finite, and there are at least 16 lives; where the detector
///         has no threshold with that time: warm-ups are longer, for example, or thresholds step from shorter lives to hardly any alarm.
/// Cost: about 12 lives * mean_time_between_false_alarms updates and draws.
template <calibratable Detector>
[[nodiscard]] calibration<Detector> calibrate(const Detector& like, const calibration_settings& settings = {},
                                              const quiet_stream& quiet = quiet_stream{}) {
    constexpr const char* setting = "drift::calibrate: mean_time_between_false_alarms";
    const double time = settings.mean_time_between_false_alarms;
    core::require<std::invalid_argument>(time >= 2.0 && time <= 0x1p40, setting, "from 2 to 2^40", time);
    core::require<std::invalid_argument>(settings.lives >= 16, "drift::calibrate: lives", "at least 16",
                                         settings.lives);
    const double threshold =
        detail::surest_threshold(like, settings.lives, setting, "a time that some threshold has", time,
                                 [&](const Detector& d, std::uint64_t lives) {
                                     return detail::lives_long(d, quiet, lives, settings.seed, time);
                                 });
    const Detector found{Detector::with_threshold(like.settings(), threshold)};
    constexpr double patience = 20.0;
    const mean_life others =
        simulate_lives(found, quiet, settings.lives, ~settings.seed, static_cast<std::uint64_t>(patience * time));
    core::require<std::invalid_argument>(
        2 * others.alarms > others.lives, setting,
        "a time that some threshold has, where the next surer one all but never alarms", time);
    return {.detector = found, .threshold = threshold, .time = others, .autocorrelation = quiet.autocorrelation()};
}

/// A detector like this one, with the least sure threshold at which so few streams without a change have an alarm within the horizon. `time` of
/// the result is of other lives, cut at the horizon: `time.alarms` of `time.lives` had one.
///
/// Holds for every detector, those with a mean life too. The relative error is about sqrt((1 - probability) / (probability * lives)).
/// @throws std::invalid_argument unless the horizon is from 1 to 2^40, the probability inside (0, 1), and the lives are at least 16 and enough
///         for one alarm to be allowed; where no threshold is so sure.
/// Cost: about 14 lives * horizon updates and draws.
template <adjustable Detector>
[[nodiscard]] calibration<Detector> calibrate_within(const Detector& like, const horizon_settings& settings = {},
                                                     const quiet_stream& quiet = quiet_stream{}) {
    constexpr const char* setting = "drift::calibrate_within: probability";
    core::require<std::invalid_argument>(settings.horizon >= 1 && settings.horizon <= std::uint64_t{1} << 40U,
                                         "drift::calibrate_within: horizon", "from 1 to 2^40", settings.horizon);
    detail::require_inside_unit_interval(settings.probability, setting);
    core::require<std::invalid_argument>(
        settings.lives >= 16 && settings.probability * static_cast<double>(settings.lives) >= 1.0,
        "drift::calibrate_within: lives", "at least 16 and 1 / probability", settings.lives);
    const double threshold = detail::surest_threshold(
        like, settings.lives, setting, "one that some threshold has", settings.probability,
        [&](const Detector& d, std::uint64_t lives) { return detail::seldom_within(d, quiet, lives, settings); });
    const Detector found{Detector::with_threshold(like.settings(), threshold)};
    return {.detector = found,
            .threshold = threshold,
            .time = simulate_lives(found, quiet, settings.lives, ~settings.seed, settings.horizon),
            .autocorrelation = quiet.autocorrelation()};
}

}  // namespace lastro::inline v0::drift
