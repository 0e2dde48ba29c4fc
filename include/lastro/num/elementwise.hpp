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
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::num::detail {

/// y[i] = Function(x[i]). The last few elements go through a padded pack.
template <class Function>
struct map_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(const T* x, T* y, std::size_t n) {
        std::size_t i = 0;
        if constexpr (sizeof(T) * Pack::size == 64) {  // 32 registers and long latencies: two packs at once
            for (; n - i >= 2 * Pack::size; i += 2 * Pack::size) {
                Function::apply(pack_pair<Pack>::load(x + i)).store(y + i);
            }
        }
        for (; n - i >= Pack::size; i += Pack::size) {
            Function::apply(Pack::load(x + i)).store(y + i);
        }
        if (i < n) {
            T padded[Pack::size] = {};
            std::memcpy(padded, x + i, (n - i) * sizeof(T));
            Function::apply(Pack::load(padded)).store(padded);
            std::memcpy(y + i, padded, (n - i) * sizeof(T));
        }
    }
};

#if defined(__x86_64__)

template <class Function, class T>
[[gnu::target("avx2,fma")]] T apply_fused(T x) noexcept {
    return Function::apply(fused_pack<T>::all(x)).v;
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
    run_packed<map_text<Function>, T>(x.data(), y.data(), x.size());
}

}  // namespace lastro::inline v0::num::detail
