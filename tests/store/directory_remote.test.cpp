// SPDX-License-Identifier: MIT
// tests/store/directory_remote.test.cpp
#include <lastro/store/directory_remote.hpp>

#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using lastro::core::as_bytes;
using lastro::store::directory_remote;

TEST_SUITE("store/directory_remote") {
    TEST_CASE("remote: a directory of its own, objects by name, and a head that moves only from where it is") {
        const temporary_directory d;
        const directory_remote there{d / "backup.lastro"};
        const auto name = lastro::hash::blake3::of(as_bytes("content"));
        CHECK_FALSE(there.contains(name));
        CHECK_FALSE(there.find(name));
        CHECK_FALSE(there.head("images"));
        auto group = there.begin();
        group.put_as(name, as_bytes("content"));
        CHECK_FALSE(there.contains(name));
        group.commit();
        CHECK(lastro::core::as_text(there.find(name)->bytes()) == "content");
        CHECK_FALSE(there.advance("images", name, name));
        CHECK(there.names().empty());
        CHECK(there.advance("images", {}, name));
        CHECK(lastro::core::read_text(d / "backup.lastro/refs/images") == name.to_string() + '\n');
    }

    TEST_CASE("remote: a directory that holds other things is refused") {
        const temporary_directory d;
        lastro::core::write_file(d / "photo.jpg", as_bytes("x"));
        CHECK_THROWS_AS(directory_remote{d.path()}, lastro::format_error);
    }
}
