// SPDX-License-Identifier: MIT
// tests/drift/fisher_table.test.cpp
#include <lastro/drift/fisher_table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/fisher_exact.hpp>

#include "by_definition.hpp"

using lastro::drift::fisher_exact;
using lastro::drift::fisher_exact_table;
using lastro::drift::p_method;

using counts = std::vector<std::uint64_t>;

namespace {

/// Deals the labels of all counted rows in every possible way, and adds up the deals whose table is as improbable.
double by_all_deals(const counts& table, std::size_t rows, std::size_t columns) {
    std::vector<std::size_t> row_of, column_of;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            for (std::uint64_t k = 0; k < table[i * columns + j]; ++k) {
                row_of.push_back(i);
                column_of.push_back(j);
            }
        }
    }
    std::sort(column_of.begin(), column_of.end());
    std::map<counts, std::uint64_t> deals;
    do {
        counts dealt(table.size(), 0);
        for (std::size_t k = 0; k < row_of.size(); ++k) {
            ++dealt[row_of[k] * columns + column_of[k]];
        }
        ++deals[dealt];
    } while (std::next_permutation(column_of.begin(), column_of.end()));
    std::uint64_t all = 0, reached = 0;
    for (const auto& [dealt, weight] : deals) {
        all += weight;
        reached += weight <= deals.at(table) ? weight : 0;
    }
    return static_cast<double>(reached) / static_cast<double>(all);
}

}  // namespace

TEST_SUITE("drift/fisher_table") {
    TEST_CASE("p-value: the definition, by all deals of up to 9 rows") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 40; ++round) {
            const std::size_t rows = 2 + engine() % 2, columns = 2 + engine() % 3;
            counts table(rows * columns, 0);
            for (int k = 0; k < 9; ++k) {
                ++table[engine() % table.size()];
            }
            CAPTURE(round);
            const auto r = fisher_exact_table(table, rows, columns);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(std::abs(r.p_value - by_all_deals(table, rows, columns)) < 1e-12);
        }
    }

    TEST_CASE("p-value: of 2 x 2 tables it is Fisher's, of R's Job satisfaction it is R's") {
        std::mt19937_64 engine{2};
        for (int round = 0; round < 100; ++round) {
            const counts t{engine() % 30, engine() % 30, engine() % 30 + 1, engine() % 30};
            REQUIRE(std::abs(fisher_exact_table(t, 2, 2).p_value - fisher_exact({t[0], t[1]}, {t[2], t[3]}).p_value) <
                    1e-10);
        }
        // R: Job <- matrix(c(1,2,1,0, 3,3,6,1, 10,10,14,9, 6,7,12,11), 4, 4); fisher.test(Job) gives p = 0.7827
        const counts job{1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11};
        const auto r = fisher_exact_table(job, 4, 4, {.exact_steps = 0, .permutations = 4999});
        CHECK(r.method == p_method::permutation);
        CHECK(std::abs(r.p_value - 0.7827) < 0.025);
    }

    TEST_CASE("p-value: random tables agree with the count, and are addressed by the seed") {
        const counts table{4, 2, 0, 1, 1, 4};
        const double exact = fisher_exact_table(table, 2, 3).p_value;
        const auto random = fisher_exact_table(table, 2, 3, {.exact_steps = 0, .permutations = 4999, .seed = 1});
        CHECK(std::abs(random.p_value - exact) < 0.012);
        CHECK(fisher_exact_table(table, 2, 3, {.exact_steps = 0, .permutations = 4999, .seed = 1}) == random);
        CHECK(std::abs(fisher_exact_table(counts{4, 1, 2, 1, 0, 4}, 3, 2).p_value - exact) < 1e-13);  // transposed
    }

    TEST_CASE("edges and refusals: one row, one column, nothing") {
        CHECK(std::abs(fisher_exact_table(counts{3, 4, 5}, 1, 3).p_value - 1.0) < 1e-12);
        CHECK(std::abs(fisher_exact_table(counts{3, 0, 4, 0}, 2, 2).p_value - 1.0) < 1e-12);
        CHECK_THROWS_WITH_AS(static_cast<void>(fisher_exact_table(counts{0, 0}, 1, 2)),
                             "fisher_exact_table: table: expected at least one count, found 0", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(fisher_exact_table(counts{1, 2, 3}, 2, 2)), std::invalid_argument);
    }
}
