// SPDX-License-Identifier: MIT
// tests/store/verify.test.cpp
#include <lastro/store/verify.hpp>

#include <set>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/object_store.hpp>

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
}
