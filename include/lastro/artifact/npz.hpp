// SPDX-License-Identifier: MIT
// lastro/artifact/npz.hpp
//
// How are several arrays exchanged with NumPy? As .npz files: a ZIP archive with a .npy file for each.
//
//   artifact::write_npz("x.npz", {{"a", artifact::dtype::f64, {2, 3}, bytes}});    // numpy.load("x.npz")["a"]
//   const artifact::npz_file file{"x.npz"};                                        // numpy.savez
//   const artifact::npz_file packed{"y.npz", with::inflate};                       // numpy.savez_compressed: needs zlib
//   const auto a = file.array("a").matrix<double>();
//
// Reading compares every array with its checksum when it is asked for. Const objects may be shared between threads.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <functional>   // function, less
#include <map>          // map
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/detail/crc32.hpp>
#include <lastro/artifact/npy.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/artifact/tensor_layout.hpp>
#include <lastro/artifact/zip.hpp>
#include <lastro/artifact/zip_writer.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/mapped_file.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// The content, of that size, of a DEFLATE stream; throws a format_error for any other. `with::inflate` is one.
using inflate_function = std::function<std::vector<std::byte>(core::byte_span stream, std::uint64_t size)>;

/// An array out of an archive; movable. Owns its bytes where they were compressed, else they are the archive's.
class npz_array : private npy_array {
public:
    using npy_array::copy, npy_array::header, npy_array::matrix, npy_array::shape, npy_array::type;

    npz_array(core::byte_span file, std::vector<std::byte> content, std::string where)
        : npy_array(content.empty() ? file : core::byte_span{content}, std::move(where)),
          content_(std::move(content)) {}
    npz_array(npz_array&&) noexcept = default;  // the bytes stay where they are
    npz_array& operator=(npz_array&&) noexcept = default;

    /// As of npy_array; not of a temporary, which may own the bytes.
    template <element T>
    [[nodiscard]] std::span<const T> values() const& {
        return npy_array::values<T>();
    }
    template <element T>
    std::span<const T> values() const&& = delete;
    [[nodiscard]] core::byte_span bytes() const& noexcept { return npy_array::bytes(); }
    core::byte_span bytes() const&& = delete;

private:
    std::vector<std::byte> content_;
};

/// An open, memory-mapped archive of arrays; movable, not copyable.
class npz_file {
public:
    /// No array takes more than `limit` bytes to unpack.
    ///
    /// @throws io_error if the file cannot be mapped; format_error as `parse_zip`.
    explicit npz_file(std::string path, inflate_function inflate = {}, std::uint64_t limit = std::uint64_t{1} << 32U)
        : path_(std::move(path)), map_(path_), inflate_(std::move(inflate)), limit_(limit) {
        for (zip_entry& entry : parse_zip(map_.bytes(), path_)) {
            std::string name = entry.name;
            if (name.ends_with(".npy")) {
                name.resize(name.size() - 4);
            }
            core::require<format_error>(entries_.emplace(std::move(name), std::move(entry)).second, path_,
                                        "every array's name once", "one with and without .npy");
        }
    }

    /// The arrays' names, ascending, without their ".npy".
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (const auto& [name, entry] : entries_) {
            result.push_back(name);
        }
        return result;
    }
    [[nodiscard]] bool has(std::string_view name) const noexcept { return entries_.contains(name); }

    /// An array, compared with its checksum; valid as long as this object is.
    ///
    /// @throws schema_error if there is none of that name; integrity_error if it is damaged; format_error if it is no NumPy
    ///         file, or compressed where no way to read that was given.
    [[nodiscard]] npz_array array(std::string_view name) const& {
        const auto found = entries_.find(name);
        const std::string where = path_ + ": array " + core::quoted(name);
        core::require<schema_error>(found != entries_.end(), where, "such an array", "none");
        const zip_entry& entry = found->second;
        std::vector<std::byte> content;
        if (entry.method != 0) {
            core::require<format_error>(inflate_ != nullptr, where, "stored bytes, or with::inflate to unpack others",
                                        "compressed ones");
            core::require<format_error>(entry.size <= limit_, where,
                                        "at most " + std::to_string(limit_) + " bytes when unpacked", entry.size);
            content = inflate_(entry.stored, entry.size);
        }
        const core::byte_span bytes = entry.method != 0 ? core::byte_span{content} : entry.stored;
        const std::uint32_t crc = detail::crc32(bytes);
        core::require<integrity_error>(crc == entry.crc, where, "bytes with checksum " + std::to_string(entry.crc),
                                       crc);
        return npz_array{bytes, std::move(content), where};
    }
    npz_array array(std::string_view name) const&& = delete;  // the array may refer to the file

private:
    std::string path_;
    core::mapped_file map_;
    inflate_function inflate_;
    std::uint64_t limit_;
    std::map<std::string, zip_entry, std::less<>> entries_;
};

/// Writes arrays as numpy.savez does: stored, not compressed. Atomic and durable; equal arrays in equal order give equal
/// bytes.
///
/// @throws std::invalid_argument as `npy_header_bytes` and zip_writer::add, and where an array's bytes are not as many as
///         its shape says; io_error.
inline void write_npz(const std::string& path, const std::vector<tensor_data>& arrays) {
    zip_writer out{path};
    for (const tensor_data& t : arrays) {
        const auto size = bits_of(t.type, t.shape);
        core::require<std::invalid_argument>(size && *size / 8 == t.bytes.size(),
                                             "artifact::write_npz: " + core::quoted(t.name),
                                             "as many bytes as the shape says", t.bytes.size());
        const std::vector<std::byte> header = npy_header_bytes(t.type, t.shape);
        out.add(t.name + ".npy", {header, t.bytes});
    }
    out.commit();
}

}  // namespace lastro::inline v0::artifact
