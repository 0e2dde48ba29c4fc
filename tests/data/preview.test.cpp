// SPDX-License-Identifier: MIT
// tests/data/preview.test.cpp
#include <lastro/data/preview.hpp>

#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::table;

TEST_SUITE("data/preview") {
    TEST_CASE("preview: names, types, rows, and how many more there are") {
        table t;
        t.add("place", column{std::vector<std::string>{"Seattle", "\u00c9vry", "New York"}});
        t.add("wind", column{std::vector<std::optional<double>>{2.5, std::nullopt, 11.0}});
        t.add("n", column{std::vector<std::int64_t>{1, 20, 300}});
        CHECK(data::preview(t) ==
              "place          wind      n\n"
              "string      float64  int64\n"
              "Seattle         2.5      1\n"
              "\u00c9vry      (missing)     20\n"
              "New York         11    300\n"
              "3 rows");
        CHECK(data::preview(t, {.rows = 1}) ==
              "place       wind      n\n"
              "string   float64  int64\n"
              "Seattle      2.5      1\n"
              "... 2 more rows");
        CHECK(data::preview(t, {.rows = 2}).ends_with("... 1 more row"));
        std::ostringstream out;
        out << t;
        CHECK(out.str() == data::preview(t));
    }

    TEST_CASE("preview: foreign text is cut and cannot write on a terminal") {
        table t;
        t.add("x\x1b[2J", column{std::vector<std::string>{"a\nb", std::string(200, 'y')}});
        CHECK(data::preview(t, {.width = 12}) ==
              "x\\x1b[2J\n"
              "string\n"
              "a\\x0ab\n"
              "yyyyyyyyyyyy...\n"
              "2 rows");
        CHECK(data::preview(t, {.width = 100}).find(std::string(60, 'y') + "...") != std::string::npos);
    }

    TEST_CASE("preview: tables without rows or columns") {
        CHECK(data::preview(table{}) == "no columns");
        table t;
        t.add("a", column{std::vector<bool>{}});
        CHECK(data::preview(t) == "a\nboolean\n0 rows");
    }
}
