// SPDX-License-Identifier: MIT
// tests/random/dirichlet.test.cpp
#include <lastro/random/dirichlet.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::dirichlet;
using lastro::random::stream;

TEST_SUITE("random/dirichlet") {
    TEST_CASE("dirichlet: every share follows its beta law, and the shares sum to 1") {
        for (const auto& a : {std::vector{2.0, 3.0, 5.0}, std::vector{0.2, 0.3, 0.05, 1.5}, std::vector{50.0, 1.0}}) {
            const dirichlet d{a};
            double total = 0.0;
            for (const double x : a) {
                total += x;
            }
            std::vector<std::vector<double>> shares(a.size());
            for (std::uint64_t i = 0; i < 20'000; ++i) {
                const auto p = d(stream{26}["dirichlet"], i);
                REQUIRE(p.size() == a.size());
                double sum = 0.0;
                for (std::size_t k = 0; k < a.size(); ++k) {
                    shares[k].push_back(p[k]);
                    sum += p[k];
                }
                CHECK(std::abs(sum - 1.0) < 1e-15 * static_cast<double>(a.size()));
            }
            for (std::size_t k = 0; k < a.size(); ++k) {
                CAPTURE(k);
                CAPTURE(a[k]);
                const double mean = a[k] / total;
                CHECK(random_test::kolmogorov_p(shares[k], [&](double t) {
                          return random_test::beta_cdf(a[k], total - a[k], t);
                      }) > random_test::significance);
                CHECK(std::abs(random_test::mean_error(shares[k], mean, mean * (1 - mean) / (total + 1.0))) < 4.0);
            }
        }
    }

    TEST_CASE("dirichlet: one category has everything, tiny concentrations choose one") {
        CHECK(dirichlet{std::vector{3.0}}(stream{1}, 0) == std::vector{1.0});
        const auto p = dirichlet{std::vector{1e-300, 1e-300}}(stream{1}, 0);
        CHECK(p[0] + p[1] == 1.0);
        CHECK((p[0] == 1.0 || p[1] == 1.0));
        CHECK(random_test::is_addressed(dirichlet{std::vector{2.0, 0.5}}));
        CHECK(dirichlet{std::vector{3.0, 1.0}}.size() == 2);
    }

    TEST_CASE("dirichlet: the bits are frozen") {
        CHECK(random_test::golden(dirichlet{std::vector{2.0, 0.3, 5.0}}) == 0x900A11F71C4DA9D6U);
    }

    TEST_CASE("dirichlet: refuses what are no concentrations") {
        const std::vector<double> none;
        CHECK_THROWS_WITH_AS(dirichlet{none}, "random::dirichlet: concentrations: expected at least one, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((dirichlet{std::vector{1.0, 0.0}}),
                             "random::dirichlet: concentrations[1]: expected a number from 1e-300 to 1e+300, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((dirichlet{std::vector{std::numeric_limits<double>::quiet_NaN()}}),
                             "random::dirichlet: concentrations[0]: expected a number from 1e-300 to 1e+300, found nan",
                             std::invalid_argument);
    }

}  // TEST_SUITE
