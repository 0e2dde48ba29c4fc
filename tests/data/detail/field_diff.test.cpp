// SPDX-License-Identifier: MIT
// tests/data/detail/field_diff.test.cpp
#include <lastro/data/detail/field_diff.hpp>

#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::compatibility;

// Rule by rule: tests/data/schema_diff.test.cpp.
TEST_SUITE("data/detail/field_diff") {
    TEST_CASE("run: every rule that changed, in one order; a model minds what it reads") {
        const data::field before{.name = "x", .type = data::type::int64, .minimum = 0.0};
        data::field after = before;
        after.type = data::type::float64;
        after.minimum = 1.0;
        std::vector<data::schema_change> changes;
        data::detail::field_diff{before, before, changes}.run();
        CHECK(changes.empty());
        data::detail::field_diff{before, after, changes}.run();
        REQUIRE(changes.size() == 2);
        CHECK(changes[0] ==
              data::schema_change{"x", "type: int64, now float64", compatibility::breaking, compatibility::risky});
        CHECK(changes[1].message == "minimum: 0, now 1");
        CHECK(changes[1].model == compatibility::compatible);
        CHECK(data::detail::field_diff::model_reads(before));
        CHECK_FALSE(data::detail::field_diff::model_reads({.role = data::role::id}));
    }
}
