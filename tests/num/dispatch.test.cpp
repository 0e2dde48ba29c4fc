// SPDX-License-Identifier: MIT
// tests/num/dispatch.test.cpp
#include <lastro/num/dispatch.hpp>

#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

namespace num = lastro::num;
using num::level;

TEST_SUITE("num/dispatch") {
    TEST_CASE("level: the portable one is always there, and the detected one is available") {
        CHECK(num::is_available(level::portable));
        CHECK(num::is_available(num::detected_level()));
        CHECK(num::active_level() == num::detected_level());
    }

    TEST_CASE("level: wider x86 levels imply narrower ones, and foreign ones are absent") {
        if (num::is_available(level::avx512)) {
            CHECK(num::is_available(level::avx2));
        }
        CHECK(!(num::is_available(level::neon) && num::is_available(level::avx2)));
    }

    TEST_CASE("level: force_level changes what is active, until it is changed back") {
        num::force_level(level::portable);
        CHECK(num::active_level() == level::portable);
        num::force_level(num::detected_level());
        CHECK(num::active_level() == num::detected_level());
    }

    TEST_CASE("level: one that the CPU does not have is refused and changes nothing") {
        const level foreign = num::is_available(level::neon) ? level::avx2 : level::neon;
        const level before = num::active_level();
        const std::string message =
            "num::force_level: expected a level that this CPU has, found " + std::string{num::to_string(foreign)};
        CHECK_THROWS_WITH_AS(num::force_level(foreign), message.c_str(), std::invalid_argument);
        CHECK(num::active_level() == before);
    }

    TEST_CASE("level: names are the enumerators") {
        CHECK(num::to_string(level::portable) == "portable");
        CHECK(num::to_string(level::neon) == "neon");
        CHECK(num::to_string(level::avx2) == "avx2");
        CHECK(num::to_string(level::avx512) == "avx512");
    }

}  // TEST_SUITE
