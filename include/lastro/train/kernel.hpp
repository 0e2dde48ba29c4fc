// SPDX-License-Identifier: MIT
// lastro/train/kernel.hpp
//
// How does a loop over parameters run at the CPU's speed without the program being compiled for that CPU?
//
//   struct halve {                                              // a text over packs of 1, 2, 4, ... numbers
//       template <class Pack, class T>
//       [[gnu::always_inline]] void apply(std::size_t i, T* x) const { (Pack::load(x + i) * Pack::all(0.5)).store(x + i); }
//   };
//   train::run_kernel(halve{}, x.size(), x.data());             // AVX2, AVX-512 or NEON where the machine has them
//
// A text follows the rule of num/pack.hpp (a product is never the operand of + or -: write fma), so that every
// instruction set gives the same bits; it is vector code at -O1 already, whatever the compiler's vectoriser does.
#pragma once

#include <cstddef>  // size_t

#include <lastro/num/pack_root.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::train {

namespace detail {

/// Whole packs, then one number at a time.
struct kernel_text {
    template <class Pack, class Single, class Kernel, class... Arguments>
    [[gnu::always_inline]] static void run(Kernel kernel, std::size_t count, Arguments... arguments) {
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
};

}  // namespace detail

/// Calls `kernel.apply<Pack>(i, x, arguments...)` for every i below `count` that is a multiple of Pack's size, the last
/// few one by one. `apply` must be always_inline, the further arguments pointers and numbers.
template <class Kernel, class T, class... Arguments>
void run_kernel(const Kernel& kernel, std::size_t count, T* x, Arguments... arguments) noexcept {
    num::detail::run_packed<detail::kernel_text, T>(kernel, count, x, arguments...);
}

}  // namespace lastro::inline v0::train
