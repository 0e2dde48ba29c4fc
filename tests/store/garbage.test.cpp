// SPDX-License-Identifier: MIT
// tests/store/garbage.test.cpp
#include <lastro/store/garbage.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/clock.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/repository.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "directory_fixture.hpp"

namespace core = lastro::core;
namespace fs = std::filesystem;
using lastro::store::garbage_report;
using lastro::store::repository;

namespace {

constexpr std::int64_t day = 86'400'000;

}  // namespace

TEST_SUITE("store/garbage") {
    TEST_CASE("garbage: what no history needs goes when it is old, and nothing else") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        r.commit("images", r.snapshot(d / "data"), {.time = 1});
        lastro_test::write(d / "other/a.txt", "hello");  // in the history, too
        lastro_test::write(d / "other/b.txt", "not committed");
        lastro_test::write(d / "other/large", lastro_test::noise(1'100'000, 9));
        static_cast<void>(r.snapshot(d / "other"));
        for (const char* place : {"", "objects/", "index/", "refs/", "tags/"}) {
            lastro_test::write(d / "r.lastro/" + place + ".lastro-1-0.tmp", "half");
        }
        const std::int64_t now = core::unix_milliseconds();

        const garbage_report young = r.collect_garbage({.time = now + day});
        CHECK(young.removed == 0);
        CHECK(young.young == 3);                                           // b.txt, large, and the tree
        CHECK(r.collect_garbage({.time = now - 365 * day}).removed == 0);  // the clock went back: nothing is old
        const garbage_report dry = r.collect_garbage({.dry_run = true, .time = now + 15 * day});
        CHECK(dry.removed == 3);
        CHECK(r.verify().unreferenced == 3);
        const garbage_report gone = r.collect_garbage({.time = now + 15 * day});
        CHECK(gone.removed == 3);
        CHECK(gone.unfinished == 5);
        CHECK(gone.bytes > 1'100'000);
        CHECK(r.verify().unreferenced == 0);
        CHECK(r.verify().ok());
        r.check_out("images", d / "out");
        CHECK(lastro_test::contents(d / "out") == lastro_test::contents(d / "data"));
        CHECK(r.collect_garbage({.time = now + 15 * day}).removed == 0);
    }

    TEST_CASE("packs: one that is mostly needed stays as it is, one that is mostly not is written again") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        const lastro::store::object_store objects{d / "r.lastro/objects"};
        const std::int64_t now = core::unix_milliseconds();
        lastro_test::write(d / "data/f", lastro_test::noise(1000, 1));
        const auto pack_with = [&](std::size_t garbage) {
            auto group = objects.begin();
            group.put(core::as_bytes(lastro_test::noise(1000, 1)));
            group.put(core::as_bytes(lastro_test::noise(garbage, 2)));
            group.commit();
        };
        pack_with(500);
        r.commit("data", r.snapshot(d / "data"), {.time = 1});
        CHECK(r.collect_garbage({.time = now + 30 * day}).removed == 0);
        const repository q{d / "q.lastro"};
        auto group = lastro::store::object_store{d / "q.lastro/objects"}.begin();
        group.put(core::as_bytes(lastro_test::noise(1000, 1)));
        group.put(core::as_bytes(lastro_test::noise(5000, 2)));
        group.commit();
        q.commit("data", q.snapshot(d / "data"), {.time = 1});
        const garbage_report gone = q.collect_garbage({.time = now + 30 * day});
        CHECK(gone.removed == 1);
        CHECK(gone.bytes == 5000);
        CHECK(repository{d / "q.lastro"}.verify().ok());
        CHECK(q.read_snapshot("data").bytes() == 1000);
    }

    TEST_CASE("reusing: a snapshot of what is old garbage makes it young again") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        const auto kept = r.snapshot(d / "data");
        for (const auto& entry : fs::recursive_directory_iterator{d / "r.lastro/objects"}) {
            fs::last_write_time(entry, fs::file_time_type::clock::now() - std::chrono::hours{24 * 60});
        }
        for (const auto& entry : fs::recursive_directory_iterator{d / "data"}) {
            if (entry.is_regular_file()) {
                fs::last_write_time(entry, fs::file_time_type::clock::now() - std::chrono::hours{24 * 60});
            }
        }
        CHECK(r.collect_garbage({.dry_run = true}).removed > 0);
        CHECK(r.snapshot(d / "data") == kept);
        CHECK(r.collect_garbage().removed == 0);
        r.commit("images", kept);
        CHECK(r.verify().ok());
    }

    TEST_CASE("readers: nobody is robbed; who waits too long for them hears who they are") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        const lastro::store::history past{d / "r.lastro"};
        const auto reader = past.presence();
        REQUIRE(reader);
        try {
            r.collect_garbage({.patience = 0.05});
            FAIL("it did not wait");
        } catch (const lastro::io_error& e) {
            const std::string said = e.what();
            CHECK(said.starts_with(
                d / "r.lastro/locks/.presence: expected a lock that is free within 0.05 seconds, found "
                    "it held by process " +
                std::to_string(::getpid()) + " on "));
        }
    }

    TEST_CASE("processes: garbage goes while two write and one reads, and nothing of theirs is lost") {
        const temporary_directory d;
        const std::string path = d / "r.lastro";
        const auto table = [](int number) {
            lastro::data::table t;
            t.add("x", lastro::data::column{std::vector<std::int64_t>{number, number + 1}});
            return t;
        };
        const repository r{path};
        r.commit("read", table(-1));
        constexpr int commits = 15;
        std::vector<::pid_t> children;
        for (int who = 0; who < 3; ++who) {
            const ::pid_t child = ::fork();
            if (child == 0) {
                try {
                    const repository own{path};
                    for (int i = 0; i < commits; ++i) {
                        const int number = 1000 * who + i;
                        if (who == 2) {
                            if (!(own.checkout("read") == table(-1))) {
                                ::_exit(2);
                            }
                        } else {
                            lastro_test::write(d / ("data" + std::to_string(who) + "/f"), std::to_string(number));
                            static_cast<void>(own.snapshot(d / ("data" + std::to_string(who))));  // and never committed
                            const auto made = own.commit("written", table(number));
                            if (!(own.checkout(made) == table(number))) {
                                ::_exit(2);
                            }
                        }
                        ::usleep(20'000);
                    }
                    ::_exit(0);
                } catch (...) {
                    ::_exit(1);
                }
            }
            children.push_back(child);
        }
        std::uint64_t removed = 0;
        std::size_t collections = 0;
        for (std::size_t running = children.size(); running > 0; ++collections) {
            removed += r.collect_garbage({.time = core::unix_milliseconds() + 30 * day}).removed;  // all is old
            for (::pid_t& child : children) {
                int status = -1;
                if (child > 0 && ::waitpid(child, &status, WNOHANG) == child) {
                    CHECK(status == 0);
                    child = 0;
                    --running;
                }
            }
            ::usleep(5'000);
        }
        const repository after{path};
        CHECK(after.verify().ok());
        CHECK(after.log("written").size() == 2 * commits);
        for (const auto& version : after.log("written")) {
            CHECK(after.checkout(version).rows() == 2);
        }
        CHECK(removed > 0);
        MESSAGE(collections << " collections removed " << removed << " objects while " << 2 * commits
                            << " versions were written");
    }

    TEST_CASE("damage: nothing is removed while a history cannot be read") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        const auto kept = r.snapshot(d / "data");
        r.commit("images", kept, {.time = 1});
        core::write_file(d / "r.lastro/refs/images", core::as_bytes("nonsense\n"));
        CHECK_THROWS_AS(r.collect_garbage({.grace = 0.0}), lastro::format_error);
        CHECK(lastro::store::read_snapshot(lastro::store::object_store{d / "r.lastro/objects"}, kept.digest()) == kept);
    }

    TEST_CASE("tags: what they name is needed, with or without a history") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        lastro_test::make_directory(d / "data");
        const auto v1 = r.commit("images", r.snapshot(d / "data"), {.time = 1});
        lastro_test::write(d / "data/more", "more");
        const auto v2 = r.commit("images", r.snapshot(d / "data"), {.time = 2});
        r.tag("release", v2);
        fs::remove(d / "r.lastro/refs/images");
        const std::int64_t later = core::unix_milliseconds() + 30 * day;
        CHECK(r.collect_garbage({.time = later}).removed == 0);
        const repository again{d / "r.lastro"};
        CHECK(again.verify().ok());
        CHECK(again.resolve(v1.id().to_string()) == v1);
        again.check_out("release", d / "out");
        CHECK(lastro_test::contents(d / "out") == lastro_test::contents(d / "data"));
    }

    TEST_CASE("files with the bytes of a tree: what the tree names is needed, whoever comes first") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        lastro_test::write(d / "data/large", lastro_test::noise(100'000, 1));
        const auto images = r.snapshot(d / "data");
        r.commit("images", images, {.time = 1});
        const lastro::store::object_store objects{d / "r.lastro/objects"};
        lastro_test::write(d / "copy/tree", std::string{core::as_text(objects.get(images.digest()).bytes())});
        r.commit("backup", r.snapshot(d / "copy"), {.time = 2});  // as of a directory that holds a repository
        CHECK(r.collect_garbage({.time = core::unix_milliseconds() + 30 * day}).removed == 0);
        CHECK(repository{d / "r.lastro"}.verify().ok());
    }

    TEST_CASE("histories that cannot be looked at: nothing is removed, and none is begun in their place") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        lastro_test::make_directory(d / "data");
        r.commit("images", r.snapshot(d / "data"), {.time = 1});
        const std::int64_t later = core::unix_milliseconds() + 30 * day;
        fs::rename(d / "r.lastro/refs", d / "away");
        fs::create_symlink("refs", d / "r.lastro/refs");  // a loop
        CHECK_THROWS_AS(r.collect_garbage({.time = later}), lastro::io_error);
        CHECK_THROWS_AS(static_cast<void>(r.names()), lastro::io_error);
        fs::remove(d / "r.lastro/refs");
        fs::rename(d / "away", d / "r.lastro/refs");
        CHECK(r.collect_garbage({.time = later}).removed == 0);
        CHECK(r.verify().ok());
    }

    TEST_CASE("grace: without end it keeps everything; what is none is refused") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        lastro_test::make_directory(d / "data");
        static_cast<void>(r.snapshot(d / "data"));
        constexpr double infinity = std::numeric_limits<double>::infinity();
        CHECK(r.collect_garbage({.grace = infinity}).removed == 0);
        for (const double wrong : {-1.0, -infinity, std::numeric_limits<double>::quiet_NaN()}) {
            CHECK_THROWS_AS(r.collect_garbage({.grace = wrong}), std::invalid_argument);
        }
    }

    TEST_CASE("packs: one with damage is not written again, over the sound copy that came in its place") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        const lastro::store::object_store objects{d / "r.lastro/objects"};
        const std::string wanted = lastro_test::noise(1000, 1);
        auto group = objects.begin();
        group.put(core::as_bytes(wanted));
        group.put(core::as_bytes(lastro_test::noise(3000, 2)));
        group.commit();
        const std::string packs = d / "r.lastro/objects/packs/";
        const std::string file = packs + core::list_directory(packs).at(0);
        lastro_test::write(d / "data/f", wanted);
        r.commit("data", r.snapshot(d / "data"), {.time = 1});
        std::string bad = core::read_text(file);
        bad[bad.find(wanted)] = static_cast<char>(~wanted[0]);
        lastro_test::write(file, bad);
        static_cast<void>(repository{d / "r.lastro"}.snapshot(d / "data"));  // heals, by a pack of this object alone
        r.collect_garbage({.time = core::unix_milliseconds() + 30 * day});
        repository{d / "r.lastro"}.check_out("data", d / "out");
        CHECK(lastro_test::contents(d / "out") == lastro_test::contents(d / "data"));
        CHECK(core::read_text(file) == bad);
        CHECK(r.fsck().ok());
        CHECK(repository{d / "r.lastro"}.verify().ok());
    }
}
