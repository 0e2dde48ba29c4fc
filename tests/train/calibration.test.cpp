// SPDX-License-Identifier: MIT
// tests/train/calibration.test.cpp
#include <lastro/train/calibration.hpp>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "shards.hpp"

using namespace lastro;

namespace {

using values = std::vector<double>;

}  // namespace

TEST_SUITE("train/calibration") {
    TEST_CASE("table and errors: by hand") {
        train::calibration c{2};
        c.add(0, 0.25);
        c.add(1, 0.5);  // the upper edge of the first bin belongs to it
        c.add(1, 0.75, 2.0);
        const auto table = c.table();
        CHECK(table[0] == train::reliability_bin{0.0, 0.5, 2, 2.0, 0.375, 0.5});
        CHECK(table[1] == train::reliability_bin{0.5, 1.0, 1, 2.0, 0.75, 1.0});
        CHECK(c.expected_error() == (2 * 0.125 + 2 * 0.25) / 4);
        CHECK(c.maximum_error() == 0.25);
        CHECK(train::expected_calibration_error(values{0, 1, 1}, values{0.25, 0.5, 0.75}, 2, values{1, 1, 2}) ==
              c.expected_error());
    }

    TEST_CASE("bins: every edge k/n belongs to the bin below it, for any number of bins") {
        for (std::size_t bins = 1; bins <= 100; ++bins) {
            train::calibration c{bins};
            for (std::size_t k = 0; k <= bins; ++k) {
                c.add(0, static_cast<double>(k) / static_cast<double>(bins));
            }
            const auto table = c.table();
            CAPTURE(bins);
            REQUIRE(table[0].rows == 2);  // 0 and 1/n
            for (std::size_t k = 1; k < bins; ++k) {
                REQUIRE(table[k].rows == 1);
            }
            REQUIRE(table.back().upper == 1.0);
        }
    }

    TEST_CASE("expected_error: small for honest probabilities, large for exaggerated ones") {
        train::calibration honest, exaggerated;
        const random::stream draws{1};
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            const double p = random::uniform(draws["p"], i);
            const double y = random::uniform(draws["y"], i) < p ? 1.0 : 0.0;
            honest.add(y, p);
            exaggerated.add(y, p < 0.5 ? p / 2 : (1 + p) / 2);
        }
        CHECK(honest.expected_error() < 0.01);
        CHECK(exaggerated.expected_error() > 0.1);  // 1/8 in the mean
        CHECK(exaggerated.expected_error() < 0.15);
        CHECK(exaggerated.maximum_error() > exaggerated.expected_error());
    }

    TEST_CASE("merge: neither order nor shards can be seen") {
        const auto add = [](train::calibration& c, std::size_t i) {
            c.add(i % 3 == 0 ? 1.0 : 0.0, std::abs(std::sin(static_cast<double>(i))), 0.1 * static_cast<double>(i));
        };
        CHECK(shards_do_not_show(train::calibration{}, 200, add,
                                 [](const train::calibration& c) { return c.expected_error(); }));
        CHECK(shards_do_not_show(train::calibration{}, 200, add,
                                 [](const train::calibration& c) { return c.maximum_error(); }));
    }

    TEST_CASE("refusals: no bins, no rows, values out of range, other bins") {
        CHECK_THROWS_WITH_AS(train::calibration{0}, "train::calibration: bins: expected at least 1, found 0",
                             std::invalid_argument);
        train::calibration c{5};
        CHECK_THROWS_AS(static_cast<void>(c.expected_error()), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(c.maximum_error()), std::invalid_argument);
        CHECK_THROWS_WITH_AS(c.add(1, 1.25), "train::calibration: expected probabilities in [0, 1], found 1.25",
                             std::invalid_argument);
        CHECK_THROWS_AS(c.add(0.5, 0.5), std::invalid_argument);
        CHECK_THROWS_WITH_AS(c.merge(train::calibration{6}), "train::calibration: merge: expected 5 bins, found 6",
                             std::invalid_argument);
    }

}  // TEST_SUITE
