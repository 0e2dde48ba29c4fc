// SPDX-License-Identifier: MIT
// lastro/num/product.hpp
//
// What is a matrix product before anybody computes it? C, A, B and what the chains of C begin with, as views.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uintptr_t
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string

#include <lastro/num/matrix_view.hpp>
#include <lastro/num/workspace.hpp>

namespace lastro::inline v0::num::detail {

/// c(i, j) becomes start(i, j) continued by fma(a(i, k), b(k, j), ...) for k = 0, 1, ... `start` is C itself or anything
/// of its shape; strides of 0 repeat a number.
template <class T>
struct product {
    matrix_view<T> c;
    matrix_view<const T> a;
    matrix_view<const T> b;
    matrix_view<const T> start;
    product_memory* memory = nullptr;  // for copies; none: the heap's
};

/// The same product with rows and columns exchanged: fma(a, b, c) is fma(b, a, c).
template <class T>
[[nodiscard]] product<T> transposed(const product<T>& p) noexcept {
    return {num::transposed(p.c), num::transposed(p.b), num::transposed(p.a), num::transposed(p.start), p.memory};
}

/// Rows i to i + rows of a product.
template <class T>
[[nodiscard]] product<T> some_rows(const product<T>& p, std::size_t i, std::size_t rows) noexcept {
    product<T> some = p;
    some.c.data += i * p.c.row_stride;
    some.a.data += i * p.a.row_stride;
    some.start.data += i * p.start.row_stride;
    some.c.rows = some.a.rows = some.start.rows = rows;
    return some;
}

/// A zero for every chain to begin with.
template <class T>
[[nodiscard]] matrix_view<const T> zeros(std::size_t rows, std::size_t cols) noexcept {
    static constexpr T zero = 0;
    return {&zero, rows, cols, 0, 0};
}

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

/// @throws std::invalid_argument, naming `where`, if the shapes do not fit or C shares memory with A or B.
template <class T>
void check_product(const char* where, const matrix_view<const T>& c, const matrix_view<const T>& a,
                   const matrix_view<const T>& b) {
    if (a.cols != b.rows || c.rows != a.rows || c.cols != b.cols) {
        throw std::invalid_argument{std::string{where} + ": expected C [m, n], A [m, k] and B [k, n], found C " +
                                    shape_text(c) + ", A " + shape_text(a) + " and B " + shape_text(b)};
    }
    if (may_overlap(c, a) || may_overlap(c, b)) {
        throw std::invalid_argument{std::string{where} +
                                    ": expected C apart from A and B, found that they share memory"};
    }
}

}  // namespace lastro::inline v0::num::detail
