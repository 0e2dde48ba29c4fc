// SPDX-License-Identifier: MIT
// tests/store/progress.test.cpp
#include <lastro/store/progress.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/store/snapshot_directory.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "directory_fixture.hpp"

using lastro::store::cancelled;
using lastro::store::progress;
using lastro::store::snapshot_directory;

TEST_SUITE("store/progress") {
    TEST_CASE("progress: grows to all there is; who says stop gets an exception that says how far it came") {
        const temporary_directory d;
        for (int i = 0; i < 300; ++i) {
            lastro_test::write(d / ("data/f" + std::to_string(i)), "content");
        }
        std::uint64_t before = 0;
        progress last;
        const auto listen = [&](const progress& p) {
            CHECK(p.files >= before);
            CHECK(p.all_files == 300);
            before = p.files;
            last = p;
            return true;
        };
        static_cast<void>(snapshot_directory(d / "data", {.progress = listen}));
        CHECK(last.files == 300);
        CHECK(last.bytes == last.all_bytes);
        const std::string message = d / "data: stopped after 0 of 300 files";
        const auto stop = [](const progress&) { return false; };
        CHECK_THROWS_WITH_AS(static_cast<void>(snapshot_directory(d / "data", {.progress = stop})), message.c_str(),
                             cancelled);
        CHECK_THROWS_AS(throw cancelled{"stopped"}, std::runtime_error);
    }
}
