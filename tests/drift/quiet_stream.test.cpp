// SPDX-License-Identifier: MIT
// tests/drift/quiet_stream.test.cpp
#include <lastro/drift/quiet_stream.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>

#include "streams.hpp"

using lastro::drift::quiet_stream;
using streams::column;

namespace {

const lastro::random::stream draws = lastro::random::stream{5}["quiet"];

column some(const quiet_stream& quiet, std::uint64_t life, std::size_t n) {
    column values;
    quiet_stream::life one = quiet.begin(draws[life]);
    for (std::size_t i = 0; i < n; ++i) {
        values.push_back(one.next());
    }
    return values;
}

}  // namespace

TEST_SUITE("drift/quiet_stream") {
    TEST_CASE("without a sample and a memory: the normal draws of the address") {
        const column values = some(quiet_stream{}, 3, 300);
        for (std::size_t i = 0; i < values.size(); ++i) {
            REQUIRE(values[i] == lastro::random::normal(draws[3], i));
        }
    }

    TEST_CASE("memory: the correlation of neighbours and of those two apart, at variance 1") {
        for (const double r : {-0.5, 0.8}) {
            const column values = some(quiet_stream{r}, 1, 40'000);
            double squares = 0.0;
            for (const double x : values) {
                squares += x * x;
            }
            CHECK(std::abs(squares / 40'000.0 - 1.0) < 0.05);
            CHECK(std::abs(lastro::stats::autocorrelation(values, 1) - r) < 0.02);
            CHECK(std::abs(lastro::stats::autocorrelation(values, 2) - r * r) < 0.03);
        }
    }

    TEST_CASE("a memory close to one: what is new has the rest of the variance, to the last bit") {
        const double r = 0.999999;
        const column values = some(quiet_stream{r}, 6, 2);
        const double news = std::sqrt(std::fma(-r, r, 1.0));
        const double kept = r * values[0];
        const double added = news * lastro::random::normal(draws[6], 1);
        CHECK(values[1] == kept + added);
    }

    TEST_CASE("a sample: its values, each as often, with the memory that it has") {
        const column sample{3.0, 1.0, 1.0, 7.0, 3.0, 1.0, 9.0, 1.0};
        const column values = some(quiet_stream{sample, 0.0}, 2, 40'000);
        for (const double x : {1.0, 3.0, 7.0, 9.0}) {
            double expected = 0.0, found = 0.0;
            for (const double y : sample) {
                expected += y == x ? 1.0 / 8.0 : 0.0;
            }
            for (const double y : values) {
                found += y == x ? 1.0 / 40'000.0 : 0.0;
            }
            CHECK(std::abs(found - expected) < 0.01);
        }
        const column readings = some(quiet_stream{0.6}, 4, 5000);
        const quiet_stream like{readings};
        CHECK(like.autocorrelation() == lastro::stats::autocorrelation(readings, 1));
        CHECK(std::abs(lastro::stats::autocorrelation(some(like, 1, 40'000), 1) - like.autocorrelation()) < 0.02);
        CHECK(std::abs(like.deviation() - 1.0) < 0.05);
        CHECK(quiet_stream{}.deviation() == 1.0);
        CHECK(quiet_stream{column{2.0, 2.0}}.autocorrelation() == 0.0);  // constant: no correlation is defined
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(quiet_stream{1.0},
                             "drift::quiet_stream: autocorrelation: expected above -1 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(quiet_stream{column{1.0}}, "drift::quiet_stream: values: expected at least 2, found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS((quiet_stream{column{1.0, streams::not_a_number}, 0.0}), std::invalid_argument);
    }
}
