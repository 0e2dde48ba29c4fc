// SPDX-License-Identifier: MIT
// tests/core/file_lock.test.cpp
#include <lastro/core/file_lock.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "temporary_directory.hpp"

#include <doctest/doctest.h>

namespace core = lastro::core;
using core::file_lock;

namespace {

static_assert(!std::is_copy_constructible_v<file_lock> && std::is_nothrow_move_constructible_v<file_lock>);

// Adds one to the number in a file: wrong as soon as two do it at once.
void increment(const std::string& path) {
    int value = 0;
    std::ifstream{path} >> value;
    std::this_thread::yield();
    std::ofstream{path} << value + 1;
}

}  // namespace

TEST_SUITE("core/file_lock") {
    TEST_CASE("file_lock: processes take turns") {
        const temporary_directory here;
        std::ofstream{here / "count"} << 0;
        constexpr int processes = 4;
        constexpr int rounds = 50;
        for (int p = 0; p < processes; ++p) {
            const pid_t child = ::fork();
            REQUIRE(child >= 0);
            if (child == 0) {
                for (int i = 0; i < rounds; ++i) {
                    const file_lock turn{here / "lock"};
                    increment(here / "count");
                }
                ::_exit(0);
            }
        }
        for (int p = 0; p < processes; ++p) {
            int status = 0;
            ::wait(&status);
            CHECK(status == 0);
        }
        int count = 0;
        std::ifstream{here / "count"} >> count;
        CHECK(count == processes * rounds);
    }

    TEST_CASE("file_lock: threads of one process take turns") {
        const temporary_directory here;
        std::atomic<bool> held{true};
        std::atomic<bool> entered{false};
        bool while_held = false;
        std::thread other;
        {
            const file_lock mine{here / "lock"};
            other = std::thread{[&] {
                const file_lock theirs{here / "lock"};
                while_held = held;
                entered = true;
            }};
            for (int i = 0; i < 1000; ++i) {
                std::this_thread::yield();
            }
            CHECK_FALSE(entered);
            held = false;
        }
        other.join();
        CHECK(entered);
        CHECK_FALSE(while_held);
    }

    TEST_CASE("file_lock: released at the end, by a move only once; the file stays and keeps its content") {
        const temporary_directory here;
        std::ofstream{here / "lock"} << "note";
        {
            file_lock first{here / "lock"};
            const file_lock moved{std::move(first)};
        }
        const file_lock again{here / "lock"};  // would wait for ever if it were still held
        CHECK(std::filesystem::file_size(here / "lock") == 4);
    }

    TEST_CASE("file_lock: says where it cannot be") {
        const temporary_directory here;
        CHECK_THROWS_WITH_AS(file_lock{here / "no/lock"},
                             ((here / "no/lock") + ": cannot open lock file: No such file or directory").c_str(),
                             lastro::io_error);
        CHECK_THROWS_WITH_AS(file_lock{here.path()}, (here.path() + ": cannot open lock file: Is a directory").c_str(),
                             lastro::io_error);
    }

    TEST_CASE("file_lock: who waits too long hears who has it, and since when") {
        const temporary_directory here;
        const std::string path = here / "lock";
        const file_lock mine{path};
        try {
            const file_lock late{path, {.patience = 0.02}};
            FAIL("two have it");
        } catch (const lastro::io_error& e) {
            const std::string said = e.what();
            const std::string begin = path +
                                      ": expected a lock that is free within 0.02 seconds, found it held by process " +
                                      std::to_string(::getpid()) + " on ";
            CHECK(said.starts_with(begin));
            CHECK(said.find(" since 20") != std::string::npos);
        }
        std::ofstream{path} << "\x1b[2Jsomebody";  // it may be anybody's file
        CHECK_THROWS_WITH_AS(
            (file_lock{path, {.patience = 0.0}}),
            (path + ": expected a lock that is free within 0 seconds, found it held by ?[2Jsomebody").c_str(),
            lastro::io_error);
    }

    TEST_CASE("file_lock: those who share it do not wait for each other; who wants it alone waits for all") {
        const temporary_directory here;
        const std::string path = here / "lock";
        {
            const file_lock one{path, {.shared = true}};
            const file_lock two{path, {.patience = 0.0, .shared = true}};
            CHECK_THROWS_AS((file_lock{path, {.patience = 0.0}}), lastro::io_error);
        }
        const file_lock alone{path, {.patience = 0.0}};
        CHECK_THROWS_AS((file_lock{path, {.patience = 0.0, .shared = true}}), lastro::io_error);
    }

    TEST_CASE("file_lock: who may only read a lock file shares it all the same") {
        const temporary_directory here;
        const std::string path = here / "lock";
        std::ofstream{path} << "process 1\n";
        std::filesystem::permissions(path, std::filesystem::perms{0444});
        std::filesystem::permissions(here.path(), std::filesystem::perms{0755});
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) {
                ::_exit(2);
            }
            try {
                const file_lock shared{path, {.shared = true}};
                ::alarm(10);
                static_cast<void>(::write(ready[1], "x", 1) == 1);
                ::pause();
            } catch (const lastro::io_error&) {
            }
            ::_exit(1);
        }
        ::close(ready[1]);
        char said = 0;
        CHECK(::read(ready[0], &said, 1) == 1);
        ::close(ready[0]);
        if (::geteuid() == 0) {  // others may not have it alone
            CHECK_THROWS_AS((file_lock{path, {.patience = 0.01}}), lastro::io_error);
        }
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
}
