// SPDX-License-Identifier: MIT
// tests/data/schema_change.test.cpp
#include <lastro/data/schema_change.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::compatibility;

TEST_SUITE("data/schema_change") {
    TEST_CASE("text: the column, what changed, and what both sides make of it") {
        const data::schema_change unit{"wind", "unit: \"m/s\", now \"knots\"", compatibility::breaking,
                                       compatibility::risky};
        CHECK(to_string(unit) == "column \"wind\": unit: \"m/s\", now \"knots\" (model breaking, old rows risky)");
        const data::schema_change relation{"", "a <= b: now asked for", compatibility::compatible,
                                           compatibility::breaking};
        CHECK(to_string(relation) == "a <= b: now asked for (model compatible, old rows breaking)");
        CHECK(unit != relation);
        CHECK(compatibility::compatible < compatibility::risky);
        CHECK(compatibility::risky < compatibility::breaking);
    }
}
