// SPDX-License-Identifier: MIT
// tests/store/detail/pack_digests.test.cpp
#include <lastro/store/detail/pack_digests.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/pack.hpp>
#include <lastro/store/pack_writer.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"

namespace core = lastro::core;
using lastro::hash::blake3;
using lastro::hash::digest;
using lastro::store::pack;
using lastro::store::detail::pack_digests;

TEST_SUITE("store/detail/pack_digests") {
    TEST_CASE("digests: of what is there, in the order of the pack, with any number of threads, all of it watched") {
        const temporary_directory directory;
        lastro::store::pack_writer writer{directory.path()};
        std::uint64_t expected = 0;
        for (int i = 0; i < 3000; ++i) {
            const std::string content = "object " + std::to_string(i);
            writer.add(blake3::of(core::as_bytes(content)), core::as_bytes(content));
            expected += content.size();
        }
        writer.commit();
        const std::string path = directory / core::list_directory(directory.path()).at(0);
        const pack one{path};
        for (const std::size_t threads : {1U, 3U}) {
            std::uint64_t objects = 0;
            std::uint64_t bytes = 0;
            const std::vector<digest> found = pack_digests(one, threads, [&](std::uint64_t more, std::uint64_t size) {
                objects += more;
                bytes += size;
            });
            REQUIRE(found.size() == 3000);
            CHECK(objects == 3000);
            CHECK(bytes == expected);
            bool same = true;
            for (std::size_t i = 0; i < found.size(); ++i) {
                same = same && found[i] == one.name(i);
            }
            CHECK(same);
        }
        std::string text = core::read_text(path);
        text[64] = 'O';  // of the first object that was added
        core::write_file(path, core::as_bytes(text));
        const pack sick{path};
        std::size_t others = 0;
        const std::vector<digest> found = pack_digests(sick, 1, [](std::uint64_t, std::uint64_t) {});
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (found[i] != sick.name(i)) {
                ++others;
                CHECK(found[i] == blake3::of(core::as_bytes("Object 0")));
            }
        }
        CHECK(others == 1);
    }
}
