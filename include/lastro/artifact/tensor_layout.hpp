// SPDX-License-Identifier: MIT
// lastro/artifact/tensor_layout.hpp
//
// How many bytes does a tensor take, in which order are tensors laid out, and do these lie as they must?
//
//   artifact::bits_of(artifact::dtype::f32, {{2, 3}});               // 192; nothing beyond 2^64
//   artifact::check_layout(tensors, data.size(), "m.safetensors");    // a format_error unless side by side, to the end
//
// The checks, their order and the names of the errors are those of the reference implementation [1].
//
// References
//   [1] safetensors 0.8, safetensors/src/tensor.rs, Metadata::validate.
#pragma once

#include <cstdint>      // uint64_t
#include <optional>     // nullopt, optional
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/tensor_info.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// bits(type) times every dimension; nothing on overflow, judged from left to right as the reference does.
[[nodiscard]] inline std::optional<std::uint64_t> bits_of(dtype type, std::span<const std::uint64_t> shape) noexcept {
    std::uint64_t count = 1;
    for (const std::uint64_t dimension : shape) {
        if (dimension != 0 && count > UINT64_MAX / dimension) {
            return std::nullopt;
        }
        count *= dimension;
    }
    if (count > UINT64_MAX / bits(type)) {
        return std::nullopt;
    }
    return count * bits(type);
}

/// The order in which the format's writer lays tensors out: large element types first, then by name.
[[nodiscard]] inline bool layout_before(const tensor_info& a, const tensor_info& b) noexcept {
    return a.type != b.type ? a.type > b.type : a.name < b.name;
}

/// Steps 7 and 8 of the reference: no hole, no overlap, sizes as the shapes say, nothing left over.
///
/// @throws format_error "<where>: <error name>: ...". Precondition: `tensors` are in the order of their places.
inline void check_layout(std::span<const tensor_info> tensors, std::uint64_t data_size, const std::string& where) {
    std::uint64_t position = 0;
    for (const tensor_info& t : tensors) {
        const auto fail = [&](std::string_view error, const std::string& expected, const std::string& found) {
            core::fail<format_error>(where + ": " + std::string{error} + ": tensor " + core::quoted(t.name), expected,
                                     found);
        };
        if (t.begin != position || t.end < t.begin) {
            fail("InvalidOffset", "data from byte " + std::to_string(position) + " on",
                 "bytes " + std::to_string(t.begin) + " to " + std::to_string(t.end));
        }
        position = t.end;
        const auto bit_count = bits_of(t.type, t.shape);
        if (!bit_count) {
            fail("ValidationOverflow", "a size below 2^64 bits", "more");
        }
        if (*bit_count % 8 != 0) {
            fail("MisalignedSlice", "whole bytes", std::to_string(*bit_count) + " bits");
        }
        if (t.end - t.begin != *bit_count / 8) {
            fail("TensorInvalidInfo", std::to_string(*bit_count / 8) + " bytes, as its shape says",
                 std::to_string(t.end - t.begin));
        }
    }
    if (position != data_size) {  // both count from the end of the header: nothing to overflow
        core::fail<format_error>(where + ": MetadataIncompleteBuffer",
                                 std::to_string(position) + " bytes of data, as the tensors say", data_size);
    }
}

}  // namespace lastro::inline v0::artifact
