// SPDX-License-Identifier: MIT
// lastro/num/gemv_kernels.hpp
//
// How does a matrix times a vector become fast without changing a bit? The loops behind num/gemv.hpp.
//
// Every y(i) is one chain over k, so vectors hold several i. Where A lies in columns that is a pass over y for every
// eight columns; where it lies in rows, numbers of several rows are exchanged in registers first.
#pragma once

#include <cstddef>  // size_t

#include <lastro/num/interleave.hpp>
#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num::detail {

/// Columns At, At + 1, ... of one pack of rows.
template <std::size_t At, std::size_t Columns, class Pack, class T>
[[gnu::always_inline]] inline void add_column_steps(Pack& acc, const T* a, std::size_t column,
                                                    const Pack (&x)[Columns]) {
    if constexpr (At < Columns) {
        acc = fma(Pack::load(a + At * column), x[At], acc);
        add_column_steps<At + 1>(acc, a, column, x);
    }
}

template <std::size_t At, std::size_t Columns, class Pack, class T>
[[gnu::always_inline]] inline void repeat_each(Pack (&to)[Columns], const T* x) {
    if constexpr (At < Columns) {
        to[At] = Pack::all(x[At]);
        repeat_each<At + 1>(to, x);
    }
}

template <std::size_t At, std::size_t Count, class Pack, class T>
[[gnu::always_inline]] inline void load_each(Pack (&to)[Count], const T* from) {
    if constexpr (At < Count) {
        to[At] = Pack::load(from + At * Pack::size);
        load_each<At + 1>(to, from);
    }
}

template <std::size_t At, std::size_t Count, class Pack, class T>
[[gnu::always_inline]] inline void store_each(const Pack (&from)[Count], T* to) {
    if constexpr (At < Count) {
        from[At].store(to + At * Pack::size);
        store_each<At + 1>(from, to);
    }
}

template <std::size_t At, std::size_t Count, class Pack, class T>
[[gnu::always_inline]] inline void add_each(Pack (&acc)[Count], const T* a, const Pack& factor) {
    if constexpr (At < Count) {
        acc[At] = fma(Pack::load(a + At * Pack::size), factor, acc[At]);
        add_each<At + 1>(acc, a, factor);
    }
}

/// y(i) goes on with `Columns` columns of A; the last rows, which fill no pack, one by one.
template <class Pack, class One, std::size_t Columns, class T>
[[gnu::always_inline]] inline void add_some_columns(T* y, std::size_t rows, const T* a, std::size_t column,
                                                    const T* x) {
    Pack wide[Columns];
    One narrow[Columns];
    repeat_each<0>(wide, x);
    repeat_each<0>(narrow, x);
    std::size_t i = 0;
    for (; i + Pack::size <= rows; i += Pack::size) {
        Pack acc = Pack::load(y + i);
        add_column_steps<0>(acc, a + i, column, wide);
        acc.store(y + i);
    }
    if constexpr (Pack::size > 1) {
        for (; i < rows; ++i) {
            One acc = One::load(y + i);
            add_column_steps<0>(acc, a + i, column, narrow);
            acc.store(y + i);
        }
    }
}

/// A few packs of rows, over all columns: the chains stay in registers. The last pack ends with the last row, and may
/// compute rows of the one before again: from the same numbers, to the same bits.
template <std::size_t Packs, class Pack, class T>
[[gnu::always_inline]] inline void add_columns_at_once(T* y, std::size_t rows, const T* a, std::size_t column,
                                                       const T* x, std::size_t depth) {
    const std::size_t last = rows - Pack::size;
    Pack acc[Packs];
    load_each<0>(acc, y);
    Pack end = Pack::load(y + last);
    for (std::size_t k = 0; k < depth; ++k, a += column) {
        const Pack factor = Pack::all(x[k]);
        add_each<0>(acc, a, factor);
        end = fma(Pack::load(a + last), factor, end);
    }
    store_each<0>(acc, y);
    end.store(y + last);
}

/// y(i) = fma(a(i, k), x(k), y(i)) for k = 0, 1, ...; column k begins at a + k * column.
struct add_columns_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(T* y, std::size_t rows, const T* a, std::size_t column, const T* x,
                                           std::size_t depth) {
        if constexpr (Pack::size > 1) {
            if (rows >= Pack::size && rows <= 4 * Pack::size) {
                switch ((rows - 1) / Pack::size) {
                    case 0:
                    case 1:
                        return add_columns_at_once<1, Pack>(y, rows, a, column, x, depth);
                    case 2:
                        return add_columns_at_once<2, Pack>(y, rows, a, column, x, depth);
                    default:
                        return add_columns_at_once<3, Pack>(y, rows, a, column, x, depth);
                }
            }
        }
        constexpr std::size_t most_rows = 2048;  // of y, so that they stay in the first cache
        for (std::size_t i = 0; i < rows; i += most_rows) {
            const std::size_t height = rows - i < most_rows ? rows - i : most_rows;
            std::size_t k = 0;
            for (; k + 8 <= depth; k += 8) {
                add_some_columns<Pack, Single, 8>(y + i, height, a + i + k * column, column, x + k);
            }
            for (; k < depth; ++k) {
                add_some_columns<Pack, Single, 1>(y + i, height, a + i + k * column, column, x + k);
            }
        }
    }
};

/// The same where row i begins at a + i * row: four chains at a time, so that none waits for another.
template <class One, class T>
[[gnu::always_inline]] inline void add_rows_text(T* y, std::size_t rows, const T* a, std::size_t row, const T* x,
                                                 std::size_t depth) {
    std::size_t i = 0;
    for (; i + 4 <= rows; i += 4) {
        One y0 = One::load(y + i);
        One y1 = One::load(y + i + 1);
        One y2 = One::load(y + i + 2);
        One y3 = One::load(y + i + 3);
        const T* from = a + i * row;
        for (std::size_t k = 0; k < depth; ++k, ++from) {
            const One factor = One::load(x + k);
            y0 = fma(One::load(from), factor, y0);
            y1 = fma(One::load(from + row), factor, y1);
            y2 = fma(One::load(from + 2 * row), factor, y2);
            y3 = fma(One::load(from + 3 * row), factor, y3);
        }
        y0.store(y + i);
        y1.store(y + i + 1);
        y2.store(y + i + 2);
        y3.store(y + i + 3);
    }
    for (; i < rows; ++i) {
        One acc = One::load(y + i);
        for (std::size_t k = 0; k < depth; ++k) {
            acc = fma(One::load(a + i * row + k), One::load(x + k), acc);
        }
        acc.store(y + i);
    }
}

template <class T>
void add_rows_portable(T* y, std::size_t rows, const T* a, std::size_t row, const T* x, std::size_t depth) noexcept {
    add_rows_text<scalar_pack<T>>(y, rows, a, row, x, depth);
}

#if defined(__x86_64__)

/// Numbers k, k + 1, ... of a strip's rows, exchanged, go on with the strip's chains.
template <class T>
[[gnu::target("avx2,fma")]] inline void add_exchanged(avx2_pack<T>& acc, const T* a, std::size_t row, const T* x) {
    using exchange = avx2_exchange<T>;
    typename exchange::whole columns[exchange::depth];
    if constexpr (exchange::width == 8) {
        exchange::read(columns, {a, a + row, a + 2 * row, a + 3 * row},
                       {a + 4 * row, a + 5 * row, a + 6 * row, a + 7 * row}, 0);
    } else {
        exchange::read(columns, {a, a + row}, {a + 2 * row, a + 3 * row}, 0);
    }
    acc = fma(avx2_pack<T>{columns[0]}, avx2_pack<T>::all(x[0]), acc);
    acc = fma(avx2_pack<T>{columns[1]}, avx2_pack<T>::all(x[1]), acc);
    if constexpr (exchange::depth > 2) {
        acc = fma(avx2_pack<T>{columns[2]}, avx2_pack<T>::all(x[2]), acc);
        acc = fma(avx2_pack<T>{columns[3]}, avx2_pack<T>::all(x[3]), acc);
    }
}

template <std::size_t At, std::size_t Strips, class T>
[[gnu::always_inline]] inline void add_strips(avx2_pack<T> (&acc)[Strips], const T* a, std::size_t row, const T* x) {
    if constexpr (At < Strips) {
        add_exchanged(acc[At], a + At * avx2_pack<T>::size * row, row, x);
        add_strips<At + 1>(acc, a, row, x);
    }
}

/// `Strips` strips of rows over all whole exchanges of k.
template <std::size_t Strips, class T>
[[gnu::target("avx2,fma")]] void add_strips_avx2(T* y, const T* a, std::size_t row, const T* x,
                                                 std::size_t depth) noexcept {
    avx2_pack<T> acc[Strips];
    load_each<0>(acc, y);
    for (std::size_t k = 0; k + avx2_exchange<T>::depth <= depth; k += avx2_exchange<T>::depth) {
        add_strips<0>(acc, a + k, row, x + k);
    }
    store_each<0>(acc, y);
}

/// The same where row i begins at a + i * row. Chains of four strips overlap; where rows lie so that their cache lines
/// compete for one place, only as many rows as there is room for go together.
template <class T>
[[gnu::target("avx2,fma")]] void add_rows_avx2(T* y, std::size_t rows, const T* a, std::size_t row, const T* x,
                                               std::size_t depth) noexcept {
    constexpr std::size_t width = avx2_pack<T>::size;
    const std::size_t together = row * sizeof(T) % 4096 == 0 ? 8 : 4 * width;
    std::size_t i = 0;
    for (; i + together <= rows; i += together) {
        if (together == 8) {
            add_strips_avx2<8 / width>(y + i, a + i * row, row, x, depth);
        } else {
            add_strips_avx2<4>(y + i, a + i * row, row, x, depth);
        }
    }
    for (; i + width <= rows; i += width) {
        add_strips_avx2<1>(y + i, a + i * row, row, x, depth);
    }
    const std::size_t whole = depth - depth % avx2_exchange<T>::depth;
    add_rows_text<fused_pack<T>>(y, i, a + whole, row, x + whole, depth - whole);
    add_rows_text<fused_pack<T>>(y + i, rows - i, a + i * row, row, x, depth);
}

#endif

}  // namespace lastro::inline v0::num::detail
