// SPDX-License-Identifier: MIT
// lastro/model/dense.hpp
//
// What does a fully connected layer compute, and what is its gradient? y = x*w + b, in one order of operations.
//
//   model::dense_forward(x, w, b, y);                    // [n, in] * [in, out] + [out] -> [n, out]
//   model::dense_forward(x, w, b, y, num::activation::tanh);    // tanh of that
//   model::dense_gradient(x, delta, gw, gb);             // adds d loss / d w and d loss / d b
//   model::dense_backward(delta, w, dx);                 // d loss / d x
//
// Every output is one ascending chain of fused multiply-adds that begins with the bias (or with what is there
// already): how rows are batched or threads are used cannot be seen in a result.
#pragma once

#include <cmath>        // fma, isfinite
#include <cstddef>      // size_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <Eigen/Core>  // MatrixXd, VectorXd

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/num/affine.hpp>
#include <lastro/num/axpy.hpp>
#include <lastro/num/gemm.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::model {

/// y = activation(x*w + b).
inline void dense_forward(const num::matrix_view<const double>& x, const num::matrix_view<const double>& w,
                          std::span<const double> b, const num::matrix_view<double>& y,
                          num::activation activation = num::activation::identity) {
    num::affine(y, x, w, b, {.activation = activation});
}

/// gw += x' * delta and gb += column sums of delta, rows in ascending order. `delta` is row after row without gaps.
inline void dense_gradient(const num::matrix_view<const double>& x, const num::matrix_view<const double>& delta,
                           const num::matrix_view<double>& gw, std::span<double> gb) {
    num::gemm(gw, num::transposed(x), delta, {.accumulate = true});
    for (std::size_t i = 0; i < delta.rows; ++i) {
        num::add({delta.data + i * delta.cols, delta.cols}, gb);
    }
}

/// dx = delta * w'.
inline void dense_backward(const num::matrix_view<const double>& delta, const num::matrix_view<const double>& w,
                           const num::matrix_view<double>& dx) {
    num::gemm(dx, delta, num::transposed(w));
}

namespace detail {

[[nodiscard]] inline num::matrix_view<const double> view(const Eigen::MatrixXd& m) noexcept {
    return num::column_major(m.data(), static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()));
}

template <class Matrix>
[[nodiscard]] std::span<const double> flat(const Eigen::PlainObjectBase<Matrix>& m) noexcept {
    return {m.data(), static_cast<std::size_t>(m.size())};
}

template <class T>
[[nodiscard]] std::span<T> flat(const num::matrix_view<T>& m) noexcept {
    return {m.data, m.rows * m.cols};
}

/// A number per row and column, in storage that grows once and is then reused.
[[nodiscard]] inline num::matrix_view<double> scratch(std::vector<double>& storage, std::size_t rows,
                                                      std::size_t columns) {
    if (storage.size() < rows * columns) {
        storage.resize(rows * columns);
    }
    return num::row_major(storage.data(), rows, columns);
}

inline void require_penalty(std::string_view where, double l2) {
    core::require<std::invalid_argument>(l2 >= 0.0 && std::isfinite(l2), where, "a finite number of at least 0", l2);
}

/// loss + l2/2 * |w|^2; adds l2 * w to the gradient `g`.
inline double with_penalty(double loss, double l2, std::span<const double> w, std::span<double> g) noexcept {
    if (l2 == 0.0) {
        return loss;
    }
    num::axpy(l2, w, g);
    return std::fma(0.5 * l2, num::squared_norm(w), loss);
}

/// Throws format_error unless there is a bias per output and every number is finite: for layers read from a file.
inline void check_layer(const std::string& where, const Eigen::MatrixXd& weights, const Eigen::VectorXd& bias) {
    core::require<format_error>(weights.cols() == bias.size(), where,
                                "a bias for each of " + std::to_string(weights.cols()) + " outputs", bias.size());
    for (const auto numbers : {flat(weights), flat(bias)}) {
        for (const double x : numbers) {
            core::require<format_error>(std::isfinite(x), where, "finite parameters", x);
        }
    }
}

}  // namespace detail

}  // namespace lastro::inline v0::model
