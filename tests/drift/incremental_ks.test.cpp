// SPDX-License-Identifier: MIT
// tests/drift/incremental_ks.test.cpp
#include <lastro/drift/incremental_ks.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <span>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include "streams.hpp"

using lastro::drift::incremental_ks;
using lastro::drift::incremental_ks_settings;
using streams::column;
using streams::signal;

namespace {

/// The gap by the definition, at every value of both.
double gap_of(const column& a, const column& b) {
    double largest = 0.0;
    for (const column* side : {&a, &b}) {
        for (const double at : *side) {
            double gap = 0.0;
            for (const double x : a) {
                gap += x <= at ? 1.0 : 0.0;
            }
            for (const double x : b) {
                gap -= x <= at ? 1.0 : 0.0;
            }
            largest = std::abs(gap) > largest ? std::abs(gap) : largest;
        }
    }
    return largest / static_cast<double>(a.size());
}

}  // namespace

TEST_SUITE("drift/incremental_ks") {
    TEST_CASE("the gap: that of the definition after every value, with ties and without") {
        std::mt19937_64 engine{1};
        for (const std::size_t window : {2U, 3U, 15U, 16U, 17U, 33U, 100U}) {
            for (const double coarse : {0.0, 1.0, 8.0}) {  // values as they are, or few different ones
                column values;
                streams::append_bells(values, engine, 2 * window + 20, 0.0);
                streams::append_bells(values, engine, window, 0.7);
                for (double& x : values) {
                    x = coarse > 0.0 ? std::floor(coarse * x) : x;
                }
                incremental_ks watch{{.window = window, .threshold = 1.0}};
                CAPTURE(window);
                CAPTURE(coarse);
                const auto n = static_cast<std::ptrdiff_t>(window);
                const column reference(values.begin(), values.begin() + n);
                for (std::size_t i = 0; i < values.size(); ++i) {
                    const signal s = watch.update(values[i]);
                    if (s == signal::drift) {  // no value in common
                        const auto end = values.begin() + static_cast<std::ptrdiff_t>(i) + 1;
                        REQUIRE(gap_of(reference, column(end - n, end)) == 1.0);
                        break;
                    }
                    if (i + 1 >= 2 * window && (window < 100 || i % 7 == 0)) {
                        const auto end = values.begin() + static_cast<std::ptrdiff_t>(i) + 1;
                        REQUIRE(watch.statistic() == gap_of(reference, column(end - n, end)));
                    } else if (i + 1 < 2 * window) {
                        REQUIRE(watch.statistic() == 0.0);
                    }
                }
            }
        }
    }

    TEST_CASE("the largest window: the gap of kolmogorov_smirnov") {
        std::mt19937_64 engine{2};
        column values;
        streams::append_bells(values, engine, 2048, 0.0);
        streams::append_bells(values, engine, 1500, 0.3);
        incremental_ks watch{{.window = 1024, .threshold = 1.0}};
        static_assert(sizeof watch < 16 * 1024);
        const lastro::drift::sorted_sample reference{std::span{values}.first(1024)};
        for (std::size_t i = 0; i < values.size(); ++i) {
            watch.update(values[i]);
            if (i >= 2047 && i % 250 == 0) {
                const lastro::drift::sorted_sample recent{std::span{values}.subspan(i - 1023, 1024)};
                CHECK(watch.statistic() == lastro::drift::kolmogorov_smirnov(
                                               reference, recent, {.method = lastro::drift::ks_method::asymptotic})
                                               .statistic);
            }
        }
    }

    TEST_CASE("a change of the spread alone is seen, within the window") {
        std::mt19937_64 engine{4};
        column values, wide;
        streams::append_bells(values, engine, 700, 0.0);
        streams::append_bells(wide, engine, 200, 0.0);
        for (const double x : wide) {
            values.push_back(10.0 * x);
        }
        incremental_ks watch{{.window = 200, .threshold = 0.3}};
        const auto found = streams::drifts(watch, values);
        REQUIRE(found.size() == 1);
        CHECK(found[0] > 750);
        CHECK(found[0] < 880);
    }

    TEST_CASE("promises of every detector") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bells(values, engine, 80, 0.0);
        streams::append_bells(values, engine, 85, 4.0);
        for (double& x : values) {
            x = std::floor(2.0 * x);
        }
        streams::keeps_its_promises(incremental_ks{{.window = 20, .threshold = 0.6}}, values);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS((incremental_ks{{.window = 1025}}),
                             "drift::incremental_ks: window: expected from 2 to 1024, found 1025",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((incremental_ks{{.threshold = 0.0}}),
                             "drift::incremental_ks: threshold: expected above 0, up to 1, found 0",
                             std::invalid_argument);
    }
}
