// SPDX-License-Identifier: MIT
// tests/drift/power_divergence.test.cpp
#include <lastro/drift/power_divergence.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::power_divergence;

TEST_SUITE("drift/power_divergence") {
    TEST_CASE("statistic and p-value: SciPy's on the same counts, for four members of the family") {
        const column observed{18, 22, 25, 35}, expected{25, 25, 25, 25};
        CHECK(std::abs(power_divergence(observed, expected).statistic - 6.32) < 1e-14);
        CHECK(std::abs(power_divergence(observed, expected).p_value - 0.09703806460956206) < 1e-15);
        CHECK(std::abs(power_divergence(observed, expected, {.power = 2.0 / 3.0}).statistic - 6.2348484214144) < 1e-11);
        CHECK(std::abs(
                  power_divergence(column{101, 98, 120, 81}, column{100, 100, 100, 100}, {.power = 0.0, .estimated = 1})
                      .p_value -
                  0.021594829288090374) < 1e-14);
        double freeman_tukey = 0.0;
        for (std::size_t i = 0; i < 4; ++i) {
            const double gap = std::sqrt(observed[i]) - std::sqrt(expected[i]);
            freeman_tukey += 4.0 * gap * gap;
        }
        CHECK(std::abs(power_divergence(observed, expected, {.power = -0.5}).statistic - freeman_tukey) < 1e-12);
    }

    TEST_CASE("result: no departure, and conditions") {
        const auto r = power_divergence(column{25, 25}, column{25, 25});
        CHECK(r.statistic == 0.0);
        CHECK(r.p_value == 1.0);
        CHECK(r.smallest_expected == 25.0);
        CHECK(std::abs(power_divergence(column{40, 60}, column{50, 50}).effect - 0.2) < 1e-15);
        CHECK(power_divergence(column{5, 0}, column{2.5, 2.5}, {.power = -1.0}).p_value == 0.0);
        CHECK(power_divergence(column{1e6, 0}, column{5e5, 5e5}).log10_p < -200'000.0);
    }

    TEST_CASE("p-value: about uniform for known shares") {
        std::mt19937_64 engine{1};
        const double excess = by_definition::excess_over_uniform(600, [&] {
            column observed(5, 0.0);
            for (const double u : by_definition::uniform(engine, 400)) {
                observed[static_cast<std::size_t>(5.0 * u)] += 1.0;
            }
            return power_divergence(observed, column(5, 80.0)).p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(600.0));
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(power_divergence(column{1, 2}, column{1})),
                             "power_divergence: expected: expected as many numbers as observed, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(power_divergence(column{1, 2}, column{3, 0})),
                             "power_divergence: expected: expected finite and positive, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(power_divergence(column{0, 0}, column{1, 1})),
                             "power_divergence: observed: expected at least one count, found 0", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(power_divergence(column{1, 2}, column{1, 2}, {.estimated = 1})),
                        std::invalid_argument);
    }
}
