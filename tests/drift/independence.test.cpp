// SPDX-License-Identifier: MIT
// tests/drift/independence.test.cpp
#include <lastro/drift/independence.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using lastro::drift::chi_squared_table;
using lastro::drift::mutual_independence;

using counts = std::vector<std::uint64_t>;
using shape = std::vector<std::size_t>;

TEST_SUITE("drift/independence") {
    TEST_CASE("two factors: the contingency table's test, for both powers") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 50; ++round) {
            const std::size_t rows = 2 + engine() % 3, columns = 2 + engine() % 4;
            counts table(rows * columns);
            for (auto& c : table) {
                c = engine() % 20 + (round % 2 == 0 ? 0U : 1U);
            }
            table[0] += 1;
            for (const double power : {1.0, 0.0}) {
                const auto flat = chi_squared_table(table, rows, columns, {.power = power});
                const auto r = mutual_independence(shape{rows, columns}, table, power);
                REQUIRE(std::abs(r.statistic - flat.statistic) < 1e-11);
                REQUIRE(r.degrees == flat.degrees);
                REQUIRE(std::abs(r.p_value - flat.p_value) < 1e-12);
            }
        }
    }

    TEST_CASE("three factors: exactly independent counts have a statistic of 0, and 2 x 2 x 2 has 4 degrees") {
        counts product;
        for (const std::uint64_t a : {1U, 2U}) {
            for (const std::uint64_t b : {3U, 1U}) {
                for (const std::uint64_t c : {2U, 5U}) {
                    product.push_back(a * b * c);
                }
            }
        }
        const auto r = mutual_independence(shape{2, 2, 2}, product);
        CHECK(r.statistic < 1e-25);
        CHECK(r.degrees == 4.0);
        CHECK(r.p_value == 1.0);
        counts parity{10, 0, 0, 10, 0, 10, 10, 0};  // each pair is independent, the three are not
        CHECK(std::abs(mutual_independence(shape{2, 2, 2}, parity).statistic - 40.0) < 1e-12);
    }

    TEST_CASE("p-value: about uniform if the factors are independent") {
        std::mt19937_64 engine{2};
        const double excess = by_definition::excess_over_uniform(400, [&] {
            counts table(12, 0);
            for (int i = 0; i < 600; ++i) {
                ++table[(engine() % 2) * 6 + (engine() % 2) * 3 + engine() % 3];
            }
            return mutual_independence(shape{2, 2, 3}, table).p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(400.0));
    }

    TEST_CASE("edges and refusals: one level in use, nothing to test") {
        CHECK(mutual_independence(shape{3}, counts{1, 2, 3}).p_value == 1.0);
        CHECK(mutual_independence(shape{2, 2}, counts{5, 0, 3, 0}).p_value == 1.0);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(mutual_independence(shape{2, 2}, counts{1, 2, 3})),
            "mutual_independence: shape: expected sizes whose product is the number of counts, found 2",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(mutual_independence(shape{2}, counts{0, 0})),
                             "mutual_independence: counts: expected at least one count, found 0",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(mutual_independence(shape{}, counts{})), std::invalid_argument);
    }
}
