// SPDX-License-Identifier: MIT
// tests/stats/detail/wide_integer.test.cpp
#include <lastro/stats/detail/wide_integer.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include <doctest/doctest.h>

using lastro::stats::detail::add_shifted;
using lastro::stats::detail::times_power_of_two;
using lastro::stats::detail::wide_integer;

TEST_SUITE("stats/detail/wide_integer") {
    TEST_CASE("arithmetic: (a + b)(a - b) = a a - b b, for numbers of many words and either sign") {
        wide_integer a{0xFFFF'FFFF'FFFF'FFFFU};
        wide_integer b{3};
        for (int round = 0; round < 40; ++round) {
            const wide_integer left = (a + b) * (a - b);
            const wide_integer right = a * a - b * b;
            REQUIRE((left - right).size == 0);
            REQUIRE((left - right).scaled().mantissa == 0.0);
            if (a.size < 40) {
                a = a * wide_integer{0x9E37'79B9'7F4A'7C15U} + b;
                b = wide_integer{7} - b * wide_integer{0xD134'2543'DE82'EF95U};
            }
        }
    }

    TEST_CASE("sums: terms at any bit, added and taken off, leave what was there; signs carry through") {
        std::uint64_t sum[6] = {};
        const std::uint64_t term[3] = {5, 0, 0xFFFF'FFFF'FFFF'FFFFU};
        for (const std::size_t bit : {0U, 1U, 63U, 64U, 100U}) {
            add_shifted(sum, 6, term, 3, bit, true);
        }
        CHECK(wide_integer::of_sum(sum, 6).negative);
        for (const std::size_t bit : {100U, 0U, 64U, 63U, 1U}) {
            add_shifted(sum, 6, term, 3, bit, false);
        }
        CHECK(wide_integer::of_sum(sum, 6).size == 0);
        add_shifted(sum, 6, term, 1, 70, true);  // -5 * 2^70
        const auto s = wide_integer::of_sum(sum, 6).scaled();
        CHECK(s.mantissa == -1.25);
        CHECK(s.exponent == 72);
    }

    TEST_CASE("scaled: rounds to nearest, ties to even") {
        const auto mantissa = [](std::uint64_t low_bits) {
            return (wide_integer{std::uint64_t{1} << 63U} * wide_integer{2} + wide_integer{low_bits}).scaled().mantissa;
        };
        constexpr std::uint64_t half = std::uint64_t{1} << 11U;  // of the last of 53 bits, from 2^64 on
        CHECK(mantissa(half) == 1.0);
        CHECK(mantissa(half + 1) == 1.0 + 0x1p-52);
        CHECK(mantissa(3 * half) == 1.0 + 0x1p-51);
        CHECK(mantissa(half - 1) == 1.0);
    }

    TEST_CASE("times_power_of_two: also beyond what one factor can do") {
        CHECK(times_power_of_two(1.5, 0) == 1.5);
        CHECK(times_power_of_two(1.5, 1023) == 0x1.8p1023);
        CHECK(times_power_of_two(1.5, -1074) == 0x1p-1073);
        CHECK(times_power_of_two(1.0, -1074) == 0x1p-1074);
        CHECK(times_power_of_two(1.0, -5000) == 0.0);
        CHECK(times_power_of_two(-1.0, 5000) < -1e308);
        CHECK(times_power_of_two(0x1p-1000, 2000) == 0x1p1000);
        CHECK(times_power_of_two(0x1p1000, -2000) == 0x1p-1000);
    }
}
