// SPDX-License-Identifier: MIT
// tests/store/table_versions.test.cpp
#include <lastro/store/table_versions.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/stored_table.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "columns.hpp"

namespace data = lastro::data;
using namespace lastro::store;

namespace {

data::table rows_of(const history& past, const commit& version) {
    return read_table(past.objects(), read_manifest(past.objects(), version), version.label());
}

}  // namespace

TEST_SUITE("store/table_versions") {
    TEST_CASE("versions: a table, more rows and a branch are commits of a history, and equal content is no new one") {
        const temporary_directory directory;
        const history past{directory.path()};
        const data::table all = every_kind_of_table(500);
        const commit v1 = commit_table(past, {.name = "sensors", .message = "m", .time = 5}, all.slice(0, 400));
        CHECK(v1.label() == "sensors@1");
        CHECK(v1.message() == "m");
        CHECK(v1.rows() == 400);
        CHECK(v1.digest() == data::fingerprint(all.slice(0, 400)));
        CHECK(commit_table(past, {.name = "sensors", .time = 6}, all.slice(0, 400)) == v1);
        const commit v2 = commit_more(past, {.name = "sensors", .time = 7}, all.slice(400, 100));
        CHECK(v2.parent() == v1.id());
        CHECK(rows_of(past, v2) == all);
        const commit branch = commit_branch(past, {.name = "trial", .time = 8}, v1);
        CHECK(branch.label() == "trial@1");
        CHECK(branch.digest() == v1.digest());
        CHECK(past.log("sensors") == std::vector<commit>{v2, v1});
        CHECK(past.head("trial") == branch);
        CHECK_THROWS_AS(commit_branch(past, {.name = "trial", .time = 9}, v1), lastro::schema_error);
        CHECK_THROWS_AS(commit_more(past, {.name = "others", .time = 9}, all), lastro::schema_error);
        CHECK_THROWS_AS(commit_more(past, {.name = "sensors", .time = 9}, all.select({"wind"})), lastro::schema_error);
        CHECK_THROWS_WITH_AS(
            commit_more(past, {.name = "sensors", .time = 9}, all, "count"),
            "store::repository: append: expected no key: what is appended stays at the end, found \"count\"",
            std::invalid_argument);
    }

    TEST_CASE("key: orders the rows before they are committed") {
        const temporary_directory directory;
        const history past{directory.path()};
        data::table rows;
        rows.add("id", data::column{std::vector<std::int64_t>{3, 1, 2}});
        const commit v1 = commit_table(past, {.name = "keyed", .time = 5}, rows, "id");
        CHECK(rows_of(past, v1) == rows.gather(std::vector<std::uint64_t>{1, 2, 0}));
    }

    TEST_CASE("drift: of the columns that both versions have with one type, and their missing rows") {
        const temporary_directory directory;
        const history past{directory.path()};
        data::table before;
        before.add("x", data::column{std::vector<double>{1, 2, 3, 4}});
        before.add("y", data::column{std::vector<double>{1, 2, 3, 4}});
        before.add("gone", data::column{std::vector<double>{1, 2, 3, 4}});
        data::table after;
        after.add("x", data::column{std::vector<std::optional<double>>{11, 12, 13, std::nullopt}});
        after.add("y", data::column{std::vector<std::int64_t>{1, 2, 3, 4}});
        after.add("new", data::column{std::vector<double>{1, 2, 3, 4}});
        const commit v1 = commit_table(past, {.name = "t", .time = 5}, before);
        const commit v2 = commit_table(past, {.name = "t", .time = 6}, after);
        const std::vector<column_drift> drift = version_drift(past, v1, v2);
        REQUIRE(drift.size() == 1);
        CHECK(to_string(drift[0]) == "x: 1.000 to 1.000, missing 0 -> 0.2500");
        CHECK(version_summary(past, v2, "x").moments().count() == 3);
        CHECK_THROWS_AS(static_cast<void>(version_summary(past, v2, "gone")), lastro::schema_error);
    }

    TEST_CASE("healing: the same content again brings a lost manifest back") {
        const temporary_directory directory;
        const data::table rows = every_kind_of_table(50);
        const commit v1 = commit_table(history{directory.path()}, {.name = "sensors", .time = 5}, rows);
        std::filesystem::remove_all(directory / "objects/packs");
        const history past{directory.path()};
        past.objects().put(lastro::core::as_bytes(commit_text(v1.record())));
        CHECK(commit_table(past, {.name = "sensors", .time = 6}, rows) == v1);
        CHECK(rows_of(past, v1) == rows);
    }
}
