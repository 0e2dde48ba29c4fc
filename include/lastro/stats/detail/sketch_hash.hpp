// SPDX-License-Identifier: MIT
// lastro/stats/detail/sketch_hash.hpp
//
// Which 64 bits stand for a value in a sketch? The same ones on every machine; docs/formats/profile.md writes them down.
//
//   detail::sketch_hash(std::uint64_t{42});
//   detail::sketch_hash("Seattle");
//
// Not for names of content: whoever wants two values with one hash can make them. That is what lastro::hash is for.
//
// References
//   [1] D. Stafford, Better bit mixing, 2011: "mix 13", a bijection of 64 bits of which every output depends on every input.
#pragma once

#include <bit>          // endian
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <cstring>      // memcpy
#include <string_view>  // string_view
#include <type_traits>  // is_constant_evaluated

namespace lastro::inline v0::stats::detail {

[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t x) noexcept {  // [1]
    x = (x ^ (x >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return x ^ (x >> 31U);
}

/// 2^64 divided by the golden ratio.
inline constexpr std::uint64_t golden = 0x9E37'79B9'7F4A'7C15U;

/// Of a number: different numbers have different hashes.
[[nodiscard]] constexpr std::uint64_t sketch_hash(std::uint64_t x) noexcept { return mixed(x + golden); }

/// Up to 8 characters as a number, the first in the lowest byte.
[[nodiscard]] constexpr std::uint64_t word_of(const char* text, std::size_t size) noexcept {
    if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
        if (size == 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, text, 8);
            return word;
        }
        if (size >= 4) {  // two halves, which overlap in equal bytes
            std::uint32_t first = 0;
            std::uint32_t last = 0;
            std::memcpy(&first, text, 4);
            std::memcpy(&last, text + size - 4, 4);
            return first | static_cast<std::uint64_t>(last) << (8 * size - 32);
        }
        const auto byte = [text](std::size_t i) {
            return static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
        };
        return size == 0 ? 0 : byte(0) | byte(size / 2) | byte(size - 1);
    }
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < size; ++i) {
        word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
    }
    return word;
}

/// Of a text: its length and its words of 8 characters, one after another; each step is a bijection, and all is mixed last.
[[nodiscard]] constexpr std::uint64_t sketch_hash(std::string_view text) noexcept {
    const auto step = [](std::uint64_t x) {
        x *= golden;
        return x ^ (x >> 32U);
    };
    std::uint64_t h = golden + text.size();
    while (text.size() >= 8) {
        h = step(h ^ word_of(text.data(), 8));
        text.remove_prefix(8);
    }
    return mixed(text.empty() ? h : step(h ^ word_of(text.data(), text.size())));
}

}  // namespace lastro::inline v0::stats::detail
