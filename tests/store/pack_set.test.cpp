// SPDX-License-Identifier: MIT
// tests/store/pack_set.test.cpp
#include <lastro/store/pack_set.hpp>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/pack_writer.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "run_lengths.hpp"

namespace core = lastro::core;
using lastro::hash::blake3;
using lastro::hash::digest;
using lastro::store::pack_set;

namespace {

digest write_pack(const std::string& directory, const std::vector<std::string>& contents) {
    lastro::store::pack_writer writer{directory};
    for (const std::string& content : contents) {
        writer.add(blake3::of(core::as_bytes(content)), core::as_bytes(content));
    }
    writer.commit();
    return blake3::of(core::as_bytes(contents.at(0)));
}

}  // namespace

TEST_SUITE("store/pack_set") {
    TEST_CASE("refresh: sees new packs, forgets those that are gone, and an object that is held stays readable") {
        const temporary_directory directory;
        pack_set packs{directory / "packs"};
        packs.refresh();
        const digest a = write_pack(directory / "packs", {"a"});
        CHECK(packs.find(a).empty());  // not looked for yet
        packs.refresh();
        REQUIRE(packs.find(a).size() == 1);
        const lastro::store::object held = packs.find(a)[0].read();
        write_pack(directory / "packs", {"a", "b"});
        packs.refresh();
        CHECK(packs.find(a).size() == 2);
        CHECK(packs.packs().size() == 2);
        std::filesystem::remove(held.file());
        packs.refresh();
        CHECK(packs.find(a).size() == 1);
        CHECK(core::as_text(held.bytes()) == "a");
    }

    TEST_CASE("first: a copy that can be read, if there is one") {
        const temporary_directory directory;
        pack_set packs{directory.path()};
        const std::string content(100, 'a');
        const digest name = blake3::of(core::as_bytes(content));
        CHECK_FALSE(packs.find_first(name).has_value());
        lastro::store::pack_writer coded{directory.path(), lastro_test::run_lengths()};
        coded.add(name, core::as_bytes(content));
        coded.commit();
        packs.refresh();
        CHECK_FALSE(packs.find_first(name).value().is_readable());  // without the codec
        write_pack(directory.path(), {content});
        packs.refresh();
        REQUIRE(packs.find(name).size() == 2);
        CHECK(core::as_text(packs.find_first(name).value().read().bytes()) == content);
    }

    TEST_CASE("problems: a pack that cannot be opened is named and passed over") {
        const temporary_directory directory;
        const digest a = write_pack(directory.path(), {"a"});
        const std::string bad = directory / std::string(64, '0') + ".pack";
        core::write_file(bad, core::as_bytes("short"));
        core::write_file(directory / "notes.txt", {});
        pack_set packs{directory.path()};
        packs.refresh();
        CHECK(packs.find(a).size() == 1);
        CHECK(packs.problems() == std::vector{bad + ": expected a pack, found a file too short for one"});
    }

    TEST_CASE("rewriting: an object that is moved from pack to pack is always found") {
        const temporary_directory d;
        const digest name = write_pack(d.path(), {"wanted", "0"});
        std::atomic<bool> done = false;
        std::thread mover{[&] {
            for (int i = 1; !done; ++i) {
                const std::vector<std::string> before = core::list_directory(d.path());
                write_pack(d.path(), {"wanted", std::to_string(i)});
                for (const std::string& file : before) {
                    std::filesystem::remove(d / file);
                }
            }
        }};
        int lost = 0;
        for (int i = 0; i < 5'000; ++i) {
            pack_set packs{d.path()};
            packs.refresh();
            lost += packs.find(name).empty() ? 1 : 0;
        }
        done = true;
        mover.join();
        CHECK(lost == 0);
    }
}
