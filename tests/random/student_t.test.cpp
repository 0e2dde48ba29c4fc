// SPDX-License-Identifier: MIT
// tests/random/student_t.test.cpp
#include <lastro/random/student_t.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <stdexcept>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::stream;
using lastro::random::student_t;

TEST_SUITE("random/student_t") {
    TEST_CASE("student_t: the draws follow the distribution") {
        for (const double degrees : {0.4, 1.0, 1.5, 2.0, 3.0, 10.0, 1e6}) {
            CAPTURE(degrees);
            const auto x = random_test::draws(student_t{degrees}, stream{14}["t"], 30'000);
            const auto cdf = [&](double t) {
                const double tail = random_test::beta_cdf(degrees / 2.0, 0.5, degrees / (degrees + t * t)) / 2.0;
                return t < 0.0 ? tail : 1.0 - tail;
            };
            CHECK(random_test::kolmogorov_p(x, cdf) > random_test::significance);
            if (degrees > 4.0) {
                CHECK(std::abs(random_test::mean_error(x, 0.0, degrees / (degrees - 2.0))) < 4.0);
                CHECK(std::abs(random_test::variance_error(x, 0.0, degrees / (degrees - 2.0))) < 4.0);
            }
        }
        const auto x = random_test::draws(student_t{1.0}, stream{15}["cauchy"], 30'000);
        CHECK(random_test::kolmogorov_p(x, [](double t) { return 0.5 + std::atan(t) / std::numbers::pi; }) >
              random_test::significance);
    }

    TEST_CASE("student_t: few degrees of freedom give infinities, never a NaN") {
        int infinite = 0;
        for (std::uint64_t i = 0; i < 2000; ++i) {
            const double x = student_t{1e-3}(stream{1}, i);
            CHECK(!std::isnan(x));
            infinite += std::isinf(x);
            CHECK(std::isinf(student_t{1e-299}(stream{1}, i)));
            CHECK(std::isfinite(student_t{1e300}(stream{1}, i)));
        }
        CHECK(infinite > 2000 * 40 / 100);  // P(|t| > 1.8e308) = 0.491 at 1e-3 degrees of freedom
        CHECK(infinite < 2000 * 60 / 100);
        CHECK(random_test::is_addressed(student_t{1.0}));
    }

    TEST_CASE("student_t: the bits are frozen") {
        CHECK(random_test::golden(student_t{4.0}) == 0x45CEA457A58DA6EDU);
        CHECK(random_test::golden(student_t{0.5}) == 0x05FD878FD0778530U);
    }

    TEST_CASE("student_t: refuses what are no degrees of freedom") {
        CHECK_THROWS_WITH_AS(student_t{0.0},
                             "random::student_t: degrees: expected a number from 1e-299 to 1e+300, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(student_t{-1.0},
                             "random::student_t: degrees: expected a number from 1e-299 to 1e+300, found -1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(student_t{std::numeric_limits<double>::quiet_NaN()},
                             "random::student_t: degrees: expected a number from 1e-299 to 1e+300, found nan",
                             std::invalid_argument);
        CHECK(student_t{5.0}.degrees() == 5.0);
    }

}  // TEST_SUITE
