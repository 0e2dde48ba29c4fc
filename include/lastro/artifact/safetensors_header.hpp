// SPDX-License-Identifier: MIT
// lastro/artifact/safetensors_header.hpp
//
// Which tensors does a safetensors file hold, and may its header be believed? Nothing is believed.
//
//   const auto header = artifact::parse_safetensors(bytes, "model.safetensors");   // a format_error unless valid
//   for (const artifact::tensor_info& t : header.tensors) use(t.name, bytes.subspan(header.data_begin + t.begin));
//
// File = N as 8 bytes little-endian | N bytes of JSON | data. The checks, their order and the names of the errors are
// those of the reference implementation [1]; stricter only where readers could disagree about what a file says:
// a repeated tensor name or metadata key, an entry written as an array and a dtype written as an object are refused.
//
// References
//   [1] safetensors 0.8, safetensors/src/tensor.rs; the format page of its README.
#pragma once

#include <algorithm>    // adjacent_find, sort
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <functional>   // less
#include <map>          // map
#include <optional>     // optional
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <tuple>        // tie
#include <vector>       // vector

#include <lastro/artifact/dtype.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// What the header says of a tensor: row-major, little-endian, at [begin, end) of the data section.
struct tensor_info {
    std::string name;
    dtype type = dtype::f64;
    std::vector<std::uint64_t> shape;  ///< No dimension: one element.
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    friend bool operator==(const tensor_info&, const tensor_info&) = default;
};

/// Texts by key, as the format's `__metadata__` holds them.
using text_map = std::map<std::string, std::string, std::less<>>;

/// A header that has been checked against the size of its file.
struct safetensors_header {
    std::vector<tensor_info> tensors;  ///< In the order of their data, without holes or overlaps.
    std::optional<text_map> metadata;  ///< Nothing where the file has none (or null).
    std::uint64_t data_begin = 0;      ///< Where the data section begins in the file.
};

/// What a reader is willing to take memory for.
struct safetensors_limits {
    std::uint64_t header_bytes = 100'000'000;  ///< The format's own bound; a larger one is not looked at.
    std::size_t tensors = 1'000'000;
    std::size_t rank = 1'024;
    std::size_t metadata_bytes = std::size_t{16} << 20U;  ///< All keys and values together.
};

namespace detail {

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

class header_reader {
public:
    header_reader(std::string_view text, const std::string& where, const safetensors_limits& limits)
        : json_error_(where + ": InvalidHeaderDeserialization: header"),
          limit_error_(where + ": LimitExceeded: header"),
          limits_(limits),
          at_(text, json_error_) {}

    [[nodiscard]] safetensors_header read() {
        safetensors_header header;
        bool metadata_seen = false;
        at_.object([&](std::string_view key) {
            if (key == "__metadata__") {
                if (metadata_seen) {
                    at_.fail("__metadata__ once");
                }
                metadata_seen = true;
                if (!at_.literal("null")) {
                    header.metadata = metadata();
                }
                return;
            }
            core::require<format_error>(header.tensors.size() < limits_.tensors, limit_error_,
                                        "at most " + std::to_string(limits_.tensors) + " tensors", "more");
            header.tensors.push_back(entry(key));
        });
        at_.finish();
        refuse_repeated_names(header.tensors);
        return header;
    }

private:
    [[nodiscard]] text_map metadata() {
        text_map result;
        std::size_t size = 0;
        at_.object([&](std::string_view key) {
            const auto [place, fresh] = result.emplace(key, std::string{});
            if (!fresh) {
                at_.fail("every metadata key once, not " + core::quoted(key) + " again");
            }
            place->second = at_.string();
            size += place->first.size() + place->second.size();
            core::require<format_error>(size <= limits_.metadata_bytes, limit_error_,
                                        "at most " + std::to_string(limits_.metadata_bytes) + " bytes of metadata",
                                        "more");
        });
        return result;
    }

    [[nodiscard]] tensor_info entry(std::string_view name) {
        tensor_info tensor;
        tensor.name = name;
        bool type = false;
        bool shape = false;
        bool offsets = false;
        const auto once = [&](bool& seen) {
            if (seen) {
                at_.fail("a tensor's field once");
            }
            seen = true;
        };
        at_.object([&](std::string_view field) {
            if (field == "dtype") {
                once(type);
                const std::string text = at_.string();
                const auto known = parse_dtype(text);
                if (!known) {
                    at_.fail("after " + core::quoted(text) + " one of the 22 dtypes");
                }
                tensor.type = *known;
            } else if (field == "shape") {
                once(shape);
                at_.array([&] {
                    core::require<format_error>(tensor.shape.size() < limits_.rank, limit_error_,
                                                "at most " + std::to_string(limits_.rank) + " dimensions", "more");
                    tensor.shape.push_back(at_.unsigned_integer());
                });
            } else if (field == "data_offsets") {
                once(offsets);
                std::size_t count = 0;
                at_.array([&] {
                    if (count == 2) {
                        at_.fail("two offsets");
                    }
                    (count == 0 ? tensor.begin : tensor.end) = at_.unsigned_integer();
                    ++count;
                });
                if (count != 2) {
                    at_.fail("two offsets before this");
                }
            } else {
                at_.skip_value();
            }
        });
        if (!type || !shape || !offsets) {
            at_.fail("dtype, shape and data_offsets in the entry before this");
        }
        return tensor;
    }

    void refuse_repeated_names(const std::vector<tensor_info>& tensors) const {
        std::vector<std::string_view> names;
        names.reserve(tensors.size());
        for (const tensor_info& t : tensors) {
            names.push_back(t.name);
        }
        std::sort(names.begin(), names.end());
        const auto twice = std::adjacent_find(names.begin(), names.end());
        if (twice != names.end()) {
            core::fail<format_error>(json_error_, "every tensor name once", core::quoted(*twice) + " twice");
        }
    }

    std::string json_error_;
    std::string limit_error_;
    safetensors_limits limits_;
    core::json_cursor at_;  // keeps a view of json_error_: this object does not move
};

/// Steps 6 to 8 of the reference: order by offset, no hole, no overlap, sizes as the shapes say, nothing left over.
inline void check_layout(safetensors_header& header, std::uint64_t data_size, const std::string& where) {
    std::sort(header.tensors.begin(), header.tensors.end(), [](const tensor_info& a, const tensor_info& b) {
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    std::uint64_t position = 0;
    for (const tensor_info& t : header.tensors) {
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

}  // namespace detail

/// Reads and checks the header of `file`, the bytes of a whole safetensors file; no tensor data is touched.
///
/// @throws format_error "<where>: <error name>: ..." with the reference's name of the error: HeaderTooSmall,
///         HeaderTooLarge, InvalidHeaderLength, InvalidHeader, InvalidHeaderDeserialization, InvalidOffset,
///         ValidationOverflow, MisalignedSlice, TensorInvalidInfo, MetadataIncompleteBuffer; and LimitExceeded, ours.
/// Cost: O(header) time, and memory in proportion to the header's bytes, which are bounded by `limits` and the file.
[[nodiscard]] inline safetensors_header parse_safetensors(core::byte_span file, const std::string& where,
                                                          const safetensors_limits& limits = {}) {
    core::require<format_error>(file.size() >= 8, where + ": HeaderTooSmall", "at least 8 bytes", file.size());
    const auto length = core::load_le<std::uint64_t>(file.data());
    core::require<format_error>(length <= limits.header_bytes, where + ": HeaderTooLarge",
                                "a header of at most " + std::to_string(limits.header_bytes) + " bytes", length);
    core::require<format_error>(length <= file.size() - 8, where + ": InvalidHeaderLength",
                                "a header within the " + std::to_string(file.size()) + " bytes of the file", length);
    const std::string_view text = core::as_text(file.subspan(8, static_cast<std::size_t>(length)));
    core::require<format_error>(core::is_utf8(text), where + ": InvalidHeader", "UTF-8", "other bytes");
    safetensors_header header = detail::header_reader{text, where, limits}.read();
    header.data_begin = 8 + length;
    detail::check_layout(header, file.size() - header.data_begin, where);
    return header;
}

}  // namespace lastro::inline v0::artifact
