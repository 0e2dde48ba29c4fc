// SPDX-License-Identifier: MIT
// tests/drift/t_test.test.cpp
#include <lastro/drift/t_test.hpp>

#include <cmath>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::alternative;
using lastro::drift::sorted_sample;
using lastro::drift::student_t_test;
using lastro::drift::t_test_result;
using lastro::drift::welch_t_test;

namespace {

t_test_result student(const column& a, const column& b, alternative side = alternative::two_sided) {
    return student_t_test(sorted_sample{a}, sorted_sample{b}, {.alternative = side});
}

t_test_result welch(const column& a, const column& b, alternative side = alternative::two_sided) {
    return welch_t_test(sorted_sample{a}, sorted_sample{b}, {.alternative = side});
}

const column first{38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0};
const column second{39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8};

}  // namespace

TEST_SUITE("drift/t_test") {
    TEST_CASE("Student and Welch: R's t.test on the same values") {
        const t_test_result s = student(first, second);
        CHECK(std::abs(s.statistic - 1.8594523396226919) < 1e-13);
        CHECK(std::abs(s.p_value - 0.08410572024397052) < 1e-14);
        CHECK(s.degrees == 14.0);
        const t_test_result w = welch(first, second);
        CHECK(std::abs(w.statistic - s.statistic) < 1e-13);  // equal sizes
        CHECK(std::abs(w.degrees - 8.9949) < 0.3);
        CHECK(w.p_value > s.p_value);
    }

    TEST_CASE("Student: for two values a side, the definition by hand") {
        // means 0.5 and 3.5, sums of squares 0.5 and 0.5, pooled variance 0.5, standard error sqrt(0.5)
        const t_test_result r = student({0, 1}, {3, 4});
        CHECK(std::abs(r.statistic + 3.0 / std::sqrt(0.5)) < 1e-15);
        CHECK(r.difference == -3.0);
        // 2 degrees of freedom: P(|T| > t) = 1 - t / sqrt(2 + t^2)
        CHECK(std::abs(r.p_value - (1.0 - 4.242640687119285 / std::sqrt(20.0))) < 1e-15);
        CHECK(std::abs(r.effect + 3.0 / std::sqrt(0.5) * (1.0 - 3.0 / 7.0)) < 1e-14);
    }

    TEST_CASE("result: swapping turns the sign, sides add up, units do not matter") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 50; ++round) {
            const column a = by_definition::uniform(engine, 2 + engine() % 20);
            const column b = by_definition::uniform(engine, 2 + engine() % 20, 0.2);
            for (const auto test : {student, welch}) {
                const t_test_result r = test(a, b, alternative::two_sided);
                const t_test_result mirrored = test(b, a, alternative::two_sided);
                REQUIRE(std::abs(r.statistic + mirrored.statistic) < 1e-12 * (1.0 + std::abs(r.statistic)));
                REQUIRE(std::abs(r.p_value - mirrored.p_value) < 1e-13);
                REQUIRE(std::abs(test(a, b, alternative::greater).p_value + test(a, b, alternative::less).p_value -
                                 1.0) < 1e-13);
                REQUIRE(r.low < r.effect);
                REQUIRE(r.effect < r.high);
                column c = a, d = b;
                for (column* v : {&c, &d}) {
                    for (double& x : *v) {
                        x = 8.0 * x - 3.0;
                    }
                }
                REQUIRE(std::abs(test(c, d, alternative::two_sided).effect - r.effect) < 1e-12);
            }
        }
    }

    TEST_CASE("p-value and interval: right as often as they say, for normal values with unequal variances") {
        std::mt19937_64 engine{2};
        const auto normal = [&](std::size_t n, double deviation, double mean) {
            column v;
            while (v.size() < n) {
                double sum = -6.0;
                for (const double u : by_definition::uniform(engine, 12)) {
                    sum += u;
                }
                v.push_back(sum * deviation + mean);
            }
            return v;
        };
        const double excess = by_definition::excess_over_uniform(
            800, [&] { return welch(normal(12, 1.0, 0.0), normal(30, 3.0, 0.0)).p_value; });
        CHECK(excess < 1.63 / std::sqrt(800.0));
        int covered = 0;
        for (int round = 0; round < 800; ++round) {
            const t_test_result r = student(normal(25, 2.0, 1.0), normal(25, 2.0, 0.0));
            covered += r.low <= 0.5 && 0.5 <= r.high ? 1 : 0;
        }
        CHECK(covered > 800 * 0.925);
        CHECK(covered < 800 * 0.975);
    }

    TEST_CASE("edges: no spread, far from zero, tails without underflow") {
        CHECK(student({5, 5}, {5, 5, 5}).p_value == 1.0);
        CHECK(student({5, 5}, {5, 5, 5}).statistic == 0.0);
        CHECK(welch({5, 5}, {6, 6}).p_value == 0.0);
        CHECK(welch({5, 5}, {6, 6}).statistic == -by_definition::infinity);
        CHECK(student({1}, {2, 4}).degrees == 1.0);
        const t_test_result near = student({1, 2, 3}, {2, 3, 5});
        const t_test_result far = student({1e9 + 1, 1e9 + 2, 1e9 + 3}, {1e9 + 2, 1e9 + 3, 1e9 + 5});
        CHECK(std::abs(near.statistic - far.statistic) < 1e-6);
        column a, b;
        for (int i = 0; i < 2000; ++i) {
            a.push_back(i % 2);
            b.push_back(i % 2 + 100.0);
        }
        CHECK(student(a, b).p_value == 0.0);
        CHECK(student(a, b).log10_p < -4000.0);
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(student({1}, {2})),
                             "student_t_test: expected at least 3 values in all, found 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(welch({1}, {2, 3})),
                             "welch_t_test: first: expected at least 2 values, found 1", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(student({1, 2}, {2, by_definition::infinity})),
                             "student_t_test: second: expected finite values, found inf", std::invalid_argument);
        CHECK_THROWS_AS(
            static_cast<void>(student_t_test(sorted_sample{first}, sorted_sample{second}, {.confidence = 1.0})),
            std::invalid_argument);
    }
}
