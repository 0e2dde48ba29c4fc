// SPDX-License-Identifier: MIT
// tests/drift/rddm.test.cpp
#include <lastro/drift/rddm.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/drift/ddm.hpp>
#include "streams.hpp"

using lastro::drift::rddm;
using lastro::drift::rddm_settings;
using streams::column;
using streams::signal;

TEST_SUITE("drift/rddm") {
    TEST_CASE("short stretches: ddm with other thresholds") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        for (int round = 0; round < 20; ++round) {
            column values;
            streams::append_bits(values, engine, 600, 0.1);
            streams::append_bits(values, engine, 400, 0.3);
            const auto found = streams::drifts(rddm{{.max_warning = 100'000}}, values);
            CHECK(found ==
                  streams::drifts(
                      lastro::drift::ddm{{.warm_start = 129, .warning_threshold = 1.773, .drift_threshold = 2.258}},
                      values));
            alarms += found.size();
        }
        CHECK(alarms >= 20);
    }

    TEST_CASE("a calm stretch is shortened: a change that ddm is deaf for is found") {
        std::mt19937_64 engine{2};
        column values;
        streams::append_bits(values, engine, 20'000, 0.1);
        streams::append_bits(values, engine, 1000, 0.4);
        rddm watch{{.warning_threshold = 7.9, .drift_threshold = 8.0, .max_concept = 2000, .min_concept = 500}};
        lastro::drift::ddm deaf{{.warm_start = 129, .warning_threshold = 1.773, .drift_threshold = 8.0}};
        const auto soon = streams::drifts(watch, values);
        const auto late = streams::drifts(deaf, values);
        REQUIRE(soon.size() == 1);
        CHECK(soon[0] > 20'000);
        CHECK(soon[0] < 20'900);
        CHECK(late.empty());
        for (std::size_t i = 0; i < 5000; ++i) {
            watch.update(values[i]);
        }
        double last = 0.0;  // the shares are of at most 2000 values, never fewer than the last 500
        for (std::size_t i = 4500; i < 5000; ++i) {
            last += values[i];
        }
        CHECK(watch.count() == 5000);
        CHECK(std::abs(watch.error_rate() - last / 500.0) < 0.05);
    }

    TEST_CASE("a calm stretch is shortened, but its best is not forgotten") {
        // no error in 300 values, of which 100 are kept; p_min + s_min is 0 all along, so the first error is a drift
        rddm watch{{.max_concept = 300, .min_concept = 100}};
        for (int i = 0; i < 300; ++i) {
            CHECK(watch.update(0.0) == signal::none);
        }
        CHECK(watch.update(1.0) == signal::none);  // 101 values: too few to judge
        signal s = signal::none;
        for (int i = 0; i < 29; ++i) {
            CHECK(s == signal::none);
            s = watch.update(0.0);
        }
        CHECK(s == signal::drift);  // the 130th: an error more than at its best, though none among the last 29
    }

    TEST_CASE("a warning that lasts is a drift") {
        // 129 values with 13 errors, then errors just often enough to warn
        rddm watch{{.warm_start = 10, .drift_threshold = 100.0, .max_warning = 20}};
        for (int i = 0; i < 100; ++i) {
            CHECK(watch.update(i % 10 == 9 ? 1.0 : 0.0) != signal::drift);
        }
        int warnings = 0;
        signal s = signal::none;
        for (int i = 0; i < 200 && s != signal::drift; ++i) {
            s = watch.update(i % 3 == 0 ? 1.0 : 0.0);
            warnings += s == signal::warning ? 1 : 0;
        }
        CHECK(s == signal::drift);
        CHECK(warnings == 20);
        CHECK(watch.since_change() == 21);
    }

    TEST_CASE("promises of every detector; only bits are values") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bits(values, engine, 900, 0.1);
        streams::append_bits(values, engine, 400, 0.5);
        streams::keeps_its_promises(rddm{{.max_concept = 300, .min_concept = 150}}, values);
        rddm watch;
        watch.update(0.5);
        CHECK(watch.ignored() == 1);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS((rddm{{.min_concept = 16385}}),
                             "drift::rddm: min_concept: expected from 1 to 16384, found 16385", std::invalid_argument);
        CHECK_THROWS_WITH_AS((rddm{{.max_concept = 10}}),
                             "drift::rddm: max_concept: expected at least min_concept, found 10",
                             std::invalid_argument);
        CHECK_THROWS_AS((rddm{{.max_warning = 0}}), std::invalid_argument);
        CHECK_THROWS_AS((rddm{{.warning_threshold = 3.0}}), std::invalid_argument);
    }
}
