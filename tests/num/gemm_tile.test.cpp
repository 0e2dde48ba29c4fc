// SPDX-License-Identifier: MIT
// tests/num/gemm_tile.test.cpp
#include <lastro/num/gemm_tile.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>

namespace num = lastro::num;
namespace detail = lastro::num::detail;

namespace {

/// A tile with operands at odd places is the definition, whatever the chains begin with.
template <class Kernels, class T, std::size_t Packs, std::size_t Columns>
void check_tile() {
    constexpr std::size_t rows = Packs * Kernels::vector;
    std::vector<T> x(4000);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = static_cast<T>(i % 37) / T{7} - T{2};
    }
    for (const bool repeats : {false, true}) {
        for (const std::size_t b_column : {std::size_t{1}, std::size_t{11}}) {
            std::vector<T> c(Columns * 40, T{5});
            detail::tile_operands<T> with;
            with.a = x.data() + 1;
            with.a_step = rows + 3;
            with.b = x.data() + 500;
            with.b_step = b_column == 1 ? Columns + 1 : 1;
            with.b_column = b_column;
            with.start = x.data() + 1000;
            with.start_column = repeats ? 1 : rows + 1;
            with.start_repeats = repeats;
            with.c = c.data();
            with.c_column = rows + 2;
            with.depth = 9;
            Kernels::template tile<Packs, Columns>(with);
            for (std::size_t j = 0; j < Columns; ++j) {
                for (std::size_t i = 0; i < rows; ++i) {
                    T acc = repeats ? with.start[j] : with.start[j * (rows + 1) + i];
                    for (std::size_t k = 0; k < 9; ++k) {
                        acc = std::fma(with.a[k * (rows + 3) + i], with.b[k * with.b_step + j * b_column], acc);
                    }
                    REQUIRE(c[j * (rows + 2) + i] == acc);
                }
                REQUIRE(c[j * (rows + 2) + rows] == 5);
            }
        }
    }
}

template <class Kernels, class T>
void check_kernels() {
    check_tile<Kernels, T, 1, 1>();
    check_tile<Kernels, T, 1, Kernels::columns>();
    check_tile<Kernels, T, 2, 4>();
    check_tile<Kernels, T, 2, Kernels::columns>();
    std::vector<T> from(100);
    for (std::size_t i = 0; i < from.size(); ++i) {
        from[i] = static_cast<T>(i);
    }
    std::vector<T> to(2 * Kernels::vector * 2);
    Kernels::template copy_groups<2>(to.data(), from.data(), 50, 2);
    CHECK(to.front() == 0);
    CHECK(to[2 * Kernels::vector] == 50);
    CHECK(to.back() == static_cast<T>(50 + 2 * Kernels::vector - 1));
}

}  // namespace

TEST_SUITE("num/gemm_tile") {
    TEST_CASE_TEMPLATE("kernels: every set computes the definition", T, float, double) {
        check_kernels<detail::portable_gemm<T>, T>();
#if defined(__x86_64__)
        if (num::is_available(num::level::avx2)) {
            check_kernels<detail::avx2_gemm<T>, T>();
        }
        if (num::is_available(num::level::avx512)) {
            check_kernels<detail::avx512_gemm<T>, T>();
        }
#endif
    }

}  // TEST_SUITE
