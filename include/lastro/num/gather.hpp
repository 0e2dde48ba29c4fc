// SPDX-License-Identifier: MIT
// lastro/num/gather.hpp
//
// How do the rows of a batch come side by side, when they lie anywhere in memory?
//
//   num::gather_rows<double>(inputs, columns, ids, batch);       // row i of the batch is row ids[i] of the inputs
//
// A row is asked for while rows before it are copied: in a large table every one waits in main memory.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <span>         // span
#include <type_traits>  // type_identity_t

#include <lastro/num/pack.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::num {

namespace detail {

/// Asks the cache for the beginning of a row; the processor guesses the rest. Inlined, since g++ 12 drops calls of
/// functions that do nothing else.
template <class T>
[[gnu::always_inline]] inline void fetch_row(const T* from, std::size_t columns) noexcept {
    constexpr std::size_t line = 64 / sizeof(T);
    constexpr std::size_t most = 16 * line;
    for (std::size_t i = 0; i < (columns < most ? columns : most); i += line) {
        __builtin_prefetch(from + i);
    }
}

inline constexpr std::size_t rows_ahead = 4;  // of the one that is copied is the one that is asked for

struct gather_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(const T* from, std::size_t columns, const std::uint64_t* ids,
                                           std::size_t rows, T* to) {
        for (std::size_t i = 0; i < rows; ++i, to += columns) {
            if (i + rows_ahead < rows) {
                fetch_row(from + static_cast<std::size_t>(ids[i + rows_ahead]) * columns, columns);
            }
            const T* row = from + static_cast<std::size_t>(ids[i]) * columns;
            if (columns < Pack::size) {
                for (std::size_t j = 0; j < columns; ++j) {
                    to[j] = row[j];
                }
                continue;
            }
            for (std::size_t j = 0; j + Pack::size <= columns; j += Pack::size) {
                Pack::load(row + j).store(to + j);
            }
            Pack::load(row + (columns - Pack::size)).store(to + (columns - Pack::size));  // some of them again
        }
    }
};

}  // namespace detail

/// Row i of `batch` becomes row ids[i] of `inputs`; both have `columns` numbers a row, row after row. `next`, rows that
/// will be wanted after these, are asked for. Precondition: ids and next name rows, `batch` has room for ids.
template <class T>
void gather_rows(std::span<const std::type_identity_t<T>> inputs, std::size_t columns,
                 std::span<const std::uint64_t> ids, T* batch, std::span<const std::uint64_t> next = {}) noexcept {
    detail::run_packed<detail::gather_text, T>(inputs.data(), columns, ids.data(), ids.size(), batch);
    for (std::size_t i = 0; i < next.size() && i < detail::rows_ahead; ++i) {
        detail::fetch_row(inputs.data() + static_cast<std::size_t>(next[i]) * columns, columns);
    }
}

}  // namespace lastro::inline v0::num
