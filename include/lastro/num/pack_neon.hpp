// SPDX-License-Identifier: MIT
// lastro/num/pack_neon.hpp
//
// What is a pack (num/pack.hpp) on AArch64? Two doubles or four floats in a NEON register, or twice as many in two.
//
//   num::detail::neon_pack<double>::load(x);     // x[0], x[1]
//   num::detail::neon_pair<float>::load(x);      // x[0] ... x[7]: what a tile of a product is made of
//
// NEON and its fused multiply-add are part of every AArch64 CPU: no target attribute, no question at run time.
#pragma once

#if defined(__aarch64__)

#include <cstddef>      // size_t
#include <cstring>      // memcpy
#include <type_traits>  // is_same_v

#include <lastro/num/pack.hpp>

namespace lastro::inline v0::num::detail {

/// Two doubles or four floats in a NEON register.
template <class T>
struct neon_pack {
    using value_type = T;
    static constexpr std::size_t size = 16 / sizeof(T);
    using vector [[gnu::vector_size(16)]] = T;
    using words [[gnu::vector_size(16)]] = bits_of<T>;
    struct mask {
        words v;  ///< All bits of a lane, or none.
    };

    vector v;

    static neon_pack all(T x) { return {x - vector{}}; }
    static neon_pack load(const T* from) {
        neon_pack p;
        std::memcpy(&p.v, from, sizeof p.v);
        return p;
    }
    void store(T* to) const { std::memcpy(to, &v, sizeof v); }

    friend neon_pack operator+(const neon_pack& a, const neon_pack& b) { return {a.v + b.v}; }
    friend neon_pack operator-(const neon_pack& a, const neon_pack& b) { return {a.v - b.v}; }
    friend neon_pack operator*(const neon_pack& a, const neon_pack& b) { return {a.v * b.v}; }
    friend neon_pack operator/(const neon_pack& a, const neon_pack& b) { return {a.v / b.v}; }
    friend neon_pack fma(const neon_pack& a, const neon_pack& b, const neon_pack& c) {
#if __has_builtin(__builtin_elementwise_fma)
        return {__builtin_elementwise_fma(a.v, b.v, c.v)};
#elif __has_builtin(__builtin_aarch64_fmav2df) && __has_builtin(__builtin_aarch64_fmav4sf)
        if constexpr (std::is_same_v<T, double>) {
            return {__builtin_aarch64_fmav2df(a.v, b.v, c.v)};
        } else {
            return {__builtin_aarch64_fmav4sf(a.v, b.v, c.v)};
        }
#else  // LLVM makes one instruction of the lanes
        if constexpr (std::is_same_v<T, double>) {
            return {vector{__builtin_fma(a.v[0], b.v[0], c.v[0]), __builtin_fma(a.v[1], b.v[1], c.v[1])}};
        } else {
            return {vector{__builtin_fmaf(a.v[0], b.v[0], c.v[0]), __builtin_fmaf(a.v[1], b.v[1], c.v[1]),
                           __builtin_fmaf(a.v[2], b.v[2], c.v[2]), __builtin_fmaf(a.v[3], b.v[3], c.v[3])}};
        }
#endif
    }
    friend mask less(const neon_pack& a, const neon_pack& b) { return {(words)(a.v < b.v)}; }
    friend mask equal(const neon_pack& a, const neon_pack& b) { return {(words)(a.v == b.v)}; }
    friend neon_pack select(const mask& which, const neon_pack& a, const neon_pack& b) {
        return {(vector)((which.v & (words)a.v) | (~which.v & (words)b.v))};
    }

    friend neon_pack bits_add(const neon_pack& a, bits_of<T> x) { return {(vector)((words)a.v + x)}; }
    friend neon_pack bits_and(const neon_pack& a, bits_of<T> x) { return {(vector)((words)a.v & x)}; }
    friend neon_pack bits_or(const neon_pack& a, const neon_pack& b) { return {(vector)((words)a.v | (words)b.v)}; }
    friend neon_pack bits_left(const neon_pack& a, int n) { return {(vector)((words)a.v << n)}; }
    friend neon_pack bits_right(const neon_pack& a, int n) { return {(vector)((words)a.v >> n)}; }
};

/// Four doubles or eight floats in two NEON registers: as large as an `avx2_pack`, so that tiles have one shape
/// everywhere. Of the 32 registers a tile of 2 by 6 of these fills 24.
template <class T>
struct neon_pair {
    using value_type = T;
    using half = neon_pack<T>;
    static constexpr std::size_t size = 2 * half::size;

    half low;
    half high;

    static neon_pair all(T x) { return {half::all(x), half::all(x)}; }
    static neon_pair load(const T* from) { return {half::load(from), half::load(from + half::size)}; }
    void store(T* to) const {
        low.store(to);
        high.store(to + half::size);
    }

    friend neon_pair fma(const neon_pair& a, const neon_pair& b, const neon_pair& c) {
        return {fma(a.low, b.low, c.low), fma(a.high, b.high, c.high)};
    }
};

}  // namespace lastro::inline v0::num::detail

#endif
