// SPDX-License-Identifier: MIT
// tests/drift/homogeneity.test.cpp
#include <lastro/drift/homogeneity.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::chi_squared;
using lastro::drift::fisher_exact;
using lastro::drift::homogeneity;
using lastro::drift::homogeneity_result;
using lastro::drift::p_method;

namespace {

using counts = std::vector<std::uint64_t>;

}  // namespace

TEST_SUITE("drift/homogeneity") {
    TEST_CASE("method: chi-squared where counts allow it") {
        const counts a{40, 30, 30}, b{20, 40, 40};
        const homogeneity_result r = homogeneity(a, b);
        CHECK(r.method == p_method::asymptotic);
        CHECK(r.groups == 3);
        CHECK(r.p_value == chi_squared(a, b).p_value);
    }

    TEST_CASE("method: Fisher where they do not") {
        const homogeneity_result r = homogeneity(counts{8, 2}, counts{1, 5});
        CHECK(r.method == p_method::exact);
        CHECK(r.groups == 2);
        CHECK(std::abs(r.p_value - fisher_exact({8, 2}, {1, 5}).p_value) < 1e-15);
    }

    TEST_CASE("pooling: rare categories share a group, common ones stand alone") {
        // 100 rows a side: the four rare ones have 2 + 2 + 4 + 2 = 10 in all, 5 expected on each side
        const homogeneity_result r = homogeneity(counts{50, 45, 1, 0, 3, 1}, counts{50, 45, 1, 2, 1, 1});
        CHECK(r.groups == 3);
        CHECK(std::abs(r.p_value - chi_squared(counts{50, 45, 5}, counts{50, 45, 5}).p_value) < 1e-14);
    }

    TEST_CASE("pooling: never down to one group while two categories are in use") {
        const homogeneity_result r = homogeneity(counts{2, 1, 0, 0}, counts{0, 0, 2, 5});
        CHECK(r.groups == 2);
        CHECK(r.p_value < 1.0);
        CHECK(homogeneity(counts{3, 0}, counts{4, 0}).p_value == 1.0);
        CHECK(homogeneity(counts{3, 0}, counts{4, 0}).groups == 1);
        CHECK(homogeneity(counts{1000, 0}, counts{1000, 1}).method == p_method::exact);
    }

    TEST_CASE("pooling: looks at totals only, so that exchanging the sides changes nothing") {
        std::mt19937_64 engine{9};
        for (int round = 0; round < 200; ++round) {
            counts a(7), b(7);
            for (std::size_t i = 0; i < 7; ++i) {
                a[i] = engine() % 12;
                b[i] = engine() % 4;
            }
            a[0] += 1;
            b[0] += 1;
            const homogeneity_result r = homogeneity(a, b), swapped = homogeneity(b, a);
            REQUIRE(r.groups == swapped.groups);
            REQUIRE(std::abs(r.p_value - swapped.p_value) < 1e-12);
        }
    }

    TEST_CASE("p-value: false alarms at or below the level, rare categories and small samples too") {
        std::mt19937_64 engine{10};
        constexpr int rounds = 2000;
        for (const std::size_t n : {12U, 60U, 400U}) {
            int alarms = 0;
            for (int round = 0; round < rounds; ++round) {
                counts a(8), b(8);
                for (auto* side : {&a, &b}) {
                    for (std::size_t i = 0; i < n; ++i) {  // shares 1/2, 1/4, 1/8, ...
                        std::size_t k = 0;
                        for (std::uint64_t bits = engine(); k < 7 && bits % 2 == 1; bits /= 2) {
                            ++k;
                        }
                        ++(*side)[k];
                    }
                }
                alarms += homogeneity(a, b).p_value <= 0.05 ? 1 : 0;
            }
            CAPTURE(n);
            CHECK(alarms < rounds * 65 / 1000);
            CHECK(alarms > rounds * 5 / 1000);
        }
    }

    TEST_CASE("counts: refusals are those of chi_squared") {
        CHECK_THROWS_WITH_AS(static_cast<void>(homogeneity(counts{0, 0}, counts{1, 1})),
                             "chi_squared: reference: expected at least one count, found 0", std::invalid_argument);
    }
}
