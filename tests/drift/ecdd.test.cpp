// SPDX-License-Identifier: MIT
// tests/drift/ecdd.test.cpp
#include <lastro/drift/ecdd.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::ecdd;
using lastro::drift::ecdd_settings;
using streams::column;
using streams::signal;

TEST_SUITE("drift/ecdd") {
    TEST_CASE("limits: the polynomials of the paper") {
        CHECK(ecdd{{.mean_time_between_false_alarms = 100}}.limit(0.0) == 2.76);
        // 3.97 - 0.656 + 0.04873 - 0.0033013 + 0.000084818
        CHECK(std::abs(ecdd{{.mean_time_between_false_alarms = 400}}.limit(0.1) - 3.359513518) < 1e-12);
        // 1.17 + 0.756 - 0.02124 + 0.0011212 - 0.000098723
        CHECK(std::abs(ecdd{{.mean_time_between_false_alarms = 1000}}.limit(0.1) - 1.905782477) < 1e-12);
        CHECK(ecdd{{.mean_time_between_false_alarms = 1000}}.limit(1.0) == 0.0);  // never negative
    }

    TEST_CASE("drifts: those of the definition") {
        std::mt19937_64 engine{1};
        column values;
        for (int round = 0; round < 5; ++round) {
            streams::append_bits(values, engine, 300, 0.1);
            streams::append_bits(values, engine, 100, 0.5);
        }
        std::vector<std::size_t> expected;
        const ecdd watch;
        double errors = 0.0, z = 0.0, n = 0.0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            n += 1.0;
            errors += values[i];
            const double p = errors / n;
            z = 0.8 * (n == 1.0 ? p : z) + 0.2 * values[i];  // z_0 is the share of errors
            if (n >= 30 &&
                z - p > watch.limit(p) * std::sqrt(p * (1.0 - p) * 0.2 / 1.8 * (1.0 - std::pow(0.8, 2.0 * n)))) {
                expected.push_back(i);
                errors = z = n = 0.0;
            }
        }
        CHECK(streams::drifts(watch, values) == expected);
        CHECK(expected.size() >= 5);
    }

    TEST_CASE("warnings come before, and say where it began") {
        ecdd watch;
        for (int i = 0; i < 100; ++i) {
            CHECK(watch.update(i % 10 == 0 ? 1.0 : 0.0) != signal::drift);
        }
        std::vector<signal> said;
        while (said.empty() || said.back() != signal::drift) {
            said.push_back(watch.update(1.0));
        }
        CHECK(said.size() >= 2);
        CHECK(said[said.size() - 2] == signal::warning);
        CHECK(watch.since_change() >= 2);
    }

    TEST_CASE("promises of every detector; only bits are values") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bits(values, engine, 300, 0.1);
        streams::append_bits(values, engine, 145, 0.8);
        streams::keeps_its_promises(ecdd{}, values);
        ecdd watch;
        watch.update(2.0);
        CHECK(watch.ignored() == 1);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS((ecdd{{.mean_time_between_false_alarms = 500}}),
                             "drift::ecdd: mean_time_between_false_alarms: expected 100, 400 or 1000, found 500",
                             std::invalid_argument);
        CHECK_THROWS_AS((ecdd{{.lambda = 0.0}}), std::invalid_argument);
        CHECK_THROWS_AS((ecdd{{.warning_share = 1.0}}), std::invalid_argument);
    }
}
