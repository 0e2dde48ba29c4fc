// SPDX-License-Identifier: MIT
// tests/store/object_store.test.cpp
#include <lastro/store/object_store.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
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

    TEST_CASE("batch: small objects go into one pack, large ones become files, and each is written once") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        const object_store reader{directory / "objects"};
        const digest first = objects.put(as_bytes("put before"));
        CHECK_FALSE(reader.contains(lastro::hash::blake3::of(as_bytes("small"))));
        const std::string large(65'536, 'l');
        object_store::batch group = objects.begin();
        const digest small = group.put(as_bytes("small"));
        const digest file = group.put(as_bytes(large));
        group.put(as_bytes("small"));
        group.put_as(file, as_bytes(large));
        CHECK(group.objects() == 2);
        CHECK(group.bytes() == 65'541);
        CHECK_FALSE(objects.contains(small));
        CHECK_FALSE(objects.contains(file));
        group.commit();
        for (const object_store& one : {objects, reader}) {  // the reader had looked before the pack was there
            CHECK(as_text(one.get(small).bytes()) == "small");
            CHECK(as_text(one.get_sized(file, 65'536).bytes()) == large);
        }
        CHECK(lastro::core::file_exists(objects.path(file)));
        CHECK_FALSE(lastro::core::file_exists(objects.path(small)));
        object_store::inventory found = reader.list();
        CHECK(found.objects.size() == 3);
        CHECK(found.files.size() == 2);
        CHECK(found.packs.size() == 1);
        CHECK(found.foreign.empty());
        CHECK(objects.contains(first));

        object_store::batch again = reader.begin();
        again.put(as_bytes("small"));
        again.put(as_bytes(large));
        CHECK(again.objects() == 0);
        again.commit();
        CHECK(reader.list().packs.size() == 1);
        {
            object_store::batch abandoned = objects.begin({.pack_below = UINT64_MAX});
            abandoned.put(as_bytes(large + large));
        }
        CHECK(reader.list().unfinished.empty());
        CHECK(reader.list().objects.size() == 3);
    }

    TEST_CASE("batch: a damaged copy is not taken for the object; a sound one is found beside it") {
        const temporary_directory directory;
        digest name;
        {
            const object_store objects{directory / "objects"};
            object_store::batch group = objects.begin();
            name = group.put(as_bytes("content"));
            group.commit();
        }
        const std::string path = object_store{directory / "objects"}.list().packs.at(0);
        std::string bad = lastro::core::read_text(path);
        bad[64] = 'C';
        lastro::core::write_file(path, as_bytes(bad));
        const object_store objects{directory / "objects"};
        const std::string message = path + ": " + name.to_string() + ": expected content with digest " +
                                    name.to_string() + ", found " +
                                    lastro::hash::blake3::of(as_bytes("Content")).to_string();
        CHECK_THROWS_WITH_AS(static_cast<void>(objects.get(name)), message.c_str(), lastro::integrity_error);
        object_store::batch group = objects.begin();
        group.put(as_bytes("more"));
        group.put(as_bytes("content"));
        group.commit();
        CHECK(as_text(objects.get(name).bytes()) == "content");
        bad.resize(100);  // and now it is no pack at all
        lastro::core::write_file(path, as_bytes(bad));
        const object_store later{directory / "objects"};
        CHECK(later.list().unreadable.size() == 1);
        CHECK(as_text(later.get(name).bytes()) == "content");
    }

    TEST_CASE("batch: a pack that was removed is not relied on") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        object_store::batch group = objects.begin();
        const digest name = group.put(as_bytes("content"));
        group.commit();
        object_store::batch next = objects.begin();  // knows the pack
        std::filesystem::remove(objects.list().packs.at(0));
        next.put(as_bytes("content"));
        CHECK(next.objects() == 1);
        next.commit();
        CHECK(as_text(object_store{directory / "objects"}.get(name).bytes()) == "content");
    }

    TEST_CASE("processes: what one adds, another sees that had looked before; eight write at once") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        CHECK_FALSE(objects.contains(lastro::hash::blake3::of(as_bytes("3 of 7"))));
        std::vector<::pid_t> children;
        for (int writer = 0; writer < 8; ++writer) {
            const ::pid_t child = ::fork();
            if (child == 0) {
                try {
                    object_store::batch group = objects.begin();
                    group.put(as_bytes("shared"));
                    group.put(as_bytes(std::string(70'000, 's')));
                    group.put(as_bytes(std::to_string(writer) + " of 7"));
                    group.commit();
                    ::_exit(0);
                } catch (...) {
                    ::_exit(1);
                }
            }
            children.push_back(child);
        }
        for (const ::pid_t child : children) {
            int status = -1;
            ::waitpid(child, &status, 0);
            CHECK(status == 0);
        }
        for (int writer = 0; writer < 8; ++writer) {
            const std::string content = std::to_string(writer) + " of 7";
            CHECK(as_text(objects.get(lastro::hash::blake3::of(as_bytes(content))).bytes()) == content);
        }
        CHECK(objects.list().objects.size() == 10);
        CHECK(objects.list().unfinished.empty());
    }
}
