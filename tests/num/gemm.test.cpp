// SPDX-License-Identifier: MIT
// tests/num/gemm.test.cpp
#include <lastro/num/gemm.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/generator.hpp>

namespace num = lastro::num;
using lastro::random::bounded;
using lastro::random::generator;
using lastro::random::stream;
using num::level;
using num::matrix_view;

namespace {

/// The five lines that everything is measured by.
template <class T>
void by_definition(const matrix_view<T>& c, const matrix_view<const T>& a, const matrix_view<const T>& b, bool add) {
    for (std::size_t i = 0; i < c.rows; ++i) {
        for (std::size_t j = 0; j < c.cols; ++j) {
            T acc = add ? c(i, j) : T{0};
            for (std::size_t k = 0; k < a.cols; ++k) {
                acc = std::fma(a(i, k), b(k, j), acc);
            }
            c(i, j) = acc;
        }
    }
}

template <class T>
std::vector<T> normals(std::size_t n, std::uint64_t seed) {
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<T>(lastro::random::normal(stream{seed}["gemm"], i));
    }
    return x;
}

/// A matrix somewhere in its own memory: by rows, by columns or with gaps everywhere, at any alignment.
template <class T>
struct stored {
    std::vector<T> memory;
    matrix_view<T> view;

    stored(std::size_t rows, std::size_t cols, generator& next)
        : memory(normals<T>(3 * rows * cols + 4 * rows + 4 * cols + 8, bounded(next, 1000))) {
        T* const data = memory.data() + bounded(next, 5);
        switch (bounded(next, 3)) {
            case 0:
                view = num::row_major(data, rows, cols, cols + bounded(next, 3));
                break;
            case 1:
                view = num::column_major(data, rows, cols, rows + bounded(next, 3));
                break;
            default:
                view = {data, rows, cols, 2, 2 * rows + 1};
                break;
        }
    }
};

/// Everything around C must stay as it was, so whole memories are compared.
template <class T>
bool equals_definition(std::size_t m, std::size_t n, std::size_t k, bool add, generator& next) {
    const stored<T> a(m, k, next);
    const stored<T> b(k, n, next);
    stored<T> c(m, n, next);
    std::vector<T> expected = c.memory;
    matrix_view<T> view = c.view;
    view.data = expected.data() + (c.view.data - c.memory.data());
    by_definition<T>(view, a.view, b.view, add);
    num::gemm(c.view, a.view, b.view, {.accumulate = add});
    return std::memcmp(expected.data(), c.memory.data(), expected.size() * sizeof(T)) == 0;
}

template <class Body>
void on_every_level(Body body) {
    for (const level l : {level::portable, level::neon, level::avx2, level::avx512}) {
        if (num::is_available(l)) {
            num::force_level(l);
            body();
        }
    }
    num::force_level(num::detected_level());
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

    TEST_CASE_TEMPLATE("order: equals the definition where blocks and copies begin and end", T, float, double) {
        generator next{stream{6}["shapes"]};
        for (const std::size_t m : {1U, 7U, 8U, 16U, 17U, 64U, 65U, 193U}) {
            for (const std::size_t n : {1U, 5U, 6U, 24U, 25U, 49U}) {
                for (const std::size_t k : {1U, 255U, 257U, 513U}) {
                    CAPTURE(m);
                    CAPTURE(n);
                    CAPTURE(k);
                    REQUIRE(equals_definition<T>(m, n, k, (m + n + k) % 2 == 0, next));
                }
            }
        }
        REQUIRE(equals_definition<T>(3, 3100, 9, false, next));  // beyond the widest block
    }

    TEST_CASE_TEMPLATE("order: NaN, infinities, zeros and subnormals go through the same chain", T, float, double) {
        constexpr T infinity = std::numeric_limits<T>::infinity();
        const T special[] = {T{0},
                             -T{0},
                             infinity,
                             -infinity,
                             std::numeric_limits<T>::quiet_NaN(),
                             T{1},
                             std::numeric_limits<T>::denorm_min(),
                             std::numeric_limits<T>::max()};
        on_every_level([&] {
            generator next{stream{7}["special"]};
            for (int round = 0; round < 100; ++round) {
                const std::size_t m = 1 + bounded(next, 30);
                const std::size_t n = 1 + bounded(next, 20);
                const std::size_t k = 1 + bounded(next, 6);
                stored<T> a(m, k, next);
                stored<T> b(k, n, next);
                for (T& x : a.memory) {
                    x = bounded(next, 6) == 0 ? special[bounded(next, 8)] : x;
                }
                for (T& x : b.memory) {
                    x = bounded(next, 6) == 0 ? special[bounded(next, 8)] : x;
                }
                std::vector<T> found(m * n);
                std::vector<T> expected(m * n);
                num::gemm(num::row_major(found.data(), m, n), a.view, b.view);
                by_definition<T>(num::row_major(expected.data(), m, n), a.view, b.view, false);
                bool equal = true;
                for (std::size_t i = 0; i < found.size(); ++i) {  // a NaN's payload is nobody's promise
                    equal = equal && (std::isnan(found[i]) ? std::isnan(expected[i])
                                                           : found[i] == expected[i] &&
                                                                 std::signbit(found[i]) == std::signbit(expected[i]));
                }
                REQUIRE(equal);
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
