// SPDX-License-Identifier: MIT
// tests/random/beta.test.cpp
#include <lastro/random/beta.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::beta;
using lastro::random::stream;

TEST_SUITE("random/beta") {
    TEST_CASE("beta: the draws follow the distribution") {
        struct {
            double a, b;
        } const cases[] = {{1, 1}, {3, 7}, {0.5, 0.5}, {0.2, 3}, {0.1, 5}, {5, 0.4}, {800, 200}, {2, 1}};
        for (const auto& c : cases) {
            CAPTURE(c.a);
            CAPTURE(c.b);
            const double mean = c.a / (c.a + c.b);
            const double variance = mean * (1.0 - mean) / (c.a + c.b + 1.0);
            const auto x = random_test::draws(beta{c.a, c.b}, stream{13}["beta"], 30'000);
            CHECK(random_test::kolmogorov_p(x, [&](double t) { return random_test::beta_cdf(c.a, c.b, t); }) >
                  random_test::significance);
            CHECK(std::abs(random_test::mean_error(x, mean, variance)) < 4.0);
            CHECK(std::abs(random_test::variance_error(x, mean, variance)) < 4.0);
        }
    }

    TEST_CASE("beta: stays in [0, 1] and is never NaN, also at the ends of what is allowed") {
        for (const double a : {1e-300, 1e-10, 1.0, 1e10, 1e300}) {
            for (const double b : {1e-300, 1e-10, 1.0, 1e10, 1e300}) {
                for (std::uint64_t i = 0; i < 50; ++i) {
                    const double x = beta{a, b}(stream{1}, i);
                    CAPTURE(a);
                    CAPTURE(b);
                    CHECK((x >= 0.0 && x <= 1.0));
                }
            }
        }
        CHECK(random_test::is_addressed(beta{0.5, 2.0}));
        CHECK(random_test::is_addressed(beta{3.0, 2.0}));
    }

    TEST_CASE("beta: the bits are frozen") {
        CHECK(random_test::golden(beta{3.0, 7.0}) == 0x16B98099A3FBB85DU);
        CHECK(random_test::golden(beta{0.5, 0.2}) == 0x0449CD971976D193U);
    }

    TEST_CASE("beta: refuses what is no shape") {
        CHECK_THROWS_WITH_AS((beta{0.0, 1.0}), "random::beta: a: expected a number from 1e-300 to 1e+300, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((beta{1.0, -3.0}), "random::beta: b: expected a number from 1e-300 to 1e+300, found -3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((beta{std::numeric_limits<double>::quiet_NaN(), 1.0}),
                             "random::beta: a: expected a number from 1e-300 to 1e+300, found nan",
                             std::invalid_argument);
        CHECK(beta{2.0, 3.0}.a() == 2.0);
        CHECK(beta{2.0, 3.0}.b() == 3.0);
    }

}  // TEST_SUITE
