// SPDX-License-Identifier: MIT
// tests/store/detail/open_repository.test.cpp
#include <lastro/store/detail/open_repository.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"

namespace core = lastro::core;
namespace fs = std::filesystem;
using lastro::store::detail::open_repository;

namespace {

void overwrite(const std::string& path, const std::string& content) { core::write_file(path, core::as_bytes(content)); }

}  // namespace

TEST_SUITE("store/detail/open_repository") {
    TEST_CASE("opening: an empty directory, the remains of an interrupted creation, a newer format") {
        const temporary_directory directory;
        fs::create_directories(directory / "empty");
        open_repository(directory / "empty");
        CHECK(core::read_text(directory / "empty/lastro-repository.json") ==
              R"({"format":"lastro.repository","version":1})");
        fs::create_directories(directory / "half");
        overwrite(directory / "half/.lastro-12-0.tmp", "{\"for");
        open_repository(directory / "half");
        overwrite(directory / "empty/lastro-repository.json", R"({"format":"lastro.repository","version":2})");
        const std::string message =
            directory /
            "empty/lastro-repository.json: expected "
            "{\"format\":\"lastro.repository\",\"version\":1}, a format this version reads, found "
            "\"{\\\"format\\\":\\\"lastro.repository\\\",\\\"version\\\":2}\"";
        CHECK_THROWS_WITH_AS(open_repository(directory / "empty"), message.c_str(), lastro::format_error);
    }

    TEST_CASE("opening: a repository stays as it is; what is none is not touched") {
        const temporary_directory directory;
        open_repository(directory / "new");
        overwrite(directory / "new/more", "x");
        open_repository(directory / "new");
        CHECK(core::list_directory(directory / "new").size() == 2);
        fs::create_directories(directory / "photos");
        overwrite(directory / "photos/cat.jpg", "meow");
        CHECK_THROWS_AS(open_repository(directory / "photos"), lastro::format_error);
        CHECK_THROWS_AS(open_repository(directory / "photos/cat.jpg"), lastro::format_error);
        CHECK(core::list_directory(directory / "photos").size() == 1);
        CHECK_THROWS_AS(open_repository(""), std::invalid_argument);
    }
}
