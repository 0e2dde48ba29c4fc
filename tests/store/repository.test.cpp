// SPDX-License-Identifier: MIT
// tests/store/repository.test.cpp
#include <lastro/store/repository.hpp>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/clock.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/object_store.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "columns.hpp"

namespace core = lastro::core;
namespace data = lastro::data;
namespace fs = std::filesystem;
namespace hash = lastro::hash;
using lastro::store::commit;
using lastro::store::repository;

namespace {

// Every type, missing rows, NaN, both zeros, empty and foreign text.
data::table small_table(std::int64_t mark = 0) {
    using data::column;
    using data::date;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    data::table t;
    t.add("wind", column{std::vector<std::optional<double>>{2.5, std::nullopt, -0.0, nan}});
    t.add("count", column{std::vector<std::int64_t>{mark, -1, std::numeric_limits<std::int64_t>::min(), 7}});
    t.add("wet", column{std::vector<std::optional<bool>>{true, false, std::nullopt, true}});
    t.add("day", column{std::vector<date>{date{0}, date{-1}, date{16071}, date{2}}});
    t.add("place", column{std::vector<std::string>{"Seattle", "", "S\xC3\xA3o Paulo", "a\nb"}});
    return t;
}

std::vector<std::string> files_below(const std::string& directory) {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator{directory}) {
        if (entry.is_regular_file() && entry.path().parent_path().filename() != "locks") {
            files.push_back(entry.path().string());
        }
    }
    return files;
}

void overwrite(const std::string& path, const std::string& content) { core::write_file(path, core::as_bytes(content)); }

// True if reading gives the table that was committed; false if it is refused. Anything else fails the test.
bool reads_right(const std::string& directory, const data::table& expected) {
    try {
        const repository reopened{directory};
        const data::table found = reopened.checkout("seattle@1");
        CHECK_MESSAGE(found == expected, "a damaged repository gave wrong data");
        return true;
    } catch (const lastro::error&) {
        return false;
    }
}

bool is_sound(const std::string& directory) {
    try {
        return repository{directory}.verify().ok();
    } catch (const lastro::error&) {
        return false;
    }
}

// Runs `work` in a process of its own and returns how that ended (as waitpid says).
int in_child(const std::function<void()>& work) {
    const ::pid_t child = ::fork();
    if (child == 0) {
        try {
            work();
        } catch (...) {
            ::_exit(1);
        }
        ::_exit(0);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
}

}  // namespace

TEST_SUITE("store/repository") {
    TEST_CASE("commit: what is checked out is what was committed, to the last bit") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        const data::table table = small_table();
        const commit v1 = r.commit("seattle", table, {.message = "first", .author = "Ana", .time = 1'700'000'000'000});
        CHECK(v1.label() == "seattle@1");
        CHECK(v1.digest() == data::fingerprint(table));
        CHECK(v1.rows() == 4);
        CHECK(v1.columns() == 5);
        CHECK(v1.message() == "first");
        CHECK(v1.author() == "Ana");
        CHECK(v1.time() == 1'700'000'000'000);
        CHECK_FALSE(v1.parent());
        const repository again{directory / "data.lastro"};
        const data::table found = again.checkout("seattle");
        CHECK(found == table);
        CHECK(found.source() == "seattle@1");
        CHECK(again.checkout(v1) == table);
        CHECK(again.checkout(v1.id().to_string()) == table);
        CHECK(again.verify().ok());
    }

    TEST_CASE("history: every version stays, equal content makes no new one") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        const commit v1 = r.commit("seattle", small_table(1));
        const commit same = r.commit("seattle", small_table(1), {.message = "again"});
        CHECK(same == v1);
        const std::size_t objects = r.verify().objects;
        const commit v2 = r.commit("seattle", small_table(2), {.message = "second"});
        CHECK(v2.version() == 2);
        CHECK(v2.parent() == v1.id());
        CHECK(r.verify().objects ==
              objects + 5);  // a column, its list and summary, a manifest, a commit: the others are shared
        CHECK(r.log("seattle") == std::vector<commit>{v2, v1});
        CHECK(r.checkout("seattle@1") == small_table(1));
        CHECK(r.checkout("seattle@2") == small_table(2));
        const commit back = r.commit("seattle", small_table(1));  // content may return as a new version
        CHECK(back.version() == 3);
        CHECK(back.digest() == v1.digest());
        const data::table reordered = small_table(1).select({"place", "day", "wet", "count", "wind"});
        CHECK(r.commit("seattle", reordered) == back);  // the order of columns is no part of the fingerprint
        r.commit("boston", small_table(1));
        CHECK(r.names() == std::vector<std::string>{"boston", "seattle"});
        CHECK(r.log("boston").size() == 1);
    }

    TEST_CASE("append: gives the version that committing everything gives, and writes what is new") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        const data::table all = every_kind_of_table(200'000);
        const commit v1 = r.commit("sensors", all.slice(0, 198'000));
        const std::uint64_t full = r.verify().bytes;
        const commit v2 = r.append("sensors", all.slice(198'000, 2000), {.message = "+ 1 %"});
        const std::uint64_t more = r.verify().bytes - full;
        CHECK(v2.label() == "sensors@2");
        CHECK(v2.parent() == v1.id());
        CHECK(v2.digest() == data::fingerprint(all));
        CHECK(r.checkout(v2) == all);
        CHECK(r.commit("sensors", all) == v2);
        CHECK(more < full / 10);  // up to a block of 16,384 rows a column: 8 % of so small a table
        CHECK(r.append("sensors", all.slice(0, 0)) == v2);
        CHECK_THROWS_AS(r.append("others", all), lastro::schema_error);
        CHECK_THROWS_AS(r.append("sensors", all.select({"wind"})), lastro::schema_error);
        CHECK_THROWS_AS(r.append("sensors", all, {.key = "count"}), std::invalid_argument);
    }

    TEST_CASE("sharing: an inserted row stores a few blocks, a changed column stores that column") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        const data::table before = every_kind_of_table(200'000);
        r.commit("sensors", before);
        const std::uint64_t full = r.verify().bytes;
        std::vector<std::uint64_t> order{199'999};
        for (std::uint64_t i = 0; i < 200'000; ++i) {
            order.push_back(i);
        }
        r.commit("sensors", before.gather(order));
        const std::uint64_t inserted = r.verify().bytes - full;
        CHECK(inserted < full / 5);  // of 22 blocks a column, one or two
        std::vector<double> other(200'000, 1.5);
        data::table changed = before.select({"holes", "count", "wet", "day", "place", "note"});
        changed.add("wind", data::column{other});
        r.commit("sensors", changed);
        CHECK(r.verify().bytes - full - inserted < 2 * 16'384 * 8 + 16'384);  // constant: equal blocks are one
    }

    TEST_CASE("key: the same rows are the same version, however they arrived") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        const data::table rows = small_table().select({"count", "place"});
        const commit v1 = r.commit("keyed", rows, {.key = "count"});
        CHECK(r.commit("keyed", rows.gather(std::vector<std::uint64_t>{3, 1, 0, 2}), {.key = "count"}) == v1);
        CHECK(r.checkout(v1) == rows.gather(std::vector<std::uint64_t>{2, 1, 0, 3}));
        CHECK_THROWS_AS(r.commit("keyed", small_table(7), {.key = "count"}), lastro::schema_error);  // 7 twice
    }

    TEST_CASE("branches, tags and provenance: what a version was made from, and a name that stays") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        const commit v1 = r.commit("main", small_table(1), {.provenance = {{"code", "9f1c4e7"}, {"seed", 7}}});
        r.commit("main", small_table(2));
        const commit branched = r.branch("trial", "main@1");
        CHECK(branched.label() == "trial@1");
        CHECK(branched.digest() == v1.digest());
        CHECK(branched.derived_from() == std::vector{v1.id()});
        const commit merged = r.commit("main", small_table(3), {.derived_from = {"trial"}});
        CHECK(merged.derived_from() == std::vector{branched.id()});
        r.tag("train-2026-01", v1);
        CHECK(r.resolve("train-2026-01") == v1);
        CHECK(r.checkout("train-2026-01") == small_table(1));
        CHECK(r.tags() == std::vector<std::string>{"train-2026-01"});
        CHECK(r.resolve("main@1").provenance() == lastro::store::json{{"code", "9f1c4e7"}, {"seed", 7}});
        CHECK(r.verify().ok());
        CHECK_THROWS_AS(r.tag("train-2026-01", merged), lastro::schema_error);
        CHECK_THROWS_AS(r.tag("trial", merged), lastro::schema_error);                    // a dataset
        CHECK_THROWS_AS(r.commit("train-2026-01", small_table()), lastro::schema_error);  // a tag
        CHECK_THROWS_AS(r.branch("main", "trial"), lastro::schema_error);
        CHECK_THROWS_AS(r.tag("../up", v1), std::invalid_argument);
        CHECK_THROWS_AS(r.commit("main", small_table(), {.provenance = 5}), std::invalid_argument);
        CHECK_THROWS_AS(r.commit("main", small_table(), {.derived_from = {"nobody"}}), lastro::schema_error);
        overwrite(directory / "data.lastro/tags/train-2026-01", "blake3:no\n");
        CHECK_FALSE(r.verify().ok());
    }

    TEST_CASE("versions: compared, viewed and searched for shared rows") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        const data::table t = every_kind_of_table(20'000).select({"wind", "count"});
        const commit v1 = r.commit("sensors", t.slice(0, 18'000));
        const commit v2 = r.append("sensors", t.slice(18'000, 2000));
        const auto changes = r.diff(v1, v2, {.exact = true});
        REQUIRE(changes.size() == 2);
        CHECK(to_string(changes[0]) == "rows_added wind rows 18000..20000");
        CHECK(to_string(changes[1]) == "rows_added count rows 18000..20000");
        CHECK(r.diff(v1, v2, {.key = "count"}).size() == 2000);
        CHECK(r.diff(v2, v2).empty());
        const lastro::store::view v = r.checkout("sensors", {.columns = {"wind"}, .rows = {10, 19'000}});
        CHECK(v.table() == t.select({"wind"}).slice(10, 18'990));
        CHECK(v.map<double>("wind").size() == 18'990);
        CHECK(r.checkout("sensors@1", {}).is_zero_copy("count"));
        CHECK(r.overlap(v1, v2).second_rows == 18'000);
        CHECK(r.summary(v2, "wind").moments().count() == 20'000);
        CHECK_THROWS_AS(static_cast<void>(r.summary(v2, "rain")), lastro::schema_error);
        const auto drift = r.drift(v1, v2);
        REQUIRE(drift.size() == 2);
        CHECK(drift[0].column == "wind");
        CHECK(drift[0].distance.least == 0.0);
        CHECK(drift[0].distance.most < 0.08);
    }

    TEST_CASE("garbage: nothing of a table that a version needs is removed, tagged or not") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        const data::table t = every_kind_of_table(30'000);
        const commit v1 = r.commit("sensors", t.slice(0, 25'000));
        const commit v2 = r.append("sensors", t.slice(25'000, 5000));
        r.tag("kept", v1);
        const lastro::store::object_store objects{directory / "data.lastro/objects"};
        const hash::digest dead = objects.put(core::as_bytes("nobody needs this"));
        r.collect_garbage({.grace = 1.0, .time = core::unix_milliseconds() + 60'000});
        CHECK_FALSE(lastro::store::object_store{directory / "data.lastro/objects"}.contains(dead));
        const repository again{directory / "data.lastro"};
        CHECK(again.verify().ok());
        CHECK(again.checkout("kept") == t.slice(0, 25'000));
        CHECK(again.checkout(v2) == t);
        CHECK(again.drift(v1, v2).size() == 8);
    }

    TEST_CASE("tables: without rows, and without columns") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        data::table no_rows;
        no_rows.add("x", data::column{std::vector<double>{}});
        no_rows.add("s", data::column{std::vector<std::string>{}});
        r.commit("rows", no_rows);
        r.commit("columns", data::table{});
        CHECK(r.checkout("rows") == no_rows);
        CHECK(r.checkout("columns") == data::table{});
        CHECK(r.verify().ok());
    }

    TEST_CASE("objects: the BLAKE3 digest of the bytes is the name, blocks are canonical bytes") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        const data::table table = small_table();
        r.commit("seattle", table);
        const lastro::store::object_store objects{directory / "data.lastro/objects"};
        const std::vector<hash::digest> names = objects.list().objects;
        CHECK(names.size() == 20);  // five blocks, lists and summaries, characters, two bitmaps; a manifest, a commit
        for (const hash::digest& name : names) {
            CHECK(hash::blake3::of(objects.get(name).bytes()) == name);
        }
        for (const char* name : {"count", "day"}) {  // numbers, nothing missing, one block: the object is the column
            CHECK(core::as_text(objects.get(data::fingerprint(table.column(name))).bytes()) ==
                  core::as_text(data::canonical_bytes(table.column(name))));
        }
    }

    TEST_CASE("opening: a file, a foreign directory, an impossible path; nothing is touched") {
        const temporary_directory directory;
        const auto refused = [](const std::string& path, const std::string& message, auto kind) {
            CHECK_THROWS_WITH_AS(repository{path}, message.c_str(), decltype(kind));
        };
        overwrite(directory / "file", "x");
        refused(directory / "file", directory / "file: expected a directory, found a file", lastro::format_error{""});
        refused(directory / "file/below", directory / "file: cannot create directory: File exists",
                lastro::io_error{""});
        fs::create_directories(directory / "photos");
        overwrite(directory / "photos/cat.jpg", "meow");
        refused(directory / "photos",
                directory /
                    "photos: expected a repository (with lastro-repository.json) or an empty directory, found "
                    "\"cat.jpg\"",
                lastro::format_error{""});
        CHECK(core::list_directory(directory / "photos") == std::vector<std::string>{"cat.jpg"});
        CHECK_THROWS_AS(repository{directory / std::string(300, 'n')}, lastro::io_error);
        fs::create_directory_symlink(directory / "loop", directory / "loop");
        CHECK_THROWS_AS(repository{directory / "loop/data"}, lastro::io_error);
        CHECK_THROWS_WITH_AS(repository{""}, "store::repository: directory: expected a path, found none",
                             std::invalid_argument);
    }

    TEST_CASE("opening: an unreadable directory is an io_error (not as the superuser, who may read everything)") {
        const temporary_directory directory;
        fs::create_directories(directory / "closed");
        fs::permissions(directory.path() + "/closed", fs::perms::none);
        const std::string path = directory / "closed";
        const auto tried = [&path] {
            try {
                const repository r{path};
            } catch (const lastro::io_error& e) {
                ::_exit(std::string{e.what()} == path + ": cannot list directory: Permission denied" ? 0 : 2);
            }
            ::_exit(3);
        };
        fs::permissions(directory.path(), fs::perms::all);
        CHECK(in_child([&] {
                  if (::geteuid() == 0 && ::setuid(65534) != 0) {
                      ::_exit(4);
                  }
                  tried();
              }) == 0);
        fs::permissions(directory.path() + "/closed", fs::perms::owner_all);
    }

    TEST_CASE("caller's mistakes: names, texts and times that no record could hold") {
        const temporary_directory directory;
        const repository r{directory / "data.lastro"};
        CHECK_THROWS_WITH_AS(
            r.commit("../seattle", small_table()),
            "store::repository: name: expected 1 to 128 of A-Z a-z 0-9 . _ -, a letter or digit first, found "
            "\"../seattle\"",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS(r.commit("s", small_table(), {.message = "\xFF"}),
                             "store::repository: message and author: expected UTF-8 of at most 64 KiB, found \"\\xff\"",
                             std::invalid_argument);
        CHECK_THROWS_AS(r.commit("s", small_table(), {.author = std::string(65'537, 'a')}), std::invalid_argument);
        CHECK_THROWS_AS(r.commit("s", small_table(), {.time = std::numeric_limits<std::int64_t>::max()}),
                        std::out_of_range);
        CHECK(r.names().empty());
        CHECK_THROWS_AS(static_cast<void>(r.checkout("seattle")), lastro::schema_error);
        CHECK_THROWS_AS(static_cast<void>(r.log("seattle")), lastro::schema_error);
    }

    TEST_CASE("damage: no flipped bit and no cut of any file gives wrong data, and verify() finds each") {
        const temporary_directory directory;
        const std::string path = directory / "data.lastro";
        const data::table table = small_table();
        {
            const repository r{path};
            r.commit("seattle", table, {.message = "m", .author = "a", .time = 5});
        }
        REQUIRE(reads_right(path, table));
        std::size_t flips = 0;
        std::size_t cuts = 0;
        std::size_t read = 0;
        std::size_t undetected = 0;
        const std::vector<std::string> files = files_below(path);
        CHECK(files.size() == 3);  // a pack, a reference, the format
        const std::size_t every = std::getenv("LASTRO_EVERY_BIT") != nullptr ? 1 : 5;  // bit of a pack; .ci/run: all
        for (const std::string& file : files) {
            const std::string good = core::read_text(file);
            const bool format = file.ends_with("lastro-repository.json");
            const bool in_pack = file.ends_with(".pack");
            const auto judge = [&](const std::string& bad) {
                // In place and without syncing: what is tested is reading, and thousands of syncs would take minutes.
                fs::resize_file(file, bad.size());
                FILE* out = std::fopen(file.c_str(), "r+b");
                REQUIRE(out != nullptr);
                std::fwrite(bad.data(), 1, bad.size(), out);
                std::fclose(out);
                read += reads_right(path, table) ? 1U : 0U;  // the zeros between objects are not read
                undetected += is_sound(path) ? 1U : 0U;
            };
            for (std::size_t i = 0; i < good.size() * 8; ++i) {
                if (in_pack && (i % every != 0 || (good[i / 8] == '\0' && i % 13 != 0))) {
                    continue;  // of the many zeros, some
                }
                std::string bad = good;
                bad[i / 8] = static_cast<char>(static_cast<unsigned char>(bad[i / 8]) ^ (1U << (i % 8)));
                judge(bad);
                ++flips;
            }
            for (std::size_t length = 0; length < good.size(); length += in_pack ? 5 : 1, ++cuts) {
                judge(good.substr(0, length));
            }
            fs::remove(file);
            if (!format) {
                CHECK_FALSE(reads_right(path, table));
            }
            overwrite(file, good);
        }
        MESSAGE(flips << " flipped bits, " << cuts << " cuts, " << undetected << " undetected, " << read
                      << " read right all the same, none read wrong");
        CHECK(flips > 5000);
        CHECK(undetected == 0);
        CHECK(reads_right(path, table));
        CHECK(repository{path}.verify().ok());
    }

    TEST_CASE("verify without content: records are read; values must be there, and as long as they should be") {
        const temporary_directory directory;
        const std::string path = directory / "data.lastro";
        const repository r{path};
        fs::create_directory(directory / "files");
        overwrite(directory / "files/large", std::string(160'000, 'l'));
        r.commit("large", r.snapshot(directory / "files"));
        r.commit("seattle", small_table(1));
        r.tag("first", r.resolve("large"));
        const lastro::store::verify_report all = r.verify();
        const lastro::store::verify_report records = r.verify({.content = false});
        CHECK(records.ok());
        CHECK(records.objects == all.objects);
        CHECK(records.commits == all.commits);
        CHECK(records.unreferenced == 0);
        CHECK(records.bytes < all.bytes);  // of values
        const lastro::store::object_store objects{path + "/objects"};
        const std::vector<lastro::hash::digest> files = objects.list().files;
        REQUIRE(files.size() == 1);
        const std::string file = objects.path(files[0]);
        const std::string good = core::read_text(file);
        overwrite(file, std::string(good.size(), '?'));
        CHECK(r.verify({.content = false}).ok());  // content is not read
        CHECK_FALSE(r.verify().ok());
        overwrite(file, good.substr(1));
        CHECK(r.verify({.content = false}).problems ==
              std::vector<std::string>{file + ": expected 160000 bytes, found 159999"});
        fs::remove(file);
        CHECK(r.verify({.content = false}).problems ==
              std::vector<std::string>{files[0].to_string() + ": expected 160000 bytes, found none"});
        overwrite(file, good);
        const lastro::store::manifest seattle = lastro::store::read_manifest(objects, r.resolve("seattle"));
        const auto summary = objects.get(seattle.columns.at(0).summary);
        const std::string pack = summary.file();
        const std::string packed = core::read_text(pack);
        std::string hurt = packed;
        const std::size_t at = hurt.find(core::as_text(summary.bytes()));
        REQUIRE(at != std::string::npos);
        hurt[at + 20] ^= 1;
        overwrite(pack, hurt);
        CHECK(repository{path}.verify({.content = false}).problems.size() == 1);
        overwrite(pack, packed);
        overwrite(path + "/tags/lost", "blake3:" + std::string(64, '0') + '\n');
        CHECK(r.verify({.content = false}).problems.size() == 1);
    }

    TEST_CASE("verify: names what is damaged, counts what is left over, and goes on behind it") {
        const temporary_directory directory;
        const std::string path = directory / "data.lastro";
        const repository r{path};
        r.commit("seattle", small_table(1));
        const commit v2 = r.commit("seattle", small_table(2));
        r.commit("boston", small_table(3));
        const lastro::store::verify_report sound = r.verify();
        CHECK(sound.ok());
        CHECK(sound.datasets == 2);
        CHECK(sound.commits == 3);
        CHECK(sound.objects == 30);
        CHECK(sound.unreferenced == 0);
        CHECK(sound.unfinished == 0);

        const lastro::store::object_store objects{path + "/objects"};
        objects.put(core::as_bytes("nobody needs this"));
        overwrite(path + "/objects/.lastro-1-0.tmp", "half");
        const std::string pack = objects.find(v2.id()).value().file();
        std::string bytes = core::read_text(pack);
        bytes[64] = static_cast<char>(bytes[64] ^ 1);  // in the first object: the only column that is new
        overwrite(pack, bytes);
        overwrite(path + "/objects/readme", "hello");
        const lastro::store::verify_report sick = repository{path}.verify();
        CHECK(sick.unreferenced == 1);
        CHECK(sick.unfinished == 1);
        CHECK(sick.commits == 3);
        REQUIRE(sick.problems.size() == 3);
        CHECK(sick.problems[0].starts_with(pack + ": blake3:"));
        CHECK(sick.problems[1] == path + "/objects/readme: expected only objects here, found something else");
        CHECK(sick.problems[2].starts_with("seattle@2: " + pack));
        CHECK_THROWS_AS(sick.throw_if_failed(), lastro::integrity_error);
        const repository again{path};
        CHECK(again.checkout("seattle@1") == small_table(1));
        CHECK_THROWS_AS(static_cast<void>(again.checkout(v2)), lastro::integrity_error);

        CHECK(again.commit("seattle", small_table(2)) == v2);  // the same content again heals what was damaged
        CHECK(again.checkout("seattle@2") == small_table(2));
        CHECK(repository{path}.checkout("seattle@2") == small_table(2));
    }

    TEST_CASE("forgery: records that are well formed and lie about the data are refused") {
        const temporary_directory directory;
        const std::string path = directory / "data.lastro";
        const repository r{path};
        const commit real = r.commit("seattle", small_table());
        const lastro::store::object_store objects{path + "/objects"};
        const auto column = [&](const char* name) { return data::fingerprint(small_table().column(name)); };
        const auto checked_out = [&](const lastro::store::manifest& m, std::uint64_t rows) {
            lastro::store::commit_record record = real.record();
            record.data = m.data;
            record.rows = rows;
            record.columns = m.columns.size();
            record.table = objects.put(core::as_bytes(manifest_text(m)));
            objects.put(core::as_bytes(commit_text(record)));
            return r.checkout(commit{record});
        };
        using lastro::store::manifest;
        const hash::digest blocks = lastro::store::read_manifest(objects, real).columns.at(3).blocks;
        const hash::digest summary = lastro::store::read_manifest(objects, real).columns.at(3).summary;
        const auto day = [&](std::uint64_t nulls, std::uint64_t bytes, data::type type = data::type::date) {
            return std::vector<lastro::store::stored_column>{{.name = "day",
                                                              .type = type,
                                                              .nulls = nulls,
                                                              .bytes = bytes,
                                                              .digest = column("day"),
                                                              .blocks = blocks,
                                                              .summary = summary}};
        };
        const auto just_day = data::fingerprint(small_table().select({"day"}));
        REQUIRE(checked_out({.rows = 4, .data = just_day, .columns = day(0, 16)}, 4) == small_table().select({"day"}));
        const auto refused = [&](const manifest& m, std::uint64_t rows) {
            CHECK_THROWS_AS(static_cast<void>(checked_out(m, rows)), lastro::error);
            manifest consistent = m;  // and where the fingerprint is that of the lie
            consistent.data = lastro::store::fingerprint(m);
            if (consistent.data != just_day || rows != 4) {
                CHECK_THROWS_AS(static_cast<void>(checked_out(consistent, rows)), lastro::error);
            }
        };
        refused({.rows = 4, .data = real.digest(), .columns = day(0, 16)}, 4);  // another fingerprint
        refused({.rows = 4, .data = just_day, .columns = day(0, 17)}, 4);       // another size
        refused({.rows = 4, .data = just_day, .columns = day(1, 16)}, 4);       // missing rows that are not there
        refused({.rows = 4, .data = just_day, .columns = day(0, 16, data::type::float64)}, 4);
        refused({.rows = 2, .data = just_day, .columns = day(0, 16, data::type::float64)}, 2);
        refused({.rows = 4, .data = just_day, .columns = day(0, 16, data::type::string)}, 4);
        refused({.rows = std::uint64_t{1} << 53U, .data = just_day, .columns = day(0, 16)}, std::uint64_t{1} << 53U);
        refused({.rows = 4, .data = just_day, .columns = day(0, 16)}, 5);  // the commit says something else
    }

    TEST_CASE("threads: eight commit to one name at once, and every commit is in the history") {
        const temporary_directory directory;
        const std::string path = directory / "data.lastro";
        constexpr int workers = 8;
        constexpr int commits = 5;
        std::vector<std::thread> threads;
        for (int w = 0; w < workers; ++w) {
            threads.emplace_back([&path, w] {
                const repository r{path};  // creating the repository is part of the race
                for (int i = 0; i < commits; ++i) {
                    r.commit("seattle", small_table(w * 1000 + i), {.author = std::to_string(w)});
                }
            });
        }
        for (std::thread& t : threads) {
            t.join();
        }
        const repository r{path};
        const std::vector<commit> log = r.log("seattle");
        CHECK(log.size() == workers * commits);
        std::set<hash::digest> contents;
        for (const commit& c : log) {
            contents.insert(c.digest());
        }
        CHECK(contents.size() == workers * commits);
        CHECK(r.verify().ok());
    }

    TEST_CASE("processes: two and eight commit to one name at once, and every commit is in the history") {
        for (const int writers : {2, 8}) {
            const temporary_directory directory;
            const std::string path = directory / "data.lastro";
            constexpr int commits = 5;
            std::vector<::pid_t> children;
            for (int w = 0; w < writers; ++w) {
                const ::pid_t child = ::fork();
                if (child == 0) {
                    try {
                        const repository r{path};
                        for (int i = 0; i < commits; ++i) {
                            r.commit("seattle", small_table(w * 1000 + i));
                        }
                        ::_exit(0);
                    } catch (...) {
                        ::_exit(1);
                    }
                }
                children.push_back(child);
            }
            for (const ::pid_t child : children) {
                int status = -1;
                ::waitpid(child, &status, 0);
                CHECK(status == 0);
            }
            const repository r{path};
            std::set<hash::digest> contents;
            for (const commit& c : r.log("seattle")) {
                contents.insert(c.digest());
            }
            CHECK(contents.size() == static_cast<std::size_t>(writers * commits));
            CHECK(r.log("seattle").size() == contents.size());
            CHECK(r.verify().ok());
            MESSAGE(writers << " processes, " << contents.size() << " versions of a table, all whole");
        }
    }

    TEST_CASE("crashes: a process killed at any moment leaves whole commits only, and the next one goes on") {
        const temporary_directory directory;
        const std::string path = directory / "data.lastro";
        std::size_t before = 0;
        for (int round = 0; round < 30; ++round) {
            int done[2];  // the child says after each commit that it is done
            REQUIRE(::pipe(done) == 0);
            const ::pid_t child = ::fork();
            if (child == 0) {
                const repository r{path};
                for (int i = 0;; ++i) {
                    r.commit("seattle", small_table(round * 100'000 + i));
                    static_cast<void>(::write(done[1], "x", 1) == 1);
                }
            }
            char answer = 0;
            for (int commits = round % 3; commits > 0; --commits) {
                REQUIRE(::read(done[0], &answer, 1) == 1);
            }
            ::usleep(static_cast<::useconds_t>(400 * round));  // somewhere within the next one
            ::kill(child, SIGKILL);
            int status = 0;
            ::waitpid(child, &status, 0);
            ::close(done[0]);
            ::close(done[1]);
            const repository r{path};
            const lastro::store::verify_report report = r.verify();
            REQUIRE_MESSAGE(report.ok(), to_string(report));
            const std::size_t now = r.names().empty() ? 0 : r.log("seattle").size();
            REQUIRE(now >= before);
            before = now;
        }
        CHECK(before >= 30);
        const repository r{path};
        CHECK(r.commit("seattle", small_table(-1)).version() == before + 1);
        MESSAGE(before << " commits before 30 kills, all whole");
    }

    TEST_CASE("full disk: a commit that cannot be written is an io_error and changes nothing") {
        const temporary_directory directory;
        const std::string path = directory / "data.lastro";
        const repository r{path};
        const commit v1 = r.commit("seattle", small_table(1));
        data::table large;
        large.add("x", data::column{std::vector<double>(10'000, 1.5)});
        const int status = in_child([&] {
            ::signal(SIGXFSZ, SIG_IGN);
            const ::rlimit limit{.rlim_cur = 4096, .rlim_max = 4096};
            ::setrlimit(RLIMIT_FSIZE, &limit);  // a write beyond 4 KiB fails, as on a full disk
            try {
                r.commit("seattle", large);
            } catch (const lastro::io_error&) {
                ::_exit(7);
            }
        });
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 7);
        const lastro::store::verify_report report = r.verify();
        CHECK(report.ok());
        CHECK(report.unfinished == 0);
        CHECK(r.log("seattle") == std::vector<commit>{v1});
    }
}
