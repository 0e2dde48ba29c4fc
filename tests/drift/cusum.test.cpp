// SPDX-License-Identifier: MIT
// tests/drift/cusum.test.cpp
#include <lastro/drift/cusum.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::cusum;
using lastro::drift::cusum_settings;
using streams::column;
using streams::signal;

namespace {

/// The closed form of cumulative sums held at 0: the largest sum of the last few deviations, over all "last few".
std::vector<std::size_t> by_definition(const column& values, const cusum_settings& set) {
    std::vector<std::size_t> result;
    std::size_t start = 0;
    column deviations;  // since the restart
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += values[i];
        deviations.push_back(values[i] - sum / static_cast<double>(i - start + 1) - set.delta);
        double s = 0.0, back = 0.0;
        for (std::size_t j = deviations.size(); j-- > 0;) {
            back += deviations[j];
            s = back > s ? back : s;
        }
        if (deviations.size() >= set.min_instances && s > set.threshold) {
            result.push_back(i);
            start = i + 1;
            deviations.clear();
            sum = 0.0;
        }
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/cusum") {
    TEST_CASE("by hand: 2 2 2 6 6") {
        // means 2 2 2 3 3.8; s, with delta 1: 0 0 0 2 3.2
        cusum watch{{.min_instances = 1, .delta = 1.0, .threshold = 3.0}};
        for (int i = 0; i < 3; ++i) {
            CHECK(watch.update(2.0) == signal::none);
        }
        CHECK(watch.update(6.0) == signal::none);
        CHECK(watch.statistic() == 2.0);
        CHECK(watch.mean() == 3.0);
        CHECK(watch.update(6.0) == signal::drift);
        CHECK(watch.since_change() == 2);
        CHECK(watch.count() == 0);
    }

    TEST_CASE("drifts: those of the closed form") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        for (int round = 0; round < 12; ++round) {
            column values;
            streams::append_bells(values, engine, 200, 5.0);
            streams::append_bells(values, engine, 200, 7.0);
            streams::append_bells(values, engine, 200, 10.0);
            const cusum_settings set{.delta = 0.5, .threshold = round % 2 == 0 ? 10.0 : 30.0};
            const std::vector<std::size_t> expected = by_definition(values, set);
            REQUIRE(streams::drifts(cusum{set}, values) == expected);
            alarms += expected.size();
        }
        CHECK(alarms >= 20);
    }

    TEST_CASE("promises of every detector") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bells(values, engine, 300, 0.0);
        streams::append_bells(values, engine, 300, 4.0);
        streams::keeps_its_promises(cusum{}, values);
        CHECK(std::isnan(cusum{}.mean()));
        CHECK(cusum{{.delta = 0.25}}.settings() == cusum_settings{.delta = 0.25});
    }

    TEST_CASE("two sides: the first of a rise and of a fall, each as one side sees it") {
        streams::has_two_sides<cusum>(cusum_settings{.delta = 0.3, .threshold = 8.0});
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(cusum{{.delta = 1e300}}, "drift::cusum: delta: expected at most 2^480, found 1e+300",
                             std::invalid_argument);
        cusum widest{{.delta = 0x1p480}};
        widest.update(-0x1p480);
        CHECK(cusum::from_state(widest.state()) == widest);
        CHECK_THROWS_WITH_AS(cusum{{.delta = streams::not_a_number}},
                             "drift::cusum: delta: expected a finite number from 0 on, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(cusum{{.threshold = 0.0}},
                             "drift::cusum: threshold: expected a finite number above 0, found 0",
                             std::invalid_argument);
    }
}
