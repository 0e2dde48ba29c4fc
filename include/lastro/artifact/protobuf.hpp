// SPDX-License-Identifier: MIT
// lastro/artifact/protobuf.hpp
//
// How is a Protocol Buffers message written and read without its library? Field after field, in its wire format [1].
//
//   artifact::protobuf_writer message;
//   message.integer(1, 8);                                  // a varint
//   message.text(2, "lastro");                              // length-delimited, as bytes and messages within are
//   artifact::protobuf_reader reader{message.bytes(), "m.onnx"};
//   while (reader.next()) { reader.number(); reader.integer(); reader.content(); ... }
//
// Varint, 64-bit, length-delimited and 32-bit fields; the groups of old are refused. Nothing is copied on reading, and no
// length is believed before it is compared with what there is.
//
// References
//   [1] Protocol Buffers documentation, "Encoding".
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t, uint32_t, uint64_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// Appends the fields of one message.
class protobuf_writer {
public:
    [[nodiscard]] const std::vector<std::byte>& bytes() const noexcept { return bytes_; }

    /// int32, int64, uint64, bool and enumerations; a negative number takes ten bytes, as the format says.
    void integer(std::uint32_t field, std::int64_t value) {
        varint(std::uint64_t{field} << 3U);
        varint(static_cast<std::uint64_t>(value));
    }
    /// float.
    void real(std::uint32_t field, float value) {
        varint((std::uint64_t{field} << 3U) | 5U);
        core::append_le(bytes_, value);
    }
    /// bytes, a string, or the fields of a message within.
    void content(std::uint32_t field, core::byte_span value) {
        varint((std::uint64_t{field} << 3U) | 2U);
        varint(value.size());
        bytes_.insert(bytes_.end(), value.begin(), value.end());
    }
    void text(std::uint32_t field, std::string_view value) { content(field, core::as_bytes(value)); }
    void message(std::uint32_t field, const protobuf_writer& value) { content(field, value.bytes_); }

private:
    void varint(std::uint64_t value) {
        for (; value >= 0x80U; value >>= 7U) {
            bytes_.push_back(static_cast<std::byte>(value | 0x80U));
        }
        bytes_.push_back(static_cast<std::byte>(value));
    }

    std::vector<std::byte> bytes_;
};

/// Steps through the fields of one message; keeps a view of it.
class protobuf_reader {
public:
    /// `where` begins every message of an error.
    protobuf_reader(core::byte_span message, std::string where) : rest_(message), where_(std::move(where)) {}

    [[nodiscard]] const std::string& where() const noexcept { return where_; }

    /// Goes to the next field; false at the end.
    ///
    /// @throws format_error if the bytes are no field: cut, of an unknown wire type, or without a number.
    bool next() {
        if (rest_.empty()) {
            return false;
        }
        const std::uint64_t key = varint(rest_);
        wire_ = static_cast<unsigned>(key & 7U);
        constexpr std::uint64_t highest = (1U << 29U) - 1;
        core::require<format_error>(key >> 3U > 0 && key >> 3U <= highest, where_, "field numbers from 1 to 2^29 - 1",
                                    key >> 3U);
        number_ = static_cast<std::uint32_t>(key >> 3U);
        switch (wire_) {
            case 0:
                value_ = varint(rest_);
                break;
            case 1:
                content_ = take(8);
                break;
            case 2:
                content_ = take(varint(rest_));
                break;
            case 5:
                content_ = take(4);
                break;
            default:
                core::fail<format_error>(place(), "wire type 0, 1, 2 or 5", wire_);
        }
        return true;
    }

    /// The number of the field.
    [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

    /// Each of the following throws a format_error where the field is of another wire type.
    [[nodiscard]] std::int64_t integer() const {
        expect(0, "a varint");
        return static_cast<std::int64_t>(value_);
    }
    [[nodiscard]] float real() const {
        expect(5, "a 32-bit field");
        return core::load_le<float>(content_.data());
    }
    [[nodiscard]] core::byte_span content() const {
        expect(2, "a length-delimited field");
        return content_;
    }
    /// The content as text. @throws format_error also where it is not UTF-8.
    [[nodiscard]] std::string text() const {
        const std::string_view found = core::as_text(content());
        core::require<format_error>(core::is_utf8(found), place(), "UTF-8", core::quoted(found));
        return std::string{found};
    }

    /// A repeated integer, one a field or packed in one: use(value) for each, which may take one byte only.
    template <class Use>
    void integers(Use&& use) const {
        if (wire_ == 0) {
            use(integer());
            return;
        }
        for (core::byte_span rest = content(); !rest.empty();) {
            use(static_cast<std::int64_t>(varint(rest)));
        }
    }

    /// "<where>: field <number>", for errors.
    [[nodiscard]] std::string place() const { return where_ + ": field " + std::to_string(number_); }

private:
    void expect(unsigned wire, std::string_view what) const {
        core::require<format_error>(wire_ == wire, place(), what, "wire type " + std::to_string(wire_));
    }

    [[nodiscard]] core::byte_span take(std::uint64_t size) {
        core::require<format_error>(size <= rest_.size(), place(), std::to_string(size) + " bytes", rest_.size());
        const core::byte_span taken = rest_.first(static_cast<std::size_t>(size));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }

    [[nodiscard]] std::uint64_t varint(core::byte_span& from) const {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
            const auto byte = std::to_integer<std::uint64_t>(from[0]);
            from = from.subspan(1);
            core::require<format_error>(shift < 63 || byte <= 1, where_, "numbers of at most 64 bits", "a larger one");
            value |= (byte & 0x7FU) << shift;
            if (byte < 0x80U) {
                return value;
            }
        }
        core::fail<format_error>(where_, "the end of a varint", "the end of the message");
    }

    core::byte_span rest_;
    std::string where_;
    std::uint32_t number_ = 0;
    unsigned wire_ = 0;
    std::uint64_t value_ = 0;
    core::byte_span content_ = {};
};

}  // namespace lastro::inline v0::artifact
