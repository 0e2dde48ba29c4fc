// SPDX-License-Identifier: MIT
// tests/train/lbfgs.test.cpp
#include <lastro/train/lbfgs.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using train::lbfgs;
using train::minimise;
using vector = std::vector<double>;

static_assert(std::is_aggregate_v<lbfgs>);

namespace {

// Rosenbrock's valley, written with explicit fma so that it has the same bits everywhere.
double valley(std::span<const double> x, std::span<double> g) {
    double f = 0.0;
    for (double& v : g) {
        v = 0.0;
    }
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const double a = std::fma(-x[i], x[i], x[i + 1]), b = 1.0 - x[i];
        f = std::fma(100.0 * a, a, std::fma(b, b, f));
        g[i] = std::fma(-400.0 * a, x[i], std::fma(-2.0, b, g[i]));
        g[i + 1] = std::fma(200.0, a, g[i + 1]);
    }
    return f;
}

}  // namespace

TEST_SUITE("train/lbfgs") {
    TEST_CASE("minimise: a bent valley in 2, 10 and 100 dimensions") {
        for (const std::size_t n : {2U, 10U, 100U}) {
            vector x(n, -1.2);
            const auto found = minimise(valley, x, {.gradient_tolerance = 1e-10});
            CAPTURE(n);
            CHECK(found.converged);
            CHECK(found.stopped == "gradient_tolerance was met");
            CHECK(found.largest_derivative <= 1e-10);
            for (const double v : x) {
                CHECK(std::abs(v - 1.0) < 1e-9);
            }
        }
    }

    TEST_CASE("minimise: a quadratic of condition 1e4, to the end") {
        const std::size_t n = 30;
        const auto f = [](std::span<const double> x, std::span<double> g) {
            double sum = 0.0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double scale = std::pow(1e4, static_cast<double>(i) / 29.0), gap = x[i] - static_cast<double>(i);
                g[i] = scale * gap;
                sum += 0.5 * scale * gap * gap;
            }
            return sum;
        };
        vector x(n, 0.0);
        CHECK(minimise(f, x, {.iterations = 2000, .gradient_tolerance = 1e-9}).converged);
        for (std::size_t i = 0; i < n; ++i) {
            CHECK(std::abs(x[i] - static_cast<double>(i)) < 1e-8);
        }
    }

    TEST_CASE("minimise: bits that are frozen, on every level") {
        for (const auto level : {num::level::portable, num::level::avx2, num::level::avx512}) {
            if (num::is_available(level)) {
                num::force_level(level);
                vector x(7, -1.2);
                const auto found = minimise(valley, x, {.iterations = 20});
                CHECK(found.iterations == 20);
                CHECK(found.stopped == "all iterations were done");
                CHECK(!found.converged);
                CHECK(found.value == 0x1.eaba815e5a812p+1);
            }
        }
        num::force_level(num::detected_level());
    }

    TEST_CASE("minimise: tells every step, and ends where a step gains too little") {
        vector x(2, -1.2);
        vector values;
        const auto found = minimise(valley, x, {.value_tolerance = 0.5}, [&](const train::lbfgs_result& now) {
            values.push_back(now.value);
            CHECK(now.iterations == values.size());
        });
        CHECK(found.stopped == "value_tolerance was met");
        CHECK(found.converged);
        for (std::size_t i = 1; i < values.size(); ++i) {
            CHECK(values[i] < values[i - 1]);
        }
    }

    TEST_CASE("minimise: at the minimum already, nothing is done; without a floor, it says so") {
        vector x(3, 1.0);
        const auto there = minimise(valley, x);
        CHECK(there.iterations == 0);
        CHECK(there.converged);
        CHECK(x == vector(3, 1.0));

        vector y{0.0};
        const auto fall = [](std::span<const double> z, std::span<double> g) {
            g[0] = -1.0;
            return -z[0];
        };
        const auto endless = minimise(fall, y);
        CHECK(!endless.converged);
        CHECK(endless.stopped == "no step goes further down");
        CHECK(y == vector{0.0});
    }

    TEST_CASE("minimise: refuses what cannot be") {
        vector x(2, 0.0), none;
        CHECK_THROWS_WITH_AS(minimise(valley, x, {.history = 0}), "train::lbfgs: history: expected at least 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(minimise(valley, x, {.line = {.curvature = 1.0}}),
                             "train::lbfgs: line.curvature: expected sufficient_decrease < curvature < 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS(minimise(valley, none), std::invalid_argument);
        const auto broken = [](std::span<const double>, std::span<double>) { return std::nan(""); };
        CHECK_THROWS_WITH_AS(minimise(broken, x), "train::minimise: at the start: expected a finite value, found nan",
                             lastro::error);
        CHECK(lbfgs{}.settings().name == "lbfgs");
    }
}  // TEST_SUITE
