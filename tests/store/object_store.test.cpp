// SPDX-License-Identifier: MIT
// tests/store/object_store.test.cpp
#include <lastro/store/object_store.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using lastro::core::as_bytes;
using lastro::core::as_text;
using lastro::hash::digest;
using lastro::store::object_store;

TEST_SUITE("store/object_store") {
    TEST_CASE("objects: are named by the BLAKE3 digest of their bytes and come back") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        const digest name = objects.put(as_bytes("hello"));
        // b3sum of the five bytes "hello"
        CHECK(name.to_string() == "blake3:ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f");
        CHECK(objects.path(name) ==
              directory / "objects/ea/8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f");
        CHECK(as_text(objects.get(name).bytes()) == "hello");
        CHECK(as_text(objects.get_sized(name, 5).bytes()) == "hello");
        const digest nothing = objects.put({});
        CHECK(objects.get(nothing).bytes().empty());
        CHECK(objects.put(as_bytes("hello")) == name);  // kept once
        CHECK(objects.list().objects.size() == 2);
    }

    TEST_CASE("damage: a missing, cut, grown or changed object is an integrity_error") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        const std::string content = "a column of data";
        const digest name = objects.put(as_bytes(content));
        const std::string path = objects.path(name);
        for (std::size_t i = 0; i < content.size() * 8; ++i) {
            std::string bad = content;
            bad[i / 8] = static_cast<char>(static_cast<unsigned char>(bad[i / 8]) ^ (1U << (i % 8)));
            lastro::core::write_file(path, as_bytes(bad));
            CHECK_THROWS_AS(static_cast<void>(objects.get(name)), lastro::integrity_error);
        }
        for (std::size_t length = 0; length < content.size(); ++length) {
            lastro::core::write_file(path, as_bytes(content.substr(0, length)));
            CHECK_THROWS_AS(static_cast<void>(objects.get(name)), lastro::integrity_error);
        }
        lastro::core::write_file(path, as_bytes(content + '\0'));
        const std::string longer = path + ": expected at most 16 bytes, found 17";
        CHECK_THROWS_WITH_AS(static_cast<void>(objects.get_sized(name, content.size())), longer.c_str(),
                             lastro::integrity_error);
        lastro::core::write_file(path, as_bytes("x"));
        const std::string other = path + ": expected content with digest " + name.to_string() + ", found " +
                                  lastro::hash::blake3::of(as_bytes("x")).to_string();
        CHECK_THROWS_WITH_AS(static_cast<void>(objects.get(name)), other.c_str(), lastro::integrity_error);
        std::filesystem::remove(path);
        const std::string gone = path + ": expected an object of that name, found none";
        CHECK_THROWS_WITH_AS(static_cast<void>(objects.get(name)), gone.c_str(), lastro::integrity_error);
        CHECK_THROWS_AS(static_cast<void>(objects.get(digest::parse("sha256:" + std::string(64, '0')))),
                        lastro::integrity_error);
    }

    TEST_CASE("healing: putting the same content again replaces a damaged object") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        const digest name = objects.put(as_bytes("content"));
        lastro::core::write_file(objects.path(name), as_bytes("c0ntent"));
        CHECK(objects.put(as_bytes("content")) == name);
        CHECK(as_text(objects.get(name).bytes()) == "content");
    }

    TEST_CASE("listing: objects, what a crash has left, and what does not belong") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        CHECK(objects.list().objects.empty());
        const digest name = objects.put(as_bytes("content"));
        const std::string below = lastro::core::directory_of(objects.path(name));
        lastro::core::write_file(below + "/.lastro-1-0.tmp", {});
        lastro::core::write_file(directory / "objects/.lastro-1-0.tmp", {});
        lastro::core::write_file(below + "/notes.txt", {});
        lastro::core::write_file(directory / "objects/zz", {});
        const object_store::inventory found = objects.list();
        CHECK(found.objects == std::vector<digest>{name});
        CHECK(found.unfinished ==
              std::vector<std::string>{directory / "objects/.lastro-1-0.tmp", below + "/.lastro-1-0.tmp"});
        CHECK(found.foreign == std::vector<std::string>{below + "/notes.txt", directory / "objects/zz"});
    }
}
