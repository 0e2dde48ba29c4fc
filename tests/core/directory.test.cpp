// SPDX-License-Identifier: MIT
// tests/core/directory.test.cpp
#include <lastro/core/directory.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "temporary_directory.hpp"

#include <doctest/doctest.h>

namespace core = lastro::core;

TEST_SUITE("core/directory") {
    TEST_CASE("create_directories: makes what is missing, and again is no error") {
        const temporary_directory here;
        core::create_directories(here / "a/b/c");
        CHECK(core::directory_exists(here / "a/b/c"));
        CHECK_NOTHROW(core::create_directories(here / "a/b/c"));
        CHECK_NOTHROW(core::create_directories(here / "a/b/"));
        CHECK_NOTHROW(core::create_directories("."));
        CHECK_NOTHROW(core::create_directories("/"));
        core::create_directories(here / "d//e/");
        CHECK(core::directory_exists(here / "d/e"));
    }

    TEST_CASE("create_directories: says which name is in the way") {
        const temporary_directory here;
        std::ofstream{here / "file"} << "x";
        CHECK_THROWS_WITH_AS(core::create_directories(here / "file"),
                             ((here / "file") + ": cannot create directory: File exists").c_str(), lastro::io_error);
        CHECK_THROWS_WITH_AS(core::create_directories(here / "file/below"),
                             ((here / "file") + ": cannot create directory: File exists").c_str(), lastro::io_error);
        CHECK_THROWS_WITH_AS(core::create_directories(""), "\"\": cannot create directory: No such file or directory",
                             lastro::io_error);
    }

    TEST_CASE("directory_exists: only directories") {
        const temporary_directory here;
        std::ofstream{here / "file"} << "x";
        CHECK(core::directory_exists(here.path()));
        CHECK_FALSE(core::directory_exists(here / "file"));
        CHECK_FALSE(core::directory_exists(here / "nothing"));
        CHECK_FALSE(core::directory_exists(""));
    }

    TEST_CASE("list_directory: names in byte order, hidden ones too") {
        const temporary_directory here;
        CHECK(core::list_directory(here.path()).empty());
        for (const char* name : {"b", "a", "B", ".z", "\xC3\xA9", "10", "9"}) {
            std::ofstream{here / name} << "x";
        }
        std::filesystem::create_directory(here / "directory");
        CHECK(core::list_directory(here.path()) ==
              std::vector<std::string>{".z", "10", "9", "B", "a", "b", "directory", "\xC3\xA9"});
    }

    TEST_CASE("list_directory: refuses what is not a directory") {
        const temporary_directory here;
        std::ofstream{here / "file"} << "x";
        CHECK_THROWS_WITH_AS(static_cast<void>(core::list_directory(here / "file")),
                             ((here / "file") + ": cannot list directory: Not a directory").c_str(), lastro::io_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(core::list_directory(here / "nothing")),
                             ((here / "nothing") + ": cannot list directory: No such file or directory").c_str(),
                             lastro::io_error);
    }

    TEST_CASE("sync_directory: works on a directory and on nothing else") {
        const temporary_directory here;
        std::ofstream{here / "file"} << "x";
        CHECK_NOTHROW(core::sync_directory(here.path()));
        CHECK_THROWS_WITH_AS(core::sync_directory(here / "file"),
                             ((here / "file") + ": cannot open directory: Not a directory").c_str(), lastro::io_error);
    }
}
