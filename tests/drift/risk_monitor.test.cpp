// SPDX-License-Identifier: MIT
// tests/drift/risk_monitor.test.cpp
#include <lastro/drift/risk_monitor.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "sequential.hpp"

using lastro::drift::risk_monitor;
using lastro::drift::signal;

namespace {

const lastro::random::stream draws = lastro::random::stream{3}["risk_monitor"];

double error(double rate, std::uint64_t life, std::uint64_t t) {
    return lastro::random::uniform(draws[life], t) < rate ? 1.0 : 0.0;
}

std::vector<double> errors(double rate, std::uint64_t life, std::uint64_t count) {
    std::vector<double> losses;
    for (std::uint64_t t = 0; t < count; ++t) {
        losses.push_back(error(rate, life, t));
    }
    return losses;
}

/// After how many losses drift is said; `most` if it is not.
std::uint64_t alarm(risk_monitor watch, double rate, std::uint64_t life, std::uint64_t most) {
    for (std::uint64_t t = 0; t < most; ++t) {
        if (watch.update(error(rate, life, t)) == signal::drift) {
            return t + 1;
        }
    }
    return most;
}

}  // namespace

TEST_SUITE("drift/risk_monitor") {
    TEST_CASE("a model that is as good as before, or a little worse than tolerated, is not said to be worse") {
        int alarms = 0;
        for (std::uint64_t life = 0; life < 200; ++life) {
            const risk_monitor watch{errors(0.1, 1000 + life, 1000), {.tolerance = 0.02}};
            alarms += alarm(watch, 0.1, life, 3000) < 3000 ? 1 : 0;
            alarms += alarm(watch, 0.12, life, 3000) < 3000 ? 1 : 0;
        }
        CHECK(alarms <= 20);  // 5 % of 400; far fewer in truth
    }

    TEST_CASE("one that got worse is found, the sooner the worse") {
        const risk_monitor watch{errors(0.1, 77, 5000), {.tolerance = 0.02}};
        const std::uint64_t little = alarm(watch, 0.25, 1, 20'000);
        const std::uint64_t much = alarm(watch, 0.6, 1, 20'000);
        CHECK(little < 3000);
        CHECK(much < 200);
        CHECK(much < little);
        CHECK(alarm(watch, 0.02, 1, 5000) == 5000);  // better is no alarm
    }

    TEST_CASE("the reference in order, whichever: the same bound, or nearly, and no alarm of a model that is as good") {
        std::vector<double> ascending(1000, 0.0);
        for (std::size_t i = 900; i < 1000; ++i) {
            ascending[i] = 1.0;
        }
        const std::vector<double> descending(ascending.rbegin(), ascending.rend());
        for (const std::vector<double>& losses : {ascending, descending}) {
            const risk_monitor watch{losses};
            CHECK(watch.reference_mean() == 0.1);
            CHECK(watch.reference_at_most() > 0.1);
            CHECK(watch.reference_at_most() < 0.16);
            for (std::uint64_t life = 0; life < 20; ++life) {
                CHECK(alarm(watch, 0.1, life, 5000) == 5000);
            }
        }
    }

    TEST_CASE("warning comes before drift; drift stays until reset") {
        risk_monitor watch{errors(0.1, 5, 300)};
        bool warned = false, drifted = false;
        for (std::uint64_t t = 0; t < 2000; ++t) {
            const signal s = watch.update(error(0.5, 9, t));
            CHECK(!(drifted && s != signal::drift));
            warned = warned || (s == signal::warning && !drifted);
            drifted = drifted || s == signal::drift;
        }
        CHECK(warned);
        CHECK(drifted);
        CHECK(watch.live_at_least() > watch.reference_at_most());
        CHECK(watch.reference_at_most() > watch.reference_mean());
        watch.reset();
        CHECK(watch.count() == 0);
        CHECK(watch.update(0.0) == signal::none);
    }

    TEST_CASE("what is no loss is counted, and no reason for an alarm") {
        risk_monitor watch{errors(0.1, 5, 300)};
        for (int i = 0; i < 1000; ++i) {
            CHECK(watch.update(std::nan("")) == signal::none);
        }
        CHECK(watch.ignored() == 1000);
        CHECK(watch.count() == 0);
    }

    TEST_CASE("saved at any step and continued") {
        sequential::is_saved(risk_monitor{errors(0.1, 5, 300), {.tolerance = 0.05}}, 200,
                             [](auto& watch, std::uint64_t t) {
                                 watch.update(t % 40 == 7 ? std::nan("") : t % 3 == 0 ? 1.0 : 0.0);
                             });
    }

    TEST_CASE("settings and references that cannot be are refused") {
        const std::vector<double> fine{0.0, 1.0}, beyond{0.0, 2.0};
        CHECK_THROWS_WITH_AS(risk_monitor{std::span<const double>{}},
                             "drift::risk_monitor: reference: expected at least one loss, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(risk_monitor{beyond},
                             "drift::risk_monitor: reference: expected losses between low and high, found 2",
                             std::invalid_argument);
        CHECK_THROWS_AS((risk_monitor{fine, {.tolerance = -1.0}}), std::invalid_argument);
        std::vector<double> changing(4000, 0.0);  // ones after zeros, in the order in which they are taken
        const auto order = lastro::random::permutation(lastro::random::stream{0}["risk_monitor"], 4000);
        for (std::size_t i = 2000; i < 4000; ++i) {
            changing[order[i]] = 1.0;
        }
        CHECK_THROWS_WITH_AS(
            risk_monitor{changing},
            "drift::risk_monitor: reference: expected losses of one distribution, found a mean that changes",
            std::invalid_argument);
        CHECK_THROWS_AS((risk_monitor{fine, {.alpha = 1.0}}), std::invalid_argument);
    }
}  // TEST_SUITE
