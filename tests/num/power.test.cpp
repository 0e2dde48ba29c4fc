// SPDX-License-Identifier: MIT
// tests/num/power.test.cpp
#include <lastro/num/power.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include "elementary_functions.hpp"

TEST_SUITE("num/power") {
    TEST_CASE("accuracy: within 1 ulp of the true value") {
        CHECK(worst<double>([](double x) { return num::exp2(x); }, exp2_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::log2(x); }, log2_double) < 0.6);
        CHECK(worst<float>([](float x) { return num::exp2(x); }, exp2_float) < 1.0);
        CHECK(worst<float>([](float x) { return num::log2(x); }, log2_float) < 0.6);
        for (const golden_pow& g : pow_double) {
            CAPTURE(g.x);
            CAPTURE(g.y);
            CHECK(ulps(num::pow(g.x, g.y), g.high, g.low) < 1.0);
        }
        for (const golden_pow& g : pow_float) {
            CAPTURE(g.x);
            CAPTURE(g.y);
            CHECK(ulps(num::pow(static_cast<float>(g.x), static_cast<float>(g.y)), g.high, g.low) < 0.6);
        }
    }

    TEST_CASE_TEMPLATE("exact: powers of two and back, and whole powers that a number can hold", T, float, double) {
        using limits = std::numeric_limits<T>;
        for (int k = limits::min_exponent - limits::digits; k < limits::max_exponent; ++k) {
            const T power = std::ldexp(T{1}, k);
            REQUIRE(num::exp2(static_cast<T>(k)) == power);
            REQUIRE(num::log2(power) == static_cast<T>(k));
            REQUIRE(num::pow(T{2}, static_cast<T>(k)) == power);
        }
        for (std::uint64_t base = 2; base <= 100; ++base) {
            std::uint64_t power = 1;
            for (int k = 0; power < std::uint64_t{1} << limits::digits; ++k, power *= base) {
                REQUIRE(num::pow(static_cast<T>(base), static_cast<T>(k)) == static_cast<T>(power));
                REQUIRE(num::pow(-static_cast<T>(base), static_cast<T>(k)) ==
                        static_cast<T>(power) * (k % 2 == 0 ? 1 : -1));
            }
        }
        for (int i = 1; i < 4000; ++i) {
            const T root = static_cast<T>(i);
            REQUIRE(num::pow(root * root, T{0.5}) == root);
        }
    }

    TEST_CASE_TEMPLATE("special values: exp2 and log2 as in C's Annex F", T, float, double) {
        on_every_level([] {
            const T big = std::numeric_limits<T>::max();
            const T tiny = std::numeric_limits<T>::denorm_min();
            check_bits<T>({
                {"exp2(0)", num::exp2(T{0}), 1},
                {"exp2(-0)", num::exp2(-T{0}), 1},
                {"exp2(inf)", num::exp2(infinity<T>), infinity<T>},
                {"exp2(-inf)", num::exp2(-infinity<T>), 0},
                {"exp2(max)", num::exp2(big), infinity<T>},
                {"exp2(-max)", num::exp2(-big), 0},
                {"exp2(tiny)", num::exp2(tiny), 1},
                {"log2(1)", num::log2(T{1}), 0},
                {"log2(0)", num::log2(T{0}), -infinity<T>},
                {"log2(-0)", num::log2(-T{0}), -infinity<T>},
                {"log2(inf)", num::log2(infinity<T>), infinity<T>},
                {"log2(-1)", num::log2(T{-1}), quiet<T>},
                {"log2(-inf)", num::log2(-infinity<T>), quiet<T>},
            });
        });
    }

    TEST_CASE_TEMPLATE("special values: pow as in C's Annex F, for every pair of special arguments", T, float, double) {
        using limits = std::numeric_limits<T>;
        const T odd_limit = std::ldexp(T{1}, limits::digits) - 1;  // the largest odd number
        const T values[] = {0,
                            -T{0},
                            1,
                            -1,
                            2,
                            -2,
                            3,
                            -3,
                            T{0.5},
                            T{-0.5},
                            T{1.5},
                            T{-2.5},
                            odd_limit,
                            -odd_limit,
                            odd_limit - 1,
                            infinity<T>,
                            -infinity<T>,
                            quiet<T>,
                            limits::max(),
                            limits::lowest(),
                            limits::denorm_min(),
                            -limits::denorm_min(),
                            limits::min(),
                            std::nextafter(T{1}, T{2}),
                            std::nextafter(T{-1}, T{0}),
                            std::nextafter(T{-1}, T{-2})};
        on_every_level([&] {
            for (const T x : values) {
                for (const T y : values) {
                    CAPTURE(x);
                    CAPTURE(y);
                    const T expected = std::pow(x, y);  // the C library follows Annex F where the result is special
                    const T found = num::pow(x, y);
                    T in_span = x;
                    num::pow(std::span<const T>{&in_span, 1}, y, std::span<T>{&in_span, 1});
                    REQUIRE(same_bits(found, in_span));
                    if (std::isnan(expected)) {
                        REQUIRE(same_bits(found, quiet<T>));
                    } else if (std::isinf(expected) || expected == 0 || std::abs(expected) == 1) {
                        REQUIRE(same_bits(found, expected));
                    } else {
                        REQUIRE(std::signbit(found) == std::signbit(expected));
                        REQUIRE(std::abs(found / expected - 1) < 4 * limits::epsilon());
                    }
                }
            }
        });
    }

    TEST_CASE_TEMPLATE("shape: pow rises with its base, exp2 and log2 rise, around their breakpoints", T, float,
                       double) {
        for (int k = -100; k <= 100; ++k) {
            CAPTURE(k);
            const T power = std::ldexp(T{1}, k);
            for (const T at : {power, power * std::sqrt(T{2})}) {
                REQUIRE(steps_against<T>([](T x) { return num::log2(x); }, at) == 0);
                REQUIRE(steps_against<T>([](T x) { return num::pow(x, T{0.75}); }, at) == 0);
                REQUIRE(steps_against<T>([](T x) { return num::pow(x, T{-1.25}); }, at, T{-1}) == 0);
            }
            REQUIRE(steps_against<T>([](T x) { return num::exp2(x); }, static_cast<T>(k) / 2) == 0);
            REQUIRE(steps_against<T>([](T x) { return num::pow(T{10}, x); }, static_cast<T>(k) / 8) == 0);
        }
    }

    TEST_CASE_TEMPLATE(
        "spans: two arguments, the same bits on every level and one by one, and either may be the output", T, float,
        double) {
        const std::vector<T> values = fixed_inputs<T>(1000);
        const std::vector<T> x(values.begin(), values.begin() + 500);
        std::vector<T> y(values.begin() + 500, values.end());
        for (T& value : y) {
            value /= 4;
        }
        y[7] = 2;
        on_every_level([&] {
            std::vector<T> z(x.size());
            std::vector<T> in_place_x = x;
            std::vector<T> in_place_y = y;
            num::pow(std::span{x}, std::span{y}, std::span{z});
            num::pow(std::span<const T>{in_place_x}, std::span{y}, std::span{in_place_x});
            num::pow(std::span{x}, std::span<const T>{in_place_y}, std::span{in_place_y});
            for (std::size_t i = 0; i < x.size(); ++i) {
                REQUIRE(same_bits(z[i], num::pow(x[i], y[i])));
                REQUIRE(same_bits(z[i], in_place_x[i]));
                REQUIRE(same_bits(z[i], in_place_y[i]));
            }
        });
    }

    TEST_CASE_TEMPLATE("bits: frozen, over 2^20 pairs", T, float, double) {
        std::vector<T> x = fixed_inputs<T>(std::size_t{1} << 20U);
        std::vector<T> y(x.rbegin(), x.rend());
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = i % 8 == 0 ? x[i] : std::abs(x[i]);
            y[i] = i % 4 == 0 ? std::floor(y[i]) : y[i];
        }
        std::vector<T> z(x.size());
        num::pow(std::span<const T>{x}, std::span<const T>{y}, std::span<T>{z});
        CHECK(fnv1a(z) == (sizeof(T) == 8 ? 0x99FCDAE8F9F5F2AEU : 0x71C66583922885E2U));
    }

}  // TEST_SUITE
