// SPDX-License-Identifier: MIT
// lastro/drift/evaluate.hpp
//
// Which detector for these data? How often each alarms on nothing, how soon on a change, and how many changes it misses: a
// laboratory.
//
//   const drift::quiet_stream quiet{readings_of_a_quiet_month};
//   const drift::evaluation e = drift::evaluate(drift::adwin{}, {.kind = drift::change::gradual, .size = 1.0}, {}, quiet);
//   e.false_alarms.mean;                                             // values between false alarms
//   e.mean_delay, e.missed, e.streams;
//
// The quiet stream says what values look like before, and how correlated they are; the change is put on top. Randomness is
// addressed: the same settings give the same bits everywhere, and two detectors see the same streams. Compare detectors whose
// false alarms are equally far apart (`calibrate`): otherwise the one that alarms most is the quickest.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint8_t, uint64_t
#include <limits>     // numeric_limits
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/sort.hpp>
#include <lastro/drift/calibrate.hpp>
#include <lastro/drift/quiet_stream.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

/// How a stream changes.
enum class change : std::uint8_t {
    abrupt,       ///< From one value to the next, by `size` standard deviations.
    gradual,      ///< Ever more values, after `width` all, are moved by as much.
    incremental,  ///< All values move, after `width` by as much.
    recurring,    ///< Moved for `width` values, back for as many, and so on.
    spread,       ///< The mean stays; deviations from it grow by the factor 1 + size.
    flips         ///< Each 0 becomes 1 with probability `size`: more errors.
};

[[nodiscard]] constexpr const char* to_string(change c) noexcept {
    constexpr const char* words[] = {"abrupt", "gradual", "incremental", "recurring", "spread", "flips"};
    return words[static_cast<std::size_t>(c)];
}

struct stream_change {
    change kind = change::abrupt;
    double size = 1.0;          ///< In standard deviations of the quiet stream, where nothing else is said.
    std::uint64_t at = 1000;    ///< Values before it.
    std::uint64_t width = 500;  ///< Of a gradual, incremental or recurring one.

    friend bool operator==(const stream_change&, const stream_change&) = default;
};

struct evaluation_settings {
    std::uint64_t streams = 200;      ///< With a change, and as many without.
    std::uint64_t watched = 5000;     ///< Values after the change: what is not found in them is missed.
    std::uint64_t longest = 100'000;  ///< Values of a stream without a change, if there is no alarm before.
    std::uint64_t seed = 0;

    friend bool operator==(const evaluation_settings&, const evaluation_settings&) = default;
};

/// What became of a detector in the laboratory.
struct evaluation {
    mean_life false_alarms{};   ///< Until the first alarm, without a change.
    std::uint64_t streams = 0;  ///< With one.
    std::uint64_t missed = 0;   ///< Of them: no alarm after it.
    std::uint64_t early = 0;    ///< Alarms before the change in all of them.
    double mean_delay =
        0.0;  ///< Values from the change to the first alarm, where there was one: 1 at the least. NaN: none.
    double mean_location_error = 0.0;  ///< |change point - change| of these alarms. NaN: none.
    std::vector<double> delays{};      ///< Of those that were found, ascending.

    friend bool operator==(const evaluation&, const evaluation&) = default;
};

/// A quiet stream with a change on top.
class changing_stream {
public:
    /// @throws std::invalid_argument unless size and width are above 0, size finite, and for flips at most 1.
    changing_stream(const quiet_stream& quiet, const stream_change& what)
        : quiet_{&quiet}, what_{what}, step_{what.size * quiet.deviation()}, mean_{quiet.mean()} {
        detail::require_positive(what.size, "drift::evaluate: size");
        core::require<std::invalid_argument>(what.kind != change::flips || what.size <= 1.0, "drift::evaluate: size",
                                             "a probability, for flips", what.size);
        core::require<std::invalid_argument>(what.width >= 1, "drift::evaluate: width", "at least 1", what.width);
    }

    /// One course of it. Must not outlive the streams.
    class life {
    public:
        [[nodiscard]] double next() {
            const double x = values_.next();
            const std::uint64_t i = at_++;
            return i < of_->what_.at ? x : of_->changed(x, i - of_->what_.at, random::uniform(mixing_, i));
        }

    private:
        friend class changing_stream;
        life(const changing_stream& of, const random::stream& draws)
            : of_{&of}, values_{of.quiet_->begin(draws["values"])}, mixing_{draws["mixing"]} {}

        const changing_stream* of_;
        quiet_stream::life values_;
        random::stream mixing_;
        std::uint64_t at_ = 0;
    };

    [[nodiscard]] life begin(const random::stream& draws) const { return {*this, draws}; }

private:
    /// Value x, `since` values after the change; u is uniform.
    [[nodiscard]] double changed(double x, std::uint64_t since, double u) const noexcept {
        const double share = static_cast<double>(since + 1) / static_cast<double>(what_.width);
        const double done = share < 1.0 ? share : 1.0;
        switch (what_.kind) {
            case change::gradual:
                return u < done ? x + step_ : x;
            case change::incremental:
                return x + num::rounded(step_ * done);
            case change::recurring:
                return since / what_.width % 2 == 0 ? x + step_ : x;
            case change::spread:
                return mean_ + num::rounded((x - mean_) * (1.0 + what_.size));
            case change::flips:
                return x == 0.0 && u < what_.size ? 1.0 : x;
            default:
                return x + step_;
        }
    }

    const quiet_stream* quiet_;
    stream_change what_;
    double step_;
    double mean_;
};

/// Puts a detector through streams with and without a change. After a false alarm it goes on, as new.
///
/// @throws std::invalid_argument as `changing_stream`, or if there are no streams or no values to be watched.
/// Cost: updates of streams * (longest + at + watched) values at most.
template <detector Detector>
[[nodiscard]] evaluation evaluate(const Detector& fresh, const stream_change& what,
                                  const evaluation_settings& settings = {},
                                  const quiet_stream& quiet = quiet_stream{}) {
    core::require<std::invalid_argument>(settings.streams >= 1, "drift::evaluate: streams", "at least 1",
                                         settings.streams);
    core::require<std::invalid_argument>(settings.watched >= 1, "drift::evaluate: watched", "at least 1",
                                         settings.watched);
    const changing_stream stream{quiet, what};
    evaluation result{.false_alarms = simulate_lives(fresh, quiet, settings.streams, settings.seed, settings.longest),
                      .streams = settings.streams};
    double delays = 0.0;
    double errors = 0.0;
    const random::stream draws = random::stream{settings.seed}["drift.evaluate"];
    for (std::uint64_t k = 0; k < settings.streams; ++k) {
        Detector watch = fresh;
        watch.reset();
        changing_stream::life values = stream.begin(draws[k]);
        for (std::uint64_t i = 0; i < what.at; ++i) {
            result.early += watch.update(values.next()) == signal::drift ? 1U : 0U;
        }
        std::uint64_t delay = 1;
        while (delay <= settings.watched && watch.update(values.next()) != signal::drift) {
            ++delay;
        }
        if (delay > settings.watched) {
            ++result.missed;
            continue;
        }
        const std::uint64_t point = watch.change_point().value_or(0);
        delays += static_cast<double>(delay);
        errors += static_cast<double>(point > what.at ? point - what.at : what.at - point);
        result.delays.push_back(static_cast<double>(delay));
    }
    core::sort(std::span{result.delays});
    const auto found = static_cast<double>(result.delays.size());
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    result.mean_delay = found > 0.0 ? delays / found : none;
    result.mean_location_error = found > 0.0 ? errors / found : none;
    return result;
}

}  // namespace lastro::inline v0::drift
