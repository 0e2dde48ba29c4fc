// SPDX-License-Identifier: MIT
// tests/num/gemm_kernels.test.cpp
#include <lastro/num/gemm_kernels.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

namespace num = lastro::num;
namespace detail = lastro::num::detail;

namespace {

struct six_wide {
    static constexpr std::size_t columns = 6;
};
struct eight_wide {
    static constexpr std::size_t columns = 8;
};

template <class Kernels>
void check_cover() {
    for (std::size_t n = 0; n < 50; ++n) {
        std::size_t covered = 0;
        while (covered < n) {
            const std::size_t next = detail::tile_columns<Kernels>(n - covered);
            REQUIRE((next == Kernels::columns || next == 4 || next == 2 || next == 1));
            covered += next;
        }
        CHECK(covered == n);
    }
}

std::vector<double> counting(std::size_t n) {
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<double>(i % 13) / 7.0 - 0.8;
    }
    return x;
}

}  // namespace

TEST_SUITE("num/gemm_kernels") {
    TEST_CASE("tile_columns: the tiles there are cover every width") {
        check_cover<six_wide>();
        check_cover<eight_wide>();
        CHECK(detail::tile_columns<six_wide>(8) == 4);
        CHECK(detail::tile_columns<eight_wide>(8) == 8);
    }

    TEST_CASE("multiply: the blocked product is the definition with the portable kernels too") {
        const std::vector<double> a = counting(33 * 300);
        const std::vector<double> b = counting(300 * 31);
        const std::vector<double> bias = counting(33);
        std::vector<double> c(33 * 31);
        const auto view = num::column_major(c.data(), 33, 31);
        const auto left = num::column_major(a.data(), 33, 300);
        const auto right = num::row_major(b.data(), 300, 31);
        detail::multiply<detail::portable_gemm<double>>(
            detail::matrix_product<double>{view, left, right, {bias.data(), 33, 31, 1, 0}});
        for (std::size_t i = 0; i < 33; ++i) {
            for (std::size_t j = 0; j < 31; ++j) {
                double acc = bias[i];
                for (std::size_t k = 0; k < 300; ++k) {
                    acc = std::fma(left(i, k), right(k, j), acc);
                }
                REQUIRE(view(i, j) == acc);
            }
        }
    }

}  // TEST_SUITE
