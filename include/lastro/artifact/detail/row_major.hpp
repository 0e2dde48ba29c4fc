// SPDX-License-Identifier: MIT
// lastro/artifact/detail/row_major.hpp
//
// How do numbers that lie row by row or column by column become the bytes of a file, and numbers again? Row by row,
// little-endian; in place where they are so already, else through a buffer of a mebibyte.
#pragma once

#include <bit>         // endian
#include <cstddef>     // byte, size_t
#include <cstring>     // memcpy
#include <functional>  // function
#include <span>        // as_bytes, span
#include <vector>      // vector

#include <lastro/artifact/dtype.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/order.hpp>

namespace lastro::inline v0::artifact {

/// Takes a tensor's next bytes.
using byte_sink = std::function<void(core::byte_span)>;

namespace detail {

/// A matrix in memory, without a type of Eigen's, so that this is compiled once per element type.
template <class T>
struct dense {
    T* data;
    std::size_t rows;
    std::size_t columns;
    bool by_columns = false;

    [[nodiscard]] T& at(std::size_t i, std::size_t j) const noexcept {
        return data[by_columns ? j * rows + i : i * columns + j];
    }
    /// True where the order in memory is that of a file.
    [[nodiscard]] bool by_rows() const noexcept { return !by_columns || rows == 1 || columns == 1; }
};

inline constexpr std::size_t buffer_bytes = std::size_t{1} << 20U;
inline constexpr std::size_t block = 64;  // rows and columns that are exchanged at once: both sides stay in the cache

/// Calls use(i, j) for rows [first, last), all columns from `left` to `right`, block by block.
template <class Use>
void for_each_in_blocks(std::size_t first, std::size_t last, std::size_t left, std::size_t right, Use&& use) {
    for (std::size_t i0 = first; i0 < last; i0 += block) {
        for (std::size_t j0 = left; j0 < right; j0 += block) {
            for (std::size_t i = i0; i < core::smaller(i0 + block, last); ++i) {
                for (std::size_t j = j0; j < core::smaller(j0 + block, right); ++j) {
                    use(i, j);
                }
            }
        }
    }
}

/// Hands all bytes over, row by row. Without a copy where they lie so.
template <element T>
void put_row_major(const dense<const T>& from, const byte_sink& sink) {
    const std::size_t size = from.rows * from.columns;
    if (size == 0) {
        return;
    }
    if (from.by_rows() && std::endian::native == std::endian::little) {
        sink(std::as_bytes(std::span{from.data, size}));
        return;
    }
    const std::size_t most = buffer_bytes / sizeof(T);
    const std::size_t width = core::smaller(from.columns, most);
    const std::size_t height = width < from.columns ? 1 : most / width;  // whole rows, or pieces of one
    std::vector<std::byte> buffer(core::smaller(size, most) * sizeof(T));
    for (std::size_t i0 = 0; i0 < from.rows; i0 += height) {
        const std::size_t last = core::smaller(i0 + height, from.rows);
        for (std::size_t j0 = 0; j0 < from.columns; j0 += width) {
            const std::size_t right = core::smaller(j0 + width, from.columns);
            for_each_in_blocks(i0, last, j0, right, [&](std::size_t i, std::size_t j) {
                core::store_le(from.at(i, j), buffer.data() + ((i - i0) * (right - j0) + (j - j0)) * sizeof(T));
            });
            sink({buffer.data(), (last - i0) * (right - j0) * sizeof(T)});
        }
    }
}

/// Fills all of `to` from bytes that are row by row. `release` is told of bytes that are not needed any more.
/// Precondition: there are as many as `to` holds.
template <element T>
void take_row_major(core::byte_span from, const dense<T>& to, void (*release)(core::byte_span)) {
    const std::size_t row = to.columns * sizeof(T);
    const std::size_t height = core::smaller(to.rows, 1 + 8 * buffer_bytes / (row + 1));
    for (std::size_t i0 = 0; i0 < to.rows && row > 0; i0 += height) {
        const std::size_t last = core::smaller(i0 + height, to.rows);
        const core::byte_span part = from.subspan(i0 * row, (last - i0) * row);
        if (to.by_rows() && std::endian::native == std::endian::little) {
            std::memcpy(to.data + i0 * to.columns, part.data(), part.size());
        } else {
            for_each_in_blocks(i0, last, 0, to.columns, [&](std::size_t i, std::size_t j) {
                to.at(i, j) = core::load_le<T>(part.data() + (i - i0) * row + j * sizeof(T));
            });
        }
        if (release != nullptr && from.size() > buffer_bytes) {
            release(part);
        }
    }
}

}  // namespace detail

}  // namespace lastro::inline v0::artifact
