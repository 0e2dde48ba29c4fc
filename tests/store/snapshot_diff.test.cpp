// SPDX-License-Identifier: MIT
// tests/store/snapshot_diff.test.cpp
#include <lastro/store/snapshot_diff.hpp>

#include <sstream>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/tree.hpp>

#include <doctest/doctest.h>

using lastro::store::diff;
using lastro::store::entry_kind;
using lastro::store::snapshot;
using lastro::store::tree_entry;

namespace {

tree_entry file(const std::string& path, const std::string& content, entry_kind kind = entry_kind::file) {
    return {.name = path,
            .kind = kind,
            .bytes = content.size(),
            .digest = lastro::hash::blake3::of(lastro::core::as_bytes(content))};
}

std::string told(const std::vector<tree_entry>& before, const std::vector<tree_entry>& after) {
    std::ostringstream text;
    for (const auto& change : diff(snapshot{before}, snapshot{after})) {
        text << change << '\n';
    }
    return text.str();
}

}  // namespace

TEST_SUITE("store/snapshot_diff") {
    TEST_CASE("diff: added, removed, changed and renamed, in the order of paths") {
        CHECK(told({file("a", "1"), file("b", "2"), file("d/c", "3"), file("z", "4")},
                   {file("a", "1"), file("b", "x"), file("d/new", "5"), file("e/c", "3")}) ==
              "changed b\nadded d/new\nrenamed d/c -> e/c\nremoved z\n");
        CHECK(told({}, {}) == "");
        CHECK(told({file("a", "1")}, {file("a", "1")}) == "");
        CHECK(told({}, {file("a", "1"), file("b", "2")}) == "added a\nadded b\n");
        CHECK(told({file("a", "1"), file("b", "2")}, {}) == "removed a\nremoved b\n");
    }

    TEST_CASE("diff: the executable bit and the kind are changes; a directory in place of a file is two") {
        CHECK(told({file("a", "1")}, {file("a", "1", entry_kind::executable)}) == "changed a\n");
        CHECK(told({file("a", "1")}, {file("a", "1", entry_kind::link)}) == "changed a\n");
        CHECK(told({file("a", "1")}, {file("a/b", "2")}) == "removed a\nadded a/b\n");
        CHECK(told({file("a", "1")}, {file("b", "1", entry_kind::executable)}) == "removed a\nadded b\n");
    }

    TEST_CASE("renames: the first of several that are equal, each once, and nothing that is empty") {
        CHECK(told({file("a", "1"), file("b", "1")}, {file("c", "1"), file("d", "1"), file("e", "1")}) ==
              "renamed a -> c\nrenamed b -> d\nadded e\n");
        CHECK(told({file("a", "1"), file("b", "1")}, {file("c", "1")}) == "removed b\nrenamed a -> c\n");
        CHECK(told({file("a", "")}, {file("b", "")}) == "removed a\nadded b\n");
    }
}
