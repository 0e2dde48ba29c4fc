// SPDX-License-Identifier: MIT
// tests/drift/hddm_a.test.cpp
#include <lastro/drift/hddm_a.hpp>

#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::hddm_a;
using lastro::drift::hddm_a_settings;
using streams::column;
using streams::signal;

namespace {

struct seen {
    std::vector<signal> signals;
    std::vector<std::size_t> since;  ///< Values after the cut, at each drift.
};

/// The definition over stored values: the cut that bounds the mean best is searched again at every value; the last of
/// equals, as replacing does.
seen by_definition(const column& values, const hddm_a_settings& set) {
    seen result;
    std::size_t start = 0;
    const auto mean = [&](std::size_t n) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(start);
        return std::accumulate(first, first + static_cast<std::ptrdiff_t>(n), 0.0) / static_cast<double>(n);
    };
    const auto bound = [&](std::size_t n) {
        return std::sqrt(std::log(1.0 / set.drift_confidence) / (2.0 * static_cast<double>(n)));
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t n = i - start + 1;
        std::size_t low = 1, high = 1;
        for (std::size_t k = 2; k <= n; ++k) {
            low = mean(k) + bound(k) <= mean(low) + bound(low) ? k : low;
            high = mean(k) - bound(k) >= mean(high) - bound(high) ? k : high;
        }
        const auto beyond = [&](std::size_t cut, double difference, double a) {
            const double m = 1.0 / static_cast<double>(cut) - 1.0 / static_cast<double>(n);
            return cut != n && difference >= std::sqrt(m / 2.0 * std::log(2.0 / a));
        };
        const bool rise = beyond(low, mean(n) - mean(low), set.drift_confidence);
        const bool fall = set.two_sided && beyond(high, mean(high) - mean(n), set.drift_confidence);
        if (rise || fall) {
            result.signals.push_back(signal::drift);
            result.since.push_back(n - (rise ? low : high));
            start = i + 1;
        } else {
            const bool warning = beyond(low, mean(n) - mean(low), set.warning_confidence);
            result.signals.push_back(warning ? signal::warning : signal::none);
        }
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/hddm_a") {
    TEST_CASE("by hand: after 20 zeros, 5 ones are a drift") {
        // c/n = k / (20 + k) against sqrt(k / (20 (20 + k)) / 2 * ln 2000): squared and divided, k / (20 + k) >= 0.19002,
        // so k >= 4.69; for the warning, ln 400, k / (20 + k) >= 0.14979, so k >= 3.52.
        hddm_a watch;
        for (int i = 0; i < 20; ++i) {
            CHECK(watch.update(0.0) == signal::none);
        }
        for (int k = 1; k <= 3; ++k) {
            CHECK(watch.update(1.0) == signal::none);
        }
        CHECK(watch.update(1.0) == signal::warning);
        CHECK(watch.mean() == 4.0 / 24.0);
        CHECK(watch.update(1.0) == signal::drift);
        CHECK(watch.since_change() == 5);
        CHECK(watch.count() == 0);
    }

    TEST_CASE("signals and cuts: those of the definition, one-sided and two-sided") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        for (int round = 0; round < 12; ++round) {
            column values;
            streams::append_bits(values, engine, 120, 0.1);
            streams::append_bits(values, engine, 120, 0.6);
            streams::append_bits(values, engine, 120, 0.1);
            const hddm_a_settings set{.two_sided = round % 2 == 1};
            const seen expected = by_definition(values, set);
            hddm_a watch{set};
            std::vector<std::size_t> since;
            for (std::size_t i = 0; i < values.size(); ++i) {
                CAPTURE(i);
                REQUIRE(watch.update(values[i]) == expected.signals[i]);
                if (expected.signals[i] == signal::drift) {
                    since.push_back(static_cast<std::size_t>(watch.since_change()));
                }
            }
            REQUIRE(since == expected.since);
            alarms += since.size();
        }
        CHECK(alarms >= 18);
    }

    TEST_CASE("promises of every detector; values outside [0, 1] are none") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bits(values, engine, 300, 0.2);
        streams::append_bits(values, engine, 300, 0.7);
        streams::keeps_its_promises(hddm_a{}, values);
        hddm_a watch;
        CHECK(std::isnan(watch.mean()));
        watch.update(1.5);
        CHECK(watch.ignored() == 1);
        watch.update(0.5);
        CHECK(watch.count() == 1);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(hddm_a{{.drift_confidence = 0.0}},
                             "drift::hddm_a: drift_confidence: expected above 0 and below 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(hddm_a{{.warning_confidence = 1.0}},
                             "drift::hddm_a: warning_confidence: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(hddm_a{{.drift_confidence = 0.01}},
                             "drift::hddm_a: drift_confidence: expected at most warning_confidence, found 0.01",
                             std::invalid_argument);
    }
}
