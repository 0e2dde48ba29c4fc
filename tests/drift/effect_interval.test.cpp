// SPDX-License-Identifier: MIT
// tests/drift/effect_interval.test.cpp
#include <lastro/drift/effect_interval.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/kolmogorov_smirnov.hpp>

using lastro::drift::ks_deviation_tail;
using lastro::drift::ks_margin;
using lastro::drift::total_variation_deviation_tail;
using lastro::drift::total_variation_margin;

namespace {

/// P(X + Y >= s) by adding up a fine grid: no completed squares, no normal distribution.
double by_grid(double s, double n, double m) {
    const auto tail = [](double x, double size) { return std::min(1.0, 2.0 * std::exp(-2.0 * size * x * x)); };
    constexpr int steps = 200'000;
    double sum = 0.0;
    double previous = 1.0;
    for (int i = 1; i <= steps; ++i) {
        const double x = s * i / steps;
        const double next = tail(x, n);
        sum += (previous - next) * tail(std::max(0.0, s - x + s / steps / 2.0), m);
        previous = next;
    }
    return sum + previous;
}

double uniform(std::mt19937_64& engine) { return static_cast<double>(engine() >> 11) * 0x1p-53; }

}  // namespace

TEST_SUITE("drift/effect_interval") {
    TEST_CASE("KS tail: agrees with a convolution on a grid") {
        struct {
            std::uint64_t n, m;
        } const sizes[] = {{10, 10}, {365, 366}, {30, 5000}, {1, 50}};
        for (const auto& size : sizes) {
            const auto n = static_cast<double>(size.n);
            const auto m = static_cast<double>(size.m);
            for (const double z : {1.5, 2.0, 2.5, 3.5}) {
                const double s = z * std::sqrt(1.0 / n + 1.0 / m);
                const double expected = by_grid(s, n, m);
                CAPTURE(n);
                CAPTURE(m);
                CAPTURE(z);
                CHECK(std::abs(ks_deviation_tail(s, size.n, size.m).probability - expected) < 1e-4 * expected + 1e-9);
            }
        }
    }

    TEST_CASE("KS tail: 1 where the bound says nothing, falling, symmetric, without underflow") {
        CHECK(ks_deviation_tail(0.0, 5, 9).probability == 1.0);
        CHECK(ks_deviation_tail(-1.0, 5, 9).probability == 1.0);
        double previous = 1.0;
        for (double s = 0.0; s < 1.0; s += 0.001) {
            const double p = ks_deviation_tail(s, 40, 70).probability;
            REQUIRE(p <= previous);
            REQUIRE(p == ks_deviation_tail(s, 70, 40).probability);
            previous = p;
        }
        CHECK(ks_deviation_tail(0.5, 1'000'000, 1'000'000).probability == 0.0);
        CHECK(ks_deviation_tail(0.5, 1'000'000, 1'000'000).log10 < -100'000.0);
    }

    TEST_CASE("margins: where the tail reaches 1 - confidence") {
        for (const double confidence : {0.5, 0.9, 0.95, 0.999}) {
            const double s = ks_margin(365, 366, confidence);
            CAPTURE(confidence);
            CHECK(std::abs(ks_deviation_tail(s, 365, 366).probability - (1.0 - confidence)) < 1e-12);
            const double t = total_variation_margin(365, 366, 4, confidence);
            CHECK(std::abs(total_variation_deviation_tail(t, 365, 366, 4).probability - (1.0 - confidence)) < 1e-12);
        }
        CHECK(std::abs(ks_margin(731, 1461, 0.95) - 0.0764601639873) < 1e-12);  // frozen: reports depend on it
        CHECK(ks_margin(1, 1, 0.95) > 1.0);
    }

    TEST_CASE("KS interval: covers the true distance at least as often as promised") {
        // uniform on [0, 1] against uniform on [0, 1] + shift: the true distance is the shift
        std::mt19937_64 engine{20};
        constexpr int rounds = 1000;
        for (const double shift : {0.0, 0.1, 0.4}) {
            for (const std::size_t n : {20U, 200U}) {
                const std::size_t m = n * 2;
                const double margin = ks_margin(n, m, 0.95);
                int covered = 0;
                for (int round = 0; round < rounds; ++round) {
                    std::vector<double> a(n), b(m);
                    std::generate(a.begin(), a.end(), [&] { return uniform(engine); });
                    std::generate(b.begin(), b.end(), [&] { return uniform(engine) + shift; });
                    const auto ks = lastro::drift::kolmogorov_smirnov(lastro::drift::sorted_sample{a},
                                                                      lastro::drift::sorted_sample{b},
                                                                      {.method = lastro::drift::ks_method::asymptotic});
                    covered += std::abs(ks.statistic - shift) <= margin ? 1 : 0;
                }
                CAPTURE(shift);
                CAPTURE(n);
                CHECK(covered >= rounds * 95 / 100);
            }
        }
    }

    TEST_CASE("total variation interval: covers the true distance at least as often as promised") {
        std::mt19937_64 engine{21};
        constexpr int rounds = 1000;
        for (const std::size_t k : {2U, 6U, 40U}) {
            const std::size_t n = 100, m = 150;
            const double margin = total_variation_margin(n, m, k, 0.95);
            int covered = 0;
            for (int round = 0; round < rounds; ++round) {
                std::vector<double> p(k, 0.0), q(k, 0.0);  // the same uniform distribution: the hardest case
                for (std::size_t i = 0; i < n; ++i) {
                    p[engine() % k] += 1.0 / static_cast<double>(n);
                }
                for (std::size_t i = 0; i < m; ++i) {
                    q[engine() % k] += 1.0 / static_cast<double>(m);
                }
                double distance = 0.0;
                for (std::size_t i = 0; i < k; ++i) {
                    distance += std::abs(p[i] - q[i]) / 2.0;
                }
                covered += distance <= margin ? 1 : 0;
            }
            CAPTURE(k);
            CHECK(covered >= rounds * 95 / 100);
        }
    }

    TEST_CASE("total variation: two categories are a pair of shares, one category cannot differ") {
        const double h = 100.0 * 100.0 / 200.0;
        CHECK(std::abs(total_variation_margin(100, 100, 2, 0.95) - std::sqrt(std::log(2.0 / 0.05) / (2.0 * h))) <
              1e-12);
        CHECK(total_variation_deviation_tail(0.1, 5, 5, 1).probability == 0.0);
        CHECK(total_variation_margin(1000, 1000, 100'000, 0.95) < 8.0);  // McDiarmid's bound, not 2^100000 sets
    }

    TEST_CASE("refusals: empty samples, impossible confidence") {
        CHECK_THROWS_WITH_AS(static_cast<void>(ks_margin(0, 5, 0.95)),
                             "ks_deviation_tail: expected samples that are not empty, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(ks_margin(5, 5, 1.0)),
                             "ks_margin: expected a confidence between 0 and 1, found 1", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(total_variation_margin(5, 5, 0, 0.95)), std::invalid_argument);
    }
}
