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

#include <cstdint>  // uint64_t
#include <span>     // span
#include <utility>  // swap
#include <vector>   // vector

#include <lastro/random/distribution.hpp>
#include <lastro/random/generator.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// Brings `values` into a random order: for i = n-1 down to 1, exchange i with a bounded draw below i + 1 [1].
/// The draws are the stream's 0, 1, 2, ...; a rejected one is followed by the next. Cost: O(n).
template <class T>
void shuffle(const stream& draws, std::span<T> values) {
    generator next{draws};
    for (std::uint64_t i = values.size(); i > 1; --i) {
        using std::swap;
        swap(values[i - 1], values[bounded(next, i)]);
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
