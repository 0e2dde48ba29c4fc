// SPDX-License-Identifier: MIT
// tests/random/poisson.test.cpp
#include <lastro/random/poisson.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::poisson;
using lastro::random::stream;

TEST_SUITE("random/poisson") {
    TEST_CASE("poisson: the counts follow the distribution, on both sides of the change of method") {
        for (const double mean : {0.01, 0.7, 3.5, 9.99, 10.0, 10.5, 50.0, 1000.0}) {
            CAPTURE(mean);
            const auto k = random_test::draws(poisson{mean}, stream{16}["poisson"], 100'000);
            CHECK(random_test::mass_p(k, [&](double x) {
                      return std::exp(x * std::log(mean) - mean - std::lgamma(x + 1));
                  }) > random_test::significance);
            CHECK(std::abs(random_test::mean_error(k, mean, mean)) < 4.0);
            CHECK(std::abs(random_test::variance_error(k, mean, mean)) < 4.0);
        }
    }

    TEST_CASE("poisson: large means keep their digits") {
        for (const double mean : {1e6, 1e9, 1e15}) {
            CAPTURE(mean);
            auto k = random_test::draws(poisson{mean}, stream{17}["poisson"], 30'000);
            CHECK(std::abs(random_test::mean_error(k, mean, mean)) < 4.0);
            CHECK(std::abs(random_test::variance_error(k, mean, mean)) < 4.0);
            const double root = std::sqrt(mean);
            const auto cdf = [&](double x) {  // normal, with the first term of Edgeworth's expansion
                const double z = (x + 0.5 - mean) / root;
                return random_test::normal_cdf(z) -
                       (z * z - 1.0) * std::exp(-z * z / 2.0) / (6.0 * root * 2.5066282746310002);
            };
            CHECK(random_test::kolmogorov_p(k, cdf) > random_test::significance);
        }
    }

    TEST_CASE("poisson: mean 0 is always 0, and a draw is addressed") {
        for (std::uint64_t i = 0; i < 100; ++i) {
            CHECK(poisson{0.0}(stream{1}, i) == 0);
        }
        CHECK(random_test::is_addressed(poisson{3.0}));
        CHECK(random_test::is_addressed(poisson{300.0}));
    }

    TEST_CASE("poisson: the bits are frozen") {
        CHECK(random_test::golden(poisson{3.5}) == 0x3342F550AC798FE1U);
        CHECK(random_test::golden(poisson{77.7}) == 0xE802C1C812665044U);
        CHECK(random_test::golden(poisson{1e12}) == 0xFA93DDE8AAC66483U);
    }

    TEST_CASE("poisson: refuses what is no mean") {
        CHECK_THROWS_WITH_AS(poisson{-1.0}, "random::poisson: mean: expected a number from 0 to 1e+15, found -1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(poisson{2e15},
                             "random::poisson: mean: expected a number from 0 to 1e+15, found 2000000000000000",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(poisson{std::numeric_limits<double>::quiet_NaN()},
                             "random::poisson: mean: expected a number from 0 to 1e+15, found nan",
                             std::invalid_argument);
        CHECK(poisson{2.0}.mean() == 2.0);
        CHECK(poisson{2.0} == poisson{2.0});
    }

}  // TEST_SUITE
