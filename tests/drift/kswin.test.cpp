// SPDX-License-Identifier: MIT
// tests/drift/kswin.test.cpp
#include <lastro/drift/kswin.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::kswin;
using lastro::drift::kswin_settings;
using streams::column;
using streams::signal;

TEST_SUITE("drift/kswin") {
    TEST_CASE("with half the window: all older values are drawn, and the gap is that of the definition") {
        std::mt19937_64 engine{1};
        column values;
        streams::append_bells(values, engine, 60, 0.0);
        streams::append_bells(values, engine, 40, 0.5);
        for (double& x : values) {
            x = std::floor(4.0 * x);  // ties
        }
        kswin watch{{.window = 40, .recent = 20, .alpha = 1e-9}};
        for (std::size_t i = 0; i < values.size(); ++i) {
            REQUIRE(watch.update(values[i]) == signal::none);
            double largest = 0.0;
            for (std::size_t at = 0; i >= 39 && at < 40; ++at) {
                double gap = 0.0;
                for (std::size_t j = 0; j < 40; ++j) {
                    gap += values[i - 39 + j] <= values[i - 39 + at] ? (j < 20 ? 1.0 : -1.0) : 0.0;
                }
                largest = std::abs(gap) > largest ? std::abs(gap) : largest;
            }
            REQUIRE(watch.statistic() == largest / 20.0);
        }
    }

    TEST_CASE("the critical value: the smallest gap of at most this probability") {
        // n = m = 30: P(gap >= 16/30) = 3.0e-4, P(gap >= 17/30) = 8.9e-5 (Hodges' closed form)
        CHECK(kswin{{.alpha = 1e-4}}.critical_value() == 17.0 / 30.0);
        CHECK(kswin{{.alpha = 5e-4}}.critical_value() == 16.0 / 30.0);
    }

    TEST_CASE("draws: another seed, other draws; the same one, the same") {
        std::mt19937_64 engine{2};
        column values;
        streams::append_bells(values, engine, 300, 0.0);
        std::size_t differ = 0;
        kswin a{{.seed = 1}}, b{{.seed = 1}}, c{{.seed = 2}};
        for (const double x : values) {
            a.update(x), b.update(x), c.update(x);
            REQUIRE(a.statistic() == b.statistic());
            differ += a.statistic() != c.statistic() ? 1U : 0U;
        }
        CHECK(differ > 100);
    }

    TEST_CASE("a change of the spread alone is seen") {
        std::mt19937_64 engine{4};
        column values, wide;
        streams::append_bells(values, engine, 300, 0.0);
        streams::append_bells(wide, engine, 100, 0.0);
        for (const double x : wide) {
            values.push_back(20.0 * x);
        }
        const auto found = streams::drifts(kswin{{.window = 300, .recent = 100, .alpha = 1e-5}}, values);
        REQUIRE(found.size() >= 1);
        CHECK(found[0] > 300);
        CHECK(found[0] < 400);
    }

    TEST_CASE("promises of every detector") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bells(values, engine, 150, 0.0);
        streams::append_bells(values, engine, 155, 4.0);
        streams::keeps_its_promises(kswin{}, values);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS((kswin{{.window = 1025}}), "drift::kswin: window: expected from 2 to 1024, found 1025",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((kswin{{.recent = 51}}),
                             "drift::kswin: recent: expected from 1 to half the window, found 51",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((kswin{{.recent = 3, .alpha = 0.01}}),
                             "drift::kswin: alpha: expected an alpha that so few recent values can reach, found 0.01",
                             std::invalid_argument);
    }
}
