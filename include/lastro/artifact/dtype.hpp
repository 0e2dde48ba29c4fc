// SPDX-License-Identifier: MIT
// lastro/artifact/dtype.hpp
//
// What kind of number does a tensor hold? The 22 element types of the safetensors format.
//
//   artifact::to_string(artifact::dtype::f64);              // "F64"
//   artifact::bits(artifact::dtype::f6_e2m3);               // 6: elements need not be whole bytes
//   static_assert(artifact::dtype_of<float> == artifact::dtype::f32);
//
// The order of the enumeration is the format's own (by alignment): its writer puts large types first.
//
// References
//   [1] safetensors 0.8, safetensors/src/tensor.rs, enum Dtype.
#pragma once

#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // int8_t ... uint64_t
#include <optional>     // nullopt, optional
#include <string_view>  // string_view

namespace lastro::inline v0::artifact {

/// The element type of a tensor.
enum class dtype : std::uint8_t {
    boolean,  ///< One byte; readers must not assume that it is 0 or 1.
    f4,
    f6_e2m3,
    f6_e3m2,
    u8,
    i8,
    f8_e5m2,
    f8_e4m3,
    f8_e8m0,
    f8_e4m3fnuz,
    f8_e5m2fnuz,
    i16,
    u16,
    f16,
    bf16,
    i32,
    u32,
    f32,
    c64,
    f64,
    i64,
    u64
};

namespace detail {

struct dtype_facts {
    std::string_view name;
    unsigned bits;
};

inline constexpr std::array<dtype_facts, 22> dtypes{
    {{"BOOL", 8},    {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6},     {"U8", 8},          {"I8", 8},
     {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"I16", 16},
     {"U16", 16},    {"F16", 16},    {"BF16", 16},   {"I32", 32},        {"U32", 32},        {"F32", 32},
     {"C64", 64},    {"F64", 64},    {"I64", 64},    {"U64", 64}}};

template <class T>
struct dtype_of_type;
template <>
struct dtype_of_type<std::uint8_t> {
    static constexpr dtype value = dtype::u8;
};
template <>
struct dtype_of_type<std::int8_t> {
    static constexpr dtype value = dtype::i8;
};
template <>
struct dtype_of_type<std::uint16_t> {
    static constexpr dtype value = dtype::u16;
};
template <>
struct dtype_of_type<std::int16_t> {
    static constexpr dtype value = dtype::i16;
};
template <>
struct dtype_of_type<std::uint32_t> {
    static constexpr dtype value = dtype::u32;
};
template <>
struct dtype_of_type<std::int32_t> {
    static constexpr dtype value = dtype::i32;
};
template <>
struct dtype_of_type<std::uint64_t> {
    static constexpr dtype value = dtype::u64;
};
template <>
struct dtype_of_type<std::int64_t> {
    static constexpr dtype value = dtype::i64;
};
template <>
struct dtype_of_type<float> {
    static constexpr dtype value = dtype::f32;
};
template <>
struct dtype_of_type<double> {
    static constexpr dtype value = dtype::f64;
};

}  // namespace detail

/// The name in a file: "F64", "BF16", "F8_E4M3FNUZ".
[[nodiscard]] constexpr std::string_view to_string(dtype type) noexcept {
    return detail::dtypes[static_cast<std::size_t>(type)].name;
}

/// How many bits an element takes.
[[nodiscard]] constexpr unsigned bits(dtype type) noexcept {
    return detail::dtypes[static_cast<std::size_t>(type)].bits;
}

/// The type of that name; nothing if there is none. Upper and lower case differ.
[[nodiscard]] constexpr std::optional<dtype> parse_dtype(std::string_view name) noexcept {
    for (std::size_t i = 0; i < detail::dtypes.size(); ++i) {
        if (detail::dtypes[i].name == name) {
            return static_cast<dtype>(i);
        }
    }
    return std::nullopt;
}

/// A C++ type that a tensor's elements can be read as: the fixed-width integers, float and double.
template <class T>
concept element = requires {
    detail::dtype_of_type<T>::value;
};

/// The element type that holds exactly the values of `T`.
template <element T>
inline constexpr dtype dtype_of = detail::dtype_of_type<T>::value;

}  // namespace lastro::inline v0::artifact
