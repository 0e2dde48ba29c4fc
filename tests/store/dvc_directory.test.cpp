// SPDX-License-Identifier: MIT
// tests/store/dvc_directory.test.cpp
#include <lastro/store/dvc_directory.hpp>

#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::store::dvc_directory_oid;
using lastro::store::dvc_directory_text;
using lastro::store::dvc_entry;
using lastro::store::dvc_object_path;
using lastro::store::parse_dvc_directory;

namespace {

const std::string foo = "acbd18db4cc2f85cedef654fccc4a4d8";  // md5sum of "foo"
const std::string bar = "37b51d194a7513e45b56f6524f2d51f2";  // md5sum of "bar"

}  // namespace

TEST_SUITE("store/dvc_directory") {
    TEST_CASE("directory: the text and the name of dvc-data's own test (tests/hashfile/test_build.py)") {
        const std::vector<dvc_entry> entries{{.path = "foo", .md5 = foo}, {.path = "bar", .md5 = bar}};
        const std::string text = dvc_directory_text(entries);
        CHECK(text ==
              "[{\"md5\": \"" + bar + "\", \"relpath\": \"bar\"}, {\"md5\": \"" + foo + "\", \"relpath\": \"foo\"}]");
        CHECK(dvc_directory_oid(text) == "5ea40360f5b4ec688df672a4db9c17d1.dir");
        CHECK(dvc_object_path(dvc_directory_oid(text)) == "files/md5/5e/a40360f5b4ec688df672a4db9c17d1.dir");
        CHECK(parse_dvc_directory(text, "d") == std::vector<dvc_entry>{entries[1], entries[0]});
        CHECK(dvc_directory_text({}) == "[]");
        CHECK(parse_dvc_directory("[]", "d").empty());
    }

    TEST_CASE("paths: are sorted by code point and escaped as Python does") {
        const std::vector<dvc_entry> entries{{.path = "\xF0\x9F\x98\x80", .md5 = foo},  // U+1F600
                                             {.path = "\xEF\xBD\x9E", .md5 = foo},      // U+FF5E
                                             {.path = "a\t\"\\\x7F\x01", .md5 = foo}};
        const std::string text = dvc_directory_text(entries);
        CHECK(text == R"([{"md5": ")" + foo + R"(", "relpath": "a\t\"\\\u007f\u0001"}, {"md5": ")" + foo +
                          R"(", "relpath": "\uff5e"}, {"md5": ")" + foo + R"(", "relpath": "\ud83d\ude00"}])");
        CHECK(parse_dvc_directory(text, "d") == std::vector<dvc_entry>{entries[2], entries[1], entries[0]});
    }

    TEST_CASE("writing: says what it does not write") {
        const auto refuses = [](const std::vector<dvc_entry>& entries, const std::string& message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(dvc_directory_text(entries)),
                                 ("store::dvc_directory_text: expected " + message).c_str(), std::invalid_argument);
        };
        for (const std::string path : {"", "/a", "a/", "a//b", ".", "a/../b", "\xFF"}) {
            CHECK_THROWS_AS(static_cast<void>(dvc_directory_text({{.path = path, .md5 = foo}})), std::invalid_argument);
        }
        refuses({{.path = "..", .md5 = foo}}, "a relative path without empty parts, \".\" and \"..\", found \"..\"");
        refuses({{.path = "a", .md5 = foo}, {.path = "a", .md5 = bar}}, "paths that differ, found \"a\"");
        refuses({{.path = "a", .md5 = "ABC"}}, "32 lower-case hexadecimal digits, found \"ABC\"");
        CHECK_THROWS_WITH_AS(static_cast<void>(dvc_object_path("../x")),
                             "store::dvc_object_path: expected 32 lower-case hexadecimal digits, and \".dir\" for a "
                             "directory, found \"../x\"",
                             std::invalid_argument);
    }

    TEST_CASE("reading: hostile text is refused, with the file, what was expected and what was found") {
        const auto refuses = [](const std::string& text, const std::string& message) {
            CAPTURE(text);
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_dvc_directory(text, "d")), ("d: " + message).c_str(),
                                 lastro::format_error);
        };
        const auto entry = [](const std::string& path) {
            return R"({"md5": ")" + foo + R"(", "relpath": ")" + path + "\"}";
        };
        refuses("{}", "expected a list of files, found object");
        refuses("[1]", "file 1: expected an object, found number");
        refuses("[{}]", "file 1: \"relpath\": expected a value, found none");
        refuses('[' + entry("../x") + ']',
                "file 1: \"relpath\": expected a relative path without empty parts, \".\" and \"..\", found \"../x\"");
        refuses('[' + entry("\\u0000") + ']',
                "file 1: \"relpath\": expected a relative path without empty parts, \".\" and \"..\", found \"\\x00\"");
        refuses('[' + entry("b") + ", " + entry("a") + ']',
                "file 2: \"relpath\": expected paths in ascending order, found \"a\"");
        refuses('[' + entry("a") + ", " + entry("a") + ']',
                "file 2: \"relpath\": expected paths in ascending order, found \"a\"");
        refuses(R"([{"md5": "x", "relpath": "a"}])",
                "file 1: \"md5\": expected 32 lower-case hexadecimal digits, found \"x\"");
        refuses(R"([{"md5": ")" + foo + R"(", "relpath": "a", "size": 3}])",
                "file 1: expected no other fields, found \"size\"");
        CHECK_THROWS_AS(static_cast<void>(parse_dvc_directory("[", "d")), lastro::format_error);
    }
}
