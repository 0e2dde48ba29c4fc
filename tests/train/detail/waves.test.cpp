// SPDX-License-Identifier: MIT
// tests/train/detail/waves.test.cpp
#include <lastro/train/detail/waves.hpp>

#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

using namespace lastro::train::detail;

TEST_SUITE("train/detail/waves") {
    TEST_CASE("half_wave: exact at the ends, a cosine between them, and again after them") {
        CHECK(half_wave(0.0) == 1.0);
        CHECK(half_wave(0.5) == 0.5);
        CHECK(half_wave(1.0) == 0.0);
        CHECK(half_wave(2.0) == 1.0);
        CHECK(half_wave(1e6 + 1.0) == 0.0);
        for (int i = 0; i <= 4000; ++i) {
            const double x = i / 1000.0;
            CAPTURE(x);
            REQUIRE(std::abs(half_wave(x) - (1.0 + std::cos(std::numbers::pi * x)) / 2.0) < 1e-15);
        }
    }

    TEST_CASE("power: of whole and of broken exponents") {
        CHECK(power(0.5, 3.0) == 0.125);
        CHECK(power(0.0, 0.0) == 1.0);
        CHECK(power(0.0, 0.5) == 0.0);
        CHECK(power(0.0, 100.0) == 0.0);
        CHECK(power(7.0, 0.0) == 1.0);
        for (const double base : {0.1, 0.9, 0.999, 1.0, 1.5}) {
            for (const double exponent : {1.0, 2.0, 12.5, 63.0, 64.0, 250.0}) {
                CAPTURE(base);
                CAPTURE(exponent);
                CHECK(std::abs(power(base, exponent) / std::pow(base, exponent) - 1.0) < 1e-12);
            }
        }
        CHECK(power(0.1, 1000.0) == 0.0);  // below the smallest double
    }

    TEST_CASE("between: the ends and the middle") {
        CHECK(between(2.0, 5.0, 0.0) == 2.0);
        CHECK(between(2.0, 5.0, 1.0) == 5.0);
        CHECK(between(2.0, 5.0, 0.5) == 3.5);
    }
}  // TEST_SUITE
