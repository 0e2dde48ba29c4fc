// SPDX-License-Identifier: MIT
// tests/random/detail/cumulative.test.cpp
#include <lastro/random/detail/cumulative.hpp>

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

using lastro::random::detail::cumulative;
using lastro::random::detail::place_in;

TEST_SUITE("random/detail/cumulative") {
    TEST_CASE("cumulative: sums the terms, and ends where a draw cannot see more") {
        const auto halves = cumulative(0.5, [](double) { return 0.5; });
        REQUIRE(halves.size() == 60);  // 2^-1 to 2^-60
        CHECK(halves[0] == 0.5);
        CHECK(halves[1] == 0.75);
        CHECK(halves.back() == 1.0);
        const auto three = cumulative(0.25, [](double k) { return k < 1.0 ? 2.0 : k < 2.0 ? 0.5 : 0.0; });
        CHECK(three == std::vector{0.25, 0.75, 1.0});
        const auto far =
            cumulative(0x1p-70, [](double k) { return k < 69.0 ? 2.0 : 0.0; });  // small terms before the mode stay
        CHECK(far.size() == 70);
    }

    TEST_CASE("place_in: the first place that the number is below") {
        const std::vector table{0.25, 0.75, 1.0};
        CHECK(place_in(table, 0.0) == 0);
        CHECK(place_in(table, std::nextafter(0.25, 0.0)) == 0);
        CHECK(place_in(table, 0.25) == 1);
        CHECK(place_in(table, 0.75) == 2);
        CHECK(place_in(table, 0.9999) == 2);
        CHECK(place_in({0.1, 0.2}, 0.9) == 1);  // what rounding left over is the last one's
    }

}  // TEST_SUITE
