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

    TEST_CASE("rounded: a product and a following addition are rounded one after the other") {
        const auto product_then_sum = [](double a, double b, double c) { return num::rounded(a * b) + c; };
        constexpr double a = 1.0 + 0x1p-30;
        // a * a = 1 + 2^-29 + 2^-60, of which the last term is lost when the product is rounded, kept when it is fused.
        CHECK(product_then_sum(a, a, -(1.0 + 0x1p-29)) == 0.0);
        CHECK(num::fma(a, a, -(1.0 + 0x1p-29)) == 0x1p-60);
        CHECK(bits(num::rounded(-0.0)) == bits(-0.0));
        CHECK(num::is_nan(num::rounded(not_a_number)));
        CHECK(num::rounded(1.5F) == 1.5F);
        CHECK_FALSE(num::is_finite(not_a_number));
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
            CHECK(bits(num::ceil(x)) == bits(std::ceil(x)));
            CHECK(bits(num::magnitude(x)) == bits(std::abs(x)));
            CHECK(num::is_finite(x) == std::isfinite(x));
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

    TEST_CASE("float: rounds to float, once") {
        const float e = 0x1p-14F;
        CHECK(num::fma(1.0F + e, 1.0F - e, -1.0F) == -0x1p-28F);
        CHECK(num::square_root(2.0F) == std::sqrt(2.0F));
        CHECK(std::bit_cast<std::uint32_t>(num::square_root(-0.0F)) == std::bit_cast<std::uint32_t>(-0.0F));
        CHECK(num::magnitude(-0x1p-149F) == 0x1p-149F);
    }

}  // TEST_SUITE
