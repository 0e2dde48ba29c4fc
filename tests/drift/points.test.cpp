// SPDX-License-Identifier: MIT
// tests/drift/points.test.cpp
#include <lastro/drift/points.hpp>

#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::points;

TEST_SUITE("drift/points") {
    TEST_CASE("rows: one after the other, and the first of them") {
        const std::vector<double> values{1, 2, 3, 4, 5, 6};
        const points p{values, 2};
        CHECK(p.rows() == 3);
        CHECK(p.columns() == 2);
        CHECK(p.row(2)[1] == 6.0);
        CHECK(p.first(2).rows() == 2);
        CHECK(p.first(2).row(1)[0] == 3.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        const std::vector<double> a{1, 2, 3, 4}, infinite{std::numeric_limits<double>::infinity()}, none;
        CHECK_THROWS_WITH_AS((points{a, 3}), "drift::points: values: expected whole rows, at least one, found 4",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((points{none, 3}), "drift::points: values: expected whole rows, at least one, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((points{a, 0}), "drift::points: columns: expected at least 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((points{infinite, 1}), "drift::points: values: expected finite numbers, found inf",
                             std::invalid_argument);
    }
}
