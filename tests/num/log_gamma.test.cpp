// SPDX-License-Identifier: MIT
// tests/num/log_gamma.test.cpp
#include <lastro/num/log_gamma.hpp>

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "elementary_functions.hpp"

TEST_SUITE("num/log_gamma") {
    TEST_CASE("accuracy: within 2 ulp of the true value, around the zeros 1 and 2 too") {
        for (const golden& g : lgamma_double) {
            CAPTURE(g.x);
            const double y = num::lgamma(g.x);
            const double bound = g.x > 0.0 ? 1.5 : 2.0;
            CHECK((ulps(y, g.high, g.low) < bound || (g.x < -2.0 && std::abs((y - g.high) - g.low) < 0x1p-52)));
        }
        CHECK(worst<float>([](float x) { return num::lgamma(x); }, lgamma_float) < 0.6);
    }

    TEST_CASE("accuracy: beside the zeros below 0 the error is below 2^-52, and a float keeps its digits") {
        // log |gamma(x)| from mpmath with 2400 bits, at the two doubles and floats on either side of a zero.
        constexpr golden doubles[] = {
            {-0x1.3a7fc9600f86cp1, 0x1.0323b6d1fe86dp-54, -0x1.5e9249f814074p-109},
            {-0x1.3a7fc9600f86dp1, -0x1.639a1f90b5649p-51, -0x1.e70791e083c1ep-107},
            {-0x1.5fb410a1bd901p1, 0x1.8fb8530ba7689p-53, -0x1.54b6bc0dee03bp-107},
            {-0x1.5fb410a1bd9p1, -0x1.8624c5cd613dfp-51, 0x1.cb10bd84832b2p-106},
            {-0x1.9260dbc9e59afp1, 0x1.e9605e3ae7a62p-50, -0x1.13379bc14bc17p-105},
            {-0x1.9260dbc9e59bp1, -0x1.fab46dab0de47p-50, -0x1.a04d17fd2da7dp-104},
            {-0x1.fa471547c2fe5p1, -0x1.ddc0336980b58p-52, -0x1.34638e99809acp-106},
            {-0x1.fa471547c2fe6p1, 0x1.3cabd7cb79608p-47, 0x1.dfdf2f9a14ff1p-101},
            {-0x1.0284e78599581p2, -0x1.982d05a2f456bp-48, -0x1.2bde60d0b100dp-102},
            {-0x1.0284e7859958p2, 0x1.469a8de064512p-46, -0x1.33b4652c75323p-101},
            {-0x1.3f7577a6eeafdp2, 0x1.3e8f4cd45ea7bp-46, 0x1.b97a71bb6057fp-101},
            {-0x1.3f7577a6eeafcp2, -0x1.8280d0ba86861p-44, 0x1.b451ff57f7ab3p-99},
            {-0x1.4086a57f0b6d9p2, 0x1.867827fdc0e93p-48, -0x1.90ce5981a2166p-102},
            {-0x1.4086a57f0b6dap2, -0x1.d50b5e02beb78p-44, 0x1.3babd19cff942p-98},
            {-0x1.c0033fdedfe1fp2, -0x1.638f6c2b4fb95p-40, -0x1.525a3d1dd6862p-96},
            {-0x1.c0033fdedfe1ep2, 0x1.c4b93f316a422p-39, -0x1.66be6250256f1p-94},
            {-0x1.1ffffa3884bdp3, -0x1.6211e6b51db52p-34, -0x1.6a4dd586c5c1cp-88},
            {-0x1.1ffffa3884bd1p3, 0x1.361ca2f10ap-31, -0x1.54ad5ae5ab2e6p-85},
        };
        constexpr golden floats[] = {
            {-0x1.3a7fcap1, -0x1.e4cf2421a71b2p-24, 0x1.ac1e2004f1d43p-78},
            {-0x1.3a7fc8p1, 0x1.0acad4ad5193cp-22, -0x1.2d52df70d601dp-76},
            {-0x1.5fb41p1, -0x1.35a0b77e2b7f2p-23, 0x1.49b563172103cp-80},
            {-0x1.5fb412p1, 0x1.4f428ceb6bd3dp-22, 0x1.876308316ab3ep-76},
            {-0x1.9260dcp1, -0x1.a5062a277590dp-23, -0x1.36e3cef2704cdp-83},
            {-0x1.9260dap1, 0x1.bd69b50d51b15p-20, -0x1.dff5ce1752347p-74},
            {-0x1.fa4716p1, 0x1.dd4b54ca863c2p-20, -0x1.6e24d0980b321p-74},
            {-0x1.fa4714p1, -0x1.a88de52094485p-19, 0x1.2e214a64aa305p-73},
            {-0x1.0284e8p2, -0x1.99e5ab136e199p-19, 0x1.322609dcc618ep-76},
            {-0x1.0284e6p2, 0x1.462cb92084929p-17, 0x1.9e5b6c016a4dcp-73},
            {-0x1.3f7578p2, 0x1.445cf0c2a8194p-17, -0x1.8e6f0f9fc921bp-75},
            {-0x1.3f7576p2, -0x1.810b2d9553778p-15, 0x1.c19f9ff52f34dp-69},
            {-0x1.4086a6p2, -0x1.f120cd253c763p-17, -0x1.faa31d173ac5fp-77},
            {-0x1.4086a4p2, 0x1.712c789533cf7p-15, -0x1.7f0a2d7eff9d4p-69},
            {-0x1.c0034p2, -0x1.465068c46047cp-13, 0x1.dd92f0a726e6cp-67},
            {-0x1.c0033ep2, 0x1.2730026679547p-9, -0x1.de196a1bac3cp-64},
            {-0x1.1ffffap3, -0x1.331da19a0c5c8p-5, 0x1.5ee7b519d43a7p-63},
            {-0x1.1ffffcp3, 0x1.78cdfa7be13c3p-2, -0x1.55ea8b1befaep-56},
        };
        for (const golden& g : doubles) {
            CAPTURE(g.x);
            CHECK(std::abs((num::lgamma(g.x) - g.high) - g.low) < 0x1p-52);
        }
        CHECK(worst<float>([](float x) { return num::lgamma(x); }, floats) < 0.75);
    }

    TEST_CASE_TEMPLATE("special values: as in C's Annex F", T, float, double) {
        on_every_level([] {
            const T big = std::numeric_limits<T>::max();
            check_bits<T>({
                {"lgamma(1)", num::lgamma(T{1}), 0},
                {"lgamma(2)", num::lgamma(T{2}), 0},
                {"lgamma(0)", num::lgamma(T{0}), infinity<T>},
                {"lgamma(-0)", num::lgamma(-T{0}), infinity<T>},
                {"lgamma(-1)", num::lgamma(T{-1}), infinity<T>},
                {"lgamma(-7)", num::lgamma(T{-7}), infinity<T>},
                {"lgamma(-max)", num::lgamma(-big), infinity<T>},
                {"lgamma(inf)", num::lgamma(infinity<T>), infinity<T>},
                {"lgamma(-inf)", num::lgamma(-infinity<T>), infinity<T>},
                {"lgamma(max)", num::lgamma(big), infinity<T>},
            });
        });
        CHECK(num::lgamma(2.55e305) < infinity<double>);
        CHECK(num::lgamma(2.56e305) == infinity<double>);
    }

    TEST_CASE("lgamma: the logarithm of a factorial, and the recurrence log gamma(x + 1) = log gamma(x) + log x") {
        double factorial = 1.0;
        for (int n = 1; n <= 22; ++n) {
            factorial *= n;
            CHECK(std::abs(num::lgamma(n + 1.0) - num::log(factorial)) <= 0x1p-51 * num::log(factorial));
        }
        for (double x = 0.0625; x < 40.0; x += 0.0625) {
            CHECK(std::abs(num::lgamma(x + 1) - (num::lgamma(x) + num::log(x))) <= 0x1p-50 * (1 + x));
        }
    }

    TEST_CASE_TEMPLATE("shape: lgamma falls before 1.46 and rises after it, around the breakpoints too", T, float,
                       double) {
        for (int i = 1; i <= 2000; ++i) {
            const T at = static_cast<T>(i) / 64;
            CAPTURE(at);
            if (at < static_cast<T>(1.45)) {
                REQUIRE(steps_against<T>([](T x) { return num::lgamma(x); }, at, T{-1}) == 0);
            } else if (at > static_cast<T>(1.47)) {
                REQUIRE(steps_against<T>([](T x) { return num::lgamma(x); }, at) == 0);
            }
        }
    }

}  // TEST_SUITE
