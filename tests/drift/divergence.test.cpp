// SPDX-License-Identifier: MIT
// tests/drift/divergence.test.cpp
#include <lastro/drift/divergence.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

namespace drift = lastro::drift;

namespace {

using counts = std::vector<std::uint64_t>;
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_SUITE("drift/divergence") {
    TEST_CASE("distances: checked by hand") {
        const counts a{3, 1}, b{1, 3};
        CHECK(drift::total_variation(a, b) == 0.5);
        CHECK(drift::largest_difference(a, b) == 0.5);
        CHECK(std::abs(drift::hellinger(a, b) - std::sqrt(1.0 - std::sqrt(3.0) / 2.0)) < 1e-15);
        CHECK(std::abs(drift::bhattacharyya(a, b) + std::log(std::sqrt(3.0) / 2.0)) < 1e-15);
        CHECK(std::abs(drift::kullback_leibler(a, b) - 0.5 * std::log(3.0)) < 1e-15);
        const double bits = 0.75 * std::log2(1.5) + 0.25 * std::log2(0.5);
        CHECK(std::abs(drift::jensen_shannon(a, b) - std::sqrt(bits)) < 1e-15);
    }

    TEST_CASE("distances: nothing shared is the farthest, equal shares are the nearest") {
        const counts a{4, 0}, b{0, 7};
        CHECK(drift::total_variation(a, b) == 1.0);
        CHECK(drift::hellinger(a, b) == 1.0);
        CHECK(drift::jensen_shannon(a, b) == 1.0);
        CHECK(drift::bhattacharyya(a, b) == infinity);
        CHECK(drift::kullback_leibler(a, b) == infinity);
        const counts c{1, 2, 5}, twice{2, 4, 10};
        CHECK(drift::total_variation(c, twice) == 0.0);
        CHECK(drift::hellinger(c, twice) == 0.0);
        CHECK(drift::jensen_shannon(c, twice) == 0.0);
        CHECK(drift::kullback_leibler(c, twice) == 0.0);
        CHECK(std::abs(drift::bhattacharyya(c, twice)) < 1e-15);
    }

    TEST_CASE("distances: symmetric, and ordered as theory has it") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 200; ++round) {
            counts a(5), b(5);
            for (std::size_t i = 0; i < 5; ++i) {
                a[i] = 1 + engine() % 20;
                b[i] = 1 + engine() % 20;
            }
            const double tv = drift::total_variation(a, b);
            const double h = drift::hellinger(a, b);
            REQUIRE(tv == drift::total_variation(b, a));
            REQUIRE(h == drift::hellinger(b, a));
            REQUIRE(std::abs(drift::jensen_shannon(a, b) - drift::jensen_shannon(b, a)) < 1e-15);
            REQUIRE(h * h <= tv + 1e-15);
            REQUIRE(tv <= std::sqrt(2.0) * h + 1e-15);
            REQUIRE(2.0 * tv * tv <= drift::kullback_leibler(a, b) + 1e-15);  // Pinsker's inequality
            REQUIRE(drift::largest_difference(a, b) <= tv + 1e-15);
        }
    }

    TEST_CASE("counts: refusals say what is missing") {
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::hellinger(counts{1}, counts{1, 2})),
                             "hellinger: expected as many counts on both sides, found 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::total_variation(counts{0, 0}, counts{1, 2})),
                             "total_variation: expected at least one count on both sides, found 0",
                             std::invalid_argument);
    }
}
