// SPDX-License-Identifier: MIT
// tests/data/schema.test.cpp
#include <lastro/data/schema.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <lastro/data/expectation.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::table;
using data::type;

namespace {

table sample() {
    table t{"sample.csv"};
    t.add("wind", column{std::vector<std::optional<double>>{2.5, std::nullopt, -1.0,
                                                            std::numeric_limits<double>::quiet_NaN()}});
    t.add("count", column{std::vector<std::int64_t>{4, 2, 9, 4}});
    t.add("place", column{std::vector<std::string>{"b", "a", "b", "b"}});
    t.add("day", column{std::vector<data::date>(4)});
    t.add("wet", column{std::vector<bool>(4)});
    return t;
}

}  // namespace

TEST_SUITE("data/schema") {
    TEST_CASE("infer_schema: types, missing rows, ranges and few different texts") {
        const data::schema s = data::infer_schema(sample());
        CHECK(s ==
              data::schema{{{.name = "wind", .type = type::float64, .nullable = true, .minimum = -1.0, .maximum = 2.5},
                            {.name = "count", .type = type::int64, .nullable = false, .minimum = 2.0, .maximum = 9.0},
                            {.name = "place", .type = type::string, .nullable = false, .allowed = {"a", "b"}},
                            {.name = "day", .type = type::date, .nullable = false},
                            {.name = "wet", .type = type::boolean, .nullable = false}}});
    }

    TEST_CASE("infer_schema: many different texts are no list of categories") {
        table t{"t"};
        std::vector<std::string> names;
        for (int i = 0; i < 33; ++i) {
            names.push_back("name " + std::to_string(i));
        }
        t.add("name", column{names});
        CHECK(data::infer_schema(t).at("name").allowed.empty());
        CHECK(data::infer_schema(t.slice(0, 32)).at("name").allowed.size() == 32);
        CHECK(data::infer_schema(t, {.most_categories = 33}).at("name").allowed.size() == 33);
    }

    TEST_CASE("infer_schema: a column without any value has no range") {
        table t{"t"};
        t.add("x", column{std::vector<std::optional<double>>(3)});
        t.add("s", column{std::vector<std::optional<std::string>>(3)});
        const data::schema s = data::infer_schema(t);
        CHECK_FALSE(s.at("x").minimum);
        CHECK_FALSE(s.at("x").maximum);
        CHECK(s.at("s").allowed.empty());
    }

    TEST_CASE("infer_schema: learns nothing from no rows") {
        CHECK_THROWS_WITH_AS((void)data::infer_schema(sample().slice(0, 0)),
                             "sample.csv: expected at least one row to infer a schema from, found none",
                             lastro::schema_error);
        CHECK_THROWS_WITH_AS((void)data::infer_schema(table{}),
                             "infer_schema: expected at least one row to infer a schema from, found none",
                             lastro::schema_error);
    }

    TEST_CASE("schema: fields are found by name, and tightened") {
        data::schema s = data::infer_schema(sample());
        s.at("wind").minimum = 0.0;
        CHECK(s.find("wind")->minimum == 0.0);
        CHECK(s.find("rain") == nullptr);
        CHECK_THROWS_WITH_AS((void)s.at("rain"),
                             "schema: field \"rain\": expected one of its 5 fields, found none of that name",
                             lastro::schema_error);
    }

    TEST_CASE("infer_schema: order and uniqueness, where asked for") {
        using data::monotonicity;
        table t;
        t.add("id", column{std::vector<std::string>{"c", "a", "b"}});
        t.add("day", column{std::vector<data::date>{{1}, {2}, {2}}});
        t.add("left", column{std::vector<std::optional<std::int64_t>>{9, std::nullopt, 3}});
        t.add("same", column{std::vector<double>(3)});
        CHECK(data::infer_schema(t).at("id").unique == false);
        const data::schema s = data::infer_schema(t, {.uniqueness = true, .order = true});
        CHECK(s.at("id").unique);
        CHECK(s.at("id").monotonicity == monotonicity::any);
        CHECK_FALSE(s.at("day").unique);
        CHECK(s.at("day").monotonicity == monotonicity::increasing);
        CHECK(s.at("left").unique);
        CHECK(s.at("left").monotonicity == monotonicity::strictly_decreasing);
        CHECK(s.at("same").monotonicity == monotonicity::any);
        CHECK_FALSE(data::infer_schema(t.slice(0, 1), {.uniqueness = true}).at("id").unique);
    }

    TEST_CASE("schema: what a column is there for") {
        data::schema s = data::infer_schema(sample());
        s.at("wet").role = data::role::target;
        s.at("day").role = data::role::time;
        s.relations = {{"wind", data::comparison::less, "count"}, {"wet", data::comparison::equal, "wet"}};
        CHECK(s.names_of(data::role::feature) == std::vector<std::string>{"wind", "count", "place"});
        CHECK(s.names_of(data::role::target) == std::vector<std::string>{"wet"});
        const data::schema asked = s.without(data::role::target);
        CHECK(asked.find("wet") == nullptr);
        CHECK(asked.fields.size() == 4);
        CHECK(asked.relations == std::vector<data::relation>{{"wind", data::comparison::less, "count"}});
    }

    TEST_CASE("require_sound: names that differ") {
        data::schema s = data::infer_schema(sample());
        CHECK_NOTHROW(data::require_sound(s));
        s.fields.push_back(s.fields[1]);
        CHECK_THROWS_WITH_AS(data::require_sound(s, "agreed.json"),
                             "agreed.json: expected field names that differ, found \"count\" again",
                             lastro::schema_error);
    }

    TEST_CASE("infer_schema: an infinite number leaves its side of the range open, and the table keeps its schema") {
        const double infinity = std::numeric_limits<double>::infinity();
        lastro::data::table t;
        t.add("x", lastro::data::column{std::vector<double>{1.0, infinity}});
        const lastro::data::schema s = lastro::data::infer_schema(t);
        CHECK(s.fields.at(0).minimum == 1.0);
        CHECK_FALSE(s.fields.at(0).maximum.has_value());
        CHECK(lastro::data::validate(t, s).ok());
    }
}
