// SPDX-License-Identifier: MIT
// tests/model/numeric_target.test.cpp
#include <lastro/model/numeric_target.hpp>

#include <vector>

#include <doctest/doctest.h>

#include <lastro/data/csv.hpp>

using namespace lastro;

TEST_SUITE("model/numeric_target") {
    TEST_CASE("numeric_target: numbers of both kinds, and nothing else") {
        const data::table rows = data::parse_csv("a,b,c,d\n1,0.5,x,1\n-3,2.25,y,\n", "t.csv");
        CHECK(model::numeric_target(rows, "a") == std::vector<double>{1, -3});
        CHECK(model::numeric_target(rows, "b") == std::vector<double>{0.5, 2.25});
        CHECK_THROWS_WITH_AS(static_cast<void>(model::numeric_target(rows, "c")),
                             "t.csv: column \"c\": expected an int64 or float64 column as target, found string",
                             schema_error);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(model::numeric_target(rows, "d")),
            "t.csv: column \"d\": expected a finite number in every row, found a missing value in row 1", schema_error);
    }
}  // TEST_SUITE
