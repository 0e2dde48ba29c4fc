// SPDX-License-Identifier: MIT
// tests/random/detail/parameter.test.cpp
#include <lastro/random/detail/parameter.hpp>

#include <initializer_list>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using lastro::random::detail::positive;

TEST_SUITE("random/detail/parameter") {
    TEST_CASE("positive: passes what a distribution can be made of") {
        for (const double x : {1e-300, 0.5, 1.0, 1e300}) {
            CHECK(positive("here", x) == x);
        }
    }

    TEST_CASE("positive: refuses the rest by name") {
        CHECK_THROWS_WITH_AS(positive("here", 0.0), "here: expected a number from 1e-300 to 1e+300, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(positive("here", -1.0), "here: expected a number from 1e-300 to 1e+300, found -1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(positive("here", 1e301), "here: expected a number from 1e-300 to 1e+300, found 1e+301",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(positive("here", 9e-301), "here: expected a number from 1e-300 to 1e+300, found 9e-301",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(positive("here", std::numeric_limits<double>::quiet_NaN()),
                             "here: expected a number from 1e-300 to 1e+300, found nan", std::invalid_argument);
    }

}  // TEST_SUITE
