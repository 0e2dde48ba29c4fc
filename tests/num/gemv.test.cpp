// SPDX-License-Identifier: MIT
// tests/num/gemv.test.cpp
#include <lastro/num/gemv.hpp>

#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "product_samples.hpp"

using namespace product_samples;

TEST_SUITE("num/gemv") {
    TEST_CASE_TEMPLATE("gemv: equals the definition bit for bit, A by rows, by columns and with gaps", T, float,
                       double) {
        on_every_level([] {
            generator next{stream{11}["gemv"]};
            for (int round = 0; round < 400; ++round) {
                const std::size_t m = 1 + bounded(next, 90);
                const std::size_t k = 1 + bounded(next, 50);
                const bool add = bounded(next, 2) == 1;
                const stored<T> a(m, k, next);
                const std::vector<T> x = normals<T>(k + 3, 1);
                std::vector<T> found = normals<T>(m + 6, 2);
                std::vector<T> expected = found;
                const std::size_t shift = bounded(next, 3);
                const auto out = num::column_major(expected.data() + shift, m, 1);
                if (!add) {
                    fill(out, T{0});
                }
                by_definition<T>(out, a.view, num::column_major(x.data() + shift, k, 1));
                num::gemv<T>(std::span{found}.subspan(shift, m), a.view, std::span{x}.subspan(shift, k),
                             {.accumulate = add});
                CAPTURE(m);
                CAPTURE(k);
                REQUIRE(same_bytes(found, expected));
            }
        });
    }

    TEST_CASE_TEMPLATE("gemv: rows a power of two apart, many rows, threads", T, float, double) {
        on_every_level([] {
            for (const std::size_t stride : {1024U, 1030U}) {
                const std::size_t m = 70;
                const std::vector<T> numbers = normals<T>(m * stride, 3);
                const auto a = num::row_major(numbers.data(), m, 100, stride);
                std::vector<T> expected(m);
                by_definition<T>(num::column_major(expected.data(), m, 1), a,
                                 num::column_major(numbers.data(), 100, 1));
                std::vector<T> found(m);
                num::gemv<T>(found, a, std::span{numbers}.first(100));
                REQUIRE(same_bytes(found, expected));
            }
        });
        const std::vector<T> numbers = normals<T>(5000 * 11, 4);
        std::vector<T> expected(5000);
        const auto tall = num::column_major(numbers.data(), 5000, 11);
        by_definition<T>(num::column_major(expected.data(), 5000, 1), tall, num::column_major(numbers.data(), 11, 1));
        std::vector<T> found(5000);
        num::gemv<T>(found, tall, std::span{numbers}.first(11));
        CHECK(same_bytes(found, expected));

        const std::vector<T> many = normals<T>(3000 * 800, 5);
        std::vector<T> alone(3000);
        num::gemv<T>(alone, num::row_major(many.data(), 3000, 800), std::span{many}.first(800));
        for (const std::size_t threads : {2U, 3U, 5U}) {
            std::vector<T> together(3000);
            num::gemv<T>(together, num::row_major(many.data(), 3000, 800), std::span{many}.first(800),
                         {.threads = threads});
            CHECK(same_bytes(together, alone));
        }
    }

    TEST_CASE_TEMPLATE("gemv: NaN, infinities, zeros and subnormals go through the same chain", T, float, double) {
        on_every_level([] {
            generator next{stream{12}["special"]};
            for (int round = 0; round < 100; ++round) {
                const std::size_t m = 1 + bounded(next, 60);
                const std::size_t k = 1 + bounded(next, 12);
                stored<T> a(m, k, next);
                make_difficult<T>(a.memory, next);
                std::vector<T> x = normals<T>(k, 6);
                make_difficult<T>(x, next);
                std::vector<T> found(m);
                std::vector<T> expected(m);
                num::gemv<T>(found, a.view, x);
                by_definition<T>(num::column_major(expected.data(), m, 1), a.view, num::column_major(x.data(), k, 1));
                REQUIRE(same_numbers(found, expected));
            }
        });
    }

    TEST_CASE_TEMPLATE("ger: equals a product of depth 1 that accumulates", T, float, double) {
        on_every_level([] {
            generator next{stream{13}["ger"]};
            for (int round = 0; round < 100; ++round) {
                const std::size_t m = 1 + bounded(next, 40);
                const std::size_t n = 1 + bounded(next, 40);
                const stored<T> a(m, n, next);
                const std::vector<T> x = normals<T>(m, 7);
                const std::vector<T> y = normals<T>(n, 8);
                std::vector<T> expected = a.memory;
                by_definition<T>(a.in(expected), num::column_major(x.data(), m, 1), num::row_major(y.data(), 1, n));
                std::vector<T> found = a.memory;
                num::ger<T>(a.in(found), x, y);
                REQUIRE(same_bytes(found, expected));
            }
        });
    }

    TEST_CASE("values: small enough to check by hand") {
        const double a[] = {1, 2, 3, 4, 5, 6};
        const double x[] = {1, 0, -1};
        double y[] = {10, 10};
        num::gemv<double>(y, num::row_major(a, 2, 3), x, {.accumulate = true});
        CHECK(y[0] == 8);
        CHECK(y[1] == 8);
        double b[] = {0, 0, 0, 0, 0, 1};
        num::ger<double>(num::row_major(b, 2, 3), y, x);
        CHECK(b[0] == 8);
        CHECK(b[5] == -7);
    }

    TEST_CASE("sizes of zero: no products leave zeros, or what was there; no outputs are no work") {
        double y[] = {1, 2};
        const matrix_view<const double> none{nullptr, 2, 0, 0, 1};
        num::gemv<double>(y, none, {}, {.accumulate = true});
        CHECK(y[1] == 2);
        num::gemv<double>(y, none, {});
        CHECK(y[0] == 0);
        num::gemv<double>({}, num::transposed(none), y);
        num::ger<double>(matrix_view<double>{nullptr, 2, 0, 0, 1}, y, {});
    }

    TEST_CASE("refusals: sizes that do not fit, and an output that is also an input") {
        double x[12] = {};
        double y[12] = {};
        CHECK_THROWS_WITH_AS(num::gemv<double>(std::span{y}.first(3), num::row_major<const double>(x, 3, 4),
                                               std::span<const double>{x}.first(3)),
                             "num::gemv: expected y [m], A [m, k] and x [k], found y 3, A 3x4 and x 3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::gemv<double>(std::span{x}.first(3), num::row_major<const double>(y, 3, 4),
                                               std::span<const double>{x}.first(4)),
                             "num::gemv: expected y apart from A and x, found that they share memory",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::ger<double>(num::row_major(x, 3, 4), std::span<const double>{y}.first(4),
                                              std::span<const double>{y}.first(3)),
                             "num::ger: expected A [m, n], x [m] and y [n], found A 3x4, x 4 and y 3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::ger<double>(num::row_major(x, 3, 3), std::span<const double>{x}.first(3),
                                              std::span<const double>{y}.first(3)),
                             "num::ger: expected A apart from x and y, found that they share memory",
                             std::invalid_argument);
    }

}  // TEST_SUITE
