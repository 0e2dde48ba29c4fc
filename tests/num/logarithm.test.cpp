// SPDX-License-Identifier: MIT
// tests/num/logarithm.test.cpp
#include <lastro/num/logarithm.hpp>

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "elementary_functions.hpp"

TEST_SUITE("num/logarithm") {
    TEST_CASE("accuracy: within 1 ulp of the true value") {
        CHECK(worst<double>([](double x) { return num::log(x); }, log_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::log1p(x); }, log1p_double) < 1.0);
        CHECK(worst<float>([](float x) { return num::log(x); }, log_float) < 1.0);
        CHECK(worst<float>([](float x) { return num::log1p(x); }, log1p_float) < 1.0);
    }

    TEST_CASE_TEMPLATE("special values: as in C's Annex F", T, float, double) {
        on_every_level([] {
            const T zero = 0;
            const T tiny = std::numeric_limits<T>::denorm_min();
            check_bits<T>({
                {"log(1)", num::log(T{1}), 0},
                {"log(0)", num::log(zero), -infinity<T>},
                {"log(-0)", num::log(-zero), -infinity<T>},
                {"log(inf)", num::log(infinity<T>), infinity<T>},
                {"log(-1)", num::log(T{-1}), quiet<T>},
                {"log(-tiny)", num::log(-tiny), quiet<T>},
                {"log(-inf)", num::log(-infinity<T>), quiet<T>},
                {"log1p(0)", num::log1p(zero), 0},
                {"log1p(-0)", num::log1p(-zero), -zero},
                {"log1p(tiny)", num::log1p(tiny), tiny},
                {"log1p(-1)", num::log1p(T{-1}), -infinity<T>},
                {"log1p(-2)", num::log1p(T{-2}), quiet<T>},
                {"log1p(inf)", num::log1p(infinity<T>), infinity<T>},
                {"log1p(-inf)", num::log1p(-infinity<T>), quiet<T>},
            });
        });
    }

    TEST_CASE_TEMPLATE("shape: log and log1p rise around every breakpoint of their reduction", T, float, double) {
        for (int k = -100; k <= 100; ++k) {
            CAPTURE(k);
            for (const T at : {std::sqrt(T{2}) * std::ldexp(T{1}, k), std::ldexp(T{1}, k)}) {
                REQUIRE(steps_against<T>([](T x) { return num::log(x); }, at) == 0);
                REQUIRE(steps_against<T>([](T x) { return num::log1p(x); }, at) == 0);
            }
        }
    }

}  // TEST_SUITE
