// SPDX-License-Identifier: MIT
// tests/num/error_function.test.cpp
#include <lastro/num/error_function.hpp>

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "elementary_functions.hpp"

TEST_SUITE("num/error_function") {
    TEST_CASE("accuracy: within 1 ulp of the true value, erfc down to subnormal results") {
        CHECK(worst<double>([](double x) { return num::erf(x); }, erf_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::erfc(x); }, erfc_double) < 1.0);
        CHECK(worst<float>([](float x) { return num::erf(x); }, erf_float) < 0.6);
        CHECK(worst<float>([](float x) { return num::erfc(x); }, erfc_float) < 0.6);
    }

    TEST_CASE_TEMPLATE("special values: as in C's Annex F", T, float, double) {
        on_every_level([] {
            const T zero = 0;
            const T tiny = std::numeric_limits<T>::denorm_min();
            const T big = std::numeric_limits<T>::max();
            check_bits<T>({
                {"erf(0)", num::erf(zero), 0},
                {"erf(-0)", num::erf(-zero), -zero},
                {"erf(tiny)", num::erf(tiny), tiny},
                {"erf(inf)", num::erf(infinity<T>), 1},
                {"erf(-inf)", num::erf(-infinity<T>), -1},
                {"erf(-max)", num::erf(-big), -1},
                {"erfc(0)", num::erfc(zero), 1},
                {"erfc(-0)", num::erfc(-zero), 1},
                {"erfc(tiny)", num::erfc(tiny), 1},
                {"erfc(inf)", num::erfc(infinity<T>), 0},
                {"erfc(-inf)", num::erfc(-infinity<T>), 2},
                {"erfc(max)", num::erfc(big), 0},
                {"erfc(-max)", num::erfc(-big), 2},
            });
        });
    }

    TEST_CASE("erfc: does not underflow before the true value does") {
        CHECK(num::erfc(27.226017111108362) == 0x1p-1074);
        CHECK(num::erfc(27.3) == 0.0);
        CHECK(num::erfc(10.05F) > 0.0F);
        CHECK(num::erfc(10.06F) == 0.0F);
    }

    TEST_CASE_TEMPLATE("shape: erf rises and erfc falls, along the axis and around the breakpoints", T, float, double) {
        for (int i = -2200; i <= 2200; ++i) {
            const T at = static_cast<T>(i) / 80;
            CAPTURE(at);
            REQUIRE(steps_against<T>([](T x) { return num::erf(x); }, at) == 0);
            REQUIRE(steps_against<T>([](T x) { return num::erfc(x); }, at, T{-1}) == 0);
        }
        for (const T at : {static_cast<T>(0.476875), static_cast<T>(-0.476875), T{28}, T{4}}) {
            for (int k = -20; k <= 20; ++k) {
                const T near = at * (1 + static_cast<T>(k) * 40 * std::numeric_limits<T>::epsilon());
                REQUIRE(steps_against<T>([](T x) { return num::erf(x); }, near) == 0);
                REQUIRE(steps_against<T>([](T x) { return num::erfc(x); }, near, T{-1}) == 0);
            }
        }
    }

    TEST_CASE("erf and erfc: sum to one, and erf is odd to the bit") {
        for (const double x : fixed_inputs<double>(3000)) {
            if (!std::isnan(x)) {
                REQUIRE(same_bits(num::erf(-x), -num::erf(x)));
                REQUIRE(std::abs(num::erf(x) + num::erfc(x) - 1) <= 0x1p-52);
            }
        }
    }

}  // TEST_SUITE
