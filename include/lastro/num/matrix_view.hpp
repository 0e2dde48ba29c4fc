// SPDX-License-Identifier: MIT
// lastro/num/matrix_view.hpp
//
// How does a kernel see somebody else's matrix? As a pointer, a shape and two strides; nothing is copied or owned.
//
//   num::row_major(values.data(), rows, columns);            // matrix_view<double>
//   num::column_major(eigen.data(), eigen.rows(), eigen.cols());
//   num::transposed(view);                                   // the same numbers, rows and columns exchanged
#pragma once

#include <cstddef>      // ptrdiff_t, size_t
#include <type_traits>  // is_const_v, remove_const_t

namespace lastro::inline v0::num {

/// A matrix [rows, cols] whose element (i, j) is data[i * row_stride + j * col_stride]. T may be const.
/// Precondition of every use: the elements exist; data may be null only if there are none.
template <class T>
struct matrix_view {
    T* data = nullptr;
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::size_t row_stride = 0;
    std::size_t col_stride = 1;

    [[nodiscard]] constexpr T& operator()(std::size_t i, std::size_t j) const noexcept {
        return data[i * row_stride + j * col_stride];
    }

    [[nodiscard]] constexpr bool empty() const noexcept { return rows == 0 || cols == 0; }

    /// Read access to what may be written.
    constexpr operator matrix_view<const T>() const noexcept  // NOLINT(google-explicit-constructor): as with span
        requires(!std::is_const_v<T>) {
        return {data, rows, cols, row_stride, col_stride};
    }
};

/// Rows lie one after the other, `stride` elements apart (0: without gaps).
template <class T>
[[nodiscard]] constexpr matrix_view<T> row_major(T* data, std::size_t rows, std::size_t cols,
                                                 std::size_t stride = 0) noexcept {
    return {data, rows, cols, stride == 0 ? cols : stride, 1};
}

/// Columns lie one after the other, `stride` elements apart (0: without gaps); Eigen's default.
template <class T>
[[nodiscard]] constexpr matrix_view<T> column_major(T* data, std::size_t rows, std::size_t cols,
                                                    std::size_t stride = 0) noexcept {
    return {data, rows, cols, 1, stride == 0 ? rows : stride};
}

/// The same numbers with rows and columns exchanged.
template <class T>
[[nodiscard]] constexpr matrix_view<T> transposed(const matrix_view<T>& m) noexcept {
    return {m.data, m.cols, m.rows, m.col_stride, m.row_stride};
}

}  // namespace lastro::inline v0::num
