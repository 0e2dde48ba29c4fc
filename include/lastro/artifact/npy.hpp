// SPDX-License-Identifier: MIT
// lastro/artifact/npy.hpp
//
// How are arrays exchanged with NumPy? As .npy files, one array each.
//
//   artifact::write_npy("x.npy", x);                                  // an Eigen matrix; numpy.load("x.npy") has its rows
//   const artifact::npy_file file{"x.npy"};                           // mapped; only the header is read
//   const auto y = file.matrix<double>();                             // a copy: any order of memory, any byte order
//   const std::span<const float> v = file.values<float>();            // or in place: checked for type, order, alignment
//
// Files are written as numpy.save does, atomically. Const objects may be shared between threads.
#pragma once

#include <bit>          // endian
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t, uintptr_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <type_traits>  // is_base_of_v
#include <utility>      // move
#include <vector>       // vector

#include <Eigen/Core>  // Matrix, PlainObjectBase

#include <lastro/artifact/detail/row_major.hpp>
#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/npy_header.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

namespace lastro::inline v0::artifact {

/// An array within the bytes of a NumPy file, which belong to somebody else.
class npy_array {
public:
    /// @throws format_error as `parse_npy`.
    npy_array(core::byte_span file, std::string where)
        : where_(std::move(where)), file_(file), header_(parse_npy(file, where_)) {}

    [[nodiscard]] dtype type() const noexcept { return header_.type; }
    [[nodiscard]] const std::vector<std::uint64_t>& shape() const noexcept { return header_.shape; }
    [[nodiscard]] const npy_header& header() const noexcept { return header_; }

    /// The bytes of the data as they stand there.
    [[nodiscard]] core::byte_span bytes() const noexcept {
        return file_.subspan(static_cast<std::size_t>(header_.data_begin), static_cast<std::size_t>(header_.data_size));
    }

    /// The elements in place, row by row.
    ///
    /// @throws schema_error if it holds another type, if they lie by columns (and are more than one-dimensional), in
    ///         another byte order than the machine's, or not aligned for T.
    template <element T>
    [[nodiscard]] std::span<const T> values() const {
        require_type<T>();
        const bool native = header_.big_endian == (std::endian::native == std::endian::big) || sizeof(T) == 1;
        core::require<schema_error>(native && (!header_.by_columns || header_.shape.size() < 2), where_,
                                    "rows in the machine's byte order to view them in place", "others; use copy");
        core::require<schema_error>(reinterpret_cast<std::uintptr_t>(bytes().data()) % alignof(T) == 0, where_,
                                    "aligned data to view it in place", "other data; use copy");
        return {reinterpret_cast<const T*>(bytes().data()), bytes().size() / sizeof(T)};
    }

    /// The elements row by row, whatever their order in the file. @throws schema_error if it holds another type.
    template <element T>
    [[nodiscard]] std::vector<T> copy() const {
        require_type<T>();
        std::vector<T> result(bytes().size() / sizeof(T));
        if (!header_.by_columns || header_.shape.size() < 2) {
            for (std::size_t i = 0; i < result.size(); ++i) {
                result[i] = at<T>(i);
            }
            return result;
        }
        // By columns: the last index changes slowest. Step through row-major order and keep the place along.
        const std::size_t rank = header_.shape.size();
        std::vector<std::uint64_t> steps(rank, 1);
        for (std::size_t k = 1; k < rank; ++k) {
            steps[k] = steps[k - 1] * header_.shape[k - 1];
        }
        std::vector<std::uint64_t> index(rank, 0);
        std::uint64_t place = 0;
        for (T& value : result) {
            value = at<T>(static_cast<std::size_t>(place));
            for (std::size_t k = rank; k-- > 0;) {
                place += steps[k];
                if (++index[k] < header_.shape[k]) {
                    break;
                }
                place -= steps[k] * header_.shape[k];
                index[k] = 0;
            }
        }
        return result;
    }

    /// An array of one dimension as a column, of two as a matrix. @throws schema_error as `copy`, or for other ranks.
    template <element T>
    [[nodiscard]] Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> matrix() const {
        require_type<T>();
        const std::size_t rank = header_.shape.size();
        core::require<schema_error>(rank == 1 || rank == 2, where_, "1 or 2 dimensions", rank);
        constexpr auto most = static_cast<std::uint64_t>(PTRDIFF_MAX);  // beside a dimension of 0 the other may be huge
        core::require<schema_error>(header_.shape[0] <= most && header_.shape.back() <= most, where_,
                                    "dimensions below 2^63", "larger ones");
        const auto rows = static_cast<Eigen::Index>(header_.shape[0]);
        const auto columns = static_cast<Eigen::Index>(rank == 2 ? header_.shape[1] : 1);
        Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> result(rows, columns);
        for (Eigen::Index j = 0; j < columns && rows > 0; ++j) {
            for (Eigen::Index i = 0; i < rows; ++i) {
                result(i, j) = at<T>(static_cast<std::size_t>(header_.by_columns ? j * rows + i : i * columns + j));
            }
        }
        return result;
    }

private:
    template <element T>
    void require_type() const {
        core::require<schema_error>(header_.type == dtype_of<T>, where_, to_string(dtype_of<T>),
                                    to_string(header_.type));
    }

    /// The element at place i of the file.
    template <element T>
    [[nodiscard]] T at(std::size_t i) const noexcept {
        const std::byte* const from = bytes().data() + i * sizeof(T);
        if (!header_.big_endian) {
            return core::load_le<T>(from);
        }
        std::byte turned[sizeof(T)];
        for (std::size_t k = 0; k < sizeof(T); ++k) {
            turned[k] = from[sizeof(T) - 1 - k];
        }
        return core::load_le<T>(turned);
    }

    std::string where_;
    core::byte_span file_;
    npy_header header_;
};

/// An open, memory-mapped NumPy file; movable, not copyable.
class npy_file : private core::mapped_file, public npy_array {
public:
    /// @throws io_error if the file cannot be mapped; format_error as `parse_npy`.
    explicit npy_file(const std::string& path) : core::mapped_file(path), npy_array(core::mapped_file::bytes(), path) {}

    using npy_array::bytes;
    template <element T>
    [[nodiscard]] std::span<const T> values() const& {
        return npy_array::values<T>();
    }
    template <element T>
    std::span<const T> values() const&& = delete;  // the view would outlive the file
};

/// Writes an array, row-major and little-endian, as numpy.save does, atomically and durably. The name is not used.
///
/// @throws std::invalid_argument as `npy_header_bytes`, and where there are not as many bytes as the shape says; io_error.
inline void write_npy(const std::string& path, const tensor_data& array) {
    const auto size = bits_of(array.type, array.shape);
    core::require<std::invalid_argument>(size && *size / 8 == array.bytes.size(), "artifact::write_npy",
                                         "as many bytes as the shape says", array.bytes.size());
    const std::vector<std::byte> header = npy_header_bytes(array.type, array.shape);
    core::atomic_file file{path};
    file.write(header);
    file.write(array.bytes);
    file.commit();
}

/// Writes a matrix, or a vector as one dimension.
template <class Matrix>
requires std::is_base_of_v<Eigen::PlainObjectBase<Matrix>, Matrix> && element<typename Matrix::Scalar>
void write_npy(const std::string& path, const Matrix& values) {
    constexpr bool vector = Matrix::RowsAtCompileTime == 1 || Matrix::ColsAtCompileTime == 1;
    const auto rows = static_cast<std::size_t>(values.rows());
    const auto columns = static_cast<std::size_t>(values.cols());
    std::vector<std::uint64_t> shape{rows, columns};
    if (vector) {
        shape = {rows * columns};
    }
    core::atomic_file file{path};
    file.write(npy_header_bytes(dtype_of<typename Matrix::Scalar>, shape));
    detail::put_row_major(
        detail::dense<const typename Matrix::Scalar>{values.data(), rows, columns, !Matrix::IsRowMajor},
        [&](core::byte_span piece) { file.write(piece); });
    file.commit();
}

}  // namespace lastro::inline v0::artifact
