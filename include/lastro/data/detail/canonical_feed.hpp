// SPDX-License-Identifier: MIT
// lastro/data/detail/canonical_feed.hpp
//
// Which bytes stand for a column (docs/formats/table.md)? Piece by piece, to whoever hashes or keeps them.
#pragma once

#include <array>        // array
#include <bit>          // endian
#include <cstddef>      // byte, size_t
#include <cstdint>      // int32_t, int64_t, uint32_t, uint64_t
#include <span>         // as_bytes, span
#include <string>       // string
#include <type_traits>  // is_same_v, remove_cvref_t
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data::detail {

[[nodiscard]] constexpr std::int32_t number_in(date d) noexcept { return d.days; }
[[nodiscard]] constexpr std::int64_t number_in(timestamp t) noexcept { return t.microseconds; }
template <core::number T>
[[nodiscard]] constexpr T number_in(T x) noexcept {
    return x;
}

/// Gives `sink` the values as little-endian bytes, piece by piece: in one piece, where memory holds them like that.
template <class T, class Sink>
void feed_values(std::span<const T> values, const Sink& sink) {
    static_assert(sizeof(T) == sizeof(number_in(T{})), "a value is its number and nothing else");
    if constexpr (std::endian::native == std::endian::little) {
        sink(std::as_bytes(values));
    } else {
        constexpr std::size_t piece = 4096;
        std::array<std::byte, piece * sizeof(T)> bytes;
        for (std::size_t first = 0; first < values.size(); first += piece) {
            const auto part = values.subspan(first, values.size() - first < piece ? values.size() - first : piece);
            for (std::size_t i = 0; i < part.size(); ++i) {
                core::store_le(number_in(part[i]), bytes.data() + i * sizeof(T));
            }
            sink(core::byte_span{bytes.data(), part.size_bytes()});
        }
    }
}

/// The same bytes for texts that have a dictionary as for those that have none.
template <class Sink>
void feed_rows(const text_values& texts, const Sink& sink) {
    constexpr std::size_t piece = 4096;
    std::vector<std::uint64_t> offsets{0};
    std::uint64_t total = 0;
    for (const std::uint32_t code : texts.codes) {
        if (offsets.size() == piece) {
            feed_values(std::span<const std::uint64_t>{offsets}, sink);
            offsets.clear();
        }
        total += texts.entry(code).size();
        offsets.push_back(total);
    }
    feed_values(std::span<const std::uint64_t>{offsets}, sink);
    std::string characters;
    for (const std::uint32_t code : texts.codes) {
        characters += texts.entry(code);
        if (characters.size() >= 8 * piece) {
            sink(core::as_bytes(characters));
            characters.clear();
        }
    }
    sink(core::as_bytes(characters));
}

/// Gives `sink` the canonical bytes of `values`, piece by piece.
template <class Sink>
void feed_canonical(const column& values, const Sink& sink) {
    values.visit([&sink](const auto& v) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(v)>, text_values>) {
            if (v.has_dictionary()) {
                feed_rows(v, sink);
                return;
            }
            feed_values(std::span<const std::uint64_t>{v.offsets}, sink);
            sink(core::as_bytes(v.characters));
        } else {
            feed_values(std::span{v}, sink);
        }
    });
    sink(std::as_bytes(values.present().bits()));
}

}  // namespace lastro::inline v0::data::detail
