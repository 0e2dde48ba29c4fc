// SPDX-License-Identifier: MIT
// lastro/num/gemm.hpp
//
// What is the product of two matrices, to the last bit, on every machine?
//
//   num::gemm(num::row_major(c, m, n), num::row_major(a, m, k), num::row_major(b, k, n));            // C = A B
//   num::gemm(c_view, num::transposed(a_view), b_view, {.accumulate = true});                        // C += A^T B
//
// Every output is one ascending chain of fused multiply-adds: acc = fma(a(i, k), b(k, j), acc) for k = 0, 1, 2, ...,
// from +0 or from the old c(i, j). Kernels vectorise over outputs and never over k, so instruction set, blocking,
// strides and alignment cannot be seen in the result. Zeros are not skipped: 0 * infinity is NaN, as IEEE has it.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uintptr_t
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <type_traits>  // type_identity_t

#include <lastro/num/dispatch.hpp>
#include <lastro/num/gemm_kernels.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num {

struct gemm_settings {
    bool accumulate = false;  ///< Add the product to C instead of replacing C.
};

namespace detail {

template <class T>
[[nodiscard]] std::string shape_text(const matrix_view<T>& m) {
    return std::to_string(m.rows) + "x" + std::to_string(m.cols);
}

/// True if the address ranges of the two views meet; interleaved views count as meeting.
template <class T>
[[nodiscard]] bool may_overlap(const matrix_view<const T>& a, const matrix_view<const T>& b) noexcept {
    if (a.empty() || b.empty()) {
        return false;
    }
    const auto first = [](const matrix_view<const T>& m) { return reinterpret_cast<std::uintptr_t>(m.data); };
    const auto last = [](const matrix_view<const T>& m) {
        return reinterpret_cast<std::uintptr_t>(&m(m.rows - 1, m.cols - 1));
    };
    return first(a) <= last(b) && first(b) <= last(a);
}

/// The definition, word for word.
template <class T>
void gemm_portable(const product<T>& p) noexcept {
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

/// About what it costs to compute `p` with its rows in packs, in multiply-adds of one lane. The weights of a copy that
/// moves whole vectors and of one that exchanges numbers are measurements; no result depends on them.
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

template <class T>
void gemm_dispatched(const product<T>& p) {
    if (p.c.empty() || p.a.cols == 0) {
        return gemm_portable(p);
    }
#if defined(__x86_64__)
    const level chosen = active_level();
    if (chosen == level::avx512) {
        return multiply_either_way<avx512_gemm<T>>(p);
    }
    if (chosen == level::avx2) {
        return multiply_either_way<avx2_gemm<T>>(p);
    }
#endif
    gemm_portable(p);
}

}  // namespace detail

/// C = A B, or C += A B: [m, k] times [k, n]. With k = 0 the product is zero.
///
/// @throws std::invalid_argument if the shapes do not fit or C shares memory with A or B.
template <class T>
void gemm(const matrix_view<T>& c, const std::type_identity_t<matrix_view<const T>>& a,
          const std::type_identity_t<matrix_view<const T>>& b, const gemm_settings& settings = {}) {
    if (a.cols != b.rows || c.rows != a.rows || c.cols != b.cols) {
        throw std::invalid_argument{"num::gemm: expected C [m, n], A [m, k] and B [k, n], found C " +
                                    detail::shape_text(c) + ", A " + detail::shape_text(a) + " and B " +
                                    detail::shape_text(b)};
    }
    if (detail::may_overlap<T>(c, a) || detail::may_overlap<T>(c, b)) {
        throw std::invalid_argument{"num::gemm: expected C apart from A and B, found that they share memory"};
    }
    static constexpr T zero = 0;
    const matrix_view<const T> zeros{&zero, c.rows, c.cols, 0, 0};
    detail::gemm_dispatched<T>({c, a, b, settings.accumulate ? c : zeros});
}

}  // namespace lastro::inline v0::num
