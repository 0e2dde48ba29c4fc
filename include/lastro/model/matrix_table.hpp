// SPDX-License-Identifier: MIT
// lastro/model/matrix_table.hpp
//
// How do columns of a table become an Eigen matrix, and a matrix a table?
//
//   const Eigen::MatrixXd x = model::to_matrix(weather, {"wind", "temp_max"});      // missing rows are NaN
//   const data::table rows = model::to_table(x, {"wind", "temp_max"});
//   model::vector_map(weather.column<double>("wind"));                              // one column, without a copy
#pragma once

#include <concepts>     // floating_point, signed_integral
#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <type_traits>  // conditional_t
#include <utility>      // move
#include <vector>       // vector

#include <Eigen/Core>  // DenseBase, Index, Map, MatrixXd, VectorXd

#include <lastro/core/contract.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::model {

/// The columns `names` as those of a matrix: booleans as 0 and 1, missing rows as NaN.
///
/// @throws schema_error if there is no such column, or it holds dates, timestamps or texts.
[[nodiscard]] inline Eigen::MatrixXd to_matrix(const data::table& rows, const std::vector<std::string>& names) {
    Eigen::MatrixXd result(static_cast<Eigen::Index>(rows.rows()), static_cast<Eigen::Index>(names.size()));
    for (std::size_t j = 0; j < names.size(); ++j) {
        const std::vector<double> numbers = rows.column(names[j]).numbers(rows.source(), names[j]);
        result.col(static_cast<Eigen::Index>(j)) =
            Eigen::Map<const Eigen::VectorXd>{numbers.data(), static_cast<Eigen::Index>(numbers.size())};
    }
    return result;
}

/// The columns of a matrix under `names`: float64, or int64 for a matrix of integers. NaN stays NaN, and is not missing.
///
/// @throws std::invalid_argument unless there is one name for each column, and they differ.
template <class Derived>
[[nodiscard]] data::table to_table(const Eigen::DenseBase<Derived>& matrix, const std::vector<std::string>& names) {
    using scalar = typename Derived::Scalar;
    static_assert(std::floating_point<scalar> || std::signed_integral<scalar>, "to_table: numbers that a column holds");
    using kept = std::conditional_t<std::floating_point<scalar>, double, std::int64_t>;
    core::require<std::invalid_argument>(static_cast<std::size_t>(matrix.cols()) == names.size(), "to_table",
                                         std::to_string(matrix.cols()) + " names, one for each column", names.size());
    data::table result;
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
        std::vector<kept> values;
        values.reserve(static_cast<std::size_t>(matrix.rows()));
        for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
            values.push_back(static_cast<kept>(matrix.derived().coeff(i, j)));
        }
        result.add(names[static_cast<std::size_t>(j)], data::column{std::move(values)});
    }
    return result;
}

/// The rows of a column as a vector of Eigen's, where the column has them; missing rows are 0 there. Good as long as the
/// column lives and is not changed.
template <class T>
[[nodiscard]] Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>> vector_map(const data::column_view<T>& rows) {
    return {rows.values().data(), static_cast<Eigen::Index>(rows.size())};
}

}  // namespace lastro::inline v0::model
