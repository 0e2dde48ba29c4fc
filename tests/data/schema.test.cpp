// SPDX-License-Identifier: MIT
// tests/data/schema.test.cpp
#include <lastro/data/schema.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

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
}
