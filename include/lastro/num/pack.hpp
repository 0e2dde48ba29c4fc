// SPDX-License-Identifier: MIT
// lastro/num/pack.hpp
//
// How can one text be a kernel for every instruction set? It is written over a pack: 1, 2, 4, 8 or 16 numbers that move
// together.
//
//   template <class Pack>                                    // the kernel, once, without a target
//   [[gnu::always_inline]] inline Pack cubed_plus_one(const Pack& x) { return fma(x * x, x, Pack::all(1)); }
//   [[gnu::target("avx2,fma")]] void kernel(double* x) { cubed_plus_one(avx2_pack<double>::load(x)).store(x); }
//
// Operations carry the instruction set; the text is inlined into a function that has it too, and becomes plain vector
// code from -O1 on. Lanes never meet, and every operation is one IEEE operation, so every pack gives the same bits.
// The one rule for a text: no product may be the operand of + or -, since a compiler may then fuse the two; write fma.
// Packs are passed by reference because the texts, without a target, have no registers to pass wide vectors in.
#pragma once

#include <bit>          // bit_cast
#include <cstddef>      // size_t
#include <cstring>      // memcpy
#include <type_traits>  // is_same_v

#include <lastro/num/ieee.hpp>
#include <lastro/num/pack_avx512.hpp>

namespace lastro::inline v0::num::detail {

/// One number; std::fma does the fusing (in hardware if the program is compiled for it, else in the C library).
template <class T>
struct scalar_pack {
    using value_type = T;
    using mask = bool;
    static constexpr std::size_t size = 1;

    T v;

    static scalar_pack all(T x) { return {x}; }
    static scalar_pack load(const T* from) { return {*from}; }
    void store(T* to) const { *to = v; }

    friend scalar_pack operator+(const scalar_pack& a, const scalar_pack& b) { return {a.v + b.v}; }
    friend scalar_pack operator-(const scalar_pack& a, const scalar_pack& b) { return {a.v - b.v}; }
    friend scalar_pack operator*(const scalar_pack& a, const scalar_pack& b) { return {a.v * b.v}; }
    friend scalar_pack operator/(const scalar_pack& a, const scalar_pack& b) { return {a.v / b.v}; }
    friend scalar_pack fma(const scalar_pack& a, const scalar_pack& b, const scalar_pack& c) {
        if constexpr (std::is_same_v<T, double>) {
            return {__builtin_fma(a.v, b.v, c.v)};
        } else {
            return {__builtin_fmaf(a.v, b.v, c.v)};
        }
    }
    friend mask less(const scalar_pack& a, const scalar_pack& b) { return a.v < b.v; }
    friend mask equal(const scalar_pack& a, const scalar_pack& b) { return a.v == b.v; }
    friend scalar_pack select(const mask& which, const scalar_pack& a, const scalar_pack& b) { return which ? a : b; }

    // The bit pattern as an unsigned integer.
    friend scalar_pack bits_add(const scalar_pack& a, bits_of<T> x) { return of(a.bits() + x); }
    friend scalar_pack bits_and(const scalar_pack& a, bits_of<T> x) { return of(a.bits() & x); }
    friend scalar_pack bits_or(const scalar_pack& a, const scalar_pack& b) { return of(a.bits() | b.bits()); }
    friend scalar_pack bits_left(const scalar_pack& a, int n) { return of(a.bits() << n); }
    friend scalar_pack bits_right(const scalar_pack& a, int n) { return of(a.bits() >> n); }

private:
    static scalar_pack of(bits_of<T> x) { return {std::bit_cast<T>(x)}; }
    [[nodiscard]] bits_of<T> bits() const { return std::bit_cast<bits_of<T>>(v); }
};

#if defined(__x86_64__)

/// One number on a CPU with FMA: `scalar_pack` whose fma is an instruction whatever the program is compiled for.
template <class T>
struct fused_pack {
    using value_type = T;
    using mask = bool;
    static constexpr std::size_t size = 1;

    T v;

    [[gnu::target("avx2,fma")]] static fused_pack all(T x) { return {x}; }
    [[gnu::target("avx2,fma")]] static fused_pack load(const T* from) { return {*from}; }
    [[gnu::target("avx2,fma")]] void store(T* to) const { *to = v; }

    [[gnu::target("avx2,fma")]] friend fused_pack operator+(const fused_pack& a, const fused_pack& b) {
        return {a.v + b.v};
    }
    [[gnu::target("avx2,fma")]] friend fused_pack operator-(const fused_pack& a, const fused_pack& b) {
        return {a.v - b.v};
    }
    [[gnu::target("avx2,fma")]] friend fused_pack operator*(const fused_pack& a, const fused_pack& b) {
        return {a.v * b.v};
    }
    [[gnu::target("avx2,fma")]] friend fused_pack operator/(const fused_pack& a, const fused_pack& b) {
        return {a.v / b.v};
    }
    [[gnu::target("avx2,fma")]] friend fused_pack fma(const fused_pack& a, const fused_pack& b, const fused_pack& c) {
        if constexpr (std::is_same_v<T, double>) {
            return {__builtin_fma(a.v, b.v, c.v)};
        } else {
            return {__builtin_fmaf(a.v, b.v, c.v)};
        }
    }
    [[gnu::target("avx2,fma")]] friend mask less(const fused_pack& a, const fused_pack& b) { return a.v < b.v; }
    [[gnu::target("avx2,fma")]] friend mask equal(const fused_pack& a, const fused_pack& b) { return a.v == b.v; }
    [[gnu::target("avx2,fma")]] friend fused_pack select(const mask& which, const fused_pack& a, const fused_pack& b) {
        return which ? a : b;
    }

    [[gnu::target("avx2,fma")]] friend fused_pack bits_add(const fused_pack& a, bits_of<T> x) {
        return of(a.bits() + x);
    }
    [[gnu::target("avx2,fma")]] friend fused_pack bits_and(const fused_pack& a, bits_of<T> x) {
        return of(a.bits() & x);
    }
    [[gnu::target("avx2,fma")]] friend fused_pack bits_or(const fused_pack& a, const fused_pack& b) {
        return of(a.bits() | b.bits());
    }
    [[gnu::target("avx2,fma")]] friend fused_pack bits_left(const fused_pack& a, int n) { return of(a.bits() << n); }
    [[gnu::target("avx2,fma")]] friend fused_pack bits_right(const fused_pack& a, int n) { return of(a.bits() >> n); }

private:
    [[gnu::target("avx2,fma")]] static fused_pack of(bits_of<T> x) { return {std::bit_cast<T>(x)}; }
    [[gnu::target("avx2,fma")]] [[nodiscard]] bits_of<T> bits() const { return std::bit_cast<bits_of<T>>(v); }
};

/// Four doubles or eight floats in an AVX2 register.
template <class T>
struct avx2_pack {
    using value_type = T;
    static constexpr std::size_t size = 32 / sizeof(T);
    using vector [[gnu::vector_size(32)]] = T;
    using words [[gnu::vector_size(32)]] = bits_of<T>;
    struct mask {
        words v;  ///< All bits of a lane, or none.
    };

    vector v;

    [[gnu::target("avx2,fma")]] static avx2_pack all(T x) { return {x - vector{}}; }
    [[gnu::target("avx2,fma")]] static avx2_pack load(const T* from) {
        avx2_pack p;
        std::memcpy(&p.v, from, sizeof p.v);
        return p;
    }
    [[gnu::target("avx2,fma")]] void store(T* to) const { std::memcpy(to, &v, sizeof v); }

    [[gnu::target("avx2,fma")]] friend avx2_pack operator+(const avx2_pack& a, const avx2_pack& b) {
        return {a.v + b.v};
    }
    [[gnu::target("avx2,fma")]] friend avx2_pack operator-(const avx2_pack& a, const avx2_pack& b) {
        return {a.v - b.v};
    }
    [[gnu::target("avx2,fma")]] friend avx2_pack operator*(const avx2_pack& a, const avx2_pack& b) {
        return {a.v * b.v};
    }
    [[gnu::target("avx2,fma")]] friend avx2_pack operator/(const avx2_pack& a, const avx2_pack& b) {
        return {a.v / b.v};
    }
    [[gnu::target("avx2,fma")]] friend avx2_pack fma(const avx2_pack& a, const avx2_pack& b, const avx2_pack& c) {
#if defined(__has_builtin) && __has_builtin(__builtin_elementwise_fma)
        return {__builtin_elementwise_fma(a.v, b.v, c.v)};
#else
        if constexpr (std::is_same_v<T, double>) {
            return {__builtin_ia32_vfmaddpd256(a.v, b.v, c.v)};
        } else {
            return {__builtin_ia32_vfmaddps256(a.v, b.v, c.v)};
        }
#endif
    }
    [[gnu::target("avx2,fma")]] friend mask less(const avx2_pack& a, const avx2_pack& b) {
        return {(words)(a.v < b.v)};
    }
    [[gnu::target("avx2,fma")]] friend mask equal(const avx2_pack& a, const avx2_pack& b) {
        return {(words)(a.v == b.v)};
    }
    [[gnu::target("avx2,fma")]] friend avx2_pack select(const mask& which, const avx2_pack& a, const avx2_pack& b) {
        return {(vector)((which.v & (words)a.v) | (~which.v & (words)b.v))};
    }

    [[gnu::target("avx2,fma")]] friend avx2_pack bits_add(const avx2_pack& a, bits_of<T> x) {
        return {(vector)((words)a.v + x)};
    }
    [[gnu::target("avx2,fma")]] friend avx2_pack bits_and(const avx2_pack& a, bits_of<T> x) {
        return {(vector)((words)a.v & x)};
    }
    [[gnu::target("avx2,fma")]] friend avx2_pack bits_or(const avx2_pack& a, const avx2_pack& b) {
        return {(vector)((words)a.v | (words)b.v)};
    }
    [[gnu::target("avx2,fma")]] friend avx2_pack bits_left(const avx2_pack& a, int n) {
        return {(vector)((words)a.v << n)};
    }
    [[gnu::target("avx2,fma")]] friend avx2_pack bits_right(const avx2_pack& a, int n) {
        return {(vector)((words)a.v >> n)};
    }
};

#endif

}  // namespace lastro::inline v0::num::detail
