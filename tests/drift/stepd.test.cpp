// SPDX-License-Identifier: MIT
// tests/drift/stepd.test.cpp
#include <lastro/drift/stepd.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::stepd;
using lastro::drift::stepd_settings;
using streams::column;
using streams::signal;

TEST_SUITE("drift/stepd") {
    TEST_CASE("by hand: 2 errors of 40, then 6 of 10") {
        stepd watch{{.window = 10, .drift_level = 1e-9, .warning_level = 1e-8}};
        for (int i = 0; i < 50; ++i) {
            watch.update(i == 3 || i == 20 || (i >= 40 && i < 46) ? 1.0 : 0.0);
        }
        // |0.05 - 0.6| - (1/40 + 1/10) / 2 = 0.4875; p = 0.16; sqrt(0.16 * 0.84 * 0.125) = 0.12961481396815722
        CHECK(std::abs(watch.statistic() - 0.4875 / 0.12961481396815722) < 1e-13);
    }

    TEST_CASE("drifts: those of the definition; levels are two-sided p-values") {
        std::mt19937_64 engine{1};
        for (const bool both : {false, true}) {
            column values;
            for (int round = 0; round < 6; ++round) {
                streams::append_bits(values, engine, 200, 0.1);
                streams::append_bits(values, engine, 200, 0.4);
            }
            std::vector<std::size_t> expected;
            std::size_t start = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                const std::size_t n = i - start + 1;
                if (n < 60) {
                    continue;
                }
                double old = 0.0, recent = 0.0;
                for (std::size_t j = start; j <= i; ++j) {
                    (j + 30 > i ? recent : old) += values[j];
                }
                const double m = static_cast<double>(n - 30), p = (old + recent) / static_cast<double>(n);
                const double inverse = 1.0 / m + 1.0 / 30.0;
                const double gap = std::abs(old / m - recent / 30.0) - 0.5 * inverse;
                const double level =
                    gap <= 0.0 ? 1.0 : std::erfc(gap / std::sqrt(p * (1.0 - p) * inverse) / std::sqrt(2.0));
                if (level < 0.003 && (both || recent / 30.0 > old / m)) {
                    expected.push_back(i);
                    start = i + 1;
                }
            }
            CHECK(streams::drifts(stepd{{.two_sided = both}}, values) == expected);
            CHECK(expected.size() >= 4);
        }
    }

    TEST_CASE("promises of every detector; only bits are values") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bits(values, engine, 300, 0.1);
        streams::append_bits(values, engine, 190, 0.7);
        streams::keeps_its_promises(stepd{}, values);
        streams::keeps_its_promises(stepd{{.window = 64}}, values);
        stepd watch;
        watch.update(0.1);
        CHECK(watch.ignored() == 1);
        CHECK(watch.statistic() == 0.0);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS((stepd{{.window = 1025}}), "drift::stepd: window: expected from 1 to 1024, found 1025",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((stepd{{.drift_level = 0.1}}),
                             "drift::stepd: drift_level: expected at most warning_level, found 0.1",
                             std::invalid_argument);
        CHECK_THROWS_AS((stepd{{.warning_level = 1.0}}), std::invalid_argument);
    }
}
