// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_tensor_parser.hpp
//
// How is a message of an ONNX file read, and a constant's elements believed? A part of onnx_parser.hpp.
//
//   std::size_t parts = 0;                                                      // of the file so far
//   const artifact::onnx_tensor t = artifact::parse_onnx_tensor(bytes, "m.onnx", parts);
//
// Fields that may be there once are there once, unknown ones are errors, and the parts of the file are counted.
#pragma once

#include <cstddef>  // byte, size_t
#include <cstdint>  // INT32_MAX, int64_t, UINT32_MAX, uint32_t, uint64_t
#include <string>   // string, to_string
#include <utility>  // move
#include <vector>   // vector

#include <lastro/artifact/onnx_file.hpp>
#include <lastro/artifact/protobuf.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

namespace detail {

/// Reads one message, and counts: what is allowed once only, and the parts of the file, of which `parts` are read.
class onnx_message_reader {
public:
    onnx_message_reader(core::byte_span message, std::string where, std::size_t& parts)
        : fields_(message, std::move(where)), parts_(parts) {}

    [[nodiscard]] bool next() { return fields_.next(); }
    [[nodiscard]] std::uint32_t number() const noexcept { return fields_.number(); }
    [[nodiscard]] const protobuf_reader& field() const noexcept { return fields_; }

    /// The field, which must not have been there before.
    [[nodiscard]] const protobuf_reader& once() {
        const std::uint64_t bit = std::uint64_t{1} << (fields_.number() & 63U);
        core::require<format_error>((seen_ & bit) == 0, fields_.place(), "to be there once", "a second one");
        seen_ |= bit;
        return fields_;
    }
    [[nodiscard]] bool has(std::uint32_t number) const noexcept { return (seen_ >> (number & 63U) & 1U) != 0; }

    /// Refuses a field that this reader has no use for.
    [[noreturn]] void unknown() const {
        core::fail<format_error>(fields_.place(), "no other fields of the message than Lastro reads", "one");
    }
    template <class List>
    auto& add(List& list) const {
        count();
        return list.emplace_back();
    }
    /// One part more, before it takes memory.
    void count() const {
        if (parts_ == most_onnx_parts) {
            core::fail<format_error>(fields_.place(), "at most " + std::to_string(most_onnx_parts) + " parts of a file",
                                     "more");
        }
        ++parts_;
    }

private:
    protobuf_reader fields_;
    std::size_t& parts_;
    std::uint64_t seen_ = 0;
};

[[nodiscard]] inline onnx_type onnx_type_of(const protobuf_reader& field) {
    for (const onnx_type type :
         {onnx_type::float32, onnx_type::int64, onnx_type::string, onnx_type::boolean, onnx_type::float64}) {
        if (field.integer() == static_cast<std::int64_t>(type)) {
            return type;
        }
    }
    core::fail<format_error>(field.place(), "an element type of float32, float64, int64, boolean or string",
                             std::to_string(field.integer()));
}

[[nodiscard]] constexpr std::size_t onnx_size(onnx_type type) noexcept {
    return type == onnx_type::float32 ? 4 : type == onnx_type::boolean ? 1 : 8;
}

/// Elements given as fields of their own type and not as raw bytes.
inline void parse_elements(onnx_message_reader& m, onnx_tensor& t) {
    const std::uint32_t number = m.number();
    if (number == onnx_field::tensor_int64s || number == onnx_field::tensor_int32s) {
        m.field().integers([&](std::int64_t value) {
            m.count();  // a byte of the file becomes eight
            if (number == onnx_field::tensor_int64s) {
                core::append_le(t.bytes, value);
            } else {
                core::require<format_error>(value == 0 || value == 1, m.field().place(), "0 or 1", value);
                t.bytes.push_back(static_cast<std::byte>(value));
            }
        });
        return;
    }
    // raw, in one field; float and double: little-endian, packed, and one such field may continue another
    const core::byte_span content = number == onnx_field::tensor_raw ? m.once().content() : m.field().content();
    t.bytes.insert(t.bytes.end(), content.begin(), content.end());
}

}  // namespace detail

/// A constant: its elements raw or in the field of their type, as many as its shape says. Counts on from `parts`.
///
/// @throws format_error beginning with `where` for anything else, data outside the file among it.
[[nodiscard]] inline onnx_tensor parse_onnx_tensor(core::byte_span message, const std::string& where,
                                                   std::size_t& parts) {
    onnx_tensor t;
    namespace field = detail::onnx_field;
    detail::onnx_message_reader m{message, where, parts};
    std::uint32_t elements = 0;  // the field that they are in
    while (m.next()) {
        switch (m.number()) {
            case field::tensor_shape:
                m.field().integers([&](std::int64_t size) { m.add(t.shape) = size; });
                break;
            case field::tensor_type:
                t.type = detail::onnx_type_of(m.once());
                break;
            case field::tensor_name:
                t.name = m.once().text();
                break;
            case field::tensor_description:
                static_cast<void>(m.once().text());
                break;
            case field::tensor_floats:
            case field::tensor_int32s:
            case field::tensor_texts:
            case field::tensor_int64s:
            case field::tensor_raw:
            case field::tensor_doubles:
                core::require<format_error>(elements == 0 || elements == m.number(), m.field().place(),
                                            "elements in one field", "another one");
                elements = m.number();
                if (elements == field::tensor_texts) {
                    m.add(t.texts) = m.field().text();
                } else {
                    detail::parse_elements(m, t);
                }
                break;
            default:  // among them data outside the file
                m.unknown();
        }
    }
    const std::string place = where + ": constant " + core::quoted(t.name);
    core::require<format_error>(m.has(field::tensor_type), place, "an element type", "none");
    const std::uint32_t own = t.type == onnx_type::float32   ? field::tensor_floats
                              : t.type == onnx_type::float64 ? field::tensor_doubles
                              : t.type == onnx_type::int64   ? field::tensor_int64s
                              : t.type == onnx_type::boolean ? field::tensor_int32s
                                                             : field::tensor_texts;
    core::require<format_error>(
        elements == 0 || elements == own || (elements == field::tensor_raw && t.type != onnx_type::string), place,
        "elements of type " + std::string{to_string(t.type)}, "others");
    std::uint64_t count = 1;
    for (const std::int64_t size : t.shape) {
        core::require<format_error>(size >= 0 && size <= INT32_MAX, place, "sizes from 0 to 2^31 - 1", size);
        count *= static_cast<std::uint64_t>(size);
        core::require<format_error>(count <= UINT32_MAX, place, "a shape of at most 2^32 - 1 elements", count);
    }
    const std::uint64_t found =
        t.type == onnx_type::string ? t.texts.size() : t.bytes.size() / detail::onnx_size(t.type);
    core::require<format_error>(found == count && t.bytes.size() % detail::onnx_size(t.type) == 0, place,
                                std::to_string(count) + " elements, as its shape says", found);
    return t;
}

}  // namespace lastro::inline v0::artifact
