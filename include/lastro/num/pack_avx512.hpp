// SPDX-License-Identifier: MIT
// lastro/num/pack_avx512.hpp
//
// How do eight doubles or sixteen floats move together? The widest pack of num/pack.hpp, with a few operations of its own
// that are one instruction here; texts use them where a pack has them, and their bits are those of the longer way.
#pragma once

#include <cstddef>      // size_t
#include <cstring>      // memcpy
#include <type_traits>  // conditional_t, is_same_v

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::num::detail {

#if defined(__x86_64__)

/// Eight doubles or sixteen floats in an AVX-512 register.
template <class T>
struct avx512_pack {
    using value_type = T;
    static constexpr std::size_t size = 64 / sizeof(T);
    using vector [[gnu::vector_size(64)]] = T;
    using words [[gnu::vector_size(64)]] = bits_of<T>;
    struct mask {
        std::conditional_t<sizeof(T) == 8, unsigned char, unsigned short> v;  ///< One bit per lane.
    };

    /// The mask that leaves out no lane. Compilers do not agree on the type of masks, so it takes the one that is asked.
    struct every_lane {
        template <class Mask>
        constexpr operator Mask() const {
            return static_cast<Mask>(-1);
        }
    };
    static constexpr every_lane every{};
    static constexpr int current_rounding = 4;  // what <immintrin.h> calls _MM_FROUND_CUR_DIRECTION
    static constexpr int less_than = 1;         // and _CMP_LT_OS
    static constexpr int equal_to = 0;          // and _CMP_EQ_OQ

    vector v;

    [[gnu::target("avx512f,avx512dq")]] static avx512_pack all(T x) { return {x - vector{}}; }
    [[gnu::target("avx512f,avx512dq")]] static avx512_pack load(const T* from) {
        avx512_pack p;
        std::memcpy(&p.v, from, sizeof p.v);
        return p;
    }
    [[gnu::target("avx512f,avx512dq")]] void store(T* to) const { std::memcpy(to, &v, sizeof v); }

    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack operator+(const avx512_pack& a, const avx512_pack& b) {
        return {a.v + b.v};
    }
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack operator-(const avx512_pack& a, const avx512_pack& b) {
        return {a.v - b.v};
    }
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack operator*(const avx512_pack& a, const avx512_pack& b) {
        return {a.v * b.v};
    }
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack operator/(const avx512_pack& a, const avx512_pack& b) {
        return {a.v / b.v};
    }
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack fma(const avx512_pack& a, const avx512_pack& b,
                                                               const avx512_pack& c) {
#if defined(__has_builtin) && __has_builtin(__builtin_elementwise_fma)
        return {__builtin_elementwise_fma(a.v, b.v, c.v)};
#else
        if constexpr (std::is_same_v<T, double>) {
            return {__builtin_ia32_vfmaddpd512_mask(a.v, b.v, c.v, every, current_rounding)};
        } else {
            return {__builtin_ia32_vfmaddps512_mask(a.v, b.v, c.v, every, current_rounding)};
        }
#endif
    }
    [[gnu::target("avx512f,avx512dq")]] friend mask less(const avx512_pack& a, const avx512_pack& b) {
        return {compare<less_than>(a.v, b.v)};
    }
    [[gnu::target("avx512f,avx512dq")]] friend mask equal(const avx512_pack& a, const avx512_pack& b) {
        return {compare<equal_to>(a.v, b.v)};
    }
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack select(const mask& which, const avx512_pack& a,
                                                                  const avx512_pack& b) {
#if defined(__clang__)
        if constexpr (sizeof(T) == 8) {
            return {__builtin_ia32_selectpd_512(which.v, a.v, b.v)};
        } else {
            return {__builtin_ia32_selectps_512(which.v, a.v, b.v)};
        }
#else
        if constexpr (sizeof(T) == 8) {
            return {__builtin_ia32_blendmpd_512_mask(b.v, a.v, which.v)};
        } else {
            return {__builtin_ia32_blendmps_512_mask(b.v, a.v, which.v)};
        }
#endif
    }

    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack bits_add(const avx512_pack& a, bits_of<T> x) {
        return {(vector)((words)a.v + x)};
    }
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack bits_and(const avx512_pack& a, bits_of<T> x) {
        return {(vector)((words)a.v & x)};
    }
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack bits_or(const avx512_pack& a, const avx512_pack& b) {
        return {(vector)((words)a.v | (words)b.v)};
    }
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack bits_left(const avx512_pack& a, int n) {
        return {(vector)((words)a.v << n)};
    }
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack bits_right(const avx512_pack& a, int n) {
        return {(vector)((words)a.v >> n)};
    }

    // One instruction each for what other packs do in several (num/elementary_kernels.hpp), with the same bits.

    /// y 2^k for whole k, rounded once.
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack scale(const avx512_pack& y, const avx512_pack& k) {
        if constexpr (sizeof(T) == 8) {
            return {__builtin_ia32_scalefpd512_mask(y.v, k.v, y.v, every, current_rounding)};
        } else {
            return {__builtin_ia32_scalefps512_mask(y.v, k.v, y.v, every, current_rounding)};
        }
    }
    /// The exponent of x > 0 as a number, also where x is subnormal.
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack exponent(const avx512_pack& x) {
        if constexpr (sizeof(T) == 8) {
            return {__builtin_ia32_getexppd512_mask(x.v, x.v, every, current_rounding)};
        } else {
            return {__builtin_ia32_getexpps512_mask(x.v, x.v, every, current_rounding)};
        }
    }
    /// x / 2^exponent(x), from 1 to 2.
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack mantissa(const avx512_pack& x) {
        if constexpr (sizeof(T) == 8) {
            return {__builtin_ia32_getmantpd512_mask(x.v, 0, x.v, every, current_rounding)};
        } else {
            return {__builtin_ia32_getmantps512_mask(x.v, 0, x.v, every, current_rounding)};
        }
    }
    /// a < b ? a : b.
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack smaller(const avx512_pack& a, const avx512_pack& b) {
        if constexpr (sizeof(T) == 8) {
#if defined(__clang__)
            return {__builtin_ia32_minpd512(a.v, b.v, current_rounding)};
#else
            return {__builtin_ia32_minpd512_mask(a.v, b.v, a.v, every, current_rounding)};
#endif
        } else {
#if defined(__clang__)
            return {__builtin_ia32_minps512(a.v, b.v, current_rounding)};
#else
            return {__builtin_ia32_minps512_mask(a.v, b.v, a.v, every, current_rounding)};
#endif
        }
    }
    /// b < a ? a : b.
    [[gnu::target("avx512f,avx512dq")]] friend avx512_pack larger(const avx512_pack& a, const avx512_pack& b) {
        if constexpr (sizeof(T) == 8) {
#if defined(__clang__)
            return {__builtin_ia32_maxpd512(a.v, b.v, current_rounding)};
#else
            return {__builtin_ia32_maxpd512_mask(a.v, b.v, a.v, every, current_rounding)};
#endif
        } else {
#if defined(__clang__)
            return {__builtin_ia32_maxps512(a.v, b.v, current_rounding)};
#else
            return {__builtin_ia32_maxps512_mask(a.v, b.v, a.v, every, current_rounding)};
#endif
        }
    }

private:
    template <int Relation>
    [[gnu::target("avx512f,avx512dq")]] static auto compare(const vector& a, const vector& b) {
        if constexpr (sizeof(T) == 8) {
            return static_cast<unsigned char>(__builtin_ia32_cmppd512_mask(a, b, Relation, every, current_rounding));
        } else {
            return static_cast<unsigned short>(__builtin_ia32_cmpps512_mask(a, b, Relation, every, current_rounding));
        }
    }
};

#endif

}  // namespace lastro::inline v0::num::detail
