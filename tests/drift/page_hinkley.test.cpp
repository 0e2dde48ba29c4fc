// SPDX-License-Identifier: MIT
// tests/drift/page_hinkley.test.cpp
#include <lastro/drift/page_hinkley.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::page_hinkley;
using lastro::drift::page_hinkley_settings;
using streams::column;
using streams::signal;

namespace {

/// The definition over stored values: the means from sums, s from the restart again at every value.
std::vector<std::size_t> by_definition(const column& values, const page_hinkley_settings& set) {
    std::vector<std::size_t> result;
    std::size_t start = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double sum = 0.0, s = 0.0;
        for (std::size_t j = start; j <= i; ++j) {
            sum += values[j];
            s = set.alpha * s + (values[j] - sum / static_cast<double>(j - start + 1) - set.delta);
            s = set.clamped && s < 0.0 ? 0.0 : s;
        }
        if (i - start + 1 >= set.min_instances && s > set.threshold) {
            result.push_back(i);
            start = i + 1;
        }
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/page_hinkley") {
    TEST_CASE("by hand: 0 0 0 4 4") {
        // means 0 0 0 1 1.6; s, with alpha 1 and delta 0.5: 0 (-0.5 clamped) ... 0, 2.5, 4.4
        page_hinkley watch{{.min_instances = 1, .delta = 0.5, .threshold = 4.0, .alpha = 1.0}};
        for (int i = 0; i < 3; ++i) {
            CHECK(watch.update(0.0) == signal::none);
            CHECK(watch.statistic() == 0.0);
        }
        CHECK(watch.update(4.0) == signal::none);
        CHECK(watch.statistic() == 2.5);
        CHECK(watch.mean() == 1.0);
        CHECK(watch.update(4.0) == signal::drift);
        CHECK(watch.since_change() == 2);
        CHECK(watch.statistic() == 0.0);

        page_hinkley free{{.min_instances = 1, .delta = 0.5, .threshold = 4.0, .alpha = 1.0, .clamped = false}};
        for (const double x : {0.0, 0.0, 0.0, 4.0}) {
            free.update(x);
        }
        CHECK(free.statistic() == 1.0);  // -1.5 + 2.5
        CHECK(free.update(4.0) == signal::none);
        CHECK(std::abs(free.statistic() - 2.9) < 1e-15);
        CHECK(free.update(4.0) == signal::drift);  // mean 2, s 4.4
        CHECK(free.since_change() == 3);
    }

    TEST_CASE("drifts: those of the definition, clamped and not") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        for (int round = 0; round < 12; ++round) {
            column values;
            streams::append_bells(values, engine, 200, 5.0);
            streams::append_bells(values, engine, 200, 7.0);
            streams::append_bells(values, engine, 200, 10.0);
            const page_hinkley_settings set{
                .threshold = 20.0, .alpha = round % 3 == 0 ? 1.0 : 0.99, .clamped = round % 2 == 0};
            const std::vector<std::size_t> expected = by_definition(values, set);
            REQUIRE(streams::drifts(page_hinkley{set}, values) == expected);
            alarms += expected.size();
        }
        CHECK(alarms >= 20);
    }

    TEST_CASE("min_instances: no drift before") {
        const column values{0.0, 9.0, 9.0, 9.0, 9.0};
        page_hinkley_settings set{.min_instances = 1, .threshold = 1.0};
        CHECK(streams::drifts(page_hinkley{set}, values).front() == 1);
        set.min_instances = 4;
        CHECK(streams::drifts(page_hinkley{set}, values).front() == 3);
    }

    TEST_CASE("promises of every detector; numbers beyond 2^480 are no values") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bells(values, engine, 300, 0.0);
        streams::append_bells(values, engine, 300, 4.0);
        streams::keeps_its_promises(page_hinkley{}, values);
        page_hinkley watch;
        CHECK(std::isnan(watch.mean()));
        watch.update(1e300);
        CHECK(watch.ignored() == 1);
        CHECK(watch.update(-0x1p480) == signal::none);
        CHECK(watch.count() == 1);
    }

    TEST_CASE("two sides: the first of a rise and of a fall, each as one side sees it") {
        streams::has_two_sides<page_hinkley>(page_hinkley_settings{.delta = 0.3, .threshold = 8.0});
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(page_hinkley{{.delta = 1e300}},
                             "drift::page_hinkley: delta: expected at most 2^480, found 1e+300", std::invalid_argument);
        page_hinkley widest{{.delta = 0x1p480}};
        widest.update(-0x1p480);
        CHECK(page_hinkley::from_state(widest.state()) == widest);
        CHECK_THROWS_WITH_AS(page_hinkley{{.delta = -1.0}},
                             "drift::page_hinkley: delta: expected a finite number from 0 on, found -1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(page_hinkley{{.threshold = streams::infinity}},
                             "drift::page_hinkley: threshold: expected a finite number above 0, found inf",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(page_hinkley{{.alpha = 1.5}},
                             "drift::page_hinkley: alpha: expected above 0, up to 1, found 1.5", std::invalid_argument);
    }
}
