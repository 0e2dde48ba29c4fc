// SPDX-License-Identifier: MIT
// tests/stats/weighted_chi_squared.test.cpp
#include <lastro/stats/weighted_chi_squared.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

using lastro::stats::anderson_darling_tail;
using lastro::stats::cramer_von_mises_limit_tail;
using lastro::stats::tail;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_SUITE("stats/weighted_chi_squared") {
    TEST_CASE("Anderson-Darling: agrees with 40-digit contour integrals") {
        constexpr struct {
            double x;
            std::size_t m;
            double p, log10;
        } golden[] = {
            {0.3, 1, 0.93815763605712305, -0.027724182177627676},
            {1.0, 1, 0.35726667321401909, -0.4470074940530873},
            {2.492, 1, 0.050022186359607866, -1.3008373301352634},
            {6.0, 1, 0.00096745194152092292, -3.0143705994880311},
            {1.0, 2, 0.87164900262237402, -0.059658362443361329},
            {4.0, 3, 0.18740846042303017, -0.72721080708699113},
            {10.0, 6, 0.034150622984113251, -1.4666013694028034},
            {30.0, 13, 1.3765730826109487e-5, -4.8612007268553822},
            {400.0, 3, 2.2434728246363617e-172, -171.64907918674243},
        };
        for (const auto& g : golden) {
            CAPTURE(g.x);
            CAPTURE(g.m);
            const tail t = anderson_darling_tail(g.x, g.m);
            CHECK(std::abs(t.probability - g.p) <= 1e-12 * g.p);
            CHECK(std::abs(t.log10 - g.log10) <= 1e-12 * (1.0 + std::abs(g.log10) / 10.0));
        }
    }

    TEST_CASE("Cramer-von Mises: agrees with 40-digit contour integrals") {
        constexpr struct {
            double x, p, log10;
        } golden[] = {
            {0.02, 0.99699938569839812, -0.0013051092789943412},
            {0.1, 0.58487343840679488, -0.2329381013504662},
            {0.16, 0.36049341877637575, -0.44310265941943093},
            {0.46136, 0.050000383132651278, -1.3010266678288055},
            {0.74346, 0.0099999619154553666, -2.0000016539939076},
            {1.16786, 0.00099999091487455709, -3.0000039456377706},
            {3.0, 7.5677434593160199e-8, -7.1210335986057143},
            {100.0, 1.7349803174727527e-216, -215.76070544770968},
        };
        for (const auto& g : golden) {
            CAPTURE(g.x);
            const tail t = cramer_von_mises_limit_tail(g.x);
            CHECK(std::abs(t.probability - g.p) <= 1e-12 * g.p);
            CHECK(std::abs(t.log10 - g.log10) <= 1e-12 * (1.0 + std::abs(g.log10) / 10.0));
        }
    }

    TEST_CASE("tails: go on where a double ends, and fall") {
        CHECK(anderson_darling_tail(5000.0, 1).probability == 0.0);
        CHECK(std::abs(anderson_darling_tail(5000.0, 1).log10 + 5000.0 / std::log(10.0)) < 3.0);  // exp(-x) / sqrt(x)
        for (const std::size_t m : {1U, 2U, 7U, 40U}) {
            double previous = 1.0;
            for (double x = 0.1 * static_cast<double>(m); x < 20.0 * static_cast<double>(m); x *= 1.3) {
                CAPTURE(x);
                const double p = anderson_darling_tail(x, m).probability;
                CHECK(p <= previous + 1e-8);
                previous = p;
            }
        }
    }

    TEST_CASE("Anderson-Darling: simulated sums of weighted chi-squared variables agree") {
        // sum over 400 terms of Y_j / (j (j + 1)), and the mean of the rest, m / 401
        constexpr int rounds = 4000;
        for (const std::size_t m : {1U, 3U}) {
            const auto root = lastro::random::stream{7}["weighted"][m];
            const double x = m == 1 ? 1.5 : 4.0;
            int above = 0;
            for (std::uint64_t round = 0; round < rounds; ++round) {
                double sum = static_cast<double>(m) / 401.0;
                std::uint64_t draw = 0;
                for (int j = 1; j <= 400; ++j) {
                    for (std::size_t k = 0; k < m; ++k) {
                        const double z = lastro::random::normal(root[round], draw++);
                        sum += z * z / (j * (j + 1.0));
                    }
                }
                above += sum >= x ? 1 : 0;
            }
            const double p = anderson_darling_tail(x, m).probability;
            CHECK(std::abs(above / static_cast<double>(rounds) - p) < 4.0 * std::sqrt(p * (1.0 - p) / rounds));
        }
    }

    TEST_CASE("ends: 0, negative and infinite") {
        CHECK(anderson_darling_tail(0.0, 1) == tail{1.0, 0.0});
        CHECK(anderson_darling_tail(-3.0, 5) == tail{1.0, 0.0});
        CHECK(anderson_darling_tail(infinity, 5) == tail{0.0, -infinity});
        CHECK(anderson_darling_tail(-infinity, 5) == tail{1.0, 0.0});
        CHECK(cramer_von_mises_limit_tail(0.001) == tail{1.0, 0.0});
        CHECK(cramer_von_mises_limit_tail(infinity) == tail{0.0, -infinity});
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(anderson_darling_tail(1.0, 0)),
                             "stats::anderson_darling_tail: m: expected 1 to 1000, found 0", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(cramer_von_mises_limit_tail(std::numeric_limits<double>::quiet_NaN())),
                        std::invalid_argument);
    }
}
