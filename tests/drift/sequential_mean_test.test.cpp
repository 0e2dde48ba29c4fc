// SPDX-License-Identifier: MIT
// tests/drift/sequential_mean_test.test.cpp
#include <lastro/drift/sequential_mean_test.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "sequential.hpp"

using lastro::drift::sequential_mean_settings;
using lastro::drift::sequential_mean_test;
using lastro::drift::signal;

namespace {

const lastro::random::stream draws = lastro::random::stream{8}["sequential_mean_test"];

double uniform(std::uint64_t life, std::uint64_t t) { return lastro::random::uniform(draws[life], t); }

}  // namespace

TEST_SUITE("drift/sequential_mean_test") {
    TEST_CASE("equal means: an alarm in at most alpha of 400 streams, of one distribution or of two") {
        for (const bool coin : {false, true}) {
            std::uint64_t alarms = 0;
            for (std::uint64_t life = 0; life < 400; ++life) {
                sequential_mean_test watch{{.alpha = 0.1}};
                signal last = signal::none;
                for (std::uint64_t t = 0; t < 1000; ++t) {
                    const double x = uniform(life, 2 * t);
                    last = watch.update(uniform(life, 2 * t + 1), coin ? (x < 0.5 ? 1.0 : 0.0) : x);
                }
                alarms += last == signal::drift ? 1U : 0U;
            }
            CAPTURE(coin);
            CHECK(alarms <= 40);
        }
    }

    TEST_CASE("other means are found, higher or lower, and when") {
        for (const double rate : {0.25, 0.55}) {
            sequential_mean_test watch;
            std::uint64_t alarm = 0;
            for (std::uint64_t t = 0; t < 6000 && alarm == 0; ++t) {
                const double live = uniform(1, 2 * t + 1) < (t < 2000 ? 0.4 : rate) ? 1.0 : 0.0;
                alarm = watch.update(uniform(1, 2 * t) < 0.4 ? 1.0 : 0.0, live) == signal::drift ? t + 1 : 0;
            }
            CAPTURE(rate);
            CHECK(alarm > 2000);
            CHECK(alarm < 3000);
            CHECK(watch.change_point().value() > 1900);
            CHECK(watch.change_point().value() < 2200);
            CHECK((watch.mean_difference() > 0.0) == (rate > 0.4));
            CHECK(watch.p_value() <= 0.05);
            CHECK(watch.e_value() >= 20.0);
        }
    }

    TEST_CASE("units do not matter; a pair with a value that is none changes nothing but a counter") {
        sequential_mean_test a;
        sequential_mean_test b{{.low = -8.0, .high = 8.0}};
        for (std::uint64_t t = 0; t < 200; ++t) {
            const double x = std::floor(64.0 * uniform(2, 2 * t)) / 64.0;
            const double y = std::floor(64.0 * uniform(2, 2 * t + 1)) / 64.0;
            CHECK(a.update(x, y) == b.update(16.0 * x - 8.0, 16.0 * y - 8.0));
            b.update(0.0, std::nan(""));
            b.update(8.5, 0.0);
            b.update(std::numeric_limits<double>::infinity(), 0.0);
        }
        CHECK(a.e_value() == b.e_value());
        CHECK(b.ignored() == 600);
        CHECK(b.count() == 200);
        CHECK(16.0 * a.mean_difference() == b.mean_difference());
        CHECK(sequential_mean_test{}.mean_difference() == 0.0);
    }

    TEST_CASE("saved at any step and continued") {
        sequential::is_saved(sequential_mean_test{{.alpha = 0.01}}, 300, [](auto& watch, std::uint64_t t) {
            watch.update(0.5 * uniform(3, t), t % 40 == 7 ? -1.0 : uniform(4, t));
        });
    }

    TEST_CASE("a change that is known before any drift, or a drift without one, is no stream's") {
        sequential::knows_its_change(sequential_mean_test{}, 8 * 3, [](auto& watch) { watch.update(0.5, 0.25); });
    }

    TEST_CASE("settings that cannot be are refused") {
        CHECK_THROWS_WITH_AS((sequential_mean_test{{.low = 1.0, .high = 1.0}}),
                             "drift::sequential_mean_test: high: expected a finite number above low, found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS((sequential_mean_test{{.alpha = 0.0}}), std::invalid_argument);
        CHECK_THROWS_AS((sequential_mean_test{{.alpha = 1.0}}), std::invalid_argument);
        CHECK_THROWS_AS((sequential_mean_test{{.low = std::nan("")}}), std::invalid_argument);
    }
}  // TEST_SUITE
