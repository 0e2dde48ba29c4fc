// SPDX-License-Identifier: MIT
// tests/random/detail/saddle_point.test.cpp
#include <lastro/random/detail/saddle_point.hpp>

#include <cmath>
#include <initializer_list>

#include <doctest/doctest.h>

using lastro::random::detail::deviance;
using lastro::random::detail::log_binomial_mass;
using lastro::random::detail::log_poisson_mass;
using lastro::random::detail::stirling_error;

TEST_SUITE("random/detail/saddle_point") {
    TEST_CASE("stirling_error: table and series are one function") {
        CHECK(std::abs(stirling_error(1.0) - (1.0 - 0.5 * std::log(2.0 * 3.14159265358979323846))) < 2e-16);
        for (double k = 1.0; k < 200.0; k += 1.0) {
            CAPTURE(k);
            // error(k) - error(k + 1) = (k + 1/2) ln(1 + 1/k) - 1
            const double fall = stirling_error(k) - stirling_error(k + 1.0);
            CHECK(std::abs(fall - std::fma(k + 0.5, std::log1p(1.0 / k), -1.0)) < 3e-16);
        }
    }

    TEST_CASE("deviance: 0 at the mean, and the definition away from it") {
        CHECK(deviance(5.0, 5.0) == 0.0);
        for (const double m : {0.5, 3.0, 100.0}) {
            for (const double k : {1.0, 2.0, 7.0, 90.0, 110.0, 250.0}) {
                CAPTURE(m);
                CAPTURE(k);
                CHECK(std::abs(deviance(k, m) - (k * std::log(k / m) + m - k)) < 1e-13 * (k + m));
            }
        }
    }

    TEST_CASE("log_poisson_mass: 60-digit values, from 0 to 1e15") {
        constexpr struct {
            double k, mean, log_mass;
        } golden[] = {{0, 3.5, -3.5},
                      {1, 3.5, -2.247237031504632},
                      {20, 3.5, -20.780357090846125},
                      {15, 14, -2.3134114396120123},
                      {16, 14, -2.446942832236535},
                      {1000, 1000, -4.3728995060262968},
                      {1e9, 1e9, -11.280571451761212},
                      {1000030000, 1e9, -11.730581951603712},
                      {1e15, 1e15, -18.188326730660015}};
        for (const auto& g : golden) {
            CAPTURE(g.k);
            CHECK(std::abs(log_poisson_mass(g.k, g.mean) - g.log_mass) < 4e-16 * (8.0 + std::abs(g.log_mass)));
        }
    }

    TEST_CASE("log_binomial_mass: 60-digit values, up to 2^50 trials") {
        constexpr struct {
            double k, n, p, log_mass;
        } golden[] = {{0, 20, 0.3, -7.1334988787746473},           {20, 20, 0.3, -24.079456086518721},
                      {6, 20, 0.3, -1.6521419750931667},           {40, 100, 0.4, -2.5106042837911401},
                      {500000, 1000000, 0.5, -7.1335468816268645}, {3, 1e12, 3e-12, -1.4959226032222259},
                      {0x1p49, 0x1p50, 0.5, -17.55447086664336}};
        for (const auto& g : golden) {
            CAPTURE(g.k);
            CAPTURE(g.n);
            CHECK(std::abs(log_binomial_mass(g.k, g.n, g.p, 1.0 - g.p) - g.log_mass) <
                  1e-15 * (8.0 + std::abs(g.log_mass)));
        }
    }

}  // TEST_SUITE
