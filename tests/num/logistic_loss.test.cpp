// SPDX-License-Identifier: MIT
// tests/num/logistic_loss.test.cpp
#include <lastro/num/logistic_loss.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/reduce.hpp>

using namespace lastro;

namespace {

template <class T>
T ulps(T found, long double expected) {
    const T nearest = static_cast<T>(expected);
    const T gap = std::nextafter(std::abs(nearest), std::numeric_limits<T>::infinity()) - std::abs(nearest);
    return static_cast<T>(std::abs(static_cast<long double>(found) - expected) / static_cast<long double>(gap));
}

template <class T>
void check_accuracy(T low, T high) {
    T worst_loss = 0;
    T worst_slope = 0;
    for (int i = 0; i <= 20'000; ++i) {
        const T z = low + (high - low) * static_cast<T>(i) / T{20'000};
        for (const T t : {T{0}, T{1}}) {
            const std::vector<T> one{z};
            std::vector<T> d(1);
            const T loss = num::logistic_loss<T>(one, std::vector<T>{t}, d);
            const auto w = static_cast<long double>(t == T{0} ? z : -z);
            const long double e = std::exp(-std::abs(w));
            worst_loss = std::max(worst_loss, ulps(loss, std::max(w, 0.0L) + std::log1p(e)));
            worst_slope = std::max(worst_slope, ulps(std::abs(d[0]), (w < 0 ? e : 1.0L) / (1.0L + e)));
            CHECK(std::signbit(d[0]) == (t == T{1}));
        }
    }
    CHECK(worst_loss <= T{2});
    CHECK(worst_slope <= T{2});
}

}  // namespace

TEST_SUITE("num/logistic_loss") {
    TEST_CASE("a row's loss and derivative are within 2 ulp of the formulas") {
        check_accuracy<double>(-40.0, 40.0);
        check_accuracy<double>(-1.5, 1.5);  // where 1 + e crosses the root of 2
        check_accuracy<double>(-700.0, 700.0);
        check_accuracy<float>(-80.0F, 80.0F);
        check_accuracy<float>(-1.5F, 1.5F);
    }

    TEST_CASE("the derivative of a row that is right beyond doubt keeps its digits") {
        std::vector<double> d(2);
        num::logistic_loss<double>(std::vector<double>{50.0, -50.0}, std::vector<double>{1, 0}, d);
        CHECK(d[0] == -num::sigmoid(-50.0));
        CHECK(d[1] == num::sigmoid(-50.0));
    }

    TEST_CASE("rows do not see how many there are, and losses are added as num::sum adds them") {
        for (const std::size_t n : {1U, 7U, 8U, 31U, 33U, 100U, 4096U, 5000U}) {
            std::vector<double> z(n), t(n), w(n), d(n), losses(n), one(1);
            for (std::size_t i = 0; i < n; ++i) {
                z[i] = static_cast<double>((i * 37) % 101) / 7.0 - 7.0;
                t[i] = static_cast<double>(i % 3 == 0);
                w[i] = static_cast<double>(i % 5) / 2.0;
            }
            const double total = num::logistic_loss<double>(z, t, d, {.weights = w, .spread = 0.1, .scale = 0.25});
            for (std::size_t i = 0; i < n; ++i) {
                losses[i] =
                    num::logistic_loss<double>(std::vector<double>{z[i]}, std::vector<double>{t[i]}, one,
                                               {.weights = std::vector<double>{w[i]}, .spread = 0.1, .scale = 0.25});
                CHECK(d[i] == one[0]);
            }
            CHECK(total == num::sum(losses));
        }
    }

    TEST_CASE("infinite scores cost nothing or everything; NaN stays NaN; sizes must agree") {
        const double infinity = std::numeric_limits<double>::infinity();
        std::vector<double> d(3);
        CHECK(num::logistic_loss<double>(std::vector<double>{infinity}, std::vector<double>{1},
                                         std::span{d}.first(1)) == 0.0);
        CHECK(num::logistic_loss<double>(std::vector<double>{infinity}, std::vector<double>{0},
                                         std::span{d}.first(1)) == infinity);
        CHECK(d[0] == 1.0);
        CHECK(std::isnan(num::logistic_loss<double>(std::vector<double>{0, std::nan(""), 0},
                                                    std::vector<double>{1, 1, 0}, std::span{d})));
        CHECK(std::isnan(d[1]));
        CHECK(d[0] == -0.5);
        CHECK_THROWS_WITH_AS(num::logistic_loss<double>(std::vector<double>{0}, std::vector<double>{1}, std::span{d}),
                             "num::logistic_loss: expected as many derivatives as inputs (1), found 3",
                             std::invalid_argument);
    }
}
