// SPDX-License-Identifier: MIT
// tests/drift/sequential_ks_test.test.cpp
#include <lastro/drift/sequential_ks_test.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "sequential.hpp"

using lastro::drift::sequential_ks_settings;
using lastro::drift::sequential_ks_test;
using lastro::drift::signal;

namespace {

const lastro::random::stream draws = lastro::random::stream{8}["sequential_ks_test"];

double uniform(std::uint64_t life, std::uint64_t t) { return lastro::random::uniform(draws[life], t); }

}  // namespace

TEST_SUITE("drift/sequential_ks_test") {
    TEST_CASE("one distribution: an alarm in at most alpha of 400 streams, ties or not") {
        for (const bool ties : {false, true}) {
            std::uint64_t alarms = 0;
            for (std::uint64_t life = 0; life < 400; ++life) {
                sequential_ks_test watch{{.alpha = 0.1}};
                signal last = signal::none;
                for (std::uint64_t t = 0; t < 1000; ++t) {
                    const double x = uniform(life, 2 * t);
                    const double y = uniform(life, 2 * t + 1);
                    last = ties ? watch.update(std::floor(4.0 * x), std::floor(4.0 * y)) : watch.update(x, y);
                }
                alarms += last == signal::drift ? 1U : 0U;
            }
            CAPTURE(ties);
            CHECK(alarms <= 40);
        }
    }

    TEST_CASE("changes of place, of spread and far outside are found, with the place and the time") {
        for (unsigned kind = 0; kind < 3; ++kind) {
            sequential_ks_test watch;
            std::uint64_t alarm = 0;
            for (std::uint64_t t = 0; t < 12'000 && alarm == 0; ++t) {
                const double x = uniform(1, 2 * t + 1);
                const double changed = kind == 0 ? x + 0.2 : kind == 1 ? 0.3 + 0.4 * x : 1e6;
                alarm = watch.update(uniform(1, 2 * t), t < 8000 ? x : changed) == signal::drift ? t + 1 : 0;
            }
            CAPTURE(kind);
            CHECK(alarm > 8000);
            CHECK(alarm < 10'000);
            CHECK(watch.change_point().value() > 7800);
            CHECK(watch.change_point().value() < 8400);
            CHECK(watch.p_value() <= 0.05);
            CHECK(watch.gap_at() > 0.0);
            CHECK(watch.gap_at() < 1.0);
        }
    }

    TEST_CASE("the witness: where the values before differ most") {
        sequential_ks_test watch;
        for (std::uint64_t t = 0; t < 31; ++t) {
            watch.update(static_cast<double>(2 * t), static_cast<double>(2 * t + 1));
            CHECK(std::isnan(watch.gap_at()));
        }
        watch.update(62.0, 63.0);  // 0 ... 63: the places are 1, 3, ..., 61
        CHECK(watch.count() == 32);
        CHECK(watch.gap_at() == 31.0);
        for (int t = 0; t < 10; ++t) {
            watch.update(20.0, 22.0);
        }
        CHECK(watch.gap_at() == 21.0);
        for (int t = 0; t < 30; ++t) {
            watch.update(41.0, 43.0);
        }
        CHECK(watch.gap_at() == 41.0);
    }

    TEST_CASE("infinities are values; a pair with NaN changes nothing but a counter") {
        sequential_ks_test a;
        sequential_ks_test b;
        const double infinity = std::numeric_limits<double>::infinity();
        for (std::uint64_t t = 0; t < 200; ++t) {
            const double x = uniform(2, 2 * t);
            const double y = uniform(2, 2 * t + 1);
            a.update(x < 0.1 ? -infinity : x, y > 0.9 ? infinity : y);
            b.update(x < 0.1 ? -infinity : x, y > 0.9 ? infinity : y);
            CHECK(b.update(0.0, std::nan("")) == signal::none);
        }
        CHECK(b.ignored() == 200);
        CHECK(a.e_value() == b.e_value());
        CHECK(a.gap_at() == b.gap_at());
    }

    TEST_CASE("saved at any step and continued, through the beginning and where counts are halved") {
        sequential::is_saved(sequential_ks_test{}, 200, [](auto& watch, std::uint64_t t) {
            watch.update(uniform(3, t), t % 40 == 7 ? std::nan("") : 0.3 + uniform(4, t));
        });
        sequential_ks_test plain;
        for (std::uint64_t t = 0; t < 10'000; ++t) {
            plain.update(uniform(5, 2 * t), uniform(5, 2 * t + 1));
        }
        sequential_ks_test resumed = sequential_ks_test::from_state(plain.state());
        for (std::uint64_t t = 0; t < 100; ++t) {
            CHECK(plain.update(uniform(6, t), 0.5) == resumed.update(uniform(6, t), 0.5));
        }
        CHECK(plain == resumed);
    }

    TEST_CASE("a change that is known before any drift, or a drift without one, is no stream's") {
        sequential::knows_its_change(sequential_ks_test{}, 8 * 3, [](auto& watch) { watch.update(0.5, 0.25); });
    }

    TEST_CASE("settings that cannot be are refused") {
        CHECK_THROWS_WITH_AS((sequential_ks_test{{.alpha = 0.0}}),
                             "drift::sequential_ks_test: alpha: expected above 0 and below 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_AS((sequential_ks_test{{.alpha = 1.0}}), std::invalid_argument);
        CHECK_THROWS_AS((sequential_ks_test{{.alpha = 0x1p-901}}), std::invalid_argument);
        CHECK_THROWS_AS((sequential_ks_test{{.alpha = std::nan("")}}), std::invalid_argument);
    }
}  // TEST_SUITE
