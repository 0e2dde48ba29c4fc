// SPDX-License-Identifier: MIT
// tests/num/trigonometric.test.cpp
#include <lastro/num/trigonometric.hpp>

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "elementary_functions.hpp"

TEST_SUITE("num/trigonometric") {
    TEST_CASE("accuracy: within 1 ulp of the true value, for arguments of every size") {
        CHECK(worst<double>([](double x) { return num::sin(x); }, sin_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::cos(x); }, cos_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::sin_2pi(x); }, sin_2pi_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::cos_2pi(x); }, cos_2pi_double) < 1.0);
        CHECK(worst<float>([](float x) { return num::sin(x); }, sin_float) < 0.6);
        CHECK(worst<float>([](float x) { return num::cos(x); }, cos_float) < 0.6);
        CHECK(worst<float>([](float x) { return num::sin_2pi(x); }, sin_2pi_float) < 0.6);
        CHECK(worst<float>([](float x) { return num::cos_2pi(x); }, cos_2pi_float) < 0.6);
    }

    TEST_CASE_TEMPLATE("special values: as in C's Annex F", T, float, double) {
        on_every_level([] {
            const T zero = 0;
            const T tiny = std::numeric_limits<T>::denorm_min();
            const T big = std::numeric_limits<T>::max();
            check_bits<T>({
                {"sin(0)", num::sin(zero), 0},
                {"sin(-0)", num::sin(-zero), -zero},
                {"sin(tiny)", num::sin(tiny), tiny},
                {"sin(-tiny)", num::sin(-tiny), -tiny},
                {"sin(inf)", num::sin(infinity<T>), quiet<T>},
                {"sin(-inf)", num::sin(-infinity<T>), quiet<T>},
                {"cos(0)", num::cos(zero), 1},
                {"cos(-0)", num::cos(-zero), 1},
                {"cos(inf)", num::cos(infinity<T>), quiet<T>},
                {"sin_2pi(-0)", num::sin_2pi(-zero), -zero},
                {"sin_2pi(inf)", num::sin_2pi(infinity<T>), quiet<T>},
                {"sin_2pi(max)", num::sin_2pi(big), 0},
                {"sin_2pi(-max)", num::sin_2pi(-big), -zero},
                {"cos_2pi(-0)", num::cos_2pi(-zero), 1},
                {"cos_2pi(max)", num::cos_2pi(big), 1},
                {"cos_2pi(-inf)", num::cos_2pi(-infinity<T>), quiet<T>},
            });
        });
    }

    TEST_CASE_TEMPLATE("turns: multiples of a quarter are exact, and whole turns change nothing", T, float, double) {
        const T quarters_of_sine[] = {0, 1, 0, -1};
        const T quarters_of_cosine[] = {1, 0, -1, 0};
        for (int i = 0; i < 4000; ++i) {
            const T u = static_cast<T>(i) / 4;
            REQUIRE(same_bits(num::sin_2pi(u), quarters_of_sine[i % 4]));
            REQUIRE(same_bits(num::sin_2pi(-u), -quarters_of_sine[i % 4]));
            REQUIRE(same_bits(num::cos_2pi(u), quarters_of_cosine[i % 4]));
            REQUIRE(same_bits(num::cos_2pi(-u), quarters_of_cosine[i % 4]));
            const T part = static_cast<T>(i) / 4096;
            REQUIRE(same_bits(num::sin_2pi(part + 64), num::sin_2pi(part == 0 ? T{0} : part)));
            REQUIRE(same_bits(num::cos_2pi(part + 64), num::cos_2pi(part)));
        }
    }

    TEST_CASE("symmetry: sine is odd and cosine even to the bit, also for large arguments") {
        for (const double x : fixed_inputs<double>(3000)) {
            for (const double large : {x, x * 0x1p40, x * 0x1p700}) {
                if (std::isfinite(large)) {
                    REQUIRE(same_bits(num::sin(-large), -num::sin(large)));
                    REQUIRE(same_bits(num::cos(-large), num::cos(large)));
                    REQUIRE(same_bits(num::sin_2pi(-large), -num::sin_2pi(large)));
                    REQUIRE(same_bits(num::cos_2pi(-large), num::cos_2pi(large)));
                }
            }
        }
    }

    TEST_CASE_TEMPLATE("shape: sine rises and falls where it should, around every breakpoint", T, float, double) {
        const T quarter_pi = static_cast<T>(0.78539816339744831);
        for (int k = -200; k <= 200; ++k) {
            CAPTURE(k);
            if (k % 2 != 0) {  // between the extremes; the reduction changes its multiple here
                const int octant = ((k % 8) + 8) % 8;
                const T at = static_cast<T>(k) * quarter_pi;
                REQUIRE(steps_against<T>([](T x) { return num::sin(x); }, at,
                                         octant == 1 || octant == 7 ? T{1} : T{-1}) == 0);
                REQUIRE(steps_against<T>([](T x) { return num::cos(x); }, at, octant > 4 ? T{1} : T{-1}) == 0);
                const T turns = static_cast<T>(k) / 8;
                REQUIRE(steps_against<T>([](T x) { return num::sin_2pi(x); }, turns,
                                         octant == 1 || octant == 7 ? T{1} : T{-1}) == 0);
            }
            REQUIRE(steps_against<T>([](T x) { return num::sin(x); }, std::ldexp(T{1}, -std::abs(k) / 4)) == 0);
        }
    }

}  // TEST_SUITE
