// SPDX-License-Identifier: MIT
// tests/drift/combine.test.cpp
#include <lastro/drift/combine.hpp>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

namespace drift = lastro::drift;
using by_definition::column;

TEST_SUITE("drift/combine") {
    TEST_CASE("methods: R's metap on 0.01, 0.2, 0.3") {
        const column p{0.01, 0.2, 0.3};
        CHECK(std::abs(drift::combine_fisher(p).statistic - 14.837161805496255) < 1e-13);
        CHECK(std::abs(drift::combine_fisher(p).p_value - 0.021561751324834632) < 1e-15);
        CHECK(std::abs(drift::combine_pearson(p).p_value - 0.022126300085691164) < 1e-15);
        CHECK(std::abs(drift::combine_tippett(p).p_value - 0.029700999999999998) < 1e-16);
        CHECK(std::abs(drift::combine_stouffer(p).p_value - 0.016512032608962935) < 1e-15);
        CHECK(std::abs(drift::combine_stouffer(p, column{1, 4, 9}).p_value - 0.14644221422613146) < 1e-15);
        CHECK(std::abs(drift::combine_mudholkar_george(p).p_value - 0.016545518385395256) < 1e-15);
    }

    TEST_CASE("Cauchy: the definition by the C library's tan and atan") {
        std::mt19937_64 engine{1};
        constexpr double pi = 3.14159265358979323846;
        for (int round = 0; round < 200; ++round) {
            const column p = by_definition::uniform(engine, 1 + engine() % 6);
            double sum = 0.0;
            for (const double x : p) {
                sum += std::tan((0.5 - x) * pi);
            }
            const double mean = sum / static_cast<double>(p.size());
            REQUIRE(std::abs(drift::combine_cauchy(p).p_value - (0.5 - std::atan(mean) / pi)) < 1e-13);
        }
        CHECK(std::abs(drift::combine_cauchy(column{1e-200}).p_value / 1e-200 - 1.0) < 1e-14);
        CHECK(std::abs(drift::combine_cauchy(column{0.3}).p_value - 0.3) < 1e-15);
        CHECK(std::abs(drift::combine_cauchy(column{1e-5, 0.3}, column{1, 1e-9}).p_value / 1e-5 - 1.0) < 1e-8);
    }

    TEST_CASE("one p-value: every method but Mudholkar-George gives it back") {
        for (const double x : {1e-12, 0.04, 0.5, 0.97}) {
            const column p{x};
            CAPTURE(x);
            CHECK(std::abs(drift::combine_fisher(p).p_value / x - 1.0) < 1e-13);
            CHECK(std::abs(drift::combine_pearson(p).p_value / x - 1.0) < 1e-13);
            CHECK(std::abs(drift::combine_tippett(p).p_value / x - 1.0) < 1e-13);
            CHECK(std::abs(drift::combine_stouffer(p).p_value / x - 1.0) < 1e-12);
            CHECK(std::abs(drift::combine_cauchy(p).p_value / x - 1.0) < 1e-13);
        }
    }

    TEST_CASE("p-values: uniform for independent uniform ones, any order") {
        std::mt19937_64 engine{2};
        using method = drift::combined_p (*)(std::span<const double>);
        const method methods[] = {drift::combine_fisher,
                                  drift::combine_pearson,
                                  drift::combine_tippett,
                                  drift::combine_mudholkar_george,
                                  [](std::span<const double> p) { return drift::combine_stouffer(p); },
                                  [](std::span<const double> p) { return drift::combine_cauchy(p); }};
        for (const method& combine : methods) {
            const double excess = by_definition::excess_over_uniform(
                1000, [&] { return combine(by_definition::uniform(engine, 5)).p_value; });
            CHECK(excess < 1.63 / std::sqrt(1000.0));
        }
        CHECK(std::abs(drift::combine_stouffer(column{0.1, 0.7}).p_value -
                       drift::combine_stouffer(column{0.7, 0.1}).p_value) < 1e-15);
    }

    TEST_CASE("edges: 0, 1, and logarithms below the range of double") {
        CHECK(drift::combine_fisher(column{0.0, 1.0}).p_value == 0.0);
        CHECK(drift::combine_tippett(column{1.0, 1.0}).p_value == 1.0);
        CHECK(drift::combine_stouffer(column{0.0, 0.5}).p_value == 0.0);
        CHECK(drift::combine_cauchy(column{0.0, 0.5}).p_value == 0.0);
        const auto far = drift::combine_fisher_log10(column{-5000.0, -3000.0});
        CHECK(far.p_value == 0.0);
        CHECK(std::abs(far.log10_p - (-8000.0 + std::log10(1.0 + 8000.0 * std::log(10.0)))) < 1e-8);
        CHECK(std::abs(drift::combine_fisher_log10(column{-2.0, std::log10(0.2), std::log10(0.3)}).p_value -
                       drift::combine_fisher(column{0.01, 0.2, 0.3}).p_value) < 1e-14);
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::combine_fisher(column{})),
                             "combine_fisher: expected at least one p-value, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::combine_tippett(column{1.5})),
                             "combine_tippett: expected p-values from 0 to 1, found 1.5", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(drift::combine_cauchy(column{std::nan("")})), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(drift::combine_stouffer(column{0.0, 1.0})), std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::combine_stouffer(column{0.1}, column{1, 2})),
                             "combine_stouffer: expected as many weights as p-values, or none, found 2",
                             std::invalid_argument);
    }
}
