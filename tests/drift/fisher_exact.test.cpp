// SPDX-License-Identifier: MIT
// tests/drift/fisher_exact.test.cpp
#include <lastro/drift/fisher_exact.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::alternative;
using lastro::drift::fisher_exact;

namespace {

double choose(std::uint64_t n, std::uint64_t k) {
    double c = 1.0;
    for (std::uint64_t i = 0; i < k; ++i) {
        c = c * static_cast<double>(n - i) / static_cast<double>(i + 1);
    }
    return std::round(c);
}

/// The definition: all tables with these margins, weighed by binomial coefficients.
double by_definition(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d, alternative side) {
    const std::uint64_t row = a + b, column = a + c, total = a + b + c + d;
    const auto weight = [&](std::uint64_t k) {
        return k > column || k > row || row - k > total - column ? 0.0
                                                                 : choose(column, k) * choose(total - column, row - k);
    };
    double part = 0.0;
    double whole = 0.0;
    for (std::uint64_t k = 0; k <= row; ++k) {
        const bool counted = side == alternative::greater ? k >= a
                             : side == alternative::less  ? k <= a
                                                          : weight(k) <= weight(a);
        part += counted ? weight(k) : 0.0;
        whole += weight(k);
    }
    return part / whole;
}

}  // namespace

TEST_SUITE("drift/fisher_exact") {
    TEST_CASE("p-value: equals the definition for every table of counts up to 5") {
        for (std::uint64_t code = 1; code < 6 * 6 * 6 * 6; ++code) {
            const std::uint64_t a = code % 6, b = code / 6 % 6, c = code / 36 % 6, d = code / 216;
            for (const auto side : {alternative::two_sided, alternative::greater, alternative::less}) {
                CAPTURE(code);
                REQUIRE(std::abs(fisher_exact({a, b}, {c, d}, side).p_value - by_definition(a, b, c, d, side)) < 1e-13);
            }
        }
    }

    TEST_CASE("p-value: swapping rows or columns changes nothing") {
        const double p = fisher_exact({8, 2}, {1, 5}).p_value;
        CHECK(std::abs(p - 0.034965034965034965) < 1e-15);  // R: fisher.test(matrix(c(8, 1, 2, 5), 2))
        CHECK(std::abs(fisher_exact({1, 5}, {8, 2}).p_value - p) < 1e-15);
        CHECK(std::abs(fisher_exact({2, 8}, {5, 1}).p_value - p) < 1e-15);
    }

    TEST_CASE("p-value: the mirrored table is as improbable and is counted") {
        CHECK(std::abs(fisher_exact({10, 0}, {0, 10}).p_value - 2.0 / choose(20, 10)) < 1e-19);
        CHECK(fisher_exact({5, 5}, {5, 5}).p_value == 1.0);
    }

    TEST_CASE("p-value: keeps its logarithm where a double would be 0") {
        const auto r = fisher_exact({2000, 0}, {0, 2000});
        CHECK(r.p_value == 0.0);
        double log10 = std::log10(2.0);
        for (int k = 1; k <= 2000; ++k) {
            log10 += std::log10(k / (2000.0 + k));
        }
        CHECK(std::abs(r.log10_p - log10) < 1e-9);
    }

    TEST_CASE("counts: nothing to test is refused") {
        CHECK_THROWS_WITH_AS(static_cast<void>(fisher_exact({0, 0}, {0, 0})),
                             "hypergeometric: total: expected 1 to 2^50, found 0", std::invalid_argument);
        CHECK(fisher_exact({3, 0}, {4, 0}).p_value == 1.0);  // one column: nothing can differ
    }
}
