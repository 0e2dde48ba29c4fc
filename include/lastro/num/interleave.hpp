// SPDX-License-Identifier: MIT
// lastro/num/interleave.hpp
//
// How do rows become columns quickly? Numbers that lie along rows are laid side by side, one from each row.
//
//   const detail::strip<float, 8> rows{from, row_step, 8};               // 8 rows, contiguous along each
//   detail::interleave_avx2(rows, count, to, group);                     // to[q * group + r] = from[r * row_step + q]
//
// Matrix products vectorise over outputs; where the matrix is stored along the inner dimension, this is the price.
// On x86-64 two rows share a 256-bit register, and the rest is a 4x4 (float) or 2x2 (double) exchange in each half.
#pragma once

#include <cstddef>      // size_t
#include <cstring>      // memcpy
#include <type_traits>  // is_same_v

namespace lastro::inline v0::num::detail {

/// Up to Width rows, `row_step` apart. A row that is missing is read as the last one, so that reads stay in bounds.
template <class T, std::size_t Width>
struct strip {
    const T* row[Width];

    strip(const T* from, std::size_t row_step, std::size_t rows) noexcept {
        for (std::size_t r = 0; r < Width; ++r) {
            row[r] = from + (r < rows ? r : rows - 1) * row_step;
        }
    }
};

/// to[q * group + r] = row[r][q] for q below `count`. Writes Width numbers for every q, in ascending order of q.
template <class T, std::size_t Width>
void interleave_portable(const strip<T, Width>& from, std::size_t begin, std::size_t count, T* to,
                         std::size_t group) noexcept {
    for (std::size_t q = begin; q < count; ++q) {
        for (std::size_t r = 0; r < Width; ++r) {
            to[q * group + r] = from.row[r][q];
        }
    }
}

#if defined(__x86_64__)

/// Rows side by side in 32 bytes, and how to exchange them with numbers along k.
template <class T>
struct avx2_exchange {
    static constexpr std::size_t width = 32 / sizeof(T);  ///< Rows that are exchanged.
    static constexpr std::size_t depth = 16 / sizeof(T);  ///< Numbers of each row.
    using half [[gnu::vector_size(16)]] = T;
    using whole [[gnu::vector_size(32)]] = T;

    [[gnu::target("avx2,fma")]] static half load_half(const T* from) {
        half h;
        std::memcpy(&h, from, sizeof h);
        return h;
    }
    [[gnu::target("avx2,fma")]] static whole load_pair(const T* low, const T* high) {
        if constexpr (std::is_same_v<T, float>) {
            return __builtin_shufflevector(load_half(low), load_half(high), 0, 1, 2, 3, 4, 5, 6, 7);
        } else {
            return __builtin_shufflevector(load_half(low), load_half(high), 0, 1, 2, 3);
        }
    }

    /// out[d] = number q + d of all rows, the first of which are low[0], low[1], ...
    [[gnu::target("avx2,fma")]] static void read(whole (&out)[depth], const T* const (&low)[width / 2],
                                                 const T* const (&high)[width / 2], std::size_t q) {
        if constexpr (std::is_same_v<T, float>) {
            const whole a = load_pair(low[0] + q, high[0] + q);
            const whole b = load_pair(low[1] + q, high[1] + q);
            const whole c = load_pair(low[2] + q, high[2] + q);
            const whole d = load_pair(low[3] + q, high[3] + q);
            const whole ab_low = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13);
            const whole cd_low = __builtin_shufflevector(c, d, 0, 8, 1, 9, 4, 12, 5, 13);
            const whole ab_high = __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
            const whole cd_high = __builtin_shufflevector(c, d, 2, 10, 3, 11, 6, 14, 7, 15);
            out[0] = __builtin_shufflevector(ab_low, cd_low, 0, 1, 8, 9, 4, 5, 12, 13);
            out[1] = __builtin_shufflevector(ab_low, cd_low, 2, 3, 10, 11, 6, 7, 14, 15);
            out[2] = __builtin_shufflevector(ab_high, cd_high, 0, 1, 8, 9, 4, 5, 12, 13);
            out[3] = __builtin_shufflevector(ab_high, cd_high, 2, 3, 10, 11, 6, 7, 14, 15);
        } else {
            const whole a = load_pair(low[0] + q, high[0] + q);
            const whole b = load_pair(low[1] + q, high[1] + q);
            out[0] = __builtin_shufflevector(a, b, 0, 4, 2, 6);
            out[1] = __builtin_shufflevector(a, b, 1, 5, 3, 7);
        }
    }
};

template <class T>
[[gnu::target("avx2,fma")]] void interleave_avx2(const strip<T, avx2_exchange<T>::width>& from, std::size_t count,
                                                 T* to, std::size_t group) noexcept {
    using exchange = avx2_exchange<T>;
    const T* low[exchange::width / 2];  // copies: they stay registers, whatever is stored
    const T* high[exchange::width / 2];
    std::memcpy(low, from.row, sizeof low);
    std::memcpy(high, from.row + exchange::width / 2, sizeof high);
    std::size_t q = 0;
    for (; q + exchange::depth <= count; q += exchange::depth) {
        typename exchange::whole out[exchange::depth];
        exchange::read(out, low, high, q);
        T* const at = to + q * group;
        std::memcpy(at, &out[0], sizeof out[0]);
        std::memcpy(at + group, &out[1], sizeof out[1]);
        if constexpr (exchange::depth > 2) {
            std::memcpy(at + 2 * group, &out[2], sizeof out[2]);
            std::memcpy(at + 3 * group, &out[3], sizeof out[3]);
        }
    }
    interleave_portable(from, q, count, to, group);
}

#endif

}  // namespace lastro::inline v0::num::detail
