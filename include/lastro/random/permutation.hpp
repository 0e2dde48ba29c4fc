// SPDX-License-Identifier: MIT
// lastro/random/permutation.hpp
//
// In which order do the samples come? A uniformly random one, the same wherever it is asked for.
//
//   for (const std::uint64_t row : random::permutation(random::stream{42}["shuffle"][epoch], rows)) visit(row);
//
// Fisher and Yates' exchange with Lemire's exact bounded integers: every order is equally likely over the keys.
//
// References
//   [1] D. E. Knuth, The Art of Computer Programming, volume 2, section 3.4.2, algorithm P.
#pragma once

#include <array>    // array
#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <span>     // span
#include <utility>  // swap
#include <vector>   // vector

#include <lastro/random/fill_kernels.hpp>
#include <lastro/random/philox.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// Brings `values` into a random order: for i = n-1 down to 1, exchange i with a bounded draw below i + 1 [1].
/// The draws are the stream's 0, 1, 2, ...; a rejected one is followed by the next. Cost: O(n).
///
/// A few partners are drawn before they are needed, so that memory can be asked for them in advance.
template <class T>
void shuffle(const stream& draws, std::span<T> values) {
    constexpr std::size_t ahead = 128;
    std::array<std::uint64_t, ahead> partners;
    std::uint64_t draw = 0;
    for (std::uint64_t i = values.size(); i > 1;) {
        detail::blocks(draws, draw / 2, partners.data(), ahead / 2);
        draw += ahead;
        std::size_t count = 0;
        for (std::size_t k = 0; k < ahead && i - count > 1; ++k) {
            const std::uint64_t bound = i - count;
            const detail::wide_product product = detail::multiply(partners[k], bound);
            if (product.low < bound && product.low < (0 - bound) % bound) [[unlikely]] {
                continue;  // rejected; see `bounded`
            }
            partners[count++] = product.high;
            __builtin_prefetch(values.data() + product.high, 1);
        }
        for (std::size_t k = 0; k < count; ++k, --i) {
            using std::swap;
            swap(values[i - 1], values[partners[k]]);
        }
    }
}

/// 0, 1, ..., n-1 in a random order. Cost: O(n) time, 8n bytes.
[[nodiscard]] inline std::vector<std::uint64_t> permutation(const stream& draws, std::uint64_t n) {
    std::vector<std::uint64_t> order(n);
    for (std::uint64_t i = 0; i < n; ++i) {
        order[i] = i;
    }
    shuffle(draws, std::span<std::uint64_t>{order});
    return order;
}

}  // namespace lastro::inline v0::random
