// SPDX-License-Identifier: MIT
// tests/artifact/zip_writer.test.cpp: what is written is read in zip.test.cpp
#include <lastro/artifact/zip_writer.hpp>

#include <sys/resource.h>

#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;

TEST_SUITE("artifact/zip_writer") {
    TEST_CASE("commit: not after a file that could not be written; what was there before stays") {
        const temporary_directory here;
        core::write_file(here / "z", core::as_bytes("the old one"));
        const auto old_signal = std::signal(SIGXFSZ, SIG_IGN);
        ::rlimit limit{};
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
        ::rlimit small = limit;
        small.rlim_cur = 100'000;
        lastro::artifact::zip_writer out{here / "z"};
        out.add("first", {core::as_bytes("content")});
        const std::vector<std::byte> large(200'000);
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);  // a disk that is full
        const auto add = [&] { out.add("second", {large}); };
        CHECK_THROWS_AS(add(), lastro::io_error);
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);  // and has room again
        std::signal(SIGXFSZ, old_signal);
        CHECK_THROWS_AS(out.commit(), std::logic_error);
        CHECK(core::read_text(here / "z") == "the old one");
    }
}
