// SPDX-License-Identifier: MIT
// tests/num/gemm.test.cpp
#include <lastro/num/gemm.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "product_samples.hpp"

using namespace product_samples;

namespace {

/// Everything around C must stay as it was, so whole memories are compared.
template <class T>
bool equals_definition(std::size_t m, std::size_t n, std::size_t k, bool add, generator& next) {
    const stored<T> a(m, k, next);
    const stored<T> b(k, n, next);
    stored<T> c(m, n, next);
    std::vector<T> expected = c.memory;
    if (!add) {
        fill(c.in(expected), T{0});
    }
    by_definition<T>(c.in(expected), a.view, b.view);
    num::gemm(c.view, a.view, b.view, {.accumulate = add});
    return same_bytes(expected, c.memory);
}

}  // namespace

TEST_SUITE("num/gemm") {
    TEST_CASE_TEMPLATE("order: equals the definition bit for bit on 600 odd shapes, strides and alignments", T, float,
                       double) {
        on_every_level([] {
            generator next{stream{5}["shapes"]};
            for (int round = 0; round < 600; ++round) {
                const std::size_t m = 1 + bounded(next, round % 10 == 0 ? 150 : 40);
                const std::size_t n = 1 + bounded(next, round % 10 == 1 ? 120 : 30);
                const std::size_t k = 1 + bounded(next, round % 10 == 2 ? 700 : 40);
                const bool add = bounded(next, 2) == 1;
                CAPTURE(m);
                CAPTURE(n);
                CAPTURE(k);
                REQUIRE(equals_definition<T>(m, n, k, add, next));
            }
        });
    }

    TEST_CASE_TEMPLATE("order: equals the definition around the edges of every tile", T, float, double) {
        on_every_level([] {
            if (num::active_level() == level::portable) {
                return;  // has no tiles
            }
            generator next{stream{8}["edges"]};
            for (const std::size_t m : {1U, 3U, 4U, 5U, 7U, 8U, 9U, 15U, 16U, 17U, 31U, 32U, 33U}) {
                for (std::size_t n = 1; n <= 17; ++n) {
                    const std::size_t k = 1 + bounded(next, 9);
                    CAPTURE(m);
                    CAPTURE(n);
                    CAPTURE(k);
                    REQUIRE(equals_definition<T>(m, n, k, n % 2 == 0, next));
                }
            }
        });
    }

    TEST_CASE_TEMPLATE("order: equals the definition where blocks and copies begin and end", T, float, double) {
        on_every_level([] {
            if (num::active_level() == level::portable) {
                return;  // has no blocks
            }
            generator next{stream{6}["shapes"]};
            for (const std::size_t m : {1U, 17U, 64U, 65U, 193U}) {
                for (const std::size_t n : {1U, 6U, 25U, 49U}) {
                    for (const std::size_t k : {255U, 257U, 513U}) {
                        CAPTURE(m);
                        CAPTURE(n);
                        CAPTURE(k);
                        REQUIRE(equals_definition<T>(m, n, k, (m + n + k) % 2 == 0, next));
                    }
                }
            }
            REQUIRE(equals_definition<T>(3, 3100, 9, false, next));  // beyond the widest block
            REQUIRE(equals_definition<T>(3100, 150, 3, true, next));
        });
    }

    TEST_CASE_TEMPLATE("order: NaN, infinities, zeros and subnormals go through the same chain", T, float, double) {
        on_every_level([&] {
            generator next{stream{7}["special"]};
            for (int round = 0; round < 100; ++round) {
                const std::size_t m = 1 + bounded(next, 30);
                const std::size_t n = 1 + bounded(next, 20);
                const std::size_t k = 1 + bounded(next, 6);
                stored<T> a(m, k, next);
                stored<T> b(k, n, next);
                make_difficult<T>(a.memory, next);
                make_difficult<T>(b.memory, next);
                std::vector<T> found(m * n);
                std::vector<T> expected(m * n);
                num::gemm(num::row_major(found.data(), m, n), a.view, b.view);
                by_definition<T>(num::row_major(expected.data(), m, n), a.view, b.view);
                REQUIRE(same_numbers(found, expected));
            }
        });
    }

    TEST_CASE_TEMPLATE("threads: 1, 2, 3 and 5 give the same bytes", T, float, double) {
        on_every_level([] {
            if (num::active_level() == level::portable) {
                return;
            }
            generator next{stream{9}["threads"]};
            for (const auto& [m, n, k] : {std::array<std::size_t, 3>{131, 67, 300}, {67, 131, 300}, {20, 1000, 300}}) {
                const stored<T> a(m, k, next);
                const stored<T> b(k, n, next);
                const stored<T> c(m, n, next);
                std::vector<T> expected = c.memory;
                by_definition<T>(c.in(expected), a.view, b.view);
                for (const std::size_t threads : {0U, 1U, 2U, 3U, 5U}) {
                    std::vector<T> found = c.memory;
                    num::gemm(c.in(found), a.view, b.view, {.accumulate = true, .threads = threads});
                    CAPTURE(threads);
                    REQUIRE(same_bytes(found, expected));
                }
            }
        });
    }

    TEST_CASE("bits: frozen") {
        const std::vector<double> x = normals<double>(37 * 53 + 53 * 41, 1);
        std::vector<double> c(37 * 41);
        num::gemm(num::row_major(c.data(), 37, 41), num::row_major(x.data(), 37, 53),
                  num::column_major(x.data() + 37 * 53, 53, 41));
        std::uint64_t hash = 0;
        for (const double value : c) {
            hash = (hash ^ std::bit_cast<std::uint64_t>(value)) * 0x100000001B3U;
        }
        CHECK(hash == 0xDBB16BADA7D2D081U);
    }

    TEST_CASE("values: small enough to check by hand") {
        const double a[] = {1, 2, 3, 4, 5, 6};
        const double b[] = {1, 0, 2, 1, 0, 3};
        double c[] = {100, 100, 100, 100};
        num::gemm(num::row_major(c, 2, 2), num::row_major(a, 2, 3), num::row_major(b, 3, 2));
        CHECK(c[0] == 5);
        CHECK(c[1] == 11);
        CHECK(c[2] == 14);
        CHECK(c[3] == 23);
        num::gemm(num::row_major(c, 2, 2), num::transposed(num::row_major(a, 3, 2)), num::row_major(b, 3, 2),
                  {.accumulate = true});
        CHECK(c[0] == 5 + 7);  // column 0 of a as 3x2: 1 3 5
        CHECK(c[1] == 11 + 18);
    }

    TEST_CASE("sizes of zero: no products leave zeros, or what was there; no outputs are no work") {
        double c[] = {1, 2, 3, 4};
        const matrix_view<const double> none{nullptr, 2, 0, 0, 1};
        num::gemm(num::row_major(c, 2, 2), none, num::transposed(none), {.accumulate = true});
        CHECK(c[3] == 4);
        num::gemm(num::row_major(c, 2, 2), none, num::transposed(none));
        CHECK(c[0] == 0);
        CHECK(c[3] == 0);
        num::gemm(matrix_view<double>{nullptr, 0, 2, 2, 1}, matrix_view<const double>{nullptr, 0, 2, 2, 1},
                  num::row_major<const double>(c, 2, 2));
    }

    TEST_CASE("refusals: shapes that do not fit, and an output that is also an input") {
        double x[12] = {};
        double y[12] = {};
        CHECK_THROWS_WITH_AS(num::gemm(num::row_major(y, 3, 3), num::row_major(x, 3, 4), num::row_major(x, 3, 4)),
                             "num::gemm: expected C [m, n], A [m, k] and B [k, n], found C 3x3, A 3x4 and B 3x4",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::gemm(num::row_major(x, 3, 3), num::row_major(x, 3, 3), num::row_major(y, 3, 3)),
                             "num::gemm: expected C apart from A and B, found that they share memory",
                             std::invalid_argument);
        CHECK_THROWS_AS(num::gemm(num::row_major(x + 4, 2, 2), num::row_major(y, 2, 2), num::row_major(x, 2, 4)),
                        std::invalid_argument);
    }

}  // TEST_SUITE
