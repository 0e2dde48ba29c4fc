// SPDX-License-Identifier: MIT
// tests/stats/detail/power_sums.test.cpp
#include <lastro/stats/detail/power_sums.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include <doctest/doctest.h>

namespace detail = lastro::stats::detail;

TEST_SUITE("stats/detail/power_sums") {
    TEST_CASE("numbers: mantissa and place give them back") {
        for (const double x : {1.0, -3.5, 0.0, 0x1p-1074, -0x1.8p-1022, 0x1.fffffffffffffp1023}) {
            const detail::binary_number b{x};
            const double back = std::ldexp(static_cast<double>(b.mantissa), static_cast<int>(b.place) - 1074);
            CHECK((b.negative ? -back : back) == x);
        }
    }

    TEST_CASE("slots: one for each sign and exponent; 48 at a time, and then it says so") {
        detail::power_sums_by_exponent sums;
        for (int e = 0; e < 24; ++e) {
            for (const double sign : {1.0, -1.0}) {
                REQUIRE(sums.take(sign * std::ldexp(1.5, e)));
                REQUIRE(sums.take(sign * std::ldexp(1.25, e)));
            }
        }
        CHECK_FALSE(sums.take(0x1p-40));
        std::size_t slots = 0;
        sums.drain([&](const detail::power_sums_by_exponent::slot& s) {
            ++slots;
            REQUIRE(s.count == 2);
            const std::uint64_t unit = std::uint64_t{1} << 50U;  // 1.5 is 6 units, 1.25 is 5
            REQUIRE(s.first[0] == 11 * unit);
            REQUIRE(s.second[1] == 61ULL << 36U);           // 36 + 25, times 2^100
            REQUIRE(s.third[2] == (216ULL + 125) << 22U);   // times 2^150
            REQUIRE(s.fourth[3] == (1296ULL + 625) << 8U);  // times 2^200
        });
        CHECK(slots == 48);
        CHECK(sums.take(0x1p-40));
    }

    TEST_CASE("weights: as many times the number, up to 2^16 in all") {
        for (const double x : {0x1.fffffffffffffp0, 3.0, -0x1.8p-1074, 0x1.123456789abcdp200}) {
            detail::power_sums_by_exponent once;
            detail::power_sums_by_exponent often;
            for (const std::uint64_t weight : {1U, 2U, 1000U, 64'533U}) {
                for (std::uint64_t i = 0; i < weight; ++i) {
                    REQUIRE(once.take(x));
                }
                REQUIRE(often.take(x, weight));
            }
            CHECK_FALSE(once.take(x));
            CHECK_FALSE(often.take(x));
            once.drain([&](const detail::power_sums_by_exponent::slot& a) {
                often.drain([&](const detail::power_sums_by_exponent::slot& b) {
                    CHECK(a.count == 65'536);
                    CHECK(b.count == a.count);
                    CHECK(std::memcmp(a.first, b.first, sizeof a.first) == 0);
                    CHECK(std::memcmp(a.second, b.second, sizeof a.second) == 0);
                    CHECK(std::memcmp(a.third, b.third, sizeof a.third) == 0);
                    CHECK(std::memcmp(a.fourth, b.fourth, sizeof a.fourth) == 0);
                });
            });
            CHECK(often.take(x, 65'536));
        }
    }
}
