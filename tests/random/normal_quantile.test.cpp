// SPDX-License-Identifier: MIT
// tests/random/normal_quantile.test.cpp
#include <lastro/random/normal_quantile.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using lastro::random::normal_quantile;

TEST_SUITE("random/normal_quantile") {
    TEST_CASE("normal_quantile: 17 digits from 60-digit evaluation, in all three parts") {
        constexpr struct {
            double p, x;
        } golden[] = {{0.975, 1.9599639845400539},  {0.9, 1.2815515655446006},    {0.3, -0.52440051270804082},
                      {0.075, -1.4395314709384559}, {0.925, 1.4395314709384562},  {1e-12, -7.0344838253011319},
                      {1e-20, -9.2623400897984076}, {1e-300, -37.047096299361199}};
        for (const auto& g : golden) {
            CAPTURE(g.p);
            CHECK(std::abs(normal_quantile(g.p) - g.x) <= 5e-16 * std::abs(g.x));
        }
        CHECK(normal_quantile(0.5) == 0.0);
    }

    TEST_CASE("normal_quantile: rises, is odd about 1/2, and is infinite at the ends") {
        double before = -std::numeric_limits<double>::infinity();
        for (int k = 1; k < 100'000; ++k) {
            const double p = k / 100'000.0;
            const double x = normal_quantile(p);
            CHECK(x > before);
            before = x;
        }
        for (int k = 1; k < 1024; ++k) {
            CHECK(normal_quantile(k / 1024.0) == -normal_quantile(1.0 - k / 1024.0));
        }
        CHECK(normal_quantile(0.0) == -std::numeric_limits<double>::infinity());
        CHECK(normal_quantile(1.0) == std::numeric_limits<double>::infinity());
        CHECK(std::abs(normal_quantile(5e-324) + 38.467405617144344) < 1e-13);
    }

    TEST_CASE("normal_quantile: refuses what is no probability") {
        CHECK_THROWS_WITH_AS((void)normal_quantile(-0.25),
                             "random::normal_quantile: p: expected from 0 to 1, found -0.25", std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)normal_quantile(1.5), "random::normal_quantile: p: expected from 0 to 1, found 1.5",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)normal_quantile(std::numeric_limits<double>::quiet_NaN()),
                             "random::normal_quantile: p: expected from 0 to 1, found nan", std::invalid_argument);
    }

}  // TEST_SUITE
