// SPDX-License-Identifier: MIT
// lastro/artifact/sparse.hpp
//
// How is a sparse matrix a field of a model? As five fields of its own, row by row, whatever its order in memory is.
//
//   struct taste { Eigen::SparseMatrix<double> seen; ... visit("seen", self.seen); ... };
//
// Numbers are moved, not computed with. Including this header is all there is to do.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <limits>       // numeric_limits
#include <stdexcept>    // length_error
#include <string_view>  // string_view
#include <vector>       // vector

#include <Eigen/SparseCore>  // Map, SparseMatrix

#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/reflection.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>

namespace lastro::inline v0::artifact {

/// A sparse matrix as three lists, row by row, whatever its order in memory is: row i has the columns and values from
/// begins[i] to begins[i + 1]. (SciPy calls them indptr, indices, data.)
template <element T>
struct sparse_rows {
    static constexpr artifact::schema schema{"lastro.sparse", 1};
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::vector<std::int64_t> begins = {0};
    std::vector<std::int64_t> indices = {};
    std::vector<T> values = {};

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("rows", self.rows);
        visit("columns", self.columns);
        visit("begins", self.begins);
        visit("indices", self.indices);
        visit("values", self.values);
    }

    /// @throws format_error unless every row's columns ascend within the matrix.
    void check() const {
        const auto require = [](bool holds, std::string_view expected) {
            core::require<format_error>(holds, "lastro.sparse", expected, "others");
        };
        require(rows >= 0 && columns >= 0 && begins.size() == static_cast<std::uint64_t>(rows) + 1 &&
                    begins.front() == 0 && begins.back() == static_cast<std::int64_t>(indices.size()) &&
                    indices.size() == values.size(),
                "a beginning for every row and the end, and as many columns as values");
        for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
            require(begins[i] <= begins[i + 1], "beginnings that ascend");
        }
        for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
            for (std::int64_t k = begins[i]; k < begins[i + 1]; ++k) {
                const auto at = static_cast<std::size_t>(k);
                require(indices[at] >= 0 && indices[at] < columns && (k == begins[i] || indices[at - 1] < indices[at]),
                        "columns that ascend within the matrix");
            }
        }
    }
};

/// Eigen's sparse matrices. Zeros that are stored stay stored.
template <element T, int Options, class Index>
struct saved_as<Eigen::SparseMatrix<T, Options, Index>> {
    using matrix = Eigen::SparseMatrix<T, Options, Index>;
    using by_rows = Eigen::SparseMatrix<T, Eigen::RowMajor, std::int64_t>;

    static constexpr std::int64_t most_columns = std::int64_t{1} << 27U;  ///< For which no bytes of a file speak.

    /// @throws std::length_error for more columns, which could not be loaded again.
    static sparse_rows<T> to(const matrix& value) {
        core::require<std::length_error>(value.cols() <= most_columns, "lastro.sparse", "at most 2^27 columns",
                                         static_cast<std::int64_t>(value.cols()));
        by_rows copy{value};
        copy.makeCompressed();
        const auto list = [&](const std::int64_t* from, std::int64_t count) {
            return std::vector<std::int64_t>(from, from + count);
        };
        return {.rows = copy.rows(),
                .columns = copy.cols(),
                .begins = list(copy.outerIndexPtr(), copy.rows() + 1),
                .indices = list(copy.innerIndexPtr(), copy.nonZeros()),
                .values = std::vector<T>(copy.valuePtr(), copy.valuePtr() + copy.nonZeros())};
    }

    static matrix from(const sparse_rows<T>& lists) {
        lists.check();
        constexpr auto most = static_cast<std::int64_t>((std::numeric_limits<Index>::max)());
        core::require<format_error>(lists.rows < most && lists.columns < most && lists.columns <= most_columns &&
                                        static_cast<std::int64_t>(lists.values.size()) < most,
                                    "lastro.sparse", "sizes that the matrix's index type holds", "larger ones");
        const Eigen::Map<const by_rows> view{
            lists.rows,          lists.columns,        static_cast<std::int64_t>(lists.values.size()),
            lists.begins.data(), lists.indices.data(), lists.values.data()};
        return matrix{view};
    }
};

}  // namespace lastro::inline v0::artifact
