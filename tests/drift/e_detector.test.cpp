// SPDX-License-Identifier: MIT
// tests/drift/e_detector.test.cpp
#include <lastro/drift/e_detector.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "streams.hpp"

using lastro::drift::e_detector;
using lastro::drift::e_detector_settings;
using lastro::drift::signal;

namespace {

const lastro::random::stream draws = lastro::random::stream{8}["e_detector"];

/// A coin, a number between 0 and 2 rate, or a coin that stays for ten values; the mean is `rate` at most 1/2.
double value(unsigned kind, double rate, std::uint64_t life, std::uint64_t t) {
    const double u = lastro::random::uniform(draws[life], kind == 2 ? t / 10 : t);
    return kind == 1 ? 2.0 * rate * u : u < rate ? 1.0 : 0.0;
}

}  // namespace

TEST_SUITE("drift/e_detector") {
    TEST_CASE("false alarms: on average at least as far apart as was said, for coins and for numbers") {
        constexpr double promised = 200.0;
        for (unsigned kind = 0; kind < 2; ++kind) {
            for (const double rate : {0.1, 0.5}) {
                double values = 0.0;
                constexpr int lives = 150;
                for (std::uint64_t life = 0; life < lives; ++life) {
                    e_detector watch{{.mean_low = rate, .mean_high = rate, .mean_time_between_false_alarms = promised}};
                    std::uint64_t t = 0;
                    while (t < 20'000 && watch.update(value(kind, rate, life, t)) != signal::drift) {
                        ++t;
                    }
                    values += static_cast<double>(t + 1);
                }
                CAPTURE(kind);
                CAPTURE(rate);
                CHECK(values / lives >= promised);
            }
        }
    }

    TEST_CASE("the statistic: without a change its mean after n values is at most n") {
        double sum = 0.0;
        constexpr int lives = 2000;
        for (std::uint64_t life = 0; life < lives; ++life) {
            e_detector watch{{.mean_low = 0.3, .mean_high = 0.3, .mean_time_between_false_alarms = 1e12}};
            for (std::uint64_t t = 0; t < 20; ++t) {
                watch.update(value(0, 0.3, life, t));
            }
            sum += watch.statistic();
        }
        CHECK(sum / lives == doctest::Approx(20.0).epsilon(0.1));  // exactly n at the edge of the band
    }

    TEST_CASE("changes: rises and falls are found, with the place of the change, and inside the band nothing is") {
        for (const double after : {0.6, 0.02}) {
            e_detector watch{{.mean_low = 0.25, .mean_high = 0.35, .mean_time_between_false_alarms = 1e5}};
            std::uint64_t alarm = 0;
            for (std::uint64_t t = 0; t < 6000 && alarm == 0; ++t) {
                const double mean = t < 3000 ? (t % 2 == 0 ? 0.26 : 0.34) : after;
                alarm = watch.update(value(0, mean, 5, t)) == signal::drift ? t : 0;
            }
            CAPTURE(after);
            CHECK(alarm > 3000);
            CHECK(alarm < 3400);
            const std::uint64_t place = alarm + 1 - watch.since_change();
            CHECK(place > 2900);
            CHECK(place < 3100);
            CHECK(watch.count() == 0);  // begun anew
        }
    }

    TEST_CASE("values at the edge of what may be: a mean of 0 is left at the first value above it") {
        e_detector watch{{.mean_low = 0.0, .mean_high = 0.0, .mean_time_between_false_alarms = 1e6}};
        for (int i = 0; i < 1000; ++i) {
            CHECK(watch.update(0.0) == signal::none);
        }
        CHECK(watch.update(0.5) == signal::drift);
        CHECK(watch.since_change() >= 1);
    }

    TEST_CASE("the evidence stays finite, however much there is") {
        e_detector watch{
            {.mean_low = 0.1, .mean_high = 0.1, .mean_time_between_false_alarms = std::numeric_limits<double>::max()}};
        for (int i = 0; i < 20'000; ++i) {
            CHECK(watch.update(1.0) == signal::none);
        }
        CHECK(watch.statistic() < std::numeric_limits<double>::max());
    }

    TEST_CASE("what is no value is counted, and changes nothing; units do not matter") {
        e_detector a{{.mean_low = 0.25, .mean_high = 0.5}};
        e_detector b{{.mean_low = -5.0, .mean_high = 0.0, .low = -10.0, .high = 10.0}};
        for (std::uint64_t t = 0; t < 300; ++t) {
            const double x = value(0, 0.4, 1, t);
            CHECK(a.update(x) == b.update(20.0 * x - 10.0));
            CHECK(b.update(std::nan("")) == signal::none);
        }
        CHECK(a.statistic() == b.statistic());
        CHECK(b.ignored() == 300);
        CHECK(a.count() == b.count());
        b.reset();
        CHECK(b == e_detector{b.settings()});
    }

    TEST_CASE("settings that cannot be are refused") {
        CHECK_THROWS_WITH_AS((e_detector{{.mean_low = 0.5, .mean_high = 0.4}}),
                             "drift::e_detector: mean_high: expected low <= mean_low <= mean_high <= high, found 0.4",
                             std::invalid_argument);
        CHECK_THROWS_AS((e_detector{{.low = 1.0, .high = 0.0}}), std::invalid_argument);
        CHECK_THROWS_AS((e_detector{{.mean_time_between_false_alarms = 0.5}}), std::invalid_argument);
        CHECK_THROWS_AS((e_detector{{.mean_low = std::nan("")}}), std::invalid_argument);
    }

    TEST_CASE("promises of every detector; values outside the bounds are none") {
        streams::column values;
        for (std::uint64_t t = 0; t < 400; ++t) {
            values.push_back(value(1, t < 200 ? 0.2 : 0.45, 9, t));
        }
        streams::keeps_its_promises(
            e_detector{{.mean_low = 0.2, .mean_high = 0.2, .mean_time_between_false_alarms = 500.0}}, values);
        e_detector watch;
        watch.update(1.5);
        CHECK(watch.ignored() == 1);
    }
}  // TEST_SUITE
