// SPDX-License-Identifier: MIT
// tests/drift/hddm_w.test.cpp
#include <lastro/drift/hddm_w.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::hddm_w;
using lastro::drift::hddm_w_settings;
using streams::column;
using streams::signal;

namespace {

struct average {
    double estimate, weight;
};

/// The weighted mean of values [first, last), with its weights written out: the first has (1 - L)^(n - 1), those after it
/// L (1 - L)^(age).
average weighted(const column& values, std::size_t first, std::size_t last, double lambda) {
    average a{0.0, 0.0};
    for (std::size_t i = first; i < last; ++i) {
        const auto age = static_cast<double>(last - 1 - i);
        const double w = (i == first ? 1.0 : lambda) * std::pow(1.0 - lambda, age);
        a.estimate += w * values[i];
        a.weight += w * w;
    }
    return a;
}

/// The definition over stored values; the cut is searched again at every value, the first of equals.
std::vector<signal> by_definition(const column& values, const hddm_w_settings& set, std::vector<std::size_t>& since) {
    std::vector<signal> result;
    std::size_t start = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double least = streams::infinity;
        std::size_t cut = start;
        for (std::size_t last = start + 1; last <= i + 1; ++last) {
            const average a = weighted(values, start, last, set.lambda);
            const double above = a.estimate + std::sqrt(a.weight * std::log(1.0 / set.drift_confidence) / 2.0);
            if (above < least) {
                least = above;
                cut = last;
            }
        }
        signal s = signal::none;
        if (cut <= i) {
            const average before = weighted(values, start, cut, set.lambda);
            const average after = weighted(values, cut, i + 1, set.lambda);
            const double rise = after.estimate - before.estimate;
            const double sum = before.weight + after.weight;
            s = rise > std::sqrt(sum * std::log(1.0 / set.drift_confidence) / 2.0)     ? signal::drift
                : rise > std::sqrt(sum * std::log(1.0 / set.warning_confidence) / 2.0) ? signal::warning
                                                                                       : signal::none;
        }
        result.push_back(s);
        if (s == signal::drift) {
            since.push_back(i + 1 - cut);
            start = i + 1;
        }
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/hddm_w") {
    TEST_CASE("by hand: lambda 1/2") {
        // averages 0, 0, 0.5, 0.75; weights 1, 1/4 + 1/4 = 1/2, 1/4 + 1/8 = 3/8
        hddm_w watch{{.drift_confidence = 0.3, .warning_confidence = 0.4, .lambda = 0.5}};
        CHECK(watch.update(0.0) == signal::none);  // cut after 1: weight 1
        CHECK(watch.update(0.0) == signal::none);  // cut after 2: weight 1/2
        CHECK(watch.mean() == 0.0);
        // the second part is one 1, weight 1: bounds sqrt(1.5 ln(1/a) / 2) = 0.95 at 0.3, below 1: drift at once
        CHECK(watch.update(1.0) == signal::drift);
        CHECK(watch.since_change() == 1);
        CHECK(watch.count() == 0);
    }

    TEST_CASE("signals and cuts: those of the definition") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        for (int round = 0; round < 8; ++round) {
            column values;
            streams::append_bits(values, engine, 80, 0.15);
            streams::append_bits(values, engine, 80, 0.7);
            const hddm_w_settings set{.lambda = round % 2 == 0 ? 0.05 : 0.1};
            std::vector<std::size_t> expected_since, since;
            const std::vector<signal> expected = by_definition(values, set, expected_since);
            hddm_w watch{set};
            for (std::size_t i = 0; i < values.size(); ++i) {
                CAPTURE(i);
                REQUIRE(watch.update(values[i]) == expected[i]);
                if (expected[i] == signal::drift) {
                    since.push_back(static_cast<std::size_t>(watch.since_change()));
                }
            }
            REQUIRE(since == expected_since);
            alarms += since.size();
        }
        CHECK(alarms >= 8);
    }

    TEST_CASE("step: in the long run it takes sqrt(0.05 / 1.95 ln 1000) = 0.4209") {
        for (const double step : {0.42, 0.422}) {
            column values(500, 0.0);
            values.resize(2500, step);
            CHECK(streams::drifts(hddm_w{}, values).size() == (step < 0.4209 ? 0U : 1U));
        }
    }

    TEST_CASE("promises of every detector; values outside [0, 1] are none") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bits(values, engine, 300, 0.2);
        streams::append_bits(values, engine, 300, 0.7);
        streams::keeps_its_promises(hddm_w{}, values);
        hddm_w watch;
        CHECK(std::isnan(watch.mean()));
        watch.update(-0.5);
        CHECK(watch.ignored() == 1);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(hddm_w{{.drift_confidence = 1.0}},
                             "drift::hddm_w: drift_confidence: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(hddm_w{{.warning_confidence = 0.0}},
                             "drift::hddm_w: warning_confidence: expected above 0 and below 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(hddm_w{{.drift_confidence = 0.01}},
                             "drift::hddm_w: drift_confidence: expected at most warning_confidence, found 0.01",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(hddm_w{{.lambda = 1.0}}, "drift::hddm_w: lambda: expected above 0 and below 1, found 1",
                             std::invalid_argument);
    }
}
