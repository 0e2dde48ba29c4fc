// SPDX-License-Identifier: MIT
// lastro/num/affine.hpp
//
// What does a layer of a network compute, to the last bit? Y = activation(X W + bias), and the way back through it.
//
//   num::affine<double>(y, x, w, bias, {.activation = num::activation::tanh});       // y(i, j) = tanh(chain of b(j))
//   num::activation_backward<double>(num::activation::tanh, outputs, deltas);        // deltas *= 1 - y * y
//
// The chains of num/gemm.hpp, each beginning with its bias. The activation is applied to finished outputs, piece by
// piece while they are in the cache, by the functions of num/elementary.hpp.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // to_string
#include <type_traits>  // type_identity_t

#include <lastro/num/activation.hpp>
#include <lastro/num/elementwise.hpp>
#include <lastro/num/gemm_dispatch.hpp>
#include <lastro/num/hyperbolic.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/product.hpp>
#include <lastro/num/run_packed.hpp>
#include <lastro/num/workspace.hpp>

namespace lastro::inline v0::num {

/// What is applied to a layer's outputs. relu(x) is 0 below 0 and else x: a NaN stays one, it must be seen.
enum class activation : std::uint8_t { identity, relu, tanh, sigmoid };

struct affine_settings {
    num::activation activation = num::activation::identity;
    std::size_t threads = 1;           ///< At most so many threads share the work; small products use one.
    product_memory* memory = nullptr;  ///< As in num::gemm.
};

namespace detail {

struct relu_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x) {
        const Pack zero = Pack::all(0);
        return select(less(x, zero), zero, x);
    }
};

/// delta * f'(x), told from the output y = f(x): no product is added to anything, so nothing can be fused.
struct tanh_slope {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& y, const Pack& delta) {
        const Pack one = Pack::all(1);
        return delta * ((one - y) * (one + y));
    }
};

struct sigmoid_slope {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& y, const Pack& delta) {
        return delta * (y * (Pack::all(1) - y));
    }
};

struct relu_slope {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& y, const Pack& delta) {
        const Pack zero = Pack::all(0);
        return select(less(zero, y), delta, zero);
    }
};

template <class Function>
struct combine_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(const T* y, T* delta, std::size_t n) {
        std::size_t i = 0;
        for (; n - i >= Pack::size; i += Pack::size) {
            Function::apply(Pack::load(y + i), Pack::load(delta + i)).store(delta + i);
        }
        for (; i < n; ++i) {
            Function::apply(Single::load(y + i), Single::load(delta + i)).store(delta + i);
        }
    }
};

/// delta[i] = function(y[i], delta[i]).
template <class Function, class T>
void combine(std::span<const T> y, std::span<T> delta) noexcept {
    run_packed<combine_text<Function>, T>(y.data(), delta.data(), y.size());
}

/// x = function(x), where the numbers of a row or of a column lie side by side, or one by one.
template <class T, class Map>
void for_each_run(const matrix_view<T>& m, const Map& map) {
    if (m.empty()) {
        return;
    }
    const matrix_view<T> rows = m.row_stride == 1 && m.col_stride != 1 ? transposed(m) : m;
    if (rows.col_stride == 1 && rows.row_stride == rows.cols) {
        map(std::span<T>{rows.data, rows.rows * rows.cols});
        return;
    }
    for (std::size_t i = 0; i < rows.rows; ++i) {
        if (rows.col_stride == 1) {
            map(std::span<T>{&rows(i, 0), rows.cols});
            continue;
        }
        for (std::size_t j = 0; j < rows.cols; ++j) {
            map(std::span<T>{&rows(i, j), 1});
        }
    }
}

template <class T>
void activate(activation kind, std::span<T> x) {
    switch (kind) {
        case activation::relu:
            return map<relu_function, T>("relu", x, x);
        case activation::tanh:
            return num::tanh(std::span<const T>{x}, x);
        case activation::sigmoid:
            return num::sigmoid(std::span<const T>{x}, x);
        case activation::identity:
            return;
    }
}

}  // namespace detail

/// Y = activation(X W + bias): [n, in] times [in, out], a bias per column of Y.
///
/// @throws std::invalid_argument if the shapes do not fit or Y shares memory with X, W or the bias.
template <class T>
void affine(const matrix_view<T>& y, const std::type_identity_t<matrix_view<const T>>& x,
            const std::type_identity_t<matrix_view<const T>>& w, std::type_identity_t<std::span<const T>> bias,
            const affine_settings& settings = {}) {
    detail::check_product<T>("num::affine", y, x, w);
    if (bias.size() != y.cols) {
        throw std::invalid_argument{"num::affine: expected a bias for each of " + std::to_string(y.cols) +
                                    " columns, found " + std::to_string(bias.size())};
    }
    if (detail::may_overlap<T>(y, matrix_view<const T>{bias.data(), 1, bias.size(), 0, 1})) {
        throw std::invalid_argument{"num::affine: expected Y apart from the bias, found that they share memory"};
    }
    detail::multiply_on<T>(settings.threads, {y, x, w, {bias.data(), y.rows, y.cols, 0, 1}, settings.memory},
                           [kind = settings.activation](const matrix_view<T>& piece) {
                               if (kind != activation::identity) {
                                   detail::for_each_run(piece,
                                                        [kind](std::span<T> run) { detail::activate(kind, run); });
                               }
                           });
}

/// delta = delta * f'(x), told from the activation's output y = f(x): 1 - y y for tanh, y (1 - y) for sigmoid, and for
/// relu 1 where y > 0, else the number 0.
///
/// @throws std::invalid_argument if the sizes differ.
template <class T>
void activation_backward(activation kind, std::type_identity_t<std::span<const T>> y, std::span<T> delta) {
    if (y.size() != delta.size()) {
        throw std::invalid_argument{"num::activation_backward: expected as many derivatives as outputs (" +
                                    std::to_string(y.size()) + "), found " + std::to_string(delta.size())};
    }
    switch (kind) {
        case activation::relu:
            return detail::combine<detail::relu_slope>(y, delta);
        case activation::tanh:
            return detail::combine<detail::tanh_slope>(y, delta);
        case activation::sigmoid:
            return detail::combine<detail::sigmoid_slope>(y, delta);
        case activation::identity:
            return;
    }
}

}  // namespace lastro::inline v0::num
