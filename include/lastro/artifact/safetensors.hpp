// SPDX-License-Identifier: MIT
// lastro/artifact/safetensors.hpp
//
// How are the tensors of a safetensors file read without copying, and never wrongly?
//
//   const artifact::safetensors_file file{"model.safetensors"};     // mapped; only the header is read
//   const auto w = file.matrix<float>("w");                         // an Eigen map, row-major, zero-copy
//   const std::vector<double> b = file.copy<double>("b");           // or a copy: any alignment, any byte order
//
// Everything that is asked for is checked: name, element type, rank, alignment. Const objects may be shared between
// threads. Views are valid as long as the file object is.
#pragma once

#include <bit>          // endian
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t, uintptr_t
#include <optional>     // optional
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <Eigen/Core>  // Map, Matrix

#include <lastro/artifact/detail/row_major.hpp>
#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/mapped_file.hpp>

namespace lastro::inline v0::artifact {

/// A row-major matrix in memory that a file owns.
template <element T>
using matrix_view = Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

/// An open, memory-mapped safetensors file; movable, not copyable.
class safetensors_file {
public:
    /// @throws io_error if the file cannot be mapped; format_error as `parse_safetensors`.
    explicit safetensors_file(std::string path, const safetensors_limits& limits = {})
        : path_(std::move(path)), map_(path_), header_(parse_safetensors(map_.bytes(), path_, limits)) {}

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// All tensors, in the order of their data.
    [[nodiscard]] std::span<const tensor_info> tensors() const noexcept { return header_.tensors; }

    /// The file's texts; nothing where it has no `__metadata__`.
    [[nodiscard]] const std::optional<text_map>& metadata() const noexcept { return header_.metadata; }

    /// The first bytes of the file: the length, the JSON and its padding, as they stand there.
    [[nodiscard]] core::byte_span header_bytes() const noexcept {
        return map_.bytes().first(static_cast<std::size_t>(header_.data_begin));
    }

    /// All that the header says.
    [[nodiscard]] const safetensors_header& header() const noexcept { return header_; }

    [[nodiscard]] bool has(std::string_view name) const noexcept { return header_.find(name) != nullptr; }

    /// What the header says of a tensor. @throws schema_error ("TensorNotFound") if there is none of that name.
    [[nodiscard]] const tensor_info& tensor(std::string_view name) const {
        const tensor_info* found = header_.find(name);
        if (found == nullptr) {
            core::fail<schema_error>(path_ + ": TensorNotFound", "a tensor " + core::quoted(name),
                                     std::to_string(header_.tensors.size()) + " others");
        }
        return *found;
    }

    /// The bytes of a tensor, as they stand in the file. @throws as tensor()
    [[nodiscard]] core::byte_span bytes(std::string_view name) const { return bytes(tensor(name)); }
    [[nodiscard]] core::byte_span bytes(const tensor_info& t) const noexcept {
        return map_.bytes().subspan(static_cast<std::size_t>(header_.data_begin + t.begin),
                                    static_cast<std::size_t>(t.end - t.begin));
    }

    /// The elements of a tensor in row-major order, in place.
    ///
    /// @throws schema_error as tensor(), if it holds another type, if its bytes are not aligned for T (the format
    ///         promises no alignment: use copy), or on a big-endian machine.
    template <element T>
    [[nodiscard]] std::span<const T> values(std::string_view name) const& {
        const core::byte_span raw = bytes(typed<T>(name));
        if (std::endian::native != std::endian::little && sizeof(T) > 1) {
            core::fail<schema_error>(place(name), "a little-endian machine to view bytes in place",
                                     "a big-endian one; use copy");
        }
        if (reinterpret_cast<std::uintptr_t>(raw.data()) % alignof(T) != 0) {
            core::fail<schema_error>(place(name),
                                     "data aligned to " + std::to_string(alignof(T)) + " bytes to view it in place",
                                     "other data; use copy");
        }
        return {reinterpret_cast<const T*>(raw.data()), raw.size() / sizeof(T)};
    }

    /// The elements of a tensor in row-major order; any alignment, any machine. @throws schema_error as tensor(), or if
    /// it holds another type.
    template <element T>
    [[nodiscard]] std::vector<T> copy(std::string_view name) const {
        const core::byte_span raw = bytes(typed<T>(name));
        std::vector<T> result(raw.size() / sizeof(T));
        detail::take_row_major(raw, detail::dense<T>{result.data(), result.size(), 1}, core::mapped_file::release);
        return result;
    }

    /// A tensor of shape [rows, columns] in place. @throws schema_error as values(), or for any other rank.
    template <element T>
    [[nodiscard]] matrix_view<T> matrix(std::string_view name) const& {
        const tensor_info& t = typed<T>(name);
        if (t.shape.size() != 2) {
            core::fail<schema_error>(place(name), "2 dimensions", t.shape.size());
        }
        constexpr auto most = static_cast<std::uint64_t>(PTRDIFF_MAX);  // beside a dimension of 0 the other may be huge
        if (t.shape[0] > most || t.shape[1] > most) {
            core::fail<schema_error>(place(name), "dimensions below 2^63", "larger ones");
        }
        return {values<T>(name).data(), static_cast<Eigen::Index>(t.shape[0]), static_cast<Eigen::Index>(t.shape[1])};
    }

    // A view would outlive a file that nobody holds.
    template <element T>
    std::span<const T> values(std::string_view name) const&& = delete;
    template <element T>
    matrix_view<T> matrix(std::string_view name) const&& = delete;

private:
    template <element T>
    [[nodiscard]] const tensor_info& typed(std::string_view name) const {
        const tensor_info& t = tensor(name);
        if (t.type != dtype_of<T>) {
            core::fail<schema_error>(place(name), to_string(dtype_of<T>), to_string(t.type));
        }
        return t;
    }

    [[nodiscard]] std::string place(std::string_view name) const { return path_ + ": tensor " + core::quoted(name); }

    std::string path_;
    core::mapped_file map_;
    safetensors_header header_;
};

}  // namespace lastro::inline v0::artifact
