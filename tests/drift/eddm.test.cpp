// SPDX-License-Identifier: MIT
// tests/drift/eddm.test.cpp
#include <lastro/drift/eddm.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::eddm;
using lastro::drift::eddm_settings;
using streams::column;
using streams::signal;

namespace {

/// The definition over the stored distances between errors: where does it alarm?
std::vector<std::size_t> by_definition(const column& values, const eddm_settings& set) {
    std::vector<std::size_t> result;
    column distances;
    double largest = 0.0;
    std::size_t last = 0;  // one behind the last error
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] == 0.0) {
            continue;
        }
        distances.push_back(static_cast<double>(i + 1 - last));
        last = i + 1;
        double mean = 0.0, squares = 0.0;
        for (const double d : distances) {
            mean += d / static_cast<double>(distances.size());
        }
        for (const double d : distances) {
            squares += (d - mean) * (d - mean);
        }
        const double level = mean + 2.0 * std::sqrt(squares / static_cast<double>(distances.size()));
        if (distances.size() < set.min_errors) {
            continue;
        }
        if (level < set.drift_threshold * largest) {
            result.push_back(i);
            distances.clear();
            largest = 0.0;
        }
        largest = level > largest && !distances.empty() ? level : largest;
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/eddm") {
    TEST_CASE("by hand: errors at 3, 6, 9, 10, 11") {
        // distances 3 3 3 1 1: mean 3 with no deviation; then mean 2.5, deviation 0.87: above; then 2.2 and 0.98
        eddm watch{{.min_errors = 3, .warning_threshold = 0.99, .drift_threshold = 0.98}};
        for (int i = 1; i <= 9; ++i) {
            CHECK(watch.update(i % 3 == 0 ? 1.0 : 0.0) == signal::none);
        }
        CHECK(watch.distance() == 3.0);
        CHECK(watch.update(1.0) == signal::none);
        CHECK(watch.distance() == 2.5);
        CHECK(watch.update(1.0) == signal::warning);  // 4.1596 of 4.2321 is 0.983
        CHECK(watch.update(1.0) == signal::drift);    // distances 3 3 3 1 1 1: 4 of 4.2321 is 0.945
        CHECK(watch.since_change() == 2);
        CHECK(watch.change_point() == 10);
    }

    TEST_CASE("drifts: those of the definition") {
        std::mt19937_64 engine{1};
        column values;
        for (int round = 0; round < 4; ++round) {
            streams::append_bits(values, engine, 2000, 0.1);
            streams::append_bits(values, engine, 1000, 0.4);
        }
        const eddm_settings set{};
        const std::vector<std::size_t> expected = by_definition(values, set);
        CHECK(streams::drifts(eddm{set}, values) == expected);
        CHECK(expected.size() > 4);
    }

    TEST_CASE("why it is not recommended: alarms while nothing changes") {
        std::mt19937_64 engine{2};
        std::size_t alarms = 0;
        for (int stream = 0; stream < 100; ++stream) {
            column values;
            streams::append_bits(values, engine, 1000, 0.1);
            alarms += streams::drifts(eddm{}, values).size();
        }
        CHECK(alarms > 20);
    }

    TEST_CASE("promises of every detector; only bits are values") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bits(values, engine, 700, 0.1);
        streams::append_bits(values, engine, 420, 0.6);
        streams::keeps_its_promises(eddm{}, values);
        eddm watch;
        watch.update(0.5);
        CHECK(watch.ignored() == 1);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(eddm{{.drift_threshold = 1.0}},
                             "drift::eddm: drift_threshold: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((eddm{{.warning_threshold = 0.8}}),
                             "drift::eddm: drift_threshold: expected at most warning_threshold, found 0.9",
                             std::invalid_argument);
    }
}
