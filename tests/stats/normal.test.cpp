// SPDX-License-Identifier: MIT
// tests/stats/normal.test.cpp
#include <lastro/stats/normal.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using lastro::stats::normal_cdf;
using lastro::stats::normal_tail;

TEST_SUITE("stats/normal") {
    TEST_CASE("normal tail: agrees with 60-digit values on both sides and far out") {
        // mpmath.erfc(z / sqrt(2)) / 2 at 60 digits
        constexpr struct {
            double z, probability, log10;
        } golden[] = {
            {-3.0, 0.99865010196836991, -0.00058664931379006669},
            {-1.0, 0.84134474606854295, -0.075026012957818023},
            {0.0, 0.5, -0.3010299956639812},
            {0.5, 0.3085375387259869, -0.51069198926524077},
            {1.959963984540054, 0.025000000000000011, -1.6020599913279622},
            {6.0, 9.8658764503769814e-10, -9.0058643274767042},
            {40.0, 0.0, -349.43700645934584},
        };
        for (const auto& g : golden) {
            CAPTURE(g.z);
            CHECK(std::abs(normal_tail(g.z).probability - g.probability) <= 1e-14 * g.probability);
            CHECK(std::abs(normal_tail(g.z).log10 - g.log10) <= 1e-14 + 4e-16 * std::abs(g.log10));
        }
    }

    TEST_CASE("normal cdf: the two sides add up to 1") {
        for (double z = -8.0; z <= 8.0; z += 0.25) {
            CAPTURE(z);
            CHECK(std::abs(normal_cdf(z) + normal_tail(z).probability - 1.0) < 1e-15);
            CHECK(normal_cdf(z) == normal_tail(-z).probability);
        }
        CHECK(normal_cdf(std::numeric_limits<double>::infinity()) == 1.0);
        CHECK(normal_cdf(-std::numeric_limits<double>::infinity()) == 0.0);
    }

    TEST_CASE("normal tail: NaN is refused") {
        CHECK_THROWS_AS(static_cast<void>(normal_tail(std::nan(""))), std::invalid_argument);
    }

    TEST_CASE("quantiles: undo the tails, also where a double is 0") {
        for (const double z : {-3.0, 0.0, 1.5, 8.0, 36.0, 40.0, 200.0, 1e5}) {
            CAPTURE(z);
            const double back = lastro::stats::normal_upper_quantile(lastro::stats::normal_tail(z));
            CHECK(std::abs(back - z) <= 2e-14 * (1.0 + std::abs(z)));
        }
        CHECK(std::abs(lastro::stats::normal_quantile(0.975) - 1.959963984540054) < 1e-15);
        CHECK(lastro::stats::normal_upper_quantile(
                  {.probability = 0.0, .log10 = -std::numeric_limits<double>::infinity()}) ==
              std::numeric_limits<double>::infinity());
        CHECK_THROWS_AS(static_cast<void>(lastro::stats::normal_upper_quantile({.probability = 0.5, .log10 = 1.0})),
                        std::invalid_argument);
    }
}
