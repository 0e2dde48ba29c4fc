// SPDX-License-Identifier: MIT
// lastro/linalg/polynomial_fit.hpp
//
// Which polynomial fits these points best, when its powers are almost dependent?
//
//   const auto curve = linalg::polynomial_fit(x, y, 10);     // y = c[0] + c[1] x + ... in curve.coefficients
//
// Least squares (linalg/least_squares.hpp) over powers that are known to twice the precision: rounding them to double
// would cost NIST's set Filip half of its digits.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/linalg/least_squares.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::linalg {

namespace detail {

/// Powers of x from 0 to `degree`, as high + low, column after column.
struct powers_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(const T* x, std::size_t m, std::size_t degree, T* high, T* low) {
        const Single zero = Single::all(0);
        for (std::size_t i = 0; i < m; ++i) {
            Single h = Single::all(1);
            Single l = zero;
            high[i] = h.v;
            low[i] = l.v;
            for (std::size_t j = 1; j <= degree; ++j) {
                const Single by = Single::all(x[i]);
                const Single product = fma(h, by, zero);
                const Single rest = fma(l, by, fma(h, by, zero - product));
                h = product + rest;
                l = rest - (h - product);
                high[j * m + i] = h.v;
                low[j * m + i] = l.v;
            }
        }
    }
};

template <class T>
[[nodiscard]] least_squares_result<T> polynomial_fit_of(std::span<const T> x, std::span<const T> y,
                                                        std::size_t degree) {
    num::detail::require_one_length("linalg::polynomial_fit", x.size(), y.size());
    if (x.size() <= degree) {
        throw std::invalid_argument{"linalg::polynomial_fit: expected more points than the degree, " +
                                    std::to_string(degree) + ", found " + std::to_string(x.size())};
    }
    const std::size_t m = x.size();
    std::vector<T> high(m * (degree + 1));
    std::vector<T> low(m * (degree + 1));
    num::detail::run_packed<powers_text, T>(x.data(), m, degree, high.data(), low.data());
    return least_squares(num::column_major<const T>(high.data(), m, degree + 1), y,
                         {.low = num::column_major<const T>(low.data(), m, degree + 1)});
}

}  // namespace detail

/// The c with the smallest sum of squares of y - (c[0] + c[1] x + ... + c[degree] x^degree).
///
/// @throws std::invalid_argument if the lengths differ, there are not more points than `degree`, or a power of an x is
/// not finite.
[[nodiscard]] inline least_squares_result<double> polynomial_fit(std::span<const double> x, std::span<const double> y,
                                                                 std::size_t degree) {
    return detail::polynomial_fit_of(x, y, degree);
}
[[nodiscard]] inline least_squares_result<float> polynomial_fit(std::span<const float> x, std::span<const float> y,
                                                                std::size_t degree) {
    return detail::polynomial_fit_of(x, y, degree);
}

}  // namespace lastro::inline v0::linalg
