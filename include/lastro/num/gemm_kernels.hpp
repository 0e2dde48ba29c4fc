// SPDX-License-Identifier: MIT
// lastro/num/gemm_kernels.hpp
//
// How does a matrix product become fast without changing a bit? In which order the tiles behind num/gemm.hpp run.
//
// k is cut into blocks for the cache; a block starts its chains from what the one before left in C, so blocking cannot
// be seen. Operands are copied into panels where that pays: always where vectors would have to be gathered.
//
// References
//   [1] K. Goto, R. A. van de Geijn, Anatomy of high-performance matrix multiplication, ACM TOMS 34(3), 2008.
#pragma once

#include <cstddef>  // size_t

#include <lastro/num/gemm_panel.hpp>
#include <lastro/num/gemm_tile.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/product.hpp>
#include <lastro/num/workspace.hpp>

namespace lastro::inline v0::num::detail {

/// Block sizes [1]. They are tuning values; no result depends on them.
inline constexpr std::size_t gemm_depth = 256;
inline constexpr std::size_t gemm_tall = 192;
inline constexpr std::size_t gemm_wide = 3072;

/// How many of `left` columns the next tile takes: the widest tile's, 4, 2 or 1. Two tiles of 4 keep more chains busy
/// than one of 6 and one of 2.
template <class Kernels>
[[nodiscard]] constexpr std::size_t tile_columns(std::size_t left) noexcept {
    if (left >= Kernels::columns && (left != 8 || Kernels::columns == 8)) {
        return Kernels::columns;
    }
    return left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

template <class Kernels, std::size_t Packs, class T>
void choose_tile(const tile_operands<T>& with, std::size_t columns) noexcept {
    switch (columns) {
        case 1:
            return Kernels::template tile<Packs, 1>(with);
        case 2:
            return Kernels::template tile<Packs, 2>(with);
        case 4:
            return Kernels::template tile<Packs, 4>(with);
        default:
            return Kernels::template tile<Packs, Kernels::columns>(with);
    }
}

/// The tile at c(i, j), of up to 2 packs by `columns`. Where C has no whole column of it to offer, the tile is computed
/// beside C and copied.
template <class Kernels, class T>
void run_tile(tile_operands<T> with, std::size_t rows, std::size_t columns, const matrix_view<T>& c,
              const matrix_view<const T>& start, std::size_t i, std::size_t j) noexcept {
    const std::size_t height = rows <= Kernels::vector ? Kernels::vector : 2 * Kernels::vector;
    T beside[2 * Kernels::vector * Kernels::columns];
    const bool whole = rows == height;
    with.start_repeats = start.row_stride == 0;
    if (with.start_repeats || (whole && start.row_stride == 1)) {
        with.start = &start(i, j);
        with.start_column = start.col_stride;
    } else {
        with.start = beside;
        with.start_column = height;
        for (std::size_t q = 0; q < columns; ++q) {
            for (std::size_t r = 0; r < height; ++r) {
                beside[q * height + r] = r < rows ? start(i + r, j + q) : T{0};
            }
        }
    }
    const bool direct = whole && c.row_stride == 1;
    with.c = direct ? &c(i, j) : beside;
    with.c_column = direct ? c.col_stride : height;
    if (height == Kernels::vector) {
        choose_tile<Kernels, 1>(with, columns);
    } else {
        choose_tile<Kernels, 2>(with, columns);
    }
    if (!direct) {
        unpack_tile<Kernels>(beside, height, rows, columns, c, i, j);
    }
}

/// Computes a product in tiles, 2 packs of rows high; where it can be chosen, c.row_stride should be 1.
/// Precondition: nothing is empty.
template <class Kernels, class T>
void multiply(const product<T>& p) {
    constexpr std::size_t height = 2 * Kernels::vector;
    const auto& [c, a, b, start, kept] = p;
    const auto up = [](std::size_t x) { return (x + height - 1) / height * height; };
    // A panel of A is read once per tile of a row of tiles, a panel of B once per row of tiles: few readers do not pay.
    const bool copy_a = a.row_stride != 1 || c.cols > 48;
    const bool copy_b = c.rows > 4 * height;
    const std::size_t passes = (a.cols + gemm_depth - 1) / gemm_depth;
    const std::size_t most_depth = (a.cols + passes - 1) / passes;
    const std::size_t most_rows = copy_b ? smaller(gemm_tall, up(c.rows)) : height;
    const std::size_t most_columns = copy_b ? smaller(gemm_wide, c.cols) : c.cols;
    const std::size_t a_size = (copy_a ? most_rows : height) * most_depth;
    workspace<T> memory{a_size + (copy_b ? most_columns * most_depth + panel_slack<Kernels> : 0), kept};
    T* const a_copy = memory.data();
    T* const b_copy = a_copy + a_size;

    for (std::size_t j0 = 0; j0 < c.cols; j0 += most_columns) {
        const std::size_t columns = smaller(most_columns, c.cols - j0);
        for (std::size_t k0 = 0; k0 < a.cols; k0 += most_depth) {
            const std::size_t depth = smaller(most_depth, a.cols - k0);
            for (std::size_t j = 0; copy_b && j < columns; j += tile_columns<Kernels>(columns - j)) {
                pack_columns<Kernels>(b_copy + j * depth, b, j0 + j, tile_columns<Kernels>(columns - j), k0, depth);
            }
            const matrix_view<const T> from = k0 == 0 ? start : c;
            for (std::size_t i0 = 0; i0 < c.rows; i0 += most_rows) {
                const std::size_t rows = smaller(most_rows, c.rows - i0);
                const auto tall = [&](std::size_t i) { return smaller(height, rows - i); };
                // Whole packs may be read where they lie; what is left of them never spans more than one panel.
                const auto copied = [&](std::size_t i) { return copy_a || tall(i) % Kernels::vector != 0; };
                const auto panel = [&](std::size_t i) { return a_copy + (copy_a ? i * depth : 0); };
                for (std::size_t i = 0; i < rows; i += height) {
                    if (!copied(i)) {
                        continue;
                    }
                    if (tall(i) <= Kernels::vector) {
                        pack_rows<Kernels, 1>(panel(i), a, i0 + i, tall(i), k0, depth);
                    } else {
                        pack_rows<Kernels, 2>(panel(i), a, i0 + i, tall(i), k0, depth);
                    }
                }
                for (std::size_t j = 0; j < columns; j += tile_columns<Kernels>(columns - j)) {
                    const std::size_t width = tile_columns<Kernels>(columns - j);
                    tile_operands<T> with;
                    with.b = copy_b ? b_copy + j * depth : &b(k0, j0 + j);
                    with.b_step = copy_b ? width : b.row_stride;
                    with.b_column = copy_b ? 1 : b.col_stride;
                    with.depth = depth;
                    for (std::size_t i = 0; i < rows; i += height) {
                        with.a = copied(i) ? panel(i) : &a(i0 + i, k0);
                        with.a_step = !copied(i) ? a.col_stride : tall(i) <= Kernels::vector ? Kernels::vector : height;
                        run_tile<Kernels>(with, tall(i), width, c, from, i0 + i, j0 + j);
                    }
                }
            }
        }
    }
}

}  // namespace lastro::inline v0::num::detail
