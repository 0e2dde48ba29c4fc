// SPDX-License-Identifier: MIT
// tests/store/lfs_objects.test.cpp
#include <lastro/store/lfs_objects.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/store/lfs_pointer.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using lastro::core::as_bytes;
using lastro::core::as_text;
using lastro::store::lfs_objects;
using lastro::store::lfs_pointer;

TEST_SUITE("store/lfs_objects") {
    TEST_CASE("objects: lie where git-lfs looks for them, and come back") {
        const temporary_directory directory;
        const lfs_objects objects{directory / "lfs"};
        const lfs_pointer pointer = objects.put(as_bytes("hello"));
        CHECK(pointer == lastro::store::lfs_pointer_of(as_bytes("hello")));
        const std::string path =
            directory / "lfs/objects/2c/f2/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        CHECK(objects.path(pointer.oid) == path);
        CHECK(lastro::core::read_text(path) == "hello");
        CHECK(as_text(objects.get(pointer).bytes()) == "hello");
    }

    TEST_CASE("objects: damage is an integrity_error, and heals when the content is put again") {
        const temporary_directory directory;
        const lfs_objects objects{directory / "lfs"};
        const lfs_pointer pointer = objects.put(as_bytes("hello"));
        const std::string path = objects.path(pointer.oid);
        const auto refuses = [&](const std::string& message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(objects.get(pointer)), (path + message).c_str(),
                                 lastro::integrity_error);
        };
        lastro::core::write_file(path, as_bytes("hallo"));
        refuses(": expected content with digest " + pointer.oid.to_string() + ", found " +
                lastro::store::lfs_pointer_of(as_bytes("hallo")).oid.to_string());
        lastro::core::write_file(path, as_bytes("hell"));
        refuses(": expected 5 bytes, found 4");
        CHECK(objects.put(as_bytes("hello")) == pointer);
        CHECK(as_text(objects.get(pointer).bytes()) == "hello");
        std::filesystem::remove(path);
        refuses(": expected an object of that name, found none");
    }

    TEST_CASE("objects: the empty file has a pointer and no object") {
        const temporary_directory directory;
        const lfs_objects objects{directory / "lfs"};
        const lfs_pointer pointer = objects.put({});
        CHECK(pointer.size == 0);
        CHECK_FALSE(lastro::core::directory_exists(directory / "lfs"));
        CHECK_THROWS_WITH_AS(static_cast<void>(objects.get(pointer)),
                             "store::lfs_objects::get: expected a pointer of size above 0, found 0",
                             std::invalid_argument);
    }
}
