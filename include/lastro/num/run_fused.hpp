// SPDX-License-Identifier: MIT
// lastro/num/run_fused.hpp
//
// How is num::fma one instruction in a loop of plain numbers, in a program that was not compiled for one CPU?
//
//   detail::run_fused([&] { for (const double x : values) { sum = num::fma(x, x, sum); } });
//
// The work is compiled twice, and the machine asked which to call; without the instruction every num::fma is a call of
// the C library. Equal bits: what is called in the work is written like all of the library, a product is never added.
#pragma once

#include <lastro/num/dispatch.hpp>

namespace lastro::inline v0::num::detail {

#if defined(__x86_64__)

template <class Work>
[[gnu::noinline, gnu::flatten, gnu::target("fma")]] void run_with_fma(const Work& work) {
    work();
}

#endif

/// Calls `work` once.
template <class Work>
void run_fused(const Work& work) {
#if defined(__x86_64__) && !defined(__FMA__)
    if (active_level() >= level::avx2) {
        return run_with_fma(work);
    }
#endif
    work();
}

}  // namespace lastro::inline v0::num::detail
