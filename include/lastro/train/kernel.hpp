// SPDX-License-Identifier: MIT
// lastro/train/kernel.hpp
//
// How does a loop over parameters run at the CPU's speed without the program being compiled for that CPU?
//
//   struct halve {                                              // a text over packs of 1, 2, 4, ... numbers
//       template <class Pack, class T>
//       [[gnu::always_inline]] void apply(std::size_t i, T* x) const { (Pack::load(x + i) * Pack::all(0.5)).store(x + i); }
//   };
//   train::run_kernel(halve{}, x.size(), x.data());             // AVX2 or AVX-512 where the machine has them
//
// A text follows the rule of num/pack.hpp (a product is never the operand of + or -: write fma), so that every
// instruction set gives the same bits; it is vector code at -O1 already, whatever the compiler's vectoriser does.
#pragma once

#include <concepts>  // floating_point
#include <cstddef>   // size_t
#include <span>      // span

#include <lastro/num/dispatch.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/pack_root.hpp>

namespace lastro::inline v0::train {

namespace detail {

/// Whole packs, then one number at a time.
template <class T, class Pack, class Single, class Kernel, class... Arguments>
[[gnu::always_inline]] inline void run_packs(const Kernel& kernel, std::size_t count, Arguments... arguments) {
    std::size_t i = 0;
    if constexpr (Pack::size > 1) {
        for (; i + Pack::size <= count; i += Pack::size) {
            kernel.template apply<Pack>(i, arguments...);
        }
    }
    for (; i < count; ++i) {
        kernel.template apply<Single>(i, arguments...);
    }
}

#if defined(__x86_64__)

template <class T, class Kernel, class... Arguments>
[[gnu::target("avx2,fma")]] void run_avx2(const Kernel& kernel, std::size_t count, Arguments... arguments) noexcept {
    run_packs<T, num::detail::avx2_pack<T>, num::detail::fused_pack<T>>(kernel, count, arguments...);
}

template <class T, class Kernel, class... Arguments>
[[gnu::target("avx512f,avx512dq,avx2,fma")]] void run_avx512(const Kernel& kernel, std::size_t count,
                                                             Arguments... arguments) noexcept {
    run_packs<T, num::detail::avx512_pack<T>, num::detail::fused_pack<T>>(kernel, count, arguments...);
}

#endif

}  // namespace detail

/// Calls `kernel.apply<Pack>(i, x, arguments...)` for every i below `count` that is a multiple of Pack's size, the last
/// few one by one. `apply` must be always_inline, the further arguments pointers and numbers.
template <class Kernel, class T, class... Arguments>
void run_kernel(const Kernel& kernel, std::size_t count, T* x, Arguments... arguments) noexcept {
#if defined(__x86_64__)
    if (const num::level chosen = num::active_level(); chosen == num::level::avx512) {
        return detail::run_avx512<T>(kernel, count, x, arguments...);
    } else if (chosen == num::level::avx2) {
        return detail::run_avx2<T>(kernel, count, x, arguments...);
    }
#endif
    using single = num::detail::scalar_pack<T>;
    detail::run_packs<T, single, single>(kernel, count, x, arguments...);
}

namespace detail {

struct weight_kernel {
    template <class Pack, class T>
    [[gnu::always_inline]] void apply(std::size_t i, T* x, T weight) const noexcept {
        // An fma, so that no compiler fuses the product into a later sum.
        fma(Pack::all(weight), Pack::load(x + i), Pack::all(0)).store(x + i);
    }
};

struct add_kernel {
    template <class Pack, class T>
    [[gnu::always_inline]] void apply(std::size_t i, T* x, const T* y) const noexcept {
        (Pack::load(x + i) + Pack::load(y + i)).store(x + i);
    }
};

struct add_scaled_kernel {
    template <class Pack, class T>
    [[gnu::always_inline]] void apply(std::size_t i, T* x, T factor, const T* y) const noexcept {
        fma(Pack::all(factor), Pack::load(y + i), Pack::load(x + i)).store(x + i);
    }
};

}  // namespace detail

/// x *= weight, rounded on its own.
template <std::floating_point T>
void scale(std::span<T> x, T weight) noexcept {
    run_kernel(detail::weight_kernel{}, x.size(), x.data(), weight);
}

/// x += y. Precondition: equal sizes.
template <std::floating_point T>
void add(std::span<T> x, std::span<const T> y) noexcept {
    run_kernel(detail::add_kernel{}, x.size(), x.data(), y.data());
}

/// x += factor * y, one rounding per number. Precondition: equal sizes.
template <std::floating_point T>
void add_scaled(std::span<T> x, T factor, std::span<const T> y) noexcept {
    run_kernel(detail::add_scaled_kernel{}, x.size(), x.data(), factor, y.data());
}

}  // namespace lastro::inline v0::train
