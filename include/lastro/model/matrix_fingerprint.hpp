// SPDX-License-Identifier: MIT
// lastro/model/matrix_fingerprint.hpp
//
// Which numbers are in this matrix? One digest, however it is stored.
//
//   model::fingerprint(x);                 // the same for row-major and column-major, blocks, maps and expressions
//   model::fingerprint(x.transpose());     // another: the shape counts
//
// Type, shape and numbers are hashed as docs/formats/table.md says (digest of an array): float as double, every NaN as
// one, integers as 64 bits. A vector of Eigen's has one extent, a matrix two.
#pragma once

#include <cstddef>      // size_t
#include <type_traits>  // remove_cvref_t
#include <vector>       // vector

#include <Eigen/Core>  // DenseBase, Index

#include <lastro/data/detail/column_feed.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::model {

/// The digest of a matrix, vector or array of numbers or truth values. Cost: one pass over the numbers in the order in
/// which they lie, and a copy of some rows at a time where they lie column by column.
///
/// @throws std::out_of_range if an integer is beyond int64.
template <class Derived>
requires data::detail::cell_value<typename Derived::Scalar>
[[nodiscard]] hash::digest fingerprint(const Eigen::DenseBase<Derived>& values) {
    using number = typename Derived::Scalar;
    const auto& x = [&values]() -> decltype(auto) {
        if constexpr ((Derived::Flags & Eigen::DirectAccessBit) != 0) {
            return (values.derived());  // in memory
        } else {
            return values.derived().eval();  // an expression: computed once
        }
    }();
    constexpr bool row_major = std::remove_cvref_t<decltype(x)>::IsRowMajor;
    constexpr auto type = data::detail::type_holding<number>();
    data::detail::column_feed feed{type};
    constexpr Eigen::Index strip = 64;  // rows read side by side: each column's cache line is used up
    std::vector<number> rows(row_major ? 0 : static_cast<std::size_t>(strip * x.cols()));
    for (Eigen::Index first = 0; first < x.rows(); first += strip) {
        const Eigen::Index count = x.rows() - first < strip ? x.rows() - first : strip;
        if constexpr (row_major) {
            for (Eigen::Index i = first; i < first + count; ++i) {
                for (Eigen::Index j = 0; j < x.cols(); ++j) {
                    feed.add(number{x(i, j)});
                }
            }
        } else {
            for (Eigen::Index j = 0; j < x.cols(); ++j) {
                for (Eigen::Index i = 0; i < count; ++i) {
                    rows[static_cast<std::size_t>(i * x.cols() + j)] = x(first + i, j);
                }
            }
            for (Eigen::Index k = 0; k < count * x.cols(); ++k) {
                feed.add(number{rows[static_cast<std::size_t>(k)]});
            }
        }
    }
    constexpr bool is_vector = Derived::ColsAtCompileTime == 1 || Derived::RowsAtCompileTime == 1;
    hash::blake3 hasher;
    hash::append(hasher, "lastro.array/1");
    hash::append(hasher, data::name_of(type));
    if constexpr (is_vector) {
        hash::append(hasher, 1);
        hash::append(hasher, x.size());
    } else {
        hash::append(hasher, 2);
        hash::append(hasher, x.rows());
        hash::append(hasher, x.cols());
    }
    hash::append(hasher, feed.finish());
    return hasher.finalize();
}

}  // namespace lastro::inline v0::model
