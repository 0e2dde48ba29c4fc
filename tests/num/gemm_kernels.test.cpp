// SPDX-License-Identifier: MIT
// tests/num/gemm_kernels.test.cpp
#include <lastro/num/gemm_kernels.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

namespace num = lastro::num;
namespace detail = lastro::num::detail;

namespace {

/// The tile kernel in portable form: the text, without an instruction set.
template <class T>
struct portable_kernels {
    static constexpr std::size_t vector = 1;

    template <std::size_t Vectors, std::size_t Columns>
    static void tile(const detail::tile_operands<T>& with) noexcept {
        detail::multiply_tile<detail::scalar_pack<T>, Vectors, Columns>(with, with.b_step, with.b_column);
    }
};

std::vector<double> counting(std::size_t n) {
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<double>(i % 13) / 7.0 - 0.8;
    }
    return x;
}

}  // namespace

TEST_SUITE("num/gemm_kernels") {
    TEST_CASE("tile_columns: tiles of 6, 4, 2 and 1 columns cover every width") {
        for (std::size_t n = 0; n < 50; ++n) {
            std::size_t covered = 0;
            while (covered < n) {
                covered += detail::tile_columns(n - covered);
            }
            CHECK(covered == n);
        }
        CHECK(detail::tile_columns(100) == 6);
        CHECK(detail::tile_columns(5) == 4);
    }

    TEST_CASE("pack_rows: groups of the panel's height, missing rows are zeros, from both storage orders") {
        const std::vector<double> numbers = counting(20 * 30);
        for (const auto& a : {num::row_major(numbers.data(), 20, 30), num::column_major(numbers.data(), 20, 30)}) {
            std::vector<double> panel(8 * 21, -1.0);
            detail::pack_rows<8>(panel.data(), a, 16, 4, 3, 21);
            for (std::size_t k = 0; k < 21; ++k) {
                for (std::size_t r = 0; r < 8; ++r) {
                    REQUIRE(panel[k * 8 + r] == (r < 4 ? a(16 + r, 3 + k) : 0.0));
                }
            }
            detail::pack_rows<8>(panel.data(), a, 2, 8, 0, 21);
            REQUIRE(panel[20 * 8 + 7] == a(9, 20));
        }
    }

    TEST_CASE("pack_columns: rows of the panel's width, one after the other") {
        const std::vector<double> numbers = counting(9 * 10);
        for (const auto& b : {num::row_major(numbers.data(), 9, 10), num::column_major(numbers.data(), 9, 10)}) {
            std::vector<double> panel(6 * 5);
            detail::pack_columns(panel.data(), b, 4, 6, 2, 5);
            for (std::size_t k = 0; k < 5; ++k) {
                for (std::size_t j = 0; j < 6; ++j) {
                    REQUIRE(panel[k * 6 + j] == b(2 + k, 4 + j));
                }
            }
        }
    }

    TEST_CASE("workspace: is aligned to 64 bytes, near or far") {
        for (const std::size_t n : {1U, 1000U, 100'000U}) {
            detail::workspace<float> memory{n};
            CHECK(reinterpret_cast<std::uintptr_t>(memory.data()) % 64 == 0);
            memory.data()[n - 1] = 1.0F;  // under AddressSanitizer: it is there
        }
    }

    TEST_CASE("gemm_tiled: the blocked product is the definition with any kernel") {
        const std::vector<double> a = counting(33 * 300);
        const std::vector<double> b = counting(300 * 31);
        std::vector<double> c(33 * 31, 0.5);
        const auto view = num::column_major(c.data(), 33, 31);
        const auto left = num::column_major(a.data(), 33, 300);
        const auto right = num::row_major(b.data(), 300, 31);
        detail::gemm_tiled<portable_kernels<double>>(view, left, right, true);
        for (std::size_t i = 0; i < 33; ++i) {
            for (std::size_t j = 0; j < 31; ++j) {
                double acc = 0.5;
                for (std::size_t k = 0; k < 300; ++k) {
                    acc = std::fma(left(i, k), right(k, j), acc);
                }
                REQUIRE(view(i, j) == acc);
            }
        }
    }

}  // TEST_SUITE
