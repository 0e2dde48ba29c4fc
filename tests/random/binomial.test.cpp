// SPDX-License-Identifier: MIT
// tests/random/binomial.test.cpp
#include <lastro/random/binomial.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::binomial;
using lastro::random::stream;

TEST_SUITE("random/binomial") {
    TEST_CASE("binomial: the counts follow the distribution, on both sides of the change of method") {
        struct {
            std::uint64_t n;
            double p;
        } const cases[] = {{1, 0.5},   {1, 0.1},    {7, 0.9},     {20, 0.3},    {20, 0.499},   {21, 0.5},
                           {100, 0.5}, {100, 0.95}, {1000, 0.01}, {1000, 0.75}, {5000, 0.0021}};
        for (const auto& c : cases) {
            CAPTURE(c.n);
            CAPTURE(c.p);
            const auto n = static_cast<double>(c.n);
            const auto k = random_test::draws(binomial{c.n, c.p}, stream{18}["binomial"], 100'000);
            const auto mass = [&](double x) {
                return std::exp(std::lgamma(n + 1) - std::lgamma(x + 1) - std::lgamma(n - x + 1) + x * std::log(c.p) +
                                (n - x) * std::log1p(-c.p));
            };
            CHECK(random_test::mass_p(k, mass) > random_test::significance);
            CHECK(std::abs(random_test::mean_error(k, n * c.p, n * c.p * (1 - c.p))) < 4.0);
            CHECK(std::abs(random_test::variance_error(k, n * c.p, n * c.p * (1 - c.p))) < 4.0);
        }
    }

    TEST_CASE("binomial: billions of trials keep their digits, and rare events their Poisson law") {
        for (const double p : {0.5, 1e-3, 0.9}) {
            CAPTURE(p);
            const std::uint64_t trials = std::uint64_t{1} << 50U;
            const auto n = static_cast<double>(trials);
            const auto k = random_test::draws(binomial{trials, p}, stream{19}["binomial"], 30'000);
            CHECK(std::abs(random_test::mean_error(k, n * p, n * p * (1 - p))) < 4.0);
            CHECK(random_test::kolmogorov_p(k, [&](double x) {
                      return random_test::normal_cdf((x - n * p) / std::sqrt(n * p * (1 - p)));
                  }) > random_test::significance);
        }
        const auto k = random_test::draws(binomial{1'000'000'000'000, 3e-12}, stream{20}, 50'000);
        CHECK(random_test::mass_p(k, [](double x) { return std::exp(x * std::log(3.0) - 3.0 - std::lgamma(x + 1)); }) >
              random_test::significance);
    }

    TEST_CASE("binomial: what is certain is certain") {
        for (std::uint64_t i = 0; i < 200; ++i) {
            CHECK(binomial{0, 0.5}(stream{1}, i) == 0);
            CHECK(binomial{1000, 0.0}(stream{1}, i) == 0);
            CHECK(binomial{1000, 1.0}(stream{1}, i) == 1000);
            CHECK(binomial{3, 0.5}(stream{1}, i) <= 3);
        }
        CHECK(random_test::is_addressed(binomial{10, 0.3}));
        CHECK(random_test::is_addressed(binomial{1000, 0.7}));
    }

    TEST_CASE("binomial: the bits are frozen") {
        CHECK(random_test::golden(binomial{20, 0.3}) == 0xC1433AF6580A190AU);
        CHECK(random_test::golden(binomial{1000, 0.7}) == 0xAA723FB67B83368CU);
        CHECK(random_test::golden(binomial{1'000'000'000'000, 0.4}) == 0xF2F181D39DDDC110U);
    }

    TEST_CASE("binomial: refuses what is no probability and too many trials") {
        CHECK_THROWS_WITH_AS((binomial{10, -0.1}),
                             "random::binomial: p: expected a probability from 0 to 1, found -0.1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((binomial{10, 1.5}), "random::binomial: p: expected a probability from 0 to 1, found 1.5",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((binomial{10, std::numeric_limits<double>::quiet_NaN()}),
                             "random::binomial: p: expected a probability from 0 to 1, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((binomial{(std::uint64_t{1} << 50U) + 1, 0.5}),
                             "random::binomial: trials: expected at most 2^50, found 1125899906842625",
                             std::invalid_argument);
        CHECK(binomial{9, 0.25}.trials() == 9);
        CHECK(binomial{9, 0.25}.p() == 0.25);
        CHECK(binomial{9, 0.25} == binomial{9, 0.25});
    }

}  // TEST_SUITE
