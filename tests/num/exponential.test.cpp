// SPDX-License-Identifier: MIT
// tests/num/exponential.test.cpp
#include <lastro/num/exponential.hpp>

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "elementary_functions.hpp"

TEST_SUITE("num/exponential") {
    TEST_CASE("accuracy: within 1 ulp of the true value") {
        CHECK(worst<double>([](double x) { return num::exp(x); }, exp_double) < 1.0);
        CHECK(worst<float>([](float x) { return num::exp(x); }, exp_float) < 1.0);
    }

    TEST_CASE_TEMPLATE("special values: as in C's Annex F", T, float, double) {
        on_every_level([] {
            const T zero = 0;
            const T big = std::numeric_limits<T>::max();
            const T tiny = std::numeric_limits<T>::denorm_min();
            check_bits<T>({
                {"exp(0)", num::exp(zero), 1},
                {"exp(-0)", num::exp(-zero), 1},
                {"exp(inf)", num::exp(infinity<T>), infinity<T>},
                {"exp(-inf)", num::exp(-infinity<T>), 0},
                {"exp(max)", num::exp(big), infinity<T>},
                {"exp(-max)", num::exp(-big), 0},
                {"exp(tiny)", num::exp(tiny), 1},
            });
        });
    }

    TEST_CASE_TEMPLATE("shape: exp rises around every breakpoint of its reduction", T, float, double) {
        const T half_log2 = static_cast<T>(0.34657359027997264);
        for (int k = -200; k <= 200; ++k) {
            CAPTURE(k);
            REQUIRE(steps_against<T>([](T x) { return num::exp(x); }, static_cast<T>(k) * half_log2) == 0);
            REQUIRE(steps_against<T>([](T x) { return num::exp(x); }, std::ldexp(T{1}, k / 20)) == 0);
        }
    }

}  // TEST_SUITE
