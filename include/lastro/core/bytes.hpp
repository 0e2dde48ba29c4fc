// SPDX-License-Identifier: MIT
// lastro/core/bytes.hpp
//
// How do numbers become bytes, the same on every machine? Little-endian, and hexadecimal for people.
//
//   core::append_le(buffer, std::uint64_t{42});                    // 8 bytes, low byte first
//   const auto n = core::load_le<std::uint64_t>(buffer.data());    // 42
//   core::to_hex(buffer);                                          // "2a00000000000000"
#pragma once

#include <bit>          // bit_cast, endian
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint8_t ... uint64_t
#include <cstring>      // memcpy
#include <optional>     // optional
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // conditional_t, is_arithmetic_v, is_trivially_copyable_v
#include <utility>      // move
#include <vector>       // vector

namespace lastro::inline v0::core {

/// Bytes to read; the view owns nothing.
using byte_span = std::span<const std::byte>;

/// The bytes of a text, without a copy.
[[nodiscard]] inline byte_span as_bytes(std::string_view text) noexcept {
    return std::as_bytes(std::span{text.data(), text.size()});
}

/// The text that `bytes` spell, without a copy; no encoding is checked.
[[nodiscard]] inline std::string_view as_text(byte_span bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

namespace detail {

template <std::size_t Size>
using unsigned_of = std::conditional_t<
    Size == 1, std::uint8_t,
    std::conditional_t<Size == 2, std::uint16_t, std::conditional_t<Size == 4, std::uint32_t, std::uint64_t>>>;

template <class Unsigned>
[[nodiscard]] constexpr Unsigned reversed(Unsigned value) noexcept {
    Unsigned result = 0;
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
        result =
            static_cast<Unsigned>(static_cast<Unsigned>(result << (sizeof(Unsigned) > 1 ? 8 : 0)) | (value & 0xFFU));
        value = static_cast<Unsigned>(sizeof(Unsigned) > 1 ? value >> 8 : 0);
    }
    return result;
}

}  // namespace detail

/// An integer or floating-point number of 1, 2, 4 or 8 bytes.
template <class T>
concept number = std::is_arithmetic_v<T> &&(sizeof(T) == 1 || sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8);

/// Writes `value` to `to` as sizeof(T) bytes, low byte first; `to` need not be aligned.
template <number T>
void store_le(T value, std::byte* to) noexcept {
    auto bits = std::bit_cast<detail::unsigned_of<sizeof(T)>>(value);
    if constexpr (std::endian::native == std::endian::big) {
        bits = detail::reversed(bits);
    }
    std::memcpy(to, &bits, sizeof bits);
}

/// Reads sizeof(T) bytes, low byte first; `from` need not be aligned.
template <number T>
[[nodiscard]] T load_le(const std::byte* from) noexcept {
    detail::unsigned_of<sizeof(T)> bits;
    std::memcpy(&bits, from, sizeof bits);
    if constexpr (std::endian::native == std::endian::big) {
        bits = detail::reversed(bits);
    }
    return std::bit_cast<T>(bits);
}

/// Appends `value` to `buffer`, low byte first.
template <number T>
void append_le(std::vector<std::byte>& buffer, T value) {
    const std::size_t at = buffer.size();
    buffer.resize(at + sizeof(T));
    store_le(value, buffer.data() + at);
}

/// Two lower-case hexadecimal digits per byte.
[[nodiscard]] inline std::string to_hex(byte_span bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::byte b : bytes) {
        text.push_back(digits[std::to_integer<std::size_t>(b >> 4)]);
        text.push_back(digits[std::to_integer<std::size_t>(b & std::byte{15})]);
    }
    return text;
}

/// Fills `bytes` with what `text` spells. False unless it is two digits 0-9 a-f (lower case only) for each of them.
[[nodiscard]] inline bool read_hex(std::string_view text, std::span<std::byte> bytes) noexcept {
    if (text.size() != bytes.size() * 2) {
        return false;
    }
    unsigned wrong = 0;  // looked at in the end: digits and letters alternate as they like, which no branch foresees
    const auto value = [&wrong](char c) {
        const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
        const unsigned letter = static_cast<unsigned char>(c) - unsigned{'a'};
        wrong |= static_cast<unsigned>(digit > 9) & static_cast<unsigned>(letter > 5);
        return letter <= 5 ? letter + 10 : digit;
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const unsigned high = value(text[2 * i]);
        bytes[i] = static_cast<std::byte>(high * 16 + value(text[2 * i + 1]));
    }
    return wrong == 0;
}

/// The bytes that `text` spells; nothing unless it is an even number of digits 0-9 a-f (lower case only).
[[nodiscard]] inline std::optional<std::vector<std::byte>> from_hex(std::string_view text) {
    std::vector<std::byte> bytes(text.size() / 2);
    return read_hex(text, bytes) ? std::optional{std::move(bytes)} : std::nullopt;
}

}  // namespace lastro::inline v0::core
