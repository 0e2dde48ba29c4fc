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
#include <concepts>     // floating_point
#include <cstddef>      // size_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // type_identity_t
#include <vector>       // vector

#include <Eigen/Core>  // PlainObjectBase

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/num/affine.hpp>
#include <lastro/num/axpy.hpp>
#include <lastro/num/gemm.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/run_packed.hpp>
#include <lastro/num/workspace.hpp>

namespace lastro::inline v0::model {

namespace detail {

/// sums[j] = sums[j] + x(0, j) + x(1, j) + ...
struct add_rows_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(T* sums, const T* x, std::size_t rows, std::size_t columns) {
        std::size_t j = 0;
        for (; columns - j >= Pack::size; j += Pack::size) {
            Pack sum = Pack::load(sums + j);
            for (std::size_t i = 0; i < rows; ++i) {
                sum = sum + Pack::load(x + i * columns + j);
            }
            sum.store(sums + j);
        }
        for (; j < columns; ++j) {
            for (std::size_t i = 0; i < rows; ++i) {
                sums[j] = sums[j] + x[i * columns + j];
            }
        }
    }
};

}  // namespace detail

/// y = activation(x*w + b).
template <std::floating_point T>
void dense_forward(const std::type_identity_t<num::matrix_view<const T>>& x,
                   const std::type_identity_t<num::matrix_view<const T>>& w, std::type_identity_t<std::span<const T>> b,
                   const num::matrix_view<T>& y, num::activation activation = num::activation::identity,
                   num::product_memory* memory = nullptr) {
    num::affine(y, x, w, b, {.activation = activation, .memory = memory});
}

/// gw += x' * delta and gb += column sums of delta, rows in ascending order. `delta` is row after row without gaps.
template <std::floating_point T>
void dense_gradient(const std::type_identity_t<num::matrix_view<const T>>& x,
                    const std::type_identity_t<num::matrix_view<const T>>& delta, const num::matrix_view<T>& gw,
                    std::type_identity_t<std::span<T>> gb, num::product_memory* memory = nullptr) {
    num::gemm(gw, num::transposed(x), delta, {.accumulate = true, .memory = memory});
    num::detail::run_packed<detail::add_rows_text, T>(gb.data(), delta.data, delta.rows, delta.cols);
}

/// dx = delta * w'.
template <std::floating_point T>
void dense_backward(const std::type_identity_t<num::matrix_view<const T>>& delta,
                    const std::type_identity_t<num::matrix_view<const T>>& w, const num::matrix_view<T>& dx,
                    num::product_memory* memory = nullptr) {
    num::gemm(dx, delta, num::transposed(w), {.memory = memory});
}

namespace detail {

template <class Matrix>
[[nodiscard]] num::matrix_view<const typename Matrix::Scalar> view(const Eigen::PlainObjectBase<Matrix>& m) noexcept {
    return num::column_major(m.data(), static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()));
}

template <class Matrix>
[[nodiscard]] std::span<const typename Matrix::Scalar> flat(const Eigen::PlainObjectBase<Matrix>& m) noexcept {
    return {m.data(), static_cast<std::size_t>(m.size())};
}

template <class T>
[[nodiscard]] std::span<T> flat(const num::matrix_view<T>& m) noexcept {
    return {m.data, m.rows * m.cols};
}

/// A number per row and column, in storage that grows once and is then reused.
template <std::floating_point T>
[[nodiscard]] num::matrix_view<T> scratch(std::vector<T>& storage, std::size_t rows, std::size_t columns) {
    if (storage.size() < rows * columns) {
        storage.resize(rows * columns);
    }
    return num::row_major(storage.data(), rows, columns);
}

inline void require_penalty(std::string_view where, double l2) {
    core::require<std::invalid_argument>(l2 >= 0.0 && std::isfinite(l2), where, "a finite number of at least 0", l2);
}

/// loss + l2/2 * |w|^2; adds l2 * w to the gradient `g`.
template <std::floating_point T>
double with_penalty(double loss, double l2, std::type_identity_t<std::span<const T>> w, std::span<T> g) noexcept {
    if (l2 == 0.0) {
        return loss;
    }
    num::axpy(static_cast<T>(l2), w, g);
    return std::fma(0.5 * l2, static_cast<double>(num::squared_norm(w)), loss);
}

/// Throws format_error unless there is a bias per output and every number is finite: for layers read from a file.
template <class Matrix, class Vector>
void check_layer(const std::string& where, const Matrix& weights, const Vector& bias) {
    core::require<format_error>(weights.cols() == bias.size(), where,
                                "a bias for each of " + std::to_string(weights.cols()) + " outputs", bias.size());
    for (const auto numbers : {flat(weights), flat(bias)}) {
        for (const auto x : numbers) {
            core::require<format_error>(std::isfinite(x), where, "finite parameters", x);
        }
    }
}

}  // namespace detail

}  // namespace lastro::inline v0::model
