// SPDX-License-Identifier: MIT
// lastro/artifact/tensor_view.hpp
//
// How do a tensor's bytes become the numbers of a list or a matrix that is there already?
//
//   artifact::read_matrix(view, false, "m.safetensors: w", w);      // resized; element type, rank and fixed sizes checked
#pragma once

#include <concepts>  // floating_point, same_as
#include <cstddef>   // byte, size_t
#include <cstdint>   // PTRDIFF_MAX, uint64_t
#include <string>    // string
#include <vector>    // vector

#include <Eigen/Core>  // Dynamic, Index

#include <lastro/artifact/detail/convert.hpp>
#include <lastro/artifact/detail/row_major.hpp>
#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/reflection.hpp>
#include <lastro/artifact/tensor_shape.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>

namespace lastro::inline v0::artifact {

/// A tensor to be read; the bytes belong to the source.
struct tensor_view {
    dtype type = dtype::f64;
    tensor_shape shape = {};
    core::byte_span bytes = {};
    void (*release)(core::byte_span) = nullptr;  ///< Told of bytes that have been read.
};

namespace detail {

inline void require_type(const tensor_view& t, dtype wanted, std::size_t rank, bool convert, const std::string& where) {
    const bool converted = convert && is_floating(t.type) && is_floating(wanted);
    core::require<format_error>(t.type == wanted || converted, where, to_string(wanted), to_string(t.type));
    core::require<format_error>(t.shape.size() == rank, where, std::to_string(rank) + " dimensions", t.shape.size());
    for (const std::uint64_t size : t.shape) {  // beside a dimension of 0, the other one may be anything
        core::require<format_error>(size <= static_cast<std::uint64_t>(PTRDIFF_MAX), where, "sizes below 2^63", size);
    }
}

/// The tensor's numbers into memory of their size.
template <class T>
void fill(const tensor_view& t, const dense<T>& to) {
    if (t.type == dtype_of<T>) {
        take_row_major(t.bytes, to, t.release);
    } else if constexpr (std::floating_point<T>) {
        take_converted(t.type, t.bytes, to);
    }
}

}  // namespace detail

/// A tensor of one dimension into a vector, or an array of its size. With `convert`, floating-point numbers of any width.
///
/// @throws format_error beginning with `where` for another element type, rank or size.
template <class List>
void read_list(const tensor_view& t, bool convert, const std::string& where, List& value) {
    using type = typename List::value_type;
    constexpr bool truth = std::same_as<type, bool>;
    if constexpr (truth) {
        detail::require_type(t, dtype::boolean, 1, convert, where);
    } else {
        detail::require_type(t, dtype_of<type>, 1, convert, where);
    }
    const auto count = static_cast<std::size_t>(t.shape[0]);
    if constexpr (detail::is_array<List>) {
        core::require<format_error>(count == value.size(), where, std::to_string(value.size()) + " elements", count);
    } else {
        value.resize(count);
    }
    if constexpr (truth) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto byte = std::to_integer<unsigned>(t.bytes[i]);
            core::require<format_error>(byte <= 1, where, "bytes that are 0 or 1", byte);
            value[i] = byte == 1;
        }
    } else {
        detail::fill(t, detail::dense<type>{value.data(), count, 1});
    }
}

/// A tensor of two dimensions into a matrix, of one into a vector; whatever the matrix's order in memory. @throws as read_list
template <class Matrix>
void read_matrix(const tensor_view& t, bool convert, const std::string& where, Matrix& value) {
    using type = typename Matrix::Scalar;
    constexpr bool vector = Matrix::RowsAtCompileTime == 1 || Matrix::ColsAtCompileTime == 1;
    detail::require_type(t, dtype_of<type>, vector ? 1 : 2, convert, where);
    constexpr bool row = Matrix::RowsAtCompileTime == 1 && Matrix::ColsAtCompileTime != 1;  // 1 x 1 is a column
    const auto rows = static_cast<Eigen::Index>(row ? 1 : t.shape[0]);
    const auto columns = static_cast<Eigen::Index>(Matrix::ColsAtCompileTime == 1 ? 1 : t.shape.back());
    const auto fits = [](Eigen::Index size, int fixed, int most) {
        return (fixed == Eigen::Dynamic || size == fixed) && (most == Eigen::Dynamic || size <= most);
    };
    if (!fits(rows, Matrix::RowsAtCompileTime, Matrix::MaxRowsAtCompileTime) ||
        !fits(columns, Matrix::ColsAtCompileTime, Matrix::MaxColsAtCompileTime)) {
        core::fail<format_error>(
            where,
            std::to_string(Matrix::RowsAtCompileTime) + " x " + std::to_string(Matrix::ColsAtCompileTime) + " elements",
            std::to_string(rows) + " x " + std::to_string(columns));
    }
    value.resize(rows, columns);
    detail::fill(t, detail::dense<type>{value.data(), static_cast<std::size_t>(rows), static_cast<std::size_t>(columns),
                                        !Matrix::IsRowMajor});
}

}  // namespace lastro::inline v0::artifact
