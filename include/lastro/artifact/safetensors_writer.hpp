// SPDX-License-Identifier: MIT
// lastro/artifact/safetensors_writer.hpp
//
// How do tensors become a safetensors file that is the same, byte for byte, whoever writes it?
//
//   artifact::write_safetensors("w.safetensors", {{"w", artifact::dtype::f64, {2, 3}, bytes}}, {{"format", "pt"}});
//
// Layout and header are byte for byte those of the reference writer [1], with metadata keys sorted (there their order
// is random) and with the header padded, as the format allows, so that the data begins at a multiple of 64 bytes.
// The file appears whole or not at all, also where one that is mapped elsewhere is replaced.
//
// References
//   [1] safetensors 0.8, safetensors/src/tensor.rs, prepare and serialize_to_file.
#pragma once

#include <algorithm>    // adjacent_find, is_sorted, sort
#include <array>        // array
#include <charconv>     // to_chars
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <span>         // span
#include <stdexcept>    // invalid_argument, length_error
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/artifact/tensor_info.hpp>
#include <lastro/artifact/tensor_layout.hpp>
#include <lastro/artifact/tensor_shape.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/file.hpp>
#include <lastro/store/canonical_json.hpp>

namespace lastro::inline v0::artifact {

/// A tensor to be written: row-major, little-endian; the bytes belong to the caller.
struct tensor_data {
    std::string name;
    dtype type = dtype::f64;
    tensor_shape shape;
    core::byte_span bytes;
};

/// How a file is written.
struct safetensors_settings {
    std::size_t alignment = 64;  ///< Where the data section begins: 8 (as the reference) to 4096, a power of two.
};

namespace detail {

inline void append_number(std::string& out, std::uint64_t number) {
    char digits[20];  // of 2^64 - 1
    const char* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

inline void append_list(std::string& out, std::span<const std::uint64_t> numbers) {
    out += '[';
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (i > 0) {
            out += ',';
        }
        append_number(out, numbers[i]);
    }
    out += ']';
}

/// As `safetensors_header_bytes`, of tensors that are in the order of `layout_before`.
[[nodiscard]] inline std::vector<std::byte> sorted_header_bytes(std::span<const tensor_info> tensors,
                                                                const text_map& metadata, std::size_t alignment) {
    const bool power = (alignment & (alignment - 1)) == 0;
    core::require<std::invalid_argument>(alignment >= 8 && alignment <= 4096 && power,
                                         "artifact::safetensors_header_bytes: alignment",
                                         "a power of two from 8 to 4096", alignment);
    std::string text(8, ' ');  // where the length will stand
    text += '{';
    if (!metadata.empty()) {
        text += "\"__metadata__\":{";
        for (bool first = true; const auto& [key, value] : metadata) {
            text += first ? "" : ",";
            first = false;
            store::append_json_string(text, key);
            text += ':';
            store::append_json_string(text, value);
        }
        text += '}';
    }
    std::vector<std::string_view> names;
    names.reserve(tensors.size());
    std::uint64_t position = 0;
    for (const tensor_info& t : tensors) {
        const auto place = [&t] { return "artifact::safetensors_header_bytes: tensor " + core::quoted(t.name); };
        if (t.name == "__metadata__") {
            core::fail<std::invalid_argument>(place(), "another name", "the reserved one");
        }
        const auto bit_count = bits_of(t.type, t.shape);
        if (!bit_count || *bit_count % 8 != 0 || *bit_count / 8 > UINT64_MAX - position) {
            core::fail<std::invalid_argument>(place() + ": InvalidTensorView", "whole bytes, fewer than 2^64",
                                              "others");
        }
        names.push_back(t.name);
        text += text.size() > 9 ? "," : "";
        store::append_json_string(text, t.name);
        text += ":{\"dtype\":\"";
        text += to_string(t.type);
        text += "\",\"shape\":";
        append_list(text, t.shape);
        text += ",\"data_offsets\":";
        const std::uint64_t begin = position;
        position += *bit_count / 8;
        append_list(text, std::array{begin, position});
        text += '}';
    }
    text += '}';
    if (!std::is_sorted(names.begin(), names.end())) {  // they are where all tensors have one type
        std::sort(names.begin(), names.end());
    }
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) {
        core::fail<std::invalid_argument>("artifact::safetensors_header_bytes", "every tensor name once",
                                          core::quoted(*twice) + " twice");
    }
    text.append((alignment - text.size() % alignment) % alignment, ' ');
    const std::size_t length = text.size() - 8;
    core::require<std::length_error>(length <= 100'000'000, "artifact::safetensors_header_bytes",
                                     "a header of at most 100000000 bytes", length);
    const core::byte_span written = core::as_bytes(text);
    std::vector<std::byte> bytes{written.begin(), written.end()};
    core::store_le(static_cast<std::uint64_t>(length), bytes.data());
    return bytes;
}

}  // namespace detail

/// The first bytes of a file that holds `tensors`: length and JSON, byte for byte as the reference writes them, the
/// metadata's keys sorted. Offsets are ignored and follow from `layout_before`. The JSON is padded with spaces until
/// the data begins at a multiple of `alignment` (8 is what the reference does).
///
/// @throws std::invalid_argument if two names are equal, a name is "__metadata__", text is not UTF-8, a size is beyond
///         2^64 bits or not whole bytes ("InvalidTensorView"), or the alignment is no power of two from 8 to 4096;
///         std::length_error if the header would be beyond the format's 100,000,000 bytes.
[[nodiscard]] inline std::vector<std::byte> safetensors_header_bytes(std::vector<tensor_info> tensors,
                                                                     const text_map& metadata,
                                                                     std::size_t alignment = 8) {
    std::sort(tensors.begin(), tensors.end(), layout_before);
    return detail::sorted_header_bytes(tensors, metadata, alignment);
}

/// Writes a file that holds `tensors`, atomically and durably.
///
/// @throws std::invalid_argument as `safetensors_header_bytes`, and where a tensor's bytes are not as many as its shape
///         says ("InvalidTensorView"); io_error if the system refuses. Then whatever stood under the name still does.
inline void write_safetensors(const std::string& path, std::vector<tensor_data> tensors, const text_map& metadata = {},
                              const safetensors_settings& settings = {}) {
    std::vector<tensor_info> infos;
    infos.reserve(tensors.size());
    for (const tensor_data& t : tensors) {
        const auto bit_count = bits_of(t.type, t.shape);
        if (!bit_count || *bit_count % 8 != 0 || *bit_count / 8 != t.bytes.size()) {
            core::fail<std::invalid_argument>(
                "artifact::write_safetensors: tensor " + core::quoted(t.name) + ": InvalidTensorView",
                bit_count ? std::to_string(*bit_count) + " bits, as its shape says" : "a size below 2^64 bits",
                std::to_string(t.bytes.size()) + " bytes");
        }
        infos.push_back({.name = t.name, .type = t.type, .shape = t.shape});
    }
    const std::vector<std::byte> header = safetensors_header_bytes(std::move(infos), metadata, settings.alignment);
    std::sort(tensors.begin(), tensors.end(), [](const tensor_data& a, const tensor_data& b) {
        return a.type != b.type ? a.type > b.type : a.name < b.name;
    });
    constexpr std::size_t large = std::size_t{1} << 20U;  // smaller ones share a system call
    core::atomic_file file{path};
    std::vector<core::byte_span> pieces{header};
    pieces.reserve(tensors.size() + 1);
    for (const tensor_data& t : tensors) {
        if (t.bytes.size() >= large) {
            file.write_pieces(pieces);
            pieces.clear();
            file.write(t.bytes);
        } else {
            pieces.push_back(t.bytes);
        }
    }
    file.write_pieces(pieces);
    file.commit();
}

}  // namespace lastro::inline v0::artifact
