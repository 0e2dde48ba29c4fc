// SPDX-License-Identifier: MIT
// tests/core/atomic_file.test.cpp
#include <lastro/core/atomic_file.hpp>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <lastro/core/file.hpp>

#include "ordinary_user.hpp"
#include "temporary_directory.hpp"

#include <doctest/doctest.h>

namespace core = lastro::core;
using core::atomic_file;

namespace {

static_assert(!std::is_copy_constructible_v<atomic_file>);
static_assert(std::is_nothrow_move_constructible_v<atomic_file> && std::is_nothrow_move_assignable_v<atomic_file>);

using names = std::vector<std::string>;

void write(const std::string& path, std::string_view text) { core::write_file(path, core::as_bytes(text)); }

// A limit on the size of files makes write(2) fail as a full disk does, for one scope.
class size_limit {
public:
    explicit size_limit(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        handler_ = ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    size_limit(const size_limit&) = delete;
    size_limit& operator=(const size_limit&) = delete;
    ~size_limit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int) = SIG_DFL;
};

}  // namespace

TEST_SUITE("core/atomic_file") {
    TEST_CASE("atomic_file: nothing is visible before commit, everything after") {
        const temporary_directory here;
        write(here / "file", "old");
        atomic_file out{here / "file"};
        out.write(core::as_bytes("ne"));
        out.write(core::as_bytes(""));
        out.write(core::as_bytes("w"));
        CHECK(core::read_text(here / "file") == "old");
        out.commit();
        CHECK(core::read_text(here / "file") == "new");
        CHECK(core::list_directory(here.path()) == names{"file"});
    }

    TEST_CASE("atomic_file: write_at() fills any place, and write() goes on where it was") {
        const temporary_directory here;
        atomic_file file{here / "file"};
        file.write(core::as_bytes("ab"));
        file.write_at(4, core::as_bytes("ef"));
        file.write(core::as_bytes("cd"));
        file.write_at(0, core::as_bytes("A"));
        file.write_at(9, {});
        file.commit();
        CHECK(core::read_text(here / "file") == "Abcdef");
        CHECK_THROWS_AS(file.write_at(0, core::as_bytes("x")), std::logic_error);
    }

    TEST_CASE("atomic_file: given up, it leaves no trace") {
        const temporary_directory here;
        {
            atomic_file out{here / "file"};
            out.write(core::as_bytes("half"));
            CHECK(core::list_directory(here.path()).size() == 1);
        }
        CHECK(core::list_directory(here.path()).empty());
        const auto interrupted = [&] {
            atomic_file out{here / "file"};
            out.write(core::as_bytes("half"));
            throw std::runtime_error{"stop"};
        };
        CHECK_THROWS_AS(interrupted(), std::runtime_error);
        CHECK(core::list_directory(here.path()).empty());
    }

    TEST_CASE("atomic_file: who has the old file open keeps it") {
        const temporary_directory here;
        write(here / "file", "old");
        const core::mapped_file open{here / "file"};
        write(here / "file", "a newer and longer content");
        CHECK(core::as_text(open.bytes()) == "old");
    }

    TEST_CASE("atomic_file: moves, and each object cleans up after itself") {
        const temporary_directory here;
        atomic_file a{here / "a"};
        a.write(core::as_bytes("a"));
        atomic_file moved{std::move(a)};
        {
            atomic_file b{here / "b"};
            b.write(core::as_bytes("b"));
            moved.write(core::as_bytes("!"));
            std::swap(moved, b);
        }  // b, which now holds "a", gives up
        moved.commit();
        CHECK(core::list_directory(here.path()) == names{"b"});
        CHECK(core::read_text(here / "b") == "b");
    }

    TEST_CASE("atomic_file: spent is spent") {
        const temporary_directory here;
        atomic_file out{here / "file"};
        out.commit();
        const std::string message = (here / "file") +
                                    ": core::atomic_file: expected an object that is not spent, found one that was "
                                    "committed or moved from";
        CHECK_THROWS_WITH_AS(out.write(core::as_bytes("x")), message.c_str(), std::logic_error);
        CHECK_THROWS_WITH_AS(out.commit(), message.c_str(), std::logic_error);
        CHECK(core::read_text(here / "file").empty());
    }

    TEST_CASE("atomic_file: commit_as() gives another name in the same directory") {
        const temporary_directory here;
        atomic_file out{here / "new"};
        out.write(core::as_bytes("x"));
        CHECK_THROWS_AS(out.commit_as("/tmp/elsewhere"), std::invalid_argument);
        out.commit_as(here / "named by content");
        CHECK(core::list_directory(here.path()) == std::vector<std::string>{"named by content"});
    }

    TEST_CASE("atomic_file: a name left by a crashed process is stepped over") {
        const temporary_directory here;
        const std::string stale = ".lastro-" + std::to_string(::getpid()) + "-0.tmp";
        write(here / "seed", "x");
        std::filesystem::copy_file(here / "seed", here / stale);
        write(here / "file", "new");
        CHECK(core::read_text(here / "file") == "new");
        CHECK(core::read_text(here / stale) == "x");
    }

    TEST_CASE("atomic_file: many threads writing one name leave one whole content") {
        const temporary_directory here;
        std::vector<std::thread> writers;
        for (char letter = 'a'; letter < 'e'; ++letter) {
            writers.emplace_back([&here, letter] {
                for (int i = 0; i < 10; ++i) {
                    write(here / "file", std::string(10000, letter));
                }
            });
        }
        for (std::thread& writer : writers) {
            writer.join();
        }
        const std::string content = core::read_text(here / "file");
        CHECK(content == std::string(10000, content.at(0)));
        CHECK(core::list_directory(here.path()) == names{"file"});
    }

    TEST_CASE("atomic_file: permissions follow the umask, and those of a replaced file are kept") {
        const temporary_directory here;
        const auto mode = [&] {
            struct ::stat status {};
            ::stat((here / "file").c_str(), &status);
            return status.st_mode & 0777U;
        };
        const mode_t mask = ::umask(027);
        write(here / "file", "x");
        ::umask(mask);
        CHECK(mode() == 0640);
        REQUIRE(::chmod((here / "file").c_str(), 0604) == 0);
        write(here / "file", "y");
        CHECK(mode() == 0604);
    }

    TEST_CASE("atomic_file: a symbolic link is replaced, not followed") {
        const temporary_directory here;
        write(here / "target", "kept");
        std::filesystem::create_symlink("target", here / "link");
        write(here / "link", "new");
        CHECK(core::read_text(here / "target") == "kept");
        CHECK(core::read_text(here / "link") == "new");
        CHECK_FALSE(std::filesystem::is_symlink(here / "link"));
    }

    TEST_CASE("atomic_file: a directory in the way stays, and the temporary file goes") {
        const temporary_directory here;
        core::create_directories(here / "name/inner");
        CHECK_THROWS_WITH_AS(write(here / "name", "x"), ((here / "name") + ": cannot replace: Is a directory").c_str(),
                             lastro::io_error);
        CHECK(core::directory_exists(here / "name/inner"));
        CHECK(core::list_directory(here.path()) == names{"name"});
    }

    TEST_CASE("atomic_file: refuses a directory that is missing, closed or no directory, and names without a file") {
        const temporary_directory here;
        CHECK_THROWS_WITH_AS(write(here / "no/file", "x"),
                             ((here / "no/file") + ": cannot open for writing: No such file or directory").c_str(),
                             lastro::io_error);
        write(here / "file", "x");
        CHECK_THROWS_WITH_AS(write(here / "file/below", "x"),
                             ((here / "file/below") + ": cannot open for writing: Not a directory").c_str(),
                             lastro::io_error);
        CHECK_THROWS_WITH_AS(write("", "x"), "core::atomic_file: path: expected the name of a file, found \"\"",
                             lastro::io_error);
        CHECK_THROWS_WITH_AS(write("a/", "x"), "core::atomic_file: path: expected the name of a file, found \"a/\"",
                             lastro::io_error);
        core::create_directories(here / "closed");
        REQUIRE(::chmod((here / "closed").c_str(), 0555) == 0);
        REQUIRE(::chmod(here.path().c_str(), 0755) == 0);
        const ordinary_user user;
        REQUIRE(user.is_one());
        CHECK_THROWS_WITH_AS(write(here / "closed/file", "x"),
                             ((here / "closed/file") + ": cannot open for writing: Permission denied").c_str(),
                             lastro::io_error);
    }

    TEST_CASE("atomic_file: a full disk leaves the old file and no temporary one") {
        const temporary_directory here;
        write(here / "file", "old");
        {
            const size_limit limit{100'000};
            CHECK_THROWS_WITH_AS(write(here / "file", std::string(200'000, 'n')),
                                 ((here / "file") + ": cannot write: File too large").c_str(), lastro::io_error);
        }
        {
            const std::string text(60'000, 'n');
            const core::byte_span pieces[] = {core::as_bytes(text), core::as_bytes(text), core::as_bytes(text)};
            const size_limit limit{100'000};
            atomic_file file{here / "file"};
            CHECK_THROWS_WITH_AS(file.write_pieces(pieces),
                                 ((here / "file") + ": cannot write: File too large").c_str(), lastro::io_error);
        }
        CHECK(core::read_text(here / "file") == "old");
        CHECK(core::list_directory(here.path()) == names{"file"});
    }

    TEST_CASE("atomic_file: pieces: appended in order, however many and however empty") {
        const temporary_directory directory;
        std::string expected = "begin";
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < 1000; ++i) {
            texts.push_back(i % 3 == 0 ? "" : std::string(i % 70, static_cast<char>('a' + i % 26)));
        }
        texts.emplace_back(std::size_t{3} << 20U, 'x');
        texts.emplace_back();
        std::vector<core::byte_span> pieces;
        for (const std::string& text : texts) {
            pieces.push_back(core::as_bytes(text));
            expected += text;
        }
        core::atomic_file file{directory / "f"};
        file.write(core::as_bytes("begin"));
        file.write_pieces(pieces);
        file.write_pieces({});
        file.write(core::as_bytes("end"));
        file.commit();
        CHECK((core::read_text(directory / "f") == expected + "end"));
        CHECK_THROWS_AS(file.write_pieces(pieces), std::logic_error);
    }
}
