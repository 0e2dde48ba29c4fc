// SPDX-License-Identifier: MIT
// tests/random/detail/rounded.test.cpp
#include <lastro/random/detail/rounded.hpp>

#include <cmath>
#include <initializer_list>

#include <doctest/doctest.h>

using lastro::random::detail::rounded;

TEST_SUITE("random/detail/rounded") {
    TEST_CASE("rounded: a product and a following addition are rounded one after the other") {
        const auto product_then_sum = [](double a, double b, double c) { return rounded(a * b) + c; };
        constexpr double a = 1.0 + 0x1p-30;
        // a * a = 1 + 2^-29 + 2^-60, of which the last term is lost when the product is rounded, and kept when it is
        // fused
        CHECK(product_then_sum(a, a, -(1.0 + 0x1p-29)) == 0.0);
        CHECK(std::fma(a, a, -(1.0 + 0x1p-29)) == 0x1p-60);
    }

    TEST_CASE("rounded: nothing else changes") {
        for (const double x : {0.0, -0.0, 1.5, -1e308, 5e-324}) {
            CHECK(rounded(x) == x);
            CHECK(std::signbit(rounded(x)) == std::signbit(x));
        }
        CHECK(std::isnan(rounded(std::nan(""))));
    }

}  // TEST_SUITE
