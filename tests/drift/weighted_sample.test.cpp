// SPDX-License-Identifier: MIT
// tests/drift/weighted_sample.test.cpp
#include <lastro/drift/weighted_sample.hpp>

#include <cmath>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/drift/energy_distance.hpp>
#include <lastro/drift/wasserstein.hpp>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::energy_distance;
using lastro::drift::sorted_sample;
using lastro::drift::wasserstein_distance;
using lastro::drift::weighted_sample;

TEST_SUITE("drift/weighted_sample") {
    TEST_CASE("distances: weights that are whole numbers are repetitions") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 100; ++round) {
            column a, b, all_a, all_b, weights_a, weights_b;
            for (int i = 0; i < 8; ++i) {
                for (const bool first : {true, false}) {
                    const auto x = static_cast<double>(engine() % 10);
                    const auto w = static_cast<double>(engine() % 4 + (i == 0 ? 1 : 0));
                    (first ? a : b).push_back(x);
                    (first ? weights_a : weights_b).push_back(w);
                    for (double k = 0.0; k < w; k += 1.0) {
                        (first ? all_a : all_b).push_back(x);
                    }
                }
            }
            const weighted_sample u{a, weights_a}, v{b, weights_b};
            REQUIRE(std::abs(wasserstein_distance(u, v) -
                             wasserstein_distance(sorted_sample{all_a}, sorted_sample{all_b})) < 1e-13);
            REQUIRE(std::abs(energy_distance(u, v) - energy_distance(sorted_sample{all_a}, sorted_sample{all_b})) <
                    1e-7);
            REQUIRE(wasserstein_distance(u, v) == wasserstein_distance(v, u));
        }
    }

    TEST_CASE("distances: only shares of weight matter, and values without weight do not count") {
        const weighted_sample u{column{4.5, 6.7, 2.1}, column{3, 1, 1}}, v{column{4.6, 7, 9.2}, column{1, 3, 1}};
        CHECK(std::abs(wasserstein_distance(u, v) - 2.5) < 1e-14);  // SciPy's documentation
        const weighted_sample doubled{column{4.5, 6.7, 2.1, 1e300}, column{6, 2, 2, 0}};
        CHECK(wasserstein_distance(doubled, v) == wasserstein_distance(u, v));
        CHECK(wasserstein_distance(weighted_sample{column{1, 2}}, weighted_sample{column{2, 1}}) == 0.0);
        CHECK(weighted_sample{column{2, 1}, column{3, 1}}.shares()[0] == 0.25);
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(weighted_sample{column{}}, "weighted_sample: values: expected at least one, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((weighted_sample{column{1}, column{1, 2}}),
                             "weighted_sample: weights: expected as many as values, found 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS((weighted_sample{column{1}, column{-1}}),
                             "weighted_sample: weights: expected finite and not negative, found -1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((weighted_sample{column{1}, column{0}}),
                             "weighted_sample: weights: expected a positive, finite sum, found 0",
                             std::invalid_argument);
        CHECK_THROWS_AS((weighted_sample{column{std::nan("")}}), std::invalid_argument);
    }
}
