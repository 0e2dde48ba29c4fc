// SPDX-License-Identifier: MIT
// tests/stats/hypergeometric.test.cpp
#include <lastro/stats/hypergeometric.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::stats::hypergeometric;

namespace {

/// Pascal's triangle: exact for n <= 50.
double choose(std::uint64_t n, std::uint64_t k) {
    std::vector<double> row(n + 1, 0.0);
    row[0] = 1.0;
    for (std::uint64_t i = 1; i <= n; ++i) {
        for (std::uint64_t j = i; j > 0; --j) {
            row[j] += row[j - 1];
        }
    }
    return k > n ? 0.0 : row[k];
}

}  // namespace

TEST_SUITE("stats/hypergeometric") {
    TEST_CASE("probabilities: agree with binomial coefficients for all small tables") {
        for (std::uint64_t total = 1; total <= 14; ++total) {
            for (std::uint64_t row = 0; row <= total; ++row) {
                for (std::uint64_t column = 0; column <= total; ++column) {
                    const hypergeometric h{row, column, total};
                    double upper = 0.0;
                    for (std::uint64_t k = column + 1; k-- > 0;) {
                        const double p =
                            row < k ? 0.0 : choose(column, k) * choose(total - column, row - k) / choose(total, row);
                        const auto at = static_cast<double>(k);
                        REQUIRE(std::abs(std::exp(h.log_probability(at)) - p) <= 1e-13);
                        upper += p;
                        REQUIRE(std::abs(h.upper_tail(at).probability - upper) <= 1e-13);
                        REQUIRE(std::abs(h.lower_tail(at).probability - (1.0 - upper + p)) <= 1e-13);
                    }
                }
            }
        }
    }

    TEST_CASE("mode: no count is more probable") {
        for (std::uint64_t total = 1; total <= 20; ++total) {
            for (std::uint64_t row = 0; row <= total; ++row) {
                const hypergeometric h{row, total / 2, total};
                for (double k = h.lowest(); k <= h.highest(); k += 1.0) {
                    REQUIRE(h.log_probability(k) <= h.log_probability(h.mode()) + 1e-12);
                }
            }
        }
    }

    TEST_CASE("tails: millions of counts cost little and keep their logarithm") {
        const hypergeometric h{5'000'000, 5'000'000, 10'000'000};
        CHECK(h.upper_tail(2'600'000.0).probability == 0.0);
        CHECK(h.upper_tail(2'600'000.0).log10 < -3000.0);
        CHECK(h.upper_tail(2'500'001.0).probability < 0.5);
        CHECK(h.upper_tail(2'500'000.0).probability > 0.5);
    }

    TEST_CASE("probabilities: what cannot be has none") {
        const hypergeometric h{3, 4, 10};
        CHECK(h.lowest() == 0.0);
        CHECK(h.highest() == 3.0);
        CHECK(h.log_probability(4.0) == -std::numeric_limits<double>::infinity());
        CHECK(h.upper_tail(4.0).probability == 0.0);
        CHECK(h.upper_tail(0.0).probability == 1.0);
    }

    TEST_CASE("margins: must fit") {
        CHECK_THROWS_WITH_AS((hypergeometric{1, 1, 0}), "hypergeometric: total: expected 1 to 2^50, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((hypergeometric{3, 1, 2}), "hypergeometric: row: expected at most the total, found 3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((hypergeometric{1, 3, 2}), "hypergeometric: column: expected at most the total, found 3",
                             std::invalid_argument);
    }
}
