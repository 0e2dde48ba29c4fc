// SPDX-License-Identifier: MIT
// tests/num/product.test.cpp
#include <lastro/num/product.hpp>

#include <stdexcept>

#include <doctest/doctest.h>

namespace num = lastro::num;
namespace detail = lastro::num::detail;

TEST_SUITE("num/product") {
    TEST_CASE("transposed and some_rows: views of the same numbers") {
        double numbers[60] = {};
        const detail::matrix_product<double> p{
            num::row_major(numbers, 3, 4), num::row_major<const double>(numbers + 12, 3, 2),
            num::row_major<const double>(numbers + 20, 2, 4), detail::zeros<double>(3, 4)};
        const auto exchanged = detail::transposed(p);
        CHECK(&exchanged.c(2, 1) == &p.c(1, 2));
        CHECK(&exchanged.a(3, 1) == &p.b(1, 3));
        CHECK(&exchanged.b(1, 2) == &p.a(2, 1));
        const auto some = detail::some_rows(p, 1, 2);
        CHECK(some.c.rows == 2);
        CHECK(&some.c(1, 3) == &p.c(2, 3));
        CHECK(&some.a(0, 1) == &p.a(1, 1));
        CHECK(&some.b(1, 1) == &p.b(1, 1));
        CHECK(some.start.rows == 2);
        CHECK(some.start(1, 3) == 0.0);
    }

    TEST_CASE("may_overlap: ranges of addresses, and nothing meets an empty matrix") {
        const double x[10] = {};
        const auto view = [&](int from, std::size_t rows, std::size_t cols) {
            return num::row_major(x + from, rows, cols);
        };
        CHECK(detail::may_overlap(view(0, 2, 2), view(3, 1, 1)));
        CHECK_FALSE(detail::may_overlap(view(0, 2, 2), view(4, 2, 2)));
        CHECK_FALSE(detail::may_overlap(view(0, 2, 0), view(0, 2, 2)));
    }

    TEST_CASE("check_product: names the caller") {
        const double x[20] = {};
        const auto a = num::row_major(x, 2, 3);
        CHECK_THROWS_WITH_AS(detail::check_product<double>("here", a, a, a),
                             "here: expected C [m, n], A [m, k] and B [k, n], found C 2x3, A 2x3 and B 2x3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(detail::check_product<double>("here", num::row_major(x, 2, 2), a, num::transposed(a)),
                             "here: expected C apart from A and B, found that they share memory",
                             std::invalid_argument);
        CHECK_NOTHROW(detail::check_product<double>("here", num::row_major(x + 6, 2, 2), a, num::transposed(a)));
    }

}  // TEST_SUITE
