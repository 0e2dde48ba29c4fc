// SPDX-License-Identifier: MIT
// tests/store/directory_versions.test.cpp
#include <lastro/store/directory_versions.hpp>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/clock.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/repository.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "directory_fixture.hpp"

namespace data = lastro::data;
namespace fs = std::filesystem;
using lastro::store::cancelled;
using lastro::store::commit;
using lastro::store::progress;
using lastro::store::repository;
using lastro::store::snapshot;

namespace {

std::string told(const std::vector<lastro::store::file_change>& changes) {
    std::string text;
    for (const auto& change : changes) {
        text += to_string(change) + '\n';
    }
    return text;
}

}  // namespace

TEST_SUITE("store/directory_versions") {
    TEST_CASE("versions: a directory has a history like a table, beside tables") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        const snapshot first = r.snapshot(d / "data", {.threads = 2});
        const commit v1 = r.commit("images", first, {.message = "first", .time = 5, .provenance = {{"camera", "x"}}});
        CHECK(v1.digest() == first.digest());
        CHECK(v1.is_directory());
        CHECK(v1.files() == 8);
        CHECK(v1.bytes() == first.bytes());
        CHECK(to_string(v1) == to_string(first).insert(to_string(first).find("  "), "  images@1"));
        CHECK(r.commit("images", first) == v1);  // the same content is the same version
        CHECK(told(r.status("images", d / "data")) == "");

        fs::rename(d / "data/a.txt", d / "data/b.txt");
        lastro_test::write(d / "data/large.bin", "small now");
        lastro_test::write(d / "data/new", "new");
        CHECK(told(r.status("images", d / "data")) == "renamed a.txt -> b.txt\nchanged large.bin\nadded new\n");
        const commit v2 = r.commit("images", r.snapshot(d / "data"), {.time = 6});
        CHECK(r.log("images") == std::vector<commit>{v2, v1});
        CHECK(v2.parent() == v1.id());
        CHECK(r.read_snapshot("images@1") == first);
        r.tag("best", v1);
        CHECK(r.read_snapshot("best") == first);

        data::table t;
        t.add("x", data::column{std::vector<double>{1.0}});
        r.commit("numbers", t);
        CHECK_THROWS_WITH_AS(static_cast<void>(r.checkout("images")), "images@2: expected a table, found a directory",
                             lastro::schema_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(r.read_snapshot("numbers")),
                             "numbers@1: expected a directory, found a table", lastro::schema_error);
        CHECK(r.verify().ok());
        CHECK(r.verify().commits == 3);
        CHECK(r.fsck().ok());
        CHECK(r.collect_garbage({.time = 4'000'000'000'000}).removed == 0);  // tables' blocks are needed, too
        CHECK(repository{d / "r.lastro"}.checkout("numbers") == t);
        CHECK_THROWS_AS(r.commit("images", snapshot{{{.name = "x"}}}), std::invalid_argument);  // never kept
    }

    TEST_CASE("progress: a snapshot and a status say how far they are; one that is stopped leaves nothing behind") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        for (const std::size_t threads : {1U, 3U}) {
            for (std::uint64_t bytes = 0; bytes < 1'200'000; bytes += 400'000) {
                const auto stop = [&](const progress& p) { return p.bytes < bytes; };
                CHECK_THROWS_AS(static_cast<void>(r.snapshot(d / "data", {.threads = threads, .progress = stop})),
                                cancelled);
            }
        }
        CHECK(r.verify().objects == 0);
        CHECK(r.verify().unfinished == 0);
        CHECK_FALSE(fs::exists(d / "r.lastro/index"));
        progress last;
        const auto listen = [&](const progress& p) {
            CHECK(p.bytes >= last.bytes);
            last = p;
            return true;
        };
        const commit v1 = r.commit("images", r.snapshot(d / "data", {.threads = 3, .progress = listen}));
        CHECK(last.files == 8);
        CHECK(last.bytes == v1.bytes());
        last = {};
        CHECK(r.status("images", d / "data", {.progress = listen}).empty());
        CHECK(last.files == last.all_files);
        const auto never = [](const progress&) { return false; };
        CHECK_THROWS_AS(static_cast<void>(r.status("images", d / "data", {.progress = never})), cancelled);
    }

    TEST_CASE("changing files: what is kept has the name of its content, or nothing is kept") {
        const temporary_directory d;
        const std::string large = d / "data/large.bin";
        const auto change = [&](std::size_t at) {
            FILE* out = std::fopen(large.c_str(), "r+b");
            std::fseek(out, static_cast<long>(at), SEEK_SET);
            std::fputs("changed", out);
            std::fclose(out);
        };
        for (const std::size_t at : {std::size_t{0}, std::size_t{1'500'000}, std::size_t{3'000'000}}) {
            lastro_test::write(large, lastro_test::noise(3'000'000, 2));
            const repository r{d / ("r" + std::to_string(at) + ".lastro")};
            ::usleep(20'000);  // so that the change has a time of its own on every system
            int left = 1;
            const auto once = [&](const progress& p) {
                if (p.bytes > 0 && left > 0) {  // a piece has been read
                    --left;
                    change(at);
                }
                return true;
            };
            const snapshot kept = r.snapshot(d / "data", {.progress = once});
            CHECK(left == 0);
            CHECK(kept == lastro::store::snapshot_directory(d / "data"));
            r.commit("images", kept);
            CHECK(r.fsck().ok());
            r.check_out("images", d / "out");
            CHECK(lastro_test::contents(d / "out") == lastro_test::contents(d / "data"));
            fs::remove_all(d / "out");
        }
        const repository r{d / "r.lastro"};
        std::size_t end = 3'000'000;
        const auto always = [&](const progress&) {
            change(end += 7);  // longer every time
            return true;
        };
        CHECK_THROWS_AS(static_cast<void>(r.snapshot(d / "data", {.progress = always})), lastro::integrity_error);
        const auto remove = [&](const progress&) {
            fs::remove(large);
            return true;
        };
        CHECK_THROWS_AS(static_cast<void>(r.snapshot(d / "data", {.progress = remove})), lastro::io_error);
        CHECK(r.verify().objects == 0);
        CHECK(r.verify().unfinished == 0);
    }

    TEST_CASE("the repository inside the directory: is passed over, and finds itself by any path") {
        const temporary_directory d;
        lastro_test::make_directory(d.path() + "/data");
        const repository r{d / "data/sub/r.lastro"};
        const snapshot s = r.snapshot(d / "data");
        CHECK(s.files() == 8);
        CHECK(s.find("sub") != nullptr);  // an empty directory, with the repository passed over
        CHECK(r.snapshot(d / "data/../data/") == s);
    }

    TEST_CASE("forgery: a commit that lies about its files is refused") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        const commit v1 = r.commit("images", r.snapshot(d / "data"), {.time = 1});
        const lastro::store::history past{d / "r.lastro"};
        for (const int field : {0, 1}) {
            lastro::store::commit_record record = v1.record();
            (field == 0 ? record.files : record.bytes) += 1;
            past.append(commit{record});
            CHECK_THROWS_AS(static_cast<void>(r.read_snapshot("images")), lastro::format_error);
        }
    }

    TEST_CASE("processes: two and eight commit directories to one name at once; each version is whole, none is lost") {
        for (const int writers : {2, 8}) {
            const temporary_directory d;
            const std::string path = d / "r.lastro";
            constexpr int commits = 4;
            std::vector<::pid_t> children;
            for (int w = 0; w < writers; ++w) {
                const ::pid_t child = ::fork();
                if (child == 0) {
                    try {
                        const repository r{path};
                        for (int i = 0; i < commits; ++i) {
                            const std::string own = d / ("data" + std::to_string(w));
                            lastro_test::write(own + "/shared", "the same for all");
                            lastro_test::write(own + "/own", std::to_string(w) + ' ' + std::to_string(i));
                            r.commit("images", r.snapshot(own), {.message = std::to_string(w)});
                        }
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
            const repository r{path};
            CHECK(r.log("images").size() == static_cast<std::size_t>(writers * commits));
            CHECK(r.verify().ok());
            MESSAGE(writers << " processes, " << r.log("images").size() << " versions, all whole");
        }
    }

    TEST_CASE("a full disk: an io_error, and nothing half-written (as a limit on the size of files)") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const repository r{d / "r.lastro"};
        const commit v1 = r.commit("images", r.snapshot(d / "data"), {.time = 1});
        lastro_test::write(d / "data/large.bin", lastro_test::noise(3'000'000, 7));
        const ::pid_t child = ::fork();
        if (child == 0) {
            const ::rlimit most{.rlim_cur = 1'000'000, .rlim_max = 1'000'000};
            ::signal(SIGXFSZ, SIG_IGN);
            ::setrlimit(RLIMIT_FSIZE, &most);
            try {
                static_cast<void>(r.snapshot(d / "data"));
            } catch (const lastro::io_error& e) {
                ::_exit(std::string{e.what()}.find("File too large") != std::string::npos ? 0 : 2);
            } catch (...) {
                ::_exit(3);
            }
            ::_exit(1);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
        const lastro::store::verify_report health = r.verify();
        CHECK(health.ok());
        CHECK(health.unfinished == 0);
        CHECK(r.log("images") == std::vector<commit>{v1});
        r.commit("images", r.snapshot(d / "data"));
        CHECK(r.verify().ok());
    }

    TEST_CASE("a snapshot that was cleared away meanwhile: as a whole or in part, it is no version") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        const auto later = lastro::core::unix_milliseconds() + std::int64_t{30} * 86'400'000;
        lastro_test::write(d / "data/small", lastro_test::noise(60'000, 1));
        lastro_test::write(d / "data/large", lastro_test::noise(100'000, 2));
        const snapshot first = r.snapshot(d / "data");
        lastro_test::write(d / "data/large", lastro_test::noise(100'000, 3));
        const snapshot second = r.snapshot(d / "data");
        r.commit("images", second);
        r.collect_garbage({.time = later});  // the first one's tree stays, in a pack with what is needed; its file goes
        CHECK(r.verify().unreferenced == 1);
        CHECK_THROWS_AS(r.commit("images", first), std::invalid_argument);
        lastro_test::write(d / "other/a", "hello");
        const snapshot other = r.snapshot(d / "other");
        CHECK(r.verify().ok());  // and knows the pack now that another process removes
        repository{d / "r.lastro"}.collect_garbage({.time = later});
        CHECK_THROWS_AS(r.commit("images", other), std::invalid_argument);
        CHECK(repository{d / "r.lastro"}.verify().ok());
        CHECK(r.commit("images", second).version() == 1);
    }

    TEST_CASE("branches: a dataset begins with the directory of another") {
        const temporary_directory d;
        const repository r{d / "r.lastro"};
        lastro_test::make_directory(d / "data");
        const commit v1 = r.commit("images", r.snapshot(d / "data"));
        lastro_test::write(d / "data/more", "more");
        r.commit("images", r.snapshot(d / "data"));
        const commit branched = r.branch("trial", "images@1");
        CHECK(branched.label() == "trial@1");
        CHECK(branched.digest() == v1.digest());
        CHECK(branched.files() == v1.files());
        CHECK(branched.derived_from() == std::vector{v1.id()});
        CHECK(r.read_snapshot("trial") == r.read_snapshot("images@1"));
        CHECK_THROWS_AS(r.branch("images", "trial"), lastro::schema_error);
        CHECK(r.objects().contains(branched.id()));
        CHECK(r.verify().ok());
    }
}
