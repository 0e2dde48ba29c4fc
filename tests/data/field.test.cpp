// SPDX-License-Identifier: MIT
// tests/data/field.test.cpp
#include <lastro/data/field.hpp>

#include <limits>
#include <string>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::type;

namespace {

std::string refusal(const data::field& f) {
    try {
        data::require_sound(f, "agreed");
    } catch (const lastro::error& e) {
        return e.what();
    }
    return "accepted";
}

}  // namespace

TEST_SUITE("data/field") {
    TEST_CASE("require_sound: what fits the type") {
        CHECK(refusal({.name = "x"}) == "accepted");
        CHECK(refusal({.name = "x", .type = type::int64, .minimum = 1.0, .maximum = 1.0}) == "accepted");
        CHECK(refusal({.name = "x", .type = type::date, .earliest = data::date{1}, .latest = data::date{2}}) ==
              "accepted");
        CHECK(refusal({.name = "x", .allowed = {"a"}, .pattern = "[a-z]", .most_missing = 0.1}) == "accepted");
        CHECK(refusal({.name = "x", .type = type::date, .minimum = 1.0}) ==
              "agreed: field \"x\": minimum: expected no bound for a column that is neither int64 nor float64, found "
              "date");
        CHECK(
            refusal({.name = "x", .type = type::timestamp, .earliest = data::timestamp{1}, .latest = data::date{2}}) ==
            "accepted");
        CHECK(refusal({.name = "x", .type = type::date, .latest = data::timestamp{1}}) ==
              "agreed: field \"x\": latest: expected a day for a column of dates, found 1970-01-01T00:00:00.000001Z");
        CHECK(refusal({.name = "x", .type = type::int64, .latest = data::date{1}}) ==
              "agreed: field \"x\": earliest, latest: expected no bound for a column that is no date, found int64");
        CHECK(refusal({.name = "x", .type = type::int64, .allowed = {"a"}}) ==
              "agreed: field \"x\": allowed: expected no list for a column that is no string, found int64");
        CHECK(refusal({.name = "x", .type = type::boolean, .pattern = "a"}) ==
              "agreed: field \"x\": pattern: expected no pattern for a column that is no string, found boolean");
    }

    TEST_CASE("require_sound: what contradicts itself") {
        CHECK(refusal({.name = "x", .type = type::float64, .minimum = 2.0, .maximum = 1.0}) ==
              "agreed: field \"x\": minimum: expected at most the maximum 1, found 2");
        CHECK(refusal({.name = "x", .type = type::float64, .maximum = std::numeric_limits<double>::infinity()}) ==
              "agreed: field \"x\": maximum: expected a finite number or nothing, found inf");
        CHECK(refusal({.name = "x", .type = type::date, .earliest = data::date{2}, .latest = data::date{1}}) ==
              "agreed: field \"x\": earliest: expected at most the latest 1970-01-02, found 1970-01-03");
        CHECK(
            refusal(
                {.name = "x", .type = type::timestamp, .earliest = data::timestamp{2}, .latest = data::timestamp{1}}) ==
            "agreed: field \"x\": earliest: expected at most the latest 1970-01-01T00:00:00.000001Z, found "
            "1970-01-01T00:00:00.000002Z");
        CHECK(refusal({.name = "x", .nullable = false, .most_missing = 0.5}) ==
              "agreed: field \"x\": most_missing: expected nothing where no row may be missing, found 0.5");
        CHECK(refusal({.name = "x", .most_missing = 1.5}) ==
              "agreed: field \"x\": most_missing: expected a share from 0 to 1, found 1.5");
        CHECK(refusal({.name = "x", .pattern = "("}) ==
              "agreed: field \"x\": pattern: data::pattern \"(\": byte 1: expected ')', found the end");
        CHECK(refusal({.name = "x", .allowed = {"\xFF"}}) ==
              "agreed: field \"x\": allowed: expected UTF-8 text, found \"\\xff\"");
    }

    TEST_CASE("bounds of days that the JSON form cannot say are refused") {
        lastro::data::field f{.name = "d", .type = lastro::data::type::date};
        f.latest = lastro::data::date{2'932'896};  // 9999-12-31
        CHECK_NOTHROW(lastro::data::require_sound(f, "s"));
        f.latest = lastro::data::date{2'932'897};
        CHECK_THROWS_AS(lastro::data::require_sound(f, "s"), lastro::schema_error);
    }
}
