// SPDX-License-Identifier: MIT
// tests/store/key_diff.test.cpp
#include <lastro/store/key_diff.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/stored_table.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace data = lastro::data;
using namespace lastro::store;

namespace {

manifest stored(const object_store& objects, const data::table& t) {
    object_store::batch group = begin_table(objects);
    manifest m = write_table(group, t);
    group.commit();
    return m;
}

data::table made(const std::vector<std::int64_t>& ids, const std::vector<double>& values) {
    data::table t;
    t.add("id", data::column{ids});
    t.add("x", data::column{values});
    return t;
}

}  // namespace

TEST_SUITE("store/key_diff") {
    TEST_CASE("keys: added, removed and changed ones, and where they are, of 50 random edits") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        std::mt19937_64 engine{17};
        std::vector<std::int64_t> ids;
        std::vector<double> values;
        std::vector<std::int64_t> new_ids;
        std::vector<double> new_values;
        std::multiset<std::string> expected;
        for (std::int64_t i = 0; i < 70'000; ++i) {
            const auto x = static_cast<double>(engine() % 1'000'000);
            ids.push_back(i * 2);
            values.push_back(x);
            const std::uint64_t edit = engine() % 4200;
            if (edit == 1) {
                expected.insert("rows_removed key " + std::to_string(i * 2) + " at " + std::to_string(i));
                continue;
            }
            if (edit == 2) {
                expected.insert("rows_added key " + std::to_string(i * 2 - 1) + " at " +
                                std::to_string(new_ids.size()));
                new_ids.push_back(i * 2 - 1);
                new_values.push_back(0.5);
            }
            if (edit == 3) {
                expected.insert("rows_changed key " + std::to_string(i * 2) + " at " + std::to_string(new_ids.size()));
            }
            new_ids.push_back(i * 2);
            new_values.push_back(edit == 3 ? x + 0.25 : x);
        }
        std::multiset<std::string> found;
        for (const change& c :
             key_diff(objects, stored(objects, made(ids, values)), stored(objects, made(new_ids, new_values)), "id")) {
            found.insert(std::string{name_of(c.kind)} + " key " + c.key + " at " + std::to_string(c.rows.first));
            CHECK(c.column == (c.kind == change_kind::rows_changed ? "x" : ""));
        }
        CHECK(expected.size() > 30);
        CHECK(found == expected);
    }

    TEST_CASE("keys: a row that only moved has not changed; what is no key is refused") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        const manifest a = stored(objects, made({1, 2, 3}, {0.1, 0.2, 0.3}));
        const manifest b = stored(objects, made({3, 1, 2}, {0.3, 0.1, 0.2}));
        CHECK(key_diff(objects, a, b, "id").empty());
        CHECK(key_diff(objects, a, a, "id").empty());
        const manifest twice = stored(objects, made({3, 3}, {0.3, 0.1}));
        CHECK_THROWS_WITH_AS(static_cast<void>(key_diff(objects, a, twice, "id")),
                             "column \"id\": expected a key in every row, and each once, found 3 twice",
                             lastro::schema_error);
        CHECK_THROWS_AS(static_cast<void>(key_diff(objects, a, b, "name")), lastro::schema_error);
    }
}
