// SPDX-License-Identifier: MIT
// tests/num/gelu.test.cpp
#include <lastro/num/gelu.hpp>

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "elementary_functions.hpp"

TEST_SUITE("num/gelu") {
    TEST_CASE("accuracy: within 1.5 ulp of the true value, also around the zero of the derivative") {
        CHECK(worst<double>([](double x) { return num::gelu(x); }, gelu_double) < 1.5);
        CHECK(worst<double>([](double x) { return num::gelu_derivative(x); }, gelu_derivative_double) < 1.5);
        CHECK(worst<float>([](float x) { return num::gelu(x); }, gelu_float) < 0.6);
        CHECK(worst<float>([](float x) { return num::gelu_derivative(x); }, gelu_derivative_float) < 0.6);
    }

    TEST_CASE_TEMPLATE("special values: zeros and limits", T, float, double) {
        on_every_level([] {
            const T zero = 0;
            const T big = std::numeric_limits<T>::max();
            check_bits<T>({
                {"gelu(0)", num::gelu(zero), 0},
                {"gelu(-0)", num::gelu(-zero), -zero},
                {"gelu(inf)", num::gelu(infinity<T>), infinity<T>},
                {"gelu(-inf)", num::gelu(-infinity<T>), -zero},
                {"gelu(max)", num::gelu(big), big},
                {"gelu(-max)", num::gelu(-big), -zero},
                {"gelu_derivative(0)", num::gelu_derivative(zero), T{0.5}},
                {"gelu_derivative(-0)", num::gelu_derivative(-zero), T{0.5}},
                {"gelu_derivative(inf)", num::gelu_derivative(infinity<T>), 1},
                {"gelu_derivative(-inf)", num::gelu_derivative(-infinity<T>), -zero},
                {"gelu_derivative(max)", num::gelu_derivative(big), 1},
            });
        });
    }

    TEST_CASE("derivative: is the slope of gelu") {
        for (double x = -8.0; x <= 8.0; x += 0.03125) {
            const double h = 0x1p-14;
            const double slope = (num::gelu(x + h) - num::gelu(x - h)) / (2 * h);
            CAPTURE(x);
            CHECK(std::abs(slope - num::gelu_derivative(x)) < 1e-8);  // h^2 / 6 times the third derivative, below 1e-9
        }
    }

    TEST_CASE("gelu: gelu(x) - gelu(-x) = x") {
        for (double x = 0.0; x < 10.0; x += 0.01) {
            CHECK(std::abs(num::gelu(x) - num::gelu(-x) - x) <= 0x1p-51 * x);
        }
    }

    TEST_CASE_TEMPLATE("shape: gelu falls, then rises, away from the flat around its minimum", T, float, double) {
        for (int i = -3000; i <= 1000; ++i) {
            const T at = static_cast<T>(i) / 80;
            CAPTURE(at);
            if (at < static_cast<T>(-1.1)) {
                REQUIRE(steps_against<T>([](T x) { return num::gelu(x); }, at, T{-1}) == 0);
            } else if (at > static_cast<T>(-0.4)) {
                REQUIRE(steps_against<T>([](T x) { return num::gelu(x); }, at) == 0);
            }
        }
    }

}  // TEST_SUITE
