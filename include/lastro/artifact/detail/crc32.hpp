// SPDX-License-Identifier: MIT
// lastro/artifact/detail/crc32.hpp
//
// The checksum of ZIP and PNG: CRC-32 with the polynomial 0x04C11DB7, reflected. Detects damage, not forgery.
//
// References
//   [1] ISO 3309; PKWARE, .ZIP File Format Specification, 4.4.7.
//   [2] M. E. Kounavis and F. L. Berry, A systematic approach to building high performance, software-based, CRC
//       generators, ISCC 2005: several tables, eight bytes at a time.
#pragma once

#include <array>    // array
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint32_t, uint64_t

#include <lastro/core/bytes.hpp>

namespace lastro::inline v0::artifact::detail {

/// Table k: what a byte does to the checksum when k more bytes follow it.
[[nodiscard]] constexpr std::array<std::array<std::uint32_t, 256>, 8> crc32_tables() noexcept {
    std::array<std::array<std::uint32_t, 256>, 8> tables{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xEDB8'8320U : crc >> 1U;
        }
        tables[0][i] = crc;
    }
    for (std::size_t k = 1; k < 8; ++k) {
        for (std::size_t i = 0; i < 256; ++i) {
            tables[k][i] = tables[k - 1][i] >> 8U ^ tables[0][tables[k - 1][i] & 0xFFU];
        }
    }
    return tables;
}

/// The checksum of `bytes`, or of what went before with checksum `before` and then `bytes`.
[[nodiscard]] inline std::uint32_t crc32(core::byte_span bytes, std::uint32_t before = 0) noexcept {
    static constexpr auto tables = crc32_tables();
    std::uint32_t crc = ~before;
    for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
        const std::uint64_t eight = core::load_le<std::uint64_t>(bytes.data()) ^ crc;
        crc = 0;
        for (std::size_t k = 0; k < 8; ++k) {
            crc ^= tables[7 - k][eight >> (8 * k) & 0xFFU];
        }
    }
    for (const std::byte b : bytes) {
        crc = crc >> 8U ^ tables[0][(crc ^ std::to_integer<std::uint32_t>(b)) & 0xFFU];
    }
    return ~crc;
}

}  // namespace lastro::inline v0::artifact::detail
