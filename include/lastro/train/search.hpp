// SPDX-License-Identifier: MIT
// lastro/train/search.hpp
//
// Which settings are best? Every combination, some by chance, or many by chance of which the worst stop early.
//
//   const train::search_result r = train::random_search(space, {.trials = 30, .epochs = 20, .seed = 42, .threads = 2},
//       [&](const train::trial& t) {
//           const auto folds = train::cross_validate(model_of(t), rows, five, {.epochs = t.epochs,
//               .optimizer = train::adam{.learning_rate = t["learning_rate"]}});
//           return folds.mean("loss"); });
//   r.best().trial["learning_rate"];
//   r.table();                                              // every trial, the best first
//
// A trial is a function of the seed and its number, so any number of threads gives the same result. A trial that throws
// lastro::error (a loss that is no longer finite) counts as failed and ranks last; other exceptions end the search.
// What is best of many is too good by chance: judge the winner on rows that the search has not seen.
//
// References
//   [1] J. Bergstra, Y. Bengio, Random search for hyper-parameter optimization, JMLR 13, 2012.
//   [2] K. Jamieson, A. Talwalkar, Non-stochastic best arm identification and hyperparameter optimization, AISTATS
//       2016.
#pragma once

#include <pthread.h>  // pthread_mutex_t (POSIX; <mutex> costs 1,800 lines)

#include <cstddef>     // size_t
#include <cstdint>     // int64_t, uint64_t
#include <functional>  // function
#include <limits>      // numeric_limits
#include <optional>    // nullopt, optional
#include <span>        // span
#include <stdexcept>   // invalid_argument
#include <string>      // string
#include <variant>     // get, get_if
#include <vector>      // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/early_stopping.hpp>
#include <lastro/train/search_space.hpp>

namespace lastro::inline v0::train {

/// What a trial reached.
struct trial_result {
    train::trial trial = {};  ///< `epochs` is that of its last round.
    double score = std::numeric_limits<double>::quiet_NaN();
    std::string failed = {};  ///< Why there is no score; empty if there is one.
};

/// How to search. `threads` cannot change the result.
struct search_settings {
    std::uint64_t trials = 20;       ///< How many are drawn; a grid has as many as it has.
    std::uint64_t epochs = 10;       ///< For each trial; where trials stop early, for each of the first round.
    std::uint64_t epoch_budget = 0;  ///< No trial begins that would spend more epochs than this in all; 0: no limit.
    train::goal goal = train::goal::smaller;  ///< Which scores are good ones.
    std::uint64_t seed = 0;
    std::size_t threads = 1;

    /// Called after each trial, one call at a time, in the order in which they end: that one may depend on threads.
    std::function<void(const trial_result&)> watch = {};
};

/// All trials, the best first: those that came furthest, of these the best score, of equals the first; the failed
/// ones last.
struct search_result {
    std::vector<trial_result> ranked;
    std::uint64_t epochs = 0;  ///< Spent in all.

    /// @throws lastro::error if every trial failed; the message is the first one's.
    [[nodiscard]] const trial_result& best() const {
        core::require<error>(!ranked.empty() && ranked.front().failed.empty(), "train::search", "a trial with a score",
                             ranked.empty() ? std::string{"none"} : "only failed ones: " + ranked.front().failed);
        return ranked.front();
    }

    /// "rank" (from 1), "trial", "epochs", "score" (missing where failed), and a column for each setting.
    [[nodiscard]] data::table table() const;
};

namespace detail {

[[nodiscard]] inline bool better(const trial_result& a, const trial_result& b, goal wanted) {
    if (num::is_nan(a.score) || num::is_nan(b.score)) {
        return !num::is_nan(a.score) && num::is_nan(b.score);
    }
    if (a.trial.epochs != b.trial.epochs) {
        return a.trial.epochs > b.trial.epochs;
    }
    return wanted == goal::smaller ? a.score < b.score : a.score > b.score;
}

inline void rank(std::span<trial_result> trials, goal wanted) {
    core::stable_sort(trials, [&](const trial_result& a, const trial_result& b) {
        return better(a, b, wanted) || (!better(b, a, wanted) && a.trial.number < b.trial.number);
    });
}

/// Lets one thread at a time through.
class turnstile {
public:
    turnstile() = default;
    turnstile(const turnstile&) = delete;
    turnstile& operator=(const turnstile&) = delete;
    ~turnstile() { ::pthread_mutex_destroy(&mutex_); }

    template <class Call>
    void operator()(const Call& call) {
        struct passage {
            pthread_mutex_t* mutex;
            explicit passage(pthread_mutex_t* m) noexcept : mutex(m) { ::pthread_mutex_lock(mutex); }
            passage(const passage&) = delete;
            passage& operator=(const passage&) = delete;
            ~passage() { ::pthread_mutex_unlock(mutex); }
        } const mine{&mutex_};
        call();
    }

private:
    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
};

/// Gives each trial its score for `epochs` epochs.
template <class Objective>
void run_trials(std::span<trial_result> trials, std::uint64_t epochs, const search_settings& settings,
                const Objective& objective) {
    turnstile watching;
    core::parallel_for(trials.size(), settings.threads, [&](std::size_t i) {
        trials[i].trial.epochs = epochs;
        try {
            trials[i].score = objective(static_cast<const trial&>(trials[i].trial));
            trials[i].failed = num::is_nan(trials[i].score) ? "the score is NaN" : "";
        } catch (const error& e) {
            trials[i].score = std::numeric_limits<double>::quiet_NaN();
            trials[i].failed = e.what();
        }
        if (settings.watch) {
            watching([&] { settings.watch(trials[i]); });
        }
    });
}

/// How many of `wanted` trials of `epochs` epochs the rest of the budget allows.
[[nodiscard]] inline std::uint64_t affordable(std::uint64_t wanted, std::uint64_t epochs, std::uint64_t spent,
                                              std::uint64_t budget) {
    if (budget == 0) {
        return wanted;
    }
    const std::uint64_t most = (budget - spent) / epochs;
    return most < wanted ? most : wanted;
}

inline void check(const search_settings& s) {
    core::require<std::invalid_argument>(s.trials > 0, "train::search: trials", "at least 1", s.trials);
    core::require<std::invalid_argument>(s.epochs > 0, "train::search: epochs", "at least 1", s.epochs);
    core::require<std::invalid_argument>(s.epoch_budget == 0 || s.epoch_budget >= s.epochs,
                                         "train::search: epoch_budget", "0, or enough for one trial", s.epoch_budget);
}

template <class Make, class Objective>
[[nodiscard]] search_result searched(std::uint64_t count, const search_settings& settings, const Make& make,
                                     const Objective& objective) {
    search_result result;
    const std::uint64_t trials = affordable(count, settings.epochs, 0, settings.epoch_budget);
    for (std::uint64_t t = 0; t < trials; ++t) {
        result.ranked.push_back({.trial = make(t)});
    }
    run_trials(std::span{result.ranked}, settings.epochs, settings, objective);
    result.epochs = trials * settings.epochs;
    rank(result.ranked, settings.goal);
    return result;
}

}  // namespace detail

/// Every combination of choices and integers, the last setting changing fastest.
///
/// `objective(trial)` returns the score; it must bear several threads where there are several.
/// @throws std::invalid_argument if a setting is out of range, or the space has a range of real numbers.
template <class Objective>
[[nodiscard]] search_result grid_search(const search_space& space, const search_settings& settings,
                                        const Objective& objective) {
    detail::check(settings);
    return detail::searched(
        space.grid_size(), settings, [&](std::uint64_t t) { return space.on_grid(t); }, objective);
}

/// `trials` trials by chance [1]: trial t is space.drawn(stream(seed)["search"], t). @throws as grid_search.
template <class Objective>
[[nodiscard]] search_result random_search(const search_space& space, const search_settings& settings,
                                          const Objective& objective) {
    detail::check(settings);
    const random::stream draws = random::stream{settings.seed}["search"];
    return detail::searched(
        settings.trials, settings, [&](std::uint64_t t) { return space.drawn(draws, t); }, objective);
}

/// How trials that are behind stop early.
struct halving_settings {
    std::uint64_t factor = 3;       ///< One in so many goes on, for so many times the epochs.
    std::uint64_t max_epochs = 90;  ///< No trial is trained for longer.
};

/// The trials of random_search for `epochs` epochs; then the best ceil(n / factor) of n again, for factor times the
/// epochs; and so on until one is left, or the next round would be too long for max_epochs or for what is left of the
/// budget [2]. Each round trains from the beginning.
///
/// @throws as grid_search.
template <class Objective>
[[nodiscard]] search_result successive_halving(const search_space& space, const search_settings& settings,
                                               const halving_settings& halving, const Objective& objective) {
    detail::check(settings);
    core::require<std::invalid_argument>(halving.factor >= 2, "train::successive_halving: factor", "at least 2",
                                         halving.factor);
    core::require<std::invalid_argument>(halving.max_epochs >= settings.epochs, "train::successive_halving: max_epochs",
                                         "at least the first round's epochs", halving.max_epochs);
    search_result result = random_search(space, settings, objective);
    std::uint64_t running = result.ranked.size();
    std::uint64_t epochs = settings.epochs;
    while (running > 1 && epochs <= halving.max_epochs / halving.factor) {
        std::uint64_t able = 0;  // to go on: they have a score of this round
        while (able < running && result.ranked[able].failed.empty() && result.ranked[able].trial.epochs == epochs) {
            ++able;
        }
        const std::uint64_t wanted = running / halving.factor + (running % halving.factor != 0 ? 1 : 0);
        running = able < wanted ? able : wanted;
        epochs *= halving.factor;
        if (running == 0 || detail::affordable(running, epochs, result.epochs, settings.epoch_budget) < running) {
            break;
        }
        detail::run_trials(std::span{result.ranked}.first(running), epochs, settings, objective);
        result.epochs += running * epochs;
        detail::rank(result.ranked, settings.goal);
    }
    return result;
}

inline data::table search_result::table() const {
    std::vector<std::int64_t> place;
    std::vector<std::int64_t> number;
    std::vector<std::int64_t> spent;
    std::vector<std::optional<double>> score;
    for (const trial_result& r : ranked) {
        place.push_back(static_cast<std::int64_t>(place.size()) + 1);
        number.push_back(static_cast<std::int64_t>(r.trial.number));
        spent.push_back(static_cast<std::int64_t>(r.trial.epochs));
        score.push_back(r.failed.empty() ? std::optional<double>{r.score} : std::nullopt);
    }
    data::table result;
    result.add("rank", data::column{place});
    result.add("trial", data::column{number});
    result.add("epochs", data::column{spent});
    result.add("score", data::column{score});
    for (std::size_t d = 0; !ranked.empty() && d < ranked.front().trial.values.size(); ++d) {
        std::vector<double> numbers;
        std::vector<std::string> texts;
        for (const trial_result& r : ranked) {
            const setting_value& value = r.trial.values[d].second;
            const auto* real = std::get_if<double>(&value);
            const auto* flag = std::get_if<bool>(&value);
            if (real != nullptr) {
                numbers.push_back(*real);
            }
            texts.push_back(real != nullptr   ? core::to_text(*real)
                            : flag != nullptr ? (*flag ? "true" : "false")
                                              : std::get<std::string>(value));
        }
        const std::string& name = ranked.front().trial.values[d].first;
        result.add(result.has(name) ? "setting " + name : name,
                   numbers.size() == texts.size() ? data::column{numbers} : data::column{texts});
    }
    return result;
}

}  // namespace lastro::inline v0::train
