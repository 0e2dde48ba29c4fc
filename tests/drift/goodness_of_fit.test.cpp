// SPDX-License-Identifier: MIT
// tests/drift/goodness_of_fit.test.cpp
#include <lastro/drift/goodness_of_fit.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::alternative;
using lastro::drift::cramer_von_mises_fit;
using lastro::drift::exponential_distribution;
using lastro::drift::kolmogorov_smirnov_fit;
using lastro::drift::normal_distribution;
using lastro::drift::p_method;
using lastro::drift::sorted_sample;
using lastro::drift::uniform_distribution;

TEST_SUITE("drift/goodness_of_fit") {
    TEST_CASE("Kolmogorov-Smirnov: Hollander and Wolfe's values against the standard normal distribution") {
        const sorted_sample x{column{-0.15, 8.6, 5.0, 3.71, 4.29, 7.74, 2.48, 3.25, -1.15, 8.38}};
        const auto r = kolmogorov_smirnov_fit(x, normal_distribution{});
        CHECK(std::abs(r.statistic - 0.7934308808644532) < 1e-15);
        CHECK(std::abs(r.p_value / 3.1106659123909613e-07 - 1.0) < 1e-12);
        CHECK(r.method == p_method::exact);
        CHECK(kolmogorov_smirnov_fit(x, normal_distribution{}, alternative::less).statistic == r.statistic);
        CHECK(kolmogorov_smirnov_fit(x, normal_distribution{}, alternative::greater).statistic < 0.02);
    }

    TEST_CASE("Cramer-von Mises: R's goftest on the same values") {
        const sorted_sample x{column{-1.7, 2, 0, 1.3, 4, 0.1, 0.6}};
        const auto r = cramer_von_mises_fit(x, normal_distribution{.mean = 3, .deviation = 1.5});
        CHECK(std::abs(r.statistic - 0.94266847977072) < 1e-13);
        CHECK(std::abs(r.p_value - 0.002026416728467) < 1e-7);
    }

    TEST_CASE("statistic: one value, by hand") {
        const sorted_sample x{column{0.25}};
        CHECK(kolmogorov_smirnov_fit(x, uniform_distribution{}).statistic == 0.75);
        CHECK(kolmogorov_smirnov_fit(x, uniform_distribution{}).p_value == 0.5);
        CHECK(kolmogorov_smirnov_fit(x, uniform_distribution{}, alternative::less).p_value == 0.75);
        CHECK(std::abs(cramer_von_mises_fit(x, uniform_distribution{}).statistic - (1.0 / 12.0 + 0.0625)) < 1e-16);
    }

    TEST_CASE("p-value: uniform if the sample is from the distribution, by any of the three") {
        std::mt19937_64 engine{1};
        const double ks = by_definition::excess_over_uniform(800, [&] {
            return kolmogorov_smirnov_fit(sorted_sample{by_definition::uniform(engine, 17)}, uniform_distribution{})
                .p_value;
        });
        CHECK(ks < 1.63 / std::sqrt(800.0));
        const double cvm = by_definition::excess_over_uniform(800, [&] {
            column x = by_definition::uniform(engine, 17);
            for (double& v : x) {
                v = -std::log(1.0 - v) / 3.0;
            }
            return cramer_von_mises_fit(sorted_sample{x}, exponential_distribution{.rate = 3.0}).p_value;
        });
        CHECK(cvm < 1.63 / std::sqrt(800.0));
    }

    TEST_CASE("distributions: at their ends") {
        CHECK(normal_distribution{.mean = 2.0}(2.0) == 0.5);
        CHECK(exponential_distribution{}(-1.0) == 0.0);
        CHECK(exponential_distribution{}(by_definition::infinity) == 1.0);
        CHECK(std::abs(exponential_distribution{.rate = 2.0}(1e-20) - 2e-20) < 1e-35);
        CHECK(uniform_distribution{.low = 1.0, .high = 3.0}(2.0) == 0.5);
        const sorted_sample outside{column{-by_definition::infinity, -1.0, -0.0}};
        CHECK(kolmogorov_smirnov_fit(outside, uniform_distribution{}).p_value == 0.0);
    }

    TEST_CASE("refusals: what is no probability") {
        CHECK_THROWS_WITH_AS(
            static_cast<void>(kolmogorov_smirnov_fit(sorted_sample{column{1}}, [](double) { return 1.5; })),
            "drift: distribution function: expected values from 0 to 1, found 1.5", std::invalid_argument);
    }
}
