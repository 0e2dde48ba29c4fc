// SPDX-License-Identifier: MIT
// tests/store/overlap.test.cpp
#include <lastro/store/overlap.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>

#include <doctest/doctest.h>

#include "columns.hpp"

namespace data = lastro::data;
using lastro::store::overlap;

TEST_SUITE("store/overlap") {
    TEST_CASE("rows: those of each that the other has, repeated ones as often as they are there") {
        data::table a;
        a.add("x", data::column{std::vector<std::int64_t>{1, 2, 2, 3}});
        a.add("s", data::column{std::vector<std::string>{"a", "b", "b", "c"}});
        data::table b;
        b.add("s", data::column{std::vector<std::string>{"b", "z", "a", "c", "b", "b"}});
        b.add("x", data::column{std::vector<std::int64_t>{2, 2, 1, 1, 2, 2}});
        const auto shared = overlap(a, b);
        CHECK(shared.first_rows == 3);
        CHECK(shared.second_rows == 4);
        CHECK(shared.rows == std::vector<std::uint64_t>{0, 2, 4, 5});
        CHECK(overlap(a, a).first_rows == 4);
        CHECK(overlap(a.slice(0, 0), a).rows.empty());
    }

    TEST_CASE("splits: none between two halves, all of a copied tenth, whatever the types") {
        const data::table t = every_kind_of_table(3000);
        CHECK(overlap(t.slice(0, 1500), t.slice(1500, 1500)).first_rows == 0);
        CHECK(overlap(t.slice(0, 1500), t.slice(1350, 1650)).second_rows == 150);
        CHECK_THROWS_WITH_AS(static_cast<void>(overlap(t, t.select({"wind"}))),
                             "store::overlap: expected columns of the same names and types, found others",
                             lastro::schema_error);
    }
}
