// SPDX-License-Identifier: MIT
// tests/data/arrow_import.test.cpp
#include <lastro/data/arrow_import.hpp>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <lastro/data/arrow_export.hpp>

#include "hand_made_arrow.hpp"

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::arrow_columns;
using data::column;

namespace {

data::table random_table(std::mt19937_64& engine, std::size_t rows) {
    const auto gap = [&engine] { return engine() % 4 == 0; };
    std::vector<std::optional<bool>> flags(rows);
    std::vector<std::optional<double>> reals(rows);
    std::vector<std::optional<std::string>> texts(rows);
    std::vector<std::optional<data::timestamp>> moments(rows);
    std::vector<data::date> days(rows);
    std::vector<std::int64_t> counts(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        flags[i] = gap() ? std::nullopt : std::optional{engine() % 2 == 0};
        reals[i] = gap() ? std::nullopt : std::optional{static_cast<double>(engine() % 1000) / 8.0};
        texts[i] = gap() ? std::nullopt : std::optional{std::string(engine() % 3, 'q') + (gap() ? "\u00e9" : "")};
        moments[i] = gap() ? std::nullopt : std::optional{data::timestamp{static_cast<std::int64_t>(engine())}};
        days[i] = {static_cast<std::int32_t>(engine())};
        counts[i] = static_cast<std::int64_t>(engine());
    }
    data::table t;
    t.add("flag", column{flags});
    t.add("real", column{reals});
    t.add("text", column{texts});
    t.add("coded", data::with_dictionary(column{texts}));
    t.add("moment", column{moments});
    t.add("day", column{days});
    t.add("count", column{counts});
    return t;
}

}  // namespace

TEST_SUITE("data/arrow_import") {
    TEST_CASE("round trip: 100 random tables come back to the last bit, and so does every part of them") {
        std::mt19937_64 engine{3};
        for (int round = 0; round < 100; ++round) {
            const std::size_t rows = engine() % 40;
            const data::table t = random_table(engine, rows);
            ArrowArray array;
            ArrowSchema schema;
            data::export_arrow(t, &array, &schema);
            const std::size_t first = rows == 0 ? 0 : engine() % rows;
            const std::size_t count = rows == 0 ? 0 : engine() % (rows - first + 1);
            array.offset = static_cast<std::int64_t>(first);  // as a producer cuts a batch
            array.length = static_cast<std::int64_t>(count);
            const arrow_columns back{&array, &schema};
            CHECK((array.release == nullptr));
            REQUIRE(back.rows() == count);
            REQUIRE(back.table() == t.slice(first, count));
            REQUIRE(data::has_dictionary(back.table().column("coded")) == (count > 0));
        }
    }

    TEST_CASE("column: where the producer has it, if the layouts agree") {
        std::mt19937_64 engine{4};
        data::table t = random_table(engine, 30);
        const double* const real = t.column<double>("real").values().data();
        const char* const text = t.column<std::string_view>("text").entry(0).data();
        ArrowArray array;
        ArrowSchema schema;
        const data::table same = t;
        data::export_arrow(std::move(t), &array, &schema);
        const arrow_columns back{&array, &schema, "here"};
        CHECK(back.column<double>("real").values().data() == real);
        CHECK(back.column<double>("real").null_count() == same.column("real").null_count());
        CHECK(back.column<std::string_view>("text").entry(0).data() == text);
        for (const std::string& name : back.names()) {
            CAPTURE(name);
            CHECK(back.type(name) == same.column(name).type());
            // Bits become bytes; codes of missing rows may name no entry.
            CHECK(back.is_zero_copy(name) == (name != "flag" && name != "coded"));
        }
        CHECK_THROWS_WITH_AS((void)back.column<double>("count"),
                             "here: column \"count\": expected type float64, found int64", lastro::schema_error);
        CHECK_THROWS_WITH_AS((void)back.column<double>("rain"),
                             "here: column \"rain\": expected a column of the array, found none of that name",
                             lastro::schema_error);
    }

    TEST_CASE("refusals: what contradicts itself, and what no column holds") {
        const std::int64_t values[] = {0, 3, 1};
        const auto refused = [&](auto change, const char* format = "l", const void* characters = nullptr) {
            hand_made bad{format, 2, values, characters};
            change(bad);
            return bad.refusal();
        };
        const std::string at = "a: column \"x\": ";
        CHECK(refused([](auto& b) { b.array.release = nullptr; }) ==
              "a: expected an array and a schema that were not released, found a released one");
        CHECK(refused([](auto& b) { b.schema.release = nullptr; }).starts_with("a: expected an array and a schema"));
        CHECK(refused([](auto& b) { b.array.length = -1; }) ==
              "a: expected a length, an offset and a count of missing rows that can be, found -1, 0 and 0");
        CHECK(refused([](auto& b) { b.array.offset = INT64_MAX; }).starts_with("a: expected a length"));
        CHECK(refused([](auto& b) { b.array.null_count = 3; }).starts_with("a: expected a length"));
        CHECK(refused([](auto& b) { b.array.buffers = nullptr; }) == at + "expected buffers, found none");
        CHECK(refused([](auto& b) { b.array.n_buffers = 3; }) == at + "expected 2 buffers, found 3");
        CHECK(refused([](auto& b) { b.buffers[1] = nullptr; }) == at + "expected buffer 1, found a null pointer");
        CHECK(refused([](auto& b) { b.array.n_children = 1; }) ==
              at + "expected a column without columns in it, found format \"l\"");
        for (const char* const format : {"+l", "d:10,2", "e", "ttu", "tDs", "z", "vu", "w:4", "", "lx", "ts", "tsu"}) {
            CAPTURE(format);
            CHECK(refused([](auto&) {}, format) ==
                  at + "expected a format of booleans, integers, reals, dates, timestamps or texts, found \"" + format +
                      '"');
        }
        CHECK(refused([](auto& b) { b.schema.format = nullptr; }).ends_with("found \"\""));
        CHECK(refused([](auto&) {}, "U", "abc") == at + "expected offsets that do not fall, found 1 after 3 in row 1");
        const std::int64_t negative[] = {-1, 0, 0};
        CHECK(refused([&](auto& b) { b.buffers[1] = negative; }, "U", "abc") ==
              at + "expected an offset of at least 0, found -1");
        const std::int64_t good[] = {0, 1, 2};
        CHECK(refused([&](auto& b) { b.buffers[1] = good; }, "U", "a\xFF") ==
              at + "expected UTF-8, found \"\\xff\" in row 1");
        CHECK(refused([&](auto& b) { b.buffers[1] = good; }, "U", "\xC3\xA9").find("expected UTF-8") !=
              std::string::npos);  // a character across two texts
        CHECK(refused([&](auto& b) { b.buffers[1] = good, b.buffers[2] = nullptr; }, "U", "ab") ==
              at + "expected buffer 2, found a null pointer");
    }

    TEST_CASE("tables: columns that are there, long enough, and of different names") {
        const auto refused = [](auto change) -> std::string {
            std::mt19937_64 engine{5};
            ArrowArray array;
            ArrowSchema schema;
            data::export_arrow(random_table(engine, 10), &array, &schema);
            ArrowArray kept_array = array;  // to be released as it was
            ArrowSchema kept_schema = schema;
            array.release = [](ArrowArray* a) { a->release = nullptr; };
            schema.release = [](ArrowSchema* s) { s->release = nullptr; };
            change(array, schema);
            std::string said = "accepted";
            try {
                (void)arrow_columns{&array, &schema, "a"};
            } catch (const lastro::format_error& e) {
                said = e.what();
            }
            kept_array.release(&kept_array);
            kept_schema.release(&kept_schema);
            return said;
        };
        CHECK(refused([](auto&, auto&) {}) == "accepted");
        CHECK(refused([](auto& a, auto&) { a.n_children = 6; }) ==
              "a: expected as many columns in array and schema, found 6 and 7");
        CHECK(refused([](auto& a, auto&) { a.children = nullptr; }) == "a: expected columns, found a null pointer");
        CHECK(refused([](auto& a, auto&) { a.length = 11; }) ==
              "a: column \"flag\": expected at least 0 + 11 rows, found 10");
        CHECK(refused([](auto& a, auto&) { a.offset = 1; }) ==
              "a: column \"flag\": expected at least 1 + 10 rows, found 10");
        CHECK(refused([](auto& a, auto&) { a.null_count = 1; }) ==
              "a: expected a buffer of validity bits, where rows are missing, found a null pointer");
        CHECK(refused([](auto&, auto& s) { s.children[1]->name = "flag"; }) ==
              "a: expected column names that differ, found \"flag\" again");
        CHECK(refused([](auto&, auto& s) { s.children[1]->name = "\xFF"; }) ==
              "a: expected a name in UTF-8, found \"\\xff\"");
        CHECK(
            refused([](auto&, auto& s) { s.children[2]->format = "+s"; }).starts_with("a: column \"text\": expected"));
    }
}
