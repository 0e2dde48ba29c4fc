// SPDX-License-Identifier: MIT
// lastro/artifact/detail/convert.hpp
//
// What is a floating-point number of one width in another? The nearest, ties to even; only for those who asked.
#pragma once

#include <bit>      // bit_cast
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint16_t, uint32_t

#include <lastro/artifact/detail/row_major.hpp>
#include <lastro/artifact/dtype.hpp>
#include <lastro/core/bytes.hpp>

namespace lastro::inline v0::artifact::detail {

/// True for the widths that can be converted into each other.
[[nodiscard]] constexpr bool is_floating(dtype type) noexcept {
    return type == dtype::f16 || type == dtype::bf16 || type == dtype::f32 || type == dtype::f64;
}

/// The value of an IEEE 754 half: exact.
[[nodiscard]] inline float from_half(std::uint16_t half) noexcept {
    const std::uint32_t sign = (half & 0x8000U) << 16U;
    const std::uint32_t exponent = (half >> 10U) & 31U;
    const std::uint32_t fraction = half & 0x3FFU;
    if (exponent == 31) {  // infinity, or a NaN with its payload
        return std::bit_cast<float>(sign | 0x7F80'0000U | fraction << 13U);
    }
    if (exponent == 0) {  // below 2^-14: fraction units of 2^-24
        const float size = static_cast<float>(fraction) * 0x1p-24F;
        return sign != 0 ? -size : size;
    }
    return std::bit_cast<float>(sign | (exponent + 112) << 23U | fraction << 13U);
}

/// The number at `from`. Precondition: is_floating(type).
template <class T>
[[nodiscard]] T converted(dtype type, const std::byte* from) noexcept {
    switch (type) {
        case dtype::f64:
            return static_cast<T>(core::load_le<double>(from));
        case dtype::f32:
            return static_cast<T>(core::load_le<float>(from));
        case dtype::f16:
            return static_cast<T>(from_half(core::load_le<std::uint16_t>(from)));
        default:  // bf16: the upper half of a float
            return static_cast<T>(
                std::bit_cast<float>(static_cast<std::uint32_t>(core::load_le<std::uint16_t>(from)) << 16U));
    }
}

/// Fills all of `to` from bytes that are row by row.
template <class T>
void take_converted(dtype type, core::byte_span from, const dense<T>& to) {
    if (to.columns == 0) {
        return;  // there may be any number of rows
    }
    const std::size_t size = bits(type) / 8;
    for_each_in_blocks(0, to.rows, 0, to.columns, [&](std::size_t i, std::size_t j) {
        to.at(i, j) = converted<T>(type, from.data() + (i * to.columns + j) * size);
    });
}

}  // namespace lastro::inline v0::artifact::detail
