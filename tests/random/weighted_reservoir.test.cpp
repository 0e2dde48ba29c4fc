// SPDX-License-Identifier: MIT
// tests/random/weighted_reservoir.test.cpp
#include <lastro/random/weighted_reservoir.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::stream;
using lastro::random::weighted_reservoir;

TEST_SUITE("random/weighted_reservoir") {
    TEST_CASE("weighted_reservoir: ordered samples have the probabilities of drawing one by one") {
        const std::vector<double> weight{1.0, 2.0, 3.0, 4.0};
        std::map<std::vector<std::uint64_t>, double, random_test::lexicographic> seen;
        constexpr int rounds = 60'000;
        for (std::uint64_t k = 0; k < rounds; ++k) {
            weighted_reservoir kept{stream{30}[k], 2};
            for (std::uint64_t item = 0; item < weight.size(); ++item) {
                kept.add(item, weight[item]);
            }
            seen[kept.items()] += 1.0;
        }
        std::vector<double> counts;
        std::vector<double> probabilities;
        for (std::uint64_t a = 0; a < 4; ++a) {
            for (std::uint64_t b = 0; b < 4; ++b) {
                if (a != b) {
                    counts.push_back(seen[{a, b}]);
                    probabilities.push_back(weight[a] / 10.0 * weight[b] / (10.0 - weight[a]));
                }
            }
        }
        CHECK(seen.size() == 12);
        CHECK(random_test::chi_squared_p(counts, probabilities) > random_test::significance);
    }

    TEST_CASE("weighted_reservoir: neither order, nor pieces, nor items that weigh nothing change the sample") {
        const stream s{31};
        const auto weight = [](std::uint64_t item) { return static_cast<double>(item % 7); };
        weighted_reservoir whole{s, 25};
        for (std::uint64_t item = 0; item < 1000; ++item) {
            whole.add(item, weight(item));
        }
        weighted_reservoir backwards{s, 25};
        for (std::uint64_t item = 1000; item-- > 0;) {
            backwards.add(item, weight(item));
        }
        CHECK(backwards.items() == whole.items());
        weighted_reservoir merged{s, 25};
        for (std::uint64_t piece = 0; piece < 4; ++piece) {
            weighted_reservoir part{s, 25};
            for (std::uint64_t item = piece * 250; item < piece * 250 + 250; ++item) {
                part.add(item, weight(item));
            }
            merged.merge(part);
        }
        CHECK(merged.items() == whole.items());
        CHECK(whole.items().size() == 25);
        for (const std::uint64_t item : whole.items()) {
            CHECK(item % 7 != 0);
        }
    }

    TEST_CASE("weighted_reservoir: the keys are in order, and a smaller reservoir holds the front of a larger one") {
        const stream s{32};
        weighted_reservoir large{s, 200};
        weighted_reservoir small{s, 10};
        for (std::uint64_t item = 0; item < 5000; ++item) {
            large.add(item);
            small.add(item);
        }
        const auto items = large.items();
        REQUIRE(items.size() == 200);
        for (std::size_t k = 1; k < items.size(); ++k) {
            CHECK(lastro::random::uniform_open(s, items[k - 1]) > lastro::random::uniform_open(s, items[k]));
        }
        CHECK(small.items() == std::vector<std::uint64_t>(items.begin(), items.begin() + 10));
    }

    TEST_CASE("weighted_reservoir: few items are all kept") {
        weighted_reservoir kept{stream{33}, 10};
        CHECK(kept.items().empty());
        kept.add(5, 2.0);
        kept.add(6, 0.0);
        kept.add(7, 1e290);
        CHECK(kept.items() == std::vector<std::uint64_t>{7, 5});
        CHECK(kept.size() == 2);
        CHECK(kept.capacity() == 10);
    }

    TEST_CASE("weighted_reservoir: the sample is frozen") {
        weighted_reservoir kept{stream{20261123}["golden"], 500};
        for (std::uint64_t item = 0; item < 20'000; ++item) {
            kept.add(item, static_cast<double>(1 + item % 10));
        }
        random_test::fingerprint print;
        for (const std::uint64_t item : kept.items()) {
            print.add(item);
        }
        CHECK(print.value() == 0xFAF56FB6A159E4FAU);
    }

    TEST_CASE("weighted_reservoir: refuses no capacity, what is no weight, and strangers") {
        CHECK_THROWS_WITH_AS((weighted_reservoir{stream{1}, 0}),
                             "random::weighted_reservoir: capacity: expected at least 1, found 0",
                             std::invalid_argument);
        weighted_reservoir kept{stream{1}, 3};
        CHECK_THROWS_WITH_AS(
            kept.add(0, -1.0),
            "random::weighted_reservoir: weight: expected 0 or a number from 1e-290 to 1e+290, found -1",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            kept.add(0, std::numeric_limits<double>::quiet_NaN()),
            "random::weighted_reservoir: weight: expected 0 or a number from 1e-290 to 1e+290, found nan",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS(kept.merge(weighted_reservoir{stream{2}, 3}),
                             "random::weighted_reservoir: merge: expected the same stream, found another one",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(kept.merge(weighted_reservoir{stream{1}, 4}),
                             "random::weighted_reservoir: merge: expected the same capacity, found 4",
                             std::invalid_argument);
        CHECK(kept.size() == 0);
    }

}  // TEST_SUITE
