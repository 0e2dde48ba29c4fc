// SPDX-License-Identifier: MIT
// tests/num/gemm_neon.test.cpp
#include <lastro/num/gemm_neon.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/num/gemm.hpp>

namespace num = lastro::num;

TEST_SUITE("num/gemm_neon") {
    TEST_CASE_TEMPLATE("gemm: the chains of the definition, on the best level of this machine", T, float, double) {
        constexpr std::size_t m = 37;
        constexpr std::size_t n = 20;
        constexpr std::size_t k = 300;
        std::vector<T> a(m * k);
        std::vector<T> b(k * n);
        for (std::size_t i = 0; i < a.size(); ++i) {
            a[i] = static_cast<T>(i % 23) / T{7} - T{1.5};
        }
        for (std::size_t i = 0; i < b.size(); ++i) {
            b[i] = static_cast<T>(i % 29) / T{11} - T{1.25};
        }
        std::vector<T> c(m * n, T{99});
        num::force_level(num::detected_level());
#if defined(__aarch64__)
        num::detail::multiply<num::detail::neon_gemm<T>>(
            num::detail::matrix_product<T>{num::column_major(c.data(), m, n), num::row_major<const T>(a.data(), m, k),
                                           num::row_major<const T>(b.data(), k, n), num::detail::zeros<T>(m, n)});
#else
        num::gemm(num::column_major(c.data(), m, n), num::row_major(a.data(), m, k), num::row_major(b.data(), k, n));
#endif
        for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                T acc = 0;
                for (std::size_t p = 0; p < k; ++p) {
                    acc = std::fma(a[i * k + p], b[p * n + j], acc);
                }
                REQUIRE(c[j * m + i] == acc);
            }
        }
    }

}  // TEST_SUITE
