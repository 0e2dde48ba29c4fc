// SPDX-License-Identifier: MIT
// lastro/num/reduce.hpp
//
// What is the sum of many numbers, when every order gives another one? The sum in one written-down order.
//
//   const double total = num::sum(values);
//   const float product = num::dot(a, b);
//   const double spread = num::variance(values);
//
// The order: blocks of 4,096 elements; in a block 16 lanes, element i in lane i mod 16, each summed upwards from +0
// (a product enters by one fma); lanes folded 8-4-2-1; blocks added in neighbouring pairs, pairs of pairs, and so on,
// a last odd one waiting. So vector width, alignment and threads cannot matter, and errors grow like n / 16 within a
// block and log(n) above, slower than in a loop.
#pragma once

#include <cstddef>      // size_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // to_string
#include <type_traits>  // type_identity_t

#include <lastro/num/dispatch.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/pack_neon.hpp>

namespace lastro::inline v0::num {

namespace detail {

inline constexpr std::size_t reduce_lanes = 16;
inline constexpr std::size_t reduce_block = 4096;

/// The lanes of one block, then 8-4-2-1.
template <class T>
[[nodiscard]] inline T fold(T (&lane)[reduce_lanes]) noexcept {
    for (std::size_t width = reduce_lanes / 2; width > 0; width /= 2) {
        for (std::size_t l = 0; l < width; ++l) {
            lane[l] += lane[l + width];
        }
    }
    return lane[0];
}

/// acc + x.
struct plain_term {
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack add(const Pack& acc, const T* x, const T*, std::size_t i, T) {
        return acc + Pack::load(x + i);
    }
};

/// acc + x y, rounded once.
struct product_term {
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack add(const Pack& acc, const T* x, const T* y, std::size_t i, T) {
        return fma(Pack::load(x + i), Pack::load(y + i), acc);
    }
};

/// acc + (x - center)^2, rounded once after the difference.
struct squared_deviation_term {
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack add(const Pack& acc, const T* x, const T*, std::size_t i, T center) {
        const Pack d = Pack::load(x + i) - Pack::all(center);
        return fma(d, d, acc);
    }
};

/// Register At and those behind it take their part of 16 terms; a recursion, so that they stay registers.
template <class Term, std::size_t At, std::size_t Registers, class Pack, class T>
[[gnu::always_inline]] inline void add_terms(Pack (&acc)[Registers], const T* x, const T* y, std::size_t i, T center) {
    if constexpr (At < Registers) {
        acc[At] = Term::add(acc[At], x, y, i + At * Pack::size, center);
        add_terms<Term, At + 1>(acc, x, y, i, center);
    }
}

template <std::size_t At, std::size_t Registers, class Pack, class T>
[[gnu::always_inline]] inline void store_lanes(const Pack (&acc)[Registers], T (&lane)[reduce_lanes]) {
    if constexpr (At < Registers) {
        acc[At].store(lane + At * Pack::size);
        store_lanes<At + 1>(acc, lane);
    }
}

template <std::size_t At, std::size_t Registers, class Pack>
[[gnu::always_inline]] inline void clear_lanes(Pack (&acc)[Registers]) {
    if constexpr (At < Registers) {
        acc[At] = Pack::all(0);
        clear_lanes<At + 1>(acc);
    }
}

/// The 16 lanes of one block after `full` elements, a multiple of 16.
template <class Term, class Pack, class T>
[[gnu::always_inline]] inline void lanes_of(const T* x, const T* y, std::size_t full, T center,
                                            T (&lane)[reduce_lanes]) {
    Pack acc[reduce_lanes / Pack::size];
    clear_lanes<0>(acc);
    for (std::size_t i = 0; i < full; i += reduce_lanes) {
        add_terms<Term, 0>(acc, x, y, i, center);
    }
    store_lanes<0>(acc, lane);
}

template <class Term, class T>
[[nodiscard]] T block_portable(const T* x, const T* y, std::size_t n, T center) noexcept {
    T lane[reduce_lanes];
    const std::size_t full = n - n % reduce_lanes;
    lanes_of<Term, scalar_pack<T>>(x, y, full, center, lane);
    for (std::size_t i = full; i < n; ++i) {
        lane[i - full] = Term::add(scalar_pack<T>{lane[i - full]}, x, y, i, center).v;
    }
    return fold(lane);
}

#if defined(__x86_64__)

template <class Term, class T>
[[gnu::target("avx2,fma")]] [[nodiscard]] T block_avx2(const T* x, const T* y, std::size_t n, T center) noexcept {
    T lane[reduce_lanes];
    const std::size_t full = n - n % reduce_lanes;
    lanes_of<Term, avx2_pack<T>>(x, y, full, center, lane);
    for (std::size_t i = full; i < n; ++i) {
        lane[i - full] = Term::add(fused_pack<T>{lane[i - full]}, x, y, i, center).v;
    }
    return fold(lane);
}

template <class Term, class T>
[[gnu::target("avx512f,avx512dq,avx2,fma")]] [[nodiscard]] T block_avx512(const T* x, const T* y, std::size_t n,
                                                                          T center) noexcept {
    T lane[reduce_lanes];
    const std::size_t full = n - n % reduce_lanes;
    lanes_of<Term, avx512_pack<T>>(x, y, full, center, lane);
    for (std::size_t i = full; i < n; ++i) {
        lane[i - full] = Term::add(fused_pack<T>{lane[i - full]}, x, y, i, center).v;
    }
    return fold(lane);
}

#endif

#if defined(__aarch64__)

template <class Term, class T>
[[nodiscard]] T block_neon(const T* x, const T* y, std::size_t n, T center) noexcept {
    T lane[reduce_lanes];
    const std::size_t full = n - n % reduce_lanes;
    lanes_of<Term, neon_pack<T>>(x, y, full, center, lane);
    for (std::size_t i = full; i < n; ++i) {
        lane[i - full] = Term::add(scalar_pack<T>{lane[i - full]}, x, y, i, center).v;
    }
    return fold(lane);
}

#endif

/// Blocks in neighbouring pairs: `waiting[l]` holds the sum of 2^l blocks, as the bits of `blocks` tell.
template <class Term, class T>
[[nodiscard]] T reduce(const T* x, const T* y, std::size_t n, T center) noexcept {
    T (*block)(const T*, const T*, std::size_t, T) noexcept = block_portable<Term, T>;
#if defined(__x86_64__)
    if (const level chosen = active_level(); chosen == level::avx512) {
        block = block_avx512<Term, T>;
    } else if (chosen == level::avx2) {
        block = block_avx2<Term, T>;
    }
#elif defined(__aarch64__)
    if (active_level() == level::neon) {
        block = block_neon<Term, T>;
    }
#endif
    T waiting[sizeof(std::size_t) * 8] = {};
    std::size_t blocks = 0;
    for (std::size_t begin = 0; begin < n; begin += reduce_block, ++blocks) {
        const std::size_t size = n - begin < reduce_block ? n - begin : reduce_block;
        T sum = block(x + begin, y == nullptr ? nullptr : y + begin, size, center);
        std::size_t l = 0;
        for (; (blocks >> l) % 2 == 1; ++l) {
            sum = waiting[l] + sum;
        }
        waiting[l] = sum;
    }
    T total = 0;
    bool first = true;
    for (std::size_t l = 0; blocks >> l != 0; ++l) {
        if ((blocks >> l) % 2 == 1) {
            total = first ? waiting[l] : waiting[l] + total;
            first = false;
        }
    }
    return total;
}

template <class T>
[[nodiscard]] T mean_of(const char* where, std::span<const T> x) {
    if (x.empty()) {
        throw std::invalid_argument{std::string{where} + ": expected at least one value, found none"};
    }
    return reduce<plain_term, T>(x.data(), nullptr, x.size(), T{0}) / static_cast<T>(x.size());
}

template <class T>
[[nodiscard]] T dot_of(std::span<const T> x, std::span<const T> y) {
    if (x.size() != y.size()) {
        throw std::invalid_argument{"num::dot: expected two sequences of one length, found " +
                                    std::to_string(x.size()) + " and " + std::to_string(y.size()) + " values"};
    }
    return reduce<product_term, T>(x.data(), y.data(), x.size(), T{0});
}

template <class T>
[[nodiscard]] T variance_of(std::span<const T> x, std::size_t lost_degrees) {
    if (x.size() <= lost_degrees) {
        throw std::invalid_argument{"num::variance: expected more than " + std::to_string(lost_degrees) +
                                    " values, found " + std::to_string(x.size())};
    }
    const T center = mean_of("num::variance", x);
    return reduce<squared_deviation_term, T>(x.data(), nullptr, x.size(), center) /
           static_cast<T>(x.size() - lost_degrees);
}

}  // namespace detail

/// x[0] + x[1] + ..., in the order above; 0 for no values. A NaN, or infinities of both signs, give NaN.
[[nodiscard]] inline double sum(std::span<const double> x) noexcept {
    return detail::reduce<detail::plain_term>(x.data(), static_cast<const double*>(nullptr), x.size(), 0.0);
}
[[nodiscard]] inline float sum(std::span<const float> x) noexcept {
    return detail::reduce<detail::plain_term>(x.data(), static_cast<const float*>(nullptr), x.size(), 0.0F);
}

/// x[0] y[0] + x[1] y[1] + ..., in the order above.
/// @throws std::invalid_argument if the lengths differ.
[[nodiscard]] inline double dot(std::span<const double> x, std::span<const double> y) { return detail::dot_of(x, y); }
[[nodiscard]] inline float dot(std::span<const float> x, std::span<const float> y) { return detail::dot_of(x, y); }

/// dot(x, x).
[[nodiscard]] inline double squared_norm(std::span<const double> x) noexcept {
    return detail::reduce<detail::product_term>(x.data(), x.data(), x.size(), 0.0);
}
[[nodiscard]] inline float squared_norm(std::span<const float> x) noexcept {
    return detail::reduce<detail::product_term>(x.data(), x.data(), x.size(), 0.0F);
}

/// sum(x) / n.
/// @throws std::invalid_argument if there are no values.
[[nodiscard]] inline double mean(std::span<const double> x) { return detail::mean_of("num::mean", x); }
[[nodiscard]] inline float mean(std::span<const float> x) { return detail::mean_of("num::mean", x); }

/// The sum of squared differences from the mean, divided by n - `lost_degrees` (0: of a population, 1: of a sample).
/// @throws std::invalid_argument unless there are more than `lost_degrees` values, and at least one.
[[nodiscard]] inline double variance(std::span<const double> x, std::size_t lost_degrees = 0) {
    return detail::variance_of(x, lost_degrees);
}
[[nodiscard]] inline float variance(std::span<const float> x, std::size_t lost_degrees = 0) {
    return detail::variance_of(x, lost_degrees);
}

}  // namespace lastro::inline v0::num
