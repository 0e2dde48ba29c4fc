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

#include <algorithm>    // sort
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <cstring>      // memcmp
#include <functional>   // less
#include <iterator>     // next
#include <map>          // map
#include <optional>     // optional
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <tuple>        // tie
#include <vector>       // vector

#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/tensor_info.hpp>
#include <lastro/artifact/tensor_layout.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// Texts by key, as the format's `__metadata__` holds them.
using text_map = std::map<std::string, std::string, std::less<>>;

/// A header that has been checked against the size of its file.
struct safetensors_header {
    std::vector<tensor_info> tensors;  ///< In the order of their data, without holes or overlaps.
    std::optional<text_map> metadata;  ///< Nothing where the file has none (or null).
    std::uint64_t data_begin = 0;      ///< Where the data section begins in the file.
    tensor_index index = {};           ///< Of `tensors`.
    bool as_written = false;           ///< Known to be what a writer writes, but for the number of spaces at its end.
    std::uint64_t padding = 0;         ///< White space at its end.

    /// The tensor of that name, or nullptr.
    [[nodiscard]] const tensor_info* find(std::string_view name) const noexcept { return index.find(tensors, name); }
};

/// What a reader is willing to take memory for.
struct safetensors_limits {
    std::uint64_t header_bytes = 100'000'000;  ///< The format's own bound; a larger one is not looked at.
    std::size_t tensors = 1'000'000;
    std::size_t rank = 1'024;
    std::size_t metadata_bytes = std::size_t{16} << 20U;  ///< All keys and values together.
};

namespace detail {

class header_reader {
public:
    header_reader(std::string_view text, const std::string& where, const safetensors_limits& limits)
        : json_error_(where + ": InvalidHeaderDeserialization: header"),
          limit_error_(where + ": LimitExceeded: header"),
          limits_(limits),
          at_(text, json_error_) {}

    [[nodiscard]] safetensors_header read() {
        safetensors_header header;
        constexpr std::size_t shortest = 52;  // {"dtype":"U8","shape":[],"data_offsets":[0,1]} with a name
        header.tensors.reserve(core::smaller(at_.rest().size() / shortest, limits_.tensors));
        std::vector<std::uint64_t> hashes;
        hashes.reserve(header.tensors.capacity());
        bool in_order = true;
        bool metadata_seen = false;
        at_.object([&](std::string_view key) {
            if (key == "__metadata__") {
                if (metadata_seen) {
                    at_.fail("__metadata__ once");
                }
                metadata_seen = true;
                as_written_ = header.tensors.empty();
                if (!at_.literal("null")) {
                    header.metadata = metadata();
                }
                return;
            }
            if (header.tensors.size() == limits_.tensors || header.tensors.size() == UINT32_MAX) {
                over("at most " + std::to_string(limits_.tensors) + " tensors");
            }
            hashes.push_back(tensor_index::hash_of(key));
            tensor_info& tensor = header.tensors.emplace_back();
            tensor.name = std::string{key};  // sooner than assigning
            if (!reference_entry(tensor)) {
                entry(tensor);
                as_written_ = false;
            }
            const tensor_info* const last = header.tensors.size() == 1 ? nullptr : &tensor - 1;
            in_order = in_order && (last == nullptr || before(*last, tensor));
            as_written_ =
                as_written_ && (last == nullptr || (tensor.begin == last->end && layout_before(*last, tensor)));
        });
        header.padding = at_.rest().size();
        header.as_written = as_written_ && at_.compact() && header.metadata && !header.metadata->empty() &&
                            at_.rest().find_first_not_of(' ') == std::string_view::npos;
        at_.finish();
        if (!in_order) {
            std::sort(header.tensors.begin(), header.tensors.end(), before);
        }
        header.index = in_order ? tensor_index{header.tensors, hashes} : tensor_index{header.tensors};
        if (const tensor_info* const twice = header.index.repeated(header.tensors)) {
            core::fail<format_error>(json_error_, "every tensor name once", core::quoted(twice->name) + " twice");
        }
        return header;
    }

private:
    /// In the order of their places; at one place, empty tensors go by name.
    static bool before(const tensor_info& a, const tensor_info& b) noexcept {
        return a.begin != b.begin ? a.begin < b.begin : std::tie(a.end, a.name) < std::tie(b.end, b.name);
    }

    [[nodiscard]] text_map metadata() {
        text_map result;
        std::size_t size = 0;
        at_.object([&](std::string_view key) {
            const auto [place, fresh] = result.emplace(key, std::string{});
            if (!fresh) {
                at_.fail("every metadata key once, not " + core::quoted(key) + " again");
            }
            as_written_ = as_written_ && std::next(place) == result.end();  // keys ascend
            place->second = at_.string();
            size += place->first.size() + place->second.size();
            if (size > limits_.metadata_bytes) {
                over("at most " + std::to_string(limits_.metadata_bytes) + " bytes of metadata");
            }
        });
        return result;
    }

    [[noreturn]] void over(const std::string& limit) const { core::fail<format_error>(limit_error_, limit, "more"); }

    /// An entry in the one spelling that writers use, `{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}`, at five times
    /// the speed of `entry`. False, and nothing is read, where anything at all is otherwise: then `entry` judges it.
    [[nodiscard]] bool reference_entry(tensor_info& tensor) {
        const std::string_view all = at_.rest();
        std::string_view rest = all;
        const auto skip = [&rest]<std::size_t Size>(const char(&expected)[Size]) {  // of known size: no call
            const bool found = rest.size() >= Size - 1 && std::memcmp(rest.data(), expected, Size - 1) == 0;
            rest.remove_prefix(found ? Size - 1 : 0);
            return found;
        };
        const auto number = [&rest](std::uint64_t & value) __attribute__((always_inline)) {
            constexpr std::size_t longest = 19;  // digits that cannot overflow
            std::size_t digits = 0;
            value = 0;
            for (; digits < rest.size() && digits < longest && rest[digits] >= '0' && rest[digits] <= '9'; ++digits) {
                value = value * 10 + static_cast<std::uint64_t>(rest[digits] - '0');
            }
            const bool whole = digits > 0 && (rest[0] != '0' || digits == 1);
            rest.remove_prefix(digits);
            return whole;  // a further digit is neither ',' nor ']'
        };
        if (!skip("{\"dtype\":\"")) {
            return false;
        }
        std::size_t length = 0;  // of the type, which is mostly that of the tensor before
        while (length < last_name_.size() && length < rest.size() && rest[length] == last_name_[length]) {
            ++length;
        }
        if (length < last_name_.size() || length == rest.size() || rest[length] != '"') {
            const std::string_view type = rest.substr(0, rest.find('"'));
            const auto known = parse_dtype(type);
            if (!known) {
                return false;
            }
            last_type_ = *known;
            last_name_ = to_string(last_type_);
            length = type.size();
        }
        tensor.type = last_type_;
        rest.remove_prefix(length);
        if (!skip("\",\"shape\":[")) {
            return false;
        }
        constexpr std::size_t usual = 8;  // dimensions
        std::uint64_t shape[usual] = {};
        std::size_t rank = 0;
        if (!skip("]")) {
            do {
                if (rank == usual || rank == limits_.rank || !number(shape[rank++])) {
                    return false;
                }
            } while (skip(","));
            if (!skip("]")) {
                return false;
            }
        }
        if (!skip(",\"data_offsets\":[") || !number(tensor.begin) || !skip(",") || !number(tensor.end) || !skip("]}")) {
            return false;
        }
        tensor.shape.assign(std::span{shape, rank});
        at_.advance(all.size() - rest.size());
        return true;
    }

    void entry(tensor_info& tensor) {
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
                std::vector<std::uint64_t> sizes;
                at_.array([&] {
                    if (sizes.size() == limits_.rank) {
                        over("at most " + std::to_string(limits_.rank) + " dimensions");
                    }
                    sizes.push_back(at_.unsigned_integer());
                });
                tensor.shape = sizes;
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
    }

    std::string json_error_;
    std::string limit_error_;
    safetensors_limits limits_;
    bool as_written_ = false;  // so far: it began with metadata
    dtype last_type_ = dtype::f32;
    std::string_view last_name_ = to_string(last_type_);
    core::json_cursor at_;  // keeps a view of json_error_: this object does not move
};

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
    check_layout(header.tensors, file.size() - header.data_begin, where);
    return header;
}

}  // namespace lastro::inline v0::artifact
