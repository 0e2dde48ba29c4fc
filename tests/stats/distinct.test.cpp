// SPDX-License-Identifier: MIT
// tests/stats/distinct.test.cpp
#include <lastro/stats/distinct.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

namespace stats = lastro::stats;
using stats::distinct_sketch;

TEST_SUITE("stats/distinct") {
    TEST_CASE("count: within 4 standard errors, for numbers of every size and 30 sets each") {
        for (const unsigned precision : {8U, 12U}) {
            for (const std::uint64_t n : {1U, 10U, 300U, 5'000U, 60'000U}) {
                double squares = 0.0;
                for (std::uint64_t set = 0; set < 30; ++set) {
                    distinct_sketch sketch{{.precision = precision}};
                    for (std::uint64_t i = 0; i < n; ++i) {
                        sketch.add(static_cast<std::int64_t>(set << 32 | i));
                        sketch.add(static_cast<std::int64_t>(set << 32 | (i * i) % n));  // again
                    }
                    const double error = sketch.count() / static_cast<double>(n) - 1.0;
                    CAPTURE(n);
                    REQUIRE(std::abs(error) < 4.0 * sketch.standard_error());
                    squares += error * error;
                }
                REQUIRE(std::sqrt(squares / 30.0) < 1.3 * distinct_sketch{{.precision = precision}}.standard_error());
            }
        }
        CHECK(distinct_sketch{}.count() == 0.0);
        CHECK(distinct_sketch{}.standard_error() == doctest::Approx(0.01625));
    }

    TEST_CASE("values: texts, numbers; zeros of both signs are one, and so are all NaN") {
        distinct_sketch sketch;
        sketch.add("a"), sketch.add("b"), sketch.add("a");
        sketch.add(0.0), sketch.add(-0.0), sketch.add(0.0 / 0.0), sketch.add(-(0.0 / 0.0)), sketch.add(std::int64_t{0});
        CHECK(std::abs(sketch.count() - 5.0) < 0.01);
    }

    TEST_CASE("merge: exact, whatever the order and the overlap") {
        std::mt19937_64 engine{1};
        distinct_sketch all;
        distinct_sketch parts[5] = {distinct_sketch{}, distinct_sketch{}, distinct_sketch{}, distinct_sketch{},
                                    distinct_sketch{}};
        for (int i = 0; i < 50'000; ++i) {
            const auto x = static_cast<std::int64_t>(engine() % 30'000);
            all.add(x);
            parts[engine() % 5].add(x);
        }
        distinct_sketch forwards;
        distinct_sketch backwards;
        for (std::size_t i = 0; i < 5; ++i) {
            forwards.merge(parts[i]);
            backwards.merge(parts[4 - i]);
        }
        CHECK(forwards == all);
        CHECK(backwards == all);
    }

    TEST_CASE("refusals") {
        CHECK_THROWS_WITH_AS((distinct_sketch{{.precision = 3}}),
                             "stats::distinct_sketch: precision: expected from 4 to 18, found 3",
                             std::invalid_argument);
        distinct_sketch a;
        CHECK_THROWS_WITH_AS(
            a.merge(distinct_sketch{{.precision = 11}}),
            "stats::distinct_sketch: merge: precision: expected that of the sketch it goes into, found 11",
            std::invalid_argument);
    }
}
