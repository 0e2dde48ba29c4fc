// SPDX-License-Identifier: MIT
// tests/drift/all_of.test.cpp
#include <lastro/drift/all_of.hpp>

#include <cmath>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/drift/wasserstein.hpp>

#include "by_definition.hpp"

namespace drift = lastro::drift;
using by_definition::column;
using drift::sorted_sample;

TEST_SUITE("drift/all_of") {
    TEST_CASE("results: bit for bit those of the single tests, small and large, with and without ties") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 40; ++round) {
            const bool ties = round % 2 == 0;
            const std::size_t most = round < 30 ? 12 : 3000;
            const std::size_t n = 2 + engine() % most, m = 2 + engine() % most;
            const sorted_sample a{ties ? by_definition::small_integers(engine, n) : by_definition::uniform(engine, n)};
            const sorted_sample b{ties ? by_definition::small_integers(engine, m) : by_definition::uniform(engine, m)};
            const drift::all_results r = drift::all_of(a, b);
            CAPTURE(round);
            REQUIRE(r.kolmogorov_smirnov == drift::kolmogorov_smirnov(a, b));
            REQUIRE(r.kuiper == drift::kuiper(a, b));
            REQUIRE(r.cramer_von_mises == drift::cramer_von_mises(a, b));
            REQUIRE(r.anderson_darling == drift::anderson_darling(a, b));
            REQUIRE(r.mann_whitney == drift::mann_whitney(a, b));
            REQUIRE(r.baumgartner_weiss_schindler == drift::baumgartner_weiss_schindler(a, b));
            REQUIRE(r.wasserstein_distance == drift::wasserstein_distance(a, b));
            REQUIRE(r.energy_distance == drift::energy_distance(a, b));
        }
    }

    TEST_CASE("refusals: too few values for all of them") {
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::all_of(sorted_sample{column{1}}, sorted_sample{column{2, 3}})),
                             "drift::all_of: expected at least 4 values in all, found 3", std::invalid_argument);
    }
}
