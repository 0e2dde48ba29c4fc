// SPDX-License-Identifier: MIT
// tests/drift/population_stability_index.test.cpp
#include <lastro/drift/population_stability_index.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::population_stability_index;
using lastro::drift::psi_result;
using lastro::drift::quantile_bins;
using lastro::drift::sorted_sample;
using lastro::drift::zero_rule;

namespace {

using column = std::vector<double>;
using counts = std::vector<std::uint64_t>;

column uniform(std::mt19937_64& engine, std::size_t n) {
    column v(n);
    std::generate(v.begin(), v.end(), [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; });
    return v;
}

}  // namespace

TEST_SUITE("drift/population_stability_index") {
    TEST_CASE("bins: deciles of the reference, open at both ends, an edge belongs above") {
        column hundred(100);
        for (std::size_t i = 0; i < hundred.size(); ++i) {
            hundred[i] = static_cast<double>(i);
        }
        const quantile_bins bins{sorted_sample{hundred}};
        CHECK(bins.size() == 10);
        CHECK(bins.edges().front() == 10.0);
        CHECK(bins.counts(sorted_sample{hundred}) == counts(10, 10));
        const double infinity = std::numeric_limits<double>::infinity();
        CHECK(bins.counts(sorted_sample{column{-infinity, -5, 10, 95, infinity}}) ==
              counts{2, 1, 0, 0, 0, 0, 0, 0, 0, 2});
    }

    TEST_CASE("bins: ties leave fewer, a constant reference leaves two") {
        CHECK(quantile_bins{sorted_sample{column{3, 3, 3}}}.size() == 2);
        CHECK(quantile_bins{sorted_sample{column{3, 3, 3}}}.counts(sorted_sample{column{1, 3, 4}}) == counts{1, 2});
        CHECK(quantile_bins{sorted_sample{column{1, 1, 1, 2}}, 4}.edges().size() == 2);
        CHECK(quantile_bins{sorted_sample{column{1, 2}}, 1}.size() == 1);
    }

    TEST_CASE("index: checked by hand") {
        const auto r = population_stability_index(counts{50, 50}, counts{80, 20},
                                                  {.zero_rule = zero_rule::replace, .amount = 1e-4});
        CHECK(std::abs(r.index - (0.3 * std::log(1.6) + 0.3 * std::log(2.5))) < 1e-15);
        const auto smoothed = population_stability_index(counts{1, 0}, counts{0, 1});
        CHECK(std::abs(smoothed.index - std::log(3.0)) < 1e-15);  // shares 3/4 and 1/4
    }

    TEST_CASE("index: none for equal counts, the same when swapped, more bins change nothing if nobody uses them") {
        std::mt19937_64 engine{6};
        for (int round = 0; round < 100; ++round) {
            counts a(6), b(6);
            for (std::size_t i = 0; i < 6; ++i) {
                a[i] = 1 + engine() % 30;
                b[i] = engine() % 30;
            }
            b[0] += 1;
            const psi_result r = population_stability_index(a, b);
            REQUIRE(r.index >= 0.0);
            REQUIRE(population_stability_index(b, a) == r);
            REQUIRE(population_stability_index(a, a).index == 0.0);
            a.push_back(0);
            b.push_back(0);
            REQUIRE(population_stability_index(a, b) == r);
        }
    }

    TEST_CASE("expected: the mean and the tail under no drift, over 2000 simulated pairs") {
        std::mt19937_64 engine{7};
        for (const std::size_t n : {200U, 1000U}) {
            double sum = 0.0;
            int alarms = 0;
            double expected = 0.0;
            constexpr int rounds = 2000;
            for (int round = 0; round < rounds; ++round) {
                const sorted_sample a{uniform(engine, n)}, b{uniform(engine, n)};
                const quantile_bins bins{a};
                const psi_result r = population_stability_index(bins.counts(a), bins.counts(b));
                sum += r.index;
                expected = r.expected;
                alarms += r.p_value <= 0.05 ? 1 : 0;
            }
            CAPTURE(n);
            CHECK(expected == 9.0 * (2.0 / static_cast<double>(n)));
            CHECK(std::abs(sum / rounds - expected) < 0.12 * expected);
            CHECK(alarms < rounds * 8 / 100);
            CHECK(alarms > rounds * 2 / 100);
        }
    }

    TEST_CASE("counts: refusals say what is missing") {
        CHECK_THROWS_WITH_AS(static_cast<void>(population_stability_index(counts{1}, counts{1, 2})),
                             "population_stability_index: live: expected as many counts as the reference has, found 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(population_stability_index(counts{0}, counts{1})),
                             "population_stability_index: reference: expected at least one count, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(population_stability_index(counts{1}, counts{1}, {.amount = 0.0})),
                             "population_stability_index: amount: expected a positive number, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((quantile_bins{sorted_sample{column{1}}, 0}),
                             "quantile_bins: bins: expected at least 1, found 0", std::invalid_argument);
    }
}
