// SPDX-License-Identifier: MIT
// tests/stats/detail/circular.test.cpp
#include <lastro/stats/detail/circular.hpp>

#include <cmath>
#include <initializer_list>

#include <doctest/doctest.h>

using lastro::stats::detail::cosine;
using lastro::stats::detail::sine;

TEST_SUITE("stats/detail/circular") {
    TEST_CASE("sine and cosine: within 2e-16 of the C library's, up to 2^50") {
        for (double x = -1125899906842624.0; x < -1e-9; x /= 1.37) {
            for (const double at : {x, -x}) {
                CAPTURE(at);
                REQUIRE(std::abs(sine(at) - std::sin(at)) < 2.3e-16);
                REQUIRE(std::abs(cosine(at) - std::cos(at)) < 2.3e-16);
            }
        }
    }

    TEST_CASE("sine and cosine: exact at zero, odd and even") {
        CHECK(sine(0.0) == 0.0);
        CHECK(cosine(0.0) == 1.0);
        for (int k = 1; k < 1000; ++k) {
            const double x = 0.37 * k;
            REQUIRE(std::abs(sine(-x) + sine(x)) < 2e-16);
            REQUIRE(std::abs(cosine(-x) - cosine(x)) < 2e-16);
        }
    }
}
