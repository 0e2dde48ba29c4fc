// SPDX-License-Identifier: MIT
// tests/store/view.test.cpp
#include <lastro/store/view.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/stored_table.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "columns.hpp"

namespace core = lastro::core;
namespace data = lastro::data;
using namespace lastro::store;

namespace {

manifest stored(const object_store& objects, const data::table& t) {
    object_store::batch group = begin_table(objects);
    manifest m = write_table(group, t);
    group.commit();
    return m;
}

}  // namespace

TEST_SUITE("store/view") {
    TEST_CASE("columns: the mapped file itself, of all rows and of some") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        const data::table t = every_kind_of_table(50'000);
        const manifest m = stored(objects, t);
        const view all{objects, m, {}, "t@1"};
        CHECK(all.rows() == 50'000);
        CHECK(all.names() == t.names());
        CHECK(all.table() == t);
        CHECK(all.column_digest("wind") == data::fingerprint(t.column("wind")));
        for (const char* name : {"wind", "holes", "count", "wet", "day"}) {
            CHECK(all.is_zero_copy(name));
            CHECK(all.blocks(name) > 3);
        }
        CHECK_FALSE(all.is_zero_copy("place"));
        const auto wind = all.map<double>("wind");
        const auto expected = t.column<double>("wind");
        REQUIRE(wind.size() == 50'000);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            REQUIRE(wind[static_cast<Eigen::Index>(i)] == expected[i]);
        }
        CHECK(all.map<double>("wind").data() == wind.data());
        CHECK(all.block<double>("wind", 0).data() == wind.data());
        CHECK(all.block<double>("wind", 1).data() == wind.data() + all.block<double>("wind", 0).size());
        CHECK(all.span<bool>("wet").size() == 50'000);
        CHECK(all.span<data::date>("day")[49'999] == data::date{49'999 / 24});

        const view some{objects, m, {.columns = {"count", "note"}, .rows = {12'345, 43'210}}, "t@1"};
        CHECK(some.names() == std::vector<std::string>{"count", "note"});
        CHECK(some.table() == t.select({"count", "note"}).slice(12'345, 43'210 - 12'345));
        CHECK(some.map<std::int64_t>("count")[0] == t.column<std::int64_t>("count")[12'345]);
        CHECK(some.span<std::int64_t>("count").back() == t.column<std::int64_t>("count")[43'209]);
        const view rest{objects, m, {.columns = {"count"}, .rows = {49'000}}, "t@1"};
        CHECK(rest.table() == t.select({"count"}).slice(49'000, 1000));
        const view none{objects, m, {.rows = {7, 7}}, "t@1"};
        CHECK(none.span<double>("wind").empty());
        CHECK(none.table() == t.slice(7, 0));
    }

    TEST_CASE("copies: blocks that lie apart are put together once, and single ones are not copied") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        const data::table t = every_kind_of_table(40'000);
        const manifest part = stored(objects, t.slice(0, 30'000));
        object_store::batch group = begin_table(objects);
        const manifest m = append_table(objects, group, part, t.slice(30'000, 10'000));
        group.commit();
        const view v{objects, m, {}, "t@2"};
        CHECK_FALSE(v.is_zero_copy("wind"));
        const auto values = v.span<double>("wind");
        const auto expected = t.column<double>("wind");
        CHECK(std::vector<double>(values.begin(), values.end()) ==
              std::vector<double>(expected.values().begin(), expected.values().end()));
        CHECK(v.span<double>("wind").data() == values.data());
        CHECK(v.block<double>("wind", 0).data() != values.data());
        CHECK(v.block<double>("wind", 0)[5] == values[5]);
        CHECK(v.table() == t);
    }

    TEST_CASE("damage: is met where it is touched, and nowhere else") {
        const temporary_directory directory;
        const data::table t = every_kind_of_table(50'000).select({"wind", "count"});
        const manifest m = stored(object_store{directory / "objects"}, t);
        const std::string pack = object_store{directory / "objects"}.list().packs.at(0);
        std::string bytes = core::read_text(pack);
        bytes[64 + 8 * 49'000] = static_cast<char>(bytes[64 + 8 * 49'000] ^ 1);  // row 49,000 of "wind"
        core::write_file(pack, core::as_bytes(bytes));
        const object_store objects{directory / "objects"};
        const view all{objects, m, {}, "t@1"};
        CHECK(all.is_zero_copy("wind"));
        CHECK(all.span<std::int64_t>("count").size() == 50'000);
        CHECK(all.block<double>("wind", 0)[0] == t.column<double>("wind")[0]);
        CHECK_THROWS_AS(static_cast<void>(all.block<double>("wind", all.blocks("wind") - 1)), lastro::integrity_error);
        CHECK_THROWS_AS(static_cast<void>(all.map<double>("wind")), lastro::integrity_error);
        const view before{objects, m, {.rows = {0, 30'000}}, "t@1"};
        CHECK(before.map<double>("wind").size() == 30'000);
        object_store::batch group = begin_table(objects);  // the same content again: another copy, which is found
        static_cast<void>(write_table(group, t));
        group.commit();
        CHECK(all.map<double>("wind").size() == 50'000);
        CHECK(all.span<double>("wind")[49'000] == t.column<double>("wind")[49'000]);
        CHECK_FALSE(all.is_zero_copy("wind"));
    }

    TEST_CASE("life: a view outlasts the repository; wrong names, types and rows are refused") {
        const temporary_directory directory;
        const data::table t = every_kind_of_table(3000);
        const manifest m = stored(object_store{directory / "objects"}, t);
        const view v{object_store{directory / "objects"}, m, {}, "t@1"};
        const auto wind = v.span<double>("wind");
        std::filesystem::remove_all(directory / "objects");
        CHECK(wind[2999] == t.column<double>("wind")[2999]);
        CHECK(v.span<std::int64_t>("count")[1] == t.column<std::int64_t>("count")[1]);
        CHECK_THROWS_WITH_AS(static_cast<void>(v.map<double>("count")),
                             "t@1: column \"count\": expected type float64, found int64", lastro::schema_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(v.map<double>("rain")),
                             "t@1: column \"rain\": expected a column of the view, found none of that name",
                             lastro::schema_error);
        CHECK_THROWS_AS(static_cast<void>(v.block<double>("wind", 1)), std::out_of_range);
        const object_store none{directory / "objects"};
        CHECK_THROWS_AS((view{none, m, {.rows = {0, 3001}}, "t"}), std::out_of_range);
        CHECK_THROWS_AS((view{none, m, {.columns = {"rain"}}, "t"}), lastro::schema_error);
    }
}
