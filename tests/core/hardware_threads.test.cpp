// SPDX-License-Identifier: MIT
// tests/core/hardware_threads.test.cpp
#include <lastro/core/hardware_threads.hpp>

#include <thread>

#include <doctest/doctest.h>

TEST_SUITE("core/hardware_threads") {
    TEST_CASE("hardware_threads: as many as the standard library counts, and at least one") {
        const std::size_t threads = lastro::core::hardware_threads();
        CHECK(threads >= 1);
        if (const unsigned counted = std::thread::hardware_concurrency(); counted > 0) {
            CHECK(threads >= counted);  // which may see fewer, where the process is bound to some of them
        }
    }

}  // TEST_SUITE
