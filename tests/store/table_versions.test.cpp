// SPDX-License-Identifier: MIT
// tests/store/table_versions.test.cpp
#include <lastro/store/table_versions.hpp>

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file_lock.hpp>
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
            commit_more(past, {.name = "sensors", .time = 9}, all, {.key = "count"}),
            "store::repository: append: expected no key: what is appended stays at the end, found \"count\"",
            std::invalid_argument);
    }

    TEST_CASE("key: orders the rows before they are committed") {
        const temporary_directory directory;
        const history past{directory.path()};
        data::table rows;
        rows.add("id", data::column{std::vector<std::int64_t>{3, 1, 2}});
        const commit v1 = commit_table(past, {.name = "keyed", .time = 5}, rows, {.key = "id"});
        CHECK(rows_of(past, v1) == rows.gather(std::vector<std::uint64_t>{1, 2, 0}));
    }

    TEST_CASE(
        "progress: says which columns are written; who says stop leaves nothing behind, committing and appending") {
        const temporary_directory directory;
        const history past{directory.path()};
        const data::table all = every_kind_of_table(500);
        std::vector<std::uint64_t> heard;
        const auto listen = [&](const progress& p) {
            CHECK(p.all_files == 8);
            heard.push_back(p.files);
            return true;
        };
        std::uint64_t last = 0;
        const auto stop = [&](const progress& p) { return p.files != last; };
        for (last = 0; last <= 8; ++last) {
            CHECK_THROWS_WITH_AS(
                commit_table(past, {.name = "s", .time = 5}, all, {.progress = stop}),
                ("store::write_table: stopped after " + std::to_string(last) + " of 8 columns").c_str(), cancelled);
        }
        CHECK(past.names().empty());
        CHECK(past.objects().list().objects.empty());
        CHECK(past.objects().list().unfinished.empty());
        const commit v1 = commit_table(past, {.name = "s", .time = 6}, all.slice(0, 400), {.progress = listen});
        CHECK(heard == std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8});
        const std::size_t objects = past.objects().opened_again().list().objects.size();
        last = 4;
        CHECK_THROWS_AS(commit_more(past, {.name = "s", .time = 7}, all.slice(400, 100), {.progress = stop}),
                        cancelled);
        CHECK(past.head("s") == v1);
        CHECK(past.objects().opened_again().list().objects.size() == objects);
        CHECK(rows_of(past, commit_more(past, {.name = "s", .time = 8}, all.slice(400, 100))) == all);
    }

    TEST_CASE("turns: who waits too long for another writer hears who it is; a clock that went back is no trouble") {
        const temporary_directory directory;
        const history past{directory.path()};
        const data::table all = every_kind_of_table(50);
        const commit v1 = commit_table(past, {.name = "s", .time = 5'000}, all.slice(0, 40));
        {
            const lastro::core::file_lock taken = past.turn("s");
            const auto refused = [&](const auto& work) {
                try {
                    work();
                    FAIL("two writers at once");
                } catch (const lastro::io_error& e) {
                    const std::string message = e.what();
                    CHECK(message.find("held by process " + std::to_string(::getpid()) + " on ") != std::string::npos);
                }
            };
            refused([&] { commit_table(past, {.name = "s"}, all, {.patience = 0.02}); });
            refused([&] { commit_more(past, {.name = "s"}, all, {.patience = 0.02}); });
            CHECK(commit_table(past, {.name = "other"}, all, {.patience = 0.02}).version() == 1);
        }
        CHECK(past.head("s") == v1);
        const commit v2 = commit_table(past, {.name = "s", .time = 1}, all);
        CHECK(v2.version() == 2);
        CHECK(past.log("s") == std::vector<commit>{v2, v1});
        CHECK(past.resolve("s") == v2);
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
