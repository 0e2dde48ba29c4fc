// SPDX-License-Identifier: MIT
// tests/store/directory_store.test.cpp
#include <lastro/store/directory_store.hpp>

#include <chrono>
#include <filesystem>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/object_store.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "directory_fixture.hpp"

namespace core = lastro::core;
namespace fs = std::filesystem;
using lastro::store::keep_directory;
using lastro::store::object_store;
using lastro::store::read_snapshot;
using lastro::store::snapshot;
using lastro_test::make_directory;

TEST_SUITE("store/directory_store") {
    TEST_CASE("round trip: what is read is what was kept, in one pack and large files") {
        const temporary_directory d;
        make_directory(d / "data");
        const object_store objects{d / "objects"};
        const snapshot kept = keep_directory(objects, d / "data", {.threads = 2});
        CHECK(kept == lastro::store::snapshot_directory(d / "data"));
        const snapshot found = read_snapshot(objects, kept.digest());
        CHECK(found.entries() == kept.entries());
        CHECK(found.bytes() == kept.bytes());
        CHECK(core::list_directory(d / "objects/packs").size() == 1);  // one group for everything small
        keep_directory(objects, d / "data");
        CHECK(core::list_directory(d / "objects/packs").size() == 1);  // nothing new
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
        // A long name above many files, many times: 16 GiB of paths from a tree of 1 MB.
        std::string many = head;
        for (int i = 100'000; i < 116'384; ++i) {
            many += "f " + hello + " 5 " + std::to_string(i) + '\n';
        }
        refused(put(head + "d " + put(many).hex() + " 81920 " + std::string(1'000'000, 'a') + '\n'),
                lastro::format_error{""});
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
