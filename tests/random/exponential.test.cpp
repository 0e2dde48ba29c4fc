// SPDX-License-Identifier: MIT
// tests/random/exponential.test.cpp
#include <lastro/random/exponential.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/random/draw_source.hpp>

#include "statistics.hpp"

using lastro::random::exponential;
using lastro::random::stream;

TEST_SUITE("random/exponential") {
    TEST_CASE("exponential: a draw is -log(u) / rate of its own open uniform") {
        const stream s{5};
        const exponential wait{0.5};
        for (std::uint64_t i = 0; i < 1000; ++i) {
            CAPTURE(i);
            const double u = lastro::random::uniform_open(s, i);
            CHECK(wait(s, i) == -lastro::num::log(u) / 0.5);
            CHECK(std::abs(wait(s, i) + std::log(u) / 0.5) <= 1e-14 * (1.0 + wait(s, i)));
        }
        CHECK(random_test::is_addressed(wait));
        lastro::random::draw_source source{s, 0};
        CHECK(wait(source) ==
              -lastro::num::log(lastro::random::detail::open_interval(lastro::random::draw_source{s, 0}())) / 0.5);
        CHECK(source.position() == 1);
    }

    TEST_CASE("exponential: the draws follow the distribution") {
        for (const double rate : {0.01, 1.0, 250.0}) {
            CAPTURE(rate);
            const auto x = random_test::draws(exponential{rate}, stream{11}["exponential"], 50'000);
            CHECK(random_test::kolmogorov_p(x, [&](double t) { return -std::expm1(-rate * t); }) >
                  random_test::significance);
            CHECK(std::abs(random_test::mean_error(x, 1.0 / rate, 1.0 / (rate * rate))) < 4.0);
            CHECK(std::abs(random_test::variance_error(x, 1.0 / rate, 1.0 / (rate * rate))) < 4.0);
        }
    }

    TEST_CASE("exponential: the bits are frozen") {
        CHECK(random_test::golden(exponential{2.0}) == 0x7198FED6AC4790C6U);
    }

    TEST_CASE("exponential: refuses what is no rate") {
        CHECK_THROWS_WITH_AS(exponential{0.0},
                             "random::exponential: rate: expected a number from 1e-300 to 1e+300, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(exponential{-1.5},
                             "random::exponential: rate: expected a number from 1e-300 to 1e+300, found -1.5",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(exponential{std::numeric_limits<double>::quiet_NaN()},
                             "random::exponential: rate: expected a number from 1e-300 to 1e+300, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(exponential{std::numeric_limits<double>::infinity()},
                             "random::exponential: rate: expected a number from 1e-300 to 1e+300, found inf",
                             std::invalid_argument);
        CHECK(exponential{}.rate() == 1.0);
        CHECK(exponential{2.0} == exponential{2.0});
    }

}  // TEST_SUITE
