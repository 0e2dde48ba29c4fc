// SPDX-License-Identifier: MIT
// tests/store/verify.test.cpp
#include <lastro/store/verify.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/stored_table.hpp>
#include <lastro/store/tags.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;
using lastro::store::object_store;

TEST_SUITE("store/verify") {
    TEST_CASE("objects: sound ones are counted, damaged ones named, in packs and as files") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        object_store::batch group = objects.begin();
        group.put(core::as_bytes("one"));
        group.put(core::as_bytes("two"));
        const lastro::hash::digest large = group.put(core::as_bytes(std::string(70'000, 'l')));
        group.commit();
        lastro::store::verify_report sound;
        CHECK(verify_objects(objects, sound).size() == 3);
        CHECK(sound.ok());
        CHECK(sound.objects == 3);
        CHECK(sound.bytes == 70'006);
        core::write_file(objects.path(large), core::as_bytes("short"));
        const std::string pack = objects.list().packs.at(0);
        std::string bytes = core::read_text(pack);
        bytes[100] = 1;  // behind the first object: what no name covers
        bytes[128] = '?';
        core::write_file(pack, core::as_bytes(bytes));
        lastro::store::verify_report sick;
        CHECK(verify_objects(object_store{directory / "objects"}, sick).size() == 1);
        REQUIRE(sick.problems.size() == 3);
        CHECK(sick.problems[0].starts_with(objects.path(large)));
        CHECK(sick.problems[1].starts_with(pack + ": blake3:"));
        CHECK(sick.problems[2] == pack +
                                      ": expected objects side by side, and zeros between them, found something else "
                                      "before offset 128");
    }

    TEST_CASE("objects: what cannot be read is a problem, and what follows is read") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        objects.put(core::as_bytes("one"));
        std::filesystem::create_directories(directory / "objects/00/" + std::string(62, '0'));
        lastro::store::verify_report report;
        CHECK(verify_objects(objects, report).size() == 1);
        REQUIRE(report.problems.size() == 1);
        CHECK(report.problems[0].ends_with("cannot map: Is a directory"));
    }

    TEST_CASE("columns: each is compared with its own digest, though another has the same blocks") {
        namespace store = lastro::store;
        const temporary_directory directory;
        const store::history past{directory.path()};
        lastro::data::table rows;
        rows.add("a", lastro::data::column{std::vector<double>{1.0, 2.0}});
        rows.add("b", lastro::data::column{std::vector<double>{1.0, 2.0}});
        const auto problems = [&](const std::string& name, bool lie) {
            auto group = store::begin_table(past.objects());
            store::manifest m = store::write_table(group, rows);
            if (lie) {
                m.columns[1].digest = m.columns[1].blocks;
                m.data = store::fingerprint(m);
            }
            const auto text = store::write_manifest(group, m);
            past.append(store::commit{{.name = name, .data = m.data, .table = text, .rows = 2, .columns = 2}},
                        std::move(group));
            return store::verify(past, store::tags{directory.path()}).problems.size();
        };
        CHECK(problems("sound", false) == 0);
        CHECK(problems("forged", true) == 1);
    }
}
