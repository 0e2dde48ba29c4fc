// SPDX-License-Identifier: MIT
// lastro/num/gemm_panel.hpp
//
// How are the operands of a product laid out for its tiles? In panels: the numbers of one k side by side.
#pragma once

#include <cstddef>  // size_t
#include <cstring>  // memcpy

#include <lastro/num/matrix_view.hpp>

namespace lastro::inline v0::num::detail {

[[nodiscard]] constexpr std::size_t smaller(std::size_t x, std::size_t y) noexcept { return x < y ? x : y; }

/// As memcpy, for a few numbers: no call.
template <class T>
void copy_few(T* to, const T* from, std::size_t count) noexcept {
    for (; count >= 4; count -= 4, from += 4, to += 4) {
        std::memcpy(to, from, 4 * sizeof(T));
    }
    for (; count > 0; --count) {
        *to++ = *from++;
    }
}

/// `depth` groups of Packs packs: rows i, i + 1, ... of A at k, k + 1, ... Rows that are missing hold any number of A
/// or zero: they are computed with and never stored.
template <class Kernels, std::size_t Packs, class T>
void pack_rows(T* to, const matrix_view<const T>& a, std::size_t i, std::size_t rows, std::size_t k,
               std::size_t depth) noexcept {
    constexpr std::size_t height = Packs * Kernels::vector;
    const T* from = &a(i, k);
    if (a.row_stride == 1) {
        if (rows == height) {
            Kernels::template copy_groups<Packs>(to, from, a.col_stride, depth);
            return;
        }
        for (std::size_t p = 0; p < depth; ++p, from += a.col_stride, to += height) {
            copy_few(to, from, rows);
            for (std::size_t r = rows; r < height; ++r) {
                to[r] = T{0};
            }
        }
        return;
    }
    if constexpr (height % Kernels::strip_width == 0) {
        if (a.col_stride == 1) {
            for (std::size_t r = 0; r < height; r += Kernels::strip_width) {
                const std::size_t first = smaller(r, rows - 1);
                Kernels::interleave({from + first * a.row_stride, a.row_stride, rows - first}, depth, to + r, height);
            }
            return;
        }
    }
    for (std::size_t p = 0; p < depth; ++p, to += height) {
        for (std::size_t r = 0; r < height; ++r) {
            to[r] = r < rows ? from[r * a.row_stride + p * a.col_stride] : T{0};
        }
    }
}

/// How many numbers behind its end `pack_columns` may overwrite.
template <class Kernels>
inline constexpr std::size_t panel_slack = Kernels::strip_width;

/// `depth` groups of `columns` numbers: columns j, j + 1, ... of B at k, k + 1, ...
template <class Kernels, class T>
void pack_columns(T* to, const matrix_view<const T>& b, std::size_t j, std::size_t columns, std::size_t k,
                  std::size_t depth) noexcept {
    constexpr std::size_t width = Kernels::strip_width;
    const T* from = &b(k, j);
    if (b.col_stride == 1) {
        if (columns == Kernels::columns) {
            for (std::size_t p = 0; p < depth; ++p, from += b.row_stride, to += Kernels::columns) {
                std::memcpy(to, from, Kernels::columns * sizeof(T));
            }
            return;
        }
        for (std::size_t p = 0; p < depth; ++p, from += b.row_stride, to += columns) {
            copy_few(to, from, columns);
        }
    } else if (b.row_stride == 1) {
        if (columns < width) {  // a group's surplus is overwritten by the next group
            Kernels::interleave({from, b.col_stride, columns}, depth, to, columns);
            return;
        }
        for (std::size_t q = 0; q < columns; q += width) {
            const std::size_t first = smaller(q, columns - width);
            Kernels::interleave({from + first * b.col_stride, b.col_stride, width}, depth, to + first, columns);
        }
    } else {
        for (std::size_t p = 0; p < depth; ++p, from += b.row_stride) {
            for (std::size_t q = 0; q < columns; ++q) {
                *to++ = from[q * b.col_stride];
            }
        }
    }
}

/// A finished tile that lies in columns of `height` numbers, to c(i, j) and on.
template <class Kernels, class T>
void unpack_tile(const T* tile, std::size_t height, std::size_t rows, std::size_t columns, const matrix_view<T>& c,
                 std::size_t i, std::size_t j) noexcept {
    constexpr std::size_t width = Kernels::strip_width;
    T* const to = &c(i, j);
    if (c.row_stride == 1) {
        for (std::size_t q = 0; q < columns; ++q) {
            copy_few(to + q * c.col_stride, tile + q * height, rows);
        }
    } else if (c.col_stride == 1 && columns >= width) {
        for (std::size_t q = 0; q < columns; q += width) {
            const std::size_t first = smaller(q, columns - width);
            Kernels::interleave({tile + first * height, height, width}, rows, to + first, c.row_stride);
        }
    } else {
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t q = 0; q < columns; ++q) {
                to[r * c.row_stride + q * c.col_stride] = tile[q * height + r];
            }
        }
    }
}

}  // namespace lastro::inline v0::num::detail
