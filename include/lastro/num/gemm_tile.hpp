// SPDX-License-Identifier: MIT
// lastro/num/gemm_tile.hpp
//
// What does a matrix product spend its time in? A tile of the output, held in registers while k ascends.
//
// A tile is Vectors packs of rows by Columns columns. The text is written once over packs; a kernel set such as
// avx2_gemm carries it into an instruction set, with the tile's largest size. Every output keeps its own chain.
#pragma once

#include <cstddef>  // size_t
#include <cstring>  // memcpy

#include <lastro/num/interleave.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num::detail {

/// What a tile reads and writes: A as packs of rows per k, `a_step` apart; B number by number; C in columns.
template <class T>
struct tile_operands {
    const T* a;
    std::size_t a_step;
    const T* b;
    std::size_t b_step;    ///< From b(k, j) to b(k + 1, j).
    std::size_t b_column;  ///< From b(k, j) to b(k, j + 1).
    const T* start;        ///< What the chains begin with: column by column, or one number for a whole column.
    std::size_t start_column;
    bool start_repeats;
    T* c;
    std::size_t c_column;
    std::size_t depth;
};

/// One k: accumulator At, of column At / Vectors, and those behind it take their product. A pointer to every third
/// column: the addresses between are then base + 0, 1 or 2 steps, which an instruction can add up itself. Recursions
/// here and below, so that arrays of packs stay registers.
template <std::size_t At, std::size_t Vectors, std::size_t Count, class Pack, class T>
[[gnu::always_inline]] inline void tile_step(Pack (&acc)[Count], const Pack (&a)[Vectors], const T* const (&b)[3],
                                             std::size_t b_column) {
    if constexpr (At < Count) {
        constexpr std::size_t column = At / Vectors;
        const Pack x = Pack::all(b[column / 3][column % 3 * b_column]);
        acc[At] = fma(a[0], x, acc[At]);
        if constexpr (Vectors > 1) {
            acc[At + 1] = fma(a[1], x, acc[At + 1]);
        }
        tile_step<At + Vectors>(acc, a, b, b_column);
    }
}

template <std::size_t At, std::size_t Vectors, std::size_t Count, class Pack, class T>
[[gnu::always_inline]] inline void load_tile(Pack (&acc)[Count], const T* from, std::size_t column) {
    if constexpr (At < Count) {
        acc[At] = Pack::load(from + At / Vectors * column + At % Vectors * Pack::size);
        load_tile<At + 1, Vectors>(acc, from, column);
    }
}

template <std::size_t At, std::size_t Vectors, std::size_t Count, class Pack, class T>
[[gnu::always_inline]] inline void repeat_tile(Pack (&acc)[Count], const T* from, std::size_t column) {
    if constexpr (At < Count) {
        acc[At] = Pack::all(from[At / Vectors * column]);
        repeat_tile<At + 1, Vectors>(acc, from, column);
    }
}

template <std::size_t At, std::size_t Vectors, std::size_t Count, class Pack, class T>
[[gnu::always_inline]] inline void store_tile(const Pack (&acc)[Count], T* to, std::size_t column) {
    if constexpr (At < Count) {
        acc[At].store(to + At / Vectors * column + At % Vectors * Pack::size);
        store_tile<At + 1, Vectors>(acc, to, column);
    }
}

/// Vectors * Pack::size rows by Columns columns of C, all chains side by side.
template <class Pack, std::size_t Vectors, std::size_t Columns, class T>
[[gnu::always_inline]] inline void multiply_tile(const tile_operands<T>& with) {
    Pack acc[Columns * Vectors];
    if (with.start_repeats) {
        repeat_tile<0, Vectors>(acc, with.start, with.start_column);
    } else {
        load_tile<0, Vectors>(acc, with.start, with.start_column);
    }
    const T* a = with.a;
    const std::size_t a_step = with.a_step;
    const std::size_t b_step = with.b_step;
    const std::size_t b_column = with.b_column;
    const T* b[3] = {with.b, with.b + 3 * b_column, with.b + 6 * b_column};
    for (std::size_t k = with.depth; k > 0; --k) {
        Pack rows[Vectors];
        load_tile<0, Vectors>(rows, a, 0);
        tile_step<0>(acc, rows, b, b_column);
        a += a_step;
        b[0] += b_step;
        b[1] += b_step;
        b[2] += b_step;
    }
    store_tile<0, Vectors>(acc, with.c, with.c_column);
}

/// `count` groups of Packs packs, `from_step` apart, one behind the other.
template <class Pack, std::size_t Packs, class T>
[[gnu::always_inline]] inline void copy_group_text(T* to, const T* from, std::size_t from_step, std::size_t count) {
    for (; count > 0; --count, from += from_step, to += Packs * Pack::size) {
        Pack rows[Packs];
        load_tile<0, Packs>(rows, from, 0);
        store_tile<0, Packs>(rows, to, 0);
    }
}

/// The kernels in their portable form: the text without an instruction set.
template <class T>
struct portable_gemm {
    static constexpr std::size_t vector = 1;   ///< Numbers in a pack.
    static constexpr std::size_t columns = 6;  ///< The widest tile.
    static constexpr std::size_t strip_width = 4;

    template <std::size_t Vectors, std::size_t Columns>
    static void tile(const tile_operands<T>& with) noexcept {
        multiply_tile<scalar_pack<T>, Vectors, Columns>(with);
    }
    template <std::size_t Packs>
    static void copy_groups(T* to, const T* from, std::size_t from_step, std::size_t count) noexcept {
        copy_group_text<scalar_pack<T>, Packs>(to, from, from_step, count);
    }
    static void interleave(const strip<T, strip_width>& from, std::size_t count, T* to, std::size_t group) noexcept {
        interleave_portable(from, 0, count, to, group);
    }
};

#if defined(__x86_64__)

/// The kernels in their AVX2 form: 2 packs by 6 columns fill 12 of 16 registers.
template <class T>
struct avx2_gemm {
    static constexpr std::size_t vector = avx2_pack<T>::size;
    static constexpr std::size_t columns = 6;
    static constexpr std::size_t strip_width = avx2_exchange<T>::width;

    template <std::size_t Vectors, std::size_t Columns>
    [[gnu::target("avx2,fma")]] static void tile(const tile_operands<T>& with) noexcept {
        multiply_tile<avx2_pack<T>, Vectors, Columns>(with);
    }
    template <std::size_t Packs>
    [[gnu::target("avx2,fma")]] static void copy_groups(T* to, const T* from, std::size_t from_step,
                                                        std::size_t count) noexcept {
        copy_group_text<avx2_pack<T>, Packs>(to, from, from_step, count);
    }
    static void interleave(const strip<T, strip_width>& from, std::size_t count, T* to, std::size_t group) noexcept {
        interleave_avx2(from, count, to, group);
    }
};

/// The kernels in their AVX-512 form: 2 packs by 8 columns fill 16 of 32 registers, enough for the two units of the
/// widest CPUs, and divide the sizes that people choose.
template <class T>
struct avx512_gemm {
    static constexpr std::size_t vector = avx512_pack<T>::size;
    static constexpr std::size_t columns = 8;
    static constexpr std::size_t strip_width = avx2_exchange<T>::width;

    template <std::size_t Vectors, std::size_t Columns>
    [[gnu::target("avx512f,avx512dq,avx2,fma")]] static void tile(const tile_operands<T>& with) noexcept {
        multiply_tile<avx512_pack<T>, Vectors, Columns>(with);
    }
    template <std::size_t Packs>
    [[gnu::target("avx512f,avx512dq,avx2,fma")]] static void copy_groups(T* to, const T* from, std::size_t from_step,
                                                                         std::size_t count) noexcept {
        copy_group_text<avx512_pack<T>, Packs>(to, from, from_step, count);
    }
    static void interleave(const strip<T, strip_width>& from, std::size_t count, T* to, std::size_t group) noexcept {
        interleave_avx2(from, count, to, group);
    }
};

#endif

}  // namespace lastro::inline v0::num::detail
