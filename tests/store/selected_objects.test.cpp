// SPDX-License-Identifier: MIT
// tests/store/selected_objects.test.cpp
#include <lastro/store/selected_objects.hpp>

#include <stdexcept>
#include <string>

#include <lastro/core/error.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/csv_writer.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/directory_remote.hpp>
#include <lastro/store/repository.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "columns.hpp"

namespace data = lastro::data;
using namespace lastro::store;

TEST_SUITE("store/selected_objects") {
    TEST_CASE("fetch: the blocks of some rows of some columns come from a remote, and no others") {
        const temporary_directory d;
        const data::table all = every_kind_of_table(40'000);
        const repository a{d / "a.lastro"};
        a.commit("sensors", all, {.time = 1});
        const directory_remote remote{d / "remote.lastro"};
        a.push(remote);
        const repository b{d / "b.lastro"};
        b.pull(remote, {.content = false});
        const selection some{.columns = {"wind", "note"}, .rows = {20'000, 20'500}};
        CHECK_THROWS_AS(static_cast<void>(b.checkout("sensors", some).table()), lastro::integrity_error);
        const transfer_report came = b.fetch(remote, "sensors", some);
        CHECK(came.objects >= 4);  // numbers; offsets, characters and bits
        CHECK(came.objects <= 8);  // of two blocks each
        CHECK(came.bytes < 1'000'000);
        CHECK(b.checkout("sensors", some).table() == all.select({"wind", "note"}).slice(20'000, 500));
        CHECK(b.fetch(remote, "sensors", some).objects == 0);
        CHECK_THROWS_AS(static_cast<void>(b.checkout("sensors")), lastro::integrity_error);
        std::uint64_t heard = 0;
        const auto stop = [&](const progress&) { return ++heard < 3; };
        CHECK_THROWS_AS(b.fetch(remote, "sensors", {}, stop), cancelled);
        b.fetch(remote, "sensors", {});
        CHECK(b.checkout("sensors") == all);
        CHECK(b.fsck().ok());
    }

    TEST_CASE("CSV: selected columns and rows of a version become a file") {
        const temporary_directory d;
        const data::table all = every_kind_of_table(20'000).select({"count", "day", "place", "wind"});
        const repository r{d / "r.lastro"};
        r.commit("sensors", all, {.time = 1});
        data::write_csv(d / "part.csv",
                        r.checkout("sensors", {.columns = {"count", "wind"}, .rows = {9'000, 12'345}}).table());
        CHECK(data::read_csv(d / "part.csv") == all.select({"count", "wind"}).slice(9'000, 3'345));
        data::write_csv(d / "all.csv", r.checkout("sensors@1"));
        CHECK(data::read_csv(d / "all.csv") == all);
    }

    TEST_CASE("selection: every block once that holds a row of it; what is not there is refused") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        object_store::batch group = begin_table(objects);
        const manifest m = write_table(group, every_kind_of_table(40'000).select({"wind"}));
        group.commit();
        const column_blocks list = read_blocks(objects, m.columns[0], 40'000);
        REQUIRE(list.blocks.size() >= 3);
        const std::uint64_t first = list.blocks[0].rows;
        const auto names = [&](std::uint64_t from, std::uint64_t to) {
            return selected_objects(objects, m, {.rows = {from, to}}).size();
        };
        CHECK(names(0, 40'000) == list.blocks.size());
        CHECK(names(0, first) == 1);
        CHECK(names(0, first + 1) == 2);
        CHECK(names(first - 1, first) == 1);
        CHECK(names(first, first + 1) == 1);
        CHECK(selected_objects(objects, m, {.rows = {first, first + 1}}).at(0) == list.blocks[1].values);
        CHECK(names(7, 7) == 0);
        CHECK(selected_objects(objects, m, {}).size() == list.blocks.size());
        CHECK_THROWS_AS(static_cast<void>(names(0, 40'001)), std::out_of_range);
        CHECK_THROWS_AS(static_cast<void>(selected_objects(objects, m, {.columns = {"rain"}})), lastro::schema_error);
    }
}
