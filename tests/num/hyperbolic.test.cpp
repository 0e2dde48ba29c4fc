// SPDX-License-Identifier: MIT
// tests/num/hyperbolic.test.cpp
#include <lastro/num/hyperbolic.hpp>

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "elementary_functions.hpp"

TEST_SUITE("num/hyperbolic") {
    TEST_CASE("accuracy: expm1 within 1.1 ulp and tanh within 1 ulp of the true value") {
        CHECK(worst<double>([](double x) { return num::expm1(x); }, expm1_double) < 1.1);
        CHECK(worst<double>([](double x) { return num::tanh(x); }, tanh_double) < 1.0);
        CHECK(worst<float>([](float x) { return num::expm1(x); }, expm1_float) < 1.1);
        CHECK(worst<float>([](float x) { return num::tanh(x); }, tanh_float) < 1.0);
    }

    TEST_CASE_TEMPLATE("special values: as in C's Annex F", T, float, double) {
        on_every_level([] {
            const T zero = 0;
            const T big = std::numeric_limits<T>::max();
            const T tiny = std::numeric_limits<T>::denorm_min();
            check_bits<T>({
                {"expm1(0)", num::expm1(zero), 0},
                {"expm1(-0)", num::expm1(-zero), -zero},
                {"expm1(tiny)", num::expm1(tiny), tiny},
                {"expm1(-tiny)", num::expm1(-tiny), -tiny},
                {"expm1(inf)", num::expm1(infinity<T>), infinity<T>},
                {"expm1(-inf)", num::expm1(-infinity<T>), -1},
                {"expm1(max)", num::expm1(big), infinity<T>},
                {"tanh(0)", num::tanh(zero), 0},
                {"tanh(-0)", num::tanh(-zero), -zero},
                {"tanh(tiny)", num::tanh(tiny), tiny},
                {"tanh(inf)", num::tanh(infinity<T>), 1},
                {"tanh(-max)", num::tanh(-big), -1},
            });
        });
    }

    TEST_CASE_TEMPLATE("shape: expm1 and tanh rise around every breakpoint of their reduction", T, float, double) {
        const T half_log2 = static_cast<T>(0.34657359027997264);
        for (int k = -70; k <= 70; ++k) {
            CAPTURE(k);
            for (const T at : {static_cast<T>(k) * half_log2, static_cast<T>(k) * half_log2 / 2,
                               std::ldexp(T{1}, -k / 2), -std::ldexp(T{1}, -k / 2)}) {
                REQUIRE(steps_against<T>([](T x) { return num::expm1(x); }, at) == 0);
                REQUIRE(steps_against<T>([](T x) { return num::tanh(x); }, at) == 0);
            }
        }
    }

    TEST_CASE("tanh: is odd to the bit") {
        for (const double x : fixed_inputs<double>(2000)) {
            if (!std::isnan(x)) {
                REQUIRE(same_bits(num::tanh(-x), -num::tanh(x)));
            }
        }
    }

}  // TEST_SUITE
