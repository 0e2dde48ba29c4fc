// SPDX-License-Identifier: MIT
// tests/drift/kolmogorov_smirnov.test.cpp
#include <lastro/drift/kolmogorov_smirnov.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <random>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::alternative;
using lastro::drift::kolmogorov_smirnov;
using lastro::drift::ks_method;
using lastro::drift::ks_result;
using lastro::drift::ks_settings;
using lastro::drift::p_method;
using lastro::drift::sorted_sample;

namespace {

using column = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();

ks_result ks(const column& a, const column& b, const ks_settings& settings = {}) {
    return kolmogorov_smirnov(sorted_sample{a}, sorted_sample{b}, settings);
}

// The definition, word for word: O(n * m), obviously right, shares no code with the library.
double largest_gap_by_definition(const column& a, const column& b) {
    const auto cdf = [](const column& v, double x) {
        return std::count_if(v.begin(), v.end(), [x](double e) { return e <= x; });
    };
    std::int64_t largest = 0;
    for (const auto* side : {&a, &b}) {
        for (const double x : *side) {
            const auto gap = cdf(a, x) * std::ssize(b) - cdf(b, x) * std::ssize(a);
            largest = std::max<std::int64_t>(largest, std::abs(gap));
        }
    }
    return static_cast<double>(largest) / static_cast<double>(std::ssize(a) * std::ssize(b));
}

/// The share of all splits of the pooled values whose statistic reaches the one observed.
double p_by_relabelling(const column& a, const column& b) {
    column pooled = a;
    pooled.insert(pooled.end(), b.begin(), b.end());
    std::vector<int> label(pooled.size(), 0);
    std::fill(label.begin(), label.begin() + std::ssize(a), 1);
    std::sort(label.begin(), label.end());
    const double observed = largest_gap_by_definition(a, b);
    double reached = 0.0;
    double splits = 0.0;
    do {
        column x, y;
        for (std::size_t i = 0; i < pooled.size(); ++i) {
            (label[i] == 1 ? x : y).push_back(pooled[i]);
        }
        reached += largest_gap_by_definition(x, y) >= observed ? 1.0 : 0.0;
        splits += 1.0;
    } while (std::next_permutation(label.begin(), label.end()));
    return reached / splits;
}

// mt19937_64 is fixed by the standard; std:: distributions are not, so the mapping is spelled out.
column uniform(std::mt19937_64& engine, std::size_t n, double shift = 0.0) {
    column v(n);
    std::generate(v.begin(), v.end(), [&] { return static_cast<double>(engine() >> 11) * 0x1p-53 + shift; });
    return v;
}

column small_integers(std::mt19937_64& engine, std::size_t n) {  // many ties on purpose
    column v(n);
    std::generate(v.begin(), v.end(), [&] { return static_cast<double>(engine() % 7); });
    return v;
}

}  // namespace

TEST_SUITE("drift/kolmogorov_smirnov") {
    TEST_CASE("statistic: cases small enough to check by hand") {
        struct {
            const char* what;
            column a, b;
            double d, at;
        } const cases[] = {
            {"identical", {1, 2, 3}, {3, 2, 1}, 0.0, 1.0},
            {"disjoint", {1, 2, 3}, {7, 8}, 1.0, 3.0},
            {"half overlapping", {1, 2, 3, 4}, {3, 4, 5, 6}, 0.5, 2.0},
            {"one value each", {0}, {1}, 1.0, 0.0},
            {"all tied", {5, 5, 5}, {5}, 0.0, 5.0},
            {"infinities are ranks", {-infinity, 0}, {0, infinity}, 0.5, -infinity},
            {"signed zeros tie", {-0.0}, {0.0}, 0.0, 0.0},
            {"denormals are numbers", {0.0}, {5e-324}, 1.0, 0.0},
        };
        for (const auto& c : cases) {  // no structured bindings: doctest's macros capture by lambda
            CAPTURE(c.what);
            CHECK(ks(c.a, c.b).statistic == c.d);
            CHECK(ks(c.a, c.b).gap_at == c.at);
        }
    }

    TEST_CASE("statistic: one-sided, the first sample smaller or larger") {
        const column low{1, 2, 3}, high{3, 4};
        CHECK(ks(low, high, {.alternative = alternative::greater}).statistic == 2.0 / 3.0);
        CHECK(ks(low, high, {.alternative = alternative::less}).statistic == 0.0);
        CHECK(ks(low, high, {.alternative = alternative::less}).p_value == 1.0);
    }

    TEST_CASE("statistic: agrees exactly with the definition on 500 tie-rich samples") {
        std::mt19937_64 engine{20240229};
        for (int round = 0; round < 500; ++round) {
            const column a = small_integers(engine, 1 + engine() % 20);
            const column b = small_integers(engine, 1 + engine() % 20);
            CAPTURE(round);
            REQUIRE(ks(a, b).statistic == largest_gap_by_definition(a, b));
        }
    }

    TEST_CASE("exact p: equals relabelling by brute force up to 12 values, ties or not") {
        std::mt19937_64 engine{99};
        for (int round = 0; round < 40; ++round) {
            const std::size_t n = 1 + engine() % 6;
            const std::size_t m = 1 + engine() % 6;
            const bool tied = round % 2 == 0;
            const column a = tied ? small_integers(engine, n) : uniform(engine, n);
            const column b = tied ? small_integers(engine, m) : uniform(engine, m);
            const ks_result r = ks(a, b);
            CAPTURE(round);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(std::abs(r.p_value - p_by_relabelling(a, b)) < 1e-13);
        }
    }

    TEST_CASE("exact p: the ties of Schroeer and Trenkler, where ignoring them would say the opposite") {
        // R 4.3: psmirnov(3/7, sizes = c(5, 7), z = c(1,2,2,3,3,1,2,3,3,4,5,6), lower.tail = FALSE, exact = TRUE)
        const ks_result r = ks({1, 2, 2, 3, 3}, {1, 2, 3, 3, 4, 5, 6});
        CHECK(std::abs(r.p_value - 0.24242424242424243) < 1e-15);
        CHECK(std::abs(lastro::drift::exact_gap_tail(5, 7, 15).probability - 0.5454545454545454) < 1e-15);
    }

    TEST_CASE("result: properties that hold for every pair of samples") {
        std::mt19937_64 engine{7};
        for (int round = 0; round < 100; ++round) {
            column a = uniform(engine, 1 + engine() % 50);
            const column b = uniform(engine, 1 + engine() % 50);
            const ks_result r = ks(a, b);
            CAPTURE(round);
            REQUIRE((r.statistic > 0.0 && r.statistic <= 1.0));
            REQUIRE((r.p_value > 0.0 && r.p_value <= 1.0));
            REQUIRE(std::abs(std::pow(10.0, r.log10_p) - r.p_value) < 1e-13);
            REQUIRE(ks(b, a) == r);  // symmetry, to the last bit

            std::shuffle(a.begin(), a.end(), engine);
            REQUIRE(ks(a, b) == r);  // order of arrival is irrelevant

            column scaled_a = a, scaled_b = b;  // any strictly increasing map keeps every rank
            for (column* v : {&scaled_a, &scaled_b}) {
                for (double& x : *v) {
                    x = 8.0 * x;
                }
            }
            const ks_result scaled = ks(scaled_a, scaled_b);
            REQUIRE(scaled.statistic == r.statistic);
            REQUIRE(scaled.p_value == r.p_value);
            REQUIRE(scaled.gap_at == 8.0 * r.gap_at);
        }
    }

    TEST_CASE("method: exact until it costs too much, then the limit, close to what exact would say") {
        std::mt19937_64 engine{5};
        const column a = uniform(engine, 2000);
        CHECK(ks(a, uniform(engine, 2000)).method == p_method::exact);
        const column b = uniform(engine, 2001, 0.03);
        const ks_result limit = ks(a, b);
        CHECK(limit.method == p_method::asymptotic);
        const ks_result exact = ks(a, b, {.method = ks_method::exact});
        CHECK(exact.statistic == limit.statistic);
        CHECK(std::abs(limit.p_value - exact.p_value) < 0.08 * exact.p_value);
        CHECK(limit.p_value > exact.p_value);  // conservative
    }

    TEST_CASE("p-value: keeps its logarithm where a double would be 0") {
        column a(800), b(800);
        for (std::size_t i = 0; i < a.size(); ++i) {
            a[i] = static_cast<double>(i);
            b[i] = 1000.0 + static_cast<double>(i);
        }
        const ks_result r = ks(a, b);  // P = 2 / C(1600, 800)
        CHECK(r.statistic == 1.0);
        CHECK(r.p_value == 0.0);
        double log10 = std::log10(2.0);
        for (int k = 1; k <= 800; ++k) {
            log10 += std::log10(k / (800.0 + k));
        }
        CHECK(std::abs(r.log10_p - log10) < 1e-9);
    }

    TEST_CASE("p-value: false alarms stay at or below the level, with ties and without") {
        std::mt19937_64 engine{1};
        constexpr int rounds = 2000;
        for (const bool tied : {false, true}) {
            int alarms = 0;
            for (int round = 0; round < rounds; ++round) {
                const column a = tied ? small_integers(engine, 80) : uniform(engine, 80);
                const column b = tied ? small_integers(engine, 60) : uniform(engine, 60);
                alarms += ks(a, b).p_value <= 0.05 ? 1 : 0;
            }
            CAPTURE(tied);
            CHECK(alarms > rounds * 25 / 1000);  // exact, but p-values come in steps
            CHECK(alarms < rounds * 65 / 1000);  // three standard errors above 5 %
        }
    }

    TEST_CASE("p-value: falls as the live window moves away") {
        std::mt19937_64 engine{2};
        const sorted_sample reference{uniform(engine, 400)};
        double previous = 1.0;
        for (const double shift : {0.15, 0.3, 0.45}) {
            const double p = kolmogorov_smirnov(reference, sorted_sample{uniform(engine, 400, shift)}).p_value;
            CAPTURE(shift);
            CHECK(p < previous);
            previous = p;
        }
        CHECK(previous < 1e-9);
    }
}
