// SPDX-License-Identifier: MIT
// tests/core/path.test.cpp
#include <lastro/core/path.hpp>

#include <string>

#include <doctest/doctest.h>

namespace core = lastro::core;

TEST_SUITE("core/path") {
    TEST_CASE("join_path: one slash between, and absolute names stand for themselves") {
        CHECK(core::join_path("a", "b") == "a/b");
        CHECK(core::join_path("a/", "b") == "a/b");
        CHECK(core::join_path("/", "b") == "/b");
        CHECK(core::join_path("", "b") == "b");
        CHECK(core::join_path("a", "b/c") == "a/b/c");
        CHECK(core::join_path("a", "/b") == "/b");
        CHECK(core::join_path("a", "") == "a/");
    }

    TEST_CASE("directory_of: where an entry stands") {
        CHECK(core::directory_of("a/b") == "a");
        CHECK(core::directory_of("a/b/c") == "a/b");
        CHECK(core::directory_of("a") == ".");
        CHECK(core::directory_of("") == ".");
        CHECK(core::directory_of("/a") == "/");
        CHECK(core::directory_of("/") == "/");
        CHECK(core::directory_of("a/b/") == "a");
        CHECK(core::directory_of("a//") == ".");
    }

    TEST_CASE("is_safe_relative_path: names that stay below their directory") {
        for (const char* path : {"a", "a/b", "a.b", "...", ".hidden", "a/..b/c", "with space", "caf\xC3\xA9", "-rf"}) {
            CAPTURE(path);
            CHECK(core::is_safe_relative_path(path));
        }
        for (const char* path : {"", "/", "/a", "..", "../a", "a/..", "a/../b", ".", "./a", "a/.", "a//b", "a/", "a\\b",
                                 "a\nb", "a\tb", "\x1B[31m", "\x7F", "\xFF", "..\\a"}) {
            CAPTURE(path);
            CHECK_FALSE(core::is_safe_relative_path(path));
        }
        CHECK_FALSE(core::is_safe_relative_path(std::string{"a\0b", 3}));
    }
}
