// SPDX-License-Identifier: MIT
// tests/num/gemm_panel.test.cpp
#include <lastro/num/gemm_panel.hpp>

#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/num/gemm_tile.hpp>

namespace num = lastro::num;
namespace detail = lastro::num::detail;

namespace {

template <class T>
std::vector<T> counting(std::size_t n) {
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<T>(i);
    }
    return x;
}

template <class T>
std::vector<num::matrix_view<const T>> storages(const std::vector<T>& numbers, std::size_t rows, std::size_t cols) {
    return {num::row_major(numbers.data(), rows, cols),
            num::column_major(numbers.data(), rows, cols),
            {numbers.data(), rows, cols, 2, 2 * rows}};
}

template <class Kernels, class T>
void check_panels() {
    const std::vector<T> numbers = counting<T>(2 * 70 * 40);
    constexpr std::size_t height = 2 * Kernels::vector;
    for (const auto& a : storages(numbers, 70, 40)) {
        for (std::size_t rows = 1; rows <= height; ++rows) {
            std::vector<T> panel(height * 21, T{-1});
            detail::pack_rows<Kernels, 2>(panel.data(), a, 16, rows, 3, 21);
            for (std::size_t k = 0; k < 21; ++k) {
                for (std::size_t r = 0; r < rows; ++r) {
                    REQUIRE(panel[k * height + r] == a(16 + r, 3 + k));
                }
                for (std::size_t r = rows; r < height; ++r) {
                    REQUIRE(panel[k * height + r] >= 0);  // set to something
                }
            }
        }
    }
    for (const auto& b : storages(numbers, 30, 40)) {
        for (std::size_t columns = 1; columns <= Kernels::columns; ++columns) {
            std::vector<T> panel(columns * 13 + detail::panel_slack<Kernels>);
            detail::pack_columns<Kernels>(panel.data(), b, 4, columns, 2, 13);
            for (std::size_t k = 0; k < 13; ++k) {
                for (std::size_t j = 0; j < columns; ++j) {
                    REQUIRE(panel[k * columns + j] == b(2 + k, 4 + j));
                }
            }
        }
    }
    for (const auto& view : storages(numbers, 70, 40)) {
        for (std::size_t columns = 1; columns <= Kernels::columns; ++columns) {
            for (std::size_t rows = 1; rows <= height; ++rows) {
                std::vector<T> memory = counting<T>(2 * 70 * 40);
                std::vector<T> expected = memory;
                std::vector<T> tile(height * columns);
                for (std::size_t i = 0; i < tile.size(); ++i) {
                    tile[i] = static_cast<T>(i) + T{0.5};
                }
                num::matrix_view<T> c{memory.data(), view.rows, view.cols, view.row_stride, view.col_stride};
                detail::unpack_tile<Kernels>(tile.data(), height, rows, columns, c, 5, 7);
                c.data = expected.data();
                for (std::size_t j = 0; j < columns; ++j) {
                    for (std::size_t r = 0; r < rows; ++r) {
                        c(5 + r, 7 + j) = tile[j * height + r];
                    }
                }
                REQUIRE(memory == expected);
            }
        }
    }
}

}  // namespace

TEST_SUITE("num/gemm_panel") {
    TEST_CASE("copy_few: copies what it says and no more") {
        const std::vector<double> from = counting<double>(20);
        for (std::size_t n = 0; n < 20; ++n) {
            std::vector<double> to(20, -1.0);
            detail::copy_few(to.data(), from.data(), n);
            for (std::size_t i = 0; i < 20; ++i) {
                REQUIRE(to[i] == (i < n ? from[i] : -1.0));
            }
        }
    }

    TEST_CASE_TEMPLATE("panels: hold the numbers of the matrix, from every storage order", T, float, double) {
        check_panels<detail::portable_gemm<T>, T>();
#if defined(__x86_64__)
        if (num::is_available(num::level::avx2)) {
            check_panels<detail::avx2_gemm<T>, T>();
        }
        if (num::is_available(num::level::avx512)) {
            check_panels<detail::avx512_gemm<T>, T>();
        }
#endif
    }

}  // TEST_SUITE
