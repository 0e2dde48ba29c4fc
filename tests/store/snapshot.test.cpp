// SPDX-License-Identifier: MIT
// tests/store/snapshot.test.cpp
#include <lastro/store/snapshot.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/tree.hpp>

#include <doctest/doctest.h>

using lastro::core::as_bytes;
using lastro::hash::blake3;
using lastro::store::entry_kind;
using lastro::store::path_before;
using lastro::store::snapshot;
using lastro::store::tree_entry;

namespace {

tree_entry file(const std::string& path, const std::string& content, entry_kind kind = entry_kind::file) {
    return {.name = path, .kind = kind, .bytes = content.size(), .digest = blake3::of(as_bytes(content))};
}

std::string hex(const std::string& content) { return blake3::of(as_bytes(content)).hex(); }

}  // namespace

TEST_SUITE("store/snapshot") {
    TEST_CASE("digest: is that of the tree, built by hand from the page about the format") {
        const std::string below = "lastro.tree/1\nx " + hex("go") + " 2 run\n";
        const std::string root = "lastro.tree/1\nf " + hex("hello") + " 5 a.txt\nd " + hex(below) + " 2 b\nd " +
                                 hex("lastro.tree/1\n") + " 0 empty\n";
        std::map<std::string, std::string> kept;
        const snapshot s{
            {{.name = "empty", .kind = entry_kind::directory, .digest = blake3::of(as_bytes("lastro.tree/1\n"))},
             file("b/run", "go", entry_kind::executable),
             file("a.txt", "hello")},
            [&](const lastro::hash::digest& name, const std::string& text) { kept[name.hex()] = text; }};
        CHECK(s.digest().hex() == hex(root));
        CHECK(kept == std::map<std::string, std::string>{
                          {hex(below), below}, {hex("lastro.tree/1\n"), "lastro.tree/1\n"}, {hex(root), root}});
        CHECK(s.files() == 2);
        CHECK(s.bytes() == 7);
        CHECK(to_string(s) == s.digest().short_form() + "  2 files, 7 bytes");
        CHECK(s.entries()[0].name == "a.txt");
        REQUIRE(s.find("b/run") != nullptr);
        CHECK(s.find("b/run")->kind == entry_kind::executable);
        CHECK(s.find("b") == nullptr);
        CHECK(snapshot{}.digest().hex() == hex("lastro.tree/1\n"));
    }

    TEST_CASE("digest: depends on content, names and kinds, and not on the order of arrival") {
        const snapshot s{{file("a", "1"), file("b/c", "2"), file("b.c", "3")}};
        CHECK(s == snapshot{{file("b.c", "3"), file("b/c", "2"), file("a", "1")}});
        CHECK(s != snapshot{{file("a", "1"), file("b/c", "2"), file("b.c", "4")}});
        CHECK(s != snapshot{{file("a", "1"), file("b/d", "2"), file("b.c", "3")}});
        CHECK(s != snapshot{{file("a", "1", entry_kind::executable), file("b/c", "2"), file("b.c", "3")}});
        CHECK(s.entries()[1].name == "b/c");
    }

    TEST_CASE("order: part by part, as trees nest") {
        CHECK(path_before("a", "b"));
        CHECK(path_before("a/z", "a.b"));
        CHECK(path_before("a", "a/b"));
        CHECK(path_before("a/b", "a b"));
        CHECK_FALSE(path_before("a", "a"));
        CHECK(path_before("z", "\xC3\xA9"));
    }

    TEST_CASE("refused: paths that leave the directory, occur twice, or need a file to be a directory") {
        const auto refused = [](std::vector<tree_entry> entries) {
            CHECK_THROWS_AS(snapshot{std::move(entries)}, std::invalid_argument);
        };
        refused({file("../a", "1")});
        refused({file("/a", "1")});
        refused({file("a//b", "1")});
        refused({file("a", "1"), file("a", "2")});
        refused({file("a", "1"), file("a/b", "2")});
        refused({file("a", "1"), file("a/b/c", "2"), file("a.b", "3")});
        std::string deep = "x";
        for (int i = 0; i < 130; ++i) {
            deep += "/x";
        }
        refused({file(deep, "1")});
    }
}
