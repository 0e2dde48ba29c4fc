// SPDX-License-Identifier: MIT
// tests/drift/mmd_aggregated.test.cpp
#include <lastro/drift/mmd_aggregated.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::bandwidths;
using lastro::drift::mmd_aggregated;
using lastro::drift::mmd_aggregated_result;
using lastro::drift::mmd_test;
using lastro::drift::mmd_unbiased;
using lastro::drift::p_method;
using lastro::drift::points;

namespace {

const std::vector<double> three_sigmas{0.1, 0.4, 1.6};

/// Each kernel's p-value, by all labellings of the pooled values.
column p_by_kernel(const column& a, const column& b) {
    column p;
    for (const double sigma : three_sigmas) {
        p.push_back(by_definition::share_reaching(a, b, [&](const column& u, const column& v) {
            return std::round(1e10 * mmd_unbiased(points{u, 1}, points{v, 1}, {.sigma = sigma}));
        }));
    }
    return p;
}

}  // namespace

TEST_SUITE("drift/mmd_aggregated") {
    TEST_CASE(
        "exact: p is the share of labellings whose smallest p-value over the kernels is at most the observed one") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 3; ++round) {
            const column a = by_definition::uniform(engine, 3), b = by_definition::uniform(engine, 4, 0.3);
            CAPTURE(round);
            const mmd_aggregated_result r = mmd_aggregated(points{a, 1}, points{b, 1}, {.sigmas = three_sigmas});
            REQUIRE(r.method == p_method::exact);
            const column alone = p_by_kernel(a, b);
            for (std::size_t k = 0; k < three_sigmas.size(); ++k) {
                REQUIRE(std::abs(r.kernels[k].p_value - alone[k]) < 1e-13);
                REQUIRE(r.kernels[k].mmd2 ==
                        doctest::Approx(mmd_unbiased(points{a, 1}, points{b, 1}, {.sigma = three_sigmas[k]}))
                            .epsilon(1e-10));
            }
            const double p = by_definition::share_reaching(a, b, [](const column& u, const column& v) {
                const column each = p_by_kernel(u, v);
                return -*std::min_element(each.begin(), each.end());
            });
            REQUIRE(std::abs(r.p_value - p) < 1e-13);
        }
    }

    TEST_CASE("level: a p-value up to alpha is the same as a kernel that is below the corrected level") {
        std::mt19937_64 engine{2};
        int rejected = 0;
        for (int round = 0; round < 40; ++round) {
            const column a = by_definition::uniform(engine, 40), b = by_definition::uniform(engine, 60, 0.15);
            const mmd_aggregated_result r =
                mmd_aggregated(points{a, 2}, points{b, 2}, {.alpha = 0.1, .permutations = 99, .seed = engine()});
            bool below = false;
            for (const auto& k : r.kernels) {
                below = below || k.p_value <= r.corrected_level;
                REQUIRE(k.adjusted_p >= k.p_value);
            }
            CAPTURE(round);
            REQUIRE(below == (r.p_value <= 0.1));
            rejected += below ? 1 : 0;
        }
        CHECK(rejected > 5);
        CHECK(rejected < 40);
    }

    TEST_CASE("bandwidths: in equal ratios, whoever is on which side; zeros do not count") {
        std::mt19937_64 engine{3};
        const column a = by_definition::uniform(engine, 20), b = by_definition::uniform(engine, 10);
        const std::vector<double> s = bandwidths(points{a, 1}, points{b, 1}, 5);
        REQUIRE(s.size() == 5);
        CHECK(s[0] < 0.03);
        CHECK(s[4] > 1.2);
        CHECK(s[2] / s[1] == doctest::Approx(s[4] / s[3]).epsilon(1e-12));
        CHECK(bandwidths(points{b, 1}, points{a, 1}, 5) == s);
        const column same{7, 7}, ties{0, 0, 0, 2};
        CHECK(bandwidths(points{same, 1}, points{same, 1}) == std::vector<double>{1.0});
        CHECK(bandwidths(points{ties, 1}, points{same, 1}, 1) == std::vector<double>{1.0});  // half of 2
        CHECK(mmd_aggregated(points{same, 1}, points{same, 1}).p_value == 1.0);
    }

    TEST_CASE("p-value: a fine change that the median distance does not see; swapping changes nothing") {
        std::mt19937_64 engine{4};
        column plain = by_definition::uniform(engine, 200), comb = by_definition::uniform(engine, 200);
        for (double& x : comb) {  // the same, in heaps of a sixth
            x = (std::floor(6.0 * x) + 0.5 + 0.1 * (6.0 * x - std::floor(6.0 * x))) / 6.0;
        }
        const points a{plain, 1}, b{comb, 1};
        CHECK(mmd_test(a, b, {.permutations = 199}).p_value > 0.1);
        const mmd_aggregated_result r = mmd_aggregated(a, b, {.permutations = 499});
        CHECK(r.p_value <= 0.01);
        CHECK(mmd_aggregated(b, a, {.permutations = 499}).p_value <= 0.01);
        const points c = b.first(60);
        CHECK(mmd_aggregated(a, c, {.permutations = 99}) == mmd_aggregated(c, a, {.permutations = 99}));
    }

    TEST_CASE("refusals: each says what it expected") {
        const column a{1, 2, 3, 4};
        const points x{a, 1};
        CHECK_THROWS_WITH_AS(
            static_cast<void>(mmd_aggregated(x, x, {.sigmas = {1.0, 0.0}})),
            "mmd_aggregated: sigmas: expected a sigma (or median distance) whose square is neither 0 nor "
            "infinite, found 0",
            std::invalid_argument);
        const column far{1e200, -1e200, 0, 1};
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_aggregated(x, points{far, 1})),
                             "drift::bandwidths: expected rows less than 2^512 apart, found inf",
                             std::invalid_argument);
        for (const double sigma : {1e-200, 1e200}) {
            CHECK_THROWS_AS(static_cast<void>(mmd_aggregated(x, x, {.sigmas = {sigma}})), std::invalid_argument);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_aggregated(x, x, {.alpha = 1.0})),
                             "mmd_aggregated: alpha: expected above 0 and below 1, found 1", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_aggregated(x, points{a, 4})),
                             "mmd_aggregated: expected as many columns on both sides, found 4", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(bandwidths(x, x, 0)),
                             "drift::bandwidths: count: expected at least 1, found 0", std::invalid_argument);
    }
}
