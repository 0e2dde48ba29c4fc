// SPDX-License-Identifier: MIT
// tests/store/lfs_pointer.test.cpp
#include <lastro/store/lfs_pointer.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/digest.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using lastro::core::as_bytes;
using lastro::hash::digest;
using lastro::store::lfs_extension;
using lastro::store::lfs_pointer;
using lastro::store::lfs_pointer_of;
using lastro::store::lfs_pointer_text;
using lastro::store::parse_lfs_pointer;

namespace {

// sha256sum of the five bytes "hello"
const std::string hello_oid = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const std::string version = "version https://git-lfs.github.com/spec/v1\n";
const std::string hello = version + "oid " + hello_oid + "\nsize 5\n";

digest oid_of(char digit) { return digest::parse("sha256:" + std::string(64, digit)); }

void refuses(const std::string& text, const std::string& message) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(static_cast<void>(parse_lfs_pointer(text, "a.bin")), message.c_str(), lastro::format_error);
}

}  // namespace

TEST_SUITE("store/lfs_pointer") {
    TEST_CASE("pointer: says the SHA-256 and the size of content, in memory and in a file") {
        const lfs_pointer pointer = lfs_pointer_of(as_bytes("hello"));
        CHECK(lfs_pointer_text(pointer) == hello);
        CHECK(parse_lfs_pointer(hello, "a.bin") == pointer);
        const temporary_directory directory;
        lastro::core::write_file(directory / "a.bin", as_bytes("hello"));
        CHECK(lastro::store::lfs_pointer_of_file(directory / "a.bin") == pointer);
        CHECK_THROWS_AS(static_cast<void>(lastro::store::lfs_pointer_of_file(directory / "none")), lastro::io_error);
    }

    TEST_CASE("pointer: an empty file is its own pointer") {
        CHECK(lfs_pointer_text(lfs_pointer_of({})).empty());
        CHECK(parse_lfs_pointer("", "a.bin") == lfs_pointer_of({}));
    }

    TEST_CASE("text: extensions are written by priority, whatever their order") {
        lfs_pointer pointer = lfs_pointer_of(as_bytes("hello"));
        pointer.extensions = {{.priority = 9, .name = "zip", .oid = oid_of('1')},
                              {.priority = 0, .name = "a-b.c", .oid = oid_of('2')}};
        const std::string text = lfs_pointer_text(pointer);
        CHECK(text == version + "ext-0-a-b.c sha256:" + std::string(64, '2') +
                          "\next-9-zip sha256:" + std::string(64, '1') + "\noid " + hello_oid + "\nsize 5\n");
        const lfs_pointer read = parse_lfs_pointer(text, "a.bin");
        CHECK(read.extensions.at(0) == pointer.extensions.at(1));
        CHECK(read.extensions.at(1) == pointer.extensions.at(0));
        CHECK(lfs_pointer_text(read) == text);
    }

    TEST_CASE("text: says nothing that no pointer can say") {
        const auto refuse = [](const lfs_pointer& pointer, const std::string& message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(lfs_pointer_text(pointer)),
                                 ("store::lfs_pointer_text: " + message).c_str(), std::invalid_argument);
        };
        const lfs_pointer good = lfs_pointer_of(as_bytes("hello"));
        lfs_pointer bad = good;
        bad.oid = digest{};
        refuse(bad, "expected a sha256 digest, found " + digest{}.to_string());
        bad = good;
        bad.size = std::uint64_t{1} << 63U;
        refuse(bad, "expected a size of at most 2^63 - 1, found 9223372036854775808");
        bad = good;
        bad.extensions = {{.priority = 10, .name = "a", .oid = oid_of('1')}};
        refuse(bad, "expected a priority from 0 to 9, found 10");
        bad.extensions = {{.priority = 1, .name = "a", .oid = oid_of('1')},
                          {.priority = 1, .name = "b", .oid = oid_of('1')}};
        refuse(bad, "expected priorities that differ, found 1");
        bad.extensions = {{.priority = 1, .name = "a b", .oid = oid_of('1')}};
        refuse(bad, "expected a name of an extension, found \"a b\"");
        bad.extensions = {{.priority = 1, .name = std::string(1000, 'a'), .oid = oid_of('1')}};
        refuse(bad, "expected less than 1024 bytes, found 1205");
    }

    TEST_CASE("reading: older versions, line ends and white space that git-lfs reads are read, and not canonical") {
        const std::string oid = "oid " + hello_oid;
        for (const std::string& text :
             {"version http://git-media.io/v/2\n" + oid + "\nsize 5\n",
              "version https://hawser.github.com/spec/v1\n" + oid + "\nsize 5\n", " \n" + hello,
              hello.substr(0, hello.size() - 1), version + "\n" + oid + "\r\n\nsize 5 \t\n",
              version + oid + "\nsize 05", version + oid + "\nsize +5"}) {
            CAPTURE(text);
            CHECK(parse_lfs_pointer(text, "a.bin") == lfs_pointer_of(as_bytes("hello")));
            CHECK(lfs_pointer_text(parse_lfs_pointer(text, "a.bin")) != text);
        }
    }

    TEST_CASE("reading: what is no pointer is refused, with the line, what was expected and what was found") {
        const std::string oid = "oid " + hello_oid + '\n';
        const std::string first = "a.bin: line 1: expected ";
        const std::string second = "a.bin: line 2: expected ";
        const std::string third = "a.bin: line 3: expected ";
        const std::string digits = "\"sha256:\" and 64 lower-case hexadecimal digits, found ";
        const std::string whole = "a whole number from 0 to 2^63 - 1, found ";
        refuses(" \n", "a.bin: expected a Git LFS pointer with version, found no line of it");
        refuses(version, "a.bin: expected a Git LFS pointer with oid, found the end");
        refuses(version + oid, "a.bin: expected a Git LFS pointer with size, found the end");
        refuses("PNG", first + "version, a space and a value, found \"PNG\"");
        refuses("<html> git-lfs", first + "version or an extension, found \"<html>\"");
        refuses("version https://git-lfs.github.com/spec/v2\n",
                first + "version https://git-lfs.github.com/spec/v1, found \"https://git-lfs.github.com/spec/v2\"");
        refuses(version + "size 5\n", second + "oid or an extension, found \"size\"");
        refuses(version + "oid sha256:ABCD\n", second + digits + "\"sha256:ABCD\"");
        refuses(version + "oid blake3:" + std::string(64, '0') + '\n',
                second + digits + "\"blake3:" + std::string(53, '0') + "\"...");
        refuses(version + oid + "size 5x\n", third + whole + "\"5x\"");
        refuses(version + oid + "size -1\n", third + whole + "\"-1\"");
        refuses(version + oid + "size +-1\n", third + whole + "\"+-1\"");
        refuses(version + oid + "size  1\n", third + whole + "\" 1\"");
        refuses(version + oid + "size 9223372036854775808\n", third + whole + "\"9223372036854775808\"");
        refuses(hello + "more text\n",
                "a.bin: line 4: expected the end of the pointer after its size, found \"more text\"");
        refuses(version + "ext-0- x\n", second + "oid or an extension, found \"ext-0-\"");
        refuses(version + "ext-10-a x\n", second + "oid or an extension, found \"ext-10-a\"");
        refuses(version + "ext-0-a x\n", second + digits + "\"x\"");
        const std::string zeros = " sha256:" + std::string(64, '0') + '\n';
        refuses(version + "ext-0-a" + zeros + "ext-0-b" + zeros,
                third + "an extension of another priority, found \"ext-0-b\"");
        refuses(std::string(1024, ' '), "a.bin: expected a Git LFS pointer of less than 1024 bytes, found 1024 bytes");
        refuses("\xFF", "a.bin: expected a Git LFS pointer in UTF-8, found other bytes");
    }

    TEST_CASE("reading: a pointer has one canonical text, for every change of one byte") {
        for (std::size_t i = 0; i < hello.size(); ++i) {
            for (unsigned value = 0; value < 256; ++value) {
                std::string text = hello;
                text[i] = static_cast<char>(value);
                try {
                    const lfs_pointer read = parse_lfs_pointer(text, "a.bin");
                    if (lfs_pointer_text(read) == text) {
                        CHECK((read == lfs_pointer_of(as_bytes("hello"))) == (text == hello));
                    }
                } catch (const lastro::format_error&) {
                    CHECK(text != hello);
                }
            }
        }
    }
}
