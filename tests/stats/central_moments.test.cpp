// SPDX-License-Identifier: MIT
// tests/stats/central_moments.test.cpp
#include <lastro/stats/central_moments.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <span>
#include <vector>

#include <doctest/doctest.h>

namespace stats = lastro::stats;
using stats::central_moments;

namespace {

std::vector<double> some(std::size_t n, double shift) {
    std::mt19937_64 engine{n};
    std::vector<double> values(n);
    for (double& x : values) {
        const double u = static_cast<double>(engine() >> 11) * 0x1p-53;
        x = shift - std::log(1.0 - u);  // exponential: skewness 2, excess kurtosis 6
    }
    return values;
}

void check(const central_moments& m, const std::vector<double>& values, double tolerance) {
    long double mean = 0.0L;
    for (const double x : values) {
        mean += static_cast<long double>(x) / static_cast<long double>(values.size());
    }
    long double powers[3] = {};
    for (const double x : values) {
        const long double d = static_cast<long double>(x) - mean;
        powers[0] += d * d;
        powers[1] += d * d * d;
        powers[2] += d * d * d * d;
    }
    const auto n = static_cast<long double>(values.size());
    const long double m2 = powers[0] / n;
    const auto close = [&](double a, long double b) {
        return std::abs(static_cast<long double>(a) - b) <= static_cast<long double>(tolerance) * std::abs(b);
    };
    REQUIRE(m.count() == values.size());
    REQUIRE(close(m.mean(), mean));
    REQUIRE(close(m.variance(), powers[0] / (n - 1)));
    REQUIRE(close(m.skewness(), powers[1] / n / (m2 * std::sqrt(m2))));
    REQUIRE(close(m.excess_kurtosis(), powers[2] / n / (m2 * m2) - 3));
}

}  // namespace

TEST_SUITE("stats/central_moments") {
    TEST_CASE("moments: to 1e-12, one by one, by blocks and merged; and far from zero") {
        for (const std::size_t n : {5U, 100U, 1024U, 20'000U}) {
            for (const double shift : {0.0, 1e6}) {
                const std::vector<double> values = some(n, shift);
                const double tolerance = shift == 0.0 ? 1e-12 : 1e-7;
                central_moments one;
                for (const double x : values) {
                    one.add(x);
                }
                check(one, values, tolerance);
                central_moments blocks;
                blocks.add(std::span<const double>{values});
                check(blocks, values, tolerance);
                central_moments a;
                central_moments b;
                a.add(std::span<const double>{values}.first(n / 3));
                b.add(std::span<const double>{values}.subspan(n / 3));
                a.merge(b);
                check(a, values, tolerance);
            }
        }
    }

    TEST_CASE("moments: small cases by hand") {
        central_moments m;
        CHECK(std::isnan(m.mean()));
        CHECK(std::isnan(m.variance()));
        m.add(1.0);
        CHECK(m.mean() == 1.0);
        CHECK(std::isnan(m.variance()));
        CHECK(std::isnan(m.skewness()));
        for (const double x : {2.0, 3.0, 10.0}) {
            m.add(x);
        }
        CHECK(m.mean() == 4.0);
        CHECK(m.variance() == doctest::Approx(50.0 / 3.0));
        CHECK(m.skewness() == doctest::Approx(180.0 / 4.0 / std::pow(12.5, 1.5)));
        CHECK(m.excess_kurtosis() == doctest::Approx(1394.0 / 4.0 / 156.25 - 3.0));
    }
}
