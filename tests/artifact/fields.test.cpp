// SPDX-License-Identifier: MIT
// tests/artifact/fields.test.cpp
#include <lastro/artifact/fields.hpp>

#include <functional>
#include <set>
#include <string>

#include <lastro/core/error.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

using lastro::artifact::fields;
using lastro::store::canonical_json;
using lastro::store::json;
using lastro::store::parse_json;

TEST_SUITE("artifact/fields") {
    TEST_CASE("editing: fields are renamed, given defaults and removed, by name") {
        json values =
            parse_json(R"({"w":{"tensor":"w"},"old":[{"tensor":"old.0"},{"x":{"tensor":"old.1"}}],"k":1})", "t");
        std::set<std::string, std::less<>> dropped;
        fields file{values, dropped, "m: acme.line"};
        CHECK(file.has("w"));
        file.rename("w", "weights");
        CHECK_FALSE(file.has("w"));
        file.set_default("margin", 0.05);
        file.set_default("zero", -0.0);
        file.set_default("k", 2);  // is there already
        file.set_default("n", 3);
        file.set_default("yes", true);
        file.set_default("text", "x");
        file.remove("old");
        CHECK(canonical_json(values) ==
              R"({"k":1,"margin":0.05,"n":3,"text":"x","weights":{"tensor":"w"},"yes":true,"zero":"-0"})");
        CHECK(dropped == std::set<std::string, std::less<>>{"old.0", "old.1"});
    }

    TEST_CASE("refusals: what is not there, what is there already") {
        json values = parse_json(R"({"a":1,"b":2})", "t");
        std::set<std::string, std::less<>> dropped;
        fields file{values, dropped, "m: acme.line"};
        CHECK_THROWS_WITH_AS(file.rename("c", "d"), R"(m: acme.line: expected a field "c", found none)",
                             lastro::format_error);
        CHECK_THROWS_WITH_AS(file.rename("a", "b"), R"(m: acme.line: expected no field "b", found one)",
                             lastro::format_error);
        CHECK_THROWS_WITH_AS(file.remove("c"), R"(m: acme.line: expected a field "c", found none)",
                             lastro::format_error);
    }
}
