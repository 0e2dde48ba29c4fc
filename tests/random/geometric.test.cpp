// SPDX-License-Identifier: MIT
// tests/random/geometric.test.cpp
#include <lastro/random/geometric.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::geometric;
using lastro::random::stream;

TEST_SUITE("random/geometric") {
    TEST_CASE("geometric: the counts follow the distribution") {
        for (const double p : {0.9, 0.5, 0.25, 0.01}) {
            CAPTURE(p);
            const auto k = random_test::draws(geometric{p}, stream{21}["geometric"], 100'000);
            CHECK(random_test::mass_p(k, [&](double x) { return p * std::pow(1.0 - p, x); }) >
                  random_test::significance);
            CHECK(std::abs(random_test::mean_error(k, (1 - p) / p, (1 - p) / (p * p))) < 4.0);
            CHECK(std::abs(random_test::variance_error(k, (1 - p) / p, (1 - p) / (p * p))) < 4.0);
        }
        const double p = geometric::smallest_probability;
        const auto k = random_test::draws(geometric{p}, stream{22}, 50'000);
        CHECK(random_test::kolmogorov_p(k, [&](double x) { return -std::expm1((x + 1.0) * std::log1p(-p)); }) >
              random_test::significance);
    }

    TEST_CASE("geometric: certain success has no failures") {
        for (std::uint64_t i = 0; i < 100; ++i) {
            CHECK(geometric{1.0}(stream{1}, i) == 0);
        }
        CHECK(random_test::is_addressed(geometric{0.1}));
    }

    TEST_CASE("geometric: the bits are frozen") { CHECK(random_test::golden(geometric{0.02}) == 0x2A90C634F4950CFFU); }

    TEST_CASE("geometric: refuses what is no probability, or one too small") {
        CHECK_THROWS_WITH_AS(geometric{0.0}, "random::geometric: p: expected a probability from 2^-32 to 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(geometric{-0.5},
                             "random::geometric: p: expected a probability from 2^-32 to 1, found -0.5",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(geometric{1.25},
                             "random::geometric: p: expected a probability from 2^-32 to 1, found 1.25",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(geometric{std::numeric_limits<double>::quiet_NaN()},
                             "random::geometric: p: expected a probability from 2^-32 to 1, found nan",
                             std::invalid_argument);
        CHECK(geometric{0.5}.p() == 0.5);
    }

}  // TEST_SUITE
