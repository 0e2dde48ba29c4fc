// SPDX-License-Identifier: MIT
// lastro/num/gemv.hpp
//
// What are the products of a matrix and a vector, and of two vectors, to the last bit?
//
//   num::gemv<double>(y, num::row_major(a, m, k), x);                                     // y = A x
//   num::gemv<double>(y, num::transposed(a_view), x, {.accumulate = true});               // y += A^T x
//   num::ger<double>(num::row_major(a, m, n), x, y);                                      // A += x y^T
//
// The same chains as num/gemm.hpp: y(i) goes through fma(a(i, k), x(k), y(i)) for k = 0, 1, 2, ... Vectors hold several
// i; where A is stored along k, its numbers are exchanged in registers on the way.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string

#include <lastro/num/gemm.hpp>
#include <lastro/num/gemm_dispatch.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/product.hpp>

namespace lastro::inline v0::num {

namespace detail {

template <class T>
[[nodiscard]] matrix_view<T> as_column(std::span<T> x) noexcept {
    return column_major(x.data(), x.size(), 1);
}

}  // namespace detail

/// y = A x, or y += A x. With k = 0 the product is zero.
///
/// @throws std::invalid_argument if the sizes do not fit or y shares memory with A or x.
template <class T>
void gemv(std::span<T> y, const matrix_view<const T>& a, std::span<const T> x, const gemm_settings& settings = {}) {
    if (y.size() != a.rows || x.size() != a.cols) {
        throw std::invalid_argument{"num::gemv: expected y [m], A [m, k] and x [k], found y " +
                                    std::to_string(y.size()) + ", A " + detail::shape_text(a) + " and x " +
                                    std::to_string(x.size())};
    }
    const matrix_view<T> c = detail::as_column(y);
    const matrix_view<const T> b = detail::as_column(x);
    if (detail::may_overlap<T>(c, a) || detail::may_overlap<T>(c, b)) {
        throw std::invalid_argument{"num::gemv: expected y apart from A and x, found that they share memory"};
    }
    detail::multiply_on<T>(settings.threads, {c, a, b, settings.accumulate ? c : detail::zeros<T>(c.rows, 1)},
                           [](const matrix_view<T>&) {});
}

/// A += x y^T: a(i, j) = fma(x(i), y(j), a(i, j)).
///
/// @throws std::invalid_argument if the sizes do not fit or A shares memory with x or y.
template <class T>
void ger(const matrix_view<T>& a, std::span<const T> x, std::span<const T> y) {
    if (x.size() != a.rows || y.size() != a.cols) {
        throw std::invalid_argument{"num::ger: expected A [m, n], x [m] and y [n], found A " + detail::shape_text(a) +
                                    ", x " + std::to_string(x.size()) + " and y " + std::to_string(y.size())};
    }
    const matrix_view<const T> column = detail::as_column(x);
    const matrix_view<const T> row = transposed(detail::as_column(y));
    if (detail::may_overlap<T>(a, column) || detail::may_overlap<T>(a, row)) {
        throw std::invalid_argument{"num::ger: expected A apart from x and y, found that they share memory"};
    }
    if (a.row_stride == 1) {
        for (std::size_t j = 0; j < a.cols; ++j) {
            detail::add_columns(a.data + j * a.col_stride, a.rows, x.data(), 0, y.data() + j, 1);
        }
    } else if (a.col_stride == 1) {
        for (std::size_t i = 0; i < a.rows; ++i) {
            detail::add_columns(a.data + i * a.row_stride, a.cols, y.data(), 0, x.data() + i, 1);
        }
    } else {
        detail::multiply_alone<T>({a, column, row, a});
    }
}

}  // namespace lastro::inline v0::num
