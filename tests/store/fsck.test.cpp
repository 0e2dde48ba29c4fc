// SPDX-License-Identifier: MIT
// tests/store/fsck.test.cpp
#include <lastro/store/fsck.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/directory_remote.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/repository.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "directory_fixture.hpp"

namespace core = lastro::core;
namespace fs = std::filesystem;
using lastro::hash::digest;
using lastro::store::directory_remote;
using lastro::store::fsck_report;
using lastro::store::repository;
using lastro_test::write;

namespace {

std::vector<std::string> object_files(const std::string& repository) {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator{repository + "/objects"}) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path().string());
        }
    }
    return files;
}

}  // namespace

TEST_SUITE("store/fsck") {
    TEST_CASE("fsck: a sound repository is sound, and every byte was read") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        r.commit("images", r.snapshot(d / "data"), {.time = 1});
        const fsck_report report = r.fsck({.threads = 2});
        CHECK(report.ok());
        CHECK(report.problems.empty());
        CHECK(report.objects == r.verify().objects);
        CHECK(report.bytes == r.verify().bytes);
        CHECK(to_string(report).ends_with(" bytes: sound"));
        std::size_t heard = 0;
        CHECK_THROWS_AS(static_cast<void>(r.fsck({.progress = [&](const auto&) { return ++heard < 2; }})),
                        lastro::store::cancelled);
    }

    TEST_CASE("damage: every object file, cut or changed anywhere, goes to quarantine and comes back from a remote") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        r.commit("images", r.snapshot(d / "data"), {.time = 1});
        const directory_remote backup{d / "backup.lastro"};
        r.push(backup);
        const auto ask = [&](const digest& name) { return backup.find(name); };
        std::size_t cases = 0;
        for (const std::string& file : object_files(d / "r.lastro")) {
            const std::string good = core::read_text(file);
            for (const double where : {0.001, 0.4, 0.999, 1.5}) {
                std::string bad = good;
                const auto at = static_cast<std::size_t>(where * static_cast<double>(good.size()));
                if (where > 1.0) {
                    bad.resize(good.size() / 2);
                } else {
                    bad[at] = static_cast<char>(bad[at] ^ 4);
                }
                CAPTURE(file);
                CAPTURE(at);
                const std::string victim = d / "victim";
                fs::copy(d / "r.lastro", victim, fs::copy_options::recursive);
                const std::string same = victim + file.substr((d / "r.lastro").size());
                write(same, bad);

                const repository sick{victim};
                const fsck_report looked = sick.fsck({.quarantine = false});
                CHECK_FALSE(looked.ok());
                CHECK(core::read_text(same) == bad);  // only looked
                const fsck_report moved = sick.fsck();
                CHECK(moved.quarantined == 1);
                const std::string name = core::list_directory(victim + "/quarantine").at(0);
                CHECK(core::read_text(victim + "/quarantine/" + name) == bad);  // never deleted
                const fsck_report repaired = sick.fsck({.repair_from = ask});
                CHECK(repaired.ok());
                CHECK(repaired.repaired >= moved.missing);  // a tree that comes back names others
                const fsck_report after = sick.fsck();
                CHECK(after.ok());
                CHECK(after.problems.empty());
                CHECK(repository{victim}.verify().ok());
                repository{victim}.check_out("images", d / "out");
                CHECK(lastro_test::contents(d / "out") == lastro_test::contents(d / "data"));
                fs::remove_all(d / "out");
                fs::remove_all(victim);
                ++cases;
            }
        }
        MESSAGE(cases << " damaged files, each repaired");
        CHECK(cases >= 16);
    }

    TEST_CASE(
        "gaps: a byte between the objects of a pack costs none of them, though the pack that is right has the same "
        "name") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        lastro::store::object_store objects{d / "r.lastro/objects"};
        auto group = objects.begin();
        const digest name = group.put(core::as_bytes("one object"));
        group.commit();
        const std::string packs = d / "r.lastro/objects/packs";
        const std::string path = core::join_path(packs, core::list_directory(packs).at(0));
        const std::string good = core::read_text(path);
        std::string bad = good;
        bad[100] = 'x';
        write(path, bad);
        const fsck_report report = repository{d / "r.lastro"}.fsck();
        CHECK(report.quarantined == 1);
        CHECK(report.damaged == 0);
        CHECK(core::read_text(path) == good);
        CHECK(core::as_text(lastro::store::object_store{d / "r.lastro/objects"}.get(name).bytes()) == "one object");
        const std::string kept = d / "r.lastro/quarantine";
        CHECK(core::read_text(core::join_path(kept, core::list_directory(kept).at(0))) == bad);
        CHECK(repository{d / "r.lastro"}.fsck().problems.empty());
    }

    TEST_CASE("missing: what is nowhere is named; a remote that gives something else repairs nothing") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        const auto images = r.snapshot(d / "data");
        r.commit("images", images, {.time = 1});
        const auto large = images.find("large.bin")->digest;
        const std::string path = lastro::store::object_store{d / "r.lastro/objects"}.path(large);
        fs::remove(path);
        const auto wrong = [&](const digest&) {
            return std::optional{lastro::store::object{nullptr, core::as_bytes("wrong"), "x"}};
        };
        const fsck_report report = r.fsck({.repair_from = wrong});
        CHECK_FALSE(report.ok());
        CHECK(report.missing == 1);
        CHECK(report.repaired == 0);
        CHECK(report.problems ==
              std::vector<std::string>{large.to_string() + ": expected an object that a history needs, found none"});
        core::write_file(d / "r.lastro/refs/images", core::as_bytes("nonsense\n"));
        CHECK_FALSE(r.fsck().ok());
    }

    TEST_CASE("writers: what they have put in place of damage stays; what somebody else has moved is nobody's damage") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        write(d / "data/a", lastro_test::noise(1'200'000, 1));
        write(d / "data/b", lastro_test::noise(1'200'000, 2));
        r.commit("images", r.snapshot(d / "data"), {.time = 1});
        for (const auto& entry : r.read_snapshot("images").entries()) {
            const std::string name = entry.digest.hex();
            const std::string path = d / "r.lastro/objects/" + name.substr(0, 2) + '/' + name.substr(2);
            const std::string good = core::read_text(path);
            std::string bad = good;
            bad[77] = static_cast<char>(bad[77] ^ 1);
            write(path, bad);
            const auto heal = [&](const auto&) {
                if (core::read_text(path) == bad) {
                    core::write_file(path, core::as_bytes(good));
                }
                return true;
            };
            const fsck_report report = r.fsck({.progress = heal});
            CHECK(report.ok());
            CHECK(report.quarantined == 0);
            CHECK(core::read_text(path) == good);
        }
        write(d / "other/c", lastro_test::noise(1'300'000, 3));
        write(d / "other/d", lastro_test::noise(1'300'000, 4));
        static_cast<void>(r.snapshot(d / "other"));
        std::vector<std::string> unneeded;
        for (const std::string& file : object_files(d / "r.lastro")) {
            if (fs::file_size(file) == 1'300'000) {
                unneeded.push_back(file);
            }
        }
        REQUIRE(unneeded.size() == 2);
        const auto take_away = [&](const auto&) {
            for (const std::string& file : unneeded) {
                fs::remove(file);
            }
            return true;
        };
        CHECK(r.fsck({.progress = take_away}).ok());
    }

    TEST_CASE("long histories: each of 1,200 lost commits comes back, and what tags name") {
        const temporary_directory d;
        const lastro::store::history there{d / "there"};
        auto group = there.objects().begin();
        lastro::store::commit_record record{.name = "images", .data = group.put(core::as_bytes("lastro.tree/1\n"))};
        record.directory = true;
        record.table = record.data;
        std::vector<lastro::store::commit> all;
        for (std::uint64_t version = 1; version <= 1200; ++version) {
            record.version = version;
            record.parent = all.empty() ? std::nullopt : std::optional{all.back().id()};
            all.emplace_back(record);
            group.put(core::as_bytes(commit_text(record)));
        }
        group.commit();
        const repository r{d / "r.lastro"};
        const auto refer = [&](const std::string& name, std::size_t version) {
            write(d / "r.lastro" + name, all[version - 1].id().to_string() + '\n');
        };
        refer("/tags/early", 600);
        CHECK(r.fsck().missing == 1);
        refer("/refs/images", 1200);
        CHECK(r.fsck().missing == 2);
        const fsck_report report =
            r.fsck({.repair_from = [&](const digest& name) { return there.objects().find(name); }});
        CHECK(report.ok());
        CHECK(report.repaired == 1201);
        CHECK(r.log("images").size() == 1200);
        CHECK(r.resolve("early") == all[599]);
        CHECK(r.verify().ok());
    }
}
