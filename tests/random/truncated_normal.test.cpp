// SPDX-License-Identifier: MIT
// tests/random/truncated_normal.test.cpp
#include <lastro/random/truncated_normal.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::stream;
using lastro::random::truncated_normal;

TEST_SUITE("random/truncated_normal") {
    TEST_CASE("truncated_normal: the draws follow the distribution, near the mean, beside it and far out") {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        struct {
            double low, high;
        } const cases[] = {{-infinity, infinity}, {-2, 2},   {0, infinity}, {-infinity, 0}, {-1, 3},    {-3, 0.5},
                           {-0.1, 0.2},           {0.5, 1},  {0.5, 4},      {-4, -0.5},     {-1, -0.5}, {3, infinity},
                           {-infinity, -3},       {3, 3.01}, {8, 9},        {-1, 1}};
        for (const auto& c : cases) {
            CAPTURE(c.low);
            CAPTURE(c.high);
            const auto x = random_test::draws(
                truncated_normal{
                    {.mean = 10.0, .deviation = 2.0, .low = 10.0 + 2.0 * c.low, .high = 10.0 + 2.0 * c.high}},
                stream{27}["truncated"], 20'000);
            const auto mass = [](double a, double b) {  // of the side where nothing cancels
                return a > 0.0 ? random_test::normal_cdf(-a) - random_test::normal_cdf(-b)
                               : random_test::normal_cdf(b) - random_test::normal_cdf(a);
            };
            CHECK(random_test::kolmogorov_p(x, [&](double t) {
                      return mass(c.low, (t - 10.0) / 2.0) / mass(c.low, c.high);
                  }) > random_test::significance);
            for (const double t : x) {
                REQUIRE((t >= 10.0 + 2.0 * c.low && t <= 10.0 + 2.0 * c.high));
            }
        }
    }

    TEST_CASE("truncated_normal: far out it is an exponential number, to the last digits of the range") {
        const auto x = random_test::draws(truncated_normal{{.low = 1e6}}, stream{28}, 20'000);
        CHECK(random_test::kolmogorov_p(x, [](double t) { return -std::expm1(-(t - 1e6) * 1e6); }) >
              random_test::significance);
        for (std::uint64_t i = 0; i < 100; ++i) {
            CHECK(truncated_normal{{.mean = 1.0, .deviation = 1e-9, .low = 1.5, .high = 2.0}}(stream{1}, i) ==
                  doctest::Approx(1.5));
            CHECK(truncated_normal{{.low = 3.0, .high = 3.0000000000000004}}(stream{1}, i) <= 3.0000000000000004);
        }
        CHECK(random_test::is_addressed(truncated_normal{{.low = 2.0}}));
    }

    TEST_CASE("truncated_normal: without a range it is the normal of the draw's first word") {
        const truncated_normal all{{.mean = 3.0, .deviation = 0.5}};
        for (std::uint64_t i = 0; i < 100; ++i) {
            lastro::random::draw_source words{stream{1}, i};
            const double z = lastro::random::normal_quantile(lastro::random::detail::open_interval(words()));
            CHECK(all(stream{1}, i) == std::fma(z, 0.5, 3.0));
        }
    }

    TEST_CASE("truncated_normal: the bits are frozen") {
        CHECK(random_test::golden(truncated_normal{{.low = -2.0, .high = 2.0}}) == 0x8E9D6C34C10B8D0FU);
        CHECK(random_test::golden(truncated_normal{{.mean = 1.0, .deviation = 0.1, .low = 1.01, .high = 1.05}}) ==
              0xB130BDE2456EB522U);
        CHECK(random_test::golden(truncated_normal{{.high = -4.0}}) == 0xF1096BCE1EA904D7U);
    }

    TEST_CASE("truncated_normal: refuses what is no mean, no deviation and no range") {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        CHECK_THROWS_WITH_AS((truncated_normal{{.mean = nan}}),
                             "random::truncated_normal: mean: expected a finite number, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((truncated_normal{{.deviation = 0.0}}),
                             "random::truncated_normal: deviation: expected a number from 1e-300 to 1e+300, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((truncated_normal{{.deviation = -1.0}}),
                             "random::truncated_normal: deviation: expected a number from 1e-300 to 1e+300, found -1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((truncated_normal{{.low = 2.0, .high = 1.0}}),
                             "random::truncated_normal: low: expected a number below high, found 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((truncated_normal{{.low = nan}}),
                             "random::truncated_normal: low: expected a number below high, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            (truncated_normal{{.low = 2e9}}),
            "random::truncated_normal: low and high: expected a range within 1e9 deviations of the mean, "
            "found 2000000000",
            std::invalid_argument);
        CHECK(truncated_normal{{.low = 1.0}}.settings().low == 1.0);
    }

}  // TEST_SUITE
