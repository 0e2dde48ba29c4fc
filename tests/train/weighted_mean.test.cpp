// SPDX-License-Identifier: MIT
// tests/train/weighted_mean.test.cpp
#include <lastro/train/weighted_mean.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "shards.hpp"

using lastro::train::weighted_mean;

TEST_SUITE("train/weighted_mean") {
    TEST_CASE("value: by hand") {
        weighted_mean mean;
        mean.add(0.25);
        mean.add(1.0, 2.0);
        CHECK(mean.value() == 0.75);
        CHECK(mean.rows() == 2);
        CHECK(mean.weight() == 3.0);
        CHECK(mean.sum() == 2.25);
    }

    TEST_CASE("weight 0: the row does not count, even where its term is infinite") {
        weighted_mean mean;
        mean.add(std::numeric_limits<double>::infinity(), 0.0);
        mean.add(2.0);
        CHECK(mean.value() == 2.0);
    }

    TEST_CASE("merge: neither order nor shards can be seen, with terms of all sizes") {
        std::vector<double> terms, weights;
        for (int i = 0; i < 200; ++i) {
            terms.push_back(std::ldexp(std::sin(i), i % 90 - 45));
            weights.push_back(i % 3 == 0 ? 1.0 : std::ldexp(1.0 + std::cos(i), i % 40 - 20));
        }
        CHECK(shards_do_not_show(
            weighted_mean{}, terms.size(), [&](weighted_mean& m, std::size_t i) { m.add(terms[i], weights[i]); },
            [](const weighted_mean& m) { return m.value(); }));
    }

    TEST_CASE("refusals: no weight at all, and weights out of range") {
        weighted_mean mean;
        CHECK_THROWS_WITH_AS(static_cast<void>(mean.value()),
                             "train::weighted_mean: expected rows of positive weight, found none",
                             std::invalid_argument);
        mean.add(1.0, 0.0);
        CHECK_THROWS_AS(static_cast<void>(mean.value()), std::invalid_argument);
        CHECK_THROWS_WITH_AS(mean.add(1.0, -2.0),
                             "train::weighted_mean: expected a finite weight of at least 0, found -2",
                             std::invalid_argument);
    }

}  // TEST_SUITE
