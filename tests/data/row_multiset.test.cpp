// SPDX-License-Identifier: MIT
// tests/data/row_multiset.test.cpp
#include <lastro/data/row_multiset.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/csv.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::row_multiset;
using data::table;

namespace {

table numbered(std::size_t rows, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    std::vector<std::optional<double>> wind;
    std::vector<std::string> city;
    for (std::size_t i = 0; i < rows; ++i) {
        wind.push_back(engine() % 7 == 0 ? std::nullopt : std::optional{static_cast<double>(engine() % 50) / 2.0});
        city.emplace_back(engine() % 2 == 0 ? "Seattle" : "New York");
    }
    table t;
    t.add("wind", column{wind});
    t.add("city", column{city});
    return t;
}

std::vector<std::uint64_t> shuffled(std::size_t rows, std::uint64_t seed) {
    std::vector<std::uint64_t> order(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        order[i] = i;
    }
    std::shuffle(order.begin(), order.end(), std::mt19937_64{seed});
    return order;
}

}  // namespace

TEST_SUITE("data/row_multiset") {
    TEST_CASE("fingerprint: the digest that docs/formats/table.md gives, computed by another program") {
        const table weather = data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        CHECK(row_multiset{weather}.fingerprint().hex() ==
              "9c3737f58cec3b18e1f3d22a3a348c50f51aa3d6c6520410c7122d26511edfbb");
        CHECK(row_multiset{}.fingerprint() == row_multiset{table{}}.fingerprint());
    }

    TEST_CASE("order: neither that of the rows nor that of the columns counts") {
        const table t = numbered(1000, 1);
        const row_multiset rows{t};
        CHECK(row_multiset{t.gather(shuffled(1000, 2))} == rows);
        CHECK(row_multiset{t.select({"city", "wind"})} == rows);
        CHECK(rows.rows() == 1000);
    }

    TEST_CASE("add, remove: any division into parts gives the same, and what was added can be taken away") {
        const table t = numbered(2000, 3);
        const row_multiset whole{t};
        for (const std::size_t cut : {0U, 1U, 255U, 256U, 257U, 1999U, 2000U}) {
            const table front = t.slice(0, cut);
            const table back = t.slice(cut, 2000 - cut);
            CHECK(row_multiset{back}.add(front) == whole);
            CHECK(row_multiset{front}.add(row_multiset{back}) == whole);
            CHECK(row_multiset{t}.remove(front) == row_multiset{back});
            CHECK(row_multiset{t}.remove(row_multiset{back}) == row_multiset{front});
            CHECK(row_multiset{}.remove(front).add(t) == row_multiset{back});
        }
        CHECK(row_multiset{t}.remove(t) == row_multiset{t.slice(0, 0)});
        CHECK(row_multiset{t}.remove(t).fingerprint() != row_multiset{}.fingerprint());  // the columns are known
    }

    TEST_CASE("rows: twice is not once, and no row stands for another") {
        const table t = numbered(3, 4);
        const row_multiset once{t};
        CHECK(row_multiset{t}.add(t) != once);
        CHECK(row_multiset{t}.add(t).add(t).fingerprint() != once.fingerprint());  // pairs must not cancel
        std::vector<row_multiset> singles;
        const table many = numbered(200, 5);
        for (std::size_t i = 0; i < many.rows(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                const bool same = many.slice(i, 1).column("wind") == many.slice(k, 1).column("wind") &&
                                  many.slice(i, 1).column("city") == many.slice(k, 1).column("city");
                REQUIRE((row_multiset{many.slice(i, 1)} == row_multiset{many.slice(k, 1)}) == same);
            }
        }
    }

    TEST_CASE("columns: other names or types are refused") {
        row_multiset rows{numbered(3, 6)};
        const row_multiset before = rows;
        table other;
        other.add("wind", column{std::vector<std::int64_t>{1}});
        other.add("city", column{std::vector<std::string>{"Seattle"}});
        CHECK_THROWS_WITH_AS(rows.add(other),
                             "row_multiset: expected columns of the same names and types as before, found others",
                             lastro::schema_error);
        CHECK_THROWS_AS(rows.remove(other.select({"city"})), lastro::schema_error);
        CHECK_THROWS_AS(rows.add(row_multiset{other}), lastro::schema_error);
        CHECK(rows == before);
        rows.add(row_multiset{});
        CHECK(rows == before);
        CHECK(row_multiset{}.add(before) == before);
    }
}
