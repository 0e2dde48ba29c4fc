// SPDX-License-Identifier: MIT
// tests/store/stored_table.test.cpp
#include <lastro/store/stored_table.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object_store.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "columns.hpp"

namespace data = lastro::data;
using namespace lastro::store;

TEST_SUITE("store/stored_table") {
    TEST_CASE("table: comes back, under the fingerprint of the data; appended to, it is the whole one") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        const data::table all = every_kind_of_table(25'000);
        object_store::batch group = begin_table(objects);
        const manifest whole = write_table(group, all);
        const lastro::hash::digest name = write_manifest(group, whole);
        group.commit();
        CHECK(whole.data == data::fingerprint(all));
        CHECK(read_manifest(objects, name) == whole);
        CHECK(read_table(objects, whole, "t") == all);

        object_store::batch more = begin_table(objects);
        const manifest part = write_table(more, all.slice(0, 20'000));
        more.commit();
        const data::table rest =
            all.slice(20'000, 5000).select({"note", "moment", "wind", "holes", "count", "wet", "day", "place"});
        object_store::batch last = begin_table(objects);
        CHECK(append_table(objects, last, part, rest) == whole);
        CHECK(last.objects() == 0);  // everything is there already
    }

    TEST_CASE("appending: other columns are a schema_error") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        object_store::batch group = begin_table(objects);
        data::table t;
        t.add("x", data::column{std::vector<std::int64_t>{1}});
        const manifest stored = write_table(group, t);
        group.commit();
        data::table other = t;
        other.add("y", data::column{std::vector<std::int64_t>{1}});
        CHECK_THROWS_WITH_AS(static_cast<void>(append_table(objects, group, stored, other)),
                             "column \"y\": expected a column of the table that is appended to, found a new one",
                             lastro::schema_error);
        CHECK_THROWS_AS(static_cast<void>(append_table(objects, group, stored, data::table{})), lastro::schema_error);
    }

    TEST_CASE("forgery: a manifest whose fingerprint is not that of its columns is an integrity_error") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        object_store::batch group = begin_table(objects);
        manifest stored = write_table(group, every_kind_of_table(3));
        stored.columns[0].name = "other";
        const lastro::hash::digest name = write_manifest(group, stored);
        group.commit();
        CHECK_THROWS_AS(static_cast<void>(read_manifest(objects, name)), lastro::integrity_error);
    }
}
