// SPDX-License-Identifier: MIT
// lastro/num/gemm.hpp
//
// What is the product of two matrices, to the last bit, on every machine?
//
//   num::gemm(num::row_major(c, m, n), num::row_major(a, m, k), num::row_major(b, k, n));            // C = A B
//   num::gemm(c_view, num::transposed(a_view), b_view, {.accumulate = true});                        // C += A^T B
//   num::gemm(c_view, a_view, b_view, {.threads = 4});                                               // the same bits
//
// Every output is one ascending chain of fused multiply-adds: acc = fma(a(i, k), b(k, j), acc) for k = 0, 1, 2, ...,
// from +0 or from the old c(i, j). Kernels vectorise over outputs and never over k, so instruction set, blocking,
// strides, alignment and threads cannot be seen in the result. Zeros are not skipped: 0 * infinity is NaN, as IEEE has
// it. Small products take no memory; the copies of larger ones are given back before the call
// returns, or kept in a `product_memory` for the next.
#pragma once

#include <cstddef>      // size_t
#include <type_traits>  // type_identity_t

#include <lastro/num/gemm_dispatch.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/product.hpp>
#include <lastro/num/workspace.hpp>

namespace lastro::inline v0::num {

struct gemm_settings {
    bool accumulate = false;           ///< Add the product to C instead of replacing C.
    std::size_t threads = 1;           ///< At most so many threads share the work; small products use one.
    product_memory* memory = nullptr;  ///< For the copies of a product on one thread; none: taken and given back.
};

/// C = A B, or C += A B: [m, k] times [k, n]. With k = 0 the product is zero.
///
/// @throws std::invalid_argument if the shapes do not fit or C shares memory with A or B.
template <class T>
void gemm(const matrix_view<T>& c, const std::type_identity_t<matrix_view<const T>>& a,
          const std::type_identity_t<matrix_view<const T>>& b, const gemm_settings& settings = {}) {
    detail::check_product<T>("num::gemm", c, a, b);
    detail::multiply_on<T>(settings.threads,
                           {c, a, b, settings.accumulate ? c : detail::zeros<T>(c.rows, c.cols), settings.memory},
                           [](const matrix_view<T>&) {});
}

}  // namespace lastro::inline v0::num
