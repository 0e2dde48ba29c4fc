// SPDX-License-Identifier: MIT
// tests/num/product_samples.hpp
//
// Matrices in odd places, and the definition that every product is measured by.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <span>
#include <vector>

#include <lastro/num/dispatch.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/generator.hpp>

#include "every_level.hpp"

namespace product_samples {

namespace num = lastro::num;
using lastro::random::bounded;
using lastro::random::generator;
using lastro::random::stream;
using lastro_test::on_every_level;
using num::level;
using num::matrix_view;

/// The five lines that everything is measured by. The chain of c(i, j) begins with what c(i, j) holds.
template <class T>
void by_definition(const matrix_view<T>& c, const matrix_view<const T>& a, const matrix_view<const T>& b) {
    for (std::size_t i = 0; i < c.rows; ++i) {
        for (std::size_t j = 0; j < c.cols; ++j) {
            for (std::size_t k = 0; k < a.cols; ++k) {
                c(i, j) = std::fma(a(i, k), b(k, j), c(i, j));
            }
        }
    }
}

template <class T>
void fill(const matrix_view<T>& c, T value) {
    for (std::size_t i = 0; i < c.rows; ++i) {
        for (std::size_t j = 0; j < c.cols; ++j) {
            c(i, j) = value;
        }
    }
}

template <class T>
std::vector<T> normals(std::size_t n, std::uint64_t seed) {
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<T>(lastro::random::normal(stream{seed}["gemm"], i));
    }
    return x;
}

/// A matrix somewhere in its own memory: by rows, by columns or with gaps everywhere, at any alignment.
template <class T>
struct stored {
    std::vector<T> memory;
    matrix_view<T> view;

    stored(std::size_t rows, std::size_t cols, generator& next)
        : memory(normals<T>(3 * rows * cols + 4 * rows + 4 * cols + 8, bounded(next, 1000))) {
        T* const data = memory.data() + bounded(next, 5);
        switch (bounded(next, 3)) {
            case 0:
                view = num::row_major(data, rows, cols, cols + bounded(next, 3));
                break;
            case 1:
                view = num::column_major(data, rows, cols, rows + bounded(next, 3));
                break;
            default:
                view = {data, rows, cols, 2, 2 * rows + 1};
                break;
        }
    }

    /// The same place in a copy of the memory.
    [[nodiscard]] matrix_view<T> in(std::vector<T>& copy) const {
        matrix_view<T> there = view;
        there.data = copy.data() + (view.data - memory.data());
        return there;
    }
};

/// Some numbers become zeros, infinities, NaN, the smallest and the largest.
template <class T>
void make_difficult(std::span<T> numbers, generator& next) {
    constexpr T infinity = std::numeric_limits<T>::infinity();
    constexpr T special[] = {T{0},
                             -T{0},
                             infinity,
                             -infinity,
                             std::numeric_limits<T>::quiet_NaN(),
                             T{1},
                             std::numeric_limits<T>::denorm_min(),
                             std::numeric_limits<T>::max()};
    for (T& x : numbers) {
        x = bounded(next, 6) == 0 ? special[bounded(next, 8)] : x;
    }
}

template <class T>
bool same_bytes(const std::vector<T>& x, const std::vector<T>& y) {
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(T)) == 0;
}

/// Equal to the bit, except that a NaN's sign and payload are nobody's promise.
template <class T>
bool same_numbers(const std::vector<T>& x, const std::vector<T>& y) {
    bool equal = x.size() == y.size();
    for (std::size_t i = 0; equal && i < x.size(); ++i) {
        equal = std::isnan(x[i]) ? std::isnan(y[i]) : x[i] == y[i] && std::signbit(x[i]) == std::signbit(y[i]);
    }
    return equal;
}

}  // namespace product_samples
