// SPDX-License-Identifier: MIT
// tests/drift/pair_table.test.cpp
#include <lastro/drift/pair_table.hpp>

#include <vector>

#include <doctest/doctest.h>

using lastro::drift::pair_sums;
using lastro::drift::pair_table;
using lastro::drift::points;
using lastro::drift::squared_distances;
using lastro::drift::sums_of;
using lastro::drift::sums_of_first;

TEST_SUITE("drift/pair_table") {
    TEST_CASE("squared distances and sums: four points on paper") {
        const std::vector<double> a{0, 0, 3, 4}, b{0, 1, 3, 0};  // (0, 0), (3, 4); (0, 1), (3, 0)
        const std::vector<double> squares = squared_distances(points{a, 2}, points{b, 2});
        CHECK(squares == std::vector<double>{25, 1, 18, 9, 16, 10});
        const pair_table table{squares, 4};
        CHECK(table.of(1)[2] == 18.0);
        CHECK(table.of(2)[1] == 18.0);
        CHECK(table.of(3)[3] == 0.0);
        CHECK(table.row_sums()[0] == 35.0);
        const pair_sums first = sums_of_first(table, 2);
        CHECK(first.within_first == 50.0);  // both ways
        CHECK(first.within_second == 20.0);
        CHECK(first.between == 1.0 + 9.0 + 18.0 + 16.0);
        const std::vector<lastro::drift::detail::labelling> two{{1, 1, 0, 0}, {0, 1, 0, 0}};
        const std::vector<pair_sums> sums = sums_of(table, two);
        CHECK(sums[0].between == first.between);
        CHECK(sums[1].within_first == 0.0);
        CHECK(sums[1].within_second == 2.0 * (1.0 + 9.0 + 10.0));
        CHECK(sums[1].between == 25.0 + 18.0 + 16.0);
    }
}
