// SPDX-License-Identifier: MIT
// tests/store/snapshot_directory.test.cpp
#include <lastro/store/snapshot_directory.hpp>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/snapshot.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;
namespace fs = std::filesystem;
using lastro::store::directory_reading;
using lastro::store::entry_kind;
using lastro::store::progress;
using lastro::store::read_directory;
using lastro::store::snapshot;
using lastro::store::snapshot_directory;

namespace {

// Plain and unsynced: a test writes hundreds.
void write(const std::string& path, const std::string& content) {
    fs::create_directories(fs::path{path}.parent_path());
    FILE* out = std::fopen(path.c_str(), "wb");
    REQUIRE(out != nullptr);
    std::fwrite(content.data(), 1, content.size(), out);
    std::fclose(out);
}

std::string noise(std::size_t size, std::uint64_t seed) {
    std::string text(size, '\0');
    for (char& c : text) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        c = static_cast<char>(seed >> 56U);
    }
    return text;
}

// Makes a file old enough to be believed.
void age(const std::string& path) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours{1});
}

}  // namespace

TEST_SUITE("store/snapshot_directory") {
    TEST_CASE("snapshot: every file of every size has the digest of its content, with any number of threads") {
        const temporary_directory d;
        std::size_t count = 0;
        for (const std::size_t size :
             {0U, 1U, 63U, 64U, 1000U, 1024U, 1025U, 65'535U, 65'536U, 1'048'575U, 1'048'576U, 5'000'000U}) {
            for (std::size_t copy = 0; copy < (size < 2000 ? 60U : 1U); ++copy) {
                write(d / ("d" + std::to_string(copy % 7) + "/f" + std::to_string(count)), noise(size, count));
                ++count;
            }
        }
        fs::create_symlink("d0/f0", d / "link");
        const snapshot s = snapshot_directory(d.path());
        CHECK(s.files() == count + 1);
        for (const auto& entry : s.entries()) {
            const std::string content = entry.kind == entry_kind::link ? "d0/f0" : core::read_text(d / entry.name);
            REQUIRE(entry.digest == lastro::hash::blake3::of(core::as_bytes(content)));
            REQUIRE(entry.bytes == content.size());
        }
        for (const std::size_t threads : {0U, 2U, 3U, 9U}) {
            CHECK(snapshot_directory(d.path(), {.threads = threads}) == s);
        }
    }

    TEST_CASE("index: what has not changed is not read, and what has is") {
        const temporary_directory d;
        const std::string index = d / "known.idx";
        for (int i = 0; i < 30; ++i) {
            write(d / ("data/f" + std::to_string(i)), noise(100, static_cast<std::uint64_t>(i)));
        }
        const auto read = [&] { return read_directory(d / "data", {.index = index}); };
        const directory_reading first = read();
        CHECK(first.files_read == 30);
        CHECK(first.bytes_read == 3000);
        CHECK(read().files_read == 30);  // just written: not to be believed yet
        ::sleep(3);
        CHECK(read().files_read == 30);
        const directory_reading again = read();
        CHECK(again.files_read == 0);
        CHECK(again.snapshot == first.snapshot);

        write(d / "data/f3", noise(100, 1000));  // same size, other content
        age(d / "data/f3");                      // and a time that says it is old: its ctime tells
        const directory_reading changed = read();
        CHECK(changed.files_read == 1);
        CHECK(changed.snapshot == snapshot_directory(d / "data"));
        CHECK(changed.snapshot != first.snapshot);
        write(d / "data/new", "n");
        fs::remove(d / "data/f4");
        CHECK(read().snapshot == snapshot_directory(d / "data"));
        core::write_file(index, core::as_bytes("no index"));
        CHECK(read().snapshot == snapshot_directory(d / "data"));
    }

    TEST_CASE("index: a clock that goes back does not make it believe more") {
        const temporary_directory d;
        write(d / "data/f", "one");
        const auto stamp = [&](const std::string& path) {
            struct ::stat status {};
            REQUIRE(::stat(path.c_str(), &status) == 0);
            return lastro::store::stamp_of(status);
        };
        // What an index would hold that was written when the clock was an hour ahead: the file is newer than that.
        lastro::store::write_stat_index(
            d / "i", {{.path = "f", .stamp = stamp(d / "data/f"), .digest = lastro::hash::blake3::of({})}},
            lastro::store::unix_nanoseconds() - 3'600'000'000'000);
        CHECK(lastro::store::stat_index::read(d / "i").size() == 0);
        CHECK(read_directory(d / "data", {.index = d / "i"}).snapshot == snapshot_directory(d / "data"));
    }

    TEST_CASE("progress: says how far it is, and stops where it is told to") {
        const temporary_directory d;
        for (int i = 0; i < 300; ++i) {
            write(d / ("data/f" + std::to_string(i)), "content");
        }
        write(d / "data/large", noise(3'000'000, 1));
        std::vector<progress> heard;
        const auto listen = [&](const progress& p) {
            heard.push_back(p);
            return true;
        };
        static_cast<void>(snapshot_directory(d / "data", {.progress = listen}));
        REQUIRE(heard.size() > 3);
        CHECK(heard.front().files == 0);
        CHECK(heard.front().all_files == 301);
        CHECK(heard.front().all_bytes == 3'002'100);
        CHECK(heard.back().files == 301);
        CHECK(heard.back().bytes == 3'002'100);
        const auto stop = [](const progress& p) { return p.files == 0; };
        CHECK_THROWS_AS(static_cast<void>(snapshot_directory(d / "data", {.index = d / "i", .progress = stop})),
                        lastro::store::cancelled);
        CHECK_FALSE(core::file_exists(d / "i"));
    }

    TEST_CASE("changing files: one that grows while it is read is read again; one that never rests is an error") {
        const temporary_directory d;
        for (const std::size_t size : {std::size_t{100}, std::size_t{2'000'000}}) {
            write(d / "data/f", noise(size, 1));
            write(d / "data/a", "a");
            int left = size == 100 ? 1 : 3;  // the third time, a piece of it has been read
            const auto meddle = [&](const progress&) {
                if (left > 0) {  // first after the scan
                    --left;
                    FILE* out = std::fopen((d / "data/f").c_str(), "ab");
                    std::fputs("more", out);
                    std::fclose(out);
                }
                return true;
            };
            const snapshot s = snapshot_directory(d / "data", {.progress = meddle});
            CHECK(s == snapshot_directory(d / "data"));
        }
        const auto always = [&](const progress&) {
            FILE* out = std::fopen((d / "data/f").c_str(), "ab");
            std::fputs("more", out);
            std::fclose(out);
            return true;
        };
        CHECK_THROWS_WITH_AS(static_cast<void>(snapshot_directory(d / "data", {.progress = always})),
                             (d / "data/f: expected a file that does not change while it is read, found one that has "
                                  "changed 4 times")
                                 .c_str(),
                             lastro::integrity_error);
    }

    TEST_CASE("vanishing and unreadable files: an error that names them") {
        const temporary_directory d;
        write(d / "data/f", "content");
        const auto remove = [&](const progress&) {
            fs::remove(d / "data/f");
            return true;
        };
        CHECK_THROWS_WITH_AS(static_cast<void>(snapshot_directory(d / "data", {.progress = remove})),
                             (d / "data/f: cannot open for reading: No such file or directory").c_str(),
                             lastro::io_error);
        write(d / "data/f", "content");
        const auto swap = [&](const progress&) {
            fs::remove(d / "data/f");
            fs::create_symlink("/etc/passwd", d / "data/f");
            return true;
        };
        CHECK_THROWS_AS(static_cast<void>(snapshot_directory(d / "data", {.progress = swap})), lastro::io_error);
    }

    TEST_CASE("unreadable files: an io_error that names them (not as the superuser, who may read everything)") {
        const temporary_directory d;
        write(d / "data/f", "content");
        fs::permissions(d.path(), fs::perms::all);
        fs::permissions(d / "data/f", fs::perms::none);
        const ::pid_t child = ::fork();
        if (child == 0) {
            if (::geteuid() == 0 && ::setuid(65534) != 0) {
                ::_exit(4);
            }
            try {
                static_cast<void>(snapshot_directory(d / "data"));
            } catch (const lastro::io_error& e) {
                ::_exit(e.what() == d / "data/f: cannot open for reading: Permission denied" ? 0 : 2);
            }
            ::_exit(3);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
    }
}
