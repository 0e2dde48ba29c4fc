// SPDX-License-Identifier: MIT
// tests/core/sort.test.cpp
#include <lastro/core/sort.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;

namespace {

/// Doubles from all bit patterns but NaN: denormals, infinities and both zeros among them.
std::vector<double> wild(std::mt19937_64& engine, std::size_t n) {
    std::vector<double> values;
    while (values.size() < n) {
        const double x = std::bit_cast<double>(engine());
        if (!std::isnan(x)) {
            values.push_back(x);
        }
    }
    const double infinity = std::numeric_limits<double>::infinity();
    const double special[] = {0.0, -0.0, infinity, -infinity, 5e-324, -5e-324};
    for (std::size_t i = 0; i < n && i < std::size(special); ++i) {
        values[engine() % n] = special[i];
    }
    return values;
}

}  // namespace

TEST_SUITE("core/sort") {
    TEST_CASE("sort: agrees with std::sort at every size around its thresholds") {
        std::mt19937_64 engine{3};
        for (const std::size_t n : {0U, 1U, 2U, 15U, 16U, 17U, 32U, 33U, 100U, 1000U, 2047U, 2048U, 5000U}) {
            std::vector<double> values = wild(engine, n);
            std::vector<double> expected = values;
            std::sort(expected.begin(), expected.end());
            core::sort(values);
            CAPTURE(n);
            CHECK(values == expected);  // -0.0 == 0.0 here; the next test looks at the sign
        }
    }

    TEST_CASE("sort: the order of arrival leaves no trace, not even in the sign of zero") {
        std::mt19937_64 engine{4};
        for (const std::size_t n : {50U, 3000U}) {
            std::vector<double> values(n);
            for (std::size_t i = 0; i < n; ++i) {
                values[i] = engine() % 2 == 0 ? 0.0 : -0.0;
            }
            std::vector<double> shuffled = values;
            std::shuffle(shuffled.begin(), shuffled.end(), engine);
            core::sort(values);
            core::sort(shuffled);
            for (std::size_t i = 0; i < n; ++i) {
                REQUIRE(std::bit_cast<std::uint64_t>(values[i]) == std::bit_cast<std::uint64_t>(shuffled[i]));
            }
        }
    }

    TEST_CASE("sort: values evenly spread, in lumps, with ties, with zeros of both signs, and with an end far away") {
        std::mt19937_64 engine{5};
        std::normal_distribution<double> normal;
        double (*const shapes[])(double) = {
            [](double v) { return v; },
            [](double v) { return std::exp(5.0 * v); },
            [](double v) { return std::round(8.0 * v) / 8.0; },
            [](double v) { return std::floor(v) + 1e-9 * v; },  // lumps
            [](double v) { return std::abs(v) < 0.5 ? std::copysign(0.0, v) : v; },
            [](double v) { return v > 3.0 ? 1e12 : v; },  // an outlier
            [](double v) { return v * 1e-320; },
            [](double v) { return v * 4e307; },
            [](double v) { return 1.0 + std::copysign(std::exp(-40.0 * v * v), v); },  // denser and denser around 1
            [](double v) { return std::exp(200.0 * v); },
            [](double v) { return v < 0.0 ? -std::numeric_limits<double>::infinity() : std::round(v) + 0.0; },
            [](double v) { return std::abs(v) < 1.0 ? std::copysign(0.0, v) : std::exp(90.0 * v); },
        };
        for (const auto shape : shapes) {
            for (const std::size_t n : {2048U, 10'000U, 150'000U}) {
                std::vector<double> values(n);
                for (double& v : values) {
                    v = shape(normal(engine));
                }
                std::vector<double> expected = values;
                std::sort(expected.begin(), expected.end(),
                          [](double a, double b) { return a < b || (a == b && std::signbit(a) && !std::signbit(b)); });
                const std::vector<double> copy = core::sorted(values);
                core::sort(values);
                for (const std::vector<double>* const found : {&std::as_const(values), &copy}) {
                    CHECK(std::equal(found->begin(), found->end(), expected.begin(), [](double a, double b) {
                        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
                    }));
                }
            }
        }
    }

    TEST_CASE("sort: values that crowd in one bucket of one bucket, again and again") {
        std::mt19937_64 engine{6};
        std::vector<double> values;
        for (double width = 1.0; width > 1e-300; width *= 1e-5) {  // each heap is a point to the one before
            for (int i = 0; i < 2000; ++i) {
                values.push_back(width * static_cast<double>(engine() % 1000));
            }
        }
        std::shuffle(values.begin(), values.end(), engine);
        std::vector<double> expected = values;
        std::sort(expected.begin(), expected.end());
        CHECK(core::sorted(values) == expected);
        CHECK(core::sorted(std::vector<double>{3.0, 1.0, 2.0}) == std::vector<double>{1.0, 2.0, 3.0});
    }

    TEST_CASE("sort: many equal values, ascending and descending runs") {
        for (const std::size_t n : {100U, 4000U}) {
            std::vector<double> up(n), down(n), same(n, 7.5);
            for (std::size_t i = 0; i < n; ++i) {
                up[i] = static_cast<double>(i / 3);
                down[i] = static_cast<double>((n - 1 - i) / 3);
            }
            for (auto* v : {&up, &down, &same}) {
                core::sort(*v);
                CHECK(std::is_sorted(v->begin(), v->end()));
            }
        }
    }
}  // TEST_SUITE
