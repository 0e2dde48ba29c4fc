// SPDX-License-Identifier: MIT
// tests/store/detail/file_at_rest.test.cpp
#include <lastro/store/detail/file_at_rest.hpp>

#include <sys/stat.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/store/directory_scan.hpp>
#include <lastro/store/stat_index.hpp>
#include <lastro/store/tree.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"
#include "../directory_fixture.hpp"

namespace fs = std::filesystem;
using lastro::store::entry_kind;
using lastro::store::file_stamp;
using lastro::store::link_policy;
using lastro::store::detail::read_at_rest;
using lastro::store::detail::read_content;
using lastro_test::write;

namespace {

file_stamp stamp(const std::string& path) {
    struct ::stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return lastro::store::stamp_of(status);
}

}  // namespace

TEST_SUITE("store/detail/file_at_rest") {
    TEST_CASE("reading: once where nothing happens, again where the file has grown or changed its kind") {
        const temporary_directory d;
        write(d / "f", "content");
        file_stamp known = stamp(d / "f");
        entry_kind kind = entry_kind::link;
        std::array<std::byte, 64> buffer{};
        int times = 0;
        const auto read = [&](int number, const file_stamp& expected) {
            ++times;
            return static_cast<std::uint64_t>(read_content(number, buffer, expected.bytes, d / "f"));
        };
        CHECK(read_at_rest(d / "f", link_policy::keep, known, kind, read) == 7);
        CHECK(times == 1);
        CHECK(kind == entry_kind::file);
        CHECK(lastro::core::as_text(std::span{buffer}.first(7)) == "content");

        write(d / "f", "longer content");
        fs::permissions(d / "f", fs::perms::owner_all);
        CHECK(read_at_rest(d / "f", link_policy::keep, known, kind, read) == 14);  // the stamp was of before
        CHECK(times == 3);
        CHECK(kind == entry_kind::executable);
        CHECK(known == stamp(d / "f"));
    }

    TEST_CASE("refused: what never rests, what is a link or a directory by now, what is gone") {
        const temporary_directory d;
        write(d / "f", "x");
        file_stamp known = stamp(d / "f");
        entry_kind kind = entry_kind::file;
        std::string text = "x";
        const auto meddle = [&](int, const file_stamp& expected) {
            text += 'x';
            write(d / "f", text);
            return expected.bytes;
        };
        const std::string message =
            d / "f: expected a file that does not change while it is read, found one that has changed 4 times";
        CHECK_THROWS_WITH_AS(read_at_rest(d / "f", link_policy::keep, known, kind, meddle), message.c_str(),
                             lastro::integrity_error);
        CHECK(text.size() == 5);
        fs::create_symlink("f", d / "link");
        fs::create_directory(d / "directory");
        known = stamp(d / "f");
        const auto nothing = [](int, const file_stamp& expected) { return expected.bytes; };
        CHECK_THROWS_AS(read_at_rest(d / "link", link_policy::keep, known, kind, nothing), lastro::io_error);
        CHECK(read_at_rest(d / "link", link_policy::follow, known, kind, nothing) == 5);
        CHECK_THROWS_WITH_AS(read_at_rest(d / "directory", link_policy::keep, known, kind, nothing),
                             (d / "directory: expected a file, found something else by now").c_str(), lastro::io_error);
        CHECK_THROWS_AS(read_at_rest(d / "none", link_policy::keep, known, kind, nothing), lastro::io_error);
    }
}
