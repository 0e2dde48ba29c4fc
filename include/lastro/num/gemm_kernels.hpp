// SPDX-License-Identifier: MIT
// lastro/num/gemm_kernels.hpp
//
// How does a matrix product become fast without changing a bit? The tiles and panels behind num/gemm.hpp.
//
// A tile of C, `rows` by Columns, lives in registers while k ascends; k is cut into blocks for the cache, and a block
// loads C into the accumulators and goes on, so blocking cannot be seen. Panels of A and B are copied next to each
// other where that pays; rows that A does not have are zeros in the copy, computed and never stored.
//
// References
//   [1] K. Goto, R. A. van de Geijn, Anatomy of high-performance matrix multiplication, ACM TOMS 34(3), 2008.
#pragma once

#include <cstddef>  // size_t
#include <cstring>  // memcpy
#include <new>      // align_val_t

#include <lastro/num/matrix_view.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num::detail {

/// What a tile kernel reads and writes: A as `rows` numbers per k, `a_step` apart; B anywhere; C in columns.
template <class T>
struct tile_operands {
    const T* a;
    std::size_t a_step;
    const T* b;
    std::size_t b_step;    ///< From b(k, j) to b(k + 1, j).
    std::size_t b_column;  ///< From b(k, j) to b(k, j + 1).
    T* c;
    std::size_t c_column;
    std::size_t depth;
    bool from_zero;  ///< Start the chains at +0 instead of C.
};

/// One k: every accumulator of columns Column, Column + 1, ... takes its product.
template <std::size_t Column, std::size_t Columns, std::size_t Vectors, class Pack, class T>
[[gnu::always_inline]] inline void tile_step(Pack (&acc)[Columns][Vectors], const Pack (&a)[Vectors], const T* b,
                                             std::size_t b_column) {
    if constexpr (Column < Columns) {
        const Pack x = Pack::all(b[Column * b_column]);
        acc[Column][0] = fma(a[0], x, acc[Column][0]);
        if constexpr (Vectors > 1) {
            acc[Column][1] = fma(a[1], x, acc[Column][1]);
        }
        tile_step<Column + 1>(acc, a, b, b_column);
    }
}

template <std::size_t Vectors, std::size_t At = 0, class Pack, class T>
[[gnu::always_inline]] inline void load_vectors(Pack (&to)[Vectors], const T* from) {
    if constexpr (At < Vectors) {
        to[At] = Pack::load(from + At * Pack::size);
        load_vectors<Vectors, At + 1>(to, from);
    }
}

template <std::size_t Vectors, std::size_t At = 0, class Pack, class T>
[[gnu::always_inline]] inline void store_vectors(const Pack (&from)[Vectors], T* to) {
    if constexpr (At < Vectors) {
        from[At].store(to + At * Pack::size);
        store_vectors<Vectors, At + 1>(from, to);
    }
}

template <std::size_t Vectors, std::size_t At = 0, class Pack>
[[gnu::always_inline]] inline void clear_vectors(Pack (&to)[Vectors]) {
    if constexpr (At < Vectors) {
        to[At] = Pack::all(0);
        clear_vectors<Vectors, At + 1>(to);
    }
}

template <std::size_t Column, std::size_t Columns, std::size_t Vectors, class Pack, class T>
[[gnu::always_inline]] inline void begin_columns(Pack (&acc)[Columns][Vectors], const tile_operands<T>& with) {
    if constexpr (Column < Columns) {
        if (with.from_zero) {
            clear_vectors<Vectors>(acc[Column]);
        } else {
            load_vectors<Vectors>(acc[Column], with.c + Column * with.c_column);
        }
        begin_columns<Column + 1>(acc, with);
    }
}

template <std::size_t Column, std::size_t Columns, std::size_t Vectors, class Pack, class T>
[[gnu::always_inline]] inline void end_columns(const Pack (&acc)[Columns][Vectors], const tile_operands<T>& with) {
    if constexpr (Column < Columns) {
        store_vectors<Vectors>(acc[Column], with.c + Column * with.c_column);
        end_columns<Column + 1>(acc, with);
    }
}

/// Vectors * Pack::size rows by Columns columns of C, all chains side by side.
template <class Pack, std::size_t Vectors, std::size_t Columns, class T>
[[gnu::always_inline]] inline void multiply_tile(const tile_operands<T>& with, std::size_t b_step,
                                                 std::size_t b_column) {
    Pack acc[Columns][Vectors];
    begin_columns<0>(acc, with);
    const T* a = with.a;
    const T* b = with.b;
    const std::size_t a_step = with.a_step;
    for (std::size_t k = with.depth; k > 0; --k, a += a_step, b += b_step) {
        Pack column[Vectors];
        load_vectors<Vectors>(column, a);
        tile_step<0>(acc, column, b, b_column);
    }
    end_columns<0>(acc, with);
}

#if defined(__x86_64__)

/// The kernels in their AVX2 form: 2 vectors by 6 columns fill 12 of 16 registers. They serve machines with AVX-512
/// too: on Zen 4, wider tiles were no faster for large matrices and slower for small ones.
template <class T>
struct avx2_gemm {
    static constexpr std::size_t vector = avx2_pack<T>::size;

    template <std::size_t Vectors, std::size_t Columns>
    [[gnu::target("avx2,fma")]] static void tile(const tile_operands<T>& with) noexcept {
        if (with.b_column == 1 && with.b_step == Columns) {  // a packed panel: constant addresses
            multiply_tile<avx2_pack<T>, Vectors, Columns>(with, Columns, 1);
        } else {
            multiply_tile<avx2_pack<T>, Vectors, Columns>(with, with.b_step, with.b_column);
        }
    }
};

#endif

/// Block sizes [1]: a panel of gemm_depth groups stays in the first cache, gemm_tall rows of A in the second. They are
/// tuning values; no result depends on them.
inline constexpr std::size_t gemm_depth = 256;
inline constexpr std::size_t gemm_tall = 192;
inline constexpr std::size_t gemm_wide = 3072;

/// How many of `left` columns the next tile takes.
[[nodiscard]] constexpr std::size_t tile_columns(std::size_t left) noexcept {
    return left >= 6 ? 6 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/// Numbers that nobody has set, a few on the stack and many on the heap, from a multiple of 64 bytes on.
template <class T>
class workspace {
public:
    explicit workspace(std::size_t size)
        : heap_{size <= near ? nullptr : static_cast<T*>(::operator new (size * sizeof(T), std::align_val_t{64}))} {}
    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;
    ~workspace() { ::operator delete (heap_, std::align_val_t{64}); }

    [[nodiscard]] T* data() noexcept { return heap_ == nullptr ? stack_ : heap_; }

private:
    static constexpr std::size_t near = 1024;
    T* heap_;
    alignas(64) T stack_[near];
};

/// a(i, k) ... a(i + rows - 1, k + depth - 1) as `depth` groups of Height numbers; rows that are missing are zeros.
template <std::size_t Height, class T>
void pack_rows(T* to, const matrix_view<const T>& a, std::size_t i, std::size_t rows, std::size_t k,
               std::size_t depth) noexcept {
    const T* from = &a(i, k);
    if (a.row_stride == 1 && rows == Height) {
        for (std::size_t p = 0; p < depth; ++p, from += a.col_stride, to += Height) {
            std::memcpy(to, from, Height * sizeof(T));
        }
        return;
    }
    constexpr std::size_t piece = 16;  // short runs along k: what is read and what is written stays in the first cache
    for (std::size_t p = 0; p < depth; p += piece) {
        const std::size_t end = p + piece < depth ? p + piece : depth;
        for (std::size_t r = 0; r < Height; ++r) {
            for (std::size_t q = p; q < end; ++q) {
                to[q * Height + r] = r < rows ? from[r * a.row_stride + q * a.col_stride] : T{0};
            }
        }
    }
}

/// b(k, j) ... b(k + depth - 1, j + columns - 1) as `depth` groups of `columns` numbers.
template <class T>
void pack_columns(T* to, const matrix_view<const T>& b, std::size_t j, std::size_t columns, std::size_t k,
                  std::size_t depth) noexcept {
    const T* from = &b(k, j);
    for (std::size_t p = 0; p < depth; ++p, from += b.row_stride) {
        for (std::size_t q = 0; q < columns; ++q) {
            *to++ = from[q * b.col_stride];
        }
    }
}

template <class Kernels, std::size_t Vectors, class T>
void choose_tile(const tile_operands<T>& with, std::size_t columns) noexcept {
    switch (columns) {
        case 6:
            return Kernels::template tile<Vectors, 6>(with);
        case 4:
            return Kernels::template tile<Vectors, 4>(with);
        case 2:
            return Kernels::template tile<Vectors, 2>(with);
        default:
            return Kernels::template tile<Vectors, 1>(with);
    }
}

/// One tile at c(i, j). Where C has no full column of it to offer, the tile is computed beside C and copied.
template <class Kernels, class T>
void run_tile(tile_operands<T> with, std::size_t rows, std::size_t columns, const matrix_view<T>& c, std::size_t i,
              std::size_t j) noexcept {
    constexpr std::size_t vector = Kernels::vector;
    const std::size_t height = rows <= vector ? vector : 2 * vector;
    T beside[2 * vector * 6];
    const bool direct = rows == height && c.row_stride == 1;
    if (direct) {
        with.c = &c(i, j);
        with.c_column = c.col_stride;
    } else {
        with.c = beside;
        with.c_column = height;
        for (std::size_t q = 0; q < columns && !with.from_zero; ++q) {
            for (std::size_t r = 0; r < height; ++r) {
                beside[q * height + r] = r < rows ? c(i + r, j + q) : T{0};
            }
        }
    }
    if (height == vector) {
        choose_tile<Kernels, 1>(with, columns);
    } else {
        choose_tile<Kernels, 2>(with, columns);
    }
    for (std::size_t q = 0; q < columns && !direct; ++q) {
        for (std::size_t r = 0; r < rows; ++r) {
            c(i + r, j + q) = beside[q * height + r];
        }
    }
}

/// C = A B or C += A B in tiles; c.row_stride should be 1. Precondition: nothing is empty.
template <class Kernels, class T>
void gemm_tiled(const matrix_view<T>& c, const matrix_view<const T>& a, const matrix_view<const T>& b,
                bool accumulate) {
    constexpr std::size_t height = 2 * Kernels::vector;
    const auto smaller = [](std::size_t x, std::size_t y) { return x < y ? x : y; };
    const auto up = [](std::size_t x, std::size_t unit) { return (x + unit - 1) / unit * unit; };
    // A panel is read once per 6 columns of C, a panel of B once per `height` rows: few readers do not pay for a copy.
    const bool copy_a = a.row_stride != 1 || c.cols > 48;
    const bool copy_b = c.rows > 4 * height;
    const std::size_t passes = (a.cols + gemm_depth - 1) / gemm_depth;
    const std::size_t most_depth = (a.cols + passes - 1) / passes;
    const std::size_t most_rows = copy_a ? smaller(gemm_tall, c.rows) : c.rows;
    const std::size_t most_columns = smaller(gemm_wide, c.cols);
    const std::size_t a_size = copy_a ? up(most_rows, height) * most_depth : height * most_depth;
    workspace<T> memory{a_size + (copy_b ? most_columns * most_depth : 0)};
    T* const a_copy = memory.data();
    T* const b_copy = a_copy + a_size;

    for (std::size_t j0 = 0; j0 < c.cols; j0 += gemm_wide) {
        const std::size_t columns = smaller(gemm_wide, c.cols - j0);
        for (std::size_t k0 = 0; k0 < a.cols; k0 += most_depth) {
            const std::size_t depth = smaller(most_depth, a.cols - k0);
            for (std::size_t j = 0; copy_b && j < columns; j += tile_columns(columns - j)) {
                pack_columns(b_copy + j * depth, b, j0 + j, tile_columns(columns - j), k0, depth);
            }
            for (std::size_t i0 = 0; i0 < c.rows; i0 += most_rows) {
                const std::size_t rows = smaller(most_rows, c.rows - i0);
                const std::size_t whole =
                    copy_a ? 0 : rows - rows % Kernels::vector;  // the rows that A itself can offer
                for (std::size_t i = whole; i < rows; i += height) {
                    pack_rows<height>(a_copy + (i - whole) * depth, a, i0 + i, smaller(height, rows - i), k0, depth);
                }
                const auto tall = [&](std::size_t i) { return smaller(height, (i < whole ? whole : rows) - i); };
                const auto run = [&](std::size_t i, std::size_t j) {
                    tile_operands<T> with;
                    with.a = i < whole ? &a(i0 + i, k0) : a_copy + (i - whole) * depth;
                    with.a_step = i < whole ? a.col_stride : height;
                    const std::size_t width = tile_columns(columns - j);
                    with.b = copy_b ? b_copy + j * depth : &b(k0, j0 + j);
                    with.b_step = copy_b ? width : b.row_stride;
                    with.b_column = copy_b ? 1 : b.col_stride;
                    with.depth = depth;
                    with.from_zero = k0 == 0 && !accumulate;
                    run_tile<Kernels>(with, tall(i), width, c, i0 + i, j0 + j);
                };
                if (columns <= 24) {  // all of B's block fits the first cache beside one panel of A
                    for (std::size_t i = 0; i < rows; i += tall(i)) {
                        for (std::size_t j = 0; j < columns; j += tile_columns(columns - j)) {
                            run(i, j);
                        }
                    }
                } else {
                    for (std::size_t j = 0; j < columns; j += tile_columns(columns - j)) {
                        for (std::size_t i = 0; i < rows; i += tall(i)) {
                            run(i, j);
                        }
                    }
                }
            }
        }
    }
}

}  // namespace lastro::inline v0::num::detail
