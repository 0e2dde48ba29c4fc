// SPDX-License-Identifier: MIT
// tests/data/table.test.cpp
#include <lastro/data/table.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::table;
using lastro::schema_error;

namespace {

static_assert(std::regular<table>);

template <class T>
concept gives_view_of_temporary = requires(T t) {
    static_cast<T&&>(t).template column<double>("x");
};
static_assert(gives_view_of_temporary<const table&> && !gives_view_of_temporary<table>);

table weather() {
    table t{"weather.csv"};
    t.add("place", column{std::vector<std::string>{"Seattle", "Seattle", "New York", "New York"}});
    t.add("day", column{std::vector<data::date>{{0}, {1}, {0}, {1}}});
    t.add("wind", column{std::vector<std::optional<double>>{2.5, 4.0, std::nullopt, 7.0}});
    t.add("count", column{std::vector<std::int64_t>{1, 2, 3, 4}});
    t.add("wet", column{std::vector<bool>{true, false, true, true}});
    return t;
}

}  // namespace

TEST_SUITE("data/table") {
    TEST_CASE("table: rows, columns, names, source") {
        const table t = weather();
        CHECK(t.rows() == 4);
        CHECK(t.columns() == 5);
        CHECK(t.names() == std::vector<std::string>{"place", "day", "wind", "count", "wet"});
        CHECK(t.has("wind"));
        CHECK_FALSE(t.has("Wind"));
        CHECK_FALSE(t.has(""));
        CHECK(t.source() == "weather.csv");
        CHECK(t.column<double>("wind")[1] == 4.0);
        CHECK(t.column("wind").null_count() == 1);
        CHECK(&t.column(2) == &t.column("wind"));
        CHECK(t.place("wind") == "weather.csv: column \"wind\"");
        CHECK(table{}.empty());
        CHECK(table{}.rows() == 0);
    }

    TEST_CASE("table: equal by names and columns in their order, not by source") {
        table t = weather();
        t.source("elsewhere.csv");
        CHECK(t == weather());
        CHECK(t.select({"place", "day"}) != t.select({"day", "place"}));
        CHECK(t.select({"place"}) != t);
    }

    TEST_CASE("column: an unknown name lists the known ones, another type is named") {
        const table t = weather();
        CHECK_THROWS_WITH_AS((void)t.column("rain"),
                             "weather.csv: column \"rain\": expected one of \"place\", \"day\", \"wind\", \"count\", "
                             "\"wet\", found none of that name",
                             schema_error);
        CHECK_THROWS_WITH_AS((void)t.column<double>("count"),
                             "weather.csv: column \"count\": expected type float64, found int64", schema_error);
        CHECK_THROWS_WITH_AS((void)table{}.column("x"),
                             "column \"x\": expected a table with columns, found none of that name", schema_error);
        table wide{"wide.csv"};
        for (int i = 0; i < 25; ++i) {
            wide.add("c" + std::to_string(i), column{std::vector<double>{1.0}});
        }
        const std::string message = [&] {
            try {
                (void)wide.column("x");
            } catch (const schema_error& e) {
                return std::string{e.what()};
            }
            return std::string{};
        }();
        CHECK(message.ends_with("\"c19\" and 5 more, found none of that name"));
    }

    TEST_CASE("add: a new name and the table's length") {
        table t = weather();
        CHECK_THROWS_WITH_AS(t.add("wind", column{std::vector<double>(4)}),
                             "weather.csv: column \"wind\": expected a new name, found a column that has it",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(t.add("new", column{std::vector<double>(3)}),
                             "weather.csv: column \"new\": expected 4 rows, found 3", std::invalid_argument);
        CHECK(t == weather());  // nothing half-added
        t.add("strong", t.column<double>("wind") > 3.0);
        CHECK(t.column("strong").is_null(2));
    }

    TEST_CASE("table: built from lists that fit each other") {
        const column c{std::vector<double>{1, 2}};
        const table t{{"b", "a"}, {c, c}, "x"};
        CHECK(t.names() == std::vector<std::string>{"b", "a"});
        CHECK_THROWS_WITH_AS((table{{"a", "b"}, {c}, "x"}), "table: expected 2 columns, one for each name, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((table{{"a", "b", "a"}, {c, c, c}, "x"}),
                             "x: column \"a\": expected a name that no other column has, found it twice",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((table{{"a", "b"}, {c, column{std::vector<double>{1}}}, "x"}),
                             "x: column \"b\": expected 2 rows as in the first column, found 1", std::invalid_argument);
    }

    TEST_CASE("where: rows that hold exactly this value, for every type") {
        const table t = weather();
        CHECK(t.where("place", "Seattle") == t.slice(0, 2));
        CHECK(t.where("wind", 7).rows() == 1);
        CHECK(t.where("wind", "2.5").rows() == 1);
        CHECK(t.where("count", 3) == t.slice(2, 1));
        CHECK(t.where("count", 3.0).rows() == 1);
        CHECK(t.where("wet", true).rows() == 3);
        CHECK(t.where("wet", "false").rows() == 1);
        CHECK(t.where("day", "1970-01-02").rows() == 2);
        CHECK(t.where("day", data::date{0}).rows() == 2);
        CHECK(t.where("place", "Seattle").source() == "weather.csv");
        const table moments{{"at"}, {column{std::vector<data::timestamp>{{0}, {86'400'000'000}}}}};
        CHECK(moments.where("at", "1970-01-02") == moments.slice(1, 1));
        CHECK(moments.where("at", data::timestamp{0}) == moments.where("at", "1970-01-01T01:00+01:00"));
    }

    TEST_CASE("where: no row is an error that says which values exist") {
        const table t = weather();
        CHECK_THROWS_WITH_AS((void)t.where("place", "Boston"),
                             "weather.csv: column \"place\": expected one of \"Seattle\", \"New York\", found no row "
                             "with \"Boston\"",
                             schema_error);
        CHECK_THROWS_WITH_AS((void)t.where("wind", 0.0),  // zero lies under the missing row
                             "weather.csv: column \"wind\": expected one of 2.5, 4, 7, found no row with 0",
                             schema_error);
        CHECK_THROWS_WITH_AS((void)t.where("day", "tomorrow"),
                             "weather.csv: column \"day\": expected a date (YYYY-MM-DD), found \"tomorrow\"",
                             schema_error);
        CHECK_THROWS_WITH_AS((void)t.where("place", 3), "weather.csv: column \"place\": expected a text, found 3",
                             schema_error);
        const table none = t.filter(t.column<std::int64_t>("count") > 9);
        CHECK_THROWS_WITH_AS((void)none.where("place", "Seattle"),
                             "weather.csv: column \"place\": expected no value at all, found no row with \"Seattle\"",
                             schema_error);
        table many{"m"};
        std::vector<std::int64_t> values;
        for (int i = 0; i < 20; ++i) {
            values.push_back(i);
        }
        many.add("n", column{values});
        CHECK_THROWS_WITH_AS((void)many.where("n", 99),
                             "m: column \"n\": expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ..., found no row with 99",
                             schema_error);
    }

    TEST_CASE("filter: where the mask is true; missing is not true, and nothing may be left") {
        const table t = weather();
        CHECK(t.filter(t.column<double>("wind") > 3.0) == t.gather(std::vector<std::uint64_t>{1, 3}));
        CHECK(t.filter(t.column<double>("wind") > 99.0).rows() == 0);
        CHECK(t.filter(t.column<double>("wind") > 99.0).columns() == 5);
        CHECK(t.filter(t.column("wet") & (t.column<std::int64_t>("count") > 1)).rows() == 2);
        CHECK_THROWS_WITH_AS((void)t.filter(t.column("count")),
                             "weather.csv: column \"mask\": expected type boolean, found int64", schema_error);
        CHECK_THROWS_WITH_AS((void)t.filter(column{std::vector<bool>{true}}),
                             "weather.csv: column \"mask\": expected 4 rows, found 1", std::invalid_argument);
    }

    TEST_CASE("select, slice, gather: parts of the table") {
        const table t = weather();
        const table some = t.select({"wet", "place"});
        CHECK(some.names() == std::vector<std::string>{"wet", "place"});
        CHECK(some.rows() == 4);
        CHECK_THROWS_AS((void)t.select({"wet", "dry"}), schema_error);
        CHECK_THROWS_AS((void)t.select({"wet", "wet"}), std::invalid_argument);
        CHECK(t.slice(0, 4) == t);
        CHECK(t.slice(1, 2) == t.gather(std::vector<std::uint64_t>{1, 2}));
        CHECK_THROWS_AS((void)t.slice(3, 2), std::out_of_range);
        CHECK_THROWS_AS((void)t.gather(std::vector<std::uint64_t>{4}), std::out_of_range);
    }

    TEST_CASE("column: is moved out of a table that is going away") {
        CHECK(weather().column("wind") == weather().select({"wind"}).column("wind"));
    }
}
