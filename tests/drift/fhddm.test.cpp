// SPDX-License-Identifier: MIT
// tests/drift/fhddm.test.cpp
#include <lastro/drift/fhddm.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::fhddm;
using lastro::drift::fhddm_settings;
using streams::column;
using streams::signal;

namespace {

/// The definition over stored values: the means of all full windows since the restart, counted again at every value.
std::vector<std::size_t> by_definition(const column& values, const fhddm_settings& set) {
    std::vector<std::size_t> result;
    const auto w = static_cast<double>(set.window);
    const double gap = std::sqrt(std::log(1.0 / set.delta) / (2.0 * w));
    std::size_t start = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double most = 0.0, p = 0.0;
        bool full = false;
        for (std::size_t last = start + set.window - 1; last <= i; ++last) {
            p = 0.0;
            for (std::size_t j = last + 1 - set.window; j <= last; ++j) {
                p += values[j] / w;
            }
            most = p > most ? p : most;
            full = true;
        }
        if (full && most - p >= gap) {
            result.push_back(i);
            start = i + 1;
        }
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/fhddm") {
    TEST_CASE("by hand: a window of 8 at delta e^-4 alarms when 4 of 8 right answers are lost") {
        // sqrt(4 / 16) = 1/2; a little more than e^-4 makes the bound a little smaller
        fhddm watch{{.window = 8, .delta = 0.0183157}};
        for (int i = 0; i < 8; ++i) {
            CHECK(watch.update(1.0) == signal::none);
        }
        for (int i = 0; i < 3; ++i) {
            CHECK(watch.update(0.0) == signal::none);
        }
        CHECK(watch.update(0.0) == signal::drift);
        CHECK(watch.count() == 0);
        CHECK(streams::drifts(fhddm{{.window = 8, .delta = 0.0183157}}, column(100, 0.0)).empty());
    }

    TEST_CASE("drifts: those of the definition, for windows around the words of 64 bits") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        for (const std::size_t window : {1U, 10U, 63U, 64U, 65U, 100U}) {
            for (int round = 0; round < 3; ++round) {
                column values;
                streams::append_bits(values, engine, 250, 0.9);
                streams::append_bits(values, engine, 250, 0.3);
                streams::append_bits(values, engine, 250, 0.9);
                streams::append_bits(values, engine, 150, 0.3);
                const fhddm_settings set{.window = window, .delta = window == 1 ? 0.2 : 1e-3};
                const std::vector<std::size_t> expected = by_definition(values, set);
                CAPTURE(window);
                REQUIRE(streams::drifts(fhddm{set}, values) == expected);
                alarms += expected.size();
            }
        }
        CHECK(alarms > 18);
    }

    TEST_CASE("promises of every detector; only bits are values; a rise is no drift") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bits(values, engine, 300, 0.9);
        streams::append_bits(values, engine, 300, 0.3);
        streams::keeps_its_promises(fhddm{}, values);
        fhddm watch;
        watch.update(0.5);
        CHECK(watch.ignored() == 1);
        column rise;
        streams::append_bits(rise, engine, 300, 0.1);
        streams::append_bits(rise, engine, 300, 0.9);
        CHECK(streams::drifts(fhddm{}, rise).empty());
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_NOTHROW(fhddm{{.window = fhddm::capacity}});
        CHECK_THROWS_WITH_AS(fhddm{{.window = 4097}}, "drift::fhddm: window: expected from 1 to 4096, found 4097",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(fhddm{{.window = 0}}, "drift::fhddm: window: expected from 1 to 4096, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(fhddm{{.window = 5}},
                             "drift::fhddm: delta: expected a delta that so small a window can reach, found 0.000001",
                             std::invalid_argument);
        fhddm least{{.window = 5, .delta = 4.6e-5}};  // exp(-10): all right, then all wrong
        for (int i = 0; i < 9; ++i) {
            CHECK(least.update(i < 5 ? 1.0 : 0.0) == signal::none);
        }
        CHECK(least.update(0.0) == signal::drift);
        CHECK_THROWS_WITH_AS(fhddm{{.delta = 1.0}}, "drift::fhddm: delta: expected above 0 and below 1, found 1",
                             std::invalid_argument);
    }
}
