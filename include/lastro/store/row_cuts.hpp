// SPDX-License-Identifier: MIT
// lastro/store/row_cuts.hpp
//
// Between which rows is a column cut into blocks, so that an inserted row changes the blocks around it and no others?
//
//   for (const std::uint64_t end : store::row_cuts(column)) {}      // 2,048 to 16,384 rows each, some 9,000 on average
//
// A block ends where a hash of the last 64 rows is smallest among all places that it may end at: a place that the values
// choose, whatever stands before. Every column has cuts of its own: a change in one does not move those of another. Where
// a column repeats itself there is nothing to choose by, and blocks are as large as they may be, and equal.
// docs/formats/repository.md specifies the rule. It is Gear hashing [1] of values instead of bytes, and a local minimum [2]
// instead of a threshold, which a column of few values may not reach for long.
//
// References
//   [1] W. Xia et al., Ddelta: a deduplication-inspired fast delta compression approach, Performance Evaluation 79, 2014.
//   [2] N. Bjorner, A. Blass, Y. Gurevich, Content-dependent chunking for differential compression, the local maximum
//       approach, J. Comput. Syst. Sci. 76, 2010.
#pragma once

#include <bit>          // bit_cast
#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t, uint8_t, uint64_t
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::store {

/// The least and the most rows of a block; only the last of a column may have fewer.
inline constexpr std::size_t smallest_block = 2048;
inline constexpr std::size_t largest_block = 16'384;

namespace detail {

/// Every bit of the result depends on every bit of x: the finaliser of MurmurHash3 (A. Appleby, public domain).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
    x = (x ^ (x >> 33U)) * 0xFF51AFD7ED558CCDU;
    x = (x ^ (x >> 33U)) * 0xC4CEB9FE1A85EC53U;
    return x ^ (x >> 33U);
}

[[nodiscard]] constexpr std::uint64_t row_number(std::uint8_t x) noexcept { return mixed(x); }
[[nodiscard]] constexpr std::uint64_t row_number(std::int64_t x) noexcept {
    return mixed(static_cast<std::uint64_t>(x));
}
[[nodiscard]] inline std::uint64_t row_number(double x) noexcept { return mixed(std::bit_cast<std::uint64_t>(x)); }
[[nodiscard]] constexpr std::uint64_t row_number(data::date x) noexcept { return row_number(std::int64_t{x.days}); }
[[nodiscard]] constexpr std::uint64_t row_number(data::timestamp x) noexcept { return row_number(x.microseconds); }

/// A text: its size, then 8 bytes at a time, little-endian, the last of them filled up with zeros.
[[nodiscard]] inline std::uint64_t row_number(std::string_view text) noexcept {
    std::uint64_t state = mixed(text.size());
    const core::byte_span bytes = core::as_bytes(text);
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        state = mixed(state ^ core::load_le<std::uint64_t>(bytes.data() + at));
    }
    std::uint64_t rest = 0;
    for (std::size_t i = at; i < bytes.size(); ++i) {
        rest |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * (i - at));
    }
    return at < bytes.size() ? mixed(state ^ rest) : state;
}

}  // namespace detail

/// The numbers of the rows at which blocks end, ascending; the last is the number of rows. None where there are no rows.
///
/// A cut depends on rows before it and the `largest_block` rows from the beginning of its block on: what is appended moves
/// only the end of the last block. Cost: two passes over the values.
[[nodiscard]] inline std::vector<std::uint64_t> row_cuts(const data::column& rows) {
    constexpr std::size_t window = 64;  // rows that the hash sees: it shifts by one bit a row
    constexpr std::uint64_t missing = detail::mixed(0x6C617374726F4E55U);
    std::vector<std::uint64_t> cuts;
    rows.visit([&](const auto& values) {
        const std::size_t size = values.size();
        const bool whole = rows.null_count() == 0;
        std::size_t begin = 0;
        while (size - begin > largest_block) {
            std::uint64_t hash = 0;
            std::uint64_t least = UINT64_MAX;
            std::size_t cut = 0;
            for (std::size_t i = begin + smallest_block - window; i < begin + largest_block; ++i) {
                hash = 2 * hash + (whole || !rows.is_null(i) ? detail::row_number(values[i]) : missing);
                if (i + 1 >= begin + smallest_block && hash <= least) {  // the last of equal ones
                    least = hash;
                    cut = i + 1;
                }
            }
            cuts.push_back(cut);
            begin = cut;
        }
        if (begin < size) {
            cuts.push_back(size);
        }
    });
    return cuts;
}

}  // namespace lastro::inline v0::store
