// SPDX-License-Identifier: MIT
// tests/store/dvc_cache.test.cpp
#include <lastro/store/dvc_cache.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/store/dvc_directory.hpp>
#include <lastro/store/dvc_file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using lastro::core::as_bytes;
using lastro::core::as_text;
using lastro::core::read_text;
using lastro::core::write_file;
using lastro::store::dvc_cache;
using lastro::store::dvc_directory_text;
using lastro::store::dvc_output;

namespace {

/// "data" with the files that dvc 3.55.2 named a0d8b7d20874628b49c477b7059580d1.dir.
void make_data(const temporary_directory& directory) {
    lastro::core::create_directories(directory / "data/\xC3\xA9");
    write_file(directory / "data/x", as_bytes("1\n"));
    write_file(directory / "data/\xC3\xA9/y: z", as_bytes("2\n"));
    write_file(directory / "data/empty", {});
}

template <class Error, class Action>
void refuses(const std::string& message, Action&& action) {
    CHECK_THROWS_WITH_AS(action(), message.c_str(), Error);
}

}  // namespace

TEST_SUITE("store/dvc_cache") {
    TEST_CASE("directory: has the name that dvc gives it, and comes back") {
        const temporary_directory directory;
        make_data(directory);
        const dvc_cache cache{directory / "cache"};
        const dvc_output output = cache.add(directory / "data/");
        CHECK(output ==
              dvc_output{.path = "data", .oid = "a0d8b7d20874628b49c477b7059580d1.dir", .size = 4, .files = 3});
        CHECK(read_text(directory / "cache/files/md5/a0/d8b7d20874628b49c477b7059580d1.dir") ==
              R"([{"md5": "d41d8cd98f00b204e9800998ecf8427e", "relpath": "empty"}, )"
              R"({"md5": "b026324c6904b2a9cb4b88d6d61c81d1", "relpath": "x"}, )"
              R"({"md5": "26ab0db90d72e28ad0ba1e22ee510510", "relpath": "\u00e9/y: z"}])");
        cache.check_out(output, directory / "copy");
        CHECK(read_text(directory / "copy/x") == "1\n");
        CHECK(read_text(directory / "copy/\xC3\xA9/y: z") == "2\n");
        CHECK(read_text(directory / "copy/empty").empty());
        CHECK(cache.add(directory / "copy").oid == output.oid);
        CHECK(lastro::core::list_directory(directory.path()).size() == 3);  // cache, copy, data
        // What a crashed process of the same number has left is in nobody's way, and nobody's data.
        const std::string left = directory / (".lastro-" + std::to_string(::getpid()) + "-0.tmp");
        lastro::core::create_directories(left);
        write_file(left + "/stray", {});
        cache.check_out(output, directory / "again");
        CHECK(lastro::core::list_directory(directory / "again").size() == 3);
        CHECK(lastro::core::file_exists(left + "/stray"));
    }

    TEST_CASE("file: is kept read-only under its MD5, and its permission to be run is kept beside") {
        const temporary_directory directory;
        write_file(directory / "run.sh", as_bytes("#!/bin/sh\n"));
        REQUIRE(::chmod((directory / "run.sh").c_str(), 0755) == 0);
        const dvc_cache cache{directory / "cache"};
        const dvc_output output = cache.add(directory / "run.sh");
        CHECK(output ==
              dvc_output{.path = "run.sh", .oid = "3e2b31c72181b87149ff995e7202c0e3", .size = 10, .executable = true});
        struct ::stat status {};
        REQUIRE(::stat(cache.path(output.oid).c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0444);
        cache.check_out(output, directory / "copy.sh");
        REQUIRE(::stat((directory / "copy.sh").c_str(), &status) == 0);
        CHECK((status.st_mode & S_IXUSR) != 0);
        CHECK(read_text(directory / "copy.sh") == "#!/bin/sh\n");
        CHECK(cache.put(as_bytes("#!/bin/sh\n")) == output.oid);
    }

    TEST_CASE("file: larger than the pieces in which it is read") {
        const temporary_directory directory;
        const std::string content(1'000'000, 'x');
        write_file(directory / "large", as_bytes(content));
        const dvc_cache cache{directory / "cache"};
        const dvc_output output = cache.add(directory / "large");
        CHECK(output.size == 1'000'000);
        CHECK(as_text(cache.get(output.oid).bytes()) == content);
    }

    TEST_CASE("damage: a changed or missing object is an integrity_error, and heals when it is added again") {
        const temporary_directory directory;
        make_data(directory);
        const dvc_cache cache{directory / "cache"};
        const dvc_output output = cache.add(directory / "data");
        const std::string object = cache.path("b026324c6904b2a9cb4b88d6d61c81d1");
        write_file(object, as_bytes("3\n"));  // read-only as before, which DVC takes for proof
        const auto check_out = [&] { cache.check_out(output, directory / "copy"); };
        refuses<lastro::integrity_error>(object +
                                             ": expected content with MD5 b026324c6904b2a9cb4b88d6d61c81d1, found "
                                             "6d7fce9fee471194aa8b5b6e47267f03",
                                         check_out);
        CHECK(lastro::core::list_directory(directory.path()).size() == 2);  // cache, data: nothing half-written
        CHECK(cache.add(directory / "data") == output);
        check_out();
        std::filesystem::remove(object);
        refuses<lastro::integrity_error>(object + ": expected an object of that name, found none",
                                         [&] { cache.check_out(output, directory / "other"); });
        write_file(cache.path(output.oid), as_bytes("[]"));
        refuses<lastro::integrity_error>(cache.path(output.oid) +
                                             ": expected content with MD5 a0d8b7d20874628b49c477b7059580d1, found "
                                             "d751713988987e9331980363e24189ce",
                                         [&] { static_cast<void>(cache.directory(output.oid)); });
    }

    TEST_CASE("check-out: nothing is overwritten, no size is taken on trust, no name leads elsewhere") {
        const temporary_directory directory;
        make_data(directory);
        const dvc_cache cache{directory / "cache"};
        dvc_output output = cache.add(directory / "data");
        refuses<lastro::io_error>(directory / "data: expected nothing of that name yet, found a directory",
                                  [&] { cache.check_out(output, directory / "data"); });
        refuses<lastro::io_error>(directory / "data/x: expected nothing of that name yet, found a file",
                                  [&] { cache.check_out(output, directory / "data/x"); });
        output.size = 5;
        refuses<lastro::integrity_error>("data: expected 5 bytes, found 4",
                                         [&] { cache.check_out(output, directory / "copy"); });
        const std::string one = cache.put(as_bytes("1\n"));
        const auto tree = [&](const std::string& text) {
            const std::string oid = lastro::store::dvc_directory_oid(text);
            lastro::core::create_directories(lastro::core::directory_of(cache.path(oid)));
            write_file(cache.path(oid), as_bytes(text));
            return dvc_output{.path = "t", .oid = oid};
        };
        const dvc_output both = tree(dvc_directory_text({{.path = "a", .md5 = one}, {.path = "a/b", .md5 = one}}));
        refuses<lastro::format_error>(
            cache.path(both.oid) + ": expected a file or a directory of that name, found \"a\" as both",
            [&] { cache.check_out(both, directory / "copy"); });
        const dvc_output back = tree(dvc_directory_text({{.path = "a\\b", .md5 = one}}));
        refuses<lastro::format_error>(cache.path(back.oid) +
                                          ": expected a name in UTF-8 without control characters and backslashes, "
                                          "found \"a\\\\b\"",
                                      [&] { cache.check_out(back, directory / "copy"); });
        const dvc_output up = tree(R"([{"md5": ")" + one + R"(", "relpath": "../up"}])");
        CHECK_THROWS_AS(cache.check_out(up, directory / "copy"), lastro::format_error);
        CHECK_FALSE(lastro::core::file_exists(directory / "up"));
        CHECK_FALSE(lastro::core::directory_exists(directory / "copy"));
    }

    TEST_CASE("adding: what is neither a file nor a directory, or has a bad name, is refused") {
        const temporary_directory directory;
        make_data(directory);
        const dvc_cache cache{directory / "cache"};
        CHECK_THROWS_AS(static_cast<void>(cache.add(directory / "none")), lastro::io_error);
        std::filesystem::create_symlink("x", directory / "data/link");
        refuses<lastro::io_error>(directory / "data/link: expected a file or a directory, found a symbolic link",
                                  [&] { static_cast<void>(cache.add(directory / "data")); });
        std::filesystem::remove(directory / "data/link");
        write_file(directory / "data/a\\b", {});
        refuses<lastro::format_error>(directory /
                                          "data/a\\b: expected a name in UTF-8 without control characters "
                                          "and backslashes, found \"a\\\\b\"",
                                      [&] { static_cast<void>(cache.add(directory / "data")); });
        std::filesystem::remove(directory / "data/a\\b");
        lastro::core::create_directories(directory / "data/.git");
        refuses<lastro::format_error>(
            directory / "data/.git: expected no name that DVC leaves out or refuses, found \".git\"",
            [&] { static_cast<void>(cache.add(directory / "data")); });
    }

    TEST_CASE("checkout: a link to nothing is something; an executable is nobody's who may not read") {
        const temporary_directory d;
        write_file(d / "run", as_bytes("#!/bin/sh\n"));
        ::chmod((d / "run").c_str(), 0700);
        const dvc_cache cache{d / "cache"};
        const dvc_output run = cache.add(d / "run");
        std::filesystem::create_symlink("nowhere", d / "to");
        CHECK_THROWS_AS(cache.check_out(run, d / "to"), lastro::io_error);
        CHECK(std::filesystem::is_symlink(d / "to"));
        const auto mask = ::umask(0077);
        cache.check_out(run, d / "out");
        ::umask(mask);
        CHECK(std::filesystem::status(d / "out").permissions() == std::filesystem::perms{0700});
    }
}
