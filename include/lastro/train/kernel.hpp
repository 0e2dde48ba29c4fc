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

}  // namespace lastro::inline v0::train
