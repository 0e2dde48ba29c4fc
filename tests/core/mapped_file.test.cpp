// SPDX-License-Identifier: MIT
// tests/core/mapped_file.test.cpp
#include <lastro/core/mapped_file.hpp>

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <type_traits>
#include <utility>

#include "temporary_directory.hpp"

#include <doctest/doctest.h>

namespace core = lastro::core;
using core::mapped_file;

namespace {

static_assert(!std::is_copy_constructible_v<mapped_file>);
static_assert(std::is_nothrow_move_constructible_v<mapped_file> && std::is_nothrow_move_assignable_v<mapped_file>);

}  // namespace

TEST_SUITE("core/mapped_file") {
    TEST_CASE("mapped_file: shows exactly the bytes of the file") {
        const temporary_directory here;
        const std::string content = std::string(10000, 'x') + "end";
        std::ofstream{here / "file", std::ios::binary} << content;
        const mapped_file file{here / "file"};
        CHECK(core::as_text(file.bytes()) == content);
    }

    TEST_CASE("mapped_file: files of every size around where reading ends and mapping begins, aligned to a page") {
        const temporary_directory here;
        for (const std::size_t size : {1U, 4096U, 262'143U, 262'144U, 262'145U, 300'000U}) {
            CAPTURE(size);
            std::string content(size, 'x');
            content.back() = 'y';
            std::ofstream{here / "file", std::ios::binary} << content;
            const mapped_file file{here / "file"};
            CHECK(core::as_text(file.bytes()) == content);
            CHECK(reinterpret_cast<std::uintptr_t>(file.bytes().data()) % 4096 == 0);
            mapped_file::release(file.bytes());
            CHECK(core::as_text(file.bytes()) == content);
        }
    }

    TEST_CASE("mapped_file: what was released is read again where it is asked for") {
        const temporary_directory here;
        std::string content;
        for (int i = 0; i < 900'000; ++i) {
            content += static_cast<char>(i * 7);
        }
        std::ofstream{here / "file", std::ios::binary} << content;
        const mapped_file file{here / "file"};
        CHECK(core::as_text(file.bytes()) == content);
        for (const std::size_t begin : {0U, 1U, 4095U, 4096U, 500'000U, 700'000U, 899'999U}) {
            mapped_file::release(file.bytes().subspan(begin));
            mapped_file::release(file.bytes().subspan(begin, 1));
            CHECK(core::as_text(file.bytes()) == content);
        }
    }

    TEST_CASE("mapped_file: an empty file is empty, not an error") {
        const temporary_directory here;
        std::ofstream{here / "empty"}.flush();
        CHECK(mapped_file{here / "empty"}.bytes().empty());
    }

    TEST_CASE("mapped_file: moves, and outlives the name of the file") {
        const temporary_directory here;
        std::ofstream{here / "a"} << "first";
        std::ofstream{here / "b"} << "second";
        mapped_file a{here / "a"};
        mapped_file b{std::move(a)};
        CHECK(core::as_text(b.bytes()) == "first");
        b = mapped_file{here / "b"};
        CHECK(core::as_text(b.bytes()) == "second");
        std::filesystem::remove(here / "b");
        CHECK(core::as_text(b.bytes()) == "second");
    }

    TEST_CASE("mapped_file: refuses what is missing, unreadable or no file") {
        const temporary_directory here;
        CHECK_THROWS_WITH_AS(mapped_file{here / "nothing"},
                             ((here / "nothing") + ": cannot open for reading: No such file or directory").c_str(),
                             lastro::io_error);
        CHECK_THROWS_WITH_AS(mapped_file{here.path()}, (here.path() + ": cannot map: Is a directory").c_str(),
                             lastro::io_error);
        CHECK_THROWS_WITH_AS(mapped_file{"/dev/null"}, "/dev/null: cannot map: Invalid argument", lastro::io_error);
        CHECK_THROWS_WITH_AS(mapped_file{""}, "\"\": cannot open for reading: No such file or directory",
                             lastro::io_error);
    }

    TEST_CASE("mapped_file: a pipe is refused, and nobody waits for who might write to it") {
        const temporary_directory here;
        const std::string pipe = here / "pipe";
        REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
        CHECK_THROWS_AS(mapped_file{pipe}, lastro::io_error);
    }
}
