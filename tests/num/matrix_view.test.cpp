// SPDX-License-Identifier: MIT
// tests/num/matrix_view.test.cpp
#include <lastro/num/matrix_view.hpp>

#include <type_traits>

#include <doctest/doctest.h>

namespace num = lastro::num;
using num::matrix_view;

namespace {

static_assert(std::is_aggregate_v<matrix_view<double>>);
static_assert(std::is_convertible_v<matrix_view<double>, matrix_view<const double>>);
static_assert(!std::is_convertible_v<matrix_view<const double>, matrix_view<double>>);
static_assert(std::is_trivially_copyable_v<matrix_view<float>>);

}  // namespace

TEST_SUITE("num/matrix_view") {
    TEST_CASE("views: row by row and column by column, with and without gaps") {
        const double numbers[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        CHECK(num::row_major(numbers, 3, 4)(1, 2) == 6);
        CHECK(num::row_major(numbers, 3, 2, 4)(2, 1) == 9);
        CHECK(num::column_major(numbers, 3, 4)(1, 2) == 7);
        CHECK(num::column_major(numbers, 2, 3, 4)(1, 2) == 9);
    }

    TEST_CASE("views: transposing exchanges indices, twice is once too often") {
        const double numbers[] = {0, 1, 2, 3, 4, 5};
        const auto view = num::row_major(numbers, 2, 3);
        const auto turned = num::transposed(view);
        CHECK(turned.rows == 3);
        CHECK(turned.cols == 2);
        for (unsigned i = 0; i < 2; ++i) {
            for (unsigned j = 0; j < 3; ++j) {
                CHECK(turned(j, i) == view(i, j));
                CHECK(&num::transposed(turned)(i, j) == &view(i, j));
            }
        }
    }

    TEST_CASE("views: writing goes through, and emptiness is a matter of either side") {
        float numbers[] = {1, 2, 3, 4};
        num::row_major(numbers, 2, 2)(1, 0) = 9;
        CHECK(numbers[2] == 9);
        CHECK(num::row_major(numbers, 0, 2).empty());
        CHECK(num::row_major(numbers, 2, 0).empty());
        CHECK(!num::row_major(numbers, 2, 2).empty());
    }

}  // TEST_SUITE
