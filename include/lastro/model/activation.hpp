// SPDX-License-Identifier: MIT
// lastro/model/activation.hpp
//
// What stands between two layers of a network, and what is its slope?
//
//   model::to_string(model::activation::gelu);                                   // "gelu"
//   model::activated_layer(kind, x, w, b, y, inputs);                            // y = f(x*w + b)
//   model::activated_backward(kind, inputs, y, delta);                           // delta *= f'(x*w + b)
//
// The slopes of relu and tanh are told from their outputs; that of gelu [1] from its inputs, which are kept for it.
//
// References
//   [1] D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (GELUs), 2016.
#pragma once

#include <concepts>     // floating_point
#include <cstdint>      // uint8_t
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // type_identity_t
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/dense.hpp>
#include <lastro/num/affine.hpp>
#include <lastro/num/gelu.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/workspace.hpp>

namespace lastro::inline v0::model {

/// What stands between two layers.
enum class activation : std::uint8_t { relu, tanh, gelu };

/// The name as it is written above.
[[nodiscard]] constexpr std::string_view to_string(activation value) noexcept {
    return value == activation::tanh ? "tanh" : value == activation::gelu ? "gelu" : "relu";
}

/// The activation of that name, in a file.
///
/// @throws format_error beginning with `where` if there is none.
[[nodiscard]] inline activation activation_named(std::string_view name, const std::string& where) {
    for (const activation value : {activation::relu, activation::tanh, activation::gelu}) {
        if (name == to_string(value)) {
            return value;
        }
    }
    core::fail<format_error>(where, "\"relu\", \"tanh\" or \"gelu\"", core::quoted(name));
}

namespace detail {

struct product_function {
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x, const Pack& y) {
        return x * y;
    }
};

/// y *= x, element by element.
template <std::floating_point T>
void times(std::type_identity_t<std::span<const T>> x, std::span<T> y) noexcept {
    num::detail::combine<product_function, T>(x, y);
}

[[nodiscard]] constexpr num::activation told_from_output(activation kind) noexcept {
    return kind == activation::tanh ? num::activation::tanh : num::activation::relu;
}

}  // namespace detail

/// y = f(x*w + b), [n, out], without gaps; `inputs` gets x*w + b where the slope is told from it (gelu).
template <class Matrix, class Vector, std::floating_point T>
void activated_layer(activation kind, const std::type_identity_t<num::matrix_view<const T>>& x, const Matrix& w,
                     const Vector& b, const num::matrix_view<T>& y, std::vector<T>& inputs,
                     num::product_memory* memory = nullptr) {
    if (kind != activation::gelu) {
        dense_forward(x, detail::view(w), detail::flat(b), y, detail::told_from_output(kind), memory);
        return;
    }
    const num::matrix_view<T> before = detail::scratch(inputs, y.rows, y.cols);
    dense_forward(x, detail::view(w), detail::flat(b), before, num::activation::identity, memory);
    num::gelu(detail::flat(before), detail::flat(y));
}

/// delta *= f'(x*w + b) with what `activated_layer` left. `inputs` is overwritten.
template <std::floating_point T>
void activated_backward(activation kind, std::vector<T>& inputs, std::type_identity_t<std::span<const T>> y,
                        std::type_identity_t<std::span<T>> delta) {
    if (kind != activation::gelu) {
        num::activation_backward<T>(detail::told_from_output(kind), y, delta);
        return;
    }
    const std::span<T> slopes = std::span{inputs}.first(delta.size());
    num::gelu_derivative(slopes, slopes);
    detail::times(slopes, delta);
}

}  // namespace lastro::inline v0::model
