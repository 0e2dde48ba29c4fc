// SPDX-License-Identifier: MIT
// lastro/num/gemm_dispatch.hpp
//
// Which kernel computes a product, and on how many threads? None of the answers can change a bit.
#pragma once

#include <bit>      // bit_cast
#include <cstddef>  // size_t
#include <cstring>  // memset

#include <lastro/core/parallel.hpp>
#include <lastro/num/dispatch.hpp>
#include <lastro/num/gemm_kernels.hpp>
#include <lastro/num/gemm_neon.hpp>
#include <lastro/num/gemv_kernels.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/product.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::num::detail {

/// The definition, word for word.
template <class T>
void multiply_portable(const product<T>& p) noexcept {
    for (std::size_t i = 0; i < p.c.rows; ++i) {
        for (std::size_t j = 0; j < p.c.cols; ++j) {
            scalar_pack<T> acc{p.start(i, j)};
            for (std::size_t k = 0; k < p.a.cols; ++k) {
                acc = fma(scalar_pack<T>{p.a(i, k)}, scalar_pack<T>{p.b(k, j)}, acc);
            }
            p.c(i, j) = acc.v;
        }
    }
}

/// y(i) goes on with x(k) times columns (column i of which begins at a + k * step), for the level in use.
template <class T>
void add_columns(T* y, std::size_t rows, const T* a, std::size_t step, const T* x, std::size_t depth) noexcept {
    run_packed<add_columns_text, T>(y, rows, a, step, x, depth);
}

/// y(i) goes on with x(k) times row i, which begins at a + i * step, for the level in use.
template <class T>
void add_rows(T* y, std::size_t rows, const T* a, std::size_t step, const T* x, std::size_t depth) noexcept {
#if defined(__x86_64__)
    if (active_level() >= level::avx2) {
        return add_rows_avx2(y, rows, a, step, x, depth);
    }
#endif
    add_rows_portable(y, rows, a, step, x, depth);
}

/// Computes a product of one column by the loops for vectors, unless strides forbid it. Precondition: k is not 0.
template <class T>
[[nodiscard]] bool multiplied_as_vector(const product<T>& p) noexcept {
    if (p.c.cols != 1 || (p.c.rows > 1 && p.c.row_stride != 1) || (p.b.rows > 1 && p.b.row_stride != 1) ||
        (p.a.row_stride != 1 && p.a.col_stride != 1)) {
        return false;
    }
    if (p.start.row_stride == 0 && std::bit_cast<bits_of<T>>(*p.start.data) == 0) {
        std::memset(p.c.data, 0, p.c.rows * sizeof(T));
    } else if (p.start.data != p.c.data) {
        for (std::size_t i = 0; i < p.c.rows; ++i) {
            p.c.data[i] = p.start(i, 0);
        }
    }
    if (p.a.row_stride == 1) {
        add_columns(p.c.data, p.c.rows, p.a.data, p.a.col_stride, p.b.data, p.a.cols);
    } else {
        add_rows(p.c.data, p.c.rows, p.a.data, p.a.row_stride, p.b.data, p.a.cols);
    }
    return true;
}

/// About what it costs to compute `p` with its rows in packs, in multiply-adds of one lane. The weights of copies that
/// move vectors, exchange numbers or gather them are measurements; no result depends on them.
template <class Kernels, class T>
[[nodiscard]] std::size_t cost(const product<T>& p) noexcept {
    const std::size_t rows = (p.c.rows + Kernels::vector - 1) / Kernels::vector * Kernels::vector;
    const auto weight = [](const auto& m) -> std::size_t { return m.row_stride == 1 ? 0 : m.col_stride == 1 ? 5 : 24; };
    return rows * p.c.cols * p.a.cols + p.a.rows * p.a.cols * weight(p.a) + p.c.rows * p.c.cols * 2 * weight(p.c);
}

/// Rows and columns change places where that is cheaper.
template <class Kernels, class T>
void multiply_either_way(const product<T>& p) {
    const product<T> exchanged = transposed(p);
    multiply<Kernels>(cost<Kernels>(exchanged) < cost<Kernels>(p) ? exchanged : p);
}

/// Computes a product on the calling thread.
template <class T>
void multiply_alone(const product<T>& p) {
    if (p.c.empty() || p.a.cols == 0) {
        return multiply_portable(p);
    }
    if (multiplied_as_vector(p) || (p.c.rows == 1 && multiplied_as_vector(transposed(p)))) {
        return;
    }
#if defined(__x86_64__)
    const level chosen = active_level();
    if (chosen == level::avx512) {
        return multiply_either_way<avx512_gemm<T>>(p);
    }
    if (chosen == level::avx2) {
        return multiply_either_way<avx2_gemm<T>>(p);
    }
#elif defined(__aarch64__)
    if (active_level() == level::neon) {
        return multiply_either_way<neon_gemm<T>>(p);
    }
#endif
    multiply_portable(p);
}

/// Computes a product in pieces of C on up to `threads` threads, and calls `finish(piece of C)` for each. Every output
/// is computed whole by one thread. Threads are not worth starting for less than about a million multiply-adds each.
template <class T, class Finish>
void multiply_on(std::size_t threads, const product<T>& p, const Finish& finish) {
    constexpr std::size_t least_work = std::size_t{1} << 20U;
    constexpr std::size_t grain = 16;  // rows of a piece come in multiples of it, to suit the tiles
    const std::size_t pieces = smaller(threads, p.c.rows * p.c.cols * p.a.cols / least_work);
    if (pieces <= 1) {
        multiply_alone(p);
        finish(p.c);
        return;
    }
    const product<T> tall = p.c.rows >= p.c.cols ? p : transposed(p);
    const std::size_t rows = (tall.c.rows + pieces * grain - 1) / (pieces * grain) * grain;
    core::parallel_for((tall.c.rows + rows - 1) / rows, threads, [&](std::size_t i) {
        product<T> piece = some_rows(tall, i * rows, smaller(rows, tall.c.rows - i * rows));
        piece.memory = nullptr;  // of one thread
        multiply_alone(piece);
        finish(piece.c);
    });
}

}  // namespace lastro::inline v0::num::detail
