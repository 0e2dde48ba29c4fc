// SPDX-License-Identifier: MIT
// tests/num/gemm_dispatch.test.cpp
#include <lastro/num/gemm_dispatch.hpp>

#include <atomic>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include "product_samples.hpp"

namespace detail = lastro::num::detail;
using namespace product_samples;

TEST_SUITE("num/gemm_dispatch") {
    TEST_CASE("multiply_on: calls finish once for every output, in one piece unless there is work for more") {
        const std::vector<double> x = normals<double>(300 * 300, 1);
        std::vector<double> c(300 * 300);
        for (const std::size_t n : {20U, 300U}) {
            std::atomic<int> pieces{0};
            const auto view = num::row_major(c.data(), n, n);
            fill(view, 0.0);
            detail::multiply_on<double>(
                5,
                {view, num::row_major(x.data(), n, 100), num::row_major(x.data(), 100, n), detail::zeros<double>(n, n)},
                [&](const matrix_view<double>& piece) {
                    ++pieces;
                    for (std::size_t i = 0; i < piece.rows; ++i) {
                        for (std::size_t j = 0; j < piece.cols; ++j) {
                            piece(i, j) = 1e6;
                        }
                    }
                });
            CHECK((n == 20 ? pieces == 1 : pieces > 1));
            std::size_t finished = 0;
            for (std::size_t i = 0; i < n * n; ++i) {
                finished += c[i] == 1e6 ? 1U : 0U;
            }
            CHECK(finished == n * n);
        }
    }

#if defined(__x86_64__)
    TEST_CASE("cost: rows that lie side by side are cheaper than rows that must be exchanged or gathered") {
        const double* none = nullptr;
        double* out = nullptr;
        const auto of = [&](const matrix_view<const double>& a) {
            return detail::cost<detail::avx2_gemm<double>>(detail::matrix_product<double>{
                num::column_major(out, 64, 64), a, num::row_major(none, 64, 64), detail::zeros<double>(64, 64)});
        };
        const auto side_by_side = of(num::column_major(none, 64, 64));
        const auto exchanged = of(num::row_major(none, 64, 64));
        const auto gathered = of({none, 64, 64, 2, 200});
        CHECK(side_by_side < exchanged);
        CHECK(exchanged < gathered);
    }
#endif

}  // TEST_SUITE
