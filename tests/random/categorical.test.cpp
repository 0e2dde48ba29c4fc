// SPDX-License-Identifier: MIT
// tests/random/categorical.test.cpp
#include <lastro/random/categorical.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::categorical;
using lastro::random::stream;

TEST_SUITE("random/categorical") {
    TEST_CASE("categorical: the categories follow their probabilities") {
        std::vector<double> ramp;
        for (int k = 0; k < 100; ++k) {
            ramp.push_back((k + 0.5) / 5000.0);
        }
        for (const auto& p : {std::vector{1.0}, std::vector{0.5, 0.5}, std::vector{0.5, 0.3, 0.2},
                              std::vector{0.001, 0.0, 0.999}, ramp}) {
            CAPTURE(p.size());
            const categorical c{p};
            CHECK(c.size() == p.size());
            std::vector<double> counts(p.size());
            for (std::uint64_t i = 0; i < 100'000; ++i) {
                counts.at(c(stream{23}["categorical"], i)) += 1.0;
            }
            for (std::size_t k = 0; k < p.size(); ++k) {
                CAPTURE(k);
                CHECK(std::abs(counts[k] - 1e5 * p[k]) <= 4.5 * std::sqrt(1e5 * p[k] * (1.0 - p[k])));
            }
            if (p.size() > 2) {
                CHECK(random_test::chi_squared_p(counts, p) > random_test::significance);
            }
        }
    }

    TEST_CASE("categorical: weights are probabilities of another sum, and what weighs nothing never comes") {
        const categorical a = categorical::of_weights(std::vector{5.0, 0.0, 3.0, 2.0, 0.0});
        const categorical b{std::vector{0.5, 0.0, 0.3, 0.2, 0.0}};
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            const std::uint64_t k = a(stream{24}, i);
            CHECK(k == b(stream{24}, i));
            CHECK((k == 0 || k == 2 || k == 3));
        }
        const categorical sixths =
            categorical::of_weights(std::vector{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.0});  // columns off by rounding
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            CHECK(sixths(stream{25}, i) < 6);
        }
        CHECK(random_test::is_addressed(a));
    }

    TEST_CASE("categorical: the bits are frozen") {
        CHECK(random_test::golden(categorical{std::vector{0.5, 0.3, 0.15, 0.05}}) == 0x2DDB9BCBD129C6E5U);
    }

    TEST_CASE("categorical: refuses what are no probabilities") {
        const std::vector<double> none;
        CHECK_THROWS_WITH_AS(categorical{none}, "random::categorical: probabilities: expected at least one, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((categorical{std::vector{0.5, 0.25}}),
                             "random::categorical: probabilities: expected a sum of 1, found 0.75",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((categorical{std::vector{1.5, -0.5}}),
                             "random::categorical: probabilities[1]: expected 0 or a positive number, found -0.5",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((categorical{std::vector{std::numeric_limits<double>::quiet_NaN(), 1.0}}),
                             "random::categorical: probabilities[0]: expected 0 or a positive number, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)categorical::of_weights(none),
                             "random::categorical: weights: expected at least one, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)categorical::of_weights(std::vector{0.0, 0.0}),
                             "random::categorical: weights: expected a sum from 1e-300 to 1e+300, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)categorical::of_weights(std::vector{1.0, std::numeric_limits<double>::infinity()}),
                             "random::categorical: weights: expected a sum from 1e-300 to 1e+300, found inf",
                             std::invalid_argument);
    }

}  // TEST_SUITE
