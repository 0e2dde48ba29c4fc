// SPDX-License-Identifier: MIT
// lastro/num/pack_root.hpp
//
// What is the square root, and the larger one, of numbers that move together? For the packs of num/pack.hpp.
//
//   template <class Pack>
//   [[gnu::always_inline]] inline Pack length(const Pack& x, const Pack& y) { return square_root(fma(x, x, y * y)); }
//
// Each is one IEEE operation per number: every pack gives the same bits.
#pragma once

#include <type_traits>  // is_same_v

#include <lastro/num/pack.hpp>
#include <lastro/num/pack_neon.hpp>

namespace lastro::inline v0::num::detail {

/// The number nearest to the square root; NaN below -0.
template <class T>
[[gnu::always_inline]] inline scalar_pack<T> square_root(const scalar_pack<T>& x) {
    if constexpr (std::is_same_v<T, double>) {
        return {__builtin_sqrt(x.v)};
    } else {
        return {__builtin_sqrtf(x.v)};
    }
}

#if defined(__x86_64__)

template <class T>
[[gnu::target("avx2,fma")]] inline fused_pack<T> square_root(const fused_pack<T>& x) {
    if constexpr (std::is_same_v<T, double>) {
        return {__builtin_sqrt(x.v)};
    } else {
        return {__builtin_sqrtf(x.v)};
    }
}

template <class T>
[[gnu::target("avx2,fma")]] inline avx2_pack<T> square_root(const avx2_pack<T>& x) {
#if defined(__has_builtin) && __has_builtin(__builtin_elementwise_sqrt)
    return {__builtin_elementwise_sqrt(x.v)};
#else
    if constexpr (std::is_same_v<T, double>) {
        return {__builtin_ia32_sqrtpd256(x.v)};
    } else {
        return {__builtin_ia32_sqrtps256(x.v)};
    }
#endif
}

template <class T>
[[gnu::target("avx512f,avx512dq")]] inline avx512_pack<T> square_root(const avx512_pack<T>& x) {
#if defined(__has_builtin) && __has_builtin(__builtin_elementwise_sqrt)
    return {__builtin_elementwise_sqrt(x.v)};
#elif defined(__clang__)
    if constexpr (std::is_same_v<T, double>) {
        return {__builtin_ia32_sqrtpd512(x.v, avx512_pack<T>::current_rounding)};
    } else {
        return {__builtin_ia32_sqrtps512(x.v, avx512_pack<T>::current_rounding)};
    }
#else
    if constexpr (std::is_same_v<T, double>) {
        return {__builtin_ia32_sqrtpd512_mask(x.v, x.v, -1, avx512_pack<T>::current_rounding)};
    } else {
        return {__builtin_ia32_sqrtps512_mask(x.v, x.v, avx512_pack<T>::all_sixteen, avx512_pack<T>::current_rounding)};
    }
#endif
}

#elif defined(__aarch64__)

template <class T>
[[gnu::always_inline]] inline neon_pack<T> square_root(const neon_pack<T>& x) {
    neon_pack<T> root = x;
    for (std::size_t i = 0; i < neon_pack<T>::size; ++i) {  // becomes one instruction from -O2 on
        root.v[i] = square_root(scalar_pack<T>{x.v[i]}).v;
    }
    return root;
}

#endif

/// b where a < b, else a.
template <class Pack>
[[gnu::always_inline]] inline Pack larger(const Pack& a, const Pack& b) {
    return select(less(a, b), b, a);
}

/// b where b < a, else a.
template <class Pack>
[[gnu::always_inline]] inline Pack smaller(const Pack& a, const Pack& b) {
    return select(less(b, a), b, a);
}

}  // namespace lastro::inline v0::num::detail
