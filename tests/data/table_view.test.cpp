// SPDX-License-Identifier: MIT
// tests/data/table_view.test.cpp
#include <lastro/data/table_view.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::table;
using data::table_view;

namespace {

static_assert(std::forward_iterator<table_view::iterator>);
static_assert(!std::is_constructible_v<table_view, table>, "a view of a temporary would dangle");

table weather() {
    return {{"wind", "city"},
            {column{std::vector<std::optional<double>>{1.0, 2.0, {}, 4.0}},
             column{std::vector<std::string>{"a", "b", "c", "d"}}}};
}

}  // namespace

TEST_SUITE("data/table_view") {
    TEST_CASE("table_view: the table's own memory, from row to row") {
        const table t = weather();
        const table_view part{t, 1, 3};
        CHECK(part.rows() == 3);
        CHECK(part.column<double>("wind").values().data() == t.column<double>("wind").values().data() + 1);
        CHECK(part.column<double>("wind").null_count() == 1);
        CHECK(part.column<std::string_view>("city")[2] == "d");
        CHECK(part.table() == t.slice(1, 3));
        CHECK(table_view{t}.table() == t);
        CHECK_THROWS_WITH_AS((void)table_view(t, 2, 3), "table_view: expected rows among 4, found 2 + 3",
                             std::out_of_range);
    }

    TEST_CASE("row_view: values by name, nothing where they are missing") {
        const table t = weather();
        const table_view part{t, 1, 3};
        CHECK(part[0].number() == 1);
        CHECK(part[0].value<double>("wind") == 2.0);
        CHECK(part[1].value<double>("wind") == std::nullopt);
        CHECK(part[1].value<std::string_view>("city") == "c");
        CHECK(part[2].text("wind") == "4");
        CHECK(part[1].text("wind").empty());
        CHECK_THROWS_AS((void)part[0].value<std::int64_t>("wind"), lastro::schema_error);
        std::string cities;
        for (const data::row_view row : part) {
            cities += *row.value<std::string_view>("city");
        }
        CHECK(cities == "bcd");
    }
}
