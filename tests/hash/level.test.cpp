// SPDX-License-Identifier: MIT
// tests/hash/level.test.cpp
#include <lastro/hash/level.hpp>

#include <string>

#include <doctest/doctest.h>

namespace hash = lastro::hash;
using hash::level;

TEST_SUITE("hash/level") {
    TEST_CASE("level: the detected one is the fastest that is available, and portable code always is") {
        CHECK(hash::is_available(level::portable));
        level fastest = level::portable;
        std::string here;
        for (const level l : hash::all_levels) {
            if (hash::is_available(l)) {
                here += std::string{hash::name(l)} + ' ';
                fastest = l;
            }
        }
        MESSAGE("this machine has: " << here);
        CHECK(hash::detected_level() == fastest);
    }

    TEST_CASE("level: a processor has those of its own kind only") {
#if defined(__x86_64__)
        CHECK_FALSE(hash::is_available(level::neon));
#else
        CHECK_FALSE(hash::is_available(level::sse41));
        CHECK_FALSE(hash::is_available(level::avx2));
        CHECK_FALSE(hash::is_available(level::avx512));
#endif
    }

    TEST_CASE("level: names") {
        CHECK(hash::name(level::portable) == "portable");
        CHECK(hash::name(level::neon) == "neon");
        CHECK(hash::name(level::sse41) == "sse41");
        CHECK(hash::name(level::avx2) == "avx2");
        CHECK(hash::name(level::avx512) == "avx512");
    }
}
