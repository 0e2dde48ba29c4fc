// SPDX-License-Identifier: MIT
// tests/core/clock.test.cpp
#include <lastro/core/clock.hpp>

#include <cstdint>
#include <ctime>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

namespace core = lastro::core;

TEST_SUITE("core/clock") {
    TEST_CASE("iso8601: moments that can be checked by hand") {
        CHECK(core::iso8601(0) == "1970-01-01T00:00:00.000Z");
        CHECK(core::iso8601(-1) == "1969-12-31T23:59:59.999Z");
        CHECK(core::iso8601(951'782'400'000) == "2000-02-29T00:00:00.000Z");
        CHECK(core::iso8601(1'795'438'800'000) == "2026-11-23T13:00:00.000Z");
        CHECK(core::iso8601(4'107'542'399'999) == "2100-02-28T23:59:59.999Z");
        CHECK(core::iso8601(4'107'542'400'000) == "2100-03-01T00:00:00.000Z");
        CHECK(core::iso8601(-62'167'219'200'000) == "0000-01-01T00:00:00.000Z");
        CHECK(core::iso8601(253'402'300'799'999) == "9999-12-31T23:59:59.999Z");
    }

    TEST_CASE("iso8601: agrees with the C library for every day from 1900 to 2400") {
        for (std::int64_t day = -25567; day < 157054; ++day) {
            const std::time_t seconds = day * 86400 + 3723;
            std::tm parts{};
            REQUIRE(::gmtime_r(&seconds, &parts) != nullptr);
            char expected[32];
            std::strftime(expected, sizeof expected, "%Y-%m-%dT01:02:03.004Z", &parts);
            REQUIRE(core::iso8601(seconds * 1000 + 4) == expected);
        }
    }

    TEST_CASE("iso8601: refuses years that have no four digits") {
        CHECK_THROWS_WITH_AS(static_cast<void>(core::iso8601(253'402'300'800'000)),
                             "core::iso8601: expected a time in the years 0 to 9999, found 253402300800000",
                             std::out_of_range);
        CHECK_THROWS_AS(static_cast<void>(core::iso8601(-62'167'219'200'001)), std::out_of_range);
        CHECK_THROWS_AS(static_cast<void>(core::iso8601(INT64_MIN)), std::out_of_range);
        CHECK_THROWS_AS(static_cast<void>(core::iso8601(INT64_MAX)), std::out_of_range);
    }

    TEST_CASE("clocks: near the system's time, and never backwards") {
        const std::int64_t now = core::unix_milliseconds();
        CHECK(now / 1000 >= 1'700'000'000);
        CHECK(now / 1000 - static_cast<std::int64_t>(std::time(nullptr)) <= 1);
        double previous = core::steady_seconds();
        for (int i = 0; i < 1000; ++i) {
            const double next = core::steady_seconds();
            REQUIRE(next >= previous);
            previous = next;
        }
    }
}
