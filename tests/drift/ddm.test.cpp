// SPDX-License-Identifier: MIT
// tests/drift/ddm.test.cpp
#include <lastro/drift/ddm.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::ddm;
using lastro::drift::ddm_settings;
using streams::column;
using streams::signal;

namespace {

/// The definition over stored values: at every value, p and s of every beginning since the restart, from scratch.
std::vector<signal> by_definition(const column& values, const ddm_settings& set) {
    std::vector<signal> result;
    std::size_t start = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double best = streams::infinity, p_min = 0.0, s_min = 0.0, p = 0.0, s = 0.0, sum = 0.0;
        for (std::size_t j = start; j <= i; ++j) {
            sum += values[j];
            const auto n = static_cast<double>(j - start + 1);
            p = sum / n;
            s = std::sqrt(p * (1.0 - p) / n);
            if (j - start + 1 > set.warm_start && p + s <= best) {
                best = p + s;
                p_min = p;
                s_min = s;
            }
        }
        const bool warm = i - start + 1 > set.warm_start;
        const bool drift = warm && p + s > p_min + set.drift_threshold * s_min;
        const bool warning = warm && p + s > p_min + set.warning_threshold * s_min;
        result.push_back(drift ? signal::drift : warning ? signal::warning : signal::none);
        start = drift ? i + 1 : start;
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/ddm") {
    TEST_CASE("by hand: four right, four wrong, then wrong without end") {
        // After 8 values p = 1/2, s = sqrt(1/32) = 0.1768: warning above 0.8536, drift above 1.0303. With 4 right of n,
        // p + s is 11/15 + 0.1142 = 0.8475 at 15 and 12/16 + 0.1083 = 0.8583 at 16, and stays below 1 for ever, as s < 4/n.
        ddm watch{{.warm_start = 7}};
        for (const double x : {0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0}) {
            CHECK(watch.update(x) == signal::none);
        }
        CHECK(watch.error_rate() == 0.5);
        for (int n = 9; n <= 15; ++n) {
            CHECK(watch.update(1.0) == signal::none);
        }
        for (int n = 16; n <= 1000; ++n) {
            REQUIRE(watch.update(1.0) == signal::warning);
        }
        CHECK(watch.count() == 1000);
    }

    TEST_CASE("the first error after a clean start is a drift: s_min is 0") {
        column values(40, 0.0);
        values.push_back(1.0);
        CHECK(streams::drifts(ddm{}, values) == std::vector<std::size_t>{40});
        CHECK(streams::drifts(ddm{{.warm_start = 50}}, values).empty());
    }

    TEST_CASE("signals: those of the definition, on streams that change") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        for (int round = 0; round < 20; ++round) {
            column values;
            streams::append_bits(values, engine, 200, 0.2);
            streams::append_bits(values, engine, 200, 0.5);
            const ddm_settings set{.warm_start = 20 + engine() % 20};
            const std::vector<signal> expected = by_definition(values, set);
            ddm watch{set};
            for (std::size_t i = 0; i < values.size(); ++i) {
                CAPTURE(i);
                REQUIRE(watch.update(values[i]) == expected[i]);
                alarms += expected[i] == signal::drift ? 1U : 0U;
            }
        }
        CHECK(alarms >= 20);
    }

    TEST_CASE("since_change: the values since the warning that led to the drift") {
        std::mt19937_64 engine{2};
        column values;
        streams::append_bits(values, engine, 500, 0.2);
        streams::append_bits(values, engine, 500, 0.6);
        ddm watch;
        std::size_t warned = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const signal s = watch.update(values[i]);
            if (s == signal::drift) {
                CHECK(i > 500);
                CHECK(warned > 450);
                CHECK(watch.since_change() == i - warned + 1);
                return;
            }
            warned = s == signal::none ? i + 1 : warned;
        }
        FAIL("no drift");
    }

    TEST_CASE("promises of every detector; only bits are values") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bits(values, engine, 300, 0.2);
        streams::append_bits(values, engine, 300, 0.7);
        streams::keeps_its_promises(ddm{}, values);
        ddm watch;
        CHECK(std::isnan(watch.error_rate()));
        watch.update(0.5);
        CHECK(watch.ignored() == 1);
        CHECK(watch.count() == 0);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(ddm{{.drift_threshold = 0.0}},
                             "drift::ddm: drift_threshold: expected a finite number above 0, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(ddm{{.warning_threshold = streams::not_a_number}},
                             "drift::ddm: warning_threshold: expected a finite number above 0, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(ddm{{.warning_threshold = 4.0}},
                             "drift::ddm: warning_threshold: expected at most drift_threshold, found 4",
                             std::invalid_argument);
    }
}
