// SPDX-License-Identifier: MIT
// tests/store/object_walk.test.cpp
#include <lastro/store/object_walk.hpp>

#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/object_store.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;
using lastro::hash::digest;
using lastro::store::object_store;
using lastro::store::object_walk;

TEST_SUITE("store/object_walk") {
    TEST_CASE("walk: names everything once, records after what they name, and goes on behind damage") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        const auto put = [&](const std::string& text) { return objects.put(core::as_bytes(text)); };
        const std::string head = "lastro.tree/1\n";
        const digest hello = put("hello");
        const digest below = put(head + "f " + hello.hex() + " 5 x\n");
        const digest lost = lastro::hash::blake3::of(core::as_bytes("lost"));
        const digest root =
            put(head + "d " + below.hex() + " 5 a\nd " + below.hex() + " 5 b\nf " + lost.hex() + " 4 c\n");
        const auto source = [&](const digest& name) { return objects.find(name); };
        object_walk walk{source};
        walk.visit_tree(root, "images@1");
        walk.visit_tree(root, "images@1");
        CHECK(walk.content() == std::vector<digest>{hello, lost});
        CHECK(walk.records() == std::vector<digest>{below, root});
        CHECK(walk.needed().size() == 4);
        CHECK(walk.problems().empty());

        core::write_file(objects.path(below), core::as_bytes("something else"));
        object_walk again{source};
        again.visit_tree(root, "images@1");
        CHECK(again.content() == std::vector<digest>{lost});
        REQUIRE(again.problems().size() == 1);
        CHECK(again.problems()[0].starts_with("images@1: " + objects.path(below) + ": expected content with digest"));
        CHECK(again.needed().contains(below));
    }

    TEST_CASE("objects: missing, too long or something else is an integrity_error") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        const digest name = objects.put(core::as_bytes("hello"));
        const auto source = [&](const digest& wanted) { return objects.find(wanted); };
        CHECK(core::as_text(lastro::store::require_object(source, name, 5).bytes()) == "hello");
        CHECK_THROWS_AS(static_cast<void>(lastro::store::require_object(source, name, 4)), lastro::integrity_error);
        CHECK_THROWS_AS(static_cast<void>(lastro::store::require_object(source, digest{})), lastro::integrity_error);
        core::write_file(objects.path(name), core::as_bytes("hallo"));
        CHECK_THROWS_AS(static_cast<void>(lastro::store::require_object(source, name)), lastro::integrity_error);
    }

    TEST_CASE("roles: what is the content of a file in one place is a tree in another") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        const auto put = [&](const std::string& text) { return objects.put(core::as_bytes(text)); };
        const std::string head = "lastro.tree/1\n";
        const digest hello = put("hello");
        const digest tree = put(head + "f " + hello.hex() + " 5 x\n");
        const digest holds_it_as_a_file = put(head + "f " + tree.hex() + " 83 x\n");
        object_walk walk{[&](const digest& name) { return objects.find(name); }};
        walk.visit_tree(holds_it_as_a_file, "backup@1");
        walk.visit_tree(tree, "images@1");
        CHECK(walk.content() == std::vector<digest>{tree, hello});
        CHECK(walk.records() == std::vector<digest>{holds_it_as_a_file, tree});
        CHECK(walk.needed().size() == 3);
    }
}
