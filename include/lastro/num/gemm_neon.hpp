// SPDX-License-Identifier: MIT
// lastro/num/gemm_neon.hpp
//
// Which tiles does a matrix product have on AArch64? Those of num/gemm_kernels.hpp, over pairs of NEON registers.
//
//   num::detail::gemm_tiled<num::detail::neon_gemm<double>>(c, a, b, false);
//
// 2 pairs by 6 columns are 24 accumulators; with 4 registers of A and one of B they fill 29 of 32.
#pragma once

#if defined(__aarch64__)

#include <cstddef>  // size_t

#include <lastro/num/gemm_kernels.hpp>
#include <lastro/num/pack_neon.hpp>

namespace lastro::inline v0::num::detail {

/// The kernels in their NEON form.
template <class T>
struct neon_gemm {
    static constexpr std::size_t vector = neon_pair<T>::size;

    template <std::size_t Vectors, std::size_t Columns>
    static void tile(const tile_operands<T>& with) noexcept {
        if (with.b_column == 1 && with.b_step == Columns) {  // a packed panel: constant addresses
            multiply_tile<neon_pair<T>, Vectors, Columns>(with, Columns, 1);
        } else {
            multiply_tile<neon_pair<T>, Vectors, Columns>(with, with.b_step, with.b_column);
        }
    }
};

}  // namespace lastro::inline v0::num::detail

#endif
