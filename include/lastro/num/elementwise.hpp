// SPDX-License-Identifier: MIT
// lastro/num/elementwise.hpp
//
// How does one text become a function of a number and of spans, with the same bits on every instruction set?
//
//   struct square_function { template <class Pack> static Pack apply(const Pack& x) { return x * x; } };
//   detail::apply<square_function>(x);                     // one number
//   detail::map<square_function>("square", inputs, outputs);   // many
//
// Lanes stand alone, so neither padding nor a neighbour can be seen.
#pragma once

#include <cstddef>    // size_t
#include <cstring>    // memcpy
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string

#include <lastro/num/dispatch.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/pack_pair.hpp>

namespace lastro::inline v0::num::detail {

template <class Function, class T>
void map_portable(const T* x, T* y, std::size_t n) noexcept {
    for (std::size_t i = 0; i < n; ++i) {
        Function::apply(scalar_pack<T>::load(x + i)).store(y + i);
    }
}

#if defined(__x86_64__)

template <class Function, class T>
[[gnu::target("avx2,fma")]] T apply_fused(T x) noexcept {
    return Function::apply(fused_pack<T>::all(x)).v;
}

/// The last few elements go through a padded pack.
template <class Function, class Pack, class T>
[[gnu::always_inline]] inline void map_packs(const T* x, T* y, std::size_t n) {
    std::size_t i = 0;
    for (; i + Pack::size <= n; i += Pack::size) {
        Function::apply(Pack::load(x + i)).store(y + i);
    }
    if (i < n) {
        T padded[Pack::size] = {};
        std::memcpy(padded, x + i, (n - i) * sizeof(T));
        Function::apply(Pack::load(padded)).store(padded);
        std::memcpy(y + i, padded, (n - i) * sizeof(T));
    }
}

template <class Function, class T>
[[gnu::target("avx2,fma")]] void map_avx2(const T* x, T* y, std::size_t n) noexcept {
    map_packs<Function, avx2_pack<T>>(x, y, n);
}

template <class Function, class T>
[[gnu::target("avx512f,avx512dq")]] void map_avx512(const T* x, T* y, std::size_t n) noexcept {
    using pair = pack_pair<avx512_pack<T>>;
    const std::size_t even = n - n % pair::size;
    for (std::size_t i = 0; i < even; i += pair::size) {
        Function::apply(pair::load(x + i)).store(y + i);
    }
    map_packs<Function, avx512_pack<T>>(x + even, y + even, n - even);
}

#endif

/// One value. Where this is inlined, neither the product that made x nor the one that makes the result may be fused
/// with what the caller does.
template <class Function, class T>
[[nodiscard]] T apply(T x) noexcept {
#if defined(__x86_64__) && !defined(__FMA__)
    if (active_level() >= level::avx2) {
        return apply_fused<Function>(x);
    }
#endif
    return rounded(Function::apply(scalar_pack<T>::all(rounded(x))).v);
}

inline void require_same_size(const char* name, std::size_t inputs, std::size_t found, const char* of = "outputs") {
    if (inputs != found) {
        throw std::invalid_argument{std::string{"num::"} + name + ": expected as many " + of + " as inputs (" +
                                    std::to_string(inputs) + "), found " + std::to_string(found)};
    }
}

template <class Function, class T>
void map(const char* name, std::span<const T> x, std::span<T> y) {
    require_same_size(name, x.size(), y.size());
#if defined(__x86_64__)
    const level chosen = active_level();
    if (chosen == level::avx512) {
        return map_avx512<Function>(x.data(), y.data(), x.size());
    }
    if (chosen == level::avx2) {
        return map_avx2<Function>(x.data(), y.data(), x.size());
    }
#endif
    map_portable<Function>(x.data(), y.data(), x.size());
}

}  // namespace lastro::inline v0::num::detail
