// SPDX-License-Identifier: MIT
// tests/drift/mean_confidence_sequence.test.cpp
#include <lastro/drift/mean_confidence_sequence.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "sequential.hpp"

using lastro::drift::mean_confidence_sequence;
using lastro::drift::mean_interval;

namespace {

const lastro::random::stream draws = lastro::random::stream{11}["mean_confidence_sequence"];

/// 0 or 1, uniform, or nearly constant; the mean is 0.3, 0.5 or 0.1.
double value(unsigned kind, std::uint64_t life, std::uint64_t t) {
    const double u = lastro::random::uniform(draws[std::uint64_t{kind}][life], t);
    return kind == 0 ? (u < 0.3 ? 1.0 : 0.0) : kind == 1 ? u : 0.1 + 1e-3 * (u - 0.5);
}

}  // namespace

TEST_SUITE("drift/mean_confidence_sequence") {
    TEST_CASE("interval: excludes the mean in at most alpha of all lives, looked at after every value") {
        constexpr double means[] = {0.3, 0.5, 0.1};
        for (unsigned kind = 0; kind < 3; ++kind) {
            int wrong = 0;
            constexpr int lives = 400;
            for (std::uint64_t life = 0; life < lives; ++life) {
                mean_confidence_sequence s{{.alpha = 0.1}};
                for (std::uint64_t t = 0; t < 1000; ++t) {
                    s.update(value(kind, life, t));
                }
                const mean_interval i = s.interval();  // all of them so far
                wrong += i.low > means[kind] || i.high < means[kind] ? 1 : 0;
            }
            CAPTURE(kind);
            CHECK(wrong <= 40);
        }
    }

    TEST_CASE("interval: narrows like the square root of the number of values, and more where they vary little") {
        mean_confidence_sequence coin, steady;
        double before = 0.0;
        for (std::uint64_t t = 0; t < 100'000; ++t) {
            coin.update(value(0, 0, t));
            steady.update(value(2, 0, t));
            if (t == 1000) {
                before = coin.interval().high - coin.interval().low;
            }
        }
        const double after = coin.interval().high - coin.interval().low;
        CHECK(after < before / 5.0);
        CHECK(after < 0.03);
        CHECK(steady.interval().high - steady.interval().low < after / 10.0);
        CHECK(coin.interval().low < 0.3);
        CHECK(coin.interval().high > 0.3);
    }

    TEST_CASE("interval: in the units of the values, which may be any between two bounds") {
        mean_confidence_sequence unit{{.alpha = 0.05}}, scaled{{.alpha = 0.05, .low = -10.0, .high = 30.0}};
        for (std::uint64_t t = 0; t < 500; ++t) {
            const double x = value(1, 7, t);
            unit.update(x);
            scaled.update(40.0 * x - 10.0);
        }
        CHECK(scaled.interval().low == doctest::Approx(40.0 * unit.interval().low - 10.0));
        CHECK(scaled.interval().high == doctest::Approx(40.0 * unit.interval().high - 10.0));
    }

    TEST_CASE("interval: after a change of the mean it becomes empty") {
        mean_confidence_sequence s;
        for (std::uint64_t t = 0; t < 2000; ++t) {
            s.update(0.2 + 0.1 * value(1, 3, t));
        }
        CHECK(!s.is_empty());
        for (std::uint64_t t = 0; t < 20'000; ++t) {
            s.update(0.6 + 0.1 * value(1, 4, t));
        }
        CHECK(s.is_empty());
    }

    TEST_CASE("update: what is no value is counted, and changes nothing") {
        mean_confidence_sequence s, same;
        for (const double x : {0.5, 0.25}) {
            s.update(x);
            same.update(x);
        }
        for (const double x : {std::nan(""), -0.1, 1.1, std::numeric_limits<double>::infinity()}) {
            s.update(x);
        }
        CHECK(s.ignored() == 4);
        CHECK(s.count() == 2);
        CHECK(s.interval() == same.interval());
        s.reset();
        CHECK(s == mean_confidence_sequence{});
        CHECK(s.interval() == mean_interval{0.0, 1.0});
    }

    TEST_CASE("saved at any step and continued") {
        sequential::is_saved(mean_confidence_sequence{{.alpha = 0.1, .low = -1.0}}, 200,
                             [](auto& where, std::uint64_t t) {
                                 where.update(t % 40 == 7 ? std::nan("") : 0.3 * static_cast<double>(t % 3) - 0.2);
                             });
    }

    TEST_CASE("settings that cannot be are refused") {
        for (const double alpha : {0.0, 1.0, -0.1, std::nan("")}) {
            CHECK_THROWS_AS((mean_confidence_sequence{{.alpha = alpha}}), std::invalid_argument);
        }
        CHECK_THROWS_WITH_AS((mean_confidence_sequence{{.low = 1.0, .high = 1.0}}),
                             "drift::mean_confidence_sequence: high: expected a finite number above low, found 1",
                             std::invalid_argument);
    }
}  // TEST_SUITE
