// SPDX-License-Identifier: MIT
// tests/store/directory_store.test.cpp
#include <lastro/store/directory_store.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/object_store.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "directory_fixture.hpp"

namespace core = lastro::core;
namespace fs = std::filesystem;
using lastro::store::check_out;
using lastro::store::checkout_mode;
using lastro::store::keep_directory;
using lastro::store::object_store;
using lastro::store::progress;
using lastro::store::read_snapshot;
using lastro::store::snapshot;
using lastro_test::contents;
using lastro_test::make_directory;
using lastro_test::write;

TEST_SUITE("store/directory_store") {
    TEST_CASE("round trip: what is checked out is what was kept, with kinds, links and empty directories") {
        const temporary_directory d;
        make_directory(d / "data");
        const object_store objects{d / "objects"};
        const snapshot kept = keep_directory(objects, d / "data", {.threads = 2});
        CHECK(kept == lastro::store::snapshot_directory(d / "data"));
        const snapshot found = read_snapshot(objects, kept.digest());
        CHECK(found.entries() == kept.entries());
        CHECK(found.bytes() == kept.bytes());
        for (const checkout_mode mode : {checkout_mode::copy, checkout_mode::hardlink}) {
            for (const std::size_t threads : {1U, 3U}) {
                const std::string to = d / ("out" + std::to_string(static_cast<int>(mode)) + std::to_string(threads));
                check_out(objects, found, to, {.mode = mode, .threads = threads});
                CHECK(contents(to) == contents(d / "data"));
            }
        }
        struct ::stat status {};
        REQUIRE(::stat((d / "out11/large.bin").c_str(), &status) == 0);
        CHECK(status.st_nlink == 3);  // the store's, and two checkouts
        CHECK((status.st_mode & 0777) == 0444);
        REQUIRE(::stat((d / "out01/large.bin").c_str(), &status) == 0);
        CHECK(status.st_nlink == 1);
        CHECK((status.st_mode & 0200) != 0);
        CHECK(core::list_directory(d / "objects/packs").size() == 1);  // one group for everything small
        keep_directory(objects, d / "data");
        CHECK(core::list_directory(d / "objects/packs").size() == 1);  // nothing new
    }

    TEST_CASE("checkout: only what is wanted, only where nothing is, and all or nothing") {
        const temporary_directory d;
        make_directory(d / "data");
        const object_store objects{d / "objects"};
        const snapshot kept = keep_directory(objects, d / "data");
        check_out(objects, kept, d / "part", {.only = {"b/deep", "a.txt"}});
        CHECK(contents(d / "part").size() == 5);  // three directories and two files
        CHECK_THROWS_AS(check_out(objects, kept, d / "x", {.only = {"b/dee"}}), std::invalid_argument);
        CHECK_THROWS_WITH_AS(check_out(objects, kept, d / "part"),
                             (d / "part: expected nothing of that name yet, found a directory").c_str(),
                             lastro::io_error);
        const auto stop = [](const progress&) { return false; };
        CHECK_THROWS_AS(check_out(objects, kept, d / "x", {.progress = stop}), lastro::store::cancelled);
        const std::string large = objects.path(kept.find("large.bin")->digest);
        write(large, lastro_test::noise(1'200'000, 3));
        for (const checkout_mode mode : {checkout_mode::copy, checkout_mode::hardlink}) {
            CHECK_THROWS_AS(check_out(objects, kept, d / "x", {.mode = mode}), lastro::integrity_error);
        }
        fs::resize_file(large, 1'200'001);
        CHECK_THROWS_AS(check_out(objects, kept, d / "x"), lastro::integrity_error);
        fs::remove(large);
        CHECK_THROWS_AS(check_out(objects, kept, d / "x"), lastro::integrity_error);
        for (const std::string& name : core::list_directory(d.path())) {
            CHECK_MESSAGE((name == "data" || name == "objects" || name == "part"), name);  // nothing half-written
        }
        CHECK(keep_directory(objects, d / "data") == kept);  // keeping it again brings it back
        check_out(objects, kept, d / "x");
        CHECK(contents(d / "x") == contents(d / "data"));
    }

    TEST_CASE("hostile trees: paths that leave, sums that lie, trees that are none") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        const auto put = [&](const std::string& text) { return objects.put(core::as_bytes(text)); };
        const std::string hello = put("hello").hex();
        const std::string head = "lastro.tree/1\n";
        const auto refused = [&](const lastro::hash::digest& root, auto kind) {
            CHECK_THROWS_AS(static_cast<void>(read_snapshot(objects, root)), decltype(kind));
        };
        CHECK(read_snapshot(objects, put(head + "f " + hello + " 5 a\n")).files() == 1);
        refused(put(head + "f " + hello + " 5 ../a\n"), lastro::format_error{""});
        refused(put(head + "f " + hello + " 5 /a\n"), lastro::format_error{""});
        refused(put("hello"), lastro::format_error{""});
        const std::string below = put(head + "f " + hello + " 5 a\n").hex();
        CHECK(read_snapshot(objects, put(head + "d " + below + " 5 b\n")).bytes() == 5);
        refused(put(head + "d " + below + " 6 b\n"), lastro::integrity_error{""});
        refused(put(head + "d " + hello + " 5 b\n"), lastro::format_error{""});
        refused(put(head + "d " + std::string(64, '0') + " 5 b\n"), lastro::integrity_error{""});
        // A file whose size is a lie is found when it is checked out.
        const snapshot lie = read_snapshot(objects, put(head + "f " + hello + " 4 a\n"));
        CHECK_THROWS_AS(check_out(objects, lie, d / "x"), lastro::integrity_error);
        // Each level twice: 2^40 files, if anybody counted that far.
        std::string level = below;
        for (int i = 0; i < 40; ++i) {
            level = put(head + "d " + level + " 0 a\nd " + level + " 0 b\n").hex();
        }
        refused(lastro::hash::digest::parse("blake3:" + level), lastro::format_error{""});
        std::string deep = below;
        for (int i = 0; i < 130; ++i) {
            deep = put(head + "d " + deep + " 5 a\n").hex();
        }
        refused(lastro::hash::digest::parse("blake3:" + deep), lastro::format_error{""});
    }

    TEST_CASE("index: what the store does not have is read, whatever the index knows") {
        const temporary_directory d;
        make_directory(d / "data");
        const auto index = [&](const std::string& store) {
            return lastro::store::keep_directory_reading(object_store{d / store}, d / "data", {.index = d / "i"});
        };
        static_cast<void>(index("one"));
        for (const auto& entry : fs::recursive_directory_iterator{d / "data"}) {
            if (entry.is_regular_file()) {
                fs::last_write_time(entry, fs::file_time_type::clock::now() - std::chrono::hours{1});
            }
        }
        CHECK(index("two").files_read == 8);  // six files and two links: the store is new
        CHECK(lastro::store::read_snapshot(object_store{d / "two"}, index("two").snapshot.digest()).files() == 8);
    }
}
