// SPDX-License-Identifier: MIT
// tests/store/json_fields.test.cpp
#include <lastro/store/json_fields.hpp>

#include <string>

#include <lastro/core/error.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

using lastro::format_error;
using lastro::store::json;
using lastro::store::json_fields;
using lastro::store::parse_json;

TEST_SUITE("store/json_fields") {
    TEST_CASE("fields: read by name and type") {
        const std::string digest = "blake3:" + std::string(64, 'a');
        const json value =
            parse_json(R"({"t":"x","b":true,"c":7,"i":-7,"a":[1],"o":{},"n":null,"d":")" + digest + "\"}", "r");
        json_fields fields{value, "r"};
        CHECK(fields.text("t") == "x");
        CHECK(fields.boolean("b"));
        CHECK(fields.count("c") == 7);
        CHECK(fields.integer("i") == -7);
        CHECK(fields.integer("c") == 7);
        CHECK(fields.array("a").size() == 1);
        CHECK(fields.object("o").empty());
        CHECK(fields.at("n").is_null());
        CHECK(fields.digest("d").to_string() == digest);
        CHECK(fields.find("nothing") == nullptr);
        CHECK(fields.place("t") == "r: \"t\"");
        fields.finish();
    }

    TEST_CASE("refusals: missing, mistyped and unknown fields are named") {
        const json value = parse_json(R"({"t":"x","c":-1,"f":1.5})", "r");
        json_fields fields{value, "r"};
        CHECK_THROWS_WITH_AS(static_cast<void>(fields.text("name")), R"(r: "name": expected a value, found none)",
                             format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(fields.text("c")), R"(r: "c": expected a text, found number)",
                             format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(fields.count("c")),
                             R"(r: "c": expected a whole number from 0 to 2^53, found number)", format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(fields.integer("f")), R"(r: "f": expected a whole number, found number)",
                             format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(fields.boolean("t")), R"(r: "t": expected true or false, found string)",
                             format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(fields.array("t")), R"(r: "t": expected an array, found string)",
                             format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(fields.object("t")), R"(r: "t": expected an object, found string)",
                             format_error);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(fields.digest("t")),
            R"(r: "t": digest: expected "blake3:" or "sha256:" and 64 lower-case hexadecimal digits, found "x")",
            format_error);
        json_fields fresh{value, "r"};
        static_cast<void>(fresh.text("t"));
        CHECK_THROWS_WITH_AS(static_cast<void>(fresh.finish()), R"(r: expected no other fields, found "c")",
                             format_error);
        CHECK_THROWS_WITH_AS((json_fields{json::array(), "r"}), "r: expected an object, found array", format_error);
    }
}
