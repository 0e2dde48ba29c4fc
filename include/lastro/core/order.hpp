// SPDX-License-Identifier: MIT
// lastro/core/order.hpp
//
// Smaller, larger, sorted: without the 9,000 preprocessed lines that <algorithm> costs every includer.
//
//   core::stable_sort(std::span<std::size_t>{order}, [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
//
// No recursion, one buffer. Numbers are sorted sooner by core/sort.hpp.
//
// References
//   [1] D. E. Knuth, The Art of Computer Programming, volume 3, 5.2.4 (merging).
#pragma once

#include <cstddef>  // size_t
#include <span>     // span
#include <utility>  // move, swap
#include <vector>   // vector

namespace lastro::inline v0::core {

/// The smaller of two; the first if neither is.
template <class T>
[[nodiscard]] constexpr const T& smaller(const T& a, const T& b) noexcept {
    return b < a ? b : a;
}

/// The larger of two; the first if neither is.
template <class T>
[[nodiscard]] constexpr const T& larger(const T& a, const T& b) noexcept {
    return a < b ? b : a;
}

/// Sorts so that no element is `less` than the one before it; equal ones keep their order.
///
/// `less` must be a strict weak ordering. Cost: O(n log n) comparisons, a buffer of n elements.
template <class T, class Less>
void stable_sort(std::span<T> values, const Less& less) {
    constexpr std::size_t run = 16;  // short runs are cheapest to sort by insertion
    const std::size_t n = values.size();
    for (std::size_t first = 0; first < n; first += run) {
        const std::size_t last = n - first < run ? n : first + run;
        for (std::size_t i = first + 1; i < last; ++i) {
            T value = std::move(values[i]);
            std::size_t at = i;
            for (; at > first && less(value, values[at - 1]); --at) {
                values[at] = std::move(values[at - 1]);
            }
            values[at] = std::move(value);
        }
    }
    if (n <= run) {
        return;
    }
    std::vector<T> buffer(n);
    std::span<T> from = values;
    std::span<T> to{buffer};
    for (std::size_t width = run; width < n; width *= 2) {  // merges neighbours of `width`, back and forth
        for (std::size_t first = 0; first < n; first += 2 * width) {
            const std::size_t middle = n - first < width ? n : first + width;
            const std::size_t last = n - first < 2 * width ? n : first + 2 * width;
            std::size_t a = first;
            std::size_t b = middle;
            for (std::size_t at = first; at < last; ++at) {
                const bool second = a == middle || (b < last && less(from[b], from[a]));
                to[at] = std::move(from[second ? b++ : a++]);
            }
        }
        std::swap(from, to);
    }
    if (from.data() != values.data()) {
        for (std::size_t i = 0; i < n; ++i) {
            values[i] = std::move(from[i]);
        }
    }
}

}  // namespace lastro::inline v0::core
