// SPDX-License-Identifier: MIT
// lastro/hash/canonical.hpp
//
// How are typed values fed to a hash so that two different sequences of values can never be the same bytes?
//
//   hash::blake3 hasher;
//   hash::append(hasher, "lastro.example/1");               // text: its length goes first, so "ab","c" is not "a","bc"
//   hash::append(hasher, 7), hash::append(hasher, 0.5);     // the value counts, not the width of its C++ type
//   hash::append(hasher, std::vector<std::string>{"wind", "temp_max"});
//
// Every value is a tag and a payload that says where it ends; docs/formats/canonical.md is the specification. A type of
// your own takes part with an overload `append(Hasher&, const your_type&)` beside it.
#pragma once

#include <array>        // array
#include <bit>          // bit_cast
#include <concepts>     // convertible_to, floating_point, integral, same_as
#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t, uint64_t, uint8_t
#include <optional>     // optional
#include <string_view>  // string_view
#include <type_traits>  // remove_cv_t
#include <utility>      // cmp_less_equal

#include <lastro/core/bytes.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::hash {

/// Something that takes bytes: `blake3`, `sha256`, or a buffer of your own.
template <class T>
concept byte_sink = requires(T& sink, core::byte_span bytes) {
    sink.update(bytes);
};

/// A number without a point: any integer that is neither a truth value nor a character.
template <class T>
concept whole_number =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
    !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

/// Several values in an order: a vector, a span, an array, a set. Texts and bytes are not lists.
template <class T>
concept list_of_values = requires(const T& list) {
    list.size();
    list.begin();
    list.end();
    typename T::value_type;
}
&&!std::convertible_to<const T&, std::string_view> &&
    !std::same_as<std::remove_cv_t<typename T::value_type>, std::byte>;

namespace detail {

/// The tags, one byte each.
namespace tag {
inline constexpr char boolean = 'b';
inline constexpr char integer = 'i';
inline constexpr char large_integer = 'u';
inline constexpr char real = 'f';
inline constexpr char text = 't';
inline constexpr char bytes = 'y';
inline constexpr char digest = 'd';
inline constexpr char list = 'l';
inline constexpr char nothing = 'n';
inline constexpr char something = 's';
}  // namespace tag

/// The bits that stand for a number: those of IEEE 754, and one pattern for every NaN.
[[nodiscard]] inline std::uint64_t canonical_bits(double value) noexcept {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    return (bits & INT64_MAX) > 0x7FF0'0000'0000'0000U ? 0x7FF8'0000'0000'0000U : bits;
}

template <byte_sink Hasher>
void append_tagged(Hasher& hasher, char tag, std::uint64_t payload) {
    std::array<std::byte, 9> bytes;
    bytes[0] = static_cast<std::byte>(tag);
    core::store_le(payload, bytes.data() + 1);
    hasher.update(bytes);
}

/// Numbers one after the other, many in one update: hashes are several times faster on long pieces.
template <byte_sink Hasher, class List>
void append_reals(Hasher& hasher, const List& list) {
    constexpr std::size_t most = 4096;
    std::array<std::byte, 9 * most> bytes;
    std::size_t size = 0;
    for (const auto value : list) {
        bytes[size] = static_cast<std::byte>(tag::real);
        core::store_le(canonical_bits(static_cast<double>(value)), bytes.data() + size + 1);
        size += 9;
        if (size == bytes.size()) {
            hasher.update(bytes);
            size = 0;
        }
    }
    hasher.update(core::byte_span{bytes}.first(size));
}

}  // namespace detail

/// A truth value: 'b' and one byte.
template <byte_sink Hasher>
void append(Hasher& hasher, std::same_as<bool> auto value) {
    hasher.update(std::array{static_cast<std::byte>(detail::tag::boolean), static_cast<std::byte>(value ? 1 : 0)});
}

/// An integer: 'i' and 8 bytes in two's complement; from 2^63 on 'u' and 8 bytes.
template <byte_sink Hasher>
void append(Hasher& hasher, whole_number auto value) {
    const bool small = std::cmp_less_equal(value, INT64_MAX);
    detail::append_tagged(hasher, small ? detail::tag::integer : detail::tag::large_integer,
                          static_cast<std::uint64_t>(value));
}

/// A floating-point number: 'f' and the 8 bytes of the double of the same value. Every NaN counts as the same one, and
/// minus zero is not zero.
template <byte_sink Hasher, std::floating_point Real>
requires(sizeof(Real) <= sizeof(double)) void append(Hasher& hasher, Real value) {
    detail::append_tagged(hasher, detail::tag::real, detail::canonical_bits(static_cast<double>(value)));
}

/// A text: 't', its length in bytes, its bytes. No encoding is checked.
template <byte_sink Hasher>
void append(Hasher& hasher, std::string_view text) {
    detail::append_tagged(hasher, detail::tag::text, text.size());
    hasher.update(core::as_bytes(text));
}

/// Bytes: 'y', their number, themselves.
template <byte_sink Hasher>
void append(Hasher& hasher, core::byte_span bytes) {
    detail::append_tagged(hasher, detail::tag::bytes, bytes.size());
    hasher.update(bytes);
}

/// A digest: 'd', one byte for the algorithm (0: BLAKE3, 1: SHA-256), 32 bytes.
template <byte_sink Hasher>
void append(Hasher& hasher, const digest& value) {
    hasher.update(std::array{static_cast<std::byte>(detail::tag::digest), static_cast<std::byte>(value.algorithm())});
    hasher.update(value.bytes());
}

template <byte_sink Hasher, class T>
void append(Hasher& hasher, const std::optional<T>& value);

/// A list: 'l', the number of elements, the elements as themselves.
template <byte_sink Hasher, list_of_values List>
void append(Hasher& hasher, const List& list) {
    detail::append_tagged(hasher, detail::tag::list, list.size());
    if constexpr (std::floating_point<typename List::value_type> && sizeof(typename List::value_type) <= 8) {
        return detail::append_reals(hasher, list);
    }
    for (const typename List::value_type& element : list) {
        append(hasher, element);
    }
}

/// A value that may be missing: 'n', or 's' and the value.
template <byte_sink Hasher, class T>
void append(Hasher& hasher, const std::optional<T>& value) {
    hasher.update(std::array{static_cast<std::byte>(value ? detail::tag::something : detail::tag::nothing)});
    if (value) {
        append(hasher, *value);
    }
}

}  // namespace lastro::inline v0::hash
