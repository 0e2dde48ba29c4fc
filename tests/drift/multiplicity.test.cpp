// SPDX-License-Identifier: MIT
// tests/drift/multiplicity.test.cpp
#include <lastro/drift/multiplicity.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

namespace drift = lastro::drift;

namespace {

using values = std::vector<double>;

void check_close(const values& got, const values& expected) {
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(got[i] - expected[i]) <= 1e-14);
    }
}

/// The definition of a step-up finding: the largest k with the k-th smallest p <= k alpha / n.
std::vector<bool> findings_by_definition(const values& p, double alpha) {
    values sorted = p;
    std::sort(sorted.begin(), sorted.end());
    double limit = -1.0;
    for (std::size_t k = 1; k <= p.size(); ++k) {
        if (sorted[k - 1] * static_cast<double>(p.size()) / static_cast<double>(k) <= alpha) {
            limit = sorted[k - 1];
        }
    }
    std::vector<bool> result;
    for (const double x : p) {
        result.push_back(x <= limit);
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/multiplicity") {
    TEST_CASE("adjusted p-values: R's p.adjust, in input order") {
        const values p{0.051, 0.005, 0.387, 0.009, 0.019, 0.022, 0.361, 0.101};
        check_close(drift::adjusted_benjamini_hochberg(p),
                    {0.0816, 0.036, 0.387, 0.036, 0.044, 0.044, 0.387, 0.404 / 3.0});
        check_close(drift::adjusted_holm(p), {0.204, 0.04, 0.722, 0.063, 0.114, 0.114, 0.722, 0.303});
        check_close(drift::adjusted_bonferroni(p), {0.408, 0.04, 1.0, 0.072, 0.152, 0.176, 1.0, 0.808});
        check_close(drift::adjusted_benjamini_yekutieli({{0.01, 0.02, 0.9}}),
                    {0.03 * 11.0 / 6.0, 0.03 * 11.0 / 6.0, 1.0});
    }

    TEST_CASE("Benjamini-Hochberg: finds what the definition finds, ties among p-values too") {
        std::mt19937_64 engine{4};
        for (int round = 0; round < 300; ++round) {
            values p(1 + engine() % 12);
            for (double& x : p) {
                x = static_cast<double>(engine() % 40) / 397.0;  // no p sits on a boundary, where rounding decides
            }
            REQUIRE(drift::benjamini_hochberg(p, 0.05) == findings_by_definition(p, 0.05));
        }
    }

    TEST_CASE("Benjamini-Hochberg: keeps the share of false findings") {
        std::mt19937_64 engine{5};
        double share = 0.0;
        constexpr int rounds = 1000;
        for (int round = 0; round < rounds; ++round) {
            values p(20);  // the first five are real
            for (std::size_t i = 0; i < p.size(); ++i) {
                p[i] = static_cast<double>(engine() >> 11) * 0x1p-53 * (i < 5 ? 1e-4 : 1.0);
            }
            const auto found = drift::benjamini_hochberg(p, 0.1);
            const auto all = std::count(found.begin(), found.end(), true);
            const auto wrong = std::count(found.begin() + 5, found.end(), true);
            share += all == 0 ? 0.0 : static_cast<double>(wrong) / static_cast<double>(all);
        }
        CHECK(share / rounds < 0.1);
        CHECK(share / rounds > 0.05);  // 0.1 * 15 / 20 = 0.075: not needlessly cautious
    }

    TEST_CASE("no p-values: no findings") {
        CHECK(drift::adjusted_holm({}).empty());
        CHECK(drift::benjamini_hochberg({}, 0.05).empty());
    }

    TEST_CASE("p-values: what is none is refused") {
        const values bad{0.5, std::nan("")};
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::adjusted_benjamini_hochberg(bad)),
                             "adjusted_benjamini_hochberg: expected p-values from 0 to 1, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::adjusted_holm({{1.5}})),
                             "adjusted_holm: expected p-values from 0 to 1, found 1.5", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::benjamini_hochberg({{0.5}}, -1.0)),
                             "benjamini_hochberg: alpha: expected a number from 0 to 1, found -1",
                             std::invalid_argument);
    }

    TEST_CASE("Hochberg: R's p.adjust, between Holm and Benjamini-Hochberg") {
        const values p{0.01, 0.02, 0.03, 0.04, 0.05};
        check_close(drift::adjusted_hochberg(p), {0.05, 0.05, 0.05, 0.05, 0.05});
        check_close(drift::adjusted_hochberg(values{0.001, 0.04, 0.5, 0.02}), {0.004, 0.08, 0.5, 0.06});
        std::mt19937_64 engine{5};
        for (int round = 0; round < 100; ++round) {
            values q(1 + engine() % 20);
            std::generate(q.begin(), q.end(), [&] { return static_cast<double>(engine() % 1000) / 999.0; });
            const values holm = drift::adjusted_holm(q), hochberg = drift::adjusted_hochberg(q);
            const values bh = drift::adjusted_benjamini_hochberg(q);
            for (std::size_t i = 0; i < q.size(); ++i) {
                REQUIRE(hochberg[i] <= holm[i]);
                REQUIRE(hochberg[i] >= bh[i] - 1e-15);
            }
        }
    }

    TEST_CASE("Storey: Benjamini-Hochberg times the estimated share of nulls") {
        const values p{0.001, 0.002, 0.003, 0.004, 0.2, 0.3, 0.4, 0.45, 0.7, 0.9};
        const values bh = drift::adjusted_benjamini_hochberg(p);
        const values q = drift::adjusted_storey(p);  // (1 + 2) / (0.5 * 10) = 0.6
        for (std::size_t i = 0; i < p.size(); ++i) {
            CHECK(std::abs(q[i] - 0.6 * bh[i]) < 1e-15);
        }
        check_close(drift::adjusted_storey(values{0.6, 0.7, 0.8}),
                    drift::adjusted_benjamini_hochberg(values{0.6, 0.7, 0.8}));
        CHECK(drift::adjusted_storey(values{}).empty());
        CHECK_THROWS_AS(static_cast<void>(drift::adjusted_storey(p, 1.0)), std::invalid_argument);
    }

    TEST_CASE("e-BH: the largest k with k e-values of at least n / (k alpha)") {
        const values e{200, 3, 50, 0, 1, 30};
        const values adjusted = drift::adjusted_e_benjamini_hochberg(e);
        for (const double alpha : {0.01, 0.03, 0.05, 0.1, 0.5}) {
            std::size_t k = 0;
            values sorted = e;
            std::sort(sorted.rbegin(), sorted.rend());
            for (std::size_t r = 1; r <= e.size(); ++r) {
                k = sorted[r - 1] >= static_cast<double>(e.size()) / (static_cast<double>(r) * alpha) - 1e-9 ? r : k;
            }
            std::size_t found = 0;
            for (const double a : adjusted) {
                found += a <= alpha + 1e-12 ? 1U : 0U;
            }
            CAPTURE(alpha);
            CHECK(found == k);
        }
        CHECK(drift::adjusted_e_benjamini_hochberg(values{std::numeric_limits<double>::infinity()})[0] == 0.0);
        CHECK_THROWS_AS(static_cast<void>(drift::adjusted_e_benjamini_hochberg(values{-1.0})), std::invalid_argument);
    }
}
