// SPDX-License-Identifier: MIT
// tests/drift/wasserstein.test.cpp
#include <lastro/drift/wasserstein.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::sorted_sample;
using lastro::drift::wasserstein;
using lastro::drift::wasserstein_distance;
using lastro::drift::wasserstein_result;

namespace {

using column = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();

double w1(const column& a, const column& b) { return wasserstein_distance(sorted_sample{a}, sorted_sample{b}); }

column numbers(std::mt19937_64& engine, std::size_t n) {
    column v(n);
    std::generate(v.begin(), v.end(), [&] { return static_cast<double>(engine() % 64) / 8.0; });
    return v;
}

}  // namespace

TEST_SUITE("drift/wasserstein") {
    TEST_CASE("distance: checked by hand") {
        CHECK(w1({0, 1, 3}, {5, 6, 8}) == 5.0);
        CHECK(w1({0, 2}, {0}) == 1.0);
        CHECK(w1({1, 2, 3}, {3, 2, 1}) == 0.0);
        CHECK(w1({-0.0}, {0.0}) == 0.0);
        CHECK(std::abs(w1({1, 2, 3, 4}, {2.5}) - 1.0) < 1e-15);
    }

    TEST_CASE("distance: samples of one size are matched in order") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 50; ++round) {
            column a = numbers(engine, 30), b = numbers(engine, 30);
            const double got = w1(a, b);
            std::sort(a.begin(), a.end());
            std::sort(b.begin(), b.end());
            double matched = 0.0;
            for (std::size_t i = 0; i < a.size(); ++i) {
                matched += std::abs(a[i] - b[i]) / 30.0;
            }
            REQUIRE(std::abs(got - matched) < 1e-13);
        }
    }

    TEST_CASE("distance: symmetric, moves with a shift, scales with the unit, obeys the triangle") {
        std::mt19937_64 engine{2};
        for (int round = 0; round < 50; ++round) {
            const column a = numbers(engine, 1 + engine() % 20), b = numbers(engine, 1 + engine() % 20);
            const column c = numbers(engine, 7);
            REQUIRE(w1(a, b) == w1(b, a));
            REQUIRE(w1(a, c) <= w1(a, b) + w1(b, c) + 1e-12);
            column shifted = a;
            column scaled_a = a, scaled_b = b;
            for (double& x : shifted) {
                x += 16.0;
            }
            REQUIRE(std::abs(w1(a, shifted) - 16.0) < 1e-13);
            for (column* v : {&scaled_a, &scaled_b}) {
                for (double& x : *v) {
                    x *= 4.0;
                }
            }
            REQUIRE(w1(scaled_a, scaled_b) == 4.0 * w1(a, b));
        }
    }

    TEST_CASE("distance: infinite values cost nothing where both sides have them, everything otherwise") {
        CHECK(w1({-infinity, 1}, {-infinity, 2}) == 0.5);
        CHECK(w1({infinity}, {infinity}) == 0.0);
        CHECK(w1({1, infinity}, {1, 2}) == infinity);
        CHECK(w1({-1.7e308}, {1.7e308}) == infinity);  // beyond double, and said so
    }

    TEST_CASE("p-value: (k + 1) / (B + 1), never 0, a function of the seed") {
        const sorted_sample a{column{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}, b{column{101, 102, 103, 104, 105, 106, 107, 108}};
        const wasserstein_result r = wasserstein(a, b, {.permutations = 99, .seed = 7});
        CHECK(r.p_value == 0.01);
        CHECK(std::abs(r.log10_p + 2.0) < 1e-15);
        CHECK(r.distance == wasserstein_distance(a, b));
        CHECK(wasserstein(a, b, {.permutations = 99, .seed = 7}) == r);
        CHECK(wasserstein(a, a).p_value == 1.0);
    }

    TEST_CASE("p-value: close to all relabellings where they can be counted") {
        // {1, 2, 6} against {3, 7, 9}: 20 splits
        const column a{1, 2, 6}, b{3, 7, 9};
        column pooled{1, 2, 6, 3, 7, 9};
        std::vector<int> label{0, 0, 0, 1, 1, 1};
        double reached = 0.0;
        double splits = 0.0;
        do {
            column x, y;
            for (std::size_t i = 0; i < 6; ++i) {
                (label[i] == 0 ? x : y).push_back(pooled[i]);
            }
            reached += w1(x, y) >= w1(a, b) - 1e-12 ? 1.0 : 0.0;
            splits += 1.0;
        } while (std::next_permutation(label.begin(), label.end()));
        CHECK(splits == 20.0);
        const double p = wasserstein(sorted_sample{a}, sorted_sample{b}, {.permutations = 9999}).p_value;
        CHECK(std::abs(p - reached / splits) < 0.02);  // four standard errors
    }

    TEST_CASE("p-value: false alarms at the level, with ties") {
        std::mt19937_64 engine{3};
        constexpr int rounds = 1000;
        int alarms = 0;
        for (int round = 0; round < rounds; ++round) {
            const sorted_sample a{numbers(engine, 25)}, b{numbers(engine, 40)};
            alarms += wasserstein(a, b, {.permutations = 99, .seed = engine()}).p_value <= 0.05 ? 1 : 0;
        }
        CHECK(alarms > rounds * 25 / 1000);
        CHECK(alarms < rounds * 75 / 1000);
    }

    TEST_CASE("settings: no relabelling, no p-value") {
        const sorted_sample a{column{1}};
        CHECK_THROWS_WITH_AS(static_cast<void>(wasserstein(a, a, {.permutations = 0})),
                             "wasserstein: permutations: expected at least 1, found 0", std::invalid_argument);
    }

    TEST_CASE("scaled distance: by range and by deviation, without unit, with an answer for no spread") {
        using lastro::drift::distance_scale;
        using lastro::drift::scaled_wasserstein_distance;
        const sorted_sample a{std::vector<double>{0, 1, 2, 3}}, b{std::vector<double>{2, 3, 4, 5}};
        CHECK(scaled_wasserstein_distance(a, b, distance_scale::pooled_range) == 2.0 / 5.0);
        CHECK(std::abs(scaled_wasserstein_distance(a, b, distance_scale::reference_deviation) - 2.0 / std::sqrt(1.25)) <
              1e-15);
        const sorted_sample c{std::vector<double>{7, 7}};
        CHECK(scaled_wasserstein_distance(c, c, distance_scale::pooled_range) == 0.0);
        CHECK(scaled_wasserstein_distance(c, c, distance_scale::reference_deviation) == 0.0);
        CHECK(scaled_wasserstein_distance(c, a, distance_scale::reference_deviation) ==
              std::numeric_limits<double>::infinity());
        const sorted_sample infinite{std::vector<double>{std::numeric_limits<double>::infinity()}};
        CHECK_THROWS_AS(static_cast<void>(scaled_wasserstein_distance(a, infinite, distance_scale::pooled_range)),
                        std::invalid_argument);
    }
}
