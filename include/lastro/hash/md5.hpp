// SPDX-License-Identifier: MIT
// lastro/hash/md5.hpp
//
// What is the MD5 of these bytes? Only for interoperability with tools that name files by it (DVC among them).
//
//   hash::md5::of(bytes);                                         // "d41d8cd98f00b204e9800998ecf8427e" for no bytes
//   hash::md5 sum; sum.update(header).update(body);               // any split gives the same sum
//
// MD5 protects against nothing: anybody can make two files with the same sum. It is therefore a text here and not a
// `hash::digest`.
//
// Reference
//   [1] R. Rivest, The MD5 Message-Digest Algorithm, RFC 1321, 1992.
#pragma once

#include <array>    // array
#include <bit>      // endian, rotl
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint8_t, uint32_t
#include <string>   // string

#include <lastro/core/bytes.hpp>
#include <lastro/hash/detail/block_buffer.hpp>

namespace lastro::inline v0::hash {

namespace detail::md5_core {

using words = std::array<std::uint32_t, 4>;

/// floor(2^32 * |sin(i + 1)|) [1, 3.4].
inline constexpr std::array<std::uint32_t, 64> constants{
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391};

/// How far a step rotates: four values in turn for each of the four rounds [1, 3.4].
inline constexpr std::array<std::array<std::uint8_t, 4>, 4> rotations{
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

/// Mixes `count` blocks of 64 bytes into `state`.
inline void compress(words& state, const std::byte* blocks, std::size_t count) noexcept {
    for (; count > 0; --count, blocks += 64) {
        auto [a, b, c, d] = state;
        for (std::size_t i = 0; i < 64; ++i) {
            std::uint32_t mixed = 0;
            std::size_t word = 0;
            switch (i / 16) {
                case 0:
                    mixed = (b & c) | (~b & d);
                    word = i;
                    break;
                case 1:
                    mixed = (d & b) | (~d & c);
                    word = (5 * i + 1) % 16;
                    break;
                case 2:
                    mixed = b ^ c ^ d;
                    word = (3 * i + 5) % 16;
                    break;
                default:
                    mixed = c ^ (b | ~d);
                    word = 7 * i % 16;
                    break;
            }
            const std::uint32_t sum = a + mixed + constants[i] + core::load_le<std::uint32_t>(blocks + 4 * word);
            a = d;
            d = c;
            c = b;
            b += std::rotl(sum, rotations[i / 16][i % 4]);
        }
        state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
    }
}

}  // namespace detail::md5_core

/// An MD5 computation in progress, for interoperability only; copies go their own ways.
class md5 {
public:
    /// The 32 lower-case hexadecimal digits for `bytes`.
    [[nodiscard]] static std::string of(core::byte_span bytes) { return md5{}.update(bytes).finalize(); }

    /// Feeds more bytes.
    md5& update(core::byte_span bytes) noexcept {
        buffer_.update(bytes, [this](const std::byte* blocks, std::size_t count) {
            detail::md5_core::compress(state_, blocks, count);
        });
        return *this;
    }

    /// The 32 lower-case hexadecimal digits for what was fed so far; feeding may go on.
    [[nodiscard]] std::string finalize() const {
        md5 end = *this;
        end.buffer_.finish(std::endian::little, [&end](const std::byte* blocks, std::size_t count) {
            detail::md5_core::compress(end.state_, blocks, count);
        });
        std::array<std::byte, 16> bytes;
        for (std::size_t i = 0; i < 4; ++i) {
            core::store_le(end.state_[i], bytes.data() + 4 * i);
        }
        return core::to_hex(bytes);
    }

private:
    detail::md5_core::words state_{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};  // [1, 3.3]
    detail::block_buffer buffer_;
};

}  // namespace lastro::inline v0::hash
