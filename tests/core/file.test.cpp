// SPDX-License-Identifier: MIT
// tests/core/file.test.cpp
#include <lastro/core/file.hpp>

#include <sys/stat.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ordinary_user.hpp"
#include "temporary_directory.hpp"

#include <doctest/doctest.h>

namespace core = lastro::core;

namespace {

using names = std::vector<std::string>;

void write(const std::string& path, std::string_view text) { core::write_file(path, core::as_bytes(text)); }

}  // namespace

TEST_SUITE("core/file") {
    TEST_CASE("write and read: the bytes come back, and nothing else is left behind") {
        const temporary_directory here;
        std::string content;
        for (int i = 0; i < 200000; ++i) {
            content += static_cast<char>(i * 7);
        }
        for (const std::size_t size : {0U, 1U, 65535U, 65536U, 65537U, 200000U}) {
            CAPTURE(size);
            write(here / "file", content.substr(0, size));
            CHECK(core::read_text(here / "file") == content.substr(0, size));
            const std::vector<std::byte> bytes = core::read_file(here / "file");
            CHECK(core::as_text(bytes) == content.substr(0, size));
        }
        CHECK(core::list_directory(here.path()) == names{"file"});
    }

    TEST_CASE("write: a name without a directory is one in the current directory") {
        const temporary_directory here;
        const auto before = std::filesystem::current_path();
        std::filesystem::current_path(here.path());
        write("file", "x");
        std::filesystem::current_path(before);
        CHECK(core::read_text(here / "file") == "x");
        CHECK(core::list_directory(here.path()) == names{"file"});
    }

    TEST_CASE("read: pipes and devices are read to their end") {
        CHECK(core::read_file("/dev/null").empty());
        const temporary_directory here;
        REQUIRE(::mkfifo((here / "pipe").c_str(), 0600) == 0);
        const std::string content(300000, 'p');
        std::thread writer{[&] {
            std::FILE* const pipe = std::fopen((here / "pipe").c_str(), "wb");
            std::fwrite(content.data(), 1, content.size(), pipe);
            std::fclose(pipe);
        }};
        CHECK(core::read_text(here / "pipe") == content);
        writer.join();
    }

    TEST_CASE("read: of strangers only ordinary files, and none longer than was said") {
        const temporary_directory here;
        core::write_file(here / "ten", core::as_bytes("0123456789"));
        CHECK(core::read_text(here / "ten", 10) == "0123456789");
        CHECK_THROWS_WITH_AS(static_cast<void>(core::read_text(here / "ten", 9)),
                             ((here / "ten") + ": expected a file of at most 9 bytes, found another").c_str(),
                             lastro::io_error);
        REQUIRE(::mkfifo((here / "pipe").c_str(), 0600) == 0);
        for (const std::string& other : {here / "pipe", here.path(), here / "nothing", std::string{"/dev/zero"}}) {
            CHECK_THROWS_AS(static_cast<void>(core::read_text(other, 10)), lastro::io_error);
        }
    }

    TEST_CASE("read: says what is missing, unreadable or no file") {
        const temporary_directory here;
        CHECK_THROWS_WITH_AS(static_cast<void>(core::read_file(here / "nothing")),
                             ((here / "nothing") + ": cannot open for reading: No such file or directory").c_str(),
                             lastro::io_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(core::read_text(here.path())),
                             (here.path() + ": cannot read: Is a directory").c_str(), lastro::io_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(core::read_file("")),
                             "\"\": cannot open for reading: No such file or directory", lastro::io_error);
        write(here / "secret", "x");
        REQUIRE(::chmod((here / "secret").c_str(), 0) == 0);
        REQUIRE(::chmod(here.path().c_str(), 0755) == 0);
        const ordinary_user user;
        REQUIRE(user.is_one());
        CHECK_THROWS_WITH_AS(static_cast<void>(core::read_file(here / "secret")),
                             ((here / "secret") + ": cannot open for reading: Permission denied").c_str(),
                             lastro::io_error);
    }

    TEST_CASE("file_exists: files of any kind, but no directories") {
        const temporary_directory here;
        write(here / "file", "");
        CHECK(core::file_exists(here / "file"));
        CHECK(core::file_exists("/dev/null"));
        CHECK_FALSE(core::file_exists(here.path()));
        CHECK_FALSE(core::file_exists(here / "nothing"));
    }
}
