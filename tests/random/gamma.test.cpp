// SPDX-License-Identifier: MIT
// tests/random/gamma.test.cpp
#include <lastro/random/gamma.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "statistics.hpp"

namespace rnd = lastro::random;  // the C library has a function called gamma
using lastro::random::stream;

TEST_SUITE("random/gamma") {
    TEST_CASE("gamma: the draws follow the distribution, for shapes from far below 1 to thousands") {
        for (const double shape : {0.05, 0.3, 0.999, 1.0, 1.5, 2.5, 30.0, 5000.0}) {
            for (const double scale : {1.0, 3.0}) {
                CAPTURE(shape);
                CAPTURE(scale);
                const rnd::gamma g{shape, scale};
                const auto x = random_test::draws(g, stream{12}["gamma"], 30'000);
                CHECK(random_test::kolmogorov_p(x, [&](double t) { return random_test::gamma_cdf(shape, t / scale); }) >
                      random_test::significance);
                CHECK(std::abs(random_test::mean_error(x, shape * scale, shape * scale * scale)) < 4.0);
                CHECK(std::abs(random_test::variance_error(x, shape * scale, shape * scale * scale)) < 4.0);
            }
        }
    }

    TEST_CASE("gamma: the logarithm of a draw is that of the number, and goes on where the number underflows") {
        const stream s{4};
        for (const double shape : {0.2, 0.9, 1.0, 7.0}) {
            const rnd::gamma g{shape, 2.0};
            for (std::uint64_t i = 0; i < 500; ++i) {
                CAPTURE(shape);
                CAPTURE(i);
                CHECK(std::abs(g.log(s, i) - std::log(g(s, i))) < 1e-12 * (1.0 + std::abs(g.log(s, i))));
            }
        }
        const rnd::gamma tiny{
            1e-5};  // log(x) * shape is about -log of an exponential number's exponential: -shape log x ~ E
        std::vector<double> e;
        int zeros = 0;
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            e.push_back(-tiny.log(s, i) * 1e-5);
            zeros += tiny(s, i) == 0.0;
        }
        CHECK(random_test::kolmogorov_p(e, [](double t) { return -std::expm1(-t); }) > random_test::significance);
        CHECK(zeros > 19'000);  // P(x >= 5e-324) = 1 - exp(-744.4e-5) or so
    }

    TEST_CASE("gamma: a draw is addressed, and reads the words of its own source") {
        CHECK(random_test::is_addressed(rnd::gamma{0.5}));
        CHECK(random_test::is_addressed(rnd::gamma{5.0}));
        const stream s{4};
        std::uint32_t words = 0;
        for (std::uint64_t i = 0; i < 10'000; ++i) {
            lastro::random::draw_source source{s, i};
            CHECK(rnd::gamma{1.0}(source) == rnd::gamma{1.0}(s, i));
            words += source.position();
        }
        CHECK(words > 20'000);  // two words an attempt ...
        CHECK(words < 22'000);  // ... and 1.05 attempts
    }

    TEST_CASE("gamma: the bits are frozen") {
        CHECK(random_test::golden(rnd::gamma{2.5, 3.0}) == 0x709DC6455A23033FU);
        CHECK(random_test::golden(rnd::gamma{0.3}) == 0xCE60863166666B00U);
    }

    TEST_CASE("gamma: refuses what is no shape and what is no scale") {
        CHECK_THROWS_WITH_AS(rnd::gamma{0.0}, "random::gamma: shape: expected a number from 1e-300 to 1e+300, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(rnd::gamma{-2.0},
                             "random::gamma: shape: expected a number from 1e-300 to 1e+300, found -2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((rnd::gamma{1.0, -1.0}),
                             "random::gamma: scale: expected a number from 1e-300 to 1e+300, found -1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(rnd::gamma{std::numeric_limits<double>::quiet_NaN()},
                             "random::gamma: shape: expected a number from 1e-300 to 1e+300, found nan",
                             std::invalid_argument);
        for (std::uint64_t i = 0; i < 100; ++i) {  // the ends of what is allowed
            CHECK(rnd::gamma{1e-300}(stream{1}, i) == 0.0);
            CHECK(std::isfinite(rnd::gamma{1e-300}.log(stream{1}, i)));
            CHECK(std::isfinite(rnd::gamma{1e300}(stream{1}, i)));
        }
    }

}  // TEST_SUITE
