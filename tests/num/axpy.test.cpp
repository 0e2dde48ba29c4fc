// SPDX-License-Identifier: MIT
// tests/num/axpy.test.cpp
#include <lastro/num/axpy.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "oracle.hpp"

namespace num = lastro::num;
using lastro_test::adversarial;
using lastro_test::on_every_level;
using lastro_test::same;

TEST_SUITE("num/axpy") {
    TEST_CASE_TEMPLATE("axpy, add, scale: one operation per number, on every level, size and alignment", T, float,
                       double) {
        const std::vector<T> all = adversarial<T>(4200);
        on_every_level([&] {
            for (const std::size_t n : {0U, 1U, 2U, 7U, 8U, 15U, 16U, 17U, 33U, 4095U, 4096U, 4097U}) {
                for (const T a : {T(0.3), T{0}, T(-1e30)}) {
                    const std::span<const T> x = std::span{all}.subspan(3, n);
                    const std::span<const T> y = std::span{all}.subspan(70, n);
                    CAPTURE(n);
                    std::vector<T> chained(y.begin(), y.end());
                    std::vector<T> added = chained;
                    std::vector<T> scaled = chained;
                    num::axpy(a, x, chained);
                    num::add(x, added);
                    num::scale(a, scaled);
                    for (std::size_t i = 0; i < n; ++i) {
                        REQUIRE(same(chained[i], std::fma(a, x[i], y[i])));
                        REQUIRE(same(added[i], y[i] + x[i]));
                        REQUIRE(same(scaled[i], a * y[i]));
                    }
                }
            }
        });
    }

    TEST_CASE("axpy, add: x may be y itself") {
        std::vector<double> y(20, 3.0);
        num::axpy(2.0, y, y);
        CHECK(y == std::vector<double>(20, 9.0));
        num::add(y, y);
        CHECK(y == std::vector<double>(20, 18.0));
    }

    TEST_CASE("refusals: two lengths, a partial overlap; neighbours are none") {
        std::vector<double> x(10, 1.0);
        const std::span<double> all{x};
        CHECK_THROWS_WITH_AS(num::axpy(1.0, all.first(4), all.last(5)),
                             "num::axpy: expected x and y of one length, found 4 and 5 values", std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::add(all.first(4), all.last(5)),
                             "num::add: expected x and y of one length, found 4 and 5 values", std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::axpy(1.0, all.first(6), all.last(6)),
                             "num::axpy: expected x and y apart, or one and the same, found that they overlap",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::add(all.last(9), all.first(9)),
                             "num::add: expected x and y apart, or one and the same, found that they overlap",
                             std::invalid_argument);
        CHECK(x == std::vector<double>(10, 1.0));
        CHECK_NOTHROW(num::axpy(1.0, all.first(5), all.last(5)));
    }

}  // TEST_SUITE
