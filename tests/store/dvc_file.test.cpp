// SPDX-License-Identifier: MIT
// tests/store/dvc_file.test.cpp
#include <lastro/store/dvc_file.hpp>

#include <stdexcept>
#include <string>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::store::dvc_file;
using lastro::store::dvc_file_text;
using lastro::store::dvc_output;
using lastro::store::parse_dvc_file;

namespace {

// Both as `dvc add` 3.55.2 wrote them.
const std::string of_directory =
    "outs:\n"
    "- md5: a0d8b7d20874628b49c477b7059580d1.dir\n"
    "  size: 4\n"
    "  nfiles: 3\n"
    "  hash: md5\n"
    "  path: d\n";
const std::string of_executable =
    "outs:\n"
    "- md5: 3e2b31c72181b87149ff995e7202c0e3\n"
    "  size: 10\n"
    "  isexec: true\n"
    "  hash: md5\n"
    "  path: 'run: me.sh'\n";

}  // namespace

TEST_SUITE("store/dvc_file") {
    TEST_CASE("text: what dvc writes is read, and written the same") {
        const dvc_file directory = parse_dvc_file(of_directory, "d.dvc");
        REQUIRE(directory.outputs.size() == 1);
        CHECK(directory.outputs[0] ==
              dvc_output{.path = "d", .oid = "a0d8b7d20874628b49c477b7059580d1.dir", .size = 4, .files = 3});
        CHECK(directory.outputs[0].is_directory());
        CHECK(dvc_file_text(directory) == of_directory);
        const dvc_file executable = parse_dvc_file(of_executable, "d.dvc");
        CHECK(executable.outputs.at(0).executable);
        CHECK(executable.outputs.at(0).path == "run: me.sh");
        CHECK_FALSE(executable.outputs.at(0).is_directory());
        CHECK(dvc_file_text(executable) == of_executable);
    }

    TEST_CASE("text: every field keeps its value") {
        const dvc_file file{.outputs = {{.path = "\xC3\xA9: 1",
                                         .oid = "12345678901234567890123456789012",
                                         .size = 7,
                                         .executable = true,
                                         .description = "it's: x",
                                         .type = "dataset",
                                         .cache = false,
                                         .persist = true,
                                         .remote = "123",
                                         .push = false},
                                        {.path = "b", .oid = "00000000000000000000000000000000.dir", .files = 0}},
                            .working_directory = "../data",
                            .description = "two"};
        const std::string text = dvc_file_text(file);
        CHECK(text ==
              "wdir: ../data\n"
              "desc: two\n"
              "outs:\n"
              "- md5: '12345678901234567890123456789012'\n"
              "  size: 7\n"
              "  isexec: true\n"
              "  hash: md5\n"
              "  path: '\xC3\xA9: 1'\n"
              "  desc: \"it's: x\"\n"
              "  type: dataset\n"
              "  cache: false\n"
              "  persist: true\n"
              "  remote: '123'\n"
              "  push: false\n"
              "- md5: 00000000000000000000000000000000.dir\n"
              "  nfiles: 0\n"
              "  hash: md5\n"
              "  path: b\n");
        CHECK(parse_dvc_file(text, "d.dvc") == file);
    }

    TEST_CASE("writing: says what it does not write") {
        const auto refuses = [](const dvc_file& file, const std::string& message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(dvc_file_text(file)),
                                 ("store::dvc_file_text: expected " + message).c_str(), std::invalid_argument);
        };
        refuses({}, "at least one output, found none");
        refuses({.outputs = {{.path = "a", .oid = "x"}}},
                "32 lower-case hexadecimal digits, and \".dir\" for a directory, found \"x\"");
        refuses({.outputs = {{.oid = std::string(32, '0')}}}, "a path, found none");
    }

    TEST_CASE("reading: what is no such file, or from another version of DVC, is refused with the field") {
        const auto refuses = [](const std::string& text, const std::string& message) {
            CAPTURE(text);
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_dvc_file(text, "d.dvc")), ("d.dvc: " + message).c_str(),
                                 lastro::format_error);
        };
        const std::string good = "outs:\n- md5: a0d8b7d20874628b49c477b7059580d1\n  path: d\n";
        refuses(good, "output 1: \"hash\": expected \"md5\", as DVC 3 writes, found none");
        refuses(good + "  hash: sha256\n", "output 1: \"hash\": expected \"md5\", as DVC 3 writes, found \"sha256\"");
        refuses("outs:\n- path: d\n  hash: md5\n", "output 1: \"md5\": expected a value, found none");
        refuses("outs:\n- path: d\n  hash: md5\n  md5: A\n",
                "output 1: \"md5\": expected 32 lower-case hexadecimal digits, and \".dir\" for a directory, found "
                "\"A\"");
        refuses("outs:\n- path: d\n  hash: md5\n  md5: 12345678901234567890123456789012\n",
                "line 4: expected a whole number from 0 to 2^53, or quotes around a text, found "
                "\"12345678901234567890123456789012\"");
        refuses(good + "  hash: md5\n  size: many\n",
                "output 1: \"size\": expected a whole number from 0 to 2^53, found string");
        refuses(good + "  hash: md5\n  cache: 1\n", "output 1: \"cache\": expected true or false, found number");
        refuses(good + "  hash: md5\n  cloud:\n", "output 1: expected no other fields, found \"cloud\"");
        refuses(good + "  hash: md5\nfrozen: true\n", "expected no other fields, found \"frozen\"");
        refuses("outs: a\n", "\"outs\": expected an array, found string");
        refuses("outs:\n", "\"outs\": expected an array, found null");
        refuses("a", "expected an object, found string");
        refuses("outs:\n- md5: a0d8b7d20874628b49c477b7059580d1\n  hash: md5\n  path: ''\n",
                "output 1: \"path\": expected a path, found an empty text");
    }
}
