// SPDX-License-Identifier: MIT
// lastro/num/softmax.hpp
//
// What shares do scores stand for, whatever their size? exp(x) over its sum, without overflow.
//
//   num::softmax(scores, shares);                              // spans; in place too
//   num::log_softmax(scores, log_shares);
//   num::softmax_rows(num::row_major(z, n, k), num::row_major(p, n, k));
//   const double total = num::log_sum_exp(scores);             // log(exp(x[0]) + exp(x[1]) + ...)
//
// With the largest score m: softmax = e / sum(e), e = exp(x - m), summed as num::sum does. log_sum_exp and log_softmax
// leave the first m out of the sum, since its term is 1: m + log1p(rest) keeps the digits of a small rest.
// A NaN or +infinity among the scores, or nothing but -infinity, is no distribution: every share is NaN.
#pragma once

#include <cstddef>      // size_t
#include <limits>       // numeric_limits
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <type_traits>  // type_identity_t
#include <vector>       // vector

#include <lastro/num/axpy.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/extremes.hpp>
#include <lastro/num/gemm.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::num {

namespace detail {

/// The sum of exp(x - x[top]) over all i but `top`, in num::sum's order with 0 in that place.
template <class T>
[[nodiscard]] T rest_beside(std::span<const T> x, std::size_t top) {
    T terms[reduce_block];
    pair_tree<T> tree;
    for (std::size_t first = 0; first < x.size(); first += reduce_block) {
        const std::size_t n = x.size() - first < reduce_block ? x.size() - first : reduce_block;
        const std::span<T> block{static_cast<T*>(terms), n};
        run_packed<subtract_text, T>(x.data() + first, x[top], block.data(), n);
        exp(std::span<const T>{block}, block);
        if (top - first < n) {
            block[top - first] = T{0};
        }
        tree.add(sum(std::span<const T>{block}));
    }
    return tree.total();
}

template <class T>
[[nodiscard]] T log_sum_exp_of(std::span<const T> x) {
    if (x.empty()) {
        return -std::numeric_limits<T>::infinity();
    }
    const std::size_t top = argmax(x);
    if (!(x[top] - x[top] == T{0})) {
        return x[top] != x[top] ? std::numeric_limits<T>::quiet_NaN() : x[top];
    }
    return x[top] + log1p(rest_beside(x, top));
}

template <class T>
void softmax_of(std::span<const T> x, std::span<T> y) {
    if (x.empty()) {
        return;
    }
    run_packed<subtract_text, T>(x.data(), (num::max)(x), y.data(), x.size());
    exp(std::span<const T>{y}, y);
    run_packed<divide_text, T>(y.data(), sum(std::span<const T>{y}), y.size());
}

template <class T>
void log_softmax_of(std::span<const T> x, std::span<T> y) {
    if (x.empty()) {
        return;
    }
    const std::size_t top = argmax(x);
    if (!(x[top] - x[top] == T{0})) {
        for (T& share : y) {
            share = std::numeric_limits<T>::quiet_NaN();
        }
        return;
    }
    const T rest = log1p(rest_beside(x, top));
    run_packed<subtract_text, T>(x.data(), x[top], y.data(), x.size());
    run_packed<subtract_text, T>(static_cast<const T*>(y.data()), rest, y.data(), y.size());
}

/// Calls `map(row of x, row of y)` for every row, through a buffer where a row is not contiguous.
template <class T, class Map>
void for_each_row(const char* where, const matrix_view<const T>& x, const matrix_view<T>& y, Map map) {
    if (x.rows != y.rows || x.cols != y.cols) {
        throw std::invalid_argument{std::string{where} + ": expected an output of the shape " + shape_text(x) +
                                    ", found " + shape_text(y)};
    }
    const bool same_place = x.data == y.data && x.row_stride == y.row_stride && x.col_stride == y.col_stride;
    if (!same_place && may_overlap<T>(x, y)) {
        throw std::invalid_argument{std::string{where} +
                                    ": expected input and output apart, or one and the same, found that they overlap"};
    }
    const bool contiguous = x.col_stride == 1 && y.col_stride == 1;
    std::vector<T> row(contiguous ? 0 : x.cols);
    for (std::size_t i = 0; i < x.rows && x.cols > 0; ++i) {
        if (contiguous) {
            map(std::span<const T>{&x(i, 0), x.cols}, std::span<T>{&y(i, 0), y.cols});
            continue;
        }
        for (std::size_t j = 0; j < x.cols; ++j) {
            row[j] = x(i, j);
        }
        map(std::span<const T>{row}, std::span<T>{row});
        for (std::size_t j = 0; j < x.cols; ++j) {
            y(i, j) = row[j];
        }
    }
}

}  // namespace detail

/// log(exp(x[0]) + exp(x[1]) + ...); -infinity for no values, NaN if there is a NaN.
[[nodiscard]] inline double log_sum_exp(std::span<const double> x) { return detail::log_sum_exp_of(x); }
[[nodiscard]] inline float log_sum_exp(std::span<const float> x) { return detail::log_sum_exp_of(x); }

/// y[i] = exp(x[i] - m) / s with the largest score m and the sum s of those exponentials; y may be x itself.
/// @throws std::invalid_argument if the lengths differ or x and y overlap in part.
inline void softmax(std::span<const double> x, std::span<double> y) {
    detail::require_pair<double>("num::softmax", x, y);
    detail::softmax_of(x, y);
}
inline void softmax(std::span<const float> x, std::span<float> y) {
    detail::require_pair<float>("num::softmax", x, y);
    detail::softmax_of(x, y);
}

/// y[i] = (x[i] - m) - log1p(r) with the largest score m and the sum r of the other exponentials; y may be x itself.
/// @throws std::invalid_argument if the lengths differ or x and y overlap in part.
inline void log_softmax(std::span<const double> x, std::span<double> y) {
    detail::require_pair<double>("num::log_softmax", x, y);
    detail::log_softmax_of(x, y);
}
inline void log_softmax(std::span<const float> x, std::span<float> y) {
    detail::require_pair<float>("num::log_softmax", x, y);
    detail::log_softmax_of(x, y);
}

/// softmax of every row of x, [n, k], into y; y may be x itself.
/// @throws std::invalid_argument if the shapes differ or x and y overlap in part.
template <class T>
void softmax_rows(const std::type_identity_t<matrix_view<const T>>& x, const matrix_view<T>& y) {
    detail::for_each_row<T>("num::softmax_rows", x, y,
                            [](std::span<const T> row, std::span<T> shares) { detail::softmax_of(row, shares); });
}

/// log_softmax of every row of x, [n, k], into y; y may be x itself.
/// @throws std::invalid_argument if the shapes differ or x and y overlap in part.
template <class T>
void log_softmax_rows(const std::type_identity_t<matrix_view<const T>>& x, const matrix_view<T>& y) {
    detail::for_each_row<T>("num::log_softmax_rows", x, y,
                            [](std::span<const T> row, std::span<T> shares) { detail::log_softmax_of(row, shares); });
}

}  // namespace lastro::inline v0::num
