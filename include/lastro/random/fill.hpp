// SPDX-License-Identifier: MIT
// lastro/random/fill.hpp
//
// How does an array get its random numbers at once? In the lanes of the CPU, with the values of one draw at a time.
//
//   std::vector<double> noise(1'000'000);
//   random::fill_normal(random::stream{42}["noise"], 0, noise);          // noise[k] == random::normal(stream, k)
//   random::fill(random::gamma{2.0}, random::stream{42}["wait"], 0, noise);
//
// Element k is draw `first` + k: filling in pieces, in another order or on other threads gives the same array, and so
// does every instruction set. Nothing is allocated.
#pragma once

#include <array>      // array
#include <cstddef>    // size_t
#include <cstdint>    // int64_t, uint32_t, uint64_t
#include <span>       // span
#include <stdexcept>  // out_of_range

#include <lastro/core/contract.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/fill_kernels.hpp>
#include <lastro/random/normal_quantile.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

namespace detail {

/// Draws are made in chunks that stay in the fastest cache.
inline constexpr std::size_t chunk_blocks = 128;
inline constexpr std::size_t chunk_draws = 2 * chunk_blocks;

inline void require_addresses(std::uint64_t first, std::size_t count) {
    core::require<std::out_of_range>(count == 0 || first + (count - 1) >= first, "random::fill: first",
                                     "an address that leaves room for every draw below 2^64", first);
}

/// Calls `use(words, at, count)` for chunk after chunk: words[k] is draw first + at + k for k < count.
template <class Use>
void for_each_chunk(const stream& draws, std::uint64_t first, std::size_t size, Use&& use) {
    require_addresses(first, size);
    std::array<std::uint64_t, chunk_draws> words;
    for (std::size_t at = 0; at < size;) {
        const std::uint64_t draw = first + at;
        const std::size_t skip = draw % 2;
        const std::size_t count = size - at < chunk_draws - skip ? size - at : chunk_draws - skip;
        blocks(draws, draw / 2, words.data(), (skip + count + 1) / 2);
        use(words.data() + skip, at, count);
        at += count;
    }
}

/// The bits as a double in [0, 1); a signed conversion, since the CPU has an instruction for it.
[[nodiscard]] inline double fast_unit_interval(std::uint64_t bits) noexcept {
    return static_cast<double>(static_cast<std::int64_t>(bits >> 11U)) * 0x1p-53;
}
[[nodiscard]] inline double fast_open_interval(std::uint64_t bits) noexcept {
    return (static_cast<double>(static_cast<std::int64_t>(bits >> 12U)) + 0.5) * 0x1p-52;
}

/// The normal numbers of a chunk: the middle function for all of them, then the tails, gathered, for the others.
inline void normals(const std::uint64_t* words, double* to, std::size_t count) {
    std::array<double, chunk_draws> q;
    std::array<double, chunk_draws> tail;
    std::array<std::uint32_t, chunk_draws> place;
    std::size_t tails = 0;
    for (std::size_t k = 0; k < count; ++k) {  // no branches: the signs are random, so no branch could be predicted
        q[k] = fast_open_interval(words[k]) - 0.5;  // exact
        const double distance = __builtin_fabs(q[k]);
        tail[tails] = 0.5 - distance;  // exact: p below 1/2, 1 - p above
        place[tails] = static_cast<std::uint32_t>(k);
        tails += static_cast<std::size_t>(distance > quantile_coefficients::center_half_width);
    }
    num::detail::map<normal_center_function>("log", std::span<const double>{q.data(), count},
                                             std::span<double>{to, count});
    const std::span<double> r{tail.data(), tails};
    num::log(r, r);
    double longest = 0.0;
    for (double& x : r) {
        x = __builtin_sqrt(-x);
        longest = x > longest ? x : longest;
    }
    std::array<double, chunk_draws> distance;
    num::detail::map<normal_tail_function>("log", std::span<const double>{r},
                                           std::span<double>{distance.data(), tails});
    if (longest > quantile_coefficients::far) [[unlikely]] {
        for (std::size_t k = 0; k < tails; ++k) {
            distance[k] =
                r[k] > quantile_coefficients::far ? num::detail::apply<normal_far_tail_function>(r[k]) : distance[k];
        }
    }
    for (std::size_t k = 0; k < tails; ++k) {
        to[place[k]] = __builtin_copysign(distance[k], q[place[k]]);
    }
}

}  // namespace detail

/// to[k] = draws.bits(first + k).
///
/// @throws std::out_of_range if first + to.size() goes beyond 2^64, as all functions of this header do.
inline void fill_bits(const stream& draws, std::uint64_t first, std::span<std::uint64_t> to) {
    detail::for_each_chunk(draws, first, to.size(), [&](const std::uint64_t* words, std::size_t at, std::size_t n) {
        for (std::size_t k = 0; k < n; ++k) {
            to[at + k] = words[k];
        }
    });
}

/// to[k] = uniform(draws, first + k).
inline void fill_uniform(const stream& draws, std::uint64_t first, std::span<double> to) {
    detail::for_each_chunk(draws, first, to.size(), [&](const std::uint64_t* words, std::size_t at, std::size_t n) {
        for (std::size_t k = 0; k < n; ++k) {
            to[at + k] = detail::fast_unit_interval(words[k]);
        }
    });
}

/// to[k] = uniform_float(draws, first + k).
inline void fill_uniform(const stream& draws, std::uint64_t first, std::span<float> to) {
    detail::require_addresses(first, to.size());
    std::size_t done = 0;
    for (; done < to.size() && (first + done) % 2 != 0; ++done) {
        to[done] = uniform_float(draws, first + done);
    }
    const std::size_t pairs = (to.size() - done) / 2;
    detail::for_each_chunk(draws, (first + done) / 2, pairs,
                           [&](const std::uint64_t* words, std::size_t at, std::size_t n) {
                               float* const out = to.data() + done + 2 * at;
                               for (std::size_t k = 0; k < n; ++k) {
                                   const auto low = static_cast<std::int32_t>(detail::low_word(words[k]) >> 8U);
                                   const auto high = static_cast<std::int32_t>(words[k] >> 40U);
                                   out[2 * k] = static_cast<float>(low) * 0x1p-24F;
                                   out[2 * k + 1] = static_cast<float>(high) * 0x1p-24F;
                               }
                           });
    if (done + 2 * pairs < to.size()) {
        to.back() = uniform_float(draws, first + (to.size() - 1));
    }
}

/// to[k] = uniform_open(draws, first + k).
inline void fill_uniform_open(const stream& draws, std::uint64_t first, std::span<double> to) {
    detail::for_each_chunk(draws, first, to.size(), [&](const std::uint64_t* words, std::size_t at, std::size_t n) {
        for (std::size_t k = 0; k < n; ++k) {
            to[at + k] = detail::fast_open_interval(words[k]);
        }
    });
}

/// to[k] = normal(draws, first + k).
inline void fill_normal(const stream& draws, std::uint64_t first, std::span<double> to) {
    detail::for_each_chunk(draws, first, to.size(), [&](const std::uint64_t* words, std::size_t at, std::size_t n) {
        detail::normals(words, to.data() + at, n);
    });
}

/// to[k] = bounded(draws, first + k, bound).
///
/// @throws std::invalid_argument if `bound` is 0.
inline void fill_bounded(const stream& draws, std::uint64_t first, std::uint64_t bound, std::span<std::uint64_t> to) {
    if (bound == 0) {
        throw std::invalid_argument{"random::bounded: bound: expected at least 1, found 0"};
    }
    detail::for_each_chunk(draws, first, to.size(), [&](const std::uint64_t* words, std::size_t at, std::size_t n) {
        for (std::size_t k = 0; k < n; ++k) {
            const detail::wide_product product = detail::multiply(words[k], bound);
            to[at + k] = product.low < bound ? bounded(draws, first + (at + k), bound) : product.high;
        }
    });
}

/// to[k] = distribution(draws, first + k), for any distribution of this room.
template <class Distribution, class T>
void fill(const Distribution& distribution, const stream& draws, std::uint64_t first, std::span<T> to) {
    constexpr bool in_lanes = requires { distribution.values_of(std::span<const std::uint64_t>{}, to); };
    if constexpr (in_lanes) {
        detail::for_each_chunk(draws, first, to.size(), [&](const std::uint64_t* words, std::size_t at, std::size_t n) {
            distribution.values_of(std::span<const std::uint64_t>{words, n}, to.subspan(at, n));
        });
    } else if constexpr (requires { distribution.value_of(first); }) {  // one word a number: the words come in bulk
        detail::for_each_chunk(draws, first, to.size(), [&](const std::uint64_t* words, std::size_t at, std::size_t n) {
            for (std::size_t k = 0; k < n; ++k) {
                to[at + k] = distribution.value_of(words[k]);
            }
        });
    } else {
        detail::require_addresses(first, to.size());
        for (std::size_t k = 0; k < to.size(); ++k) {
            to[k] = distribution(draws, first + k);
        }
    }
}

}  // namespace lastro::inline v0::random
