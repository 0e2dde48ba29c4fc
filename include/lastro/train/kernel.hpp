// SPDX-License-Identifier: MIT
// lastro/train/kernel.hpp
//
// How does a plain loop over parameters run at the CPU's speed without the program being compiled for that CPU?
//
//   struct halve { [[gnu::always_inline]] void operator()(double* x, std::size_t n) const noexcept { ... } };
//   train::run_kernel(halve{}, x.data(), x.size());     // compiled twice; AVX2 and FMA where the machine has them
//
// A kernel writes every multiply-add as std::fma, so that both compilations give the same bits: in hardware the
// instruction, elsewhere the C library's exact function.
#pragma once

#include <cmath>     // fma
#include <concepts>  // floating_point
#include <cstddef>   // size_t
#include <span>      // span

#include <lastro/num/dispatch.hpp>

namespace lastro::inline v0::train {

namespace detail {

#if defined(__x86_64__)
template <class Kernel, class... Arguments>
[[gnu::target("avx2,fma")]] void run_with_fma(const Kernel& kernel, Arguments... arguments) noexcept {
    kernel(arguments...);
}
#endif

}  // namespace detail

/// Calls `kernel(arguments...)`, compiled for the instruction set that num:: uses now. The kernel's operator() must be
/// always_inline, and its arguments pointers and numbers.
template <class Kernel, class... Arguments>
void run_kernel(const Kernel& kernel, Arguments... arguments) noexcept {
#if defined(__x86_64__)
    if (num::active_level() != num::level::portable) {
        detail::run_with_fma(kernel, arguments...);
        return;
    }
#endif
    kernel(arguments...);
}

namespace detail {

struct weight_kernel {
    template <class T>
    [[gnu::always_inline]] void operator()(T* x, T weight, std::size_t count) const noexcept {
        for (std::size_t i = 0; i < count; ++i) {
            x[i] = std::fma(weight, x[i], T{0});  // an fma, so that no compiler fuses the product into a later sum
        }
    }
};

struct add_kernel {
    template <class T>
    [[gnu::always_inline]] void operator()(T* x, const T* y, std::size_t count) const noexcept {
        for (std::size_t i = 0; i < count; ++i) {
            x[i] = x[i] + y[i];
        }
    }
};

struct add_scaled_kernel {
    template <class T>
    [[gnu::always_inline]] void operator()(T* x, T factor, const T* y, std::size_t count) const noexcept {
        for (std::size_t i = 0; i < count; ++i) {
            x[i] = std::fma(factor, y[i], x[i]);
        }
    }
};

}  // namespace detail

/// x *= weight, rounded on its own.
template <std::floating_point T>
void scale(std::span<T> x, T weight) noexcept {
    run_kernel(detail::weight_kernel{}, x.data(), weight, x.size());
}

/// x += y. Precondition: equal sizes.
template <std::floating_point T>
void add(std::span<T> x, std::span<const T> y) noexcept {
    run_kernel(detail::add_kernel{}, x.data(), y.data(), x.size());
}

/// x += factor * y, one rounding per number. Precondition: equal sizes.
template <std::floating_point T>
void add_scaled(std::span<T> x, T factor, std::span<const T> y) noexcept {
    run_kernel(detail::add_scaled_kernel{}, x.data(), factor, y.data(), x.size());
}

}  // namespace lastro::inline v0::train
