// SPDX-License-Identifier: MIT
// tests/num/ieee.test.cpp
#include <lastro/num/ieee.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include <doctest/doctest.h>

namespace num = lastro::num;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

}  // namespace

TEST_SUITE("num/ieee") {
    TEST_CASE("fma: rounds once, where a product and a sum would round twice") {
        const double e = 0x1p-30;
        CHECK(num::fma(1.0 + e, 1.0 - e, -1.0) == -0x1p-60);  // the product alone rounds to 1
        CHECK(num::fma(0.0, infinity, 1.0) != num::fma(0.0, infinity, 1.0));
    }

    TEST_CASE("operations: the same bits as the standard library's on values of every kind") {
        const double values[] = {0.0,      -0.0,      1.0,
                                 -1.0,     2.0,       0.5,
                                 -2.5,     1e308,     -1e308,
                                 5e-324,   2.0 / 3.0, 4503599627370497.5,
                                 infinity, -infinity, 123456789.987654321};
        for (const double x : values) {
            CAPTURE(x);
            CHECK(bits(num::floor(x)) == bits(std::floor(x)));
            CHECK(bits(num::magnitude(x)) == bits(std::abs(x)));
            CHECK(num::is_infinite(x) == std::isinf(x));
            CHECK_FALSE(num::is_nan(x));
            if (x >= 0.0) {
                CHECK(bits(num::square_root(x)) == bits(std::sqrt(x)));
            }
            for (const double y : values) {
                const double expected = std::fma(x, y, 1.0);
                CHECK((std::isnan(expected) ? num::is_nan(num::fma(x, y, 1.0))
                                            : bits(num::fma(x, y, 1.0)) == bits(expected)));
            }
        }
        CHECK(num::is_nan(not_a_number));
        CHECK_FALSE(num::is_infinite(not_a_number));
        CHECK(num::is_nan(num::square_root(-1.0)));
        CHECK(bits(num::square_root(-0.0)) == bits(-0.0));
    }

}  // TEST_SUITE
