// SPDX-License-Identifier: MIT
// tests/store/pack_writer.test.cpp
#include <lastro/store/pack_writer.hpp>

#include <cstddef>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/pack.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;
using lastro::hash::blake3;
using lastro::store::pack;
using lastro::store::pack_writer;
using lastro::store::placement;

TEST_SUITE("store/pack_writer") {
    TEST_CASE("writing: nothing is there before commit(), one file after it, however often a name comes") {
        const temporary_directory directory;
        const auto bytes = core::as_bytes("content");
        {
            pack_writer writer{directory / "packs"};
            CHECK(writer.empty());
            writer.commit();  // of nothing
            CHECK_FALSE(core::directory_exists(directory / "packs"));
            writer.add(blake3::of(bytes), bytes);
            CHECK(core::list_directory(directory / "packs").size() == 1);  // under a temporary name
        }
        CHECK(core::list_directory(directory / "packs").empty());
        pack_writer writer{directory / "packs"};
        writer.add(blake3::of(bytes), bytes);
        writer.add(blake3::of(bytes), bytes);
        CHECK(writer.bytes() == bytes.size());
        CHECK(writer.contains(blake3::of(bytes)));
        writer.commit();
        CHECK(writer.empty());
        CHECK_FALSE(writer.contains(blake3::of(bytes)));
        const auto files = core::list_directory(directory / "packs");
        REQUIRE(files.size() == 1);
        CHECK(pack{directory / "packs/" + files[0]}.size() == 1);
        writer.add(blake3::of(bytes), bytes);  // equal objects make an equal pack
        writer.commit();
        CHECK(core::list_directory(directory / "packs") == files);
    }

    TEST_CASE("placement: multiples of 64, or directly behind the object before; large objects pass the buffer") {
        const temporary_directory directory;
        pack_writer writer{directory.path()};
        const std::string large(3'000'000, 'l');
        for (const std::string& content : {std::string{"a"}, std::string(65, 'b'), large, std::string{"c"}}) {
            writer.add(blake3::of(core::as_bytes(content)), core::as_bytes(content));
        }
        for (const char* content : {"eight888", "another8"}) {
            writer.add(blake3::of(core::as_bytes(content)), core::as_bytes(content), placement::adjacent);
        }
        writer.commit();
        const std::string path = directory / core::list_directory(directory.path()).at(0);
        const std::string file = core::read_text(path);
        CHECK(file.substr(0, 9) == "lastroPK\x01");
        CHECK(file.substr(64, 1) == "a");
        CHECK(file.substr(128, 66) == std::string(65, 'b') + '\0');
        CHECK(file.substr(256, large.size()) == large);
        CHECK(file.substr(256 + 3'000'000, 17) == "ceight888another8");  // 3,000,256 is a multiple of 64
        const pack one{path};
        CHECK(one.size() == 6);
        CHECK(one.layout_problems().empty());
        CHECK(core::as_text(one.stored(one.find(blake3::of(core::as_bytes(large))).value())) == large);
    }
}
