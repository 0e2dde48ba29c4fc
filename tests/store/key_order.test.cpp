// SPDX-License-Identifier: MIT
// tests/store/key_order.test.cpp
#include <lastro/store/key_order.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using lastro::store::sorted_by_key;

TEST_SUITE("store/key_order") {
    TEST_CASE("rows: in the order of the keys, whatever their type, however they arrived") {
        data::table t;
        t.add("id", data::column{std::vector<std::int64_t>{3, -1, 2}});
        t.add("name", data::column{std::vector<std::string>{"b", "\xC3\xA9", "a"}});
        t.add("day", data::column{std::vector<data::date>{{1}, {0}, {-1}}});
        const auto id = [](const data::table& rows) { return rows.column("id").as<std::int64_t>().values()[0]; };
        const data::table by_id = sorted_by_key(t, "id");
        CHECK(id(by_id) == -1);
        CHECK(sorted_by_key(by_id, "id") == by_id);
        const data::table by_name = sorted_by_key(t, "name");
        CHECK(id(by_name) == 2);
        CHECK(sorted_by_key(t, "day") == t.gather(std::vector<std::uint64_t>{2, 1, 0}));
    }

    TEST_CASE("refusals: keys that are missing, come twice, or are real numbers") {
        data::table t{"t.csv"};
        t.add("twice", data::column{std::vector<std::int64_t>{7, 1, 7}});
        t.add("missing", data::column{std::vector<std::optional<std::int64_t>>{7, std::nullopt, 8}});
        t.add("real", data::column{std::vector<double>{1, 2, 3}});
        const auto refused = [&t](const char* key, const char* message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(sorted_by_key(t, key)), message, lastro::schema_error);
        };
        refused("twice", "t.csv: column \"twice\": expected each key once, found 7 twice");
        refused("missing", "t.csv: column \"missing\": expected a key in every row, found 1 missing");
        refused("real", "t.csv: column \"real\": expected a key of integers, dates or texts, found float64");
    }
}
