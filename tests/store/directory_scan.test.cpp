// SPDX-License-Identifier: MIT
// tests/store/directory_scan.test.cpp
#include <lastro/store/directory_scan.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;
namespace fs = std::filesystem;
using lastro::store::entry_kind;
using lastro::store::link_policy;
using lastro::store::scan_directory;
using lastro::store::scan_settings;

namespace {

void write(const std::string& path, const std::string& content = "x") {
    fs::create_directories(fs::path{path}.parent_path());
    core::write_file(path, core::as_bytes(content));
}

std::string listed(const std::string& directory, const scan_settings& settings = {}) {
    std::string text;
    for (const auto& entry : scan_directory(directory, settings)) {
        text += static_cast<char>(entry.kind) + (' ' + entry.path) + '\n';
    }
    return text;
}

}  // namespace

TEST_SUITE("store/directory_scan") {
    TEST_CASE("scan: files, executables, links and empty directories, in the order of paths") {
        const temporary_directory d;
        write(d / "b/two", "22");
        write(d / "b.txt");
        write(d / "run");
        fs::permissions(d / "run", fs::perms::owner_all);
        fs::create_directories(d / "empty/below");
        fs::create_symlink("b/two", d / "to-two");
        fs::create_symlink("nowhere", d / "broken");
        const std::string expected = "f b/two\nf b.txt\nl broken\nd empty/below\nx run\nl to-two\n";
        CHECK(listed(d.path()) == expected);
        CHECK(listed(d.path(), {.threads = 3}) == expected);
        CHECK(listed(d.path(), {.except = {"b", "empty/below", "run"}}) == "f b.txt\nl broken\nd empty\nl to-two\n");
        CHECK(scan_directory(d.path())[0].stamp.bytes == 2);
        CHECK(scan_directory(d / "empty/below").empty());
    }

    TEST_CASE("links: kept, followed or refused; a loop and a broken one are errors where they are followed") {
        const temporary_directory d;
        write(d / "real/file");
        fs::create_directory_symlink("real", d / "also");
        CHECK(listed(d.path()) == "l also\nf real/file\n");
        CHECK(listed(d.path(), {.links = link_policy::follow}) == "f also/file\nf real/file\n");
        CHECK_THROWS_WITH_AS(listed(d.path(), {.links = link_policy::refuse}),
                             (d / "also: expected a file or a directory, found a symbolic link").c_str(),
                             lastro::io_error);
        fs::create_directory_symlink(".", d / "real/up");
        CHECK(listed(d.path()) == "l also\nf real/file\nl real/up\n");
        CHECK_THROWS_WITH_AS(
            listed(d / "real", {.links = link_policy::follow}),
            (d / "real/up: expected links without a loop, found one that leads back to \"" + d / "real\"").c_str(),
            lastro::io_error);
        fs::remove(d / "real/up");
        fs::create_symlink("itself", d / "itself");
        CHECK_THROWS_AS(listed(d.path(), {.links = link_policy::follow}), lastro::io_error);
        CHECK(listed(d.path()) == "l also\nl itself\nf real/file\n");
    }

    TEST_CASE("names: unsafe ones never, those that others cannot create unless told") {
        const temporary_directory d;
        write(d / "a:b");
        CHECK_THROWS_WITH_AS(
            listed(d.path()),
            (d / "a:b: expected a name that every system can create (or portable_names = false), found \"a:b\"")
                .c_str(),
            lastro::format_error);
        CHECK(listed(d.path(), {.portable_names = false}) == "f a:b\n");
        fs::remove(d / "a:b");
        write(d / "Cat");
        write(d / "cat");
        CHECK_THROWS_WITH_AS(
            listed(d.path()),
            (d.path() +
             ": expected names that differ by more than case (or portable_names = false), found \"cat\" twice")
                .c_str(),
            lastro::format_error);
        CHECK(listed(d.path(), {.portable_names = false}) == "f Cat\nf cat\n");
        fs::remove(d / "Cat");
        for (const char* const name : {"back\\slash", "new\nline", "\xFF"}) {
            write(d / name);
            CHECK_THROWS_AS(listed(d.path(), {.portable_names = false}), lastro::format_error);
            fs::remove(d / name);
        }
    }

    TEST_CASE("refused: pipes, files in place of a directory, what is not there, what is too deep") {
        const temporary_directory d;
        REQUIRE(::mkfifo((d / "pipe").c_str(), 0600) == 0);
        CHECK_THROWS_WITH_AS(listed(d.path()),
                             (d / "pipe: expected a file, a directory or a link, found something else").c_str(),
                             lastro::io_error);
        fs::remove(d / "pipe");
        write(d / "file");
        CHECK_THROWS_WITH_AS(listed(d / "file"), (d / "file: cannot open directory: Not a directory").c_str(),
                             lastro::io_error);
        CHECK_THROWS_AS(listed(d / "nowhere"), lastro::io_error);
        std::string deep = d / "d";
        for (int i = 0; i < 130; ++i) {
            deep += "/d";
        }
        fs::create_directories(deep);
        CHECK_THROWS_AS(listed(d.path()), lastro::format_error);
    }
}
