// SPDX-License-Identifier: MIT
// tests/store/object_inventory.test.cpp
#include <lastro/store/object_inventory.hpp>

#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/pack_set.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using lastro::core::as_bytes;
using lastro::hash::digest;
using lastro::store::list_objects;
using lastro::store::object_inventory;
using lastro::store::object_store;
using lastro::store::pack_set;

TEST_SUITE("store/object_inventory") {
    TEST_CASE("listing: objects, what a crash has left, and what does not belong") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        pack_set packs{directory / "objects/packs"};
        CHECK(list_objects(directory / "objects", packs).objects.empty());
        const digest name = objects.put(as_bytes("content"));
        const std::string below = lastro::core::directory_of(objects.path(name));
        lastro::core::write_file(below + "/.lastro-1-0.tmp", {});
        lastro::core::write_file(directory / "objects/.lastro-1-0.tmp", {});
        lastro::core::write_file(below + "/notes.txt", {});
        lastro::core::write_file(directory / "objects/zz", {});
        const object_inventory found = list_objects(directory / "objects", packs);
        CHECK(found.objects == std::vector<digest>{name});
        CHECK(found.unfinished ==
              std::vector<std::string>{directory / "objects/.lastro-1-0.tmp", below + "/.lastro-1-0.tmp"});
        CHECK(found.foreign == std::vector<std::string>{below + "/notes.txt", directory / "objects/zz"});
        object_store::batch group = objects.begin();
        group.put(as_bytes("small"));
        group.commit();
        const object_inventory more = list_objects(directory / "objects", packs);
        CHECK(more.objects.size() == 2);
        CHECK(more.files == std::vector<digest>{name});
        REQUIRE(more.packs.size() == 1);
        CHECK(more.unreadable.empty());
        lastro::core::write_file(more.packs[0], as_bytes("no pack"));
        pack_set fresh{directory / "objects/packs"};
        const object_inventory damaged = list_objects(directory / "objects", fresh);
        CHECK(damaged.packs == more.packs);
        CHECK(damaged.unreadable.size() == 1);
        CHECK(damaged.objects == std::vector<digest>{name});  // not the other, which nobody can read
    }

    TEST_CASE("temporary names: those of files that are not finished, and no others") {
        using lastro::store::is_temporary_name;
        CHECK(is_temporary_name(".lastro-12-0.tmp"));
        CHECK_FALSE(is_temporary_name("lastro-12-0.tmp"));
        CHECK_FALSE(is_temporary_name(".lastro-12-0"));
        CHECK_FALSE(is_temporary_name(""));
    }
}
