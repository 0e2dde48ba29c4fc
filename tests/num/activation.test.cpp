// SPDX-License-Identifier: MIT
// tests/num/activation.test.cpp
#include <lastro/num/activation.hpp>

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "elementary_functions.hpp"

TEST_SUITE("num/activation") {
    TEST_CASE("accuracy: within 1.5 ulp of the true value") {
        CHECK(worst<double>([](double x) { return num::sigmoid(x); }, sigmoid_double) < 1.5);
        CHECK(worst<double>([](double x) { return num::softplus(x); }, softplus_double) < 1.5);
        CHECK(worst<float>([](float x) { return num::sigmoid(x); }, sigmoid_float) < 1.5);
        CHECK(worst<float>([](float x) { return num::softplus(x); }, softplus_float) < 1.5);
    }

    TEST_CASE_TEMPLATE("special values: the limits on either side", T, float, double) {
        on_every_level([] {
            const T big = std::numeric_limits<T>::max();
            check_bits<T>({
                {"sigmoid(0)", num::sigmoid(T{0}), T{0.5}},
                {"sigmoid(inf)", num::sigmoid(infinity<T>), 1},
                {"sigmoid(-inf)", num::sigmoid(-infinity<T>), 0},
                {"sigmoid(-max)", num::sigmoid(-big), 0},
                {"softplus(inf)", num::softplus(infinity<T>), infinity<T>},
                {"softplus(-inf)", num::softplus(-infinity<T>), 0},
                {"softplus(max)", num::softplus(big), big},
            });
        });
    }

    TEST_CASE_TEMPLATE("shape: sigmoid and softplus rise around every breakpoint of their reduction", T, float,
                       double) {
        const T half_log2 = static_cast<T>(0.34657359027997264);
        for (int k = -70; k <= 70; ++k) {
            CAPTURE(k);
            for (const T at : {static_cast<T>(k) * half_log2, std::ldexp(T{1}, -k / 2), T{40}, T{20}}) {
                REQUIRE(steps_against<T>([](T x) { return num::sigmoid(x); }, at) == 0);
                REQUIRE(steps_against<T>([](T x) { return num::softplus(x); }, at) == 0);
            }
        }
    }

}  // TEST_SUITE
