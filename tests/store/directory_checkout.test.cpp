// SPDX-License-Identifier: MIT
// tests/store/directory_checkout.test.cpp
#include <lastro/store/directory_checkout.hpp>

#include <sys/stat.h>

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/store/directory_store.hpp>
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
using lastro::store::snapshot;
using lastro_test::contents;
using lastro_test::make_directory;
using lastro_test::write;

TEST_SUITE("store/directory_checkout") {
    TEST_CASE("round trip: what is checked out is what was kept, with kinds, links and empty directories") {
        const temporary_directory d;
        make_directory(d / "data");
        const object_store objects{d / "objects"};
        const snapshot found = keep_directory(objects, d / "data", {.threads = 2});
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

    TEST_CASE("hostile trees: a file whose size is a lie is found when it is checked out") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        const std::string hello = objects.put(core::as_bytes("hello")).hex();
        const auto root = objects.put(core::as_bytes("lastro.tree/1\nf " + hello + " 4 a\n"));
        const snapshot lie = lastro::store::read_snapshot(objects, root);
        CHECK_THROWS_AS(check_out(objects, lie, d / "x"), lastro::integrity_error);
        CHECK_FALSE(fs::exists(d / "x"));
    }

    TEST_CASE("checkout: every path that is wanted must be there") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        write(d / "data/a", "hello");
        write(d / "data/b/c", "hello");
        const snapshot all = keep_directory(objects, d / "data");
        CHECK_THROWS_WITH_AS(check_out(objects, all, d / "out", {.only = {"b", "typo"}}),
                             "store::check_out: only: expected paths that are in the snapshot, found \"typo\"",
                             std::invalid_argument);
        CHECK_NOTHROW(check_out(objects, all, d / "out", {.only = {"b", "b/c"}}));
    }

    TEST_CASE("permissions: an executable is nobody's who may not read") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        write(d / "data/run", "#!/bin/sh\n");
        write(d / "data/large", lastro_test::noise(1'100'000, 1));
        fs::permissions(d / "data/run", fs::perms::owner_all);
        fs::permissions(d / "data/large", fs::perms::owner_all);
        const snapshot all = keep_directory(objects, d / "data");
        const auto mask = ::umask(0077);
        check_out(objects, all, d / "private");
        ::umask(0022);
        check_out(objects, all, d / "public");
        ::umask(mask);
        for (const char* name : {"/run", "/large"}) {
            CHECK(fs::status(d / "private" + name).permissions() == fs::perms{0700});
            CHECK(fs::status(d / "public" + name).permissions() == fs::perms{0755});
        }
    }

    TEST_CASE("hostile trees: a size beyond all disks takes neither time nor space") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        const auto name = objects.put(core::as_bytes(lastro_test::noise(1'100'000, 4)));
        const std::string size = "9000000000000000";
        const auto root = objects.put(core::as_bytes("lastro.tree/1\nf " + name.hex() + ' ' + size + " a\n"));
        const snapshot forged = lastro::store::read_snapshot(objects, root);
        for (const auto mode : {checkout_mode::copy, checkout_mode::hardlink}) {
            const std::string message = objects.path(name) + ": expected " + size + " bytes, found 1100000";
            CHECK_THROWS_WITH_AS(check_out(objects, forged, d / "out", {.mode = mode}), message.c_str(),
                                 lastro::integrity_error);
        }
    }
}
