// SPDX-License-Identifier: MIT
// tests/drift/prepared_column.test.cpp
#include <lastro/drift/prepared_column.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/data/dictionary.hpp>

namespace data = lastro::data;
using lastro::drift::category;
using lastro::drift::column_kind;
using lastro::drift::prepared;
using lastro::drift::prepared_column;

namespace {

data::table sample() {
    data::table t{"sample.csv"};
    t.add("x", data::column{std::vector<std::optional<double>>{3.0, std::nullopt, 1.0,
                                                               std::numeric_limits<double>::quiet_NaN()}});
    t.add("n", data::column{std::vector<std::int64_t>{4, 3, 2, 1}});
    t.add("kind", data::column{std::vector<std::optional<std::string>>{"b", "a", std::nullopt, "b"}});
    t.add("wet", data::column{std::vector<bool>{true, true, true, true}});
    t.add("day", data::column{std::vector<data::date>{{1}, {2}, {3}, {4}}});
    t.add("none", data::column{std::vector<std::optional<double>>(4)});
    return t;
}

}  // namespace

TEST_SUITE("drift/prepared_column") {
    TEST_CASE("numbers: sorted, null and NaN counted as missing") {
        const prepared_column x = prepared(sample(), "x");
        CHECK(x.kind == column_kind::numeric);
        CHECK(x.present == 2);
        CHECK(x.missing == 2);
        CHECK(x.sample->quantile(0.0) == 1.0);
        CHECK(prepared(sample(), "n").sample->quantile(0.5) == 2.5);
    }

    TEST_CASE("texts: counted by name; booleans: both values, seen or not") {
        const prepared_column kind = prepared(sample(), "kind");
        CHECK(kind.kind == column_kind::categorical);
        CHECK(kind.counts == std::vector<category>{{"a", 1}, {"b", 2}});
        CHECK(kind.missing == 1);
        const prepared_column wet = prepared(sample(), "wet");
        CHECK(wet.boolean);
        CHECK(wet.counts == std::vector<category>{{"false", 0}, {"true", 4}});
        CHECK(wet.missing == 0);
    }

    TEST_CASE("several: in the order asked for") {
        const auto columns = prepared(sample(), std::vector<std::string>{"kind", "x"});
        CHECK(columns[0].name == "kind");
        CHECK(columns[1].name == "x");
        CHECK(prepared(sample(), std::vector<std::string>{"kind", "x"}, 2) == columns);
    }

    TEST_CASE("texts with a dictionary: counted by its numbers, the same as without") {
        lastro::data::table t = sample();
        t.add("numbered", lastro::data::with_dictionary(t.column("kind")));
        REQUIRE(lastro::data::has_dictionary(t.column("numbered")));
        CHECK(prepared(t, "numbered").counts == prepared(t, "kind").counts);
        CHECK(prepared(t, "numbered").missing == 1);
        CHECK(prepared(t.slice(1, 3), "numbered").counts == prepared(t.slice(1, 3), "kind").counts);
    }

    TEST_CASE("refusals: no values, no rows, no such column, no such kind") {
        CHECK_THROWS_WITH_AS(
            static_cast<void>(prepared(sample(), "none")),
            "sample.csv: column \"none\": expected at least one value that is not missing, found none in "
            "4 rows",
            lastro::schema_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(prepared(sample(), "day")),
                             "sample.csv: column \"day\": expected numbers, texts or booleans, found date",
                             lastro::schema_error);
        CHECK_THROWS_AS(static_cast<void>(prepared(sample(), "wind")), lastro::schema_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(prepared(sample().slice(0, 0), std::vector<std::string>{"x"})),
                             "sample.csv: expected at least one row, found none", lastro::schema_error);
    }
}
